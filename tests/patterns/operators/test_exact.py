"""Values as such."""

from bridgewright.patterns.jsontext import Number
from bridgewright.patterns.operators.exact import Constant, Equal, Exactly, Host, Text, parse_exactly, parse_scalar


def test_a_scalar_becomes_the_operator_of_its_kind() -> None:
    """A string is text unless it is an IP literal; numbers, booleans and null have their own equality."""
    assert Text("x") == parse_scalar("x")
    assert isinstance(parse_scalar("10.0.0.1"), Host)
    assert Equal("3e2", 300_000_000) == parse_scalar(Number("3e2"))
    assert Constant(None) == parse_scalar(None)


def test_a_boolean_is_no_number_and_null_is_nothing_else() -> None:
    """Python's True equals 1; EventBridge's doesn't."""
    assert not Equal("1", 1_000_000).matches(True)
    assert not Constant(True).matches(1)
    assert not Constant(None).matches("")
    assert Constant(False).matches(False)


def test_a_number_beyond_comparison_equals_its_own_spelling_only() -> None:
    """An account number of twelve digits can still be matched."""
    operator = parse_scalar(Number("123456789012"))

    assert operator.matches(123456789012)
    assert operator.matches(Number("123456789012"))
    assert not operator.matches(Number("1.23456789012e11"))
    assert not operator.matches(10**5000)


def test_exactly_is_spelled_out_only_where_it_says_something_else() -> None:
    """`{"exactly": "x"}` is `"x"`, but for an address, whose bare spelling would match other spellings."""
    assert parse_exactly("x", "").spell() == "x"
    assert Exactly("::1").spell() == {"exactly": "::1"}


def test_each_says_what_it_wants() -> None:
    """Descriptions are used in explanations."""
    assert Text("x").describe() == '"x"'
    assert parse_scalar(Number("3.0e2")).describe() == "the number 300"
    assert Constant(None).describe() == "null"
    assert "any spelling" in parse_scalar("::1").describe()
