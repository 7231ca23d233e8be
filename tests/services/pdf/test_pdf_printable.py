import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdf_service.fonts import coverage
from pdf_service.printable import LONGEST, MARKS, MISSING, printable

SQUARE = MISSING


@pytest.mark.parametrize(
    ("given_text", "expected"),
    [
        ("Siân O’Connor-Żółkiewska", "Siân O’Connor-Żółkiewska"),
        ("محمد الهاشمي", "محمد الهاشمي"),
        ("Ελένη Привет नमस्ते Nguyễn", "Ελένη Привет नमस्ते Nguyễn"),
        ("  two \t lines\r\nin\u2028one ", "two lines in one"),
        ("bell\x07 and \x00 nul", "bell and nul"),
        ("hid\u00adden \u202eturned\u202c \u200bjoined\ufeff", "hidden turned joined"),
        ("private \ue000 use \U000f0000", "private use"),
        ("Ana 🦊 中文", f"Ana {SQUARE} {SQUARE}{SQUARE}"),
        ("family 👩\u200d👩\u200d👧", f"family {SQUARE}{SQUARE}{SQUARE}"),
        ("e\u0301", "é"),
        ("q\u0301", "q\u0301"),
        ("\u0301alone", "alone"),
        ("\u0627\u0902", "\u0627"),
        ("e" + "\u0323" * 50, "ẹ" + "\u0323" * MARKS),
        ("\U00010efe", SQUARE),
        ("*bold* #read(1) $x$", "*bold* #read(1) $x$"),
        ("", ""),
    ],
)
def test_text_is_made_printable(given_text: str, expected: str) -> None:
    """Letters with a font stay; what is invisible or forbidden goes; a letter without a font becomes a white square.

    U+0902 is a Devanagari mark that the Arabic font lacks; U+10EFE is newer than Python 3.11's Unicode 14.
    """
    if given_text == "\U00010efe" and unicodedata.category(given_text) != "Cn":
        pytest.skip("this Python knows Unicode 15")

    assert expected == printable(given_text)


def test_long_text_is_cut() -> None:
    """No contract lets a string be longer than 400 characters; typst refuses one over 32,767."""
    assert LONGEST == len(printable("x" * 40_000))


@given(st.text(max_size=450))
def test_every_letter_has_one_font_that_draws_it(text: str) -> None:
    """Whatever comes in, all that goes out is drawn: each letter with its marks by a single font."""
    letters: list[str] = []
    for character in printable(text):
        if letters and unicodedata.category(character).startswith("M"):
            letters[-1] += character
        else:
            letters.append(character)

    assert [] == [letter for letter in letters if not any({*map(ord, letter)} <= font for font in coverage())]


@given(st.text(max_size=200))
def test_printable_text_stays_as_it_is(text: str) -> None:
    """Making text printable twice gives what once gave."""
    once = printable(text)

    assert once == printable(once)


@pytest.mark.parametrize("character", ["A", "é", "£", "€", "\N{MINUS SIGN}", "–", "’", "×", "·", "…", MISSING])
def test_first_font_draws_what_every_payslip_needs(character: str) -> None:
    """Currency signs, the minus and the white square come from the first font, so that figures share one design."""
    assert ord(character) in coverage()[0]
