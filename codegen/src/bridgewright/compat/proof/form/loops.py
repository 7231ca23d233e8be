"""Schemas that contain themselves: which nodes say the same, and what a schema means that leads back to itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from bridgewright.schemas.equality import Unreadable

if TYPE_CHECKING:
    from bridgewright.compat.proof.form.forest import Forest, Node, NodeId

_MAX_REFINING: Final = 800_000
_MAX_UNFOLDING: Final = 2_000
_UNORDERED: Final = frozenset({"all", "any", "one"})
_IN_PLACE: Final = frozenset({"all", "any", "one", "not"})


def reached(loops: Mapping[NodeId, NodeId], placeholder: NodeId) -> NodeId | None:
    """The node at the end of a chain of placeholders; None when the chain leads back to itself."""
    seen = set()
    at = placeholder
    while at in loops and at not in seen:
        seen.add(at)
        at = loops[at]
    return None if at in loops else at


def classes(nodes: Sequence[Node]) -> list[int]:
    """Partition refinement: nodes share a class when no unfolding, however deep, tells them apart."""
    names: dict[Any, int] = {}
    found = [names.setdefault((node.kind, node.value), len(names)) for node in nodes]
    work = 0
    while True:
        count = len(names)
        names = {}
        refined = []
        for at, node in enumerate(nodes):
            children: Any = tuple([found[child] for child in node.children])
            if node.kind in _UNORDERED:
                children = frozenset(children) if node.kind != "one" else tuple(sorted(children))
            refined.append(names.setdefault((found[at], children), len(names)))
        found = refined
        if len(names) == count:
            return found
        work += len(nodes)
        if work > _MAX_REFINING:
            return list(range(len(nodes)))  # nothing is merged: that costs precision, never soundness


def looping(nodes: Sequence[Node]) -> set[NodeId]:
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
            parts = nodes[at].children if nodes[at].kind in _IN_PLACE else ()
            if step:
                low[at] = min(low[at], low[parts[step - 1]])
            for index in range(step, len(parts)):
                part = parts[index]
                if part not in order:
                    work += [(at, index + 1), (part, 0)]
                    break
                if part in on:
                    low[at] = min(low[at], order[part])
            else:
                if low[at] == order[at]:
                    cut = open_.index(at)
                    component = open_[cut:]
                    del open_[cut:]
                    on.difference_update(component)
                    found.update(component if len(component) > 1 or at in parts else ())
    return found


def unfolded(forest: Forest, node: NodeId, around: set[NodeId]) -> NodeId:
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
        parts = [unfold(child, path | {at}) for child in what.children]
        return forest.all(*parts) if what.kind == "all" else forest.any(*parts)

    return unfold(node, frozenset())
