"""`anything-but`."""

from bridgewright.patterns.jsontext import Members, Number
from bridgewright.patterns.operators.anything_but import parse_anything_but


def test_the_order_and_repeats_of_values_say_nothing() -> None:
    """Equal sets give equal operators, so equal canonical patterns."""
    assert parse_anything_but(["b", "a", "b"], "") == parse_anything_but(["a", "b"], "")
    assert parse_anything_but([Number("3e2")], "").spell() == parse_anything_but(Number("300"), "").spell()


def test_a_single_value_needs_no_list() -> None:
    """The canonical spelling is the shortest."""
    assert parse_anything_but(["a"], "").spell() == {"anything-but": "a"}
    assert parse_anything_but(Members([("prefix", ["a"])]), "").spell() == {"anything-but": {"prefix": "a"}}
    assert parse_anything_but(["a", "b"], "").describe() == 'any value but "a" or "b"'
