"""Strings that match some patterns and not others, shortest first; or the proof that there are none.

The states of all patterns are walked at once, breadth first, by one character of each set that no pattern tells apart.
A string is found where all wanted patterns accept and no unwanted one does. Where the walk ends, there are no others.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise, product
from math import prod
from random import Random
from typing import Final, TypeAlias

from bridgewright.schemas.regex.automaton import Automaton, NoAutomaton, of_node, searched
from bridgewright.schemas.regex.characters import ENGINES, LAST, NARROW, WIDE, Reading, holds
from bridgewright.schemas.regex.rewriting import Conditions, conditions
from bridgewright.schemas.regex.syntax import BadPattern, Dot, Node, has_shorthand, is_fancy, parsed, under

_MAX_STEPS: Final = 12_000
_MAX_CLASSES: Final = 120
_MAX_ALIKE: Final = 6
_MAX_CASES: Final = 8
_MAX_STATES: Final = 20_000
_LIKED: Final = "1aA0b2c3x-_. "
_NICE: Final = "a0A b-_.B19zZ/:@"


class TooHard(Exception):
    """The search ended before it was complete."""


_Wanted: TypeAlias = tuple[Node, Reading, bool, bool]
"""A pattern's tree, how it is read, whether a string must match it, and whether it is of a fancy pattern."""


def strings(  # noqa: PLR0913 - what is wanted of a text
    matching: tuple[str, ...],
    missing: tuple[str, ...],
    least: int,
    most: int | None,
    copies: int,
    *,
    loose: bool = False,
) -> Iterator[str]:
    r"""Strings of `least` to `most` characters that match all of `matching` and none of `missing`.

    When fewer than `copies` come out, those are all there are; unless `loose`, which leaves out of the patterns what
    no automaton says, and never ends with a proof.

    Engines differ on whether `.` matches a carriage return and the line and paragraph separators, and on `\d` and its
    like beside lookarounds. What comes out holds for each of them: patterns are read narrowly where a text must match,
    and widely where it must not. It is all there is when there is nothing else by any engine's reading of them all.

    Raises:
        TooHard: a pattern has no automaton, the search grew too large, or engines differ on some texts.
    """
    agreed: dict[str, None] = {}
    bounds = (least, most, copies)
    cases = _cases(matching, () if loose else missing)
    for case in cases:
        told = [(node, NARROW if wanted else WIDE, wanted, fancy) for node, wanted, fancy in case]
        for text in _strings(told, *bounds, loose=loose):
            if text not in agreed:
                agreed[text] = None
                yield text
    if loose or len(agreed) >= copies:
        return
    for case in cases:
        if not any(_is_read_in_ways(node, fancy=fancy) for node, _, fancy in case):
            continue
        for reading in ENGINES:
            told = [(node, reading, wanted, fancy) for node, wanted, fancy in case]
            if any(text not in agreed for text in _strings(told, *bounds, loose=False)):
                raise TooHard


def _cases(matching: tuple[str, ...], missing: tuple[str, ...]) -> list[list[tuple[Node, bool, bool]]]:
    """What is wanted, as alternatives of (tree, whether it must match, whether it is of a fancy pattern).

    A pattern that must not match may be several conditions of which one fails: each of those is an alternative.
    """
    try:
        wanted, unwanted = [[*map(_conditions, patterns)] for patterns in (matching, missing)]
    except BadPattern as error:
        raise TooHard from error
    sure = [(node, True, fancy) for each, fancy in wanted for node in each.wanted]
    sure += [(node, False, fancy) for each, fancy in wanted for node in each.unwanted]
    failing = [
        [*((node, False, fancy) for node in each.wanted), *((node, True, fancy) for node in each.unwanted)]
        for each, fancy in unwanted
    ]
    if prod(map(len, failing)) > _MAX_CASES:
        raise TooHard
    return [[*sure, *way] for way in product(*failing)]


@lru_cache(maxsize=2048)
def _conditions(pattern: str) -> tuple[Conditions, bool]:
    """What a pattern asks for, and whether it is fancy."""
    root = _root(pattern)
    return conditions(root), is_fancy(root)


def _root(pattern: str) -> Node:
    tree = parsed(pattern)
    if tree.flags:
        raise BadPattern("flags are no part of ECMA-262")
    return tree.root


def _strings(wanted: list[_Wanted], least: int, most: int | None, copies: int, *, loose: bool) -> Iterator[str]:
    """The texts for trees on which all engines agree, as `strings` has them.

    A breadth-first walk over the states of all patterns at once, a letter of each set of classes at a time; a state is
    entered `copies` times, so that as many texts lead through it.
    """
    try:
        machines = [
            _machine(node, reading, fancy=fancy, wanted=good, loose=loose)
            for node, reading, good, fancy in wanted
            if good or not loose
        ]
    except NoAutomaton as error:
        raise TooHard from error
    letters, capped = _letters(machines, copies)
    start = tuple(machine.start for machine in machines)
    visits: dict[tuple[object, int], int] = {}
    queue: deque[tuple[tuple[_State, ...], str]] = deque([(start, "")])
    steps = 0
    while queue:
        states, text = queue.popleft()
        if len(text) >= least and all(m.accepts(s) for m, s in zip(machines, states, strict=True)):
            yield text
        if most is not None and len(text) >= most:
            continue
        for letter in letters:
            steps += 1
            if steps > _MAX_STEPS + least * len(letters):
                raise TooHard
            following = tuple(m.after(s, letter) for m, s in zip(machines, states, strict=True))
            if any(m.dead(s) for m, s in zip(machines, following, strict=True)):
                continue
            key = (following, min(len(text) + 1, least))
            visits[key] = visits.get(key, 0) + 1
            if visits[key] <= copies:
                queue.append((following, text + chr(letter)))
    if capped or loose:
        raise TooHard  # a class of characters has more members than were tried


_State = tuple[frozenset[int], bool, bool]


def _machine(node: Node, reading: Reading, *, fancy: bool, wanted: bool, loose: bool) -> _Machine:
    """A machine for one search: what it has stepped through goes with it, for that may be a lot."""
    return _Machine(_automaton(node, reading, fancy=fancy, loose=loose), wanted=wanted)


@lru_cache(maxsize=512)
def _automaton(node: Node, reading: Reading, *, fancy: bool, loose: bool) -> Automaton:
    return of_node(node, reading, fancy=fancy, loose=loose)


def _is_read_in_ways(root: Node, *, fancy: bool) -> bool:
    """True where engines read a tree differently."""
    return any(isinstance(node, Dot) for node in under(root)) or (fancy and has_shorthand(root))


class _Machine:
    """A pattern searched for anywhere in the text; a state is (automaton states, matched already, at the start)."""

    def __init__(self, made: Automaton, *, wanted: bool) -> None:
        self.made = made
        self.wanted = wanted
        self._steps: dict[tuple[_State, int], _State] = {}
        first = made.closure(frozenset({made.start}), at_start=True, at_end=False)
        self.start: _State = (*self._state(first)[:2], True)
        self._again = made.closure(frozenset({made.start}), at_start=False, at_end=False)

    def _useful(self, states: frozenset[int]) -> frozenset[int]:
        """The states that can still read, or end: the others make no difference."""
        return frozenset(s for s in states if self.made.moves[s] or self.made.ends[s] or s == self.made.accept)

    def _state(self, states: frozenset[int]) -> _State:
        return (frozenset(), True, False) if self.made.accept in states else (self._useful(states), False, False)

    def after(self, state: _State, letter: int) -> _State:
        """The state after one more character."""
        if state[1]:
            return state
        known = self._steps.get((state, letter))
        if known is None:
            read = {target for at in state[0] for ranges, target in self.made.moves[at] if holds(ranges, letter)}
            reached = self.made.closure(frozenset(read), at_start=False, at_end=False) | self._again
            known = self._steps[state, letter] = self._state(reached)
        return known

    def accepts(self, state: _State) -> bool:
        """True when a text that ends here is as wanted."""
        matched = state[1] or self.made.accept in self.made.closure(state[0], at_start=False, at_end=True)
        if not matched and state[2]:  # an empty text is at its start and at its end
            ends = self.made.closure(frozenset({self.made.start}), at_start=True, at_end=True)
            matched = self.made.accept in ends
        return matched == self.wanted

    def dead(self, state: _State) -> bool:
        """True when no longer text can be as wanted."""
        if self.wanted:
            return not state[1] and not state[0]
        return state[1]


def _letters(machines: list[_Machine], copies: int) -> tuple[list[int], bool]:
    """Characters of each set of classes that a character can be in, the readable ones first.

    Of each set there are `copies`, or all that it has: where fewer texts than that exist, all are seen. The second
    value tells of sets that were cut short.
    """
    classes = sorted({ranges for machine in machines for ranges in machine.made.classes()})
    if len(classes) > _MAX_CLASSES:
        raise TooHard
    edges = {0, *(ord(char) for char in _NICE), *(ord(char) + 1 for char in _NICE), 33, 127, 0xD800, 0xE000, LAST + 1}
    for ranges in classes:
        for low, high in ranges:
            edges.update((low, high + 1))
    ends = sorted(edges)
    spans = [(ord(char), ord(char)) for char in _NICE]
    spans += [(low, high - 1) for low, high in pairwise(ends)]
    needed = min(copies, _MAX_ALIKE)
    seen: dict[tuple[bool, ...], dict[int, None]] = {}
    for low, high in spans:
        if 0xD800 <= low <= 0xDFFF or low > LAST:
            continue
        alike = seen.setdefault(tuple(holds(ranges, low) for ranges in classes), {})
        for code in range(low, min(high, low + needed) + 1):
            alike[code] = None
    capped = copies > _MAX_ALIKE and any(len(alike) > needed for alike in seen.values())
    return [code for alike in seen.values() for code in list(alike)[:needed]], capped


@lru_cache(maxsize=512)
def matches_all(pattern: str) -> bool:
    """True when it is proved that the pattern is found in every string."""
    try:
        return next(strings((), (pattern,), 0, None, 1), None) is None
    except TooHard:
        return False


@lru_cache(maxsize=512)
def at_least(pattern: str) -> Automaton | None:
    """At least the strings in which a pattern is found; None when nothing can be said."""
    try:
        root = _root(pattern)
        return searched(of_node(root, WIDE, fancy=is_fancy(root), loose=True))
    except (BadPattern, NoAutomaton):
        return None


def shortest(
    wanted: Sequence[Automaton],
    unwanted: Sequence[Automaton] = (),
    *,
    least: int = 0,
    most: int | None = None,
    rng: Random | None = None,
) -> str | None:
    """A shortest string in all of `wanted`, none of `unwanted`, of `least` to `most` code points; None: there is none.

    `rng` draws among characters that make no difference.

    Raises:
        TooHard: the search grew too large.
    """
    automata = (*wanted, *unwanted)
    letters = _distinct(automata, rng)
    start = tuple(each.closure(frozenset({each.start}), at_start=True, at_end=False) for each in automata)
    waiting = deque([(start, "")])
    seen = {(start, 0)}
    steps: dict[tuple[int, frozenset[int], int], frozenset[int]] = {}
    while waiting:
        places, text = waiting.popleft()
        if len(text) >= least and all(
            each.takes(at, is_empty=not text) == (number < len(wanted))
            for number, (each, at) in enumerate(zip(automata, places, strict=True))
        ):
            return text
        if most is not None and len(text) >= most:
            continue
        for letter in letters:
            reached = []
            for number, (each, at) in enumerate(zip(automata, places, strict=True)):
                key = (number, at, letter)
                if key not in steps:
                    steps[key] = each.after(at, letter)
                if not steps[key] and number < len(wanted):
                    break
                reached.append(steps[key])
            else:
                state = tuple(reached), min(len(text) + 1, least)
                if state not in seen:
                    if len(seen) >= _MAX_STATES:
                        raise TooHard
                    seen.add(state)
                    waiting.append((state[0], text + chr(letter)))
    return None


def _distinct(automata: Sequence[Automaton], rng: Random | None) -> list[int]:
    """One character for each class that no automaton tells apart, plain ones first."""
    cuts = {0, 0x20, 0x7F, 0xD800, 0xE000, LAST + 1}
    for made in automata:
        for ranges in made.classes():
            for low, high in ranges:
                cuts |= {low, high + 1}
    found = []
    for low, beyond in pairwise(sorted(cuts)):
        liked = [ord(char) for char in _LIKED if low <= ord(char) < beyond]
        if not 0xD800 <= low < 0xE000:
            found.append(rng.randrange(low, beyond) if rng else (liked or [low])[0])
    return sorted(found, key=lambda char: (not chr(char).isalnum(), char > 0x7F, not chr(char).isprintable()))
