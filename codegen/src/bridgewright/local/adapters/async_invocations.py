# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""Asynchronous invocations end as on AWS: the whole record at OnFailure or OnSuccess, the event itself at a DLQ.

ministack sends a record without version, timestamp, request id and executed version, with the count always 3, the
same record to a DLQ, and nothing to OnSuccess; it never asks whether the function's role may send there.
Sources: "Capturing records of Lambda asynchronous invocations" (invocation-async-retain-records) and "How Lambda
handles errors and retries with asynchronous invocation" in the Lambda developer guide. The waits between attempts are
shorter here.
"""

from __future__ import annotations

import contextvars
import json
import logging
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ministack import app
from ministack.core.responses import get_account_id, new_uuid
from ministack.services import kms, lambda_svc, sns, sqs

from bridgewright.local.adapters.permissions import role_may

_log = logging.getLogger("bridgewright.local.async_invocations")
_SEND = {"sqs": "sqs:SendMessage", "sns": "sns:Publish", "lambda": "lambda:InvokeFunction"}


@dataclass(frozen=True, slots=True)
class InvocationOutcome:
    """How an asynchronous invocation ended: `condition` is AWS's word for it, `result` the last attempt's."""

    condition: str
    attempts: int
    result: dict[str, Any]


def install() -> None:
    """Replaces ministack's asynchronous invocation."""
    lambda_svc.invoke_async_with_retry = invoke


def invoke(function: dict[str, Any], event: Any) -> None:
    """Starts an asynchronous invocation of a function record and returns at once."""
    context = contextvars.copy_context()
    threading.Thread(target=context.run, args=(_run, function, event), daemon=True).start()


def _run(function: dict[str, Any], event: Any) -> None:
    config = function.get("config") or function
    account, region = lambda_svc._account_region_from_function_config(config)
    lambda_svc._request_account_id.set(account)
    lambda_svc._request_region.set(region)
    settings = _settings(config)
    outcome = _attempts(function, event, settings)
    destinations = settings.get("DestinationConfig") or {}
    kind = "OnSuccess" if outcome.condition == "Success" else "OnFailure"
    destination = (destinations.get(kind) or {}).get("Destination")
    if destination:
        _send(config, destination, json.dumps(_record(config, event, outcome)), {})
    dead_letters = (config.get("DeadLetterConfig") or {}).get("TargetArn")
    if dead_letters and kind == "OnFailure":
        _send(config, dead_letters, json.dumps(event), _dead_letter_attributes(outcome))


def _settings(config: dict[str, Any]) -> dict[str, Any]:
    """The function's EventInvokeConfig; without a qualifier it is that of `$LATEST`."""
    function = lambda_svc._functions.get(config["FunctionName"]) or {}
    configs = function.get("event_invoke_configs") or {}
    parts = config["FunctionArn"].split(":")
    qualifier = parts[7] if len(parts) > 7 else ""
    return configs.get(qualifier) or (configs.get("$LATEST") if not qualifier else None) or {}


def _attempts(function: dict[str, Any], event: Any, settings: dict[str, Any]) -> InvocationOutcome:
    retries = int(settings.get("MaximumRetryAttempts", 2))
    deadline = time.monotonic() + int(settings.get("MaximumEventAgeInSeconds", 21600))
    pause = lambda_svc._LAMBDA_ASYNC_RETRY_BASE_SECONDS
    attempts = 0
    while True:
        result = lambda_svc._execute_function(function, event)
        # A throttled attempt isn't one: it goes back to the queue until the event is too old.
        attempts += 0 if result.get("throttle") else 1
        if not result.get("error"):
            return InvocationOutcome("Success", attempts, result)
        if attempts > retries:
            return InvocationOutcome("RetriesExhausted", attempts, result)
        wait = pause * 2 ** max(attempts - 1, 0)
        if time.monotonic() + wait > deadline:
            return InvocationOutcome("EventAgeExceeded", attempts, result)
        time.sleep(wait)


def _record(config: dict[str, Any], event: Any, outcome: InvocationOutcome) -> dict[str, Any]:
    version = config.get("Version", "$LATEST")
    arn = config["FunctionArn"]
    response: dict[str, Any] = {"statusCode": 200, "executedVersion": version}
    if outcome.condition != "Success":
        response["functionError"] = outcome.result.get("function_error") or "Unhandled"
    now = datetime.now(UTC)
    return {
        "version": "1.0",
        "timestamp": f"{now:%Y-%m-%dT%H:%M:%S}.{now.microsecond // 1000:03d}Z",
        "requestContext": {
            "requestId": str(new_uuid()),
            "functionArn": arn if arn.count(":") > 6 else f"{arn}:{version}",
            "condition": outcome.condition,
            "approximateInvokeCount": outcome.attempts,
        },
        "requestPayload": event,
        "responseContext": response,
        "responsePayload": outcome.result.get("body"),
    }


def _dead_letter_attributes(outcome: InvocationOutcome) -> dict[str, Any]:
    body = outcome.result.get("body")
    message = body.get("errorMessage", "") if isinstance(body, dict) else str(body or "")
    texts = {"RequestID": str(new_uuid()), "ErrorMessage": message[:1024] or "Unhandled"}
    attributes = {name: {"DataType": "String", "StringValue": text} for name, text in texts.items()}
    return attributes | {"ErrorCode": {"DataType": "Number", "StringValue": "200"}}


def _may_send(role: str, action: str, target: str) -> bool:
    """Asks for the action and, for an encrypted queue, the two on its key that SQS asks of a sender."""
    account = get_account_id()
    queue = sqs._queue_by_arn(target) if ":sqs:" in target else None
    key = kms._resolve_key(queue["attributes"].get("KmsMasterKeyId")) if queue else None
    return role_may(role, action, target, account) and (
        key is None
        or all(role_may(role, needed, key["Arn"], account, "sqs") for needed in ("kms:GenerateDataKey", "kms:Decrypt"))
    )


def _send(config: dict[str, Any], target: str, body: str, attributes: dict[str, Any]) -> None:
    """Sends as the function's role; what can't be sent is lost, as on AWS (DestinationDeliveryFailures)."""
    service = target.split(":")[2]
    action = _SEND.get(service, f"{service}:Send")
    if app.AUTH and not _may_send(config["Role"], action, target):
        _log.error("%s: the role may not %s on %s", config["FunctionName"], action, target)
        return
    try:
        if service == "sqs":
            request = {"MessageBody": body, "MessageAttributes": attributes}
            sqs._act_send_message(request, sqs._queue_url(target.rsplit(":", 1)[-1]))
        elif service == "sns":
            sns._fanout(target, str(new_uuid()), body, "", "", attributes)
        elif service == "lambda":
            function, found, _ = lambda_svc._get_func_record_for_ref(target)
            invoke(lambda_svc._execution_record_for_config(function, found), json.loads(body))
        else:
            _log.error("%s: no destination of service %s here", config["FunctionName"], service)
    except sqs._Err as error:
        _log.error("%s: not sent to %s: %s", config["FunctionName"], target, error)
