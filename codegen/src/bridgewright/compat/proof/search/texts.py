"""Strings of a branch: the shortest texts that match some patterns and miss others, or the proof that there are none.

1. Patterns are regular languages. Those that must match are intersected with the complements of those that must not,
   and the texts of what is left are listed by length (`schemas.regex.strings`). An empty language is a proof.
2. A format is judged by the validator's own function, text by text, which proves nothing. But most formats imply a
   pattern, and some are implied by one: where even that leaves no text, there is none.
3. Texts that are likely to follow a format (known examples) are tried before texts of the language.
4. A pattern that no automaton can say gives texts of nearly the same pattern, each checked, and an unsure end.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Final

from bridgewright.compat.proof.search.branch import Branch
from bridgewright.compat.proof.search.literals import node_of
from bridgewright.compat.proof.search.questions import Questions
from bridgewright.compat.proof.search.satisfaction import both, negation
from bridgewright.schemas.format_languages import (
    IMPLIED_PATTERNS,
    SAMPLES,
    SUFFICIENT_PATTERNS,
    Unsure,
    follows,
    implied_formats,
    matches,
)
from bridgewright.schemas.regex import strings as languages

_MAX_TEXT: Final = 20_000
_CANDIDATES: Final = 60
_LOOKS: Final = 400


def texts(search: Questions, branch: Branch, want: int) -> Iterator[str]:
    """The strings of a branch, shortest first.

    Raises:
        Unsure: there may be others.
    """
    told = _Text(search, branch)
    if any(name in told.missed_formats for name in implied_formats(told.formats)):
        return
    if not told.by_format and not told.matching and not told.missing:
        yield from _plain(branch, want)
        return
    seen: set[str] = set()
    yield from _fitting(told.likely(), told, seen)
    matching = told.matching + tuple(IMPLIED_PATTERNS[name] for name in told.formats if name in IMPLIED_PATTERNS)
    if told.by_format and _none(matching, told, branch):
        return
    yield from _fitting(_unlike_formats(matching, told, branch, want), told, seen)
    try:
        copies = want + len(branch.excluded) + len(seen) + (_CANDIDATES if told.by_format else 0)
        found = languages.strings(matching, told.missing, branch.low, branch.high, copies)
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
        yield from _worth_a_look(matching, told, branch, want, seen)
        raise Unsure from error


def _fitting(candidates: Iterator[str], told: _Text, seen: set[str]) -> Iterator[str]:
    """Those of the candidates that fit, and were not seen before."""
    for text in candidates:
        if text not in seen and told.fits(text):
            seen.add(text)
            yield text


def _unlike_formats(matching: tuple[str, ...], told: _Text, branch: Branch, want: int) -> Iterator[str]:
    """Texts that lack what a refused format implies, and so are surely not of that format."""
    lacking = tuple(IMPLIED_PATTERNS[name] for name in told.missed_formats if name in IMPLIED_PATTERNS)
    if not lacking:
        return
    try:
        copies = want + len(branch.excluded)
        yield from islice(
            languages.strings(matching, (*told.missing, *lacking), branch.low, branch.high, copies), copies
        )
    except languages.TooHard:
        return


def _worth_a_look(matching: tuple[str, ...], told: _Text, branch: Branch, want: int, seen: set[str]) -> Iterator[str]:
    """Texts for patterns that no automaton says: nearly what is wanted, and each asked of the validator."""
    copies = want + len(branch.excluded) + len(seen) + _CANDIDATES
    try:
        found = languages.strings(matching, (), branch.low, branch.high, copies, loose=True)
        for text in islice(found, _LOOKS):
            if text not in seen and told.fits(text):
                yield text
                seen.add(text)
    except languages.TooHard:
        return


def _none(matching: tuple[str, ...], told: _Text, branch: Branch) -> bool:
    """True when what formats imply leaves no text at all, or none but texts that follow a format that is refused."""
    enough = (SUFFICIENT_PATTERNS[name] for name in told.missed_formats if name in SUFFICIENT_PATTERNS)
    return any(_nothing(matching, missing, branch) for missing in (told.missing, *((*told.missing, p) for p in enough)))


def _nothing(matching: tuple[str, ...], missing: tuple[str, ...], branch: Branch) -> bool:
    try:
        return next(languages.strings(matching, missing, branch.low, branch.high, 1), None) is None
    except languages.TooHard:
        return False


def _plain(branch: Branch, want: int) -> Iterator[str]:
    """Strings of which only the length matters."""
    if branch.low > _MAX_TEXT:
        raise Unsure
    excluded = {key[1] for key in branch.excluded if key[0] == "string"}
    if branch.high == 0:
        yield from [""] * ("" not in excluded)
        return
    given = 0
    if "" not in excluded and branch.low == 0:
        yield ""
        given += 1
    length = max(branch.low, 1)
    code = 0
    while given < want + 2 and code < len(excluded) + want + 8:
        text = "a" * (length - 1) + chr(97 + code if code < 26 else 0x4E00 + code)
        code += 1
        if text not in excluded:
            given += 1
            yield text
    raise Unsure


class _Text:
    """What a branch says of a string."""

    def __init__(self, search: Questions, branch: Branch) -> None:
        self.branch = branch
        told: dict[tuple[str, bool], list[str]] = {}
        said = [(node_of(lit), False) for lit in branch.positive] + [(node, True) for node in branch.refused]
        for node_id, refused in said:
            node = search.forest.nodes[node_id]
            told.setdefault((node.kind, refused), []).append(node.value)
        self.matching = tuple(told.get(("pattern", False), ()))
        self.missing = tuple(told.get(("pattern", True), ()))
        self.formats = tuple(told.get(("format", False), ()))
        self.missed_formats = tuple(told.get(("format", True), ()))

    @property
    def by_format(self) -> bool:
        """True when a format decides, which only texts can show."""
        return bool(self.formats or self.missed_formats)

    def likely(self) -> Iterator[str]:
        """Texts worth a look: examples of formats, where a format is spoken of."""
        if self.by_format:
            for text in SAMPLES:
                yield text
                if len(text) < self.branch.low <= 300:
                    yield _stretched(text, self.branch.low)

    def fits(self, text: str) -> bool | None:
        """True when the text is all that the branch says; None where a pattern's engine can't say."""
        if len(text) < self.branch.low or (self.branch.high is not None and len(text) > self.branch.high):
            return False
        if ("string", text) in self.branch.excluded:
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
