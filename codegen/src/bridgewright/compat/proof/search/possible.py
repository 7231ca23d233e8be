"""The types whose values could fit a node: what spares the search most of its branches."""

from __future__ import annotations

from typing import Final

from bridgewright.compat.proof.form.forest import KIND_TYPE, TYPES, Forest, NodeId
from bridgewright.compat.proof.search.branch import Literal

_ALL: Final = frozenset(TYPES)


class PossibleTypes:
    """The possible types of a forest's literals."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        self._known: dict[Literal, frozenset[str]] = {}

    def of(self, part: Literal) -> frozenset[str]:
        """The types whose values could fit a literal."""
        known = self._known.get(part & ~2)
        if known is None:
            known = self._known[part & ~2] = self._of(part >> 2, refused=bool(part & 1))
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
            return self.of(node.children[0] << 2 | (not refused))
        if kind == "finite" and not refused:
            return frozenset(key[0] for key in node.value)
        if kind in ("all", "any", "one") and not (kind == "one" and refused):
            each = [self.of(child << 2 | refused) for child in node.children]
            return frozenset.intersection(*each) if (kind == "all") != refused else frozenset.union(*each)
        return _ALL
