"""What of two documents is compared: the schemas in each, and which of the one belongs to which of the other.

A document is read as `import` and `bind` read it (`dialect.event_places`): a contract by its event, AsyncAPI by its
messages, OpenAPI by its webhooks, a JSON Schema as it stands, what the Schema Registry answers by what is in it. Where
a description of events has none, its components are compared by name. Where nothing can be compared, the reading says
why: there is no verdict without something that was looked at.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bridgewright.documents.document import Document, JsonValue
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.findings import Finding, Location
from bridgewright.foreign.events import event_places
from bridgewright.schemas.dialects import DIALECTS, Dialect, dialect_of, stated_version
from bridgewright.schemas.keywords import KEYWORDS, NO_FIELDS, OPERANDS

_COMPONENTS: Final = "/components/schemas"


@dataclass(frozen=True, slots=True)
class Subject:
    """A schema that is compared: what the document calls it, and where it stands."""

    name: str
    pointer: str
    dialect: Dialect
    whole: bool = False
    """True when it is known to be a whole event's, not its detail's."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What of a document can be compared, and what is in the way."""

    content: JsonValue
    subjects: tuple[Subject, ...] = ()
    problems: tuple[Finding, ...] = ()
    alone: bool = False
    """The document is one schema, whatever that is called."""
    by_name: bool = False
    """The subjects are components, of which nothing says that they are events."""
    api: Dialect | None = None
    """The dialect of an OpenAPI document without events, which may describe an HTTP API."""


def reading(document: JsonValue, dialect: Dialect | None = None) -> Reading:
    """What of a document is compared; `dialect` stands before what it says of itself."""
    content, problem = _unwrapped(document)
    if problem is not None:
        return Reading(content, problems=(problem,))
    if isinstance(content, bool):
        return Reading(content, (Subject("", "", dialect or DIALECTS["2020-12"]),), alone=True)
    places, found = event_places(Document("", content), dialect=dialect.name if dialect else None)
    subjects = tuple(Subject(place.name, place.pointer, place.dialect, place.whole) for place in places)
    described = isinstance(content, Mapping) and any(
        stated_version(content, kind) is not None for kind in ("openapi", "asyncapi")
    )
    if described:
        components = () if places else tuple(_components(content, found, dialect))
        is_api = not places and stated_version(content, "openapi") is not None
        spoken = (dialect or dialect_of(content)) if is_api else None
        if components:
            return Reading(content, components, by_name=True, alone=len(components) == 1, api=spoken)
        return Reading(content, subjects, _nothing(found), api=spoken)
    if not places:
        return Reading(content, problems=_nothing(found))
    reason = _says_nothing(content) if subjects[0].pointer == "" else ""
    if reason:
        return Reading(content, problems=(_problem("undecided", reason),))
    return Reading(content, subjects, alone=True)


def _unwrapped(document: JsonValue) -> tuple[JsonValue, Finding | None]:
    """The document in an answer of the Schema Registry (`describe_schema`, `export_schema`); any other as it is."""
    text = document.get("Content") if isinstance(document, Mapping) else None
    if not isinstance(text, str):
        return document, None
    try:
        return json.loads(text), None
    except (ValueError, RecursionError):
        return document, _problem("schema-invalid", "its Content is no JSON text")


def _components(content: JsonValue, found: tuple[Finding, ...], dialect: Dialect | None) -> list[Subject]:
    """The components of a document without events, where nothing else is wrong with it."""
    schemas = value_at(content, _COMPONENTS)
    if not isinstance(schemas, Mapping) or any(finding.rule != "aws-event-missing" for finding in found):
        return []
    spoken = dialect or dialect_of(content)
    return [] if spoken is None else [Subject(name, f"{_COMPONENTS}/{escaped(name)}", spoken) for name in schemas]


def _nothing(found: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Findings of a document's reader as what is wrong with comparing it."""
    named = {"not-a-schema": "schema-invalid", "dialect-unknown": "dialect-unknown"}
    return tuple(
        Finding(finding.location, named.get(finding.rule, "undecided"), finding.message, finding.hint)
        for finding in found
    )


def _says_nothing(content: Mapping[str, Any]) -> str:
    """Why a JSON Schema is none to compare: it holds definitions alone, or it is an event; empty where it is one."""
    known = [key for key in content if key in OPERANDS or key == "$ref"]
    tables = [table for table in ("definitions", "$defs") if content.get(table) and isinstance(content[table], Mapping)]
    if not known and tables:
        names = ", ".join(list(content[tables[0]])[:5])
        return f"it holds definitions alone ({names:.200}): which of them is the event?"
    others = [key for key in content if key not in KEYWORDS and not key.startswith(("x-", "$"))]
    if "$schema" in content or not others or any(key in content for key in NO_FIELDS) or len(others) < len(known):
        return ""
    return f"its keys ({', '.join(others[:5]):.200}) are no keywords of JSON Schema: is it an event, not a schema?"


def _problem(rule: str, message: str) -> Finding:
    return Finding(Location(""), rule, message)


@dataclass(frozen=True, slots=True)
class Pairing:
    """Which subjects belong together, and those of one side alone."""

    pairs: tuple[tuple[Subject, Subject], ...]
    gone: tuple[Subject, ...] = ()
    come: tuple[Subject, ...] = ()
    reason: str = ""
    """Why there is no pair."""


def pairing(old: Reading, new: Reading) -> Pairing:
    """The pairs to compare: by name and place, then by name; of single schemas, the two of them.

    Rules match events by their names, so that an event that is renamed is another event, wherever it stands.
    """
    one, other = old.subjects, new.subjects
    if len(one) == len(other) == 1 and (old.alone or new.alone):
        if old.alone != new.alone and one[0].whole != other[0].whole:
            lone, subject = (old, one[0]) if old.alone else (new, other[0])
            if isinstance(value_at(lone.content, f"{subject.pointer}/properties"), Mapping):
                events = ["a whole event" if side[0].whole else "an event's detail" for side in (one, other)]
                return Pairing((), reason=f"the old schema is that of {events[0]}, the new one that of {events[1]}")
        return Pairing(((one[0], other[0]),))
    pairs, gone, come = [], list(one), list(other)
    for way in (lambda subject: (subject.name, subject.pointer), lambda subject: subject.name):
        times = Counter(map(way, come))
        known = {way(subject): subject for subject in come if times[way(subject)] == 1}
        for subject in list(gone):
            found = known.pop(way(subject), None)
            if found is not None:
                pairs.append((subject, found))
                gone.remove(subject)
                come.remove(found)
    if not pairs:
        told = [", ".join(sorted(s.name or s.pointer for s in side)[:5]) or "nothing" for side in (one, other)]
        return Pairing((), reason=f"no name in common: the old document has {told[0]:.200}, the new one {told[1]:.200}")
    if old.by_name:
        gone = [subject for subject in gone if not _is_part(old.content, subject.pointer)]
    return Pairing(tuple(pairs), tuple(gone), tuple(come))


def loose(old: Reading, new: Reading) -> tuple[tuple[Subject, Subject], ...]:
    """The components of one name to which nothing in either document refers: no operation speaks of them."""
    if not (old.by_name and new.by_name):
        return ()
    return tuple(
        (one, other)
        for one, other in pairing(old, new).pairs
        if not _is_part(old.content, one.pointer) and not _is_part(new.content, other.pointer)
    )


def _is_part(content: JsonValue, pointer: str) -> bool:
    """True when something else in the document refers to the component at a pointer."""
    stack: list[tuple[str, JsonValue]] = [("", content)]
    while stack:
        at, value = stack.pop()
        if at == pointer:
            continue
        if isinstance(value, list):
            stack += [(at, member) for member in value]
        elif isinstance(value, Mapping):
            if value.get("$ref") == f"#{pointer}":
                return True
            stack += [(f"{at}/{escaped(key)}", member) for key, member in value.items()]
    return False
