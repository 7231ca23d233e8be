"""Characters regardless of case, one character at a time.

Source: aws/event-ruler `EqualsIgnoreCaseParser`: each UTF-16 unit of the pattern stands for its lower and its
upper case form (root locale), so `ß` also stands for `SS`, but `SS` does not stand for `ß`.
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


def _either(char: str) -> str:
    lower, upper = (char.lower(), char.upper()) if ord(char) < 0x10000 else (char, char)
    return re.escape(lower) if lower == upper else f"(?:{re.escape(lower)}|{re.escape(upper)})"
