"""A rule's target gets its event as EventBridge delivers it, or its dead-letter queue does."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest

from bridgewright.local import LocalAws

GROUP_PATH = "$.detail.data.payslip.employee.id"


def payslip(employee: Any, amount: int = 1) -> dict[str, Any]:
    return {"data": {"payslip": {"employee": {"id": employee}}}, "amount": amount}


def attributes_of(message: dict[str, Any]) -> dict[str, str]:
    return {name: value["StringValue"] for name, value in message.get("MessageAttributes", {}).items()}


def fifo_target(queue: Any, **more: Any) -> dict[str, Any]:
    transformer = {"InputPathsMap": {"detail": "$.detail"}, "InputTemplate": '{"detail": <detail>}'}
    return {"Arn": queue.arn, "SqsParameters": {"MessageGroupId": GROUP_PATH}, "InputTransformer": transformer, **more}


def test_the_group_id_is_read_from_the_original_event(scene: Any) -> None:
    """SqsParameters: MessageGroupId may be a JSON path into the event, whatever the transformer leaves of it."""
    bus, queue = scene.bus(), scene.queue(fifo=True)
    transformer = {"InputPathsMap": {"amount": "$.detail.amount"}, "InputTemplate": '{"amount": <amount>}'}
    scene.rule(bus, fifo_target(queue) | {"InputTransformer": transformer})

    scene.put(bus, payslip("E-7"))

    (message,) = scene.messages(queue)
    assert ("E-7", '{"amount": 1}') == (message["Attributes"]["MessageGroupId"], message["Body"])


def test_the_same_content_twice_is_one_message(scene: Any) -> None:
    """SQS content-based deduplication: the SHA-256 of the body counts for five minutes, as for any sender."""
    bus, queue = scene.bus(), scene.queue(fifo=True)
    scene.rule(bus, fifo_target(queue))

    for amount in (1, 1, 2):
        scene.put(bus, payslip("E-7", amount))

    assert [1, 2] == [json.loads(message["Body"])["detail"]["amount"] for message in scene.messages(queue, 3, 0.5)]


@pytest.mark.parametrize("employee", [None, 7, "", "x" * 129, "with space"], ids=str)
def test_an_event_without_a_usable_group_id_is_dead(scene: Any, employee: Any) -> None:
    """SendMessage: MessageGroupId is required on a FIFO queue, 1 to 128 characters; no retry mends an unusable one."""
    bus, queue, dead = scene.bus(), scene.queue(fifo=True), scene.queue()
    scene.rule(bus, fifo_target(queue, DeadLetterConfig={"Arn": dead.arn}))

    scene.put(bus, payslip(employee))

    (message,) = scene.messages(dead)
    assert attributes_of(message)["ERROR_CODE"] == "INVALID_PARAMETER"
    assert scene.messages(queue, 1, 0) == []


def test_a_dead_letter_carries_the_original_event_and_says_why(scene: Any) -> None:
    """rule-dlq: the event goes straight to the DLQ when the target is gone, with these custom attributes."""
    bus, queue, dead = scene.bus(), scene.queue(), scene.queue()
    rule = scene.rule(bus, {"Arn": queue.arn, "Input": '"replaced"', "DeadLetterConfig": {"Arn": dead.arn}})
    scene.sqs.delete_queue(QueueUrl=queue.url)

    event_id = scene.put(bus, payslip("E-7"))["EventId"]

    (message,) = scene.messages(dead)
    expected = {
        "RULE_ARN": rule,
        "TARGET_ARN": queue.arn,
        "ERROR_CODE": "NO_RESOURCE",
        "ERROR_MESSAGE": f"The specified queue does not exist: {queue.arn}",
        "RETRY_ATTEMPTS": "0",
    }
    assert expected == attributes_of(message)
    body = json.loads(message["Body"])
    assert (event_id, payslip("E-7"), "test.payroll") == (body["id"], body["detail"], body["source"])


def test_a_queue_without_a_policy_for_eventbridge_gets_nothing(scene: Any) -> None:
    """eb-use-resource-based: for SQS, EventBridge relies on the queue's policy; without it, NO_PERMISSIONS."""
    bus, queue, dead = scene.bus(), scene.queue(open_to_events=False), scene.queue()
    scene.rule(bus, {"Arn": queue.arn, "DeadLetterConfig": {"Arn": dead.arn}})

    scene.put(bus, {})

    (message,) = scene.messages(dead)
    assert attributes_of(message)["ERROR_CODE"] == "NO_PERMISSIONS"


def test_a_queue_policy_may_name_the_one_rule(scene: Any, policy_for: Any) -> None:
    """eb-use-resource-based: the policy's condition on aws:SourceArn sees the rule that sends."""
    bus, queue, dead = scene.bus(), scene.queue(open_to_events=False), scene.queue()
    target = {"Arn": queue.arn, "DeadLetterConfig": {"Arn": dead.arn}}
    named = scene.rule(bus, target, pattern={"detail-type": ["named"]})
    scene.rule(bus, target, pattern={"detail-type": ["other"]})
    policy = json.dumps(policy_for(queue.arn, named))
    scene.sqs.set_queue_attributes(QueueUrl=queue.url, Attributes={"Policy": policy})

    scene.put(bus, {"from": "named"}, DetailType="named")
    scene.put(bus, {"from": "other"}, DetailType="other")

    arrived, dropped = scene.messages(queue, 2, 0.5), scene.messages(dead)
    assert ["named"] == [json.loads(message["Body"])["detail"]["from"] for message in arrived]
    assert ["other"] == [json.loads(message["Body"])["detail"]["from"] for message in dropped]


def test_a_dead_letter_queue_needs_a_policy_too(scene: Any) -> None:
    """rule-dlq: "you must have a resource-based policy on the DLQ"; without it the event is lost."""
    bus, queue, dead = scene.bus(), scene.queue(open_to_events=False), scene.queue(open_to_events=False)
    scene.rule(bus, {"Arn": queue.arn, "DeadLetterConfig": {"Arn": dead.arn}})

    answer = scene.put(bus, {})

    assert "EventId" in answer
    assert scene.messages(dead, 1, 0.3) == []


@pytest.mark.parametrize(("allowed", "arrived"), [(True, 1), (False, 0)])
def test_an_encrypted_queue_needs_a_key_policy_for_eventbridge(scene: Any, allowed: bool, arrived: int) -> None:
    """SQS, "Configure KMS permissions for AWS services": GenerateDataKey and Decrypt for events.amazonaws.com."""
    service = [
        {
            "Effect": "Allow",
            "Principal": {"Service": "events.amazonaws.com"},
            "Action": ["kms:GenerateDataKey", "kms:Decrypt"],
            "Resource": "*",
        }
    ]
    root = {"Effect": "Allow", "Principal": {"AWS": f"arn:aws:iam::{scene.aws.account}:root"}, "Action": "kms:*"}
    policy = {"Version": "2012-10-17", "Statement": [root | {"Resource": "*"}, *(service if allowed else [])]}
    key = scene.kms.create_key(Policy=json.dumps(policy))["KeyMetadata"]["Arn"]
    bus, queue = scene.bus(), scene.queue(KmsMasterKeyId=key)
    scene.rule(bus, {"Arn": queue.arn})

    scene.put(bus, {})

    assert arrived == len(scene.messages(queue, 1, 0.5))


def test_a_lambda_target_runs_only_with_its_permission(scene: Any) -> None:
    """eb-use-resource-based: a Lambda target needs a statement for events.amazonaws.com in the function's policy."""
    function, bus, dead = (
        scene.function("def handle(event, context): print('ran', event['id'])"),
        scene.bus(),
        scene.queue(),
    )
    target = {"Arn": scene.function_arn(function), "DeadLetterConfig": {"Arn": dead.arn}}
    rule = scene.rule(bus, target)

    refused = scene.put(bus, {})["EventId"]
    (message,) = scene.messages(dead)
    scene.lambda_.add_permission(
        FunctionName=function,
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule,
    )
    allowed = scene.put(bus, {})["EventId"]

    assert ("NO_PERMISSIONS", refused) == (attributes_of(message)["ERROR_CODE"], json.loads(message["Body"])["id"])
    assert f"ran {allowed}" in logged(scene, function, f"ran {allowed}")


def logged(scene: Any, function: str, text: str) -> list[str]:
    deadline = time.monotonic() + 30
    while text not in (lines := scene.aws.logs(function)) and time.monotonic() < deadline:
        time.sleep(0.05)
    return list(lines)


def test_a_failing_lambda_target_is_retried_and_its_event_kept(scene: Any) -> None:
    """Lambda runs a rule's event asynchronously: two retries, then the OnFailure destination."""
    kept = scene.queue()
    send = {"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": kept.arn}
    function = scene.function("def handle(event, context): raise ValueError('no')", send)
    scene.lambda_.put_function_event_invoke_config(
        FunctionName=function, DestinationConfig={"OnFailure": {"Destination": kept.arn}}
    )
    bus = scene.bus()
    rule = scene.rule(bus, {"Arn": scene.function_arn(function)})
    scene.lambda_.add_permission(
        FunctionName=function,
        StatementId="rule",
        Action="lambda:InvokeFunction",
        Principal="events.amazonaws.com",
        SourceArn=rule,
    )

    event_id = scene.put(bus, {"x": 1})["EventId"]

    (message,) = scene.messages(kept)
    record = json.loads(message["Body"])
    assert (3, event_id) == (record["requestContext"]["approximateInvokeCount"], record["requestPayload"]["id"])


class TestTheAdapterIsStillNeeded:
    """ministack without the adapter: each fails when upstream does it."""

    def test_for_deduplication_and_group_paths(self, plain: Any) -> None:
        """It puts the message into the queue by hand."""
        bus, queue = plain.bus(), plain.queue(fifo=True)
        plain.rule(bus, fifo_target(queue))

        for _ in range(2):
            plain.put(bus, payslip("E-7"))

        sent = plain.messages(queue, 2, 1)
        assert len(sent) == 2, "ministack now deduplicates: see what of adapters/delivery.py can go"
        assert sent[0]["Attributes"]["MessageGroupId"] == GROUP_PATH, "ministack now reads MessageGroupId paths"

    def test_for_dead_letters(self, plain: Any) -> None:
        """It drops what can't be delivered."""
        bus, queue, dead = plain.bus(), plain.queue(), plain.queue()
        plain.rule(bus, {"Arn": queue.arn, "DeadLetterConfig": {"Arn": dead.arn}})
        plain.sqs.delete_queue(QueueUrl=queue.url)

        plain.put(bus, {})

        assert plain.messages(dead, 1, 0.5) == [], "ministack now has dead-letter queues: see adapters/delivery.py"

    def test_for_queue_policies(self, plain: Any) -> None:
        """It asks no policy."""
        bus, queue = plain.bus(), plain.queue(open_to_events=False)
        plain.rule(bus, {"Arn": queue.arn})

        plain.put(bus, {})

        assert len(plain.messages(queue, 1, 1)) == 1, "ministack now asks the queue's policy: see adapters/delivery.py"


def test_the_servers_log_names_what_was_not_delivered(aws: LocalAws, scene: Any) -> None:
    """A developer finds the reason in the log of the server, also without a dead-letter queue."""
    bus, queue = scene.bus(), scene.queue(open_to_events=False)
    scene.rule(bus, {"Arn": queue.arn})

    scene.put(bus, {})

    assert f"not delivered to {queue.arn}: NO_PERMISSIONS" in aws.server_log.read_text()
