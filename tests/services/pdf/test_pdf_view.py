from typing import Any

import pytest

from pdf_service.view import Issue, amount, day, days, view


@pytest.mark.parametrize(
    ("money", "expected"),
    [
        ("0.00", "0.00"),
        ("-0.00", "0.00"),
        ("62.40", "62.40"),
        ("3541.67", "3,541.67"),
        ("-83.33", "\N{MINUS SIGN}83.33"),
        ("-1234567.05", "\N{MINUS SIGN}1,234,567.05"),
        ("999999999.99", "999,999,999.99"),
    ],
)
def test_money_is_grouped_and_signed(money: str, expected: str) -> None:
    """Thousands are separated, the minus is U+2212, and no digit is ever rounded."""
    assert expected == amount(money)


@pytest.mark.parametrize(
    ("start", "end", "expected"),
    [
        ("2026-11-01", "2026-11-30", "1\N{EN DASH}30 November 2026"),
        ("2026-10-26", "2026-11-25", "26 October \N{EN DASH} 25 November 2026"),
        ("2026-12-16", "2027-01-15", "16 December 2026 \N{EN DASH} 15 January 2027"),
        ("2026-11-23", "2026-11-23", "23 November 2026"),
    ],
)
def test_period_says_nothing_twice(start: str, end: str, expected: str) -> None:
    """A month or year that both ends share is printed once."""
    assert expected == days(start, end)


def test_day_is_spelled_in_english() -> None:
    """The month is a word, whatever the machine's locale: 7/11 would be read two ways."""
    assert "7 November 2026" == day("2026-11-07")


@pytest.mark.parametrize(
    ("payment", "expected"),
    [
        ({"method": "bacs", "accountEnding": "4821"}, "BACS to account ending 4821, 27 November 2026"),
        ({"method": "faster-payment"}, "Faster Payment, 27 November 2026"),
        ({"method": "cheque"}, "Cheque, 27 November 2026"),
        (None, "For payment on 27 November 2026"),
    ],
)
def test_payment_line(monthly: dict[str, Any], issue: Issue, payment: dict[str, str] | None, expected: str) -> None:
    """How and when the money comes, with as much as is known."""
    del monthly["payment"]
    if payment:
        monthly["payment"] = payment

    assert expected == view(monthly, issue)["paid"]


def test_department_is_optional(monthly: dict[str, Any], issue: Issue) -> None:
    """An absent department leaves no empty label behind."""
    del monthly["employee"]["department"]

    assert "Department" not in dict(view(monthly, issue)["facts"])


@pytest.mark.parametrize(
    ("gross", "deductions", "net", "expected"),
    [
        ("4553.87", "1374.89", "3178.98", 70),
        ("201.60", "0.00", "201.60", 100),
        ("100.00", "100.00", "0.00", 0),
        ("100.00", "120.00", "-20.00", None),
        ("100.00", "-20.00", "120.00", None),
        ("0.00", "0.00", "0.00", None),
        ("100.00", "10.00", "95.00", None),
    ],
)
def test_share_is_shown_only_of_a_whole(
    monthly: dict[str, Any], issue: Issue, gross: str, deductions: str, net: str, expected: int | None
) -> None:
    """The bar is drawn when gross pay is what was paid out plus what was deducted, none of them negative."""
    monthly["totals"] = {"grossPay": gross, "deductions": deductions, "netPay": net}

    assert expected == view(monthly, issue)["netPercent"]


def test_deductions_to_date_are_payrolls_own(monthly: dict[str, Any], issue: Issue) -> None:
    """The contract has no total of deductions to date: it is printed when two ways of payroll's figures agree."""
    agreed = view(monthly, issue)["deductedToDate"]
    monthly["deductions"].pop()
    doubtful = view(monthly, issue)["deductedToDate"]

    assert ("9,710.38", "") == (agreed, doubtful)


def test_long_name_is_cut_at_the_head_of_further_pages(monthly: dict[str, Any], issue: Issue) -> None:
    """The running head has room for sixty letters; the name above the address stays whole."""
    monthly["employee"]["name"] = "N" * 100
    seen = view(monthly, issue)

    assert ("N" * 59 + "…", "N" * 100) == (seen["runningName"], seen["employee"]["name"])
