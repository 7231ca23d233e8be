"""A delivery that may yet succeed is tried again, as the target's RetryPolicy says."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from ministack.services import sqs

from bridgewright.local.adapters.delivery import Delivery, Undeliverable, deliver, group_id
from bridgewright.local.adapters.function_errors import error_of


@pytest.fixture
def dead() -> str:
    """A queue of the ministack in this very process, no server: deliveries are plain functions."""
    name = f"dead-{time.monotonic_ns()}"
    url = sqs._act_create_queue({"QueueName": name}, "")["QueueUrl"]
    return str(sqs._queues[url]["attributes"]["QueueArn"])


def buried(arn: str) -> list[dict[str, str]]:
    messages = sqs._queue_by_arn(arn)["messages"]
    return [
        {name: value["StringValue"] for name, value in message["message_attributes"].items()} for message in messages
    ]


class Target:
    """Fails as often as told, then takes the delivery."""

    def __init__(self, failures: int, error: Exception | None = None) -> None:
        self.failures = failures
        self.error = error or RuntimeError("busy")
        self.attempts = 0
        self.taken = threading.Event()

    def __call__(self) -> None:
        """One attempt."""
        self.attempts += 1
        if self.attempts <= self.failures:
            raise self.error
        self.taken.set()


def delivery(dead: str, **policy: int) -> Delivery:
    target = {"Arn": "arn:aws:sqs:eu-west-2:1:q", "DeadLetterConfig": {"Arn": dead}, "RetryPolicy": policy}
    return Delivery(target, {"Arn": "arn:aws:events:eu-west-2:1:rule/b/r"}, {"id": "1"})


def test_a_delivery_is_retried_until_it_succeeds(dead: str) -> None:
    """rule-retry-policy: retryable errors are tried again."""
    target = Target(failures=3)

    deliver(delivery(dead, MaximumRetryAttempts=5), target, pause=0.001)

    assert target.taken.wait(30)
    assert (4, []) == (target.attempts, buried(dead))


def test_after_the_last_retry_the_event_is_dead(dead: str, eventually: Callable[..., Any]) -> None:
    """rule-dlq: EXHAUSTED_RETRY_CONDITION and RETRY_ATTEMPTS tell what was tried."""
    target = Target(failures=99)

    deliver(delivery(dead, MaximumRetryAttempts=2), target, pause=0.001)

    (attributes,) = eventually(lambda: buried(dead))
    expected = ("MaximumRetryAttempts", "2", "busy", 3)
    assert expected == (
        attributes["EXHAUSTED_RETRY_CONDITION"],
        attributes["RETRY_ATTEMPTS"],
        attributes["ERROR_MESSAGE"],
        target.attempts,
    )


def test_an_event_that_is_too_old_is_dead(dead: str, eventually: Callable[..., Any]) -> None:
    """RetryPolicy, MaximumEventAgeInSeconds: no retry that would come too late."""
    deliver(delivery(dead, MaximumEventAgeInSeconds=1), Target(failures=99), pause=2)

    (attributes,) = eventually(lambda: buried(dead))
    assert ("MaximumEventAgeInSeconds", "0") == (
        attributes["EXHAUSTED_RETRY_CONDITION"],
        attributes["RETRY_ATTEMPTS"],
    )


def test_what_no_retry_helps_is_not_retried(dead: str) -> None:
    """rule-dlq: missing permissions and missing resources go to the queue at once, without a retry condition."""
    target = Target(failures=99, error=Undeliverable("NO_PERMISSIONS", "no"))

    deliver(delivery(dead), target)

    (attributes,) = buried(dead)
    assert (1, "NO_PERMISSIONS") == (target.attempts, attributes["ERROR_CODE"])
    assert "EXHAUSTED_RETRY_CONDITION" not in attributes


@pytest.mark.parametrize(
    ("path", "expected"),
    [("fixed", "fixed"), ("$.detail.a.b", "deep"), ("$.detail.list[1].id", "second"), ("$.source", "s")],
)
def test_a_group_id_is_a_text_or_a_path(path: str, expected: str) -> None:
    """SqsParameters MessageGroupId: "you can use a JSON path" into the event."""
    event = {"source": "s", "detail": {"a": {"b": "deep"}, "list": [{"id": "first"}, {"id": "second"}]}}

    assert expected == group_id(path, event)


@pytest.mark.parametrize("message", ["not today", "two\nlines", ""], ids=["one line", "two lines", "none"])
def test_an_error_names_its_class(message: str) -> None:
    """python-exceptions: errorType is the class's name, whatever the message looks like."""
    head = 'Traceback (most recent call last):\n  File "/var/task/index.py", line 2, in handle\n    raise it\n'
    last = f"shop.errors.SoldOut: {message}" if message else "shop.errors.SoldOut"

    found = error_of(f"{head}{last}\n", message)

    frames = ['  File "/var/task/index.py", line 2, in handle\n    raise it\n']
    assert {"errorType": "SoldOut", "stackTrace": frames} == found
