"""`example()`: valid objects for tests, from the contract's examples, with some fields changed."""

from __future__ import annotations

import importlib
import inspect
import json
import subprocess
import sys
from typing import assert_type

import pytest
from openapi_schema_validator import OAS30Validator, oas30_format_checker
from pydantic import ValidationError

from bridgewright.emit.bindings.modules import event_plan
from bridgewright.emit.bindings.names import module_name
from bridgewright.emit.bindings.plan import ClassPlan
from bridgewright.emit.bindings.planning import plan_module
from bridgewright.schemas.walking import self_contained
from leejames_events.apis.payslip_upload import v1 as api
from leejames_events.payslip_uploaded import v2
from leejames_events.payslip_uploaded.v2 import PayslipUploaded


def modules(catalog):
    """(module, plan, document) of every module of models in the repository."""
    package = catalog.settings.package
    for event in catalog.latest():
        name = f"{package}.{module_name(event.name)}.v{event.version.major}"
        yield importlib.import_module(name), event_plan(event), event.document
    document = catalog.apis[-1].document
    yield api, plan_module(document, {name: name for name in document.content["components"]["schemas"]}), document


def test_every_class_has_an_example_that_its_schema_accepts(catalog):
    """Events, commands, whole events, bodies and every object in them: judged by OpenAPI's own validator."""
    refused = []
    count = 0
    for module, plan, document in modules(catalog):
        for definition in plan.definitions:
            if isinstance(definition, ClassPlan):
                schema = self_contained(document.content, definition.pointer)
                judge = OAS30Validator(schema, format_checker=oas30_format_checker)
                example = getattr(module, definition.name).example()
                refused += [] if judge.is_valid(example.to_data()) else [f"{module.__name__}.{definition.name}"]
                count += 1

    assert [] == refused
    assert 50 < count


def test_an_event_s_examples_are_the_contract_s(bound):
    """The first by default, each by its name."""
    examples = bound.contract.examples

    assert examples[0].detail == bound.model.example().to_data()
    assert [example.detail for example in examples] == [bound.model.example(e.name).to_data() for e in examples]


def test_a_part_s_example_is_what_stands_in_the_contract_s():
    """A payslip is that of the named event; a line is its first."""
    weekly = PayslipUploaded.example("weekly")

    assert weekly.data.payslip == v2.Payslip.example("weekly")
    assert weekly.data.payslip.earnings[0] == v2.EarningsLine.example("weekly")
    assert weekly == v2.AWSEvent.example("weekly").detail


def test_what_no_example_holds_is_sampled():
    """The API's document has no example of its bodies."""
    example = api.UploadRequest.example()

    assert example == api.UploadRequest.from_data(example.to_data())


def test_fields_are_changed_by_keyword_and_validated():
    """Python's names and types; None leaves a field out; a wrong value or name is an error."""
    payslip = v2.Payslip.example(currency="EUR", message=None, period=v2.Period.example(label="Week 1"))

    assert ("EUR", None, "Week 1") == (payslip.currency, payslip.message, payslip.period.label)
    assert "message" not in payslip.to_data()
    with pytest.raises(ValidationError):
        v2.Payslip.example(currency="XXX")
    with pytest.raises(TypeError):
        v2.Payslip.example(currencies="EUR")


def test_an_unknown_name_is_told_with_those_that_there_are():
    """A typo in a test is found at once."""
    with pytest.raises(LookupError, match="Payslip has no example 'yearly'; it has: monthly, weekly"):
        v2.Payslip.example("yearly")
    with pytest.raises(LookupError, match="Delivery has no example 'monthly'; it has: none of the contract's"):
        api.Delivery.example("monthly")


def test_each_call_gives_an_object_of_its_own():
    """Nothing that a test does to one reaches another."""
    assert v2.Payslip.example() is not v2.Payslip.example()
    assert v2.Payslip.example() == v2.Payslip.example()


def test_a_subclass_has_the_example_of_its_parent():
    """And is of its own type."""

    class OurPayslip(v2.Payslip):
        """A payslip of ours."""

    assert OurPayslip is type(OurPayslip.example())
    assert_type(OurPayslip.example(), OurPayslip)


def test_examples_are_read_when_one_is_asked_for():
    """Importing and reading an event loads neither the examples nor what reads them."""
    script = (
        "import json, sys\nfrom leejames_events.payslip_generated.v1 import PayslipGenerated\n"
        "loaded = lambda: [m for m in ('leejames_events._examples', 'importlib.resources') if m in sys.modules]\n"
        "before = loaded()\nPayslipGenerated.example()\nprint(json.dumps([before, loaded()]))"
    )
    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert [[], ["leejames_events._examples", "importlib.resources"]] == json.loads(output)


def test_example_is_typed_as_the_class():
    """An editor knows what it gets."""
    assert_type(v2.Payslip.example(), v2.Payslip)
    assert "Self" == inspect.signature(v2.Payslip.example).return_annotation
