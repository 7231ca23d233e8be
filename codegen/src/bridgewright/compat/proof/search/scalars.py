"""Values of the types that have no parts: numbers and strings."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import islice
from typing import TYPE_CHECKING, Final

from bridgewright.compat.proof.search.branch import Leaf
from bridgewright.compat.proof.search.holding import both, negation
from bridgewright.compat.proof.search.literals import node_of
from bridgewright.compat.proof.search.numbers import TooMany, Wanted, fractions
from bridgewright.schemas.equality import number_of
from bridgewright.schemas.formats import (
    IMPLIED_PATTERNS,
    SAMPLES,
    SUFFICIENT_PATTERNS,
    Unsure,
    follows,
    implied_formats,
    matches,
)
from bridgewright.schemas.regex import strings as languages

if TYPE_CHECKING:
    from bridgewright.compat.proof.search.searching import Search

_MAX_UNSPELLED: Final = 50
_MAX_TEXT: Final = 20_000
_CANDIDATES: Final = 60
_LOOKS: Final = 400


def numbers(search: Search, leaf: Leaf) -> Iterator[int | float]:
    """The numbers of a leaf, simple ones first.

    Raises:
        Unsure: there may be others.
    """
    wanted = _wanted(search, leaf)
    unspelled = 0
    try:
        for fraction in fractions(wanted):
            value = number_of(fraction)
            if leaf.spelled is False:
                value = float(value)
            elif leaf.spelled and isinstance(value, float):
                continue
            if isinstance(value, float) and Fraction(repr(value)) != fraction:
                unspelled += 1  # no JSON text that is read as a double says this number
                if unspelled > _MAX_UNSPELLED:
                    raise Unsure
                continue
            yield value
    except (TooMany, OverflowError) as error:
        raise Unsure from error
    if unspelled:
        raise Unsure


def _wanted(search: Search, leaf: Leaf) -> Wanted:
    low: list[tuple[Fraction, bool]] = []
    high: list[tuple[Fraction, bool]] = []
    on: list[Fraction] = []
    off: list[Fraction] = []
    held = [(node_of(part), False) for part in leaf.held] + [(node, True) for node in leaf.refused]
    for node_id, refused in held:
        node = search.forest.nodes[node_id]
        if node.kind == "multiple":
            (off if refused else on).append(node.value)
        else:
            bound, exclusive = node.value
            above = (node.kind == "minimum") != refused
            (low if above else high).append((bound, exclusive != refused))
    if leaf.integer is not None:
        (on if leaf.integer else off).append(Fraction(1))
    if leaf.spelled:
        on.append(Fraction(1))
    return Wanted(
        max(low, default=None),
        min(high, key=lambda bound: (bound[0], not bound[1]), default=None),
        tuple(sorted(set(on))),
        tuple(sorted(set(off))),
        frozenset(leaf.excluded),
    )


def texts(search: Search, leaf: Leaf, want: int) -> Iterator[str]:
    """The strings of a leaf, shortest first.

    Raises:
        Unsure: there may be others.
    """
    told = _Text(search, leaf)
    if any(name in told.missed_formats for name in implied_formats(told.formats)):
        return
    if not told.judged and not told.matching and not told.missing:
        yield from _plain(leaf, want)
        return
    seen: set[str] = set()
    for text in told.likely():
        if text not in seen and told.fits(text):
            seen.add(text)
            yield text
    matching = told.matching + tuple(IMPLIED_PATTERNS[name] for name in told.formats if name in IMPLIED_PATTERNS)
    if told.judged and _none(matching, told, leaf):
        return
    try:
        copies = want + len(leaf.excluded) + len(seen) + (_CANDIDATES if told.judged else 0)
        found = languages.strings(matching, told.missing, leaf.low, leaf.high, copies)
        unsure = False
        for text in islice(found, 4 * copies):
            fit = told.fits(text)
            unsure = unsure or fit is None
            if text not in seen and fit:
                yield text
                seen.add(text)
        if unsure or next(found, None) is not None:
            raise Unsure
    except languages.TooHard as error:
        yield from _worth_a_look(matching, told, leaf, want, seen)
        raise Unsure from error


def _worth_a_look(matching: tuple[str, ...], told: _Text, leaf: Leaf, want: int, seen: set[str]) -> Iterator[str]:
    """Texts for patterns that no automaton says: nearly what is wanted, and each asked of the validator."""
    copies = want + len(leaf.excluded) + len(seen) + _CANDIDATES
    try:
        found = languages.strings(matching, (), leaf.low, leaf.high, copies, relaxed=True)
        for text in islice(found, _LOOKS):
            if text not in seen and told.fits(text):
                yield text
                seen.add(text)
    except languages.TooHard:
        return


def _none(matching: tuple[str, ...], told: _Text, leaf: Leaf) -> bool:
    """True when what formats imply leaves no text at all, or none but texts that follow a format that is refused."""
    enough = (SUFFICIENT_PATTERNS[name] for name in told.missed_formats if name in SUFFICIENT_PATTERNS)
    return any(_nothing(matching, missing, leaf) for missing in (told.missing, *((*told.missing, p) for p in enough)))


def _nothing(matching: tuple[str, ...], missing: tuple[str, ...], leaf: Leaf) -> bool:
    try:
        return next(languages.strings(matching, missing, leaf.low, leaf.high, 1), None) is None
    except languages.TooHard:
        return False


def _plain(leaf: Leaf, want: int) -> Iterator[str]:
    """Strings of which only the length matters."""
    if leaf.low > _MAX_TEXT:
        raise Unsure
    excluded = {key[1] for key in leaf.excluded if key[0] == "string"}
    if leaf.high == 0:
        yield from [""] * ("" not in excluded)
        return
    given = 0
    if "" not in excluded and leaf.low == 0:
        yield ""
        given += 1
    length = max(leaf.low, 1)
    code = 0
    while given < want + 2 and code < len(excluded) + want + 8:
        text = "a" * (length - 1) + chr(97 + code if code < 26 else 0x4E00 + code)
        code += 1
        if text not in excluded:
            given += 1
            yield text
    raise Unsure


class _Text:
    """What a leaf says of a string."""

    def __init__(self, search: Search, leaf: Leaf) -> None:
        self.leaf = leaf
        told: dict[tuple[str, bool], list[str]] = {}
        held = [(node_of(part), False) for part in leaf.held] + [(node, True) for node in leaf.refused]
        for node_id, refused in held:
            node = search.forest.nodes[node_id]
            told.setdefault((node.kind, refused), []).append(node.value)
        self.matching = tuple(told.get(("pattern", False), ()))
        self.missing = tuple(told.get(("pattern", True), ()))
        self.formats = tuple(told.get(("format", False), ()))
        self.missed_formats = tuple(told.get(("format", True), ()))

    @property
    def judged(self) -> bool:
        """True when a format decides, which only texts can show."""
        return bool(self.formats or self.missed_formats)

    def likely(self) -> Iterator[str]:
        """Texts worth a look: examples of formats, where a format is spoken of."""
        if self.judged:
            for text in SAMPLES:
                yield text
                if len(text) < self.leaf.low <= 300:
                    yield _stretched(text, self.leaf.low)

    def fits(self, text: str) -> bool | None:
        """True when the text is all that the leaf says; None where a pattern's engine can't say."""
        if len(text) < self.leaf.low or (self.leaf.high is not None and len(text) > self.leaf.high):
            return False
        if ("string", text) in self.leaf.excluded:
            return False
        if not all(follows(name, text) for name in self.formats):
            return False
        if any(follows(name, text) for name in self.missed_formats):
            return False
        found = [matches(pattern, text) for pattern in self.matching]
        found += [negation(matches(pattern, text)) for pattern in self.missing]
        return both(found)


def _stretched(text: str, length: int) -> str:
    """A longer text that follows the same format, where formats allow that."""
    missing = length - len(text)
    if "@" in text:
        return "a" * missing + text
    if text.endswith("Z") and "T" in text:
        return text[:-1] + "." + "0" * max(missing - 1, 1) + "Z"
    return text + "a" * missing
