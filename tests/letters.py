"""Characters that every law's alphabet holds: those that engines, parsers and tables of letters forget."""

from __future__ import annotations

from typing import Final

LETTERS: Final = ("\r", "\u2028", "\u2029", "\U0001f600", "\u0378")
"""Carriage return, line separator, paragraph separator, a character beyond the basic plane, one not assigned."""
PATTERNS: Final = (
    *(
        r"^[^\r\n]*$",
        r"^[^\n]*$",
        r"^[a\u2028]*$",
        r"[\u2029]",
        r"^\s*$",
        r"\S",
        r"^\W$",
        r"^[\s\S]{1,2}$",
        r"[^\u0378]",
    ),
    *(r"^.+$", r"a.b", r"^.{0,2}$", r"^[^a].$", "^[\U0001f600-\U0001f64f]$"),
)
"""Patterns (ECMA-262) that tell them apart, and some with a `.`, on which engines differ."""
