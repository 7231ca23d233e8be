import io
import re
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any

import pikepdf
import pytest

from pdf_service.render import render
from pdf_service.view import Issue


def elements(node: Any) -> Iterator[Any]:
    """The structure elements of a tagged PDF, in reading order."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield node
        if "/K" in node:
            yield from elements(node.K)


@pytest.fixture
def pdf(monthly: dict[str, Any], logo: bytes, issue: Issue) -> Iterator[pikepdf.Pdf]:
    """The payslip with every section, opened."""
    with pikepdf.open(io.BytesIO(render(monthly, logo, issue))) as document:
        yield document


def test_it_calls_itself_archivable_and_accessible(pdf: pikepdf.Pdf) -> None:
    """Its metadata claims PDF/A-2a (ISO 19005-2, 6.6.4) and PDF/UA-1 (ISO 14289-1, 5)."""
    xmp = pdf.Root.Metadata.read_bytes().decode()
    claims = re.findall(r"<(pdfaid:part|pdfaid:conformance|pdfuaid:part)>(\w+)<", xmp)

    assert {"pdfaid:part": "2", "pdfaid:conformance": "A", "pdfuaid:part": "1"} == dict(claims)


def test_language_and_title_are_told(pdf: pikepdf.Pdf) -> None:
    """A reader announces the title and not the file's name, in the right language (ISO 14289-1, 7.1 and 7.2)."""
    assert "en-GB" == str(pdf.Root.Lang)
    assert "Payslip, 1–30 November 2026" == str(pdf.docinfo.Title)
    assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
    assert bool(pdf.Root.MarkInfo.Marked)


def test_title_names_nobody(pdf: pikepdf.Pdf, monthly: dict[str, Any]) -> None:
    """Search engines and file managers show a PDF's properties: the employee isn't among them."""
    shown = pdf.Root.Metadata.read_bytes().decode() + str(dict(pdf.docinfo.items()))

    assert monthly["employee"]["name"] not in shown


def test_dates_are_the_events(pdf: pikepdf.Pdf) -> None:
    """The document's own dates say when its figures became final, and not when the machine ran."""
    assert {"D:20261123093000Z"} == {str(pdf.docinfo.CreationDate), str(pdf.docinfo.ModDate)}


def test_headings_and_tables_are_tagged(pdf: pikepdf.Pdf) -> None:
    """One title, a heading for each part, and three tables whose columns are headed."""
    tags = list(elements(pdf.Root.StructTreeRoot.K))
    count = Counter(str(tag.S) for tag in tags)

    assert (1, 8, 3, 1) == (count["/H1"], count["/H2"], count["/Table"], count["/Figure"])
    assert 5 + 4 + 3 == count["/TH"]
    assert {"/Column"} == {str(tag.A[0].Scope) for tag in tags if str(tag.S) == "/TH"}
    assert ["Logo of Northwind Engineering Ltd"] == [str(tag.Alt) for tag in tags if "/Alt" in tag]


def test_headings_of_further_pages_are_not_read_again(monthly: dict[str, Any], logo: bytes, issue: Issue) -> None:
    """Repeated column heads, running heads and page numbers are artifacts, and outside the structure."""
    monthly["earnings"] *= 20
    with pikepdf.open(io.BytesIO(render(monthly, logo, issue))) as document:
        count = Counter(str(tag.S) for tag in elements(document.Root.StructTreeRoot.K))

        assert len(document.pages) > 2
    assert (5 + 4 + 3, 3) == (count["/TH"], count["/Table"])


def test_every_font_is_embedded(weekly: dict[str, Any], logo: bytes, issue: Issue) -> None:
    """Every font is inside the file, a subset of one of the shipped ones, with its way back to text."""
    names = set()
    with pikepdf.open(io.BytesIO(render(weekly, logo, issue))) as document:
        for page in document.pages:
            for font in page.Resources.Font.values():
                names.add(str(font.BaseFont).split("+")[1].split("-")[0])
                assert "/ToUnicode" in font
                assert "/FontFile2" in font.DescendantFonts[0].FontDescriptor

    assert {"Inter", "IBMPlexSansArabic"} == names


def test_nothing_in_it_can_act(pdf: pikepdf.Pdf) -> None:
    """No script, no action, no attachment, no form and no link: an address in a message stays text."""
    keys = {str(key) for obj in pdf.objects if isinstance(obj, pikepdf.Dictionary) for key in obj}

    assert set() == keys & {
        "/JS",
        "/JavaScript",
        "/AA",
        "/OpenAction",
        "/EmbeddedFiles",
        "/AcroForm",
        "/URI",
        "/Launch",
    }


@pytest.mark.parametrize("revision", [1, 2])
def test_outline_leads_to_each_part(
    monthly: dict[str, Any], logo: bytes, issue: Issue, revision: int, picture: Callable[..., bytes]
) -> None:
    """The bookmarks are the headings, under the document's title."""
    pdf = render(monthly, logo, Issue(issue.document_id, revision, issue.issued_at))
    with pikepdf.open(io.BytesIO(pdf)) as document, document.open_outline() as outline:
        (root,) = outline.root

        assert root.title == ("Payslip" if revision == 1 else "Corrected payslip")
        assert [
            *("Employee", "Employer", "Net pay", "Earnings", "Deductions"),
            *("Year to date, 2026/27", "Employer contributions", "A note from payroll"),
        ] == [child.title for child in root.children]
