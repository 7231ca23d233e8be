"""Rules on one catalog: what is legal, and still a mistake.

One rule is one function, one row of `RULES` and one case folder; its id names all three, and the row of
`findings.rules` that says how it weighs and why it exists. `lint` finds, and `judged` says how the project's policy
has it.
"""

from __future__ import annotations

from collections.abc import Collection

from bridgewright.contracts.model import Catalog
from bridgewright.findings import Finding
from bridgewright.lint.policy import FIRM, judged
from bridgewright.lint.rule import LintRule
from bridgewright.lint.scope import Scope, parts_of
from bridgewright.lint.table import RULES

__all__ = ["FIRM", "RULES", "LintRule", "Scope", "judged", "lint", "parts_of"]


def lint(catalog: Catalog, scopes: Collection[Scope] = frozenset(Scope)) -> tuple[Finding, ...]:
    """Every mistake that a rule of one of the scopes finds in the catalog, sorted by place, whatever the policy.

    Contracts of which a version could not be read are left out by rules that count versions or consumers.
    """
    findings = {
        Finding(mistake.location, rule.id, mistake.message, mistake.hint, rule.severity)
        for scope in scopes
        for _, part in parts_of(catalog, scope)
        for rule in RULES
        if rule.scope is scope
        for mistake in rule.check(part)
    }
    return tuple(sorted(findings))
