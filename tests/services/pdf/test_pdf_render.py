import io
import json
import subprocess
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import pairwise
from typing import Any

import pypdfium2
import pytest
from PIL import Image

from pdf_service import view as view_module
from pdf_service.errors import RenderFailed
from pdf_service.render import render
from pdf_service.view import Issue, amount

Pages = Callable[[bytes], list[str]]
MILLIMETRE = 72 / 25.4
MARGIN = 18 * MILLIMETRE
FAINT = 1.0  # point: how far a letter's ink may stand over its own width


def figures(payslip: dict[str, Any]) -> list[str]:
    """Every amount of a payslip, as it must be printed."""
    lines = payslip["earnings"] + payslip["deductions"] + payslip.get("employerContributions", [])
    money = [line[name] for line in lines for name in ("amount", "yearToDate", "rate") if name in line]
    return [amount(value) for value in (*money, *payslip["totals"].values(), *payslip["yearToDate"].values())]


def test_everything_is_printed(monthly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages) -> None:
    """One page holds every word and figure of an ordinary payslip, negative amounts with a true minus."""
    (text,) = pages(render(monthly, logo, issue))
    employee, employer = monthly["employee"], monthly["employer"]
    wanted = [
        *figures(monthly),
        *(line["description"] for line in monthly["earnings"] + monthly["deductions"]),
        *(line["description"] for line in monthly["employerContributions"]),
        *(line["reference"] for line in monthly["deductions"] if "reference" in line),
        *("12.50 h", "3 days", employee["name"], *employee["address"], employee["id"], employee["department"]),
        *(employer["name"], *employer["address"], employer["payeReference"]),
        *("1257L", "QQ 12 34 56 C", "Month 8 · 2026/27", "27 November 2026", "1–30 November 2026"),
        *("£3,178.98", "BACS to account ending 4821", "70% paid to you", monthly["message"]),
        *("\N{MINUS SIGN}83.33", "\N{MINUS SIGN}666.64", "9,710.38", issue.document_id, "Page 1 of 1"),
    ]

    assert [] == [words for words in wanted if words not in text]


def test_optional_parts_leave_no_trace(weekly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages) -> None:
    """Without payment, department, contributions, deductions or message, no empty section or label is printed."""
    (text,) = pages(render(weekly, logo, issue))
    unwanted = ("Department", "Reference", "Employer contributions", "note from payroll", "BACS", "Total deductions")

    assert [] == [words for words in unwanted if words in text]
    assert "No deductions this time." in text


def test_units_and_rate_are_optional(monthly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages) -> None:
    """Columns that no line fills are left out."""
    monthly["earnings"] = [line for line in monthly["earnings"] if "units" not in line]
    (text,) = pages(render(monthly, logo, issue))

    assert ("Units" in text, "Rate" in text) == (False, False)


def test_arabic_name_is_printed(weekly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages) -> None:
    """An Arabic name is set with its own font, and can be copied and read aloud, dotted letters included."""
    pdf = render(weekly, logo, issue)
    (text,) = pages(pdf)

    assert "محمد الهاشمي" in text
    assert b"IBMPlexSansArabic" in pdf


def test_euro(monthly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages) -> None:
    """A payslip in euro says so at its net pay and at the head of each column of amounts."""
    monthly["currency"] = "EUR"
    (text,) = pages(render(monthly, logo, issue))

    assert ("€3,178.98" in text, text.count("(€)"), "£" in text) == (True, 6, False)


@pytest.mark.parametrize(
    ("revision", "marked"), [(1, []), (2, ["Corrected payslip", "Revision 2 replaces all earlier ones"])]
)
def test_correction_is_marked(
    monthly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages, revision: int, marked: list[str]
) -> None:
    """Only a revision after the first calls itself a correction, and says which it is."""
    (text,) = pages(render(monthly, logo, replace(issue, revision=revision)))
    marks = ["Corrected payslip", f"Revision {revision} replaces all earlier ones"]

    assert marked == [mark for mark in marks if mark in text]
    assert f"revision {revision}" in text


def test_many_lines_run_over_several_pages(monthly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages) -> None:
    """All of 100 earnings and 100 deductions are printed in order; each further page says whose and what it is."""
    monthly["earnings"] = [dict(monthly["earnings"][0], description=f"Earning {n:03}") for n in range(100)]
    monthly["deductions"] = [dict(monthly["deductions"][0], description=f"Deduction {n:03}") for n in range(100)]
    texts = pages(render(monthly, logo, issue))
    whole = "\n".join(texts)
    order = [f"{kind} {n:03}" for kind in ("Earning", "Deduction") for n in range(100)]
    places = [whole.find(words) for words in order]

    assert [1] * 200 == [whole.count(words) for words in order]
    assert all(first < second for first, second in pairwise(places))
    assert all(f"Page {n} of {len(texts)}" in text for n, text in enumerate(texts, start=1))
    assert all(monthly["employee"]["name"] in text and "Payslip, 1–30 November" in text for text in texts[1:])
    assert "Earnings, continued" in texts[1]
    assert "Amount (£)" in texts[1]
    assert (1, 1) == (whole.count("Total gross pay"), whole.count("Total deductions"))


@pytest.mark.parametrize(("part", "counts"), [("earnings", range(25, 31)), ("deductions", range(13, 22))])
def test_total_never_stands_alone(
    monthly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages, part: str, counts: range
) -> None:
    """Wherever the page ends among the last lines, a total is on the page of the line above it, and net pay too."""
    line = dict(monthly[part][0])
    alone = []
    for count in counts:
        monthly[part] = [{**line, "description": f"Line {n} of {count}"} for n in range(count)]
        (whole,) = [text for text in pages(render(monthly, logo, issue)) if f"Line {count - 1} of" in text]
        below = whole[whole.index(f"Line {count - 1} of") :]
        if not (
            "Total gross pay" in below if part == "earnings" else "Total deductions" in below and "Net pay" in below
        ):
            alone.append(count)

    assert [] == alone


def test_markup_is_printed_and_not_run(monthly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages) -> None:
    """Typst markup in a name, a line or the message is text like any other."""
    name = '#panic("no") *bold* $x^2$ `raw` @ref \\ // [a] "quoted"'
    message = '#read("payslip.typ") #import "@preview/cetz:0.3.0" \\u{41} </script>'
    monthly["employee"]["name"], monthly["message"] = name, message
    (text,) = pages(render(monthly, logo, issue))
    flowing = " ".join(text.split())

    assert (True, True) == (name in flowing, message in flowing)


def stretched(payslip: dict[str, Any]) -> dict[str, Any]:
    """The payslip with each string as long and as wide as the contract lets it be, and without a place to break."""
    most = "-999999999.99"
    for party in (payslip["employee"], payslip["employer"]):
        party.update(name="W" * 100, address=["W" * 80] * 6)
    payslip["employee"].update(id="W" * 36, department="W" * 60, taxCode="W" * 8, niNumber="WW999999D")
    payslip["employer"]["payeReference"] = "999/" + "W" * 10
    payslip["period"]["label"] = "W" * 20
    payslip["message"] = "W" * 400
    wide = {"description": "W" * 60, "amount": most, "yearToDate": most}
    payslip["earnings"] = [{**wide, "units": "W" * 12, "rate": most}]
    payslip["deductions"] = [{**wide, "reference": "W" * 30}]
    payslip["employerContributions"] = [wide]
    for totals in (payslip["totals"], payslip["yearToDate"]):
        totals.update(dict.fromkeys(totals, most))
    return payslip


def test_longest_words_stay_between_the_margins(
    monthly: dict[str, Any], logo: bytes, issue: Issue, pages: Pages
) -> None:
    """With every string at its longest nothing leaves the page's margins, and nothing is lost."""
    payslip = stretched(monthly)
    pdf = render(payslip, logo, replace(issue, revision=999))
    document = pypdfium2.PdfDocument(pdf)
    edges = []
    for page in document:
        text = page.get_textpage()
        boxes = [text.get_charbox(n) for n in range(text.count_chars())]
        edges += [(left, right) for left, _, right, _ in boxes if right > left]
        width = page.get_width()
    document.close()

    assert min(left for left, _ in edges) >= MARGIN - FAINT
    assert max(right for _, right in edges) <= width - MARGIN + FAINT
    printed = "".join(pages(pdf)).count("W")
    assert printed >= 2 * (100 + 6 * 80) + 36 + 60 + 8 + 2 + 10 + 20 + 400 + 3 * 60 + 12 + 30


def colours(pdf: bytes, box: tuple[float, float, float, float]) -> set[tuple[int, ...]]:
    """The colours within a box of the first page, in millimetres from its top left corner."""
    document = pypdfium2.PdfDocument(pdf)
    image = document[0].render(scale=25.4 / 72 * 4).to_pil().convert("RGB")
    document.close()
    cropped = image.crop(tuple(round(4 * side) for side in box))
    return {colour for _, colour in cropped.getcolors(cropped.width * cropped.height)}


@pytest.mark.parametrize(
    ("width", "height", "inside"),
    [
        (240, 80, (19, 16, 68, 31)),  # fills the height of 17 mm
        (4000, 400, (19, 21.5, 75, 25.5)),  # fills the width of 58 mm
        (300, 900, (18.5, 16, 23, 31)),  # a portrait
        (40, 40, (18.5, 19, 28, 28)),  # small: printed at 96 dpi
    ],
)
def test_logo_is_drawn(
    monthly: dict[str, Any], issue: Issue, picture: Callable[..., bytes], width: int, height: int, inside: Any
) -> None:
    """The employer's picture stands at the head on the left, in its own proportions, whatever its shape."""
    pdf = render(monthly, picture(width, height, "#d6532b"), issue)
    kept = (18 + 58.5, 15, 110, 32)

    assert {(0xD6, 0x53, 0x2B)} == colours(pdf, inside)
    assert {(255, 255, 255)} == colours(pdf, kept)


def test_each_payslip_has_its_own_logo(monthly: dict[str, Any], issue: Issue, picture: Callable[..., bytes]) -> None:
    """The compiler lives on between payslips, and never takes the logo of the one before."""
    seen = [colours(render(monthly, picture(240, 80, colour), issue), (20, 17, 60, 30)) for colour in ("red", "blue")]

    assert [{(255, 0, 0)}, {(0, 0, 255)}] == seen


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_is_drawn(monthly: dict[str, Any], issue: Issue, mode: str) -> None:
    """Black and white, grey, palette, colour, transparent and 16 bit pictures are all fit for PDF/A."""
    file = io.BytesIO()
    Image.new(mode, (60, 20)).save(file, "PNG")

    assert render(monthly, file.getvalue(), issue).startswith(b"%PDF")


def header(width: int, height: int) -> bytes:
    """A PNG's first bytes, without a picture behind them."""
    return b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (b"", "The logo is no PNG."),
        (b"\xff\xd8\xff\xe0" + b"\0" * 64, "The logo is no PNG."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>" + b" " * 64, "The logo is no PNG."),
        (header(30_000, 30_000), "The logo has no printable size."),
        (header(0, 10), "The logo has no printable size."),
        (header(10, 10), "Typst refused the document; its words are not repeated here."),
    ],
)
def test_broken_logo_is_refused(monthly: dict[str, Any], issue: Issue, bad: bytes, expected: str) -> None:
    """Only a PNG of a printable size is decoded, and a broken one ends in an error and not in a blank."""
    with pytest.raises(RenderFailed) as raised:
        render(monthly, bad, issue)

    assert expected == str(raised.value)


def test_errors_name_nobody(
    monthly: dict[str, Any], logo: bytes, issue: Issue, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Typst's error text repeats the words that it refuses; neither the message nor the traceback passes it on."""
    monkeypatch.setattr(view_module, "printable", lambda text: text)
    monthly["employee"]["name"] = "Zoë Hidden \ue000"
    with pytest.raises(RenderFailed) as raised:
        render(monthly, logo, issue)
    told = "".join(traceback.format_exception(raised.value))

    assert ("Zoë" in told, "Hidden" in told, raised.value.__context__) == (False, False, None)


@pytest.mark.parametrize(
    "issued_at", ["0001-01-01T00:00:00+14:00", "1969-12-31T23:59:59+00:00", "9999-12-31T23:59:59-12:00"]
)
def test_any_date_can_be_the_issues(weekly: dict[str, Any], logo: bytes, issue: Issue, issued_at: str) -> None:
    """The contract lets an event be of any year; the PDF's own dates must not stop it."""
    assert render(weekly, logo, replace(issue, issued_at=datetime.fromisoformat(issued_at))).startswith(b"%PDF")


AGAIN = """
import json, sys
from datetime import datetime
from pdf_service.render import render
from pdf_service.view import Issue
given = json.load(sys.stdin)
issue = Issue(given["id"], 1, datetime.fromisoformat(given["at"]))
sys.stdout.buffer.write(render(given["payslip"], bytes.fromhex(given["logo"]), issue))
"""


def test_same_input_gives_same_bytes_in_every_process(monthly: dict[str, Any], logo: bytes, issue: Issue) -> None:
    """A retry elsewhere makes the same PDF: clock, process, hash seed and earlier documents don't count."""
    render({**monthly, "message": "Another payslip first."}, logo, issue)
    here = render(monthly, logo, issue)
    given_input = {"payslip": monthly, "logo": logo.hex(), "id": issue.document_id, "at": issue.issued_at.isoformat()}
    there = {
        subprocess.run(
            [sys.executable, "-c", AGAIN],
            input=json.dumps(given_input).encode(),
            env={"PYTHONHASHSEED": seed, "TZ": zone, "LANG": "C"},
            capture_output=True,
            check=True,
        ).stdout
        for seed, zone in (("1", "UTC"), ("2", "Asia/Tokyo"))
    }

    assert {here} == there
