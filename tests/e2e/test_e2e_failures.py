"""What fails ends where somebody finds it, and holds up nobody else."""

from __future__ import annotations

import json
from typing import Any

import pytest

from e2e.flow import Flow

pytestmark = [pytest.mark.aws, pytest.mark.slow]


def queued(detail: dict[str, Any]) -> dict[str, Any]:
    """What the rule's transformer makes of a payslip.uploaded."""
    return {"source": "leejames.payroll", "detail-type": "payslip.uploaded", "detail": detail}


def test_a_poison_message_ends_in_the_dlq_and_all_others_are_processed(flow: Flow) -> None:
    """Poison between two good messages of its group, and one of another group: three PDFs, one dead letter."""
    good = [flow.detail() for _ in range(3)]
    poison = queued({"metadata": flow.metadata("2.1.0"), "data": {"payslipId": "not a uuid"}})
    flow.messages("leejames-pdf-dlq.fifo")

    flow.send(queued(good[0]), "group-a")
    flow.send(poison, "group-a")
    flow.send(queued(good[1]), "group-a")
    flow.send(queued(good[2]), "group-b")

    ids = [detail["data"]["payslipId"] for detail in good]
    flow.eventually(lambda: all(flow.has_pdf(i) for i in ids) and flow.is_idle(), "three PDFs, and an empty queue")
    assert [poison] == [json.loads(message["Body"]) for message in flow.messages("leejames-pdf-dlq.fifo")]


def test_an_event_that_cannot_be_delivered_ends_at_the_rules_dlq(flow: Flow) -> None:
    """The queue refuses EventBridge: the event waits in the rule target's dead-letter queue, and why.

    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-dlq.html
    """
    queue = flow.queue("leejames-pdf.fifo")
    policy = flow.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"]["Policy"]
    detail = flow.detail()
    flow.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": ""})
    try:
        flow.put("payslip.uploaded", detail)
        (letter,) = flow.eventually(lambda: flow.messages("leejames-pdf-undelivered"), "the undelivered event")
    finally:
        flow.sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})

    attributes = {name: value["StringValue"] for name, value in letter["MessageAttributes"].items()}
    assert detail == json.loads(letter["Body"])["detail"]
    assert attributes["RULE_ARN"].endswith("/pdf-payslip-uploaded-v2")
    assert attributes["TARGET_ARN"].endswith(":leejames-pdf.fifo")
    assert "ERROR_CODE" in attributes
    assert [] == flow.pdfs_of(detail["data"]["payslipId"])


def test_a_failing_lambda_target_goes_to_on_failure(flow: Flow) -> None:
    """The reissues function refuses the event three times; then the event is at its OnFailure destination.

    Source: https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html
    """
    flow.messages("leejames-reissues-on-failure")
    payslip_id = "0c8a4c3a-56b8-4dbb-8a0c-2b7d8a1c0d22"
    broken = flow.generated(payslip_id, 2, sha256="no hash")
    flow.put("payslip.generated", broken, "leejames.documents")

    (message,) = flow.eventually(lambda: flow.messages("leejames-reissues-on-failure"), "the failed invocation")

    record = json.loads(message["Body"])
    assert ("RetriesExhausted", 3) == (
        record["requestContext"]["condition"],
        record["requestContext"]["approximateInvokeCount"],
    )
    assert broken == record["requestPayload"]["detail"]
    assert flow.reissue(payslip_id) is None


def test_a_crash_between_put_and_publish_loses_nothing(flow: Flow) -> None:
    """PutEvents fails after the PDF was stored: the next attempt finds the PDF, and announces it, once."""
    detail = flow.detail()
    payslip_id = detail["data"]["payslipId"]
    with flow.caught() as caught:
        with flow.without(flow.role("leejames-pdf"), "AnnounceDocuments", "events:PutEvents"):
            flow.put("payslip.uploaded", detail)
            flow.eventually(lambda: flow.has_pdf(payslip_id), "the PDF")
        # The message may have used up its receives meanwhile: what an operator does then is a redrive.
        flow.eventually(flow.is_idle, "an empty queue")
        for letter in flow.messages("leejames-pdf-dlq.fifo"):
            flow.send(letter["Body"], "redriven")
        events = caught.events(at_least=2, seconds=40)

    assert [payslip_id] == [
        event["detail"]["data"]["payslipId"] for event in events if event["detail-type"] == "payslip.generated"
    ]
    assert 1 == len(flow.versions(f"{payslip_id}/r1.pdf"))


def test_an_upload_that_could_not_publish_is_finished_by_the_callers_retry(flow: Flow) -> None:
    """PutEvents fails: 503. The same request again: 201, and the event is published once."""
    body, key = flow.request(), flow.key()
    with flow.caught() as caught:
        with flow.without(flow.role("leejames-upload"), "PublishPayrollEvents", "events:PutEvents"):
            refused = flow.post(body, key)
        accepted = flow.post(body, key)
        payslip_id = accepted.json()["payslipId"]
        flow.eventually(lambda: flow.has_pdf(payslip_id), "the PDF")
        events = caught.events(at_least=2)

    assert (503, 201) == (refused.status_code, accepted.status_code)
    assert [payslip_id] == [
        event["detail"]["data"]["payslipId"] for event in events if event["detail-type"] == "payslip.uploaded"
    ]


def test_a_crash_before_the_answer_publishes_at_most_an_equivalent_event(flow: Flow) -> None:
    """The answer can't be kept: 503 though the event is out. The retry: 201, and the same event, for one PDF."""
    body, key = flow.request(), flow.key()
    with flow.caught() as caught:
        with flow.without(flow.role("leejames-upload"), "ClaimPayslipsAndKeepAnswers", "dynamodb:UpdateItem"):
            refused = flow.post(body, key)
        accepted = flow.eventually(lambda: retried(flow, body, key), "the retry to be accepted")
        payslip_id = accepted["payslipId"]
        flow.eventually(lambda: flow.has_pdf(payslip_id) and flow.is_idle(), "the PDF")
        events = caught.events(at_least=3)

    assert 503 == refused.status_code
    details = [event["detail"] for event in events if event["detail-type"] == "payslip.uploaded"]
    assert 2 == len(details)
    assert details[0] == details[1]
    assert 1 == len(flow.versions(f"{payslip_id}/r1.pdf"))


def retried(flow: Flow, body: dict[str, Any], key: str) -> dict[str, Any]:
    """The answer of a retry; empty while the first request is still said to be in flight."""
    answer = flow.post(body, key)
    assert answer.status_code in {201, 409}, flow.told(answer.text)
    found: dict[str, Any] = answer.json() if answer.status_code == 201 else {}
    return found
