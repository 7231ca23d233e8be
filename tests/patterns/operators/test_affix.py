"""`prefix` and `suffix`."""

import pytest

from bridgewright.patterns.operators.affix import Prefix, PrefixIgnoreCase, Suffix, SuffixIgnoreCase


@pytest.mark.parametrize(
    ("operator", "value", "expected"),
    [
        (Prefix("us-"), "us-east-1", True),
        (Prefix("us-"), "US-east-1", False),
        (PrefixIgnoreCase("us-"), "US-east-1", True),
        (PrefixIgnoreCase("us-"), "eu-US-", False),
        (Suffix(".png"), "x.png", True),
        (Suffix(".png"), "x.png ", False),
        (SuffixIgnoreCase(".png"), "x.PNG", True),
        (Prefix(""), 5, False),
        (Suffix(""), None, False),
    ],
)
def test_an_affix_matches_strings_only(operator: Prefix, value: object, expected: bool) -> None:
    """Numbers have no beginning or end, not even for an empty affix."""
    assert expected == operator.matches(value)


def test_each_spells_itself_and_says_what_it_wants() -> None:
    """The spelling is the JSON of the canonical pattern."""
    assert PrefixIgnoreCase("x").spell() == {"prefix": {"equals-ignore-case": "x"}}
    assert Suffix("x").spell() == {"suffix": "x"}
    assert Prefix("x").describe() == 'a string that begins with "x"'
    assert SuffixIgnoreCase("x").describe() == 'a string that ends with "x" in any case'
