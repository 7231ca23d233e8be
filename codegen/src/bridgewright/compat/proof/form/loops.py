"""Schemas that contain themselves: placeholders are taken out once everything is read.

While a schema is being read, a ref back to it is a placeholder (`ref`). `settle` leads each placeholder to the node
that it stands for, which makes loops of the graph. Two sorts of loops differ:

- A loop through a member (a tree whose nodes have children of its own kind) is what recursion is for: it stays.
- A loop for the same value (`{"$ref": "#"}`, or by way of `allOf`) never gets to say anything more. Such a node gets
  the greatest meaning that fits: it is true wherever it leads back to itself, as validators that notice such a loop
  have it (jsonschema-rs does). Where a negation or exactly one of some is on the way round there is no such meaning,
  and the schema is unreadable.

In the end nodes that say the same are merged (`equivalence`), so that two spellings of one recursive schema are one
node.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bridgewright.compat.proof.form.equivalence import classes
from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.nodes import IN_PLACE, UNORDERED, Node, NodeId
from bridgewright.schemas.equality import Unreadable

_MAX_UNFOLDING: Final = 2_000


def settle(forest: Forest) -> None:
    """Takes the placeholders out, and merges nodes that say the same; `Forest.now` then tells what a node became.

    Raises:
        Unreadable: a schema applies itself to the same value in a way that has no meaning.
    """
    if not forest.loops:
        return
    target = {placeholder: _behind(forest, placeholder) for placeholder in forest.loops}
    _redirect(forest, target)
    around = _looping(forest.nodes)
    if around:
        for node in sorted(around):
            target[node] = _unfolded(forest, node, around)
        _redirect(forest, target)
        target = {at: target.get(there, there) for at, there in target.items()}
    _merge(forest, target)


def _behind(forest: Forest, placeholder: NodeId) -> NodeId:
    """The node that a placeholder stands for: a ref that leads to nothing but itself says nothing."""
    found = _reached(forest.loops, placeholder)
    return forest.true if found is None else found


def _redirect(forest: Forest, target: dict[NodeId, NodeId]) -> None:
    for at, node in enumerate(forest.nodes):
        if node.kind != "ref" and any(child in target for child in node.children):
            children = tuple(target.get(child, child) for child in node.children)
            forest.nodes[at] = Node(node.kind, node.value, children)


def _merge(forest: Forest, target: dict[NodeId, NodeId]) -> None:
    nodes = forest.nodes
    names = classes(nodes)
    first: dict[int, NodeId] = {}
    for at, name in enumerate(names):
        first.setdefault(name, at)
    representative = [first[name] for name in names]
    for at in first.values():
        node = nodes[at]
        if node.children:
            children = tuple(representative[child] for child in node.children)
            if node.kind in UNORDERED:
                children = tuple(sorted(children))
            nodes[at] = Node(node.kind, node.value, children)
    ids = {nodes[at]: at for at in first.values()}
    forest.settled(ids, [representative[target.get(at, at)] for at in range(len(nodes))])


def _reached(loops: Mapping[NodeId, NodeId], placeholder: NodeId) -> NodeId | None:
    """The node at the end of a chain of placeholders; None when the chain leads back to itself."""
    seen = set()
    at = placeholder
    while at in loops and at not in seen:
        seen.add(at)
        at = loops[at]
    return None if at in loops else at


def _looping(nodes: Sequence[Node]) -> set[NodeId]:
    """The nodes that lead back to themselves for the same value (Tarjan's components, without recursion)."""
    order: dict[NodeId, int] = {}
    low: dict[NodeId, int] = {}
    open_: list[NodeId] = []
    on: set[NodeId] = set()
    found: set[NodeId] = set()
    for root in range(len(nodes)):
        work: list[tuple[NodeId, int]] = [] if root in order else [(root, 0)]
        while work:
            at, step = work.pop()
            if step == 0:
                order[at] = low[at] = len(order)
                open_.append(at)
                on.add(at)
            children = nodes[at].children if nodes[at].kind in IN_PLACE else ()
            if step:
                low[at] = min(low[at], low[children[step - 1]])
            for index in range(step, len(children)):
                child = children[index]
                if child not in order:
                    work += [(at, index + 1), (child, 0)]
                    break
                if child in on:
                    low[at] = min(low[at], order[child])
            else:
                if low[at] == order[at]:
                    cut = open_.index(at)
                    component = open_[cut:]
                    del open_[cut:]
                    on.difference_update(component)
                    found.update(component if len(component) > 1 or at in children else ())
    return found


def _unfolded(forest: Forest, node: NodeId, around: set[NodeId]) -> NodeId:
    """What a node of a loop says: the greatest meaning that fits, which is true wherever it leads back to itself.

    Raises:
        Unreadable: a negation is on the way round.
    """
    steps = 0

    def unfold(at: NodeId, path: frozenset[NodeId]) -> NodeId:
        nonlocal steps
        steps += 1
        if at in path:
            return forest.true
        if at not in around:
            return at
        what = forest.nodes[at]
        if what.kind not in ("all", "any") or steps > _MAX_UNFOLDING or len(path) > 60:
            raise Unreadable("a schema applies itself to the same value without end")
        unfolded = [unfold(child, path | {at}) for child in what.children]
        return forest.all(*unfolded) if what.kind == "all" else forest.any(*unfolded)

    return unfold(node, frozenset())
