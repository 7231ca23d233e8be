"""Getting hold of what a producer publishes: in its own process, or from the bus."""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Produced:
    """One entry of a PutEvents request, and what became of it."""

    entry: Mapping[str, Any]
    event_id: str | None = None
    error_code: str | None = None


@dataclass(slots=True)
class Recorder:
    """Records every entry that boto3 clients send with PutEvents.

    It listens to botocore's own events, so the client and the network are real. A request that fails as a
    whole leaves its entries with an error code.
    """

    produced: list[Produced] = field(default_factory=list)
    _watched: list[Any] = field(default_factory=list, repr=False)

    def watch(self, client: Any) -> Any:
        """Starts to record an `events` client, and returns it."""
        for name, handler in self._handlers():
            client.meta.events.register(name, handler)
        self._watched.append(client)
        return client

    def release(self) -> None:
        """Stops to record; what was recorded stays."""
        for client in self._watched:
            for name, handler in self._handlers():
                client.meta.events.unregister(name, handler)
        self._watched.clear()

    @property
    def entries(self) -> tuple[Mapping[str, Any], ...]:
        """The entries that EventBridge accepted, in order."""
        return tuple(item.entry for item in self.produced if item.event_id is not None)

    def _handlers(self) -> tuple[tuple[str, Any], ...]:
        return (
            ("before-parameter-build.events.PutEvents", self._before),
            ("after-call.events.PutEvents", self._after),
            ("after-call-error.events.PutEvents", self._failed),
        )

    @property
    def _key(self) -> str:
        """Where botocore's context of one call keeps the entries: another recorder may watch the same client."""
        return f"bridgewright-entries-{id(self)}"

    def _before(self, params: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        context[self._key] = [dict(entry) for entry in params.get("Entries", [])]

    def _after(self, parsed: Mapping[str, Any], context: dict[str, Any], **_: Any) -> None:
        entries = context.pop(self._key, [])
        if "Error" in parsed:
            self.produced += [Produced(entry, error_code=parsed["Error"]["Code"]) for entry in entries]
            return
        self.produced += [
            Produced(entry, result.get("EventId"), result.get("ErrorCode"))
            for entry, result in zip(entries, parsed["Entries"], strict=True)
        ]

    def _failed(self, exception: Exception, context: dict[str, Any], **_: Any) -> None:
        self.produced += [Produced(e, error_code=type(exception).__name__) for e in context.pop(self._key, [])]


class CaughtEvents:
    """Catches everything on a bus: a rule without conditions and a queue, there as long as the `with` block.

    Takes boto3 clients `events` and `sqs`; for a producer that runs elsewhere, in a Lambda say. Unlike the
    recorder it sees what really passed the bus.
    """

    def __init__(self, events: Any, sqs: Any, bus: str) -> None:
        self._events, self._sqs, self._bus = events, sqs, bus
        self._name = f"caught-{uuid.uuid4().hex[:12]}"
        self._url = ""

    def __enter__(self) -> Self:
        self._url = self._sqs.create_queue(QueueName=self._name)["QueueUrl"]
        attributes = self._sqs.get_queue_attributes(QueueUrl=self._url, AttributeNames=["QueueArn"])["Attributes"]
        pattern = json.dumps({"source": [{"prefix": ""}]})
        rule = self._events.put_rule(Name=self._name, EventBusName=self._bus, EventPattern=pattern)["RuleArn"]
        self._sqs.set_queue_attributes(
            QueueUrl=self._url, Attributes={"Policy": _may_send(attributes["QueueArn"], rule)}
        )
        self._events.put_targets(
            Rule=self._name, EventBusName=self._bus, Targets=[{"Id": "caught", "Arn": attributes["QueueArn"]}]
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._events.remove_targets(Rule=self._name, EventBusName=self._bus, Ids=["caught"])
        self._events.delete_rule(Name=self._name, EventBusName=self._bus)
        self._sqs.delete_queue(QueueUrl=self._url)

    def events(self, at_least: int = 0, seconds: float = 10) -> list[dict[str, Any]]:
        """Whole events caught since the last call, oldest first; waits for `at_least` of them.

        Raises:
            TimeoutError: fewer came within `seconds`.
        """
        found: list[dict[str, Any]] = []
        deadline = time.monotonic() + seconds
        while True:
            batch = list(self._batch())
            found += batch
            if not batch and len(found) >= at_least:
                return found
            if time.monotonic() > deadline:
                raise TimeoutError(f"the bus {self._bus} carried {len(found)} events in {seconds} s, not {at_least}")

    def _batch(self) -> Iterator[dict[str, Any]]:
        answer = self._sqs.receive_message(QueueUrl=self._url, MaxNumberOfMessages=10, WaitTimeSeconds=0)
        for message in answer.get("Messages", []):
            self._sqs.delete_message(QueueUrl=self._url, ReceiptHandle=message["ReceiptHandle"])
            yield json.loads(message["Body"])
        if not answer.get("Messages"):
            time.sleep(0.05)


def _may_send(queue: str, rule: str) -> str:
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]})
