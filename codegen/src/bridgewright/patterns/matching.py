"""Whether the fields of an event satisfy a branch of a pattern, array consistency included.

Source: aws/event-ruler `ACFinder`, `ArrayMembership`, `NameState`: paths are taken in the order of their
names; each takes a field that accepts and stands in the same elements of the same arrays as those taken
before; a leaf that may be absent is satisfied when no field of its path stands in those elements.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from bridgewright.patterns.fields import Field, Fields, Membership
from bridgewright.patterns.tree import Branch, Leaf


def in_order(branch: Branch) -> tuple[Leaf, ...]:
    """The leaves in the order in which the engine takes them: by name, in UTF-16 units."""
    return tuple([branch[path] for path in sorted(branch, key=_units)])


@lru_cache(maxsize=4096)
def _units(path: str) -> bytes:
    return path.encode("utf-16-be", "surrogatepass")


def first_failure(leaves: Sequence[Leaf], found: Fields) -> int:
    """The index of the leaf at which the match fails; `len(leaves)` when all hold."""
    if not any(field.membership for leaf in leaves for field in found.get(leaf.path, ())):
        for index, leaf in enumerate(leaves):
            if not _holds(leaf, found.get(leaf.path)):
                return index
        return len(leaves)
    states: set[Membership] = {()}
    for index, leaf in enumerate(leaves):
        later = {
            array for rest in leaves[index + 1 :] for field in found.get(rest.path, ()) for array, _ in field.membership
        }
        states = _advance(leaf, found.get(leaf.path, []), states, later)
        if not states:
            return index
    return len(leaves)


def _holds(leaf: Leaf, values: list[Field] | None) -> bool:
    if not values:
        return leaf.may_be_absent
    return any(leaf.accepts(field.value) for field in values)


def _advance(leaf: Leaf, values: list[Field], states: set[Membership], later: set[int]) -> set[Membership]:
    """The states after `leaf`: each is the array elements chosen so far, as far as later leaves care."""
    reached: set[Membership] = set()
    accepted = _Choices({field.membership for field in values if leaf.accepts(field.value)})
    present = _Choices({field.membership for field in values}) if leaf.may_be_absent else None
    for state in states:
        for merged in accepted.consistent(state):
            reached.add(tuple(pair for pair in merged if pair[0] in later))
        if present is not None and not any(True for _ in present.consistent(state)):
            reached.add(tuple(pair for pair in state if pair[0] in later))
    return reached


class _Choices:
    """Memberships, filed by the outermost array so that a state which already chose its element looks at few."""

    def __init__(self, memberships: set[Membership]) -> None:
        self.free = () in memberships
        self.filed: dict[int, dict[int, list[Membership]]] = {}
        for membership in memberships - {()}:
            array, index = membership[0]
            self.filed.setdefault(array, {}).setdefault(index, []).append(membership)

    def consistent(self, state: Membership) -> Sequence[Membership]:
        """What `state` becomes with each membership that doesn't contradict it."""
        chosen = dict(state)
        merged = [state] if self.free else []
        for array, by_index in self.filed.items():
            lists = [by_index.get(chosen[array], [])] if array in chosen else by_index.values()
            merged += [
                tuple(sorted({**chosen, **dict(membership)}.items()))
                for memberships in lists
                for membership in memberships
                if all(chosen.get(other, index) == index for other, index in membership)
            ]
        return merged
