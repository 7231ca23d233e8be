"""The one internal form that every dialect is brought to: a graph of small nodes, each saying one thing.

A schema with many keywords is the conjunction (`all`) of its keywords' nodes. A keyword of one type says
nothing of values of another type. Equal nodes have equal ids, so two spellings of one schema are one node.

A schema that says everything by itself stands as an `atom` until somebody asks what it says: most of two versions of
one contract is alike, and is never looked into.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple, TypeAlias

from bridgewright.compat.proof.form.loops import classes, looping, reached, unfolded

NodeId: TypeAlias = int


class Node(NamedTuple):
    """One assertion: `kind` names it, `value` is its operand, `children` are the schemas that it applies."""

    kind: str
    value: Any = None
    children: tuple[NodeId, ...] = ()


KIND_TYPE: Final = {
    "minimum": "number",
    "maximum": "number",
    "multiple": "number",
    "min_length": "string",
    "max_length": "string",
    "pattern": "string",
    "format": "string",
    "min_items": "array",
    "max_items": "array",
    "unique": "array",
    "items": "array",
    "contains": "array",
    "min_props": "object",
    "max_props": "object",
    "required": "object",
    "props": "object",
    "names": "object",
}
"""The type whose values a kind of node speaks of; it holds for every value of another type."""

TYPES: Final = ("object", "array", "string", "number", "boolean", "null")
_UNORDERED: Final = frozenset({"all", "any", "one"})


class Forest:
    """The nodes of all schemas that are compared with each other."""

    __slots__ = ("_ids", "_names", "_open", "_opened", "_settled", "false", "loops", "nodes", "tells_spelling", "true")

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._ids: dict[Node, NodeId] = {}
        self.loops: dict[NodeId, NodeId] = {}
        """Placeholders of schemas that contain themselves, and the nodes that they stand for."""
        self._settled: list[NodeId] = []
        self._open: Callable[[NodeId], NodeId] | None = None
        self._opened: dict[NodeId, NodeId] = {}
        self._names: dict[NodeId, dict[str, NodeId]] = {}
        self.tells_spelling = False
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

    def placeholder(self) -> NodeId:
        """A node that `settle` replaces by what `loops` says of it."""
        self.nodes.append(Node("ref", len(self.nodes)))
        return len(self.nodes) - 1

    def all(self, *parts: NodeId) -> NodeId:
        """The conjunction."""
        kept = sorted({part for part in parts if part != self.true})
        if self.false in kept:
            return self.false
        if not kept:
            return self.true
        return kept[0] if len(kept) == 1 else self.add("all", None, tuple(kept))

    def any(self, *parts: NodeId) -> NodeId:
        """The disjunction."""
        kept = sorted({part for part in parts if part != self.false})
        if self.true in kept:
            return self.true
        if not kept:
            return self.false
        return kept[0] if len(kept) == 1 else self.add("any", None, tuple(kept))

    def one(self, *parts: NodeId) -> NodeId:
        """Exactly one of the parts."""
        return parts[0] if len(parts) == 1 else self.add("one", None, tuple(sorted(parts)))

    def negated(self, part: NodeId) -> NodeId:
        """The complement."""
        if part in (self.true, self.false):
            return self.false if part == self.true else self.true
        return self.add("not", None, (part,))

    def has(self, name: str) -> NodeId:
        """Holds for objects with this property."""
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

    def alike(self, one: NodeId, other: NodeId) -> bool:
        """True when two nodes say the same but for spelling: no unfolding, however deep, tells them apart."""
        assumed: set[tuple[NodeId, NodeId]] = set()
        stack = [(one, other)]
        while stack:
            pair = stack.pop()
            if pair[0] == pair[1] or pair in assumed:
                continue
            assumed.add(pair)
            left, right = self.opened(pair[0]), self.opened(pair[1])
            if left == right:
                continue
            mine, its = self.nodes[left], self.nodes[right]
            if mine.kind != its.kind or mine.value != its.value or len(mine.children) != len(its.children):
                return False
            if mine.kind in _UNORDERED:
                ours = sorted(self.opened(child) for child in mine.children)
                theirs = sorted(self.opened(child) for child in its.children)
                for shared in set(ours) & set(theirs):
                    ours.remove(shared)
                    theirs.remove(shared)
                stack.extend(zip(*(sorted(left, key=self._kind) for left in (ours, theirs)), strict=True))
            else:
                stack.extend(zip(mine.children, its.children, strict=True))
        return True

    def _kind(self, node: NodeId) -> tuple[str, str]:
        """What nodes are paired by where their order means nothing: a wrong pair costs precision alone."""
        value = self.nodes[node].value
        return self.nodes[node].kind, repr(sorted(map(repr, value)) if isinstance(value, frozenset) else value)

    def now(self, node: NodeId) -> NodeId:
        """The id that `settle` gave to a node made before it."""
        return self._settled[node] if node < len(self._settled) else node

    def settle(self) -> None:
        """Takes the placeholders out, and merges nodes that say the same around loops.

        Where a schema leads back to itself for the same value, it says nothing more there: that is what validators
        that notice such a loop hold (jsonschema-rs does). Where a negation is on the way, it has no meaning.

        Raises:
            Unreadable: a schema is the opposite of itself.
        """
        if not self.loops:
            return
        target = {placeholder: self._behind(placeholder) for placeholder in self.loops}
        self._redirect(target)
        around = looping(self.nodes)
        if around:
            for node in sorted(around):
                target[node] = unfolded(self, node, around)
            self._redirect(target)
            target = {at: target.get(there, there) for at, there in target.items()}
        self._merge(target)

    def _behind(self, placeholder: NodeId) -> NodeId:
        """The node that a placeholder stands for: a ref that leads to nothing but itself says nothing."""
        found = reached(self.loops, placeholder)
        return self.true if found is None else found

    def _redirect(self, target: dict[NodeId, NodeId]) -> None:
        for at, node in enumerate(self.nodes):
            if node.kind != "ref" and any(child in target for child in node.children):
                children = tuple(target.get(child, child) for child in node.children)
                self.nodes[at] = Node(node.kind, node.value, children)

    def _merge(self, target: dict[NodeId, NodeId]) -> None:
        names = classes(self.nodes)
        first: dict[int, NodeId] = {}
        for at, name in enumerate(names):
            first.setdefault(name, at)
        representative = [first[name] for name in names]
        for at in first.values():
            node = self.nodes[at]
            if node.children:
                children = tuple(representative[child] for child in node.children)
                if node.kind in _UNORDERED:
                    children = tuple(sorted(children))
                self.nodes[at] = Node(node.kind, node.value, children)
        self._ids = {self.nodes[at]: at for at in first.values()}
        self.loops = {}
        self._settled = [representative[target.get(at, at)] for at in range(len(self.nodes))]
