"""An event against its contract: which one it is, and what in it breaks the schema."""

from __future__ import annotations

from collections.abc import Mapping

from bridgewright.findings import Finding
from bridgewright.judge import Judge, TooManySteps
from bridgewright.model import Catalog, Document, EventContract, Version
from bridgewright.routing import SCHEMA_VERSION, is_enveloped
from bridgewright.schema import value_at

_AWS_EVENT = {"$ref": "#/components/schemas/AWSEvent"}


def event_findings(catalog: Catalog, event: Document) -> tuple[Finding, ...]:
    """`event-unknown` when no contract describes the event, `event-invalid` for each place that breaks it."""
    contract = contract_of(catalog, event)
    if contract is None:
        known = ", ".join(sorted({f"{c.source} {c.detail_type}" for c in catalog.events}))
        message = f"no contract has source, detail-type and version {_asked(event)}"
        return (Finding(event.at(), "event-unknown", message, f"contracts are there for: {known}"),)
    try:
        violations = Judge(contract.document.content).violations(_AWS_EVENT, event.content)
    except TooManySteps:
        return (Finding(event.at(), "event-undecided", f"{contract.id} is too entangled to check an event against"),)
    return tuple(
        Finding(event.at(violation.pointer), "event-invalid", f"{violation.message} ({contract.id})")
        for violation in violations
    )


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
    if not isinstance(event.content, Mapping):
        return "(the file holds no object)"
    written = value_at(event.content, f"/detail{SCHEMA_VERSION}")
    return " ".join(
        repr(part)[:80] for part in (event.content.get("source"), event.content.get("detail-type"), written)
    )
