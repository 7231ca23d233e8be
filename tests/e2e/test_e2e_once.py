"""One PDF for one payslip and revision, however often something is said."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from e2e.flow import BUS, Flow

pytestmark = [pytest.mark.aws, pytest.mark.slow]


def test_the_same_post_five_times(flow: Flow) -> None:
    """The same request five times: the same answer, one event, one PDF written once."""
    body, key = flow.request(), flow.key()
    with flow.caught() as caught:
        answers = [flow.post(body, key) for _ in range(5)]
        payslip_id = answers[0].json()["payslipId"]
        flow.eventually(lambda: flow.has_pdf(payslip_id), "the PDF")
        uploaded = [event for event in caught.events(at_least=2) if event["detail-type"] == "payslip.uploaded"]

    assert [(201, payslip_id)] * 5 == [(answer.status_code, answer.json()["payslipId"]) for answer in answers]
    assert [payslip_id] == [event["detail"]["data"]["payslipId"] for event in uploaded]
    assert 1 == len(flow.versions(f"{payslip_id}/r1.pdf"))


def test_the_same_post_five_times_at_once(flow: Flow) -> None:
    """Five callers with the same request in the same moment: whoever is told 409 asks again; one event, one PDF."""
    body, key = flow.request(), flow.key()

    def accepted() -> str:
        return str(flow.eventually(lambda: answer_of(flow, body, key), "the request to be accepted")["payslipId"])

    with flow.caught() as caught, ThreadPoolExecutor(5) as callers:
        ids = {future.result() for future in [callers.submit(accepted) for _ in range(5)]}
        (payslip_id,) = ids
        flow.eventually(lambda: flow.has_pdf(payslip_id), "the PDF")
        events = caught.events(at_least=2)

    assert 1 == sum(event["detail-type"] == "payslip.uploaded" for event in events)
    assert 1 == len(flow.versions(f"{payslip_id}/r1.pdf"))


def answer_of(flow: Flow, body: dict[str, Any], key: str) -> dict[str, Any]:
    """The answer to a request; empty while the first one is in flight."""
    answer = flow.post(body, key)
    assert answer.status_code in {201, 409}, flow.told(answer.text)
    found: dict[str, Any] = answer.json() if answer.status_code == 201 else {}
    return found


def test_the_same_event_five_times(flow: Flow) -> None:
    """The same event five times: the transformer drops what differs, so the queue takes one message.

    Source: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html
    (content-based deduplication: SHA-256 of the body, five minutes).
    """
    detail = flow.detail()
    payslip_id = detail["data"]["payslipId"]
    with flow.caught() as caught:
        for _ in range(5):
            flow.put("payslip.uploaded", detail)
        flow.eventually(lambda: flow.has_pdf(payslip_id) and flow.is_idle(), "the PDF, and an empty queue")
        events = caught.events(at_least=6)

    assert 5 == sum(event["detail-type"] == "payslip.uploaded" for event in events)
    assert 1 == sum(event["detail-type"] == "payslip.generated" for event in events)
    assert [f"{payslip_id}/r1.pdf"] == flow.pdfs_of(payslip_id)
    assert 1 == len(flow.versions(f"{payslip_id}/r1.pdf"))


def test_the_same_payslip_in_other_words(flow: Flow) -> None:
    """Past deduplication (other metadata): five messages, one PDF that never changes, five equal announcements."""
    detail = flow.detail()
    payslip_id = detail["data"]["payslipId"]
    with flow.caught() as caught:
        for _ in range(5):
            flow.put("payslip.uploaded", detail | {"metadata": flow.metadata("2.1.0")})
        events = caught.events(at_least=10, seconds=40)

    announced = [event["detail"] for event in events if event["detail-type"] == "payslip.generated"]
    assert 5 == len(announced)
    assert 1 == len({detail["metadata"]["idempotencyKey"] for detail in announced})
    assert 1 == len({json.dumps(detail["data"], sort_keys=True) for detail in announced})
    assert 1 == len(flow.versions(f"{payslip_id}/r1.pdf"))


def test_a_payslip_id_in_capitals_is_the_same_payslip(flow: Flow) -> None:
    """A UUID is the same in capitals (RFC 9562, section 4), so its PDF is too."""
    detail = flow.detail()
    payslip_id = detail["data"]["payslipId"]
    flow.put("payslip.uploaded", detail)
    flow.eventually(lambda: flow.has_pdf(payslip_id), "the PDF")
    shouted = detail["data"] | {"payslipId": payslip_id.upper()}
    with flow.caught() as caught:
        flow.put("payslip.uploaded", {"metadata": flow.metadata("2.1.0"), "data": shouted})
        caught.events(at_least=2, seconds=40)

    assert [] == flow.pdfs_of(payslip_id.upper())
    assert 1 == len(flow.versions(f"{payslip_id}/r1.pdf"))


def test_archive_and_replay(flow: Flow) -> None:
    """A replay of what the archive holds writes no PDF again: the same keys, versions and bytes."""
    started = datetime.now(UTC).replace(microsecond=0)
    detail = flow.detail()
    payslip_id = detail["data"]["payslipId"]
    flow.put("payslip.uploaded", detail)
    flow.eventually(lambda: flow.has_pdf(payslip_id) and flow.is_idle(), "the PDF, and an empty queue")
    before = {key: flow.versions(key) for key in flow.system.pdfs()}
    archive = flow.events.describe_archive(ArchiveName=f"{BUS}-archive")

    with flow.caught() as caught:
        flow.events.start_replay(
            ReplayName=f"replay-{flow.key()}"[:64],
            EventSourceArn=archive["ArchiveArn"],
            EventStartTime=started,
            EventEndTime=started + timedelta(hours=1),
            Destination={"Arn": archive["EventSourceArn"]},
        )
        replayed = caught.events(at_least=2, seconds=40)
        flow.eventually(flow.is_idle, "an empty queue after the replay")

    again = [event["detail"]["data"]["payslipId"] for event in replayed if event["detail-type"] == "payslip.uploaded"]
    assert payslip_id in again
    assert before == {key: flow.versions(key) for key in flow.system.pdfs()}
