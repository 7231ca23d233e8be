"""The ways to break a node: the choice that a refused node leaves which speaks of more than one thing.

A node that speaks of members (`props`, `items`, `contains`) is broken by one member: a property or an item that must be
somewhere and does not follow its schema, so each way is a demand. Exactly one of some nodes is broken by none or by two
of them. Ways that no value takes (a member that breaks `true`) are left out: an empty choice closes its branch.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.search.branch import Choice, Demand
from bridgewright.compat.proof.search.literals import Literal, is_refused, negated, node_of, said_of, said_of_each


def exactly_one(lits: list[Literal], *, refused: bool) -> Choice:
    """The ways to satisfy exactly one of some literals; of refused ones, to satisfy none or two of what they refuse."""
    opposites = [negated(lit) for lit in lits]
    if refused:
        return (tuple(lits), *combinations(opposites, 2))
    return tuple((lit, *opposites[:at], *opposites[at + 1 :]) for at, lit in enumerate(lits))


def broken_props(forest: Forest, broken: Literal, positive: list[Literal]) -> Choice:
    """The ways to break a `props` node that no positive literal rules out by saying the same of some properties."""
    node_id = node_of(broken)
    node = forest.nodes[node_id]
    names, patterns = node.value
    open_names: Any = forest.named(node_id).items()
    globs = dict(zip(patterns, node.children[len(names) :], strict=False))
    rest = node.children[-1]
    for lit in positive:
        other = forest.nodes[node_of(lit)]
        if other.kind != "props":
            continue
        open_names = open_names - forest.named(node_of(lit)).items()
        its_names, its_patterns = other.value
        its_globs = dict(zip(its_patterns, other.children[len(its_names) :], strict=False))
        globs = {glob: child for glob, child in globs.items() if its_globs.get(glob) != child}
        if rest == other.children[-1] and set(its_names) <= set(names) and set(its_patterns) <= set(patterns):
            rest = forest.true
    ways = [
        Demand("property", name, said_of(child, broken)) for name, child in sorted(open_names) if child != forest.true
    ]
    ways += [Demand("matching", glob, said_of(child, broken)) for glob, child in globs.items() if child != forest.true]
    if rest != forest.true:
        ways.append(Demand("other", node_id, said_of(rest, broken)))
    return tuple((way,) for way in ways)


def violations(forest: Forest, broken: Literal) -> Choice:
    """The ways to break an `items` or a `contains` node."""
    node = forest.nodes[node_of(broken)]
    inside = said_of_each(node.children, broken)
    if node.kind == "items":
        ways = [Demand("item", at, inside[at]) for at in range(node.value)]
        ways.append(Demand("tail", node.value, inside[-1]))
    else:
        least, most = node.value
        counted = negated(inside[0])
        ways = [Demand("fewer", least - 1, counted)] if least else []
        ways += [Demand("count", most + 1, counted)] if most is not None else []
    return tuple((way,) for way in ways if trivially(forest, way) is not False)


def trivially(forest: Forest, demand: Demand) -> bool | None:
    """Whether a demand can be met, where no member at all can be as it says; None where that must be searched."""
    inside = demand.inside
    if node_of(inside) != (forest.true if is_refused(inside) else forest.false):
        return None
    if demand.kind == "count":
        return demand.operand == 0  # type: ignore[no-any-return]
    return None if demand.kind == "fewer" else False
