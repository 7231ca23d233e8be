"""Finite automata over code points: what a regular expression becomes, so that languages can be compared."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final, TypeAlias

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points, as sorted inclusive ranges that don't touch."""

_MAX_STATES: Final = 4000
LAST: Final = 0x10FFFF


class NoAutomaton(Exception):
    """The pattern says something that no automaton of a sensible size says."""


def inverted(ranges: Ranges) -> Ranges:
    """Every code point outside of the ranges."""
    gaps, start = [], 0
    for low, high in merged(ranges):
        if low > start:
            gaps.append((start, low - 1))
        start = high + 1
    if start <= LAST:
        gaps.append((start, LAST))
    return tuple(gaps)


def merged(ranges: Ranges) -> Ranges:
    """The same code points, sorted, with no two ranges touching."""
    result: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)


@dataclass(slots=True)
class Automaton:
    """States are numbers; `moves[s]` reads a character, `free[s]` reads none, `begins`/`ends` assert an edge."""

    moves: list[list[tuple[Ranges, int]]] = field(default_factory=list)
    free: list[list[int]] = field(default_factory=list)
    begins: list[list[int]] = field(default_factory=list)
    ends: list[list[int]] = field(default_factory=list)
    start: int = 0
    accept: int = 0

    def state(self) -> int:
        """A new state."""
        if len(self.moves) >= _MAX_STATES:
            raise NoAutomaton("too large")
        for table in (self.moves, self.free, self.begins, self.ends):
            table.append([])
        return len(self.moves) - 1

    def closure(self, states: frozenset[int], *, at_start: bool, at_end: bool) -> frozenset[int]:
        """The states reached from these without reading."""
        seen = set(states)
        stack = list(states)
        while stack:
            at = stack.pop()
            following = self.free[at]
            if at_start and self.begins[at]:
                following = following + self.begins[at]
            if at_end and self.ends[at]:
                following = following + self.ends[at]
            for other in following:
                if other not in seen:
                    seen.add(other)
                    stack.append(other)
        return frozenset(seen)

    def classes(self) -> set[Ranges]:
        """Every character class on a move."""
        return {ranges for moves in self.moves for ranges, _ in moves}
