"""Three realistic payslips and their employers' logos. Every person and company is made up."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PIL import Image, ImageDraw

Line = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """A request for the upload API, and the text that its PDF must hold."""

    title: str
    request: dict[str, Any]
    expected_text: tuple[str, ...]


def logo(letter: str, colour: str, kind: str = "PNG") -> bytes:
    """A square logo: a letter's initial shape on a coloured field, as PNG, JPEG or WebP bytes."""
    image = Image.new("RGB", (320, 320), colour)
    draw = ImageDraw.Draw(image)
    draw.ellipse((60, 60, 260, 260), fill="white")
    draw.text((160, 160), letter, fill=colour, anchor="mm", font_size=150)
    data = io.BytesIO()
    image.save(data, kind)
    return data.getvalue()


def encoded(data: bytes) -> str:
    """Base64, as the API takes a logo."""
    return base64.b64encode(data).decode()


def _total(lines: tuple[Line, ...], column: int) -> Decimal:
    return sum((Decimal(line[column]) for line in lines), Decimal("0.00"))


def _figures(earnings: tuple[Line, ...], deductions: tuple[Line, ...]) -> dict[str, Any]:
    """Lines of (description, amount, year to date), and totals that add up."""
    gross, taken = _total(earnings, 1), _total(deductions, 1)
    gross_ytd, taken_ytd = _total(earnings, 2), _total(deductions, 2)
    paid = {description: ytd for description, _, ytd in deductions}

    def rows(lines: tuple[Line, ...]) -> list[dict[str, str]]:
        return [{"description": d, "amount": a, "yearToDate": y} for d, a, y in lines]

    return {
        "earnings": rows(earnings),
        "deductions": rows(deductions),
        "totals": {"grossPay": str(gross), "deductions": str(taken), "netPay": str(gross - taken)},
        "yearToDate": {
            "grossPay": str(gross_ytd),
            "taxablePay": str(gross_ytd),
            "taxPaid": paid.get("PAYE income tax", "0.00"),
            "niPaid": paid.get("National Insurance", "0.00"),
            "pension": paid.get("Workplace pension", "0.00"),
            "netPay": str(gross_ytd - taken_ytd),
        },
    }


NORTHWIND = {
    "name": "Northwind Engineering Ltd",
    "address": ["Unit 4, Harbour Yard", "22 Quayside", "Bristol BS1 6TE"],
    "payeReference": "846/NW73201",
}
KESTREL = {
    "name": "Kestrel Bakeries LLP",
    "address": ["The Old Mill", "Sheffield S3 8GG"],
    "payeReference": "120/KB4417",
}


def _monthly() -> Sample:
    figures = _figures(
        (
            ("Basic salary", "3541.67", "28333.36"),
            ("Overtime @ 1.5×", "383.13", "1532.52"),
            ("On-call allowance", "150.00", "900.00"),
            ("Performance bonus", "500.00", "1000.00"),
            ("Holiday pay adjustment", "62.40", "62.40"),
            ("Cycle-to-work salary sacrifice", "-83.33", "-666.64"),
        ),
        (
            ("PAYE income tax", "701.20", "4862.60"),
            ("National Insurance", "282.11", "2009.14"),
            ("Workplace pension", "177.08", "1416.64"),
            ("Student loan", "196.00", "1274.00"),
            ("Union subscription", "18.50", "148.00"),
        ),
    )
    figures["earnings"][1] |= {"units": "12.50 h", "rate": "30.65"}
    figures["earnings"][2] |= {"units": "3 days", "rate": "50.00"}
    figures["deductions"][0] |= {"reference": "1257L"}
    payslip = {
        "employer": NORTHWIND,
        "employee": {
            "id": "E-004217",
            "name": "Siân O’Connor-Żółkiewska",
            "address": ["Flat 2, 17 Alma Vale Road", "Clifton", "Bristol BS8 2HN"],
            "department": "Platform Engineering",
            "taxCode": "1257L",
            "niNumber": "QQ123456C",
            "niCategory": "A",
        },
        "period": {"start": "2026-11-01", "end": "2026-11-30", "label": "Month 8", "taxYear": "2026/27"},
        "payDate": "2026-11-27",
        "currency": "GBP",
        "payment": {"method": "bacs", "accountEnding": "4821"},
        **figures,
        "employerContributions": [
            {"description": "Employer National Insurance", "amount": "514.40", "yearToDate": "3712.08"},
            {"description": "Employer pension (8%)", "amount": "283.33", "yearToDate": "2266.64"},
        ],
        "message": "Your pay has increased by 3% from 1 October. Questions? payroll@northwind.example",
    }
    request = {
        "delivery": {"channel": "pdf"},
        "logo": {"data": encoded(logo("N", "#0f4c81"))},
        "payslip": payslip,
    }
    return Sample("Siân, monthly", request, ("Siân O’Connor-Żółkiewska", "3,178.98", "\u221283.33", "Month 8"))


def _weekly() -> Sample:
    payslip = {
        "employer": KESTREL,
        "employee": {
            "id": "KB-118",
            "name": "Amara Okafor",
            "address": ["9 Granville Street", "Sheffield S2 2RJ"],
            "taxCode": "C1257L",
            "niNumber": "QQ118118B",
            "niCategory": "A",
        },
        "period": {"start": "2026-11-16", "end": "2026-11-22", "label": "Week 33", "taxYear": "2026/27"},
        "payDate": "2026-11-25",
        "currency": "GBP",
        **_figures(
            (("Bakery shifts", "512.00", "16384.00"), ("Night premium", "64.00", "1920.00")),
            (("PAYE income tax", "66.60", "2122.80"), ("National Insurance", "26.72", "846.40")),
        ),
    }
    request = {
        "delivery": {"channel": "pdf"},
        "logo": {"data": encoded(logo("K", "#8a3b12", "JPEG"))},
        "payslip": payslip,
    }
    return Sample("Amara, weekly", request, ("Amara Okafor", "Kestrel Bakeries LLP", "482.68", "Week 33"))


def _right_to_left() -> Sample:
    payslip = {
        "employer": NORTHWIND,
        "employee": {
            "id": "E-000009",
            "name": "محمد الهاشمي",
            "address": ["3 Mill Lane", "Cardiff CF10 1AA"],
            "taxCode": "BR",
            "niNumber": "QQ000009A",
            "niCategory": "M",
        },
        "period": {"start": "2026-11-01", "end": "2026-11-30", "label": "Month 8", "taxYear": "2026/27"},
        "payDate": "2026-11-27",
        "currency": "EUR",
        **_figures((("Basic pay", "2016.00", "16128.00"),), (("PAYE income tax", "403.20", "3225.60"),)),
    }
    request = {
        "delivery": {"channel": "pdf"},
        "logo": {"data": encoded(logo("N", "#0f4c81", "WEBP"))},
        "payslip": payslip,
    }
    return Sample("Mohammed, in euros", request, ("محمد الهاشمي", "1,612.80", "Cardiff CF10 1AA"))


SAMPLES = (_monthly(), _weekly(), _right_to_left())
