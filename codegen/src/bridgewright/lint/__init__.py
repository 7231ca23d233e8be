"""Rules on one catalog: what is legal, and still a mistake.

One rule is one function, one row of `RULES` and one case folder; its id names all three. `lint` finds, and `judged`
says how the project's policy has it.
"""

from __future__ import annotations

from bridgewright.findings import Finding
from bridgewright.lint.policy import judged
from bridgewright.lint.rule import Rule
from bridgewright.lint.table import RULES
from bridgewright.model import Catalog

__all__ = ["RULES", "Rule", "judged", "lint"]


def lint(catalog: Catalog) -> tuple[Finding, ...]:
    """Every mistake that a rule finds in the catalog, sorted by place, whatever the project's policy.

    Contracts of which a version could not be read are left out by rules that count versions or consumers.
    """
    findings = {
        Finding(mistake.location, rule.id, mistake.message, mistake.hint, rule.severity)
        for rule in RULES
        for mistake in rule.check(catalog)
    }
    return tuple(sorted(findings))
