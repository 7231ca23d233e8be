"""`example()` of classes that were bound in memory."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgewright import bind

CONTRACT = Path(__file__).resolve().parents[2] / "contracts/events/payslip.uploaded/2.1.0.yaml"


def test_a_contract_s_examples_are_those_of_its_detail():
    """The first by default, each by name, fields changed by keyword."""
    module = bind(CONTRACT)

    assert "Month 8" == module.PayslipUploaded.example().data.payslip.period.label
    assert "Week 33" == module.PayslipUploaded.example("weekly").data.payslip.period.label
    assert "EUR" == module.Payslip.example(currency="EUR").currency


def test_other_classes_have_a_sample_that_they_accept():
    """Of any document that can be sampled."""
    schema = {"type": "object", "required": ["n"], "properties": {"n": {"type": "integer", "minimum": 3}}}
    event = bind(schema).AWSEvent.example()

    assert 3 <= event.detail.n
    assert event == type(event).from_data(event.to_data())


@pytest.mark.parametrize("name", ["yearly", None])
def test_where_there_is_none_a_lookup_error_says_so(name):
    """A name that the document doesn't have; a schema that no sample was found for."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "required": ["n"]}
    schema["properties"] = {"n": {"type": "object", "minProperties": 1, "propertyNames": {"const": "only"}}}

    with pytest.raises(LookupError, match="AWSEvent has no example"):
        bind(schema).AWSEvent.example(name)


@pytest.mark.parametrize("pattern", [r"^(?i)ab+$", r"\Aab\z", "^(?s).{2}$", "^a(?i:b)$"])
def test_a_pattern_in_another_engine_s_spelling_has_an_example(pattern):
    """What is enforced can be made."""
    module = bind({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": pattern}}})

    assert 2 == len(module.Detail.example().a)


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("pattern", ["^[[a]$", "^[a&&b]+$", "^[a||b~~c]+$"])
def test_a_pattern_that_python_may_read_otherwise_one_day_gives_no_warning(pattern):
    """It is an ECMA expression, and Python's future sets are none of the user's concern."""
    module = bind({"type": "object", "required": ["a"], "properties": {"a": {"type": "string", "pattern": pattern}}})

    assert module.Detail.example().a


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string", "minLength": 1_000_000_000},
        {"type": "array", "minItems": 1_000_000, "items": {"type": "object"}},
        {"type": "object", "minProperties": 1_000_000},
        {"type": "string", "pattern": f"^{'(' * 300}a{')' * 300}$"},
        {"type": "string", "pattern": "^[\\s\\S]{1,262144}$"},
    ],
)
def test_what_would_take_too_long_has_no_example(schema):
    """The bindings are there all the same."""
    module = bind({"title": "Big", "type": "object", "required": ["a"], "properties": {"a": schema}})

    with pytest.raises(LookupError):
        module.Big.example()


def test_a_step_may_be_as_small_as_it_likes():
    """Of decimals no digits are lost."""
    number = {"type": "number", "multipleOf": 1e-300}
    module = bind({"title": "Tiny", "type": "object", "properties": {"a": number}, "required": ["a"]})

    assert module.Tiny.example().to_data()
