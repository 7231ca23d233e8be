"""The judge of OpenAPI 3.0 schemas: what it takes, what it refuses, in which words, and at what cost."""

from __future__ import annotations

from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from openapi_schema_validator import OAS30Validator, oas30_format_checker

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import EventContract
from bridgewright.project.folder import load_sources
from bridgewright.sample import details, faults
from bridgewright.schemas.judge import Judge, TooManySteps, Violation, compiles, steps

CONTRACTS = Path(__file__).parents[2] / "contracts"


def judged(schema: dict[str, Any], value: Any, **components: Any) -> bool:
    """The verdict on a value, components at hand."""
    return Judge({"components": {"schemas": components}}).accepts(schema, value)


@pytest.mark.parametrize(
    ("schema", "taken", "refused"),
    [
        ({"type": "string", "nullable": True}, ["a", None], [1]),
        ({"type": "string"}, ["a"], [None]),
        ({"nullable": True}, [None, 1, "a"], []),
        ({"type": "integer", "nullable": True, "enum": [1, None]}, [1, None], [2]),
        ({"type": "integer", "nullable": True, "enum": [1]}, [1], [None]),
        ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, [2], [1]),
        ({"type": "integer", "maximum": 3, "exclusiveMaximum": False}, [3], [4]),
        ({"type": "integer"}, [1, 1.0, 10**30], [1.5, True, "1"]),
        ({"type": "string", "format": "date"}, ["2026-11-23"], ["2026-13-01", "23.11.2026"]),
        ({"type": "string", "format": "date-time"}, ["2026-11-23T09:30:00Z"], ["2026-11-23T09:30:00", "2026-11-23"]),
        ({"type": "string", "format": "uuid"}, ["8c6e2a52-8c2a-4d0e-9d6b-7c1f1f4b2a10"], ["8c6e2a52"]),
        ({"type": "string", "format": "payslip"}, ["anything"], []),
        ({"type": "string", "pattern": r"^\d{2}$"}, ["12"], ["1", "12\n", "١٢"]),
        ({"$ref": "#/components/schemas/Flag", "enum": [False], "nullable": True}, [True, False], [None, 1]),
        ({"const": 1, "if": {}, "x-anything": 1}, [1, 2], []),
        ({"type": "string", "x-extensible-enum": ["a"]}, ["a", "b"], [1]),
        ({"not": {"type": "string"}}, [1], ["a"]),
        ({"type": "object", "additionalProperties": False, "properties": {"a": {}}}, [{}, {"a": 1}], [{"b": 1}]),
        ({"oneOf": [{"type": "integer"}, {"minimum": 2}]}, [1, 2.5], [3]),
    ],
)
def test_the_judge_reads_openapi_and_not_json_schema(
    schema: dict[str, Any], taken: list[Any], refused: list[Any]
) -> None:
    """`nullable`, boolean exclusive bounds, ignored siblings and unknown keywords mean what OpenAPI 3.0 says."""
    verdicts = [judged(schema, value, Flag={"type": "boolean"}) for value in (*taken, *refused)]

    assert [True] * len(taken) + [False] * len(refused) == verdicts


def contracts() -> tuple[EventContract, ...]:
    """The repository's own events and commands."""
    sources, _ = load_sources(CONTRACTS)
    assert sources is not None
    catalog, _ = build_catalog(sources)
    assert catalog is not None
    return catalog.events


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract.id)
def test_an_unrelated_validator_gives_the_same_verdicts(contract: EventContract) -> None:
    """openapi-schema-validator, which shares no code with the judge, agrees on valid and on spoilt events."""
    content = contract.document.content
    schema = {"$ref": f"#{contract.detail_pointer}"}
    judge = Judge(content)
    other = OAS30Validator({**schema, "components": content["components"]}, format_checker=oas30_format_checker)
    valid = list(islice(details(contract), 20))
    values = [*valid, *(fault.detail for fault in islice(faults(contract, valid[1]), 150))]

    verdicts = [judge.accepts(schema, value) for value in values]

    assert [other.is_valid(value) for value in values] == verdicts
    assert {True, False} == set(verdicts)


def test_a_violation_names_the_deepest_cause() -> None:
    """Of alternatives, the one that got furthest tells what is wrong."""
    schema = {
        "oneOf": [
            {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}},
            {"type": "object", "required": ["b"], "properties": {"b": {"type": "array", "items": {"type": "integer"}}}},
        ]
    }

    violations = Judge({}).violations(schema, {"b": [1, "two"]})

    assert violations == (Violation("/b/1", "'two' is not of type \"integer\""),)


def test_a_violation_quotes_short_values_only() -> None:
    """A message stays one readable line, whatever the value is."""
    (text,) = Judge({}).violations({"type": "string", "maxLength": 3}, "x" * 10_000)
    (whole,) = Judge({}).violations({"type": "string"}, {"payslip": "x" * 10_000})

    assert len(text.message) < 200
    assert whole.message == 'it is not of type "string"'


def test_a_pointer_escapes_its_tokens() -> None:
    """The place of a violation is an RFC 6901 pointer."""
    (violation,) = Judge({}).violations({"properties": {"a/b~c": {"type": "integer"}}}, {"a/b~c": "x"})

    assert violation.pointer == "/a~1b~0c"


def test_branches_that_multiply_are_refused() -> None:
    """A schema whose branches double sixty times is given up before it is tried."""
    doubled = {
        f"A{n}": {"allOf": [{"$ref": f"#/components/schemas/A{n + 1}"}, {"$ref": f"#/components/schemas/A{n + 1}"}]}
        for n in range(60)
    }
    content = {"components": {"schemas": {**doubled, "A60": {"type": "boolean"}}}}

    with pytest.raises(TooManySteps):
        Judge(content).violations({"$ref": "#/components/schemas/A0"}, True)


def test_branches_that_multiply_with_the_value_are_refused() -> None:
    """Two alternatives at each level of a deep value multiply as well."""
    tree = {"type": "object", "properties": {"a": {"anyOf": [{"$ref": "#/components/schemas/T"}] * 2}}}
    value: dict[str, Any] = {}
    for _ in range(60):
        value = {"a": value}

    with pytest.raises(TooManySteps):
        Judge({"components": {"schemas": {"T": tree}}}).violations({"$ref": "#/components/schemas/T"}, value)


def test_steps_count_each_visit() -> None:
    """A flat object costs itself and its declared members."""
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"allOf": [{}, {}]}}}

    assert steps({}, schema, {"a": 1, "b": 2, "c": 3}) == 5


@pytest.mark.parametrize(
    ("pattern", "usable"),
    [
        (r"^[A-Z]{3}$", True),
        (r"^(a+)+$", True),
        (r"^(?!a)b$", True),
        ("^[", False),
        ("^(((a{999}){999}){999})$", False),
    ],
)
def test_patterns_that_the_engine_can_use(pattern: str, usable: bool) -> None:
    """What doesn't compile, or compiles to gigabytes, is refused before it is used."""
    assert usable == compiles(pattern)
