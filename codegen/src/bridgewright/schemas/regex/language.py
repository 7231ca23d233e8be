"""Sets of strings as automata: is there a string that a schema lets pass and a pattern wants?

Regular expressions are read as ECMA-262 (JSON Schema, OpenAPI 3.0). What an automaton can't say (look-around, back
references, Unicode properties) is left out, so that it takes at least what the expression takes: that no string is
found is a proof, and a string that is found must still be judged.
"""

from __future__ import annotations

import re
import warnings
from collections import deque
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from random import Random
from re import _parser  # type: ignore[attr-defined]  # the standard library's only regex syntax tree
from typing import Any, TypeAlias

from bridgewright.patterns.operators.letters import forms

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Characters as inclusive ranges of code points."""
Places: TypeAlias = frozenset[int]

_TOP = 0x10FFFF
ANY: Ranges = ((0, _TOP),)
_LINE: Ranges = ((0, 9), (11, _TOP))
_FREE, _AT_START, _AT_END = range(3)
_MAX_PLACES = 6_000
_MAX_STATES = 20_000
_WORD: Ranges = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Ranges = ((9, 13), (32, 32), (160, 160), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029))
_SPACE += ((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF))
_CATEGORIES: dict[str, Ranges] = {"DIGIT": ((48, 57),), "WORD": _WORD, "SPACE": _SPACE}
_FOREIGN = re.compile(r"\\[pPAZc]|\\u\{|\(\?(?![:=!<])|\[\^?\]")
"""What Python's parser reads otherwise than ECMA-262, or not at all."""
_LIKED = "1aA0b2c3x-_. "


class Undecided(Exception):
    """The sets are too large to say within bounds whether a string is in all of them."""


class Automaton:
    """A set of strings: places, moves by a character, moves by none (anywhere, at the start, at the end)."""

    def __init__(self) -> None:
        self.moves: list[list[tuple[Ranges, int]]] = []
        self.empty: list[list[tuple[int, int]]] = []
        self.start = self.place()
        self.final = self.start

    def place(self) -> int:
        """A new place."""
        if len(self.moves) >= _MAX_PLACES:
            raise Undecided
        self.moves.append([])
        self.empty.append([])
        return len(self.moves) - 1

    def move(self, origin: int, ranges: Ranges) -> int:
        """The place reached from `origin` by one of the characters."""
        target = self.place()
        self.moves[origin].append((ranges, target))
        return target

    def text(self, origin: int, text: str) -> int:
        """The place reached from `origin` by exactly `text`."""
        for char in text:
            origin = self.move(origin, ((ord(char), ord(char)),))
        return origin

    def anything(self, origin: int) -> int:
        """The place reached from `origin` by any string."""
        target = self.place()
        self.empty[origin].append((_FREE, target))
        self.moves[target].append((ANY, target))
        return target

    def closed(self, places: Iterable[int], *, start: bool = False, end: bool = False) -> Places:
        """The places, and those reached from them without a character."""
        found = set(places)
        waiting = list(found)
        while waiting:
            for kind, target in self.empty[waiting.pop()]:
                is_open = kind == _FREE or (start if kind == _AT_START else end)
                if is_open and target not in found:
                    found.add(target)
                    waiting.append(target)
        return frozenset(found)

    def after(self, places: Places, char: int) -> Places:
        """The places after one more character."""
        return self.closed(
            target
            for place in places
            for ranges, target in self.moves[place]
            if any(low <= char <= high for low, high in ranges)
        )

    def takes(self, places: Places, *, is_empty: bool) -> bool:
        """Whether a string that ends here is in the set."""
        return self.final in self.closed(places, start=is_empty, end=True)


def of_parts(parts: Sequence[str]) -> Automaton:
    """The strings that are the parts in order with anything between them (of one part: the part)."""
    found = Automaton()
    at = found.text(found.start, parts[0])
    for part in parts[1:]:
        at = found.text(found.anything(at), part)
    found.final = at
    return found


def of_letters(text: str, *, before: bool = False, after: bool = False) -> Automaton:
    """`text` with each character in its lower or upper form; with anything before or after it."""
    found = Automaton()
    at = found.anything(found.start) if before else found.start
    for char in text:
        ends = [found.text(at, form) for form in forms(char)]
        at = found.place()
        for end in ends:
            found.empty[end].append((_FREE, at))
    found.final = found.anything(at) if after else at
    return found


@lru_cache(maxsize=512)
def of_expression(pattern: str) -> Automaton | None:
    """At least the strings in which an ECMA-262 expression is found; None when nothing can be said."""
    if _FOREIGN.search(pattern):
        return None
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about sets that may mean something else one day
            tree = _parser.parse(re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern), re.ASCII)
        found = Automaton()
        at = _Builder(found).sequence(tree, found.anything(found.start))
    except (re.error, Undecided, RecursionError, OverflowError):
        return None
    found.final = found.anything(at)
    return found


class _Builder:
    def __init__(self, made: Automaton) -> None:
        self.made = made

    def sequence(self, tree: Iterable[Any], at: int) -> int:
        for operator, value in tree:
            at = self.one(str(operator), value, at)
        return at

    def one(self, operator: str, value: Any, at: int) -> int:
        match operator:
            case "LITERAL":
                return self.made.move(at, ((value, value),))
            case "NOT_LITERAL":
                return self.made.move(at, _without(((value, value),)))
            case "ANY":
                return self.made.move(at, _LINE)
            case "IN":
                return self.made.move(at, _members(value))
            case "BRANCH":
                return self.joined([self.sequence(branch, at) for branch in value[1]])
            case "SUBPATTERN" | "ATOMIC_GROUP":
                return self.sequence(value[3] if operator == "SUBPATTERN" else value, at)
            case "MAX_REPEAT" | "MIN_REPEAT" | "POSSESSIVE_REPEAT":
                return self.repeated(value[0], value[1], value[2], at)
            case "GROUPREF":
                return self.made.anything(at)
            case "AT":
                return self.anchored(str(value), at)
        return at  # look-around: taken for granted

    def joined(self, ends: list[int]) -> int:
        target = self.made.place()
        for end in ends:
            self.made.empty[end].append((_FREE, target))
        return target

    def repeated(self, low: int, high: Any, tree: Any, at: int) -> int:
        for _ in range(low):
            at = self.sequence(tree, at)
        if high == _parser.MAXREPEAT:
            loop = self.joined([at])
            self.made.empty[self.sequence(tree, loop)].append((_FREE, loop))
            return loop
        ends = [at]
        for _ in range(int(high) - low):
            at = self.sequence(tree, at)
            ends.append(at)
        return self.joined(ends)

    def anchored(self, where: str, at: int) -> int:
        kind = {"AT_BEGINNING": _AT_START, "AT_END": _AT_END}.get(where, _FREE)
        target = self.made.place()
        self.made.empty[at].append((kind, target))
        return target


def _members(items: Iterable[Any]) -> Ranges:
    found: list[tuple[int, int]] = []
    negated = False
    for operator, value in items:
        match str(operator):
            case "NEGATE":
                negated = True
            case "LITERAL":
                found.append((value, value))
            case "RANGE":
                found.append(value)
            case "CATEGORY":
                name = str(value).removeprefix("CATEGORY_")
                ranges = _CATEGORIES[name.removeprefix("NOT_")]
                found += _without(ranges) if name.startswith("NOT_") else ranges
    return _without(tuple(found)) if negated else tuple(found)


def _without(ranges: Ranges) -> Ranges:
    found, at = [], 0
    for low, high in sorted(ranges):
        if low > at:
            found.append((at, low - 1))
        at = max(at, high + 1)
    return (*found, (at, _TOP)) if at <= _TOP else tuple(found)


def shortest(
    wanted: Sequence[Automaton],
    unwanted: Sequence[Automaton] = (),
    *,
    least: int = 0,
    most: int | None = None,
    rng: Random | None = None,
) -> str | None:
    """A shortest string in all of `wanted`, none of `unwanted`, of `least` to `most` code points; None: there is none.

    `rng` draws among characters that make no difference. Raises `Undecided` when the search grows too large.
    """
    automata = (*wanted, *unwanted)
    letters = _letters(automata, rng)
    start = tuple(automaton.closed([automaton.start], start=True) for automaton in automata)
    waiting = deque([(start, "")])
    seen = {(start, 0)}
    steps: dict[tuple[int, Places, int], Places] = {}
    while waiting:
        places, text = waiting.popleft()
        if len(text) >= least and all(
            automaton.takes(at, is_empty=not text) == (number < len(wanted))
            for number, (automaton, at) in enumerate(zip(automata, places, strict=True))
        ):
            return text
        if most is not None and len(text) >= most:
            continue
        for letter in letters:
            reached = []
            for number, (automaton, at) in enumerate(zip(automata, places, strict=True)):
                key = (number, at, letter)
                if key not in steps:
                    steps[key] = automaton.after(at, letter)
                if not steps[key] and number < len(wanted):
                    break
                reached.append(steps[key])
            else:
                state = tuple(reached), min(len(text) + 1, least)
                if state not in seen:
                    if len(seen) >= _MAX_STATES:
                        raise Undecided
                    seen.add(state)
                    waiting.append((state[0], text + chr(letter)))
    return None


def _letters(automata: Sequence[Automaton], rng: Random | None) -> list[int]:
    """One character for each class that no automaton tells apart, plain ones first."""
    cuts = {0, 0x20, 0x7F, 0xD800, 0xE000, _TOP + 1}
    for automaton in automata:
        for moves in automaton.moves:
            for ranges, _ in moves:
                for low, high in ranges:
                    cuts |= {low, high + 1}
    found = []
    for low, beyond in pairwise(sorted(cuts)):
        liked = [ord(char) for char in _LIKED if low <= ord(char) < beyond]
        if not 0xD800 <= low < 0xE000:
            found.append(rng.randrange(low, beyond) if rng else (liked or [low])[0])
    return sorted(found, key=lambda char: (not chr(char).isalnum(), char > 0x7F, not chr(char).isprintable()))
