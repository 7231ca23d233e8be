"""`format: decimal`: exact numbers in Python, the same letters in JSON, the pattern's own verdict."""

from __future__ import annotations

import json
import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bridgewright.compat import compare
from bridgewright.schemas.regex.decimals import not_decimal
from thorough import law

MONEY = {"type": "string", "format": "decimal", "pattern": r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{2}$", "maxLength": 13}
ANY = {"type": "string", "format": "decimal", "pattern": r"^[+-]?[0-9]+(\.[0-9]+)?$"}


@pytest.fixture
def order(bind):
    """An order with an amount, amounts in a list and a map, and one that may be null."""
    return bind(
        {
            "type": "object",
            "properties": {
                "amount": MONEY,
                "exact": ANY,
                "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Money"}},
                "rates": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Money"}},
                "tip": {**MONEY, "nullable": True},
                "either": {"oneOf": [MONEY, {"type": "integer"}]},
            },
        },
        Money=MONEY,
    ).OrderPlaced


def test_an_amount_is_a_decimal_and_keeps_its_letters(order):
    """`1.50` is read as Decimal("1.50") and written as `1.50`: in fields, lists, maps and unions."""
    data = {"amount": "1.50", "lines": ["0.00", "-3.10"], "rates": {"a": "7.00"}, "tip": "2.00", "either": "4.00"}
    read = order.from_data(data)

    assert (Decimal("1.50"), [Decimal("0.00"), Decimal("-3.10")]) == (read.amount, read.lines)
    assert ({"a": Decimal("7.00")}, Decimal("2.00"), Decimal("4.00")) == (read.rates, read.tip, read.either)
    assert "1.50" == str(read.amount)
    assert data == read.to_data() == json.loads(read.to_json())


@pytest.mark.parametrize("text", ["007", "+1", "-0", "0.0000000001", "1" * 400, "123456789012345678901234567890.10"])
def test_spellings_that_python_would_change_stay(order, text):
    """Leading zeros, plus signs, small and large numbers: JSON holds what was read."""
    read = order.from_data({"exact": text})

    assert Decimal(text) == read.exact
    assert {"exact": text} == read.to_data()
    assert {"exact": text, "amount": "1.00"} == read.replace(amount=Decimal("1.00")).to_data()


@pytest.mark.parametrize(
    ("value", "written"),
    [("12", "12.00"), ("12.5", "12.50"), ("12.500", "12.50"), ("1E+2", "100.00"), ("-0.1", "-0.10"), ("0E-9", "0.00")],
)
def test_a_decimal_is_written_as_the_pattern_asks(order, value, written):
    """Zeros at the end are added or left out; the number stays the same."""
    made = order(amount=Decimal(value))

    assert {"amount": written} == made.to_data()
    assert Decimal(value) == made.amount


@pytest.mark.parametrize(
    "value", ["1.005", "1E+9", "NaN", "-Infinity", "Infinity", "sNaN", "1E+999999999", "1E-999999"]
)
def test_what_the_pattern_can_not_say_is_refused(order, value):
    """Nothing is rounded, and infinities and NaN are no amounts."""
    with pytest.raises(ValidationError):
        order(amount=Decimal(value))


def test_the_refusal_says_why(order):
    """In words: the pattern, and that nothing is rounded."""
    with pytest.raises(ValidationError, match=re.escape(f"written as {MONEY['pattern']} without rounding")):
        order(amount=Decimal("1.005"))


@pytest.mark.parametrize("value", [1.5, 1, "1.50", None])
def test_only_a_decimal_is_taken_when_an_object_is_made(order, value):
    """A float isn't exact; None leaves the field out."""
    if value is None:
        assert {} == order(amount=value).to_data()
    else:
        with pytest.raises(ValidationError):
            order(amount=value)


@pytest.mark.parametrize(
    ("pattern", "proved"),
    [
        (r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{2}$", True),
        (r"^\d{1,15}(?:\.\d{1,5})?$", True),
        (r"^[0-9]*$", False),
        (r"[0-9]+", False),
        (r"^[0-9]{1,3}(,[0-9]{3})*$", False),
        (r"^[0-9]+(e[0-9]+)?$", False),
        (r"^(\d+|NaN)$", False),
        (r"^\p{Nd}+$", False),
        (None, False),
    ],
)
def test_text_stays_text_where_the_pattern_accepts_other_text_too(bind, pattern, proved):
    """The verdict is the pattern's: what it accepts must be readable, so a Decimal needs proof."""
    assert proved is (not_decimal(pattern) is None)
    if pattern is None or "p{" not in pattern:
        schema = {"type": "string", "format": "decimal"} | ({"pattern": pattern} if pattern else {})
        model = bind({"type": "object", "properties": {"x": schema}}).OrderPlaced
        text = "1234567.00" if pattern and r"\." in pattern else "123"

        assert (Decimal if proved else str) is type(model.from_data({"x": text}).x)


@law(whole=300, few=80)
@given(value=st.one_of(st.text("0123456789.-+eEN", max_size=6), st.from_regex(MONEY["pattern"]), st.integers()))
def test_the_verdict_is_the_pattern_s(order, value):
    """With `format: decimal` and without."""
    accepted = isinstance(value, str) and len(value) <= 13 and bool(re.search(MONEY["pattern"][:-1] + r"\Z", value))
    try:
        read = order.from_data({"amount": value})
    except ValidationError:
        assert not accepted
    else:
        assert accepted
        assert {"amount": value} == read.to_data()


@law(whole=300, few=80)
@given(value=st.decimals(allow_nan=False, allow_infinity=False))
def test_a_decimal_comes_back_as_the_same_number(order, value):
    """Or it is refused: never another number."""
    try:
        made = order(exact=value)
    except ValidationError:
        assert abs(value.adjusted()) > 1000
    else:
        assert value == made.exact == order.from_json(made.to_json()).exact


def test_the_mark_changes_nothing_on_the_wire():
    """Neither adding it nor taking it away breaks anybody."""
    plain = {key: value for key, value in MONEY.items() if key != "format"}

    found = {str(outcome) for pair in ((plain, MONEY), (MONEY, plain)) for outcome in compare(*pair).verdict.values()}
    assert {"compatible"} == found
