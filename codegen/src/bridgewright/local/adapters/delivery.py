# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""Rule targets as EventBridge delivers to them: SendMessage with all its rules, permissions, retries, dead letters.

Upstream puts messages straight into the queue, so deduplication and the queue policy never act; it runs a
Lambda target once, whatever its resource policy says; and it drops what can't be delivered.
Sources: "Retry policy and using dead-letter queues" (rule-dlq.html), "Use resource-based policies"
(eb-use-resource-based.html) and the SqsParameters page of the EventBridge documentation.
"""

from __future__ import annotations

import contextvars
import json
import logging
import re
import threading
import time
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

from ministack.core.responses import get_account_id
from ministack.services import eventbridge, kms, lambda_svc, sqs

from bridgewright.local.adapters.permissions import ServiceCaller, service_may

SERVICE = "events.amazonaws.com"
# SQS, SendMessage: up to 128 alphanumeric and punctuation characters.
_GROUP_ID = re.compile(r"[A-Za-z0-9!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~]{1,128}")
_PATH_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+)\]")
_log = logging.getLogger("bridgewright.local.delivery")


class Undeliverable(Exception):
    """A delivery that no retry can help; `code` is one of the ERROR_CODEs that AWS lists for a DLQ message."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to one target of one rule."""

    target: dict[str, Any]
    rule: dict[str, Any]
    event: dict[str, Any]


_current: ContextVar[Delivery] = ContextVar("current_delivery")
_sender: ContextVar[str | None] = ContextVar("sending_rule_arn", default=None)


def install() -> None:
    """Replaces how ministack invokes targets, and lets the queue policy see EventBridge as the caller."""
    invoke_target = eventbridge._invoke_target
    enforce_queue_policy = sqs._enforce_queue_policy

    def invoke(target: dict[str, Any], event: dict[str, Any], rule: dict[str, Any], view: Any = None) -> None:
        view = view or eventbridge._pattern_event_view(event)
        delivery = Delivery(target, rule, view.event_with_detail())
        _current.set(delivery)
        try:
            invoke_target(target, event, rule, view)
        except Undeliverable as failure:  # before the target was asked
            _bury(delivery, failure.code, str(failure), 0)

    def enforce(queue: dict[str, Any], action: str) -> None:
        rule_arn = _sender.get()
        if rule_arn is None:
            enforce_queue_policy(queue, action)
        else:
            _enforce_for_service(queue, action, rule_arn)

    eventbridge._invoke_target = invoke
    eventbridge._dispatch_to_sqs = _dispatch_to_sqs
    eventbridge._dispatch_to_lambda = _dispatch_to_lambda
    sqs._enforce_queue_policy = enforce


def _dispatch_to_sqs(spec: Any, payload: str, parameters: dict[str, Any] | None = None) -> None:
    delivery = _current.get()

    def attempt() -> None:
        group = (parameters or {}).get("MessageGroupId")
        _send(str(spec), payload, delivery.rule["Arn"], group_id=group_id(group, delivery.event) if group else None)

    deliver(delivery, attempt)


def _dispatch_to_lambda(arn: str, payload: str) -> None:
    delivery = _current.get()
    try:
        event = json.loads(payload)
    except ValueError:
        event = payload

    def attempt() -> None:
        function, config, name = lambda_svc._get_func_record_for_ref(arn)
        if not function or not config:
            raise Undeliverable("NO_RESOURCE", f"Function not found: {arn}")
        policy = lambda_svc._functions[name]["policy"]
        if not service_may(policy, _caller(delivery.rule["Arn"]), "lambda:InvokeFunction", arn):
            raise Undeliverable(
                "NO_PERMISSIONS",
                f"User: {SERVICE} is not authorized to perform: lambda:InvokeFunction on resource: {arn} "
                "because no resource-based policy allows the lambda:InvokeFunction action",
            )
        record = lambda_svc._execution_record_for_config(function, config)
        lambda_svc.invoke_async_with_retry(record, event)

    deliver(delivery, attempt)


def deliver(delivery: Delivery, attempt: Callable[[], None], pause: float = 0.1) -> None:
    """Attempts a delivery; retries what may pass by itself, by the target's RetryPolicy; else the dead-letter queue.

    `pause` is the first wait in seconds, doubled at each retry up to 5 s (AWS backs off for up to a day).
    Retries run in a thread of their own: the publisher has had its answer by then.
    """
    try:
        attempt()
    except Undeliverable as failure:
        _bury(delivery, failure.code, str(failure), 0)
    except Exception as error:  # noqa: BLE001
        context = contextvars.copy_context()
        thread = threading.Thread(target=context.run, args=(_retry, delivery, attempt, pause, error), daemon=True)
        thread.start()


def _retry(delivery: Delivery, attempt: Callable[[], None], pause: float, error: Exception) -> None:
    policy = delivery.target.get("RetryPolicy") or {}
    most = int(policy.get("MaximumRetryAttempts", 185))
    deadline = time.monotonic() + int(policy.get("MaximumEventAgeInSeconds", 86400))
    for number in range(most):
        wait = min(pause * 2**number, 5)
        if time.monotonic() + wait > deadline:
            _bury(delivery, "ERROR_FROM_TARGET", str(error), number, "MaximumEventAgeInSeconds")
            return
        time.sleep(wait)
        try:
            attempt()
        except Undeliverable as failure:
            _bury(delivery, failure.code, str(failure), number + 1)
            return
        except Exception as again:  # noqa: BLE001
            error = again
        else:
            return
    _bury(delivery, "ERROR_FROM_TARGET", str(error), most, "MaximumRetryAttempts")


def _bury(delivery: Delivery, code: str, message: str, attempts: int, condition: str | None = None) -> None:
    """Sends the original event to the target's dead-letter queue, with the attributes that AWS documents."""
    queue = (delivery.target.get("DeadLetterConfig") or {}).get("Arn")
    texts = {
        "RULE_ARN": delivery.rule["Arn"],
        "TARGET_ARN": delivery.target["Arn"],
        "ERROR_CODE": code,
        "ERROR_MESSAGE": message,
    } | ({"EXHAUSTED_RETRY_CONDITION": condition} if condition else {})
    attributes = {name: {"DataType": "String", "StringValue": text} for name, text in texts.items()}
    attributes["RETRY_ATTEMPTS"] = {"DataType": "Number", "StringValue": str(attempts)}
    _log.warning("not delivered to %s: %s: %s", delivery.target["Arn"], code, message)
    if not queue:
        return
    try:
        _send(queue, json.dumps(delivery.event), delivery.rule["Arn"], attributes=attributes)
    except Undeliverable as failure:
        # AWS counts InvocationsFailedToBeSentToDlq; the event is lost there too.
        _log.error("not even to the dead-letter queue %s: %s", queue, failure)


def _send(
    queue_arn: str,
    body: str,
    rule_arn: str,
    *,
    group_id: str | None = None,
    attributes: dict[str, Any] | None = None,
) -> None:
    """SendMessage as EventBridge; raises `Undeliverable` for each refusal of SQS."""
    queue = sqs._queue_by_arn(queue_arn)
    if not queue:
        raise Undeliverable("NO_RESOURCE", f"The specified queue does not exist: {queue_arn}")
    request = {"MessageBody": body, "MessageGroupId": group_id, "MessageAttributes": attributes or {}}
    token = _sender.set(rule_arn)
    try:
        sqs._act_send_message(request, sqs._queue_url(queue_arn.rsplit(":", 1)[-1]))
    except sqs._Err as error:
        codes = {"AccessDenied": "NO_PERMISSIONS", "QueueDoesNotExist": "NO_RESOURCE"}
        raise Undeliverable(codes.get(error.code, "INVALID_PARAMETER"), error.message) from error
    finally:
        _sender.reset(token)


def _enforce_for_service(queue: dict[str, Any], action: str, rule_arn: str) -> None:
    """EventBridge may send only where the policies of the queue and of its key name it.

    AWS has no identity policy of the service to fall back on. A queue under the AWS managed key can't be a target,
    since nobody can change that key's policy (SQS developer guide, "Configure KMS permissions for AWS services").
    """
    attributes, caller = queue["attributes"], _caller(rule_arn)
    arn, key_id = attributes["QueueArn"], attributes.get("KmsMasterKeyId")
    if not service_may(attributes.get("Policy"), caller, action, arn):
        message = f"User: {SERVICE} is not authorized to perform: {action} on resource: {arn}"
        raise sqs._Err("AccessDenied", message, 403)
    if key_id:
        key = kms._resolve_key(key_id) or {}
        for needed in ("kms:GenerateDataKey", "kms:Decrypt"):
            if not service_may(key.get("Policy"), caller, needed, key.get("Arn", "*")):
                message = f"User: {SERVICE} is not authorized to perform: {needed} on resource: {key_id}"
                raise sqs._Err("AccessDenied", message, 403)


def _caller(rule_arn: str) -> ServiceCaller:
    return ServiceCaller(SERVICE, rule_arn, get_account_id())


def group_id(path: str, event: dict[str, Any]) -> str:
    """The message group id that a target's `MessageGroupId` means for an event: a text, or a path into the event."""
    value: Any = path
    if path.startswith("$."):
        value = event
        for name, index in _PATH_STEP.findall(path[1:]):
            try:
                value = value[int(index)] if index else value[name]
            except (KeyError, IndexError, TypeError):
                raise Undeliverable("INVALID_PARAMETER", f"MessageGroupId path {path} is not in the event") from None
    if not isinstance(value, str) or not _GROUP_ID.fullmatch(value):
        raise Undeliverable("INVALID_PARAMETER", f"Value {value!r} for parameter MessageGroupId is invalid.")
    return value
