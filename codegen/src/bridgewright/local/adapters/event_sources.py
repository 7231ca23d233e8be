# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""SQS event source mappings: the batch response read as AWS reads it, and the role asked before polling.

ministack deletes a message when the response names an unknown one, breaks on `null`, and polls whatever the role may
do. Sources: "Implementing partial batch responses" and "Configuring execution role permissions" (services-sqs-*) in
the Lambda developer guide. A failed message comes back after a second and not after the queue's visibility timeout, so
that a redrive takes seconds here and minutes on AWS; BRIDGEWRIGHT_LOCAL_RETRY_SECONDS sets it.
"""

from __future__ import annotations

import json
import logging
import os
import time
from collections.abc import Iterator
from typing import Any

from ministack import app
from ministack.core.concurrency import esm_wake
from ministack.services import kms, lambda_svc, sqs

from bridgewright.local.adapters.execution_roles import ask_before_creating
from bridgewright.local.adapters.permissions import role_may

_ACTIONS = ("sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes")
_log = logging.getLogger("bridgewright.local.event_sources")


def install() -> None:
    """Replaces how a batch's result is read, and asks for the role's permissions under IAM enforcement."""
    mappings = lambda_svc._iter_all_esms

    def readable() -> Iterator[tuple[str, str, dict[str, Any]]]:
        for account, region, mapping in mappings():
            if _may_decrypt(account, region, mapping):
                yield account, region, mapping

    ask_before_creating("_create_esm", "AWS::Lambda::EventSourceMapping", _refusal)
    lambda_svc._iter_all_esms = readable
    lambda_svc._run_sqs_batch = _run_batch


def failed_messages(result: dict[str, Any], message_ids: set[str], *, partial: bool) -> set[str]:
    """The messages of a batch that go back to the queue, by the function's result.

    With `partial` (ReportBatchItemFailures), an absent, null or empty list of failures is a success; a response of
    another form, or an item that is empty or not of this batch, fails the whole batch.
    """
    if result.get("error"):
        return message_ids
    if not partial:
        return set()
    body = result.get("body")
    try:
        response = json.loads(body) if isinstance(body, str) and body else body
    except ValueError:
        return message_ids
    if response in (None, "", {}):
        return set()
    if not isinstance(response, dict) or "batchItemFailures" not in response:
        return message_ids
    failures = response["batchItemFailures"] or []
    if not isinstance(failures, list) or not all(isinstance(failure, dict) for failure in failures):
        return message_ids
    identifiers = {failure.get("itemIdentifier") for failure in failures}
    return {str(item) for item in identifiers} if identifiers <= message_ids else message_ids


def _run_batch(  # noqa: PLR0913, PLR0917  (ministack's own signature)
    mapping: dict[str, Any],
    function: dict[str, Any],
    event: dict[str, Any],
    batch: list[dict[str, Any]],
    queue_url: str,
    queue_name: str,
) -> None:
    """Invokes the function with a batch; deletes what succeeded and gives back what failed."""
    result = lambda_svc._execute_function(function, event)
    partial = "ReportBatchItemFailures" in mapping.get("FunctionResponseTypes", [])
    failed = failed_messages(result, {message["id"] for message in batch}, partial=partial)
    done = {message["receipt_handle"] for message in batch if message["id"] not in failed}
    if done:
        sqs._delete_messages_for_esm(queue_url, done)
    again = time.time() + float(os.environ.get("BRIDGEWRIGHT_LOCAL_RETRY_SECONDS", "1"))
    for message in batch:
        if message["id"] in failed:
            message["visible_at"] = min(message["visible_at"], again)
    mapping["LastProcessingResult"] = f"OK - {len(done)} records" if not failed else f"PROBLEM - {len(failed)} failed"
    _log.info("%s: %d of %d messages failed", queue_name, len(failed), len(batch))
    esm_wake.set()


def _role(function_ref: str) -> str:
    _, config, _ = lambda_svc._get_func_record_for_ref(function_ref)
    return str((config or {}).get("Role", ""))


def _refusal(data: dict[str, Any]) -> str | None:
    """Why AWS would not make this mapping for the function's role, if so."""
    source, role = str(data.get("EventSourceArn", "")), _role(str(data.get("FunctionName", "")))
    if not app.AUTH or ":sqs:" not in source or not role:
        return None
    for action in _ACTIONS:
        if not role_may(role, action, source, source.split(":")[4]):
            operation = action.partition(":")[2]
            return f"The provided execution role does not have permissions to call {operation} on SQS"
    return None


def _may_decrypt(account: str, region: str, mapping: dict[str, Any]) -> bool:
    """True unless the queue is encrypted with a customer's key that the function's role may not use."""
    arn = mapping.get("EventSourceArn", "")
    if not app.AUTH or ":sqs:" not in arn:
        return True
    queue = sqs._queues.get_scoped(account, region, sqs._queue_url_for_account(account, arn.rsplit(":", 1)[-1]))
    key_id = ((queue or {}).get("attributes") or {}).get("KmsMasterKeyId")
    if not key_id:
        return True
    lambda_svc._request_account_id.set(account)
    lambda_svc._request_region.set(region)
    key = kms._resolve_key(key_id)
    allowed = bool(key) and role_may(_role(mapping["FunctionArn"]), "kms:Decrypt", key["Arn"], account, "sqs")
    if not allowed:
        mapping["LastProcessingResult"] = "PROBLEM: the execution role can't use the queue's key (kms:Decrypt)"
    return allowed
