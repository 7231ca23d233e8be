"""Every rule: its id, how it weighs, why it exists, which command says it, and what may let it pass.

This is the one table. `lint` and `compat` ask it for a rule's severity and words, `bridgewright rules` prints it, and
`codegen/docs/rules.md` is that print. The room `examples` beside it shows each rule broken, and what is said then.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bridgewright.findings.rules.changing import CHANGED
from bridgewright.findings.rules.kinds import GROUPS, Group, Rule
from bridgewright.findings.rules.linting import LINTED
from bridgewright.findings.rules.reading import READ

__all__ = ["GROUPS", "RULES", "TABLE", "Group", "Rule", "rules_of"]

_ALL: Final = (*READ, *LINTED, *CHANGED)
TABLE: Final[tuple[Rule, ...]] = tuple(rule for group in GROUPS for rule in _ALL if rule.group is group)
"""Every rule, group by group; no id stands twice."""
RULES: Final[Mapping[str, Rule]] = {rule.id: rule for rule in TABLE}
"""The same by their ids."""


def rules_of(group: Group) -> tuple[Rule, ...]:
    """The rules of a group, in the table's order."""
    return tuple(rule for rule in TABLE if rule.group is group)
