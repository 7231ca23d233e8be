"""Consumers accept all that their subscriptions may bring them, and nothing else comes."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pypdfium2
import pytest

from bridgewright.sample import faults
from bridgewright.testing import Contracts, Delivery, Message, Stray, arrivals, deliveries, sqs_event, strays
from contract.conftest import Handler, with_real_logo
from leejames.system import System


@pytest.mark.aws
@pytest.mark.consumer("pdf", samples=25, prepare=with_real_logo)
def test_pdf_renders_every_delivery(delivery: Delivery, render: Handler, deployed: System) -> None:
    """Every example and sampled event of every version, as the queue brings it, becomes a PDF that can be read."""
    data = delivery.event["detail"]["data"]

    answer = render(delivery.lambda_event)

    assert {"batchItemFailures": []} == answer
    assert 1 <= pages(deployed.pdf(f"{data['payslipId']}/r{data.get('revision', 1)}.pdf"))


def pages(pdf: bytes) -> int:
    """Pages of a PDF; fails when it is none."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return len(document)
    finally:
        document.close()


@pytest.mark.aws
def test_pdf_refuses_every_spoilt_event(contracts: Contracts, render: Handler) -> None:
    """Each single fault that an event can have fails its message, however small; nothing is rendered of it."""
    for subscription in contracts.subscriptions("pdf"):
        contract = contracts.catalog.versions(subscription.contract, subscription.major)[-1]
        detail = with_real_logo(contract.examples[0].detail)
        bodies = [
            (fault, {"source": contract.source, "detail-type": contract.detail_type, "detail": fault.detail})
            for fault in faults(contract, detail)
        ]
        accepted = [
            (fault.pointer, fault.keyword)
            for fault, body in bodies
            if not render(sqs_event([Message(json.dumps(body), "group")], "leejames-pdf.fifo"))["batchItemFailures"]
        ]

        assert len(bodies) > 300
        assert [] == accepted


def with_own_id(detail: Any) -> Any:
    """The detail with a payslip id of its own: another document for the same payslip and revision is refused."""
    unique = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(detail, sort_keys=True))
    return detail | {"data": detail["data"] | {"payslipId": str(unique)}}


@pytest.mark.aws
@pytest.mark.consumer("reissues", samples=60, prepare=with_own_id)
def test_reissues_records_every_delivery(delivery: Delivery, record_reissue: Handler, deployed: System) -> None:
    """Every example and sampled event with a revision above 1 is written down with its document's hash."""
    data = delivery.event["detail"]["data"]

    record_reissue(delivery.lambda_event)

    found = deployed.aws.client("dynamodb").get_item(
        TableName=deployed.control_table, Key={"id": {"S": f"reissue#{data['payslipId']}#r{data['revision']}"}}
    )
    assert data["document"]["sha256"] == found["Item"]["sha256"]["S"]


@pytest.mark.parametrize("consumer", ["pdf", "reissues"])
def test_deliveries_cover_every_version(contracts: Contracts, consumer: str) -> None:
    """No version of a subscribed major is left out, whatever was released since the test was written."""
    asked = contracts.subscriptions(consumer)
    expected = {c.id for s in asked for c in contracts.catalog.versions(s.contract, s.major)}

    assert expected == {d.contract.id for d in deliveries(contracts, consumer, samples=1)}


@pytest.mark.consumer("pdf")
def test_nothing_else_reaches_pdf(stray: Stray, contracts: Contracts) -> None:
    """Paper and portal payslips, other majors and other events match no rule of the PDF service."""
    assert () == arrivals(contracts, "pdf", stray.event)


@pytest.mark.consumer("reissues")
def test_nothing_else_reaches_reissues(stray: Stray, contracts: Contracts) -> None:
    """First issues, and events of other kinds, match no rule of the reissues consumer."""
    assert () == arrivals(contracts, "reissues", stray.event)


@pytest.mark.aws
@pytest.mark.parametrize("consumer", ["pdf", "reissues"])
def test_the_bus_agrees_on_strays(contracts: Contracts, consumer: str, deployed: System) -> None:
    """TestEventPattern, which knows nothing of the pattern engine here, says no to each stray too."""
    events: Any = deployed.aws.client("events")
    rules = [contracts.rule(subscription) for subscription in contracts.subscriptions(consumer)]
    matched = [
        (rule.name, str(stray))
        for stray in strays(contracts, consumer, samples=5)
        for rule in rules
        if events.test_event_pattern(EventPattern=rule.event_pattern, Event=json.dumps(stray.event))["Result"]
    ]

    assert [] == matched
