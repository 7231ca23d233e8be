"""The values that an event has at the paths that a pattern names, and in which array elements they stand.

Source: aws/event-ruler `Event`, `ArrayMembership`: scalars of an array all belong to the array's own path;
an object (or array) in an array carries the array's number and its index.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
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


def prefixes(paths: Iterable[str]) -> frozenset[str]:
    """Every path that leads to one of `paths`, these included."""
    found: set[str] = set()
    for path in paths:
        steps = path.split(".")
        found.update(".".join(steps[: count + 1]) for count in range(len(steps)))
    return frozenset(found)


def fields(event: Any, wanted: frozenset[str]) -> Fields | None:
    """The scalars at the paths of `wanted` (which holds the ways there too), by path.

    `event` is a decoded JSON value or what `jsontext.decode` gives; None for anything but an object.
    """
    found: Fields = {}
    if not isinstance(event, (dict, Members, Mapping)):
        return None
    arrays = 0
    stack: list[tuple[Any, str | None, _Element | None]] = [(event, None, None)]
    while stack:
        value, path, element = stack.pop()
        if isinstance(value, (dict, Members, Mapping)):
            for key, item in value if isinstance(value, Members) else value.items():
                if (below := key if path is None else f"{path}.{key}") in wanted:
                    stack.append((item, below, element))
        elif isinstance(value, list):
            arrays += 1
            for index, item in enumerate(value):
                if isinstance(item, (dict, Members, list, Mapping)):
                    stack.append((item, path, _Element(element, arrays, index)))
                else:
                    _add(found, path, item, element)
        else:
            _add(found, path, value, element)
    return found


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


def _add(found: Fields, path: str | None, value: Any, element: _Element | None) -> None:
    if path is not None and (value is None or isinstance(value, (str, bool, int, float, Number))):
        found.setdefault(path, []).append(Field(value, element.membership() if element else ()))
