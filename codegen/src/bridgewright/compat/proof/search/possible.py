"""The types whose values could fit a node: what spares the search most of its branches."""

from __future__ import annotations

from typing import Final

from bridgewright.compat.proof.form.forest import KIND_TYPE, TYPES, Forest, NodeId
from bridgewright.compat.proof.search.literals import Literal, is_refused, literal, node_of, of_reader

_ALL: Final = frozenset(TYPES)


class PossibleTypes:
    """The possible types of a forest's literals."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        self._known: dict[Literal, frozenset[str]] = {}

    def of(self, part: Literal) -> frozenset[str]:
        """The types whose values could fit a literal."""
        part = of_reader(part)
        known = self._known.get(part)
        if known is None:
            known = self._known[part] = self._of(node_of(part), refused=is_refused(part))
        return known

    def _of(self, node_id: NodeId, *, refused: bool) -> frozenset[str]:
        node = self._forest.nodes[self._forest.opened(node_id)]
        kind = node.kind
        if kind in KIND_TYPE:
            return frozenset({KIND_TYPE[kind]}) if refused else _ALL
        if kind in ("true", "false"):
            return _ALL if (kind == "true") != refused else frozenset()
        if kind == "types":
            named = frozenset("number" if name.endswith("integer") else name for name in node.value)
            return named if not refused else _ALL - (named & node.value)
        if kind == "not":
            return self.of(literal(node.children[0], refused=not refused))
        if kind == "finite" and not refused:
            return frozenset(key[0] for key in node.value)
        if kind in ("all", "any", "one") and not (kind == "one" and refused):
            each = [self.of(literal(child, refused=refused)) for child in node.children]
            return frozenset.intersection(*each) if (kind == "all") != refused else frozenset.union(*each)
        return _ALL
