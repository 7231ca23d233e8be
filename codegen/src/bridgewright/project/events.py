"""One event against a project: what is wrong with it, and who receives what of it."""

from __future__ import annotations

from pathlib import Path

from bridgewright.contracts.model import Catalog
from bridgewright.contracts.validation import event_findings
from bridgewright.documents.files import load_document
from bridgewright.findings import Finding
from bridgewright.routing.rules import Outcome, outcome_of, rules_of


def validate_event(catalog: Catalog, path: Path) -> tuple[Finding, ...]:
    """What is wrong with the event in a file, by the contract that its source and detail-type name.

    Raises:
        BridgewrightError: the file can't be read.
    """
    return event_findings(catalog, load_document(path))


def outcomes(catalog: Catalog, event: bytes) -> tuple[Outcome, ...]:
    """What every subscription's rule makes of an event, given as JSON text; `ValueError` when it isn't JSON."""
    return tuple(outcome_of(rule, event, catalog.settings.bus) for rule in rules_of(catalog))
