"""An event against its contract: which one it is, and what in it breaks the schema."""

from __future__ import annotations

from collections.abc import Mapping

from bridgewright.contracts.model import Catalog, EventContract, Version
from bridgewright.contracts.schema_version import SCHEMA_VERSION, is_enveloped
from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import unescaped, value_at
from bridgewright.findings import Finding
from bridgewright.schemas.judge import Judge, TooManySteps, Violation, shown
from bridgewright.schemas.walking import schemas_at

_AWS_EVENT = {"$ref": "#/components/schemas/AWSEvent"}
_HIDDEN = "<sensitive>"


def event_findings(catalog: Catalog, event: Document) -> tuple[Finding, ...]:
    """`event-unknown` when no contract describes the event, `event-invalid` for each place that breaks it.

    No finding quotes a value that is or may hold personal data (`x-sensitive`).
    """
    if not isinstance(event.content, Mapping) or not {"source", "detail-type"} <= event.content.keys():
        hint = "a JSON object with `source`, `detail-type` and `detail`, as EventBridge delivers it"
        return (Finding(event.at(), "event-unknown", "the file must hold the whole event", hint),)
    contract = contract_of(catalog, event)
    if contract is None:
        known = ", ".join(sorted({f"{c.source} {c.detail_type}" for c in catalog.events}))
        message = f"no contract has source, detail-type and version {_asked(event)}"
        return (Finding(event.at(), "event-unknown", message, f"contracts are there for: {known}"),)
    try:
        content = contract.asserted.content
        violations = Judge(content).violations(_AWS_EVENT, event.content)
    except TooManySteps:
        return (Finding(event.at(), "event-undecided", f"{contract.id} is too entangled to check an event against"),)
    found = (_told(content, event.content, violation) for violation in violations)
    return tuple(sorted({Finding(event.at(at), "event-invalid", f"{words} ({contract.id})") for at, words in found}))


def _told(content: JsonObject, event: JsonValue, violation: Violation) -> tuple[str, str]:
    """(pointer, message) of a violation without a value, or a key of a map, that must not be shown."""
    pointer, message = violation.pointer, violation.message
    covered = _covered(content, pointer)
    if covered is None and all(_is_plain(schema) for schema in schemas_at(content, _AWS_EVENT, pointer)):
        return pointer, message
    value = value_at(event, pointer)
    if not isinstance(value, dict | list):
        rest = message.removeprefix(shown(value))
        message = f"{_HIDDEN}{rest}" if rest != message else f"{_HIDDEN} breaks its schema"
    return covered or pointer, message


def _covered(content: JsonObject, pointer: str) -> str | None:
    """The part of a pointer that may be shown when it leads to or into something sensitive, else None."""
    tokens = pointer.split("/")
    for length in range(1, len(tokens) + 1):
        at = "/".join(tokens[:length])
        marked = [schema for schema in schemas_at(content, _AWS_EVENT, at) if schema.get("x-sensitive") is True]
        if marked:
            key = unescaped(tokens[length]) if length < len(tokens) else "0"
            is_named = key.isdigit() or any(key in schema.get("properties", {}) for schema in marked)
            return pointer if is_named else at
    return None


def _is_plain(schema: JsonObject) -> bool:
    """False for what may have sensitive parts: where an object was meant, a string may hold it as JSON."""
    return schema.get("type") not in ("object", "array") and not {"properties", "items"} & schema.keys()


def contract_of(catalog: Catalog, event: Document) -> EventContract | None:
    """The contract of an event: exactly its schemaVersion where it has one, else the newest of its flat major."""
    if not isinstance(event.content, Mapping):
        return None
    named = (event.content.get("source"), event.content.get("detail-type"))
    candidates = [c for c in catalog.events if (c.source, c.detail_type) == named]
    written = value_at(event.content, f"/detail{SCHEMA_VERSION}")
    version = Version.parse(written) if isinstance(written, str) else None
    if version is None:
        flat = [c for c in candidates if not is_enveloped(c)]
        return max(flat or candidates, key=lambda c: c.version, default=None)
    same_major = [c for c in candidates if c.version.major == version.major]
    exact = [c for c in same_major if c.version == version]
    return max(exact or same_major, key=lambda c: c.version, default=None)


def _asked(event: Document) -> str:
    written = value_at(event.content, f"/detail{SCHEMA_VERSION}")
    return " ".join(
        repr(part)[:80] for part in (event.content.get("source"), event.content.get("detail-type"), written)
    )
