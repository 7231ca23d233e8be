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

    kind: TargetKind
    name: _ResourceName
    batch_size: Annotated[int, Field(strict=True, ge=1, le=10_000)] = 1
    max_receives: Annotated[int, Field(strict=True, ge=1, le=1_000)] = 5
    visibility_timeout: Annotated[int, Field(strict=True, ge=0, le=43_200)] = 180
    retention: Annotated[int, Field(strict=True, ge=60, le=1_209_600)] = 345_600
    max_attempts: Annotated[int, Field(strict=True, ge=0, le=185)] = 185
    max_age: Annotated[int, Field(strict=True, ge=60, le=86_400)] = 86_400


class _Transform(_Part):
    paths: dict[str, str] = Field(default_factory=dict)
    template: str


class _Entry(_Part):
    event: str | None = None
    command: str | None = None
    major: Annotated[int, Field(strict=True, ge=0)]
    filter: dict[str, Any] | None = None
    transform: _Transform | None = None
    group_id: _Pointer | None = None
    needs: tuple[_Pointer, ...] = ()

    @model_validator(mode="after")
    def _names_one_contract(self) -> _Entry:
        if (self.event is None) == (self.command is None):
            raise ValueError("write either `event: <name>` or `command: <name>`")
        return self


class _SubscriptionFile(_Part):
    consumer: _Consumer
    description: str = ""
    target: _Target
    subscriptions: Annotated[tuple[_Entry, ...], Field(min_length=1)]


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
