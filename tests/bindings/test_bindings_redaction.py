"""Personal data (`x-sensitive`) is in JSON and in attributes, and nowhere else."""

from __future__ import annotations

import copy
import json
import traceback

import pytest
from pydantic import ValidationError

from bridgewright.emit.bindings.queries import is_sensitive
from bridgewright.schemas.walking import schemas_at
from leejames_events.errors import NotThisEvent


def sensitive_values(document, detail):
    """Every string of a detail that a marked schema speaks of, and that stands nowhere unmarked too."""
    found = list(strings(document, detail))
    return {value for value, hidden in found if hidden} - {value for value, hidden in found if not hidden}


def strings(document, detail):
    """Each string of a detail, and whether a marked schema speaks of it."""
    pointer = ""
    stack = [(pointer, detail, False)]
    while stack:
        at, value, hidden = stack.pop()
        schemas = schemas_at(document.content, document.content["components"]["schemas"]["AWSEvent"], f"/detail{at}")
        hidden = hidden or any(is_sensitive(document.content, schema) for schema in schemas)
        if isinstance(value, dict):
            stack.extend((f"{at}/{key}", member, hidden) for key, member in value.items())
        elif isinstance(value, list):
            stack.extend((f"{at}/{index}", member, hidden) for index, member in enumerate(value))
        elif isinstance(value, str):
            yield value, hidden


def test_repr_and_str_show_no_personal_data(bound):
    """At any depth; and there is personal data in every payslip."""
    for example in bound.contract.examples:
        event = bound.model.from_data(example.detail)
        hidden = sensitive_values(bound.contract.document, example.detail)
        shown = f"{event!r} {event} {[event]} {event:}"

        assert [] == [value for value in hidden if f"'{value}'" in shown]
        assert bool(hidden) == ("<sensitive>" in shown)
        assert hidden or bound.contract.name == "payslip.generated"


def test_what_is_not_personal_is_shown(uploaded):
    """Logs stay useful: ids and periods are there."""
    shown = repr(uploaded.model.from_data(uploaded.contract.examples[0].detail))

    assert "E-004217" in shown
    assert "label='Month 8'" in shown
    assert "name=<sensitive>" in shown
    assert "amount=<sensitive>" in shown


def test_undeclared_properties_are_not_shown(uploaded):
    """Nobody said that they are harmless."""
    detail = copy.deepcopy(uploaded.contract.examples[0].detail)
    detail["data"]["payslip"]["employee"]["dateOfBirth"] = "1984-02-29"

    assert "1984-02-29" not in repr(uploaded.model.from_data(detail))


def test_a_validation_error_shows_no_values(uploaded):
    """Nor does its traceback, from JSON or from Python, nor what programs read of it."""
    detail = copy.deepcopy(uploaded.contract.examples[0].detail)
    detail["data"]["payslip"]["employee"] |= {"niNumber": "QQ-SECRET-1", "name": 12_345_678}
    detail["data"]["payslip"]["earnings"][0]["amount"] = "SECRET-2"

    for read, told in ((uploaded.model.from_data, detail), (uploaded.model.from_json, json.dumps(detail))):
        with pytest.raises(ValidationError) as caught:
            read(told)
        error = caught.value
        text = "".join(traceback.format_exception(error)) + repr(error.errors()) + error.json()

        assert "niNumber" in text
        assert [] == [secret for secret in ("SECRET-1", "12345678", "SECRET-2") if secret in text]
        assert {"string_too_long", "string_type"} < {each["type"] for each in error.errors()}
        assert error.__context__ is None
    employee = uploaded.model.from_data(uploaded.contract.examples[0].detail).data.payslip.employee
    with pytest.raises(ValidationError) as caught:
        employee.replace(ni_number="-".join(["SECRET", "3"]))
    assert "SECRET-3" not in "".join(traceback.format_exception(caught.value)) + caught.value.json()


def test_another_event_s_error_shows_nothing_of_it(uploaded):
    """A misrouted message is somebody's data too."""
    event = uploaded.event({"name": "SECRET"}, source="SECRET.source")

    with pytest.raises(NotThisEvent) as caught:
        uploaded.model.from_eventbridge(event)

    assert "SECRET" not in "".join(traceback.format_exception(caught.value))
