"""The types whose values could satisfy a literal: what spares the search most of its branches.

A node of one type's keyword says nothing of other types' values, so it is refused by a value of its own type alone. The
other nodes combine what their children leave possible. A type too many costs a branch; one too few would be a false
proof, so what isn't known (an opaque node, exactly one of some) leaves all types possible.
"""

from __future__ import annotations

from typing import Final

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.nodes import KIND_TYPE, TYPES
from bridgewright.compat.proof.search.literals import Literal, is_refused, negated, node_of, said_of, said_of_each

ALL_TYPES: Final = frozenset(TYPES)


class PossibleTypes:
    """The possible types of a forest's literals."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        self._known: dict[Literal, frozenset[str]] = {}

    def of(self, lit: Literal) -> frozenset[str]:
        """The types whose values could fit a literal."""
        known = self._known.get(lit)
        if known is None:
            known = self._known[lit] = self._of(lit)
        return known

    def _of(self, lit: Literal) -> frozenset[str]:
        node = self._forest.nodes[self._forest.opened(node_of(lit))]
        kind, refused = node.kind, is_refused(lit)
        if kind in KIND_TYPE:
            return frozenset({KIND_TYPE[kind]}) if refused else ALL_TYPES
        if kind in ("true", "false"):
            return ALL_TYPES if (kind == "true") != refused else frozenset()
        if kind == "types":
            named = frozenset("number" if name.endswith("integer") else name for name in node.value)
            return named if not refused else ALL_TYPES - (named & node.value)
        if kind == "not":
            return self.of(negated(said_of(node.children[0], lit)))
        if kind == "finite" and not refused:
            return frozenset(key[0] for key in node.value)
        if kind in ("all", "any", "one") and not (kind == "one" and refused):
            each = [self.of(each) for each in said_of_each(node.children, lit)]
            return frozenset.intersection(*each) if (kind == "all") != refused else frozenset.union(*each)
        return ALL_TYPES
