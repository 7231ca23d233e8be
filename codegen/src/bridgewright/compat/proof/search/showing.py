"""Nodes, states and branches in words, for whoever looks into a search.

A node is told like the keyword that it comes from (`type object`, `properties/a: type string`, `has a`), a conjunction
as a list, a refused node as `not(...)`. A literal is told with the side whose schema says it. A node may be of both
sides' schemas, so the side is found out by walking: from the producer's root, which must be satisfied, and from the
reader's, which is refused, to all literals that can follow. What the search itself adds is about `name`s.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable
from typing import Any, Final

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.nodes import IN_PLACE, KIND_TYPE, Node, NodeId
from bridgewright.compat.proof.search.branch import Branch, Demand, Requirement
from bridgewright.compat.proof.search.literals import Literal, is_refused, negated, node_of, said_of_each
from bridgewright.documents.canonical import canonical_json
from bridgewright.schemas.equality import Key, value_of

_MAX_TEXT: Final = 400
_BOTH_SIGNS: Final = frozenset({"one", "contains"})
"""Kinds whose children may be refused where the node itself is satisfied, and the other way round."""
_COUNTED: Final = {"length": "length", "items": "items", "props": "properties"}


class Printer:
    """Tells what a search for a value of some sides' schemas knows. `sides`: each side's literal, by its name."""

    def __init__(self, forest: Forest, sides: dict[str, Literal]) -> None:
        self._forest = forest
        self._sides = sides
        self._said: dict[str, set[Literal]] = {}

    def literals(self, lits: Iterable[Literal]) -> str:
        """Some literals, side by side: `old: type object; new: not(has a)`."""
        told: dict[str, list[str]] = {}
        for lit in sorted(lits):
            told.setdefault(self.side(lit), []).append(self._literal(lit))
        return _short("; ".join(f"{side}: {', '.join(each)}" for side, each in sorted(told.items(), key=self._order)))

    def requirement(self, need: Requirement) -> str:
        """A literal or a demand."""
        return self._demand(need) if isinstance(need, Demand) else self.literals([need])

    def branch(self, branch: Branch) -> str:
        """What a branch knows of the value: its type, its literals, its demands, and what is left to choose."""
        nodes = self._forest.nodes
        lits = [n for n in branch.seen if not isinstance(n, Demand) and self._tells(nodes[node_of(n)], branch)]
        told = [self.literals(lits)] if lits else []
        told += [self._demand(demand) for demand in branch.demands]
        for choice in branch.choices:
            told.append("choose " + " or ".join(" and ".join(map(self.requirement, needs)) for needs in choice))
        return _short(f"{branch.type}{' ' if told else ''}{'; '.join(told)}")

    def node(self, node: NodeId) -> str:
        """What a node says."""
        return ", ".join(self._told(node, ()))

    def _told(self, node: NodeId, within: tuple[NodeId, ...]) -> list[str]:
        """What a node says, as a conjunction; `within` are the nodes around it, which are not told again."""
        node = self._forest.as_read(node)
        what = self._forest.nodes[node]
        if what.kind == "atom":
            return [f"schema {canonical_json(marshal.loads(what.value[2]))}"]  # noqa: S302 - spelled by ourselves
        if node in within:
            return ["(the same again)"]
        children = [self._told(child, (*within, node)) for child in what.children]
        if what.kind == "all":
            return [told for child in children for told in child]
        return _words(what, [_grouped(child) for child in children])

    def side(self, lit: Literal) -> str:
        """Whose schema says a literal."""
        if not any(lit in said for said in self._said.values()):  # the search may have opened an atom since
            self._said = {name: self._follows(root) for name, root in self._sides.items()}
        return " and ".join(name for name, said in self._said.items() if lit in said) or "name"

    def _order(self, told: tuple[str, Any]) -> int:
        return [*self._sides, " and ".join(self._sides), "name"].index(told[0])

    def _follows(self, root: Literal) -> set[Literal]:
        """All literals that can follow from one."""
        found: set[Literal] = set()
        stack = [root]
        while stack:
            lit = stack.pop()
            if lit in found:
                continue
            found.add(lit)
            node = self._forest.as_read(node_of(lit))
            what = self._forest.nodes[node]
            inside = said_of_each((*what.children, node), lit)
            if what.kind == "not":
                inside = [negated(inside[0]), inside[1]]
            stack += inside
            if what.kind in _BOTH_SIGNS:
                stack += [negated(each) for each in inside[:-1]]
        return found

    def _literal(self, lit: Literal) -> str:
        told = self.node(node_of(lit))
        return f"not({told})" if is_refused(lit) else told

    def _demand(self, demand: Demand) -> str:
        kind, operand, inside = demand
        return f"needs {_DEMANDS[kind].format(operand)} with {self.literals([inside])}"

    @staticmethod
    def _tells(node: Node, branch: Branch) -> bool:
        """True for nodes that say something of the branch's type, and aren't told by what follows from them."""
        if node.kind in IN_PLACE or node.kind in ("atom", "true", "types"):
            return False
        return KIND_TYPE.get(node.kind, branch.type) == branch.type


_DEMANDS: Final = {
    "property": "property {}",
    "matching": "a property like {}",
    "other": "an undeclared property",
    "name": "a name",
    "item": "item {}",
    "tail": "an item from {} on",
    "count": "{} items",
    "fewer": "at most {} items",
}


def _short(text: str) -> str:
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}..."


def _listed(keys: Iterable[Key]) -> str:
    return ", ".join(sorted(canonical_json(value_of(key)) for key in keys))


def _grouped(told: list[str]) -> str:
    """A conjunction as one phrase."""
    return told[0] if len(told) == 1 else f"({', '.join(told)})"


def _words(node: Node, children: list[str]) -> list[str]:
    """What a node says, whose children are told already."""
    kind, value = node.kind, node.value
    if kind in _TELLING:
        return [_TELLING[kind](value, children)]
    if kind == "props":
        names, patterns = value
        at = [f"properties/{name}" for name in names] + [f"patternProperties/{pattern}" for pattern in patterns]
        return _members([*at, "additionalProperties"], children)
    if kind == "items":
        return _members(
            [*(f"items/{at}" for at in range(value)), f"items from {value}" if value else "items"], children
        )
    least, _, of = kind.partition("_")
    return [f"{_COUNTED[of]} {'>=' if least == 'min' else '<='} {value}"]


def _members(at: list[str], children: list[str]) -> list[str]:
    return [f"{name}: {child}" for name, child in zip(at, children, strict=True) if child != "anything"]


def _between(least: int, most: int | None) -> str:
    return f"{least} or more" if most is None else f"{least} to {most}"


_TELLING: Final[dict[str, Callable[[Any, list[str]], str]]] = {
    "true": lambda _value, _children: "anything",
    "false": lambda _value, _children: "nothing",
    "any": lambda _value, children: f"any of {' | '.join(children)}",
    "one": lambda _value, children: f"one of {' | '.join(children)}",
    "not": lambda _value, children: f"not{children[0]}" if children[0].startswith("(") else f"not({children[0]})",
    "types": lambda value, _children: f"type {' or '.join(sorted(value))}",
    "finite": lambda value, _children: f"among {_listed(value)}",
    "minimum": lambda value, _children: f"{'>' if value[1] else '>='} {value[0]}",
    "maximum": lambda value, _children: f"{'<' if value[1] else '<='} {value[0]}",
    "multiple": lambda value, _children: f"multiple of {value}",
    "pattern": lambda value, _children: f"pattern {value}",
    "format": lambda value, _children: f"format {value}",
    "unique": lambda _value, _children: "unique items",
    "contains": lambda value, children: f"contains {_between(*value)}: {children[0]}",
    "required": lambda value, _children: f"has {value}",
    "names": lambda _value, children: f"propertyNames: {children[0]}",
    "metaschema": lambda value, _children: f"a schema of {value.uri}",
    "opaque": lambda value, _children: f"opaque {value[0]}",
    "ref": lambda _value, _children: "(being read)",
}
"""The words for each kind that has words of its own, from its value and what its children say."""
