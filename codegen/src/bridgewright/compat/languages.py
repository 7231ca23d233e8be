"""Strings that match some patterns and not others, shortest first; or the proof that there are none."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final

from bridgewright.compat.regex import LAST, Automaton, NoAutomaton, automaton

_MAX_STEPS: Final = 12_000
_NICE: Final = "a0A b-_.B19zZ/:@"
_AVOIDED: Final = frozenset({13, 0x2028, 0x2029})
"""Line ends on whose matching by `.` engines differ: no proof and no witness may rest on them."""


class TooHard(Exception):
    """The search ended before it was complete."""


def strings(
    matching: tuple[str, ...], missing: tuple[str, ...], least: int, most: int | None, copies: int
) -> Iterator[str]:
    """Strings of `least` to `most` characters that match all of `matching` and none of `missing`.

    When fewer than `copies` come out, those are all there are.

    Raises:
        TooHard: a pattern has no automaton, or the search grew too large.
    """
    try:
        machines = [_Machine(automaton(pattern), wanted=True) for pattern in matching]
        machines += [_Machine(automaton(pattern), wanted=False) for pattern in missing]
    except NoAutomaton as error:
        raise TooHard from error
    letters = _letters(machines)
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


def _letters(machines: list[_Machine]) -> list[int]:
    """One character for each set of classes that a character can be in; the readable ones first."""
    classes = sorted({ranges for machine in machines for ranges in machine.made.classes()})
    if len(classes) > 120:
        raise TooHard
    edges = {0, *(ord(char) for char in _NICE), *(ord(char) + 1 for char in _NICE), 33, 127, 0xD800, 0xE000, LAST + 1}
    for ranges in classes:
        for low, high in ranges:
            edges.update((low, high + 1))
    for code in _AVOIDED:
        edges.update((code, code + 1))
    starts = [ord(char) for char in _NICE] + sorted(edges - {LAST + 1})
    seen: dict[tuple[bool, ...], int] = {}
    for code in starts:
        if code in _AVOIDED or 0xD800 <= code <= 0xDFFF or code > LAST:
            continue
        signature = tuple(any(low <= code <= high for low, high in ranges) for ranges in classes)
        if signature not in seen:
            seen[signature] = code
    return list(seen.values())
