r"""Finite automata over characters: what a regular expression becomes, so that sets of strings can be compared.

Each node of a pattern's tree becomes a few states between the one where it begins and the one where it ends (Thompson,
1968). Look-around, back-references and `\b` are beyond an automaton: strictly, they raise `NoAutomaton`; loosely, they
are left out (a reference is then any string), so that the automaton takes at least what the pattern takes. A loose
automaton is good for finding strings, and for the proof that there are none; not for the proof that all are in it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from bridgewright.schemas.regex.characters import (
    ANY,
    Ranges,
    Reading,
    holds,
    inverted,
    merged,
    of_letter,
    of_property,
)
from bridgewright.schemas.regex.syntax import (
    Boundary,
    Choice,
    Class,
    Dot,
    Edge,
    Group,
    Literal,
    Look,
    Node,
    Property,
    Range,
    Reference,
    Repeat,
    Sequence,
    Shorthand,
    Spelled,
)

_MAX_STATES: Final = 6_000
_MAX_REPEATS: Final = 1_000
_MAX_DEPTH: Final = 25
_Piece: TypeAlias = tuple[int, int]
"""The states where a part begins and ends."""


class NoAutomaton(Exception):
    """The pattern says something that no automaton of a sensible size says."""


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

    def reading(self, origin: int, ranges: Ranges) -> int:
        """A new state, reached from `origin` by one of the characters."""
        target = self.state()
        self.moves[origin].append((ranges, target))
        return target

    def text(self, origin: int, text: str) -> int:
        """A new state, reached from `origin` by exactly `text`."""
        for char in text:
            origin = self.reading(origin, ((ord(char), ord(char)),))
        return origin

    def anything(self, origin: int) -> int:
        """A new state, reached from `origin` by any string."""
        target = self.state()
        self.free[origin].append(target)
        self.moves[target].append((ANY, target))
        return target

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

    def after(self, states: frozenset[int], code: int) -> frozenset[int]:
        """The states after one more character."""
        read = frozenset(target for at in states for ranges, target in self.moves[at] if holds(ranges, code))
        return self.closure(read, at_start=False, at_end=False)

    def takes(self, states: frozenset[int], *, is_empty: bool) -> bool:
        """True when a string that ends in these states is in the set."""
        return self.accept in self.closure(states, at_start=is_empty, at_end=True)

    def classes(self) -> set[Ranges]:
        """Every character class on a move."""
        return {ranges for moves in self.moves for ranges, _ in moves}


def of_node(node: Node, reading: Reading, *, fancy: bool = False, loose: bool = False) -> Automaton:
    r"""The automaton of what a tree matches from the place where it starts, to engines of a reading.

    `fancy`: the pattern that it is of has a lookaround or a back-reference, so that `\d` may not be ASCII's.

    Raises:
        NoAutomaton: there is none, or it is too large.
    """
    builder = _StateBuilder(reading, fancy=fancy, loose=loose)
    builder.made.start, builder.made.accept = builder.piece(node, 0)
    return builder.made


def of_parts(parts: list[str]) -> Automaton:
    """The strings that are the parts in order with anything between them (of one part: the part)."""
    found = Automaton()
    at = found.text(found.state(), parts[0])
    for part in parts[1:]:
        at = found.text(found.anything(at), part)
    found.accept = at
    return found


def of_alternatives(places: Iterable[Iterable[str]], *, before: bool = False, after: bool = False) -> Automaton:
    """At each place one of its texts, one after the other; with anything before or after it."""
    found = Automaton()
    at = found.anything(found.state()) if before else found.state()
    for texts in places:
        ends = [found.text(at, text) for text in texts]
        at = found.state()
        for end in ends:
            found.free[end].append(at)
    found.accept = found.anything(at) if after else at
    return found


def searched(made: Automaton) -> Automaton:
    """The automaton of the strings in which a pattern is found: anything may stand before and after."""
    first, last = made.state(), made.state()
    made.moves[first].append((ANY, first))
    made.free[first].append(made.start)
    made.free[made.accept].append(last)
    made.moves[last].append((ANY, last))
    made.start, made.accept = first, last
    return made


def of_class(
    node: Class | Literal | Shorthand | Property | Range, letters: Callable[[str], Ranges] = of_letter
) -> Ranges:
    r"""The characters that one place of a pattern takes; `letters` says what `\d` and its like stand for.

    Raises:
        NoAutomaton: engines don't agree on them, or nobody knows.
    """
    match node:
        case Literal(code=code, spelled=spelled):
            if 0xD800 <= code <= 0xDFFF:
                raise NoAutomaton("half a character")
            if spelled is Spelled.LOOSE:
                raise NoAutomaton("a brace that is no quantifier")
            return ((code, code),)
        case Range(low=low, high=high):
            return merged(((of_class(low)[0][0], of_class(high)[0][0]),))
        case Shorthand(letter=letter):
            return letters(letter)
        case Property(name=name, negated=negated):
            ranges = of_property(name)
            if ranges is None:
                raise NoAutomaton(f"nobody knows the property {name}")
            return inverted(ranges) if negated else ranges
    if node.differs:
        raise NoAutomaton("engines differ on this class")
    ranges = merged(tuple(each for member in node.members for each in of_class(member, letters)))
    return inverted(ranges) if node.negated else ranges


class _StateBuilder:
    """Makes the states of a tree's nodes."""

    def __init__(self, reading: Reading, *, fancy: bool, loose: bool) -> None:
        self.dot, self.loose = reading.dot, loose
        self.letters = reading.of_letter if fancy else of_letter
        self.made = Automaton()

    def piece(self, node: Node, depth: int) -> _Piece:  # noqa: C901 - one case for each kind of node
        if depth > _MAX_DEPTH:
            raise NoAutomaton("nests too deep")
        match node:
            case Sequence(parts=parts):
                first = last = self.made.state()
                for part in parts:
                    start, end = self.piece(part, depth)
                    self.made.free[last].append(start)
                    last = end
                return first, last
            case Choice(options=options):
                return self._choice([self.piece(option, depth) for option in options])
            case Group(inside=inside, on=on, off=off):
                if on or off:
                    raise NoAutomaton("a group with flags")
                return self.piece(inside, depth + 1)
            case Repeat(inside=inside, least=least, most=most):
                return self._repeated(node, inside, least, most, depth)
            case Edge(is_start=is_start, foreign=False):
                first, last = self.made.state(), self.made.state()
                (self.made.begins if is_start else self.made.ends)[first].append(last)
                return first, last
            case Dot():
                return self._reading(self.dot)
            case Literal() | Shorthand() | Property() | Class():
                return self._reading(self._ranges(node))
        return self._beyond(node)

    def _beyond(self, node: Node) -> _Piece:
        """What no automaton says."""
        if not self.loose:
            raise NoAutomaton(f"{type(node).__name__} is beyond an automaton")
        first = self.made.state()
        if isinstance(node, Reference):
            return first, self.made.anything(first)
        if not isinstance(node, Look | Boundary):
            raise NoAutomaton("not of ECMA-262")
        return first, first

    def _ranges(self, node: Class | Literal | Shorthand | Property) -> Ranges:
        try:
            return of_class(node, self.letters)
        except NoAutomaton:
            if self.loose:
                return ANY
            raise

    def _choice(self, pieces: list[_Piece]) -> _Piece:
        first, last = self.made.state(), self.made.state()
        for start, end in pieces:
            self.made.free[first].append(start)
            self.made.free[end].append(last)
        return first, last

    def _reading(self, ranges: Ranges) -> _Piece:
        first = self.made.state()
        return first, self.made.reading(first, ranges)

    def _repeated(self, node: Repeat, inside: Node, least: int, most: int | None, depth: int) -> _Piece:
        """Copies of the part, of which those beyond the least can be passed by; the last may repeat."""
        if isinstance(inside, Repeat) or (node.spelled.endswith("+") and len(node.spelled) > 1):
            raise NoAutomaton("possessive or doubled quantifier")
        if least > _MAX_REPEATS or (most is not None and most > _MAX_REPEATS):
            raise NoAutomaton("too many repetitions")
        needed = max(least, 1) if most is None else most
        copies = [self.piece(inside, depth) for _ in range(needed)]
        first, last = self.made.state(), self.made.state()
        at = first
        for index, (start, end) in enumerate(copies):
            if index >= least:
                self.made.free[at].append(last)
            self.made.free[at].append(start)
            if most is None and index == needed - 1:
                self.made.free[end].append(start)
            at = end
        self.made.free[at].append(last)
        return first, last
