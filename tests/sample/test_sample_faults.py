"""Invalid values with one fault each, and the real contracts' events on both sides."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from bridgewright.contracts.model import Catalog, EventContract
from bridgewright.documents.pointers import value_at
from bridgewright.project.reading import read_project
from bridgewright.sample import details, envelope, faults, value_faults
from bridgewright.schemas.judge import Judge

CONTRACTS = Path(__file__).parents[2] / "contracts"
DETAIL = "/components/schemas/Value"


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The real contracts."""
    found = read_project(CONTRACTS).catalog
    assert found is not None
    return found


def keywords(schema: dict[str, Any], value: Any) -> set[tuple[str, str]]:
    """(pointer, keyword) of every fault of a value."""
    content = {"components": {"schemas": {"Value": schema}}}
    return {(fault.pointer, fault.keyword) for fault in value_faults(content, DETAIL, value)}


CASES: list[tuple[str, dict[str, Any], Any, set[tuple[str, str]]]] = [
    ("text", {"type": "string", "minLength": 2, "maxLength": 3}, "ab", {("", "minLength"), ("", "maxLength")}),
    ("pattern", {"type": "string", "pattern": "^[0-9]{4}$"}, "4821", {("", "pattern")}),
    ("format", {"type": "string", "format": "date"}, "2026-11-23", {("", "format")}),
    ("enum", {"type": "string", "enum": ["a"]}, "a", {("", "enum")}),
    ("number", {"type": "integer", "minimum": 1, "maximum": 9}, 5, {("", "minimum"), ("", "maximum")}),
    ("multiple", {"type": "integer", "multipleOf": 4}, 8, {("", "multipleOf")}),
    (
        "array",
        {"type": "array", "minItems": 1, "maxItems": 2, "uniqueItems": True, "items": {"type": "integer"}},
        [1],
        {("", "minItems"), ("", "maxItems"), ("", "uniqueItems"), ("/0", "type"), ("/0", "nullable")},
    ),
    (
        "object",
        {
            "type": "object",
            "required": ["a/b"],
            "properties": {"a/b": {"type": "boolean", "nullable": True}},
            "additionalProperties": False,
        },
        {"a/b": True},
        {("", "required"), ("", "additionalProperties"), ("/a~1b", "type")},
    ),
    ("open object", {"type": "object", "properties": {}}, {}, set()),
    (
        "branch",
        {"oneOf": [{"type": "integer", "maximum": 5}, {"type": "string", "maxLength": 2}]},
        "ab",
        {("", "maxLength")},
    ),
]


@pytest.mark.parametrize(("name", "schema", "value", "expected"), CASES, ids=[case[0] for case in CASES])
def test_each_keyword_is_broken(name: str, schema: dict[str, Any], value: Any, expected: set[tuple[str, str]]) -> None:
    """Every keyword that holds for a place is broken there, and nothing else; type and null are always tried."""
    whole = {("", "type"), ("", "nullable")}

    assert expected | whole == keywords(schema, value) | whole


def test_every_fault_is_refused_and_is_the_only_one(catalog: Catalog) -> None:
    """A second judge refuses each fault of each contract, and without the fault's place the detail is the same."""
    for contract in catalog.events:
        detail = next(details(contract))
        found = list(faults(contract, detail))
        judge, schema = Judge(contract.document.content), {"$ref": f"#{contract.detail_pointer}"}

        assert len(found) > 50
        assert [] == [fault for fault in found if judge.accepts(schema, fault.detail)]
        assert [] == [
            fault for fault in found if without(fault.detail, fault.pointer) != without(detail, fault.pointer)
        ]


def without(detail: Any, pointer: str) -> Any:
    """A copy with nothing at a place."""
    if not pointer:
        return None
    copy = json.loads(json.dumps(detail))
    parent, _, token = pointer.rpartition("/")
    holder = value_at(copy, parent)
    holder[int(token) if isinstance(holder, list) else token] = None
    return copy


def test_sampled_details_of_the_real_contracts_are_valid(catalog: Catalog) -> None:
    """A judge that shares no code with the sampler's accepts 60 details of every contract."""
    for contract in catalog.events:
        judge, schema = Judge(contract.document.content), {"$ref": f"#{contract.detail_pointer}"}

        assert [] == [d for d in islice(details(contract, seed=3), 60) if not judge.accepts(schema, d)]


def test_an_envelope_is_a_whole_event(catalog: Catalog) -> None:
    """The event around a detail follows the contract's `AWSEvent`, and holds what was asked for."""
    contract: EventContract = catalog.events[0]
    event = envelope(contract, next(details(contract)), id="x", time="2026-01-01T00:00:00Z", account="1", region="r")

    assert Judge(contract.document.content).accepts({"$ref": "#/components/schemas/AWSEvent"}, event)
    assert ("x", "2026-01-01T00:00:00Z", "1", "r", contract.source) == tuple(
        event[name] for name in ("id", "time", "account", "region", "source")
    )
