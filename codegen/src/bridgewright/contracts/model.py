"""The data that the rooms speak: documents, contracts, subscriptions, the catalog, output files.

Everything is a frozen dataclass of tuples and read-only mappings. JSON values inside documents
(`JsonValue`) are ordinary dicts and lists that nobody changes after `load` made them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from bridgewright.documents.document import Document, JsonObject, JsonValue

ALL_SUBSCRIPTIONS = "subscriptions/*"
"""Stands among the unread names when a subscription file could not be read."""

HTTP_METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
"""The keys of a path that are operations (https://spec.openapis.org/oas/v3.0.3#path-item-object)."""

_VERSION = re.compile(r"(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})", re.ASCII)


class Version(NamedTuple):
    """A semantic version (semver.org 2.0.0) without pre-release or build parts."""

    major: int
    minor: int
    patch: int

    @classmethod
    def parse(cls, text: str) -> Version | None:
        """The version that `text` spells (`"2.1.0"`), or None when it isn't one."""
        match = _VERSION.fullmatch(text)
        return cls(*(int(part) for part in match.groups())) if match else None

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}.{self.patch}"


@dataclass(frozen=True, slots=True)
class ContractFile:
    """A contract document and what its place says of it: `folder` is events, commands or apis."""

    folder: str
    name: str
    stem: str
    """The file's name without its ending: the version."""
    document: Document


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything read from a contracts folder that could be read; nothing interpreted yet."""

    settings: Document
    lock: Document | None
    contracts: tuple[ContractFile, ...]
    subscriptions: tuple[Document, ...]
    unread: tuple[str, ...] = ()
    """Names of contracts of which some file could not be read: rules that count versions leave them out."""


class Kind(StrEnum):
    """An event states a fact to any number of consumers; a command asks exactly one to act."""

    EVENT = "event"
    COMMAND = "command"


@dataclass(frozen=True, slots=True)
class Example:
    """A named example of a contract: `detail` is what the event's `detail` field would hold."""

    name: str
    summary: str
    detail: JsonValue
    pointer: str


@dataclass(frozen=True, slots=True)
class EventContract:
    """One version of one event or command: an OpenAPI 3.0 document with an `AWSEvent` schema."""

    kind: Kind
    name: str
    """The folder's name, which is also the detail-type (a lint rule says so)."""
    version: Version
    """From `info.version` (the file's name must say the same)."""
    title: str
    """A class name: `PayslipUploaded`."""
    source: str
    detail_type: str
    detail_pointer: str
    """JSON Pointer of the detail schema after following refs: `/components/schemas/PayslipUploaded`."""
    document: Document
    examples: tuple[Example, ...] = ()
    released_hash: str | None = None
    """The hash that the lock holds for this version; None while it is a draft."""
    unformatted: Document | None = None
    """The document without its formats, where the project's policy asserts none."""

    @property
    def asserted(self) -> Document:
        """The document that values are held against: its schemas assert what the project's policy asserts."""
        return self.unformatted or self.document

    @property
    def id(self) -> str:
        """`payslip.uploaded/2.1.0`."""
        return f"{self.name}/{self.version}"

    @property
    def schemas(self) -> JsonObject:
        """`components.schemas` of the document, as values are held against them."""
        schemas: JsonObject = self.asserted.content["components"]["schemas"]
        return schemas


@dataclass(frozen=True, slots=True)
class ApiContract:
    """One version of an HTTP API: an OpenAPI 3.0 document with paths."""

    name: str
    version: Version
    title: str
    document: Document
    unformatted: Document | None = None
    """The document without its formats, where the project's policy asserts none."""

    @property
    def asserted(self) -> Document:
        """The document that values are held against: its schemas assert what the project's policy asserts."""
        return self.unformatted or self.document

    @property
    def id(self) -> str:
        """`payslip-upload/1.0.0`."""
        return f"{self.name}/{self.version}"


class TargetKind(StrEnum):
    """What a rule delivers to."""

    SQS = "sqs"
    SQS_FIFO = "sqs-fifo"
    LAMBDA = "lambda"


@dataclass(frozen=True, slots=True)
class Target:
    """Where a consumer's events go, and what happens when they can't.

    For SQS kinds `name` is the queue's name (a FIFO queue gets `.fifo`); for Lambda it is the
    function's name, invoked asynchronously. Times are seconds.
    """

    kind: TargetKind
    name: str
    batch_size: int = 1
    max_receives: int = 5
    """SQS: receives before a message goes to the dead-letter queue."""
    visibility_timeout: int = 180
    retention: int = 345_600
    max_attempts: int = 185
    """EventBridge's retries of a delivery, and their greatest age: its defaults and maxima."""
    max_age: int = 86_400


@dataclass(frozen=True, slots=True)
class Transform:
    """An EventBridge input transformer: `paths` name -> JSON path, `template` with `<name>` slots."""

    paths: Mapping[str, str]
    template: str


@dataclass(frozen=True, slots=True)
class Subscription:
    """One consumer's interest in one major version of one event or command.

    `filter` is an EventBridge pattern over `detail` (or None); `needs` are JSON Pointers into the
    detail that the consumer reads; `group_id` is a JSON Pointer into the detail whose value is the
    FIFO message group. `transform` is None for the default of the target's kind (see `emit.rules`).
    """

    consumer: str
    kind: Kind
    contract: str
    major: int
    target: Target
    filter: JsonObject | None
    transform: Transform | None
    group_id: str | None
    needs: tuple[str, ...]
    document: Document
    pointer: str
    """Where in the document the subscription stands: `/subscriptions/0`."""

    @property
    def rule_name(self) -> str:
        """The EventBridge rule's name: `pdf-payslip-uploaded-v2`."""
        return f"{self.consumer}-{self.contract.replace('.', '-')}-v{self.major}"


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that is let pass, for a reason and for a time."""

    rule: str
    reason: str
    expires: date
    """The last day on which it holds."""
    event: str = ""
    """Only findings about this contract: `payslip.uploaded`."""
    file: str = ""
    """Only findings in this file, or in this folder, of the contracts: `subscriptions/pdf.yaml`."""
    pointer: str = ""
    """Only findings at this JSON Pointer of the document, or below it."""


@dataclass(frozen=True, slots=True)
class ChangePolicy:
    """How the changes of one contract are judged, and what its formats mean."""

    mode: str = "FULL"
    content_model: str = "closed-producer"
    format: str = "assert"
    """`assert`: formats are asserted by bindings, examples and comparisons; `warn`, `annotation`: by none."""
    defaults: str = "ignored"
    """`applied`: readers fill in defaults before they validate."""
    removal: str = "minor"
    """What removing a property that nobody needs asks for: `minor` or `major`."""

    @property
    def asserts_formats(self) -> bool:
        """True when a text that isn't of its format makes an event invalid."""
        return self.format == "assert"


@dataclass(frozen=True, slots=True)
class Compatibility:
    """`[compatibility]` in the settings: the project's knobs, and those of single contracts."""

    knobs: ChangePolicy = field(default_factory=ChangePolicy)
    events: Mapping[str, ChangePolicy] = field(default_factory=dict)
    """Contract name -> its own knobs, where it has any."""
    severity: Mapping[str, str] = field(default_factory=dict)
    """Rule id -> `error`, `warning` or `off`, where it isn't the rule's own."""
    waivers: tuple[Waiver, ...] = ()

    def of(self, name: str) -> ChangePolicy:
        """The knobs of a contract."""
        return self.events.get(name, self.knobs)


@dataclass(frozen=True, slots=True)
class Linting:
    """`[lint]` in the settings."""

    severity: Mapping[str, str] = field(default_factory=dict)
    """Rule id -> `error`, `warning` or `off`, where it isn't the rule's own."""
    waivers: tuple[Waiver, ...] = ()


@dataclass(frozen=True, slots=True)
class Settings:
    """`bridgewright.toml`."""

    package: str
    """Import name of the bindings: `leejames_events`."""
    output: str
    """The generated folder, relative to the contracts folder: `../generated`."""
    bus: str
    registry: str
    entry_limit: int = 1_000_000
    """The largest PutEvents entry in bytes that this bus takes."""
    archive_days: int = 30
    """Days that the archive keeps events; 0: no archive."""
    document: Document = field(default_factory=lambda: Document("bridgewright.toml", {}))
    compatibility: Compatibility = field(default_factory=Compatibility)
    lint: Linting = field(default_factory=Linting)


@dataclass(frozen=True, slots=True)
class Catalog:
    """All that a project says: contracts sorted by name and version, subscriptions by consumer."""

    settings: Settings
    events: tuple[EventContract, ...]
    apis: tuple[ApiContract, ...]
    subscriptions: tuple[Subscription, ...]
    released: Mapping[str, str]
    """The lock: `payslip.uploaded/1.0.0` -> `sha256:…` of the canonical document."""
    lock: Document | None = None
    unread: frozenset[str] = frozenset()
    """Contracts of which a version could not be read or built: what depends on them can't be judged."""

    def latest(self) -> tuple[EventContract, ...]:
        """The newest version of each major of each event: what bindings and registry hold."""
        newest = {(event.name, event.version.major): event for event in self.events}
        return tuple(newest.values())

    def versions(self, name: str, major: int) -> tuple[EventContract, ...]:
        """Every version of one major, oldest first; empty when there is none."""
        return tuple(e for e in self.events if e.name == name and e.version.major == major)


@dataclass(frozen=True, slots=True)
class OutputFile:
    """What an emitter yields: `path` relative to the output folder (POSIX), and the whole text."""

    path: str
    text: str
