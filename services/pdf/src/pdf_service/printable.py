"""Text as it can be printed: what the fonts can't draw, and what PDF/A forbids, is replaced or dropped."""

import unicodedata
from collections.abc import Iterator

from pdf_service.fonts import coverage

MISSING = "\N{WHITE SQUARE}"
LONGEST = 400
"""Characters; the contracts' longest string (a note from payroll)."""
MARKS = 3
"""Combining marks kept on one letter: pointed Arabic needs two, Devanagari three; a tower of marks hides lines."""


def printable(text: str) -> str:
    """The text in NFC on one line, at most 400 characters, drawn completely by the fonts shipped.

    PDF/A-2 forbids glyphs without a font and private-use characters (ISO 19005-2, 6.2.11); a letter that
    no font draws becomes a white square, so that the reader sees that something is missing there.
    """
    spaced = "".join(" " if _breaks(character) else character for character in text[:LONGEST])
    kept = (character for character in spaced if unicodedata.category(character) not in {"Cc", "Cf", "Co"})
    letters = "".join(_drawn(letter) for letter in _letters(unicodedata.normalize("NFC", "".join(kept))))
    return " ".join(letters.split())


def _breaks(character: str) -> bool:
    return character.isspace() or unicodedata.category(character) in {"Zl", "Zp"}


def _letters(text: str) -> Iterator[str]:
    """Each character with the combining marks that follow it; marks that follow nothing are dropped."""
    letter = ""
    for character in text:
        if not unicodedata.category(character).startswith("M"):
            if letter:
                yield letter
            letter = character
        elif letter and len(letter) <= MARKS:
            letter += character
    if letter:
        yield letter


def _drawn(letter: str) -> str:
    """The letter as one font draws it, else without the marks that are missing there, else a white square.

    A character that this Python's Unicode doesn't know counts as missing, even if a font has it: typst's newer
    tables may take it for a mark of the letter before it, and then no single font draws the two.
    """
    if unicodedata.category(letter[0]) == "Cn":
        return MISSING
    for spelling in (letter, unicodedata.normalize("NFD", letter)):
        if any(all(ord(character) in font for character in spelling) for font in coverage()):
            return spelling
    for font in coverage():
        if ord(letter[0]) in font:
            return "".join(character for character in letter if ord(character) in font)
    return MISSING
