"""The rules of changes: what a change is called, and what one that breaks nothing still asks of the version.

Their words and weights stand in `findings.rules`. Whether a change breaks a direction is never read off a table: it is
proved or shown (`engine`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bridgewright.compat.changes.comparison import Bump
from bridgewright.findings.rules import Group, rules_of
from bridgewright.findings.rules.kinds import APIS, CHANGES


@dataclass(frozen=True, slots=True)
class Rule:
    """`harmless` is the bump of such a change where it breaks nothing; `says` completes "the schema's ...".

    `warns`: such a change is worth a look though it breaks nothing.
    """

    id: str
    says: str
    harmless: Bump = Bump.MINOR
    warns: bool = False


def _of(group: Group) -> Mapping[str, Rule]:
    return {
        rule.id: Rule(rule.id, rule.purpose, Bump.PATCH if rule.patch else Bump.MINOR, rule.warns)
        for rule in rules_of(group)
    }


API_RULES: Final[Mapping[str, Rule]] = _of(APIS)
"""What is said of an HTTP API beside its schemas."""
RULES: Final[Mapping[str, Rule]] = {**_of(CHANGES), **API_RULES}
