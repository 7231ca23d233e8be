"""The one internal form that every dialect is brought to: a graph of small nodes, each saying one thing.

A schema with many keywords is the conjunction (`all`) of its keywords' nodes. A keyword of one type says
nothing of values of another type. Equal nodes have equal ids, so two spellings of one schema are one node.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final, TypeAlias

from bridgewright.model import JsonValue
from bridgewright.schema import canonical_json

NodeId: TypeAlias = int
Key: TypeAlias = tuple[Any, ...]
"""A JSON value that can be hashed, equal when JSON Schema holds the values to be equal (1 and 1.0 are)."""


class Unreadable(Exception):
    """A schema, or a value in it, that no dialect gives a meaning; the message says where and why."""


@dataclass(frozen=True, slots=True)
class Node:
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


def exact(number: float) -> Fraction:
    """The number that the JSON text meant: 0.1 is a tenth.

    Raises:
        Unreadable: it is no number (infinite, say).
    """
    try:
        return Fraction(number) if isinstance(number, int) else Fraction(repr(number))
    except (ValueError, OverflowError):
        raise Unreadable(f"{number!r} is no JSON number") from None


def key_of(value: JsonValue) -> Key:
    """The value's key; two values have one key when JSON Schema calls them equal."""
    if value is None:
        return ("null",)
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, int | float):
        return ("number", exact(value))
    if isinstance(value, str):
        return ("string", value)
    if isinstance(value, list | tuple):
        return ("array", tuple(key_of(member) for member in value))
    if isinstance(value, dict):
        return ("object", tuple(sorted((str(name), key_of(member)) for name, member in value.items())))
    raise Unreadable(f"{type(value).__name__} is no JSON value")


def same_json(one: JsonValue, other: JsonValue) -> bool:
    """True when two documents are the same JSON: unlike Python, which holds True and 1 to be equal."""
    try:
        return bool(one == other) and (one is other or canonical_json(one) == canonical_json(other))
    except (RecursionError, TypeError):
        return one is other


def number_of(fraction: Fraction) -> int | float:
    """A JSON number for a fraction: an integer where it is one."""
    return int(fraction) if fraction.denominator == 1 else float(fraction)


def value_of(key: Key) -> JsonValue:
    """A value that has this key."""
    kind = key[0]
    if kind == "null":
        return None
    if kind == "number":
        return number_of(key[1])
    if kind == "array":
        return [value_of(member) for member in key[1]]
    if kind == "object":
        return {name: value_of(member) for name, member in key[1]}
    return key[1]


class Forest:
    """The nodes of all schemas that are compared with each other."""

    __slots__ = ("_ids", "_settled", "false", "loops", "nodes", "true")

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._ids: dict[Node, NodeId] = {}
        self.loops: dict[NodeId, NodeId] = {}
        """Placeholders of schemas that contain themselves, and the nodes that they stand for."""
        self._settled: list[NodeId] = []
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

    def now(self, node: NodeId) -> NodeId:
        """The id that `settle` gave to a node made before it."""
        return self._settled[node] if node < len(self._settled) else node

    def settle(self) -> None:
        """Takes the placeholders out, and merges nodes that say the same around loops.

        Raises:
            Unreadable: a schema applies itself to the same value without end.
        """
        if not self.loops:
            return
        target = {placeholder: self._behind(placeholder) for placeholder in self.loops}
        for at, node in enumerate(self.nodes):
            if node.kind != "ref" and any(child in target for child in node.children):
                children = tuple(target.get(child, child) for child in node.children)
                self.nodes[at] = Node(node.kind, node.value, children)
        classes = self._classes()
        first: dict[int, NodeId] = {}
        for at, name in enumerate(classes):
            first.setdefault(name, at)
        representative = [first[name] for name in classes]
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
        self._refuse_endless()

    def _behind(self, placeholder: NodeId) -> NodeId:
        seen = set()
        at = placeholder
        while at in self.loops and at not in seen:
            seen.add(at)
            at = self.loops[at]
        if at in self.loops or self.nodes[at].kind == "ref":
            raise Unreadable("a `$ref` leads back to itself")
        return at

    def _refuse_endless(self) -> None:
        """A schema that is its own part for the same value has no meaning (JSON Schema core, section 9.4.1)."""
        done: set[NodeId] = set()
        for root in set(self._settled):
            path: dict[NodeId, None] = {}
            stack = [(root, False)]
            while stack:
                at, left = stack.pop()
                if left:
                    path.pop(at)
                    done.add(at)
                elif at in path:
                    raise Unreadable("a schema applies itself to the same value without end")
                elif at not in done:
                    path[at] = None
                    stack.append((at, True))
                    if self.nodes[at].kind in _IN_PLACE:
                        stack.extend((child, False) for child in self.nodes[at].children)

    def _classes(self) -> list[int]:
        """Partition refinement: nodes share a class when no unfolding, however deep, tells them apart."""
        names: dict[Any, int] = {}
        classes = [names.setdefault((node.kind, node.value), len(names)) for node in self.nodes]
        work = 0
        while True:
            count = len(names)
            names = {}
            refined = []
            for at, node in enumerate(self.nodes):
                children: Any = tuple(classes[child] for child in node.children)
                if node.kind in _UNORDERED:
                    children = frozenset(children) if node.kind != "one" else tuple(sorted(children))
                refined.append(names.setdefault((classes[at], children), len(names)))
            classes = refined
            if len(names) == count:
                return classes
            work += len(self.nodes)
            if work > _MAX_REFINING:
                return list(range(len(self.nodes)))  # nothing is merged: that costs precision, never soundness


_MAX_REFINING: Final = 4_000_000
_UNORDERED: Final = frozenset({"all", "any", "one"})
_IN_PLACE: Final = frozenset({"all", "any", "one", "not"})
