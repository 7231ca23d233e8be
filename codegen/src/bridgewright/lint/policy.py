"""`[lint]` in the settings: how a rule weighs, and which of its findings pass, why and until when."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from bridgewright.contracts.model import Catalog
from bridgewright.contracts.waivers import Waivers, unknown_rules, weighed
from bridgewright.findings import Finding
from bridgewright.findings.rules import TABLE
from bridgewright.lint.table import RULES

_AT: Final = "/lint"
FIRM: Final = frozenset(rule.id for rule in TABLE if rule.firm and "lint" in rule.verbs)
"""Rules that `lint` says and nobody can let pass."""


def judged(catalog: Catalog, found: tuple[Finding, ...], today: date) -> tuple[Finding, ...]:
    """What lint found, as the project's policy has it; and what is wrong with the policy itself.

    `today` decides which waivers have expired.
    """
    return tuple(sorted(_judged(catalog, found, today)))


def _judged(catalog: Catalog, found: tuple[Finding, ...], today: date) -> Iterator[Finding]:
    policy, document = catalog.settings.lint, catalog.settings.document
    waivers = Waivers(policy.waivers, document, _AT, today)
    known = {rule.id for rule in RULES}
    for finding in found:
        if finding.rule in FIRM:
            yield finding
        elif not waivers.waived(finding, file=finding.location.path.partition("/")[2]):
            kept = weighed(finding, policy.severity)
            if kept is not None:
                yield kept
    yield from unknown_rules(policy.severity, document, _AT, known, FIRM)
    yield from waivers.findings(known, FIRM)
