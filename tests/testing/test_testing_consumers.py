"""Deliveries and strays: what reaches a consumer, in the form in which it does, and what must not."""

from __future__ import annotations

import hashlib
import json
from itertools import islice
from typing import Any

import pytest

from bridgewright.contracts.model import EventContract
from bridgewright.findings import BridgewrightError
from bridgewright.patterns import Pattern
from bridgewright.sample.validity import validity
from bridgewright.testing import ContractBroken, Contracts, arrivals, deliveries, strays
from bridgewright.testing.steering import matching, stopped


def test_a_queue_gets_the_transformed_body(contracts: Contracts) -> None:
    """The SQS record of a FIFO queue: body without the event's id, group and deduplication id as SQS gives them."""
    delivery = next(deliveries(contracts, "pdf", samples=1))
    (record,) = delivery.lambda_event["Records"]
    detail = delivery.event["detail"]

    expected = {"source": "leejames.payroll", "detail-type": "payslip.uploaded", "detail": detail}
    assert expected == json.loads(record["body"])
    assert detail["data"]["payslip"]["employee"]["id"] == record["attributes"]["MessageGroupId"]
    assert hashlib.sha256(record["body"].encode()).hexdigest() == record["attributes"]["MessageDeduplicationId"]
    assert record["eventSourceARN"].endswith(":leejames-pdf.fifo")


def test_a_function_gets_the_whole_event(contracts: Contracts) -> None:
    """A Lambda target without a transformer: the event as EventBridge delivers it."""
    delivery = next(deliveries(contracts, "reissues", samples=1))

    assert delivery.event == delivery.lambda_event


def test_examples_come_first_and_every_version_is_there(contracts: Contracts) -> None:
    """Each version of the major: its examples that pass the filter, then as many samples as asked for."""
    found = [delivery.id for delivery in deliveries(contracts, "pdf", samples=2)]

    assert [
        *(
            "payslip.uploaded/2.0.0 example monthly",
            "payslip.uploaded/2.0.0 sample 0",
            "payslip.uploaded/2.0.0 sample 1",
        ),
        *(
            "payslip.uploaded/2.1.0 example monthly",
            "payslip.uploaded/2.1.0 sample 0",
            "payslip.uploaded/2.1.0 sample 1",
        ),
        *("payslip.regenerate/1.0.0 example correction", "payslip.regenerate/1.0.0 sample 0"),
        "payslip.regenerate/1.0.0 sample 1",
    ] == found


def test_prepare_changes_the_detail_but_not_the_contract(contracts: Contracts) -> None:
    """What `prepare` makes of a detail is judged again."""

    def spoil(detail: Any) -> Any:
        return detail | {"data": {}}

    with pytest.raises(ContractBroken, match="/detail/data: 'payslipId' is a required property"):
        next(deliveries(contracts, "pdf", prepare=spoil))


def test_an_unknown_consumer_is_one_clear_line(contracts: Contracts) -> None:
    """The names that there are."""
    with pytest.raises(BridgewrightError, match="no subscription has the consumer 'pfd'; there are: pdf, reissues"):
        next(deliveries(contracts, "pfd"))


def test_strays_are_of_every_kind(contracts: Contracts) -> None:
    """Other contracts, other majors, and events that the filter stops; none of them arrives."""
    found = list(strays(contracts, "pdf", samples=3))

    assert {"no subscription asks for it", "its filter stops it"} == {stray.reason for stray in found}
    assert {
        "payslip.generated/1.0.0",
        "payslip.uploaded/1.0.0",
        "payslip.uploaded/1.1.0",
        "payslip.uploaded/2.1.0",
    } <= {stray.id.split()[0] for stray in found}
    assert [] == [str(stray) for stray in found if arrivals(contracts, "pdf", stray.event)]


FILTERS: list[dict[str, Any]] = [
    {"data": {"delivery": {"channel": ["portal"]}}},
    {"data": {"delivery": {"channel": [{"anything-but": ["pdf", "paper"]}]}}},
    {"data": {"payslip": {"currency": ["EUR"], "payment": {"method": ["cheque"]}}}},
    {"data": {"payslip": {"employee": {"id": [{"prefix": "KB-"}]}}}},
    {"data": {"payslip": {"employee": {"id": [{"suffix": "-7"}]}}}},
    {"data": {"payslip": {"message": [{"exists": False}]}}},
    {"data": {"payslip": {"message": [{"exists": True}]}}},
    {"data": {"payslip": {"employer": {"payeReference": [{"wildcard": "846/*"}]}}}},
]


@pytest.mark.parametrize("condition", FILTERS, ids=json.dumps)
def test_samples_are_steered_through_a_narrow_filter(contracts: Contracts, condition: dict[str, Any]) -> None:
    """Ten valid details on each side of a filter that random samples would rarely hit."""
    contract: EventContract = next(c for c in contracts.catalog.events if c.id == "payslip.uploaded/2.1.0")
    pattern = Pattern.parse({"detail": condition})
    is_valid = validity(contract.document.content, contract.detail_pointer)
    hit, missed = list(islice(matching(contract, condition), 10)), list(islice(stopped(contract, condition), 10))

    assert (10, 10) == (len(hit), len(missed))
    assert [] == [detail for detail in hit if not pattern.matches({"detail": detail})]
    assert [] == [detail for detail in missed if pattern.matches({"detail": detail})]
    assert [] == [detail for detail in (*hit, *missed) if not is_valid(detail)]
