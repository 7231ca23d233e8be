"""What is open in a shape is decided here: four ways to choose, from the least to the random."""

# ruff: noqa: ARG002, D102  (each way takes what it needs of what the protocol offers, and documents)

from __future__ import annotations

from collections.abc import Hashable, Sequence
from random import Random
from typing import Protocol

from bridgewright.documents.document import JsonValue
from bridgewright.sample.scalars import random_scalar
from bridgewright.sample.shapes import Shape


class Choices(Protocol):
    """The decisions that a builder asks for."""

    def branch(self, shape: Shape, heights: Sequence[float]) -> int:
        """Which branch of the next choice; `heights` are infinite for those that never end."""

    def is_null(self, shape: Shape) -> bool:
        """Whether a nullable place is null."""

    def includes(self, shape: Shape, name: str) -> bool:
        """Whether an optional property is there."""

    def adds_unknown(self) -> bool:
        """Whether an open object gets a property that nobody declared."""

    def length(self, shape: Shape, low: int, high: int) -> int:
        """How many elements or free keys."""

    def scalar(self, shape: Shape, corners: tuple[JsonValue, ...]) -> JsonValue:
        """A value without parts."""


class Least:
    """Required parts only, each as small as it may be."""

    def branch(self, shape: Shape, heights: Sequence[float]) -> int:
        return min(range(len(heights)), key=heights.__getitem__)

    def is_null(self, shape: Shape) -> bool:
        return shape.kind() in {"object", "array"}

    def includes(self, shape: Shape, name: str) -> bool:
        return False

    def adds_unknown(self) -> bool:
        return False

    def length(self, shape: Shape, low: int, high: int) -> int:
        return low

    def scalar(self, shape: Shape, corners: tuple[JsonValue, ...]) -> JsonValue:
        return corners[0]


class Most(Least):
    """Every part, each as large as it may be."""

    def branch(self, shape: Shape, heights: Sequence[float]) -> int:
        finite = [i for i, height in enumerate(heights) if height != float("inf")]
        return max(finite, key=heights.__getitem__, default=0)

    def is_null(self, shape: Shape) -> bool:
        return False

    def includes(self, shape: Shape, name: str) -> bool:
        return True

    def length(self, shape: Shape, low: int, high: int) -> int:
        return high

    def scalar(self, shape: Shape, corners: tuple[JsonValue, ...]) -> JsonValue:
        return corners[-1]


class Turns:
    """Each place takes its corners in turn, so that few values show every bound, enum value and branch."""

    def __init__(self) -> None:
        self._taken: dict[Hashable, int] = {}
        self._of: dict[Hashable, int] = {}

    @property
    def is_done(self) -> bool:
        """True when every place met so far has shown all that it has."""
        return all(self._taken[place] >= count for place, count in self._of.items())

    def branch(self, shape: Shape, heights: Sequence[float]) -> int:
        finite = [i for i, height in enumerate(heights) if height != float("inf")] or [0]
        return finite[self._turn((shape.key, "branch"), len(finite))]

    def is_null(self, shape: Shape) -> bool:
        return self._turn((shape.key, "null"), 2) == 1

    def includes(self, shape: Shape, name: str) -> bool:
        return self._turn((shape.key, "has", name), 3) != 2

    def adds_unknown(self) -> bool:
        return False

    def length(self, shape: Shape, low: int, high: int) -> int:
        lengths = sorted({low, min(low + 1, high), high})
        return lengths[self._turn((shape.key, "length"), len(lengths))]

    def scalar(self, shape: Shape, corners: tuple[JsonValue, ...]) -> JsonValue:
        return corners[self._turn((shape.key, "value"), len(corners))]

    def _turn(self, place: Hashable, count: int) -> int:
        taken = self._taken.get(place, 0)
        self._taken[place] = taken + 1
        self._of[place] = count
        return taken % count


class Mixed:
    """Everything at random, corners as often as not."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng

    def branch(self, shape: Shape, heights: Sequence[float]) -> int:
        return self._rng.choice([i for i, height in enumerate(heights) if height != float("inf")] or [0])

    def is_null(self, shape: Shape) -> bool:
        return self._rng.random() < 0.2

    def includes(self, shape: Shape, name: str) -> bool:
        return self._rng.random() < 0.6

    def adds_unknown(self) -> bool:
        return self._rng.random() < 0.05

    def length(self, shape: Shape, low: int, high: int) -> int:
        return self._rng.choice((low, self._rng.randint(low, high), self._rng.randint(low, min(high, low + 4))))

    def scalar(self, shape: Shape, corners: tuple[JsonValue, ...]) -> JsonValue:
        return self._rng.choice(corners) if self._rng.random() < 0.4 else random_scalar(shape, self._rng, corners)
