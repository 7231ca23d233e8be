"""Numbers as EventBridge compares them (event-ruler `ComparableNumber`)."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.patterns.jsontext import Number
from bridgewright.patterns.operators.numbers import comparable, is_number, out_of_range, plain


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (300, 300_000_000),
        (300.0, 300_000_000),
        (Number("3.0e2"), 300_000_000),
        (Number("-0"), 0),
        (Number("0e99999999999999999999"), 0),
        (Number("0.000001"), 1),
        (Number("1e-6"), 1),
        (0.1, 100_000),
        (5_000_000_000, 5_000_000_000_000_000),
        (-5e9, -5_000_000_000_000_000),
        (Number("4999999999.999999"), 4_999_999_999_999_999),
    ],
)
def test_a_number_in_range_is_its_millionths(value: object, expected: int) -> None:
    """Within ±5e9 and six decimals a number is exact, whatever its spelling."""
    assert expected == comparable(value)


@pytest.mark.parametrize(
    "value",
    [
        *(True, None, "300", 5_000_000_001, 5e9 + 1, 1e-7, 0.1234567, float("nan"), float("inf"), 10**400),
        *(
            Number("5000000000.000001"),
            Number("1e99999999999999999999"),
            Number("1e-99999999999999999999"),
        ),
    ],
)
def test_anything_else_is_not_comparable(value: object) -> None:
    """More decimals, a greater size, or no number at all: there is nothing to compare."""
    assert comparable(value) is None


@given(st.integers(-5_000_000_000_000_000, 5_000_000_000_000_000))
def test_the_plain_spelling_reads_back(micro: int) -> None:
    """The shortest spelling of a comparable number is that number."""
    assert micro == comparable(Number(plain(micro)))
    assert Decimal(plain(micro)) * 1_000_000 == micro


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("6000000000", "Value must be between -5.0E9 and 5.0E9, inclusive"),
        ("-5000000000.000001", "Value must be between -5.0E9 and 5.0E9, inclusive"),
        ("9223372036854.775807", "Value must be between -5.0E9 and 5.0E9, inclusive"),
        ("9223372036854.775808", "Overflow"),
        ("1e9999999999999999999999", "Overflow"),
        ("0.1234567", "Only values upto 6 decimals are supported0.1234567 0.1234567 0x1.f9ae0c1765775p-4"),
        ("-2.5000005e0", "Only values upto 6 decimals are supported-2.5000005 -2.5000005e0 -0x1.400008637bd06p1"),
        ("1e-7", "Only values upto 6 decimals are supported1E-7 1e-7 0x0.0p0"),
        (
            "6000000000.0000001",
            "Only values upto 6 decimals are supported6000000000.0000001 6000000000.0000001 0x1.65a0bcp32",
        ),
    ],
)
def test_the_reason_tells_size_from_precision(text: str, expected: str) -> None:
    """The engine words the two limits differently."""
    assert expected == out_of_range(Number(text))


@pytest.mark.parametrize(
    ("value", "expected"), [(1, True), (1.5, True), (Number("1"), True), (True, False), ("1", False)]
)
def test_what_a_json_number_is(value: object, expected: bool) -> None:
    """Booleans and numeric strings are not numbers."""
    assert expected == is_number(value)
