"""`wildcard`."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bridgewright.patterns.operators.wildcard import Wildcard, fits, pieces
from letters import LETTERS


def test_pieces_are_the_texts_between_stars() -> None:
    """Escapes are undone; there is one piece more than there are stars."""
    assert ("",) == pieces("")
    assert ("", "") == pieces("*")
    assert ("a*", "\\b") == pieces(r"a\**\\b")


@given(
    st.lists(st.text(["a", "b", *LETTERS], max_size=2), min_size=1, max_size=5),
    st.text(["a", "b", *LETTERS], max_size=8),
)
def test_it_fits_as_a_regular_expression_would(parts: list[str], value: str) -> None:
    """The linear search agrees with `.*` between the pieces."""
    expression = ".*".join(map(re.escape, parts))

    assert bool(re.fullmatch(expression, value)) == fits(tuple(parts), value)


def test_many_stars_cost_no_backtracking() -> None:
    """A pattern that would take a regular expression ages is answered at once."""
    assert not fits(("", *["a"] * 30, "b"), "a" * 50_000)


def test_it_spells_itself_and_says_what_it_wants() -> None:
    """The spelling is the JSON of the canonical pattern."""
    assert Wildcard("a*").spell() == {"wildcard": "a*"}
    assert Wildcard("a*").describe() == 'a string that fits "a*"'
