"""What a registry should hold, and how that differs from what it holds: no I/O here.

The registry has one schema per major version of an event or command, named as EventBridge names the schemas
that it discovers (`source@DetailType`) with the major behind it. Its content is the newest released document;
its semantic version is the content's `info.version` (the registry's own numbers count the pushes).
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bridgewright.contracts.model import Catalog, EventContract, Version
from bridgewright.documents.canonical import canonical_json, content_hash

SCHEMA_TYPE: Final = "OpenApi3"
CONTRACT_TAG: Final = "bridgewright:contract"
MAJOR_TAG: Final = "bridgewright:major"
MAX_CONTENT = 100_000
"""Characters: `CreateSchemaInput$Content` in the service's API model."""
MAX_DESCRIPTION = 256
"""Characters: `CreateSchemaInput$Description` in the service's API model."""
MAX_NAME = 385
"""Characters: the registry refuses longer schema names, and any other than letters, digits and `. - _ @`."""
VERSION_QUOTA = 100
SCHEMA_QUOTA = 100
"""Versions of a schema and schemas of a registry: default quotas, which AWS raises on request.

https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html
"""


class Action(StrEnum):
    """What a push does about one schema; it writes on `create` and `update` alone."""

    CREATE = "create"
    UPDATE = "update"
    UNCHANGED = "unchanged"
    REFUSED = "refused"
    """The registry holds what must not be overwritten, or can't take what is wanted; a push writes nothing at all."""
    DRAFT = "draft"
    """A version that isn't released: it stays out of the registry."""
    UNMANAGED = "unmanaged"
    """A schema in the registry that no released contract asks for; it is left alone."""


@dataclass(frozen=True, slots=True)
class RegistrySchema:
    """What the registry should hold of one major version: `content` is canonical JSON of type OpenApi3."""

    name: str
    contract: str
    version: Version
    content: str
    description: str
    tags: Mapping[str, str]
    released_hash: str
    """The hash under which the version was released; other content is never published."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A version that no lock entry calls released."""

    name: str
    version: Version


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a catalog asks of a registry."""

    schemas: tuple[RegistrySchema, ...]
    drafts: tuple[Draft, ...] = ()


@dataclass(frozen=True, slots=True)
class Published:
    """A schema as the registry has it; `registry_version` is the registry's own number of the newest content."""

    content: str
    type: str = SCHEMA_TYPE
    registry_version: str = "1"


@dataclass(frozen=True, slots=True)
class RegistryState:
    """A registry as read: how many versions each of its schemas has, and the wanted ones' content."""

    versions: Mapping[str, int]
    published: Mapping[str, Published]


@dataclass(frozen=True, slots=True)
class Pulled:
    """What a registry holds of some schemas: each one's contents by name, oldest first."""

    registry: str
    contents: Mapping[str, tuple[Published, ...]]
    owners: Mapping[str, tuple[str, str]]
    """Every schema that a push made: its name -> the contract's name and the major, by the schema's tags."""


@dataclass(frozen=True, slots=True)
class Change:
    """What a push would do about one schema: `local` and `published` are semantic versions, None where there is none.

    `reason` says why a change is refused, or what to watch when it isn't; it is empty otherwise.
    """

    action: Action
    name: str
    local: Version | None = None
    published: Version | None = None
    reason: str = ""
    schema: RegistrySchema | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Every change for one registry: the wanted schemas in the catalog's order, then drafts, then unmanaged ones."""

    registry: str
    changes: tuple[Change, ...]

    @property
    def writes(self) -> tuple[Change, ...]:
        """The changes that a push would write."""
        return tuple(c for c in self.changes if c.action in (Action.CREATE, Action.UPDATE))

    @property
    def refused(self) -> tuple[Change, ...]:
        """The changes for which a push would refuse to run."""
        return tuple(c for c in self.changes if c.action is Action.REFUSED)

    @property
    def drifted(self) -> bool:
        """True when the registry doesn't hold what is wanted (drafts and unmanaged schemas don't count)."""
        return bool(self.writes or self.refused)


def desired(catalog: Catalog) -> Wanted:
    """What the registry should hold: the newest released version of each major; drafts are named, not published."""
    released = {(e.name, e.version.major): e for e in catalog.events if e.released_hash is not None}
    drafts = tuple(Draft(schema_name(e), e.version) for e in catalog.events if e.released_hash is None)
    return Wanted(tuple(_registry_schema(event) for event in released.values()), drafts)


def schema_name(event: EventContract) -> str:
    """`leejames.payroll@PayslipUploaded-v2`: EventBridge's own `source@DetailType`, with the major version.

    Characters that a schema name can't have (a source may hold `/`) become `-`.
    """
    source = re.sub(r"[^0-9A-Za-z._-]", "-", event.source)
    return f"{source}@{event.title}-v{event.version.major}"


def compared(registry: str, wanted: Wanted, state: RegistryState) -> Plan:
    """The plan that leads from `state` to `wanted`."""
    names = Counter(schema.name for schema in wanted.schemas)
    absent = sum(1 for name in names if name not in state.versions)
    crowded = len(state.versions) + absent > SCHEMA_QUOTA
    changes: list[Change] = []
    for schema in wanted.schemas:
        change = compared_schema(schema, state.published.get(schema.name), state.versions.get(schema.name, 0), crowded)
        if names[schema.name] > 1:
            sharing = " and ".join(s.contract for s in wanted.schemas if s.name == schema.name)
            change = _refused(change, f"{sharing} make the same schema name: give them different titles or sources")
        changes.append(change)
    changes += [Change(Action.DRAFT, d.name, d.version, reason="not released") for d in wanted.drafts]
    changes += [
        Change(Action.UNMANAGED, name, reason="no released contract asks for it")
        for name in sorted(state.versions.keys() - names.keys())
    ]
    return Plan(registry, tuple(changes))


def compared_schema(
    schema: RegistrySchema, published: Published | None, versions: int = 0, crowded: bool = False
) -> Change:
    """What to do about one wanted schema of which the registry holds `published`, after `versions` pushes.

    Content is compared as JSON: order of keys, white space and escapes don't count. `crowded` means that the
    registry would hold more schemas than the default quota.
    """
    version = _published_version(published) if published else None
    change = Change(Action.UNCHANGED, schema.name, schema.version, version, schema=schema)
    if problem := _unpublishable(schema):
        return _refused(change, problem)
    if published is None:
        note = f"the registry would hold more than {SCHEMA_QUOTA} schemas, the default quota" if crowded else ""
        return _with(change, Action.CREATE, note)
    if problem := _unreplaceable(schema, published, version):
        return _refused(change, problem)
    if _hash_of(published.content) == content_hash(json.loads(schema.content)):
        return change
    if version == schema.version:
        return _refused(
            change,
            f"the registry holds another {version} than the released one: release a new version, "
            "or delete the registry's schema and push again",
        )
    note = f"would be its version {versions + 1}; the default quota is {VERSION_QUOTA}"
    return _with(change, Action.UPDATE, note if versions >= VERSION_QUOTA else "")


def _registry_schema(event: EventContract) -> RegistrySchema:
    content = event.document.content
    text = " ".join(str(content["info"].get("description", "")).split()) or f"{event.title} {event.version}"
    if len(text) > MAX_DESCRIPTION:
        text = text[: MAX_DESCRIPTION - 1].rstrip() + "…"
    return RegistrySchema(
        name=schema_name(event),
        contract=event.name,
        version=event.version,
        content=canonical_json(content),
        description=text,
        tags={CONTRACT_TAG: event.name, MAJOR_TAG: str(event.version.major)},
        released_hash=event.released_hash or "",
    )


def _unpublishable(schema: RegistrySchema) -> str:
    """Why no registry could take the schema, or ''."""
    if content_hash(json.loads(schema.content)) != schema.released_hash:
        return f"{schema.contract} {schema.version} was changed after its release: restore it, or release a new version"
    if len(schema.content) > MAX_CONTENT:
        return f"{len(schema.content):,} characters; the registry takes at most {MAX_CONTENT:,}"
    if len(schema.name) > MAX_NAME:
        return f"the schema's name has {len(schema.name)} characters; the registry takes at most {MAX_NAME}"
    return ""


def _unreplaceable(schema: RegistrySchema, published: Published, version: Version | None) -> str:
    """Why the registry's content must stay, or ''."""
    if published.type != SCHEMA_TYPE:
        return f"the registry holds a {published.type} document of this name: delete or rename it"
    if version is None:
        return "the registry's content has no version that can be read (info.version): delete or rename it"
    if version.major != schema.version.major:
        return f"the registry holds {version} under the name of major {schema.version.major}: delete or rename it"
    if version > schema.version:
        return f"the registry is ahead: it holds {version}, here is {schema.version}: update this checkout"
    return ""


def _published_version(published: Published) -> Version | None:
    content = _decoded(published.content)
    info = content.get("info") if isinstance(content, Mapping) else None
    version = info.get("version") if isinstance(info, Mapping) else None
    return Version.parse(version) if isinstance(version, str) else None


def _hash_of(content: str) -> str:
    return content_hash(_decoded(content))


def _decoded(content: str) -> object:
    """The decoded content, or None: a registry holds whatever somebody wrote into it."""
    try:
        decoded: object = json.loads(content)
        canonical_json(decoded).encode()
    except (ValueError, RecursionError):
        return None
    return decoded


def _refused(change: Change, reason: str) -> Change:
    return _with(change, Action.REFUSED, reason)


def _with(change: Change, action: Action, reason: str) -> Change:
    return Change(action, change.name, change.local, change.published, reason, change.schema)
