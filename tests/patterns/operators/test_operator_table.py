"""Which key is which operator."""

from bridgewright.patterns.jsontext import Members, Number, from_python
from bridgewright.patterns.operators.table import PARSERS, parse_operator

EXAMPLES = {
    "exactly": "x",
    "prefix": "x",
    "suffix": {"equals-ignore-case": "x"},
    "equals-ignore-case": "x",
    "wildcard": "x*",
    "numeric": ["=", 1],
    "cidr": "10.0.0.0/8",
    "exists": False,
    "anything-but": {"wildcard": ["a*", "b*"]},
}


def respelled(value: object) -> object:
    """A spelling as the parser takes it."""
    if isinstance(value, dict):
        return Members((key, respelled(item)) for key, item in value.items())
    return [respelled(item) for item in value] if isinstance(value, list) else value


def test_every_operator_reads_back_from_its_spelling() -> None:
    """Parsing what an operator spells gives an equal operator, for each key of the table."""
    assert EXAMPLES.keys() == PARSERS.keys()
    for key, value in EXAMPLES.items():
        operator = parse_operator(from_python({key: value}), "")

        assert operator.spell() == parse_operator(respelled(operator.spell()), "").spell()
    assert parse_operator(Number("1"), "").spell() == Number("1")
