"""The values that an event has at the paths that a pattern names, and in which array elements they stand.

Source: aws/event-ruler `Event`, `ArrayMembership`: scalars of an array all belong to the array's own path;
an object (or array) in an array carries the array's number and its index.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bridgewright.patterns.jsontext import Members, Number

Membership: TypeAlias = tuple[tuple[int, int], ...]
"""(array, index) pairs in the order of the arrays' numbers: the elements that a value stands in."""


@dataclass(frozen=True, slots=True)
class Field:
    """One scalar of an event."""

    value: Any
    membership: Membership


Fields: TypeAlias = dict[str, list[Field]]


class Paths:
    """The paths that somebody asks for, as a tree of steps, so that an event is walked along them only."""

    __slots__ = ("below", "may_be_empty", "path", "wanted")

    def __init__(self, path: str = "", *, may_be_empty: bool = False) -> None:
        self.path = path
        self.wanted = False
        self.may_be_empty = may_be_empty
        """Whether the engine looks into a key `""`: steps that a path ends with are lost when it takes note of them."""
        self.below: dict[str, Paths] = {}

    @classmethod
    def of(cls, paths: Iterable[str], *, may_be_empty: bool | None = None) -> Paths:
        """The tree of `paths`; of them it depends whether keys `""` are looked into, where that isn't said."""
        paths = list(paths)
        if may_be_empty is None:
            kept = [path.rstrip(".") or path for path in paths if path.strip(".") or not path]
            may_be_empty = any("" in path.split(".") for path in kept)
        root = cls(may_be_empty=may_be_empty)
        for path in paths:
            node = root
            for step in path.split("."):
                inner = node.below.get(step)
                if inner is None:
                    inner = node.below[step] = cls(
                        f"{node.path}.{step}" if node is not root else step, may_be_empty=may_be_empty
                    )
                node = inner
            node.wanted = True
        return root

    def at(self, key: str) -> Paths | None:
        """The tree below a key of an event, whose dots are steps too; None when no path goes there."""
        if not key and not self.may_be_empty:
            return None
        if "." not in key:
            return self.below.get(key)
        node: Paths | None = self
        for step in key.split("."):
            node = node.below.get(step)  # type: ignore[union-attr]
            if node is None:
                return None
        return node


def fields(event: Any, paths: Paths) -> Fields | None:
    """The scalars of an event at the wanted paths, by path; None when the event isn't an object.

    `event` is a decoded JSON value or what `jsontext.decode` gives.
    """
    if not isinstance(event, (dict, Members, Mapping)):
        return None
    found: Fields = {}
    arrays = 0
    stack: list[_Place] = [(event, paths, None)]
    while stack:
        value, node, element = stack.pop()
        if isinstance(value, (dict, Members, Mapping)):
            if node.below:
                stack += _members(value, node, element)
        elif isinstance(value, list):
            arrays += 1
            stack += _elements(found, value, node, element, arrays)
        elif node.wanted:
            _add(found, node.path, value, element)
    return found


def _members(value: Any, node: Paths, element: _Element | None) -> Iterator[_Place]:
    for key, item in value if isinstance(value, Members) else value.items():
        if (inner := node.at(key)) is not None:
            yield item, inner, element


def _elements(found: Fields, value: list[Any], node: Paths, outer: _Element | None, array: int) -> Iterator[_Place]:
    for index, item in enumerate(value):
        if isinstance(item, (dict, Members, list, Mapping)):
            yield item, node, _Element(outer, array, index)
        elif node.wanted:
            _add(found, node.path, item, outer)


class _Element:
    """An element of an array, within the elements that it stands in; a chain, so that depth costs nothing."""

    __slots__ = ("_pairs", "array", "index", "outer")

    def __init__(self, outer: _Element | None, array: int, index: int) -> None:
        self.outer, self.array, self.index = outer, array, index
        self._pairs: Membership | None = None

    def membership(self) -> Membership:
        """The chain as pairs, outermost first."""
        if self._pairs is None:
            pairs, element = [], self
            while True:
                pairs.append((element.array, element.index))
                if element.outer is None:
                    break
                element = element.outer
            self._pairs = tuple(reversed(pairs))
        return self._pairs


_Place: TypeAlias = tuple[Any, Paths, _Element | None]


def _add(found: Fields, path: str, value: Any, element: _Element | None) -> None:
    if value is None or isinstance(value, (str, bool, int, float, Number)):
        found.setdefault(path, []).append(Field(value, element.membership() if element else ()))
