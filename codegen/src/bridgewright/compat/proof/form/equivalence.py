"""Nodes that say the same: whether two do, and which of many.

A forest with loops is a finite automaton on the values' members, and two nodes say the same when no unfolding of
them, however deep, differs (they are bisimilar). `alike` assumes that a pair is and looks for a difference among its
children, pair by pair, as Hopcroft and Karp compare automata; it reads atoms where it must. `classes` does so for all
nodes at once, by partition refinement: nodes of one kind and value start in one class, and a class is parted as long
as its nodes' children lie in different classes. Both may miss that differently built nodes say the same: that costs
precision alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.nodes import UNORDERED, Node, NodeId

_MAX_REFINING: Final = 800_000


def alike(forest: Forest, one: NodeId, other: NodeId) -> bool:
    """True when no unfolding of two nodes, however deep, tells them apart."""
    assumed: set[tuple[NodeId, NodeId]] = set()
    stack = [(one, other)]
    while stack:
        pair = stack.pop()
        if pair[0] == pair[1] or pair in assumed:
            continue
        assumed.add(pair)
        left, right = forest.opened(pair[0]), forest.opened(pair[1])
        if left == right:
            continue
        mine, its = forest.nodes[left], forest.nodes[right]
        if mine.kind != its.kind or mine.value != its.value or len(mine.children) != len(its.children):
            return False
        if mine.kind in UNORDERED:
            ours = sorted(forest.opened(child) for child in mine.children)
            theirs = sorted(forest.opened(child) for child in its.children)
            for shared in set(ours) & set(theirs):
                ours.remove(shared)
                theirs.remove(shared)
            by_kind = (sorted(left, key=lambda node: _sort_key(forest.nodes[node])) for left in (ours, theirs))
            stack.extend(zip(*by_kind, strict=True))
        else:
            stack.extend(zip(mine.children, its.children, strict=True))
    return True


def _sort_key(node: Node) -> tuple[str, str]:
    """What nodes are paired by where their order means nothing: a wrong pair costs precision alone."""
    return node.kind, repr(sorted(map(repr, node.value)) if isinstance(node.value, frozenset) else node.value)


def classes(nodes: Sequence[Node]) -> list[int]:
    """The class of each node, by its number: nodes of one class say the same."""
    names: dict[Any, int] = {}
    found = [names.setdefault((node.kind, node.value), len(names)) for node in nodes]
    work = 0
    while True:
        count = len(names)
        names = {}
        refined = []
        for at, node in enumerate(nodes):
            children: Any = tuple([found[child] for child in node.children])
            if node.kind in UNORDERED:
                children = frozenset(children) if node.kind != "one" else tuple(sorted(children))
            refined.append(names.setdefault((found[at], children), len(names)))
        found = refined
        if len(names) == count:
            return found
        work += len(nodes)
        if work > _MAX_REFINING:
            return list(range(len(nodes)))  # nothing is merged: that costs precision, never soundness
