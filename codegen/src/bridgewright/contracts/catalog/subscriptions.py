"""`subscriptions/*.yaml` to `Subscription`s: one file per consumer, one entry per event or command."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from bridgewright.contracts.catalog.names import CONSUMER, POINTER, RESOURCE
from bridgewright.contracts.catalog.parsing import kebab, parsed
from bridgewright.contracts.model import Kind, Subscription, Target, TargetKind, Transform
from bridgewright.documents.document import Document
from bridgewright.findings import Finding

_Consumer = Annotated[str, StringConstraints(pattern=CONSUMER)]
_ResourceName = Annotated[str, StringConstraints(pattern=RESOURCE)]
_Pointer = Annotated[str, StringConstraints(pattern=POINTER)]


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, alias_generator=kebab)


class _Target(_Part):
    """Bounds are those of the SQS and EventBridge API references (CreateQueue, PutTargets RetryPolicy)."""

    kind: TargetKind = Field(description="A queue (`sqs`), a queue that keeps order (`sqs-fifo`), or a function.")
    name: _ResourceName = Field(description="The name of the queue, or of the function.")
    batch_size: int = Field(
        default=1, strict=True, ge=1, le=10_000, description="Of a queue: how many messages a function gets at once."
    )
    max_receives: int = Field(
        default=5,
        strict=True,
        ge=1,
        le=1_000,
        description="Of a queue: after so many failures the dead-letter queue has it.",
    )
    visibility_timeout: int = Field(
        default=180, strict=True, ge=0, le=43_200, description="Of a queue: seconds until a message is given out again."
    )
    retention: int = Field(
        default=345_600,
        strict=True,
        ge=60,
        le=1_209_600,
        description="Of a queue: seconds for which it keeps a message.",
    )
    max_attempts: int = Field(
        default=185, strict=True, ge=0, le=185, description="How often EventBridge tries again to deliver an event."
    )
    max_age: int = Field(
        default=86_400,
        strict=True,
        ge=60,
        le=86_400,
        description="Seconds for which EventBridge tries to deliver an event.",
    )


class _Transform(_Part):
    paths: dict[str, str] = Field(
        default_factory=dict, description="Names for the template, each with a path into the event (InputPathsMap)."
    )
    template: str = Field(description="The message, with `<name>` for each path (InputTemplate).")


class _Entry(_Part):
    event: str | None = Field(default=None, description="The event; an entry names an event or a command.")
    command: str | None = Field(default=None, description="The command.")
    major: int = Field(strict=True, ge=0, description="The major version of it.")
    filter: dict[str, Any] | None = Field(
        default=None, description="A pattern on the event's detail: only events that match are delivered."
    )
    transform: _Transform | None = Field(
        default=None,
        description="The message instead of the whole event. Without one, a queue gets it without `id` and `time`.",
    )
    group_id: _Pointer | None = Field(
        default=None, description="For `sqs-fifo`: a JSON Pointer into the detail. Equal values keep their order."
    )
    needs: tuple[_Pointer, ...] = Field(
        default=(), description="JSON Pointers into the detail: fields that the consumer can't do without."
    )

    @model_validator(mode="after")
    def _names_one_contract(self) -> _Entry:
        if (self.event is None) == (self.command is None):
            raise ValueError("write either `event: <name>` or `command: <name>`")
        return self


class _SubscriptionFile(_Part):
    consumer: _Consumer = Field(description="The consumer's name; one consumer is one file.")
    description: str = Field(default="", description="What the consumer does, for readers.")
    target: _Target = Field(description="Where its messages go.")
    subscriptions: tuple[_Entry, ...] = Field(min_length=1, description="What it wants.")


def build_subscriptions(
    documents: tuple[Document, ...], findings: list[Finding]
) -> tuple[tuple[Subscription, ...], bool]:
    """Every subscription by consumer, in file order, and whether every file could be read."""
    result: list[Subscription] = []
    complete = True
    for document in documents:
        read = parsed(_SubscriptionFile, document, "subscription-invalid", findings)
        unused = _without_effect(read.target, document) if read else []
        findings.extend(unused)
        if read is None or unused:
            complete = False
            continue
        target = Target(**read.target.model_dump())
        result.extend(
            _subscription(read.consumer, target, entry, document, f"/subscriptions/{index}")
            for index, entry in enumerate(read.subscriptions)
        )
    return tuple(sorted(result, key=lambda s: (s.consumer, s.pointer))), complete


def _without_effect(target: _Target, document: Document) -> list[Finding]:
    """A finding for each setting of a queue that a function was given: it would change nothing."""
    if target.kind is not TargetKind.LAMBDA:
        return []
    return [
        Finding(
            document.at(f"/target/{kebab(name)}"),
            "subscription-invalid",
            f"`{kebab(name)}` is for queues, and the target is a Lambda function",
            "remove it; `max-attempts` and `max-age` are for functions, too",
        )
        for name in ("batch_size", "max_receives", "visibility_timeout", "retention")
        if name in target.model_fields_set
    ]


def _subscription(consumer: str, target: Target, entry: _Entry, document: Document, pointer: str) -> Subscription:
    return Subscription(
        consumer=consumer,
        kind=Kind.COMMAND if entry.command else Kind.EVENT,
        contract=entry.command or entry.event or "",
        major=entry.major,
        target=target,
        filter=entry.filter,
        transform=Transform(entry.transform.paths, entry.transform.template) if entry.transform else None,
        group_id=entry.group_id,
        needs=entry.needs,
        document=document,
        pointer=pointer,
    )
