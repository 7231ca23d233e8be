"""Characters regardless of case, one character at a time.

Source: aws/event-ruler `EqualsIgnoreCaseParser`: each UTF-16 unit of the pattern stands for its lower and its
upper case form (root locale), so `ß` also stands for `SS`, but `SS` does not stand for `ß`. A character of two
units (an emoji) is taken half by half, and Java writes each half as `?`: no such character ever matches.
ASCII letters are compared in lower case; for others, expressions are compiled when they are first asked.
"""

from __future__ import annotations

import re
from functools import lru_cache


def alike(text: str, value: str) -> bool:
    """Whether `value` is the ASCII `text` in any case."""
    return value.isascii() and value.lower() == text.lower()


@lru_cache(maxsize=8192)
def folded(text: str) -> re.Pattern[str]:
    """A regular expression that matches `text` in any case, to be used with `match` or `fullmatch`."""
    return re.compile("".join(_either(char) for char in text), re.DOTALL)


@lru_cache(maxsize=8192)
def folded_reversed(text: str) -> re.Pattern[str]:
    """As `folded`, anchored at the end of the searched string."""
    return re.compile(f"(?:{folded(text).pattern})\\Z", re.DOTALL)


def forms(char: str) -> list[str]:
    """What may stand for a character: its lower and its upper form; for one of two units, what becomes of halves."""
    return sorted({char.lower(), char.upper()}) if ord(char) < _TWO_UNITS else [_HALVES]


_TWO_UNITS = 0x10000
_HALVES = "??"


def _either(char: str) -> str:
    found = [re.escape(form) for form in forms(char)]
    return found[0] if len(found) == 1 else f"(?:{'|'.join(found)})"
