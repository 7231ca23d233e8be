"""`numeric`."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bridgewright.patterns import Pattern
from bridgewright.patterns.operators.numeric import Numeric

EDGES = st.one_of(st.integers(-5_000_000_000, 5_000_000_000), st.sampled_from([-5_000_000_000, 0, 5_000_000_000]))


@given(EDGES, EDGES, st.booleans(), st.booleans(), EDGES)
def test_a_range_reads_back_from_its_spelling(low: int, high: int, low_open: bool, high_open: bool, value: int) -> None:
    """The canonical spelling holds the same numbers, also at the ends of what is comparable."""
    assume(low < high)
    operator = Numeric(low * 1_000_000, high * 1_000_000, low_open, high_open)
    pattern = Pattern.parse(
        Pattern.parse(
            {"a": [{"numeric": [t if isinstance(t, str) else int(t.text) for t in operator.terms()]}]}
        ).canonical()
    )

    for number in (value, low, high):
        assert operator.matches(number) == pattern.matches({"a": number})


@pytest.mark.parametrize(
    ("operator", "expected"),
    [
        (Numeric(5_000_000, 5_000_000), "a number = 5"),
        (Numeric(0, 5_000_000, low_open=True), "a number > 0 <= 5"),
        (Numeric(high=-500_000, high_open=True), "a number < -0.5"),
        (Numeric(low=0), "a number >= 0"),
    ],
)
def test_a_range_says_what_it_wants(operator: Numeric, expected: str) -> None:
    """A bound at the end of what is comparable isn't worth saying."""
    assert expected == operator.describe()
