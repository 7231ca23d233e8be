"""The forest: the nodes of all schemas that are compared with each other, as one graph.

A schema with many keywords is the conjunction (`all`) of its keywords' nodes (`nodes` lists the kinds). Equal nodes
have equal ids, so two spellings of one schema are one node, and nothing is searched about what both sides say alike.

A schema that says everything by itself stands as an `atom` until somebody asks what it says (`opened`): most of two
versions of one contract is alike, and is never looked into.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bridgewright.compat.proof.form.nodes import Node, NodeId


class Forest:
    """The nodes of all schemas that are compared with each other."""

    __slots__ = ("_ids", "_names", "_open", "_opened", "_settled", "exact_integers", "false", "loops", "nodes", "true")

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._ids: dict[Node, NodeId] = {}
        self.loops: dict[NodeId, NodeId] = {}
        """Placeholders of schemas that contain themselves, and the nodes that they stand for."""
        self._settled: list[NodeId] = []
        self._open: Callable[[NodeId], NodeId] | None = None
        self._opened: dict[NodeId, NodeId] = {}
        self._names: dict[NodeId, dict[str, NodeId]] = {}
        self.exact_integers = False
        """Whether a schema tells 2 from 2.0, as draft-04 does."""
        self.true = self.add("true")
        self.false = self.add("false")

    def add(self, kind: str, value: Any = None, children: tuple[NodeId, ...] = ()) -> NodeId:
        """The id of this node: the same for equal nodes."""
        node = Node(kind, value, children)
        known = self._ids.get(node)
        if known is None:
            known = self._ids[node] = len(self.nodes)
            self.nodes.append(node)
        return known

    def opens(self, how: Callable[[NodeId], NodeId]) -> None:
        """Says how an atom's schema is read."""
        self._open = how

    def opened(self, node: NodeId) -> NodeId:
        """What an atom says; any other node is itself.

        Raises:
            Unreadable: the atom's schema makes no sense.
        """
        while self.nodes[node].kind == "atom":
            known = self._opened.get(node)
            if known is None:
                assert self._open is not None  # noqa: S101 - for the type checker: whoever makes atoms opens them
                known = self._opened[node] = self._open(node)
            node = known
        return node

    def as_read(self, node: NodeId) -> NodeId:
        """What an atom says, if its schema has been read already; any other node is itself."""
        while node in self._opened:
            node = self._opened[node]
        return node

    def placeholder(self) -> NodeId:
        """A node that `loops.settle` replaces by what `loops` says of it."""
        self.nodes.append(Node("ref", len(self.nodes)))
        return len(self.nodes) - 1

    def all(self, *nodes: NodeId) -> NodeId:
        """The conjunction."""
        kept = sorted({node for node in nodes if node != self.true})
        if self.false in kept:
            return self.false
        if not kept:
            return self.true
        return kept[0] if len(kept) == 1 else self.add("all", None, tuple(kept))

    def any(self, *nodes: NodeId) -> NodeId:
        """The disjunction."""
        kept = sorted({node for node in nodes if node != self.false})
        if self.true in kept:
            return self.true
        if not kept:
            return self.false
        return kept[0] if len(kept) == 1 else self.add("any", None, tuple(kept))

    def one(self, *nodes: NodeId) -> NodeId:
        """Exactly one of the nodes."""
        return nodes[0] if len(nodes) == 1 else self.add("one", None, tuple(sorted(nodes)))

    def negated(self, node: NodeId) -> NodeId:
        """The complement."""
        if node in (self.true, self.false):
            return self.false if node == self.true else self.true
        return self.add("not", None, (node,))

    def has(self, name: str) -> NodeId:
        """The objects with this property."""
        return self.all(self.add("types", frozenset({"object"})), self.add("required", name))

    def props(self, named: dict[str, NodeId], patterns: dict[str, NodeId], rest: NodeId) -> NodeId:
        """What `properties`, `patternProperties` and `additionalProperties` say together."""
        if not named and not patterns and rest == self.true:
            return self.true
        names, globs = tuple(sorted(named)), tuple(sorted(patterns))
        children = (*[named[name] for name in names], *[patterns[glob] for glob in globs], rest)
        return self.add("props", (names, globs), children)

    def sequence(self, prefix: list[NodeId], rest: NodeId) -> NodeId:
        """What `prefixItems` and `items` say together."""
        while prefix and prefix[-1] == rest:
            prefix = prefix[:-1]
        if not prefix and rest == self.true:
            return self.true
        return self.add("items", len(prefix), (*prefix, rest))

    def named(self, node: NodeId) -> dict[str, NodeId]:
        """The children of a `props` node that speak of a property by its name."""
        known = self._names.get(node)
        if known is None:
            what = self.nodes[node]
            known = self._names[node] = dict(zip(what.value[0], what.children, strict=False))
        return known

    def settled(self, ids: dict[Node, NodeId], now: list[NodeId]) -> None:
        """Takes in what `loops` made of the nodes: the ids of those that are left, and of each what it is now."""
        self._ids = ids
        self._settled = now
        self.loops = {}

    def now(self, node: NodeId) -> NodeId:
        """The id that `loops.settle` gave to a node made before it."""
        return self._settled[node] if node < len(self._settled) else node
