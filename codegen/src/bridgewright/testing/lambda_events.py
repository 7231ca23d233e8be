"""What a Lambda function is invoked with: messages of a queue, as the event source mapping hands them over."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

_SENT = "1795426200000"


@dataclass(frozen=True, slots=True)
class Message:
    """A message of an SQS queue; `group` is None on a standard queue."""

    body: str
    group: str | None = None


def sqs_event(messages: Sequence[Message], queue: str) -> dict[str, Any]:
    """The event of one batch from the queue of that name.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html (standard and FIFO example events)
    """
    return {"Records": [_record(message, number, queue) for number, message in enumerate(messages)]}


def _record(message: Message, number: int, queue: str) -> dict[str, Any]:
    attributes = {
        "ApproximateReceiveCount": "1",
        "SentTimestamp": _SENT,
        "SenderId": "AIDAIENQZJOLO23YVJ4VO",
        "ApproximateFirstReceiveTimestamp": _SENT,
    }
    if message.group is not None:
        attributes |= {
            "SequenceNumber": f"{18849496460467696128 + number}",
            "MessageGroupId": message.group,
            "MessageDeduplicationId": hashlib.sha256(message.body.encode()).hexdigest(),
        }
    return {
        "messageId": f"059f36b4-87a3-44ab-83d2-{number:012}",
        "receiptHandle": f"AQEBwJnKyrHigUMZj6rYigCgxlaS3SLy0a{number}",
        "body": message.body,
        "attributes": attributes,
        "messageAttributes": {},
        "md5OfBody": hashlib.md5(message.body.encode(), usedforsecurity=False).hexdigest(),
        "eventSource": "aws:sqs",
        "eventSourceARN": f"arn:aws:sqs:eu-west-2:123456789012:{queue}",
        "awsRegion": "eu-west-2",
    }
