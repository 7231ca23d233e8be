"""Asynchronous invocations: what is sent where when they fail or succeed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

FAILING = "def handle(event, context):\n    raise ValueError('not today')\n"


def send_to(queue: Any) -> dict[str, Any]:
    return {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": queue.arn}


def test_a_failed_invocation_is_recorded_at_on_failure(scene: Any) -> None:
    """invocation-async-retain-records: the example record, member by member."""
    kept = scene.queue()
    name = scene.function(FAILING, send_to(kept))
    scene.lambda_.put_function_event_invoke_config(
        FunctionName=name, MaximumRetryAttempts=1, DestinationConfig={"OnFailure": {"Destination": kept.arn}}
    )

    scene.lambda_.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps({"order": 7}))

    record = json.loads(scene.messages(kept)[0]["Body"])
    assert record["version"] == "1.0"
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", record["timestamp"])
    assert re.fullmatch(r"[0-9a-f-]{36}", record["requestContext"].pop("requestId"))
    expected_context = {
        "functionArn": f"{scene.function_arn(name)}:$LATEST",
        "condition": "RetriesExhausted",
        "approximateInvokeCount": 2,
    }
    assert expected_context == record["requestContext"]
    assert {"order": 7} == record["requestPayload"]
    expected_response = {"statusCode": 200, "executedVersion": "$LATEST", "functionError": "Unhandled"}
    assert expected_response == record["responseContext"]
    payload = record["responsePayload"]
    assert ("ValueError", "not today") == (payload["errorType"], payload["errorMessage"])


def test_a_success_is_recorded_at_on_success(scene: Any) -> None:
    """The same record, with condition Success and no functionError."""
    kept = scene.queue()
    name = scene.function("def handle(event, context): return {'done': event['order']}", send_to(kept))
    scene.lambda_.put_function_event_invoke_config(
        FunctionName=name, DestinationConfig={"OnSuccess": {"Destination": kept.arn}}
    )

    scene.lambda_.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps({"order": 7}))

    record = json.loads(scene.messages(kept)[0]["Body"])
    assert ("Success", 1) == (record["requestContext"]["condition"], record["requestContext"]["approximateInvokeCount"])
    assert {"done": 7} == record["responsePayload"]
    assert "functionError" not in record["responseContext"]


def test_a_dead_letter_queue_gets_the_event_itself(scene: Any) -> None:
    """invocation-async-retain-records, dead-letter queues: the event, with RequestID, ErrorCode and ErrorMessage."""
    dead = scene.queue()
    name = scene.function(FAILING, send_to(dead), DeadLetterConfig={"TargetArn": dead.arn})
    scene.lambda_.put_function_event_invoke_config(FunctionName=name, MaximumRetryAttempts=0)

    scene.lambda_.invoke(FunctionName=name, InvocationType="Event", Payload=json.dumps({"order": 7}))

    message = scene.messages(dead)[0]
    assert {"order": 7} == json.loads(message["Body"])
    attributes = {key: value["StringValue"] for key, value in message["MessageAttributes"].items()}
    assert attributes.pop("RequestID")
    assert {"ErrorCode": "200", "ErrorMessage": "not today"} == attributes


def test_the_role_must_be_allowed_to_send(strict: Any, eventually: Callable[..., Any]) -> None:
    """invocation-async-retain-records: the function's execution role needs sqs:SendMessage on the destination."""
    allowed, refused = strict.queue(), strict.queue()
    for queue, statement in ((allowed, [send_to(allowed)]), (refused, [])):
        name = strict.function(FAILING, *statement)
        strict.lambda_.put_function_event_invoke_config(
            FunctionName=name, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": queue.arn}}
        )
        strict.lambda_.invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")

    assert len(strict.messages(allowed)) == 1
    line = f"the role may not sqs:SendMessage on {refused.arn}"
    assert eventually(lambda: line in strict.aws.server_log.read_text())
    assert strict.messages(refused, 1, 0.2) == []


def test_the_adapter_is_still_needed(plain: Any) -> None:
    """ministack's record lacks half of its members: this fails when it has them."""
    kept = plain.queue()
    name = plain.function(FAILING)
    plain.lambda_.put_function_event_invoke_config(
        FunctionName=name, MaximumRetryAttempts=0, DestinationConfig={"OnFailure": {"Destination": kept.arn}}
    )

    plain.lambda_.invoke(FunctionName=name, InvocationType="Event", Payload=b"{}")

    record = json.loads(plain.messages(kept)[0]["Body"])
    assert "timestamp" not in record, "ministack's OnFailure record is whole now: see adapters/async_invocations.py"
    assert record["requestContext"]["approximateInvokeCount"] == 3, (
        "ministack now counts: see adapters/async_invocations.py"
    )
