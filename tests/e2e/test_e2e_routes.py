"""Who gets what: channels, revisions, the command."""

from __future__ import annotations

import pypdfium2
import pytest

from e2e.flow import Flow

pytestmark = [pytest.mark.aws, pytest.mark.slow]


def test_a_post_becomes_a_pdf(flow: Flow) -> None:
    """From HTTP to S3: the PDF of what was posted, with its name and figures."""
    payslip_id = flow.uploaded()
    flow.eventually(lambda: flow.has_pdf(payslip_id), "the PDF")

    document = pypdfium2.PdfDocument(flow.system.pdf(f"{payslip_id}/r1.pdf"))
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    assert [] == [words for words in ("Amara Okafor", "482.68", "Week 33") if words not in text]


def test_paper_gives_no_pdf(flow: Flow) -> None:
    """A payslip for paper, then one for a PDF of the same employee: the queue's order says that no first one came."""
    body = flow.request("paper")
    paper = flow.post(body).json()["payslipId"]
    period = body["payslip"]["period"] | {"start": "2026-11-23", "end": "2026-11-29"}
    digital = flow.post(
        body | {"delivery": {"channel": "pdf"}, "payslip": body["payslip"] | {"period": period}}
    ).json()["payslipId"]

    flow.eventually(lambda: flow.has_pdf(digital) and flow.is_idle(), "the PDF of the second payslip")

    assert [] == flow.pdfs_of(paper)


def test_the_command_gives_the_next_revision(flow: Flow) -> None:
    """payslip.regenerate: r2 beside r1, which stays as it was; reissues writes down r2 alone."""
    payslip_id = flow.uploaded()
    flow.eventually(lambda: flow.has_pdf(payslip_id), "r1")
    first = flow.versions(f"{payslip_id}/r1.pdf")

    flow.put("payslip.regenerate", flow.command(payslip_id))
    recorded = flow.eventually(lambda: flow.reissue(payslip_id), "the reissue to be written down")

    assert [f"{payslip_id}/r1.pdf", f"{payslip_id}/r2.pdf"] == flow.pdfs_of(payslip_id)
    assert first == flow.versions(f"{payslip_id}/r1.pdf")
    assert {"S": f"{payslip_id}/r2.pdf"} == (recorded or {}).get("key")
    assert flow.reissue(payslip_id, 1) is None


def test_reissues_gets_revisions_above_one_only(flow: Flow) -> None:
    """The bus stops revision 1 before the function: nothing is written down, and nothing fails."""
    payslip_id = "7d9f0f4e-6f0c-4c53-8a83-3f1f1c1c9f11"
    for revision in (1, 2, 3):
        flow.put("payslip.generated", flow.generated(payslip_id, revision), "leejames.documents")

    flow.eventually(lambda: flow.reissue(payslip_id, 2) and flow.reissue(payslip_id, 3), "both reissues")

    assert flow.reissue(payslip_id, 1) is None
    assert [] == flow.messages("leejames-reissues-on-failure")


def test_an_old_major_reaches_nobody(flow: Flow) -> None:
    """payslip.uploaded 1.x is not what the PDF service subscribed to: no message, no PDF, no dead letter."""
    detail = flow.detail()
    payslip_id = detail["data"]["payslipId"]
    flow.put("payslip.uploaded", detail["data"])
    later = flow.uploaded()

    flow.eventually(lambda: flow.has_pdf(later) and flow.is_idle(), "a later PDF")

    assert [] == flow.pdfs_of(payslip_id)
