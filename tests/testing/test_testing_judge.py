"""What the judge and the producer's check say of events: contract, place and fault, and who should have got it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bridgewright.contracts.model import EventContract, Version
from bridgewright.sample import envelope
from bridgewright.testing import ContractBroken, Contracts, Judge, assert_contract

CHANNEL = ("data", "delivery", "channel")


def contract(contracts: Contracts, name: str, version: str) -> EventContract:
    """One contract of the project."""
    return next(c for c in contracts.catalog.events if (c.name, c.version) == (name, Version.parse(version)))


@pytest.fixture
def detail(contracts: Contracts) -> dict[str, Any]:
    """The detail of a payslip.uploaded 2.1.0 that asks for a PDF."""
    copy: dict[str, Any] = json.loads(json.dumps(contract(contracts, "payslip.uploaded", "2.1.0").examples[0].detail))
    return copy


def entry(detail: Any, name: str = "payslip.uploaded", source: str = "leejames.payroll") -> dict[str, Any]:
    """A PutEvents entry."""
    return {"Source": source, "DetailType": name, "Detail": json.dumps(detail), "EventBusName": "leejames-hr"}


def test_every_example_follows_its_contract(contracts: Contracts, judge: Judge) -> None:
    """Examples as whole events and as entries: no fault."""
    for each in contracts.catalog.events:
        for example in each.examples:
            assert () == judge.faults(envelope(each, example.detail))
            assert () == judge.faults(entry(example.detail, each.detail_type, each.source))


def test_a_fault_names_contract_place_and_value(judge: Judge, detail: dict[str, Any]) -> None:
    """One line for each fault, deepest place first to read: contract id, pointer, what is wrong."""
    detail["data"]["delivery"]["channel"] = "pigeon"
    del detail["data"]["payslip"]["employee"]["id"]

    assert (
        "payslip.uploaded/2.1.0: /detail/data/delivery/channel: 'pigeon' is not one of ['pdf', 'paper', 'portal']",
        "payslip.uploaded/2.1.0: /detail/data/payslip/employee: 'id' is a required property",
    ) == judge.faults(entry(detail))


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"Detail": "{"}, "/Detail: it is no JSON text"),
        ({"DetailType": "payslip.lost"}, "no contract has source 'leejames.payroll', detail-type 'payslip.lost'"),
        ({"Source": "leejames.hr"}, "no contract has source 'leejames.hr', detail-type 'payslip.uploaded'"),
    ],
)
def test_what_is_no_event_of_ours_is_a_fault(
    judge: Judge, detail: dict[str, Any], change: dict[str, str], expected: str
) -> None:
    """No JSON, an unknown detail-type, another source."""
    (fault,) = judge.faults(entry(detail) | change)

    assert fault.startswith(expected)


def test_a_version_that_nobody_wrote_down_is_a_fault(judge: Judge, detail: dict[str, Any]) -> None:
    """A producer says which version it follows; it must exist."""
    detail["metadata"]["schemaVersion"] = "2.9.0"

    assert ("payslip.uploaded 2.9.0: /detail/metadata/schemaVersion: no contract has this version",) == judge.faults(
        entry(detail)
    )


def test_formats_and_lookalikes_are_judged(judge: Judge, detail: dict[str, Any]) -> None:
    """Formats are asserted, and `$` ends the text: no newline slips through, as it does in Python's `re`."""
    detail["metadata"]["occurredAt"] = "2026-11-23 09:30:00"
    detail["data"]["payslip"]["employee"]["taxCode"] = "1257L\n"

    assert ["/detail/data/payslip/employee/taxCode", "/detail/metadata/occurredAt"] == [
        fault.split(": ")[1] for fault in judge.faults(entry(detail))
    ]


def test_a_long_value_is_cut_in_the_message(judge: Judge, detail: dict[str, Any]) -> None:
    """A fault is a line to read, however long the value."""
    detail["data"]["payslip"]["message"] = "x" * 5000

    assert 400 > len(judge.faults(entry(detail))[0])


def test_assert_contract_is_silent_about_good_entries(contracts: Contracts, detail: dict[str, Any]) -> None:
    """A valid entry that matches exactly the rules of those who want it."""
    assert_contract([entry(detail)], contracts)


def test_assert_contract_shows_each_fault_by_its_entry(contracts: Contracts, detail: dict[str, Any]) -> None:
    """The number of the entry, and its fault; the good ones aren't mentioned."""
    bad = json.loads(json.dumps(detail))
    del bad["data"]["payslipId"]

    with pytest.raises(ContractBroken) as caught:
        assert_contract([entry(detail), entry(bad)], contracts)

    expected = (
        "2 entries, 1 faults:\n  entry 1: payslip.uploaded/2.1.0: /detail/data: 'payslipId' is a required property"
    )
    assert expected == str(caught.value)


def test_assert_contract_of_nothing_fails(contracts: Contracts) -> None:
    """A test that published nothing must not pass."""
    with pytest.raises(ContractBroken, match="nothing was published"):
        assert_contract([], contracts)


def test_a_rule_that_differs_from_its_subscription_is_shown(
    contracts: Contracts, detail: dict[str, Any], tmp_path: Any
) -> None:
    """A generated rule with another filter than the YAML: who wants the event, and whom it reaches."""
    for path in contracts.output.glob("[rs]*/**/*.json"):
        copy = tmp_path / path.relative_to(contracts.output)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text(path.read_text().replace('"pdf"\n', '"paper"\n'))
    drifted = Contracts(contracts.catalog, tmp_path)

    with pytest.raises(ContractBroken) as caught:
        assert_contract([entry(detail)], drifted)

    assert "it matches the generated rules none; the subscriptions that want it have pdf-payslip-uploaded-v2" in str(
        caught.value
    )
