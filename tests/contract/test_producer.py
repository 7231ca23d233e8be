"""Producers publish what their contracts promise, and it reaches exactly those who asked for it."""

from __future__ import annotations

from typing import Any

import pytest

from bridgewright.testing import Contracts, Recorder, assert_contract, deliveries
from contract.conftest import Handler, Uploads, with_real_logo
from leejames.system import System
from pdf_service.wiring import Wiring

pytestmark = pytest.mark.aws


def test_upload_publishes_what_its_contract_promises(uploads: Uploads, contracts: Contracts, deployed: System) -> None:
    """Each of 120 generated valid requests over HTTP gives one event, valid, that matches exactly the right rules.

    The events were caught on the bus; the rules are asked here and, by TestEventPattern, on AWS.
    """
    ids = [answer.json()["payslipId"] for answer in uploads.answers]

    assert sorted(ids) == sorted(event["detail"]["data"]["payslipId"] for event in uploads.events)
    assert_contract(uploads.events, contracts, events_client=deployed.aws.client("events"))


def test_upload_publishes_what_was_posted(uploads: Uploads) -> None:
    """Delivery and payslip of each event are those of its request, every character of every declared field."""
    posted = {
        answer.json()["payslipId"]: (declared(body["delivery"]), declared(body["payslip"]))
        for (_, body), answer in zip(uploads.posted, uploads.answers, strict=True)
    }

    assert posted == {
        event["detail"]["data"]["payslipId"]: (event["detail"]["data"]["delivery"], event["detail"]["data"]["payslip"])
        for event in uploads.events
    }


def declared(value: Any) -> Any:
    """The value without the properties that the sampler made up: publishers write declared fields only."""
    if isinstance(value, dict):
        return {name: declared(inner) for name, inner in value.items() if name != "notDeclared"}
    return [declared(inner) for inner in value] if isinstance(value, list) else value


def test_pdf_announces_what_its_contract_promises(
    render: Handler, pdf_wiring: Wiring, contracts: Contracts, produced: Recorder, deployed: System
) -> None:
    """Each message that the PDF service takes gives one valid payslip.generated; reissues wants revisions above 1."""
    produced.watch(pdf_wiring.events)
    sent = list(deliveries(contracts, "pdf", samples=12, seed=7, prepare=with_real_logo))
    for delivery in sent:
        assert {"batchItemFailures": []} == render(delivery.lambda_event), delivery

    assert len(sent) == len(produced.entries)
    assert_contract(produced.entries, contracts, events_client=deployed.aws.client("events"))
