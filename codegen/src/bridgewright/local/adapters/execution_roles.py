# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""What Lambda does with a function's role besides running the code, under IAM enforcement.

CreateFunction is refused when active tracing or a dead-letter queue is asked for and the role may not ("The provided
execution role does not have permissions to call PutTraceSegments on XRAY", SendMessage on SQS), and without
logs:CreateLogStream and logs:PutLogEvents nothing is logged ("Sending Lambda function logs to CloudWatch Logs").
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ministack import app
from ministack.core.responses import error_response_json, get_account_id, get_region
from ministack.services import lambda_svc
from ministack.services.cloudformation import provisioners

from bridgewright.local.adapters.permissions import role_may
from bridgewright.local.adapters.stacks import Created, Properties

_NAMES = {"xray": "XRAY", "sqs": "SQS", "sns": "SNS"}


def install() -> None:
    """Asks the role before a function is created, and before its output is logged."""
    emit = lambda_svc._emit_lambda_logs

    def allowed(function: dict[str, Any], *rest: Any, **options: Any) -> None:
        if _may_log(function.get("config") or function):
            emit(function, *rest, **options)

    ask_before_creating("_create_function", "AWS::Lambda::Function", _refusal)
    lambda_svc._emit_lambda_logs = allowed


def ask_before_creating(operation: str, resource_type: str, refusal: Callable[[dict[str, Any]], str | None]) -> None:
    """Makes Lambda refuse to create what `refusal` gives a reason against, by its API and in a stack.

    `operation` names ministack's function that creates one from the API's request; `refusal` gets the request, or the
    resource's properties.
    """
    create = getattr(lambda_svc, operation)
    handler = provisioners._RESOURCE_HANDLERS[resource_type]
    create_in_stack = handler["create"]

    def checked(data: dict[str, Any]) -> Any:
        reason = refusal(data)
        return error_response_json("InvalidParameterValueException", reason, 400) if reason else create(data)

    def checked_in_stack(logical_id: str, properties: Properties, stack: str) -> Created:
        reason = refusal(properties)
        if reason:
            raise ValueError(reason)
        created: Created = create_in_stack(logical_id, properties, stack)
        return created

    setattr(lambda_svc, operation, checked)
    handler["create"] = checked_in_stack


def _refusal(data: dict[str, Any]) -> str | None:
    """Why AWS would not make this function with this role, if so."""
    role = str(data.get("Role", ""))
    if not app.AUTH or not role:
        return None
    needed = []
    if (data.get("TracingConfig") or {}).get("Mode") == "Active":
        needed += [("xray:PutTraceSegments", "*"), ("xray:PutTelemetryRecords", "*")]
    dead_letters = (data.get("DeadLetterConfig") or {}).get("TargetArn")
    if dead_letters:
        needed.append(("sns:Publish" if ":sns:" in dead_letters else "sqs:SendMessage", dead_letters))
    for action, resource in needed:
        if not role_may(role, action, resource, get_account_id()):
            service, operation = action.split(":")
            name = _NAMES[service]
            return f"The provided execution role does not have permissions to call {operation} on {name}"
    return None


def _may_log(config: dict[str, Any]) -> bool:
    role = config.get("Role", "")
    if not app.AUTH or not role:
        return True
    group = (config.get("LoggingConfig") or {}).get("LogGroup") or f"/aws/lambda/{config.get('FunctionName')}"
    streams = f"arn:aws:logs:{get_region()}:{get_account_id()}:log-group:{group}:log-stream:any"
    actions = ("logs:CreateLogStream", "logs:PutLogEvents")
    return all(role_may(role, action, streams, get_account_id()) for action in actions)
