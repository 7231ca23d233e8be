"""Characters regardless of case (event-ruler `EqualsIgnoreCaseParser`)."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.patterns.operators.letters import folded, folded_reversed


@given(st.text(st.characters(max_codepoint=0xFFFF)))
def test_a_text_matches_itself_and_its_ascii_variants(text: str) -> None:
    """Whatever the characters, the lower and upper form of each stands for it."""
    assert folded("".join(char.lower() + char.upper() for char in text)).fullmatch(
        "".join(char.lower() + char.upper() for char in text)
    )


@pytest.mark.parametrize(
    ("pattern", "value", "expected"),
    [
        ("ab", "AB", True),
        ("a.b", "axb", False),
        ("a(", "A(", True),
        ("ß", "SS", True),
        ("SS", "ß", False),
        ("é", "É", True),
        ("\n", "\n", True),
        ("", "", True),
        ("", "x", False),
        ("\U00010428", "\U00010400", False),
        ("\U0001f600", "\U0001f600", False),
        ("\U0001f600", "??", True),
    ],
)
def test_a_character_stands_for_its_two_forms(pattern: str, value: str, expected: bool) -> None:
    """Java's parser looks at one UTF-16 unit at a time, and writes the halves of an emoji as `?`."""
    assert expected == bool(folded(pattern).fullmatch(value))


def test_the_reversed_form_is_anchored_at_the_end() -> None:
    """Suffixes are searched; a line break at the end is a character like any other."""
    assert folded_reversed(".PNG").search("x.png")
    assert not folded_reversed(".PNG").search("x.png\n")
