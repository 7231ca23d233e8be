"""`equals-ignore-case`."""

from bridgewright.patterns.operators.ignore_case import EqualsIgnoreCase


def test_the_whole_string_is_compared() -> None:
    """Neither a part nor a number will do."""
    operator = EqualsIgnoreCase("alice")

    assert operator.matches("ALICE")
    assert not operator.matches("alice\n")
    assert not operator.matches(5)


def test_two_are_equal_when_their_values_are() -> None:
    """Operators are values: they compare and hash by what they say."""
    assert EqualsIgnoreCase("a") == EqualsIgnoreCase("a")
    assert len({EqualsIgnoreCase("a"), EqualsIgnoreCase("a"), EqualsIgnoreCase("A")}) == 2
    assert EqualsIgnoreCase("a").spell() == {"equals-ignore-case": "a"}
    assert EqualsIgnoreCase("a").describe() == '"a" in any case'
