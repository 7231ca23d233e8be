"""Reading keeps what a contract doesn't declare; producing sends declared fields alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bridgewright.emit.bindings.names import TAKEN_FIELDS
from leejames_events.payslip_uploaded.v2 import PayslipUploaded

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def detail() -> dict[str, Any]:
    document = yaml.safe_load((ROOT / "contracts/events/payslip.uploaded/2.1.0.yaml").read_text())
    example: dict[str, Any] = document["components"]["examples"]["monthly"]["value"]
    return example


def with_strangers(detail: dict[str, Any]) -> dict[str, Any]:
    """The detail with an undeclared field at the top, in an object and in an object of an array."""
    changed: dict[str, Any] = json.loads(json.dumps(detail))
    changed["salaryBand"] = "secret"
    changed["data"]["payslip"]["employee"]["diet"] = {"kind": "secret"}
    changed["data"]["payslip"]["earnings"][0]["note"] = ["secret"]
    return changed


def test_an_entry_holds_declared_fields_alone(detail: dict[str, Any]) -> None:
    """A producer can't leak, or grow an event by, what nobody promised: `to_entry` drops it at any depth."""
    read = PayslipUploaded.from_data(with_strangers(detail))

    assert json.loads(read.to_entry("bus")["Detail"]) == detail


def test_reading_and_writing_keep_everything(detail: dict[str, Any]) -> None:
    """A consumer that passes an event on, or stores it, loses nothing."""
    strange = with_strangers(detail)

    assert PayslipUploaded.from_data(strange).to_data() == strange


def test_declared_changes_a_copy(detail: dict[str, Any]) -> None:
    """The object itself stays as it was read."""
    strange = with_strangers(detail)
    read = PayslipUploaded.from_data(strange)

    assert read.declared() == PayslipUploaded.from_data(detail)
    assert read.to_data() == strange


def test_nothing_to_drop_is_no_copy(detail: dict[str, Any]) -> None:
    """The usual case costs a walk and no object."""
    read = PayslipUploaded.from_data(detail)

    assert read.declared() is read


def test_no_property_can_hide_a_method() -> None:
    """What every event can do has a name that no field gets, whatever a contract calls it."""
    methods = {name for kind in PayslipUploaded.__mro__ for name in vars(kind) if name[0] != "_" and name.islower()}

    assert "declared" in methods
    assert methods - TAKEN_FIELDS == set()


def test_an_id_in_capitals_is_the_same_id(detail: dict[str, Any]) -> None:
    """RFC 9562 reads both; what a service derives from an id (a key, a file name) must not depend on the spelling."""
    lower = PayslipUploaded.from_data(detail).data.payslip_id
    detail["data"]["payslipId"] = detail["data"]["payslipId"].upper()
    read = PayslipUploaded.from_data(detail)

    assert (read.data.payslip_id, str(read.data.payslip_id)) == (lower, str(lower))
    assert read.to_data() == detail
