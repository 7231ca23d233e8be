"""SQS event source mappings: partial failures, redrive, FIFO order, and the role that polls."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bridgewright.local.adapters.event_sources import failed_messages

# Fails every message whose body says "poison", reports it, and writes what it has done.
CONSUMER = """
def handle(event, context):
    failures = []
    for record in event["Records"]:
        print("seen", record["body"], record["attributes"].get("MessageGroupId"))
        if record["body"].startswith("poison"):
            failures.append({"itemIdentifier": record["messageId"]})
    return {"batchItemFailures": failures}
"""
POLL = ["sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"]


def redriven(scene: Any, *, fifo: bool, receives: int = 2) -> tuple[Any, Any]:
    """A queue and its dead-letter queue."""
    dead = scene.queue(fifo=fifo)
    redrive = json.dumps({"deadLetterTargetArn": dead.arn, "maxReceiveCount": receives})
    return scene.queue(fifo=fifo, RedrivePolicy=redrive, VisibilityTimeout="30"), dead


def consume(scene: Any, queue: Any, batch_size: int, actions: list[str] = POLL) -> str:
    name = scene.function(CONSUMER, {"Effect": "Allow", "Action": actions, "Resource": queue.arn})
    scene.lambda_.create_event_source_mapping(
        EventSourceArn=queue.arn,
        FunctionName=name,
        BatchSize=batch_size,
        FunctionResponseTypes=["ReportBatchItemFailures"],
    )
    return str(name)


def test_a_poison_message_is_redriven_and_its_group_goes_on(scene: Any, eventually: Callable[..., Any]) -> None:
    """services-sqs-errorhandling: a reported message returns until maxReceiveCount, then its FIFO group moves on."""
    queue, dead = redriven(scene, fifo=True)
    for body, group in (("poison", "a"), ("a2", "a"), ("b1", "b")):
        scene.sqs.send_message(QueueUrl=queue.url, MessageBody=body, MessageGroupId=group)

    name = consume(scene, queue, 1)

    def seen(group: str) -> list[str]:
        return [line for line in scene.aws.logs(name) if line.startswith("seen") and line.endswith(group)]

    assert ["poison"] == [message["Body"] for message in scene.messages(dead)]
    assert eventually(lambda: seen("a")[-1:] == ["seen a2 a"] and seen("b"))
    assert ["seen poison a", "seen poison a", "seen a2 a"] == seen("a")
    assert ["seen b1 b"] == seen("b")


def test_only_the_reported_messages_of_a_standard_batch_return(scene: Any) -> None:
    """services-sqs-batchfailurereporting: the others of the batch are done, and deleted."""
    queue, dead = redriven(scene, fifo=False)
    for body in ("good 1", "poison", "good 2"):
        scene.sqs.send_message(QueueUrl=queue.url, MessageBody=body)

    name = consume(scene, queue, 10)

    assert ["poison"] == [message["Body"] for message in scene.messages(dead)]
    seen = [line for line in scene.aws.logs(name) if line.startswith("seen good")]
    assert ["seen good 1 None", "seen good 2 None"] == sorted(seen)


@pytest.mark.parametrize(
    ("body", "failed"),
    [
        ({"batchItemFailures": []}, set()),
        ({"batchItemFailures": None}, set()),
        ({}, set()),
        (None, set()),
        ({"batchItemFailures": [{"itemIdentifier": "m1"}]}, {"m1"}),
        ({"batchItemFailures": [{"itemIdentifier": ""}]}, {"m1", "m2"}),
        ({"batchItemFailures": [{"itemIdentifier": None}]}, {"m1", "m2"}),
        ({"batchItemFailures": [{"identifier": "m1"}]}, {"m1", "m2"}),
        ({"batchItemFailures": [{"itemIdentifier": "unknown"}]}, {"m1", "m2"}),
        ("not JSON", {"m1", "m2"}),
    ],
    ids=lambda value: json.dumps(sorted(value) if isinstance(value, set) else value),
)
def test_a_response_is_read_as_documented(body: Any, failed: set[str]) -> None:
    """services-sqs-batchfailurereporting, "Success and failure conditions"."""
    assert failed == failed_messages({"body": body}, {"m1", "m2"}, partial=True)


def test_a_function_error_fails_the_whole_batch() -> None:
    """services-sqs-errorhandling: an exception returns every message, whatever was reported."""
    assert {"m1", "m2"} == failed_messages({"error": True, "body": {}}, {"m1", "m2"}, partial=True)


@pytest.mark.parametrize("missing", POLL)
def test_the_role_must_be_allowed_to_poll(strict: Any, missing: str) -> None:
    """services-sqs-configure: without each of the three actions CreateEventSourceMapping is refused."""
    queue = strict.queue()
    operation = missing.partition(":")[2]

    with pytest.raises(ClientError, match=f"does not have permissions to call {operation} on SQS") as refusal:
        consume(strict, queue, 1, [action for action in POLL if action != missing])

    assert refusal.value.response["Error"]["Code"] == "InvalidParameterValueException"


def test_the_role_must_be_allowed_to_decrypt(strict: Any) -> None:
    """services-sqs-configure: an encrypted queue needs kms:Decrypt; without it nothing is read."""
    key = strict.kms.create_key()["KeyMetadata"]["Arn"]
    plain_queue, encrypted = strict.queue(), strict.queue(KmsMasterKeyId=key)
    without = consume(strict, encrypted, 1)
    control = consume(strict, plain_queue, 1)
    for queue in (encrypted, plain_queue):
        strict.sqs.send_message(QueueUrl=queue.url, MessageBody="x")

    deadline = time.monotonic() + 30
    while "seen x None" not in strict.aws.logs(control) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert "seen x None" in strict.aws.logs(control)
    assert strict.aws.logs(without) == []


def test_the_adapter_is_still_needed(plain: Any, eventually: Callable[..., Any]) -> None:
    """ministack deletes the batch when the response names an unknown message: this fails when it no longer does."""
    queue = plain.queue(VisibilityTimeout="600")
    name = plain.function("def handle(event, context): return {'batchItemFailures': [{'itemIdentifier': 'unknown'}]}\n")
    plain.sqs.send_message(QueueUrl=queue.url, MessageBody="x")
    plain.lambda_.create_event_source_mapping(
        EventSourceArn=queue.arn, FunctionName=name, FunctionResponseTypes=["ReportBatchItemFailures"]
    )

    def left() -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = plain.sqs.get_queue_attributes(QueueUrl=queue.url, AttributeNames=names)["Attributes"]
        return sum(int(count) for count in found.values())

    assert eventually(lambda: left() == 0), "ministack now reads batch responses: see adapters/event_sources.py"
