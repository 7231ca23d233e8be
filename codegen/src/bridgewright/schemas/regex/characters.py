"""Sets of characters, as sorted ranges of code points that don't touch; and those that ECMA-262 has letters for."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache
from typing import Final, TypeAlias

from pydantic_core import SchemaError, SchemaValidator, core_schema

Ranges: TypeAlias = tuple[tuple[int, int], ...]
"""Code points, as sorted inclusive ranges that don't touch."""

LAST: Final = 0x10FFFF
ANY: Final[Ranges] = ((0, LAST),)
_DIGITS: Final[Ranges] = ((48, 57),)
_WORD: Final[Ranges] = ((48, 57), (65, 90), (95, 95), (97, 122))
_SPACE: Final[Ranges] = (
    *((9, 13), (32, 32), (0xA0, 0xA0), (0x1680, 0x1680), (0x2000, 0x200A), (0x2028, 0x2029)),
    *((0x202F, 0x202F), (0x205F, 0x205F), (0x3000, 0x3000), (0xFEFF, 0xFEFF)),
)
_BY_LETTER: Final = {"d": _DIGITS, "w": _WORD, "s": _SPACE}
LINE_ENDS: Final = ("\r", "\u2028", "\u2029")
"""Characters that `.` matches in some engines (Rust's, Python's) and not in others (ECMA-262, section 12.3: it excludes
every LineTerminator). All engines agree on every other way to write them, and on the line feed."""


def merged(ranges: Ranges) -> Ranges:
    """The same code points, sorted, with no two ranges touching."""
    result: list[tuple[int, int]] = []
    for low, high in sorted(ranges):
        if result and low <= result[-1][1] + 1:
            result[-1] = (result[-1][0], max(high, result[-1][1]))
        else:
            result.append((low, high))
    return tuple(result)


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


def common(one: Ranges, other: Ranges) -> Ranges:
    """The code points in both."""
    return inverted((*inverted(one), *inverted(other)))


def holds(ranges: Ranges, code: int) -> bool:
    """True when a code point is in the ranges."""
    if len(ranges) < 8:
        return any(low <= code <= high for low, high in ranges)
    at = bisect_right(ranges, (code, LAST + 1)) - 1
    return at >= 0 and code <= ranges[at][1]


_UNICODE: Final = {
    "d": ("Nd",),
    "w": ("Alphabetic", "M", "Nd", "Pc", "Join_Control"),
    "s": ("White_Space",),
}
"""What they are to engines that read them as Unicode's (https://www.unicode.org/reports/tr18/#Compatibility_Properties)."""
NARROW_DOT: Final = inverted(((10, 10), *((ord(char), ord(char)) for char in LINE_ENDS)))
"""What `.` matches in every engine."""
WIDE_DOT: Final = inverted(((10, 10),))
"""What it matches in some."""


def of_letter(letter: str) -> Ranges:
    r"""What `\d`, `\w`, `\s` stand for, and their capitals (ECMA-262, CharacterClassEscape)."""
    ranges = _BY_LETTER[letter.lower()]
    return ranges if letter.islower() else inverted(ranges)


def of_unicode_letter(letter: str) -> Ranges:
    r"""What `\d`, `\w`, `\s` and their capitals stand for to engines that read them as Unicode's."""
    ranges = merged(tuple(each for name in _UNICODE[letter.lower()] for each in of_property(name) or ()))
    return ranges if letter.islower() else inverted(ranges)


@dataclass(frozen=True, slots=True)
class Reading:
    r"""How `.`, and `\d` and its like beside a lookaround or a back-reference, are read: see `NARROW` and its like."""

    dot: Ranges
    letters: str

    def of_letter(self, letter: str) -> Ranges:
        """The characters that an escape stands for."""
        if self.letters == "ascii":
            return of_letter(letter)
        ecma, unicode = of_letter(letter), of_unicode_letter(letter)
        if self.letters == "unicode":
            return unicode
        return common(ecma, unicode) if self.letters == "narrow" else merged((*ecma, *unicode))


@cache
def of_property(name: str) -> Ranges | None:
    r"""The characters that `\p{name}` stands for, as Rust's engine has them; None where that doesn't know the name.

    The engine is asked of halves of all characters, of quarters where those differ, and so on.
    """
    try:
        every, none = (_engine(rf"^\{letter}{{{name}}}+$") for letter in "pP")
    except SchemaError:
        return None
    found: list[tuple[int, int]] = []
    for first, beyond in ((0, 0xD800), (0xE000, LAST + 1)):
        characters = _characters(first, beyond)
        waiting = [(0, beyond - first)]
        while waiting:
            start, end = waiting.pop()
            text = characters[start:end]
            if every.isinstance_python(text):
                found.append((first + start, first + end - 1))
            elif not none.isinstance_python(text):
                middle = (start + end) // 2
                waiting += [(middle, end), (start, middle)]
    return merged(tuple(found))


@cache
def _characters(first: int, end: int) -> str:
    return array("I", range(first, end)).tobytes().decode(f"utf-32-{sys.byteorder[0]}e")


def others(ranges: Ranges) -> Ranges:
    """Every character outside of the ranges; halves of pairs are none."""
    return inverted((*ranges, (0xD800, 0xDFFF)))


def _engine(pattern: str) -> SchemaValidator:
    return SchemaValidator(core_schema.str_schema(pattern=pattern, regex_engine="rust-regex"))


NARROW: Final = Reading(NARROW_DOT, "narrow")
"""What a pattern matches to every engine."""
WIDE: Final = Reading(WIDE_DOT, "wide")
"""What it matches to some."""
ENGINES: Final = (Reading(NARROW_DOT, "ascii"), Reading(WIDE_DOT, "ascii"), Reading(WIDE_DOT, "unicode"))
"""How engines read all patterns alike: ECMA-262's, those that are wide at `.`, and those that are Unicode's besides."""
