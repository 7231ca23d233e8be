"""Strings that match some patterns and not others, shortest first; or the proof that there are none."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from bridgewright.schemas.regex.automaton import LAST, Automaton, NoAutomaton
from bridgewright.schemas.regex.syntax import automaton, dotless

_MAX_STEPS: Final = 12_000
_MAX_CLASSES: Final = 120
_MAX_ALIKE: Final = 6
_NICE: Final = "a0A b-_.B19zZ/:@"


class TooHard(Exception):
    """The search ended before it was complete."""


def strings(  # noqa: PLR0913 - what is wanted of a text
    matching: tuple[str, ...],
    missing: tuple[str, ...],
    least: int,
    most: int | None,
    copies: int,
    *,
    relaxed: bool = False,
) -> Iterator[str]:
    """Strings of `least` to `most` characters that match all of `matching` and none of `missing`.

    When fewer than `copies` come out, those are all there are; unless `relaxed`, which leaves out of the patterns what
    no automaton says, and never ends with a proof.

    Engines differ on whether `.` matches a carriage return and the line and paragraph separators. What comes out holds
    for each of them: `.` is read narrowly where a text must match, and widely where it must not. It is all there is
    when there is nothing else by either reading; one engine reads all patterns alike.

    Raises:
        TooHard: a pattern has no automaton, the search grew too large, or engines differ on some texts.
    """
    patterns = [dotless(pattern, wide=False) for pattern in matching]
    missed = [dotless(pattern, wide=True) for pattern in missing]
    bounds = (least, most, copies)
    if relaxed or (patterns == [*matching] and missed == [*missing]):
        yield from _strings(patterns, missed, *bounds, relaxed=relaxed)
        return
    agreed = set()
    for text in _strings(patterns, missed, *bounds, relaxed=False):
        agreed.add(text)
        yield text
    if len(agreed) >= copies:
        return
    for wide in (False, True):
        wanted, unwanted = ([dotless(pattern, wide=wide) for pattern in told] for told in (matching, missing))
        if any(text not in agreed for text in _strings(wanted, unwanted, *bounds, relaxed=False)):
            raise TooHard


def _strings(  # noqa: PLR0913 - what is wanted of a text
    matching: list[str], missing: list[str], least: int, most: int | None, copies: int, *, relaxed: bool
) -> Iterator[str]:
    """The texts for patterns on which all engines agree, as `strings` has them.

    A breadth-first walk over the states of all patterns at once, a letter of each set of classes at a time; a state is
    entered `copies` times, so that as many texts lead through it.
    """
    try:
        machines = [_Machine(automaton(pattern, relaxed=relaxed), wanted=True) for pattern in matching]
        machines += [_Machine(automaton(pattern), wanted=False) for pattern in (() if relaxed else missing)]
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
    if capped or relaxed:
        raise TooHard  # a class of characters has more members than were tried


_State = tuple[frozenset[int], bool, bool]


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
            read = {
                target
                for at in state[0]
                for ranges, target in self.made.moves[at]
                if any(low <= letter <= high for low, high in ranges)
            }
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
        alike = seen.setdefault(tuple(any(first <= low <= last for first, last in c) for c in classes), {})
        for code in range(low, min(high, low + needed) + 1):
            alike[code] = None
    capped = copies > _MAX_ALIKE and any(len(alike) > needed for alike in seen.values())
    return [code for alike in seen.values() for code in list(alike)[:needed]], capped
