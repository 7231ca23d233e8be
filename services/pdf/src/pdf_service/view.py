"""What a payslip prints: the figures and words of one document, as the template shows them. Pure; computes no pay."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from pdf_service.printable import printable

MONTHS = "January February March April May June July August September October November December".split()  # noqa: SIM905
SYMBOLS = {"GBP": "£", "EUR": "€"}
METHODS = {"bacs": "BACS", "faster-payment": "Faster Payment", "cheque": "Cheque"}
MINUS = "\N{MINUS SIGN}"
TO = "\N{EN DASH}"


@dataclass(frozen=True, slots=True)
class Issue:
    """Which document this is: its id, its revision (1 for the first), and when its figures became final (aware)."""

    document_id: str
    revision: int
    issued_at: datetime


def amount(money: str) -> str:
    """A contract's money with thousands separated and a minus sign: `-1234.50` as minus 1,234.50, `-0.00` as 0.00."""
    value = Decimal(money)
    return f"{abs(value):,.2f}" if value >= 0 else f"{MINUS}{-value:,.2f}"


def day(iso: str) -> str:
    """A date as it is read aloud: `2026-11-27` gives `27 November 2026`."""
    value = date.fromisoformat(iso)
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


def days(start: str, end: str) -> str:
    """A period, with nothing said twice: 1 to 30 November 2026, 26 October to 25 November 2026 (with en dashes)."""
    first, last = date.fromisoformat(start), date.fromisoformat(end)
    if first == last:
        return day(end)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}{TO}{day(end)}"
    if first.year == last.year:
        return f"{first.day} {MONTHS[first.month - 1]} {TO} {day(end)}"
    return f"{day(start)} {TO} {day(end)}"


def view(payslip: dict[str, Any], issue: Issue) -> dict[str, Any]:
    """Everything that the template prints, as JSON; `payslip` is the contracts' `Payslip` (2.x), decoded."""
    symbol = SYMBOLS[payslip["currency"]]
    totals, year = payslip["totals"], payslip["yearToDate"]
    return {
        "documentId": issue.document_id,
        "revision": issue.revision,
        "symbol": symbol,
        "period": days(payslip["period"]["start"], payslip["period"]["end"]),
        "employee": _party(payslip["employee"]),
        "employer": _party(payslip["employer"]),
        "runningName": _cut(printable(payslip["employee"]["name"])),
        "facts": _facts(payslip),
        "paid": _paid(payslip),
        "gross": amount(totals["grossPay"]),
        "deducted": amount(totals["deductions"]),
        "net": amount(totals["netPay"]),
        "netPercent": _net_percent(totals),
        "earnings": [_line(line) for line in payslip["earnings"]],
        "deductions": [_line(line) for line in payslip["deductions"]],
        "contributions": [_line(line) for line in payslip.get("employerContributions", [])],
        "grossToDate": amount(year["grossPay"]),
        "deductedToDate": _deducted_to_date(payslip),
        "netToDate": amount(year["netPay"]),
        "yearToDate": [
            [label, amount(year[name])]
            for label, name in (
                ("Gross pay", "grossPay"),
                ("Taxable pay", "taxablePay"),
                ("Tax paid", "taxPaid"),
                ("National Insurance", "niPaid"),
                ("Pension", "pension"),
                ("Net pay", "netPay"),
            )
        ],
        "taxYear": printable(payslip["period"]["taxYear"]),
        "message": printable(payslip.get("message", "")),
    }


def _party(party: dict[str, Any]) -> dict[str, Any]:
    return {"name": printable(party["name"]), "address": [printable(line) for line in party["address"]]}


def _cut(name: str) -> str:
    """A name for the head of a further page, where there is room for sixty letters."""
    return name if len(name) <= 60 else f"{name[:59].rstrip()}…"


def _facts(payslip: dict[str, Any]) -> list[list[str]]:
    employee, employer, period = payslip["employee"], payslip["employer"], payslip["period"]
    number = employee["niNumber"]
    facts = [
        ("Pay date", day(payslip["payDate"])),
        ("Tax period", f"{period['label']} · {period['taxYear']}"),
        ("Tax code", employee["taxCode"]),
        ("NI number", " ".join((number[:2], number[2:4], number[4:6], number[6:8], number[8:]))),
        ("Payroll number", employee["id"]),
        ("Department", employee.get("department", "")),
        ("PAYE reference", employer["payeReference"]),
        ("NI category", employee["niCategory"]),
    ]
    return [[label, printable(value)] for label, value in facts if value]


def _paid(payslip: dict[str, Any]) -> str:
    payment = payslip.get("payment")
    if payment is None:
        return f"For payment on {day(payslip['payDate'])}"
    ending = payment.get("accountEnding")
    account = f" to account ending {printable(ending)}" if ending else ""
    return f"{METHODS[payment['method']]}{account}, {day(payslip['payDate'])}"


def _line(line: dict[str, Any]) -> dict[str, str]:
    return {
        "description": printable(line["description"]),
        "units": printable(line.get("units", "")),
        "rate": amount(line["rate"]) if "rate" in line else "",
        "reference": printable(line.get("reference", "")),
        "amount": amount(line["amount"]),
        "toDate": amount(line["yearToDate"]),
    }


def _net_percent(totals: dict[str, str]) -> int | None:
    """The part of gross pay that is paid out, from 0 to 100; None when the figures are not a whole and its parts."""
    gross, deducted, net = (Decimal(totals[name]) for name in ("grossPay", "deductions", "netPay"))
    if min(deducted, net) < 0 or gross <= 0 or gross - deducted != net:
        return None
    return round(100 * net / gross)


def _deducted_to_date(payslip: dict[str, Any]) -> str:
    """The deductions' year to date, for which the contract has no field: empty unless payroll's figures agree on it."""
    year = payslip["yearToDate"]
    whole = Decimal(year["grossPay"]) - Decimal(year["netPay"])
    parts = sum((Decimal(line["yearToDate"]) for line in payslip["deductions"]), Decimal(0))
    return amount(str(whole)) if whole == parts else ""
