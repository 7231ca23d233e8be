"""`defaults = "applied"`: what holds for readers that fill in defaults before they validate, and nothing more."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import islice
from typing import Any

import jsonschema_rs
import pytest

from bridgewright.compat import Comparison, compare
from bridgewright.compat.pairs.filling import filling
from bridgewright.compat.proof.engine import Side
from bridgewright.sample import Unsatisfiable, values
from bridgewright.schemas.dialects import DIALECTS

TEXT = {"type": "string", "maxLength": 3}


def thing(required: list[str], **properties: Any) -> dict[str, Any]:
    """An object schema."""
    return {"type": "object", "properties": properties, "required": required}


def told(comparison: Comparison) -> tuple[str, str, str]:
    """Both verdicts and the bump."""
    return (
        str(comparison.verdict["backward"]),
        str(comparison.verdict["forward"]),
        str(comparison.required_bump),
    )


OLD = thing(["a"], a=TEXT)
FILLED = {**TEXT, "default": "x"}
BOTH = thing(["a", "b"], a=TEXT, b=FILLED)
INNER_OLD, INNER = thing([], x=TEXT), thing(["x"], x=FILLED)
SAFE = ("compatible", "compatible", "minor")
BROKEN = ("breaking", "compatible", "major")


def array(items: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An array schema."""
    return {"type": "array", "items": items, **more}


CASES = {
    "added": (OLD, BOTH, SAFE),
    "became required": (thing(["a"], a=TEXT, b=TEXT), BOTH, SAFE),
    "became optional": (BOTH, thing(["a"], a=TEXT, b=TEXT), SAFE),
    "in an object": (thing([], o=INNER_OLD), thing([], o=INNER), SAFE),
    "in an array": (array(INNER_OLD), array(INNER), SAFE),
    "no default": (OLD, thing(["a", "b"], a=TEXT, b=TEXT), BROKEN),
    "a default that doesn't fit": (OLD, thing(["a", "b"], a=TEXT, b={**TEXT, "default": "long"}), BROKEN),
    "another break beside it": (OLD, thing(["a", "b"], a={**TEXT, "maxLength": 2}, b=FILLED), BROKEN),
    "no room": (OLD, {**BOTH, "maxProperties": 1}, BROKEN),
    "in oneOf": ({"oneOf": [OLD, TEXT]}, {"oneOf": [BOTH, TEXT]}, BROKEN),
    "among unique items": (array(INNER_OLD, uniqueItems=True), array(INNER, uniqueItems=True), BROKEN),
    "in not": ({"not": OLD}, {"not": BOTH}, ("compatible", "breaking", "major")),
}


@pytest.mark.parametrize(("old", "new", "expected"), CASES.values(), ids=CASES)
def test_a_required_property_with_a_default(old: Any, new: Any, expected: tuple[str, str, str]) -> None:
    """What the reader fills in breaks it no more; where filling in isn't sure to fit, nothing changes."""
    assert expected == told(compare(old, new, defaults="applied"))


def test_nothing_is_filled_in_unless_asked() -> None:
    """By default a default is a word."""
    assert BROKEN == told(compare(OLD, BOTH))


def test_the_change_says_on_what_it_rests() -> None:
    """The knob's name stands in the change, and that the generated bindings fill in nothing: it is a warning."""
    (change,) = compare(OLD, BOTH, defaults="applied").changes

    assert ("property-added-required", (), (), True) == (change.rule, change.breaks, change.witnesses, change.warns)
    assert 'by defaults = "applied"' in change.note
    assert "the generated bindings fill in none" in change.note


def test_a_witness_breaks_the_reader_after_filling_in() -> None:
    """Of two changes only the other one is left, and its event is refused with the default in it."""
    new = thing(["a", "b"], a={**TEXT, "maxLength": 2}, b=FILLED)
    comparison = compare(OLD, new, defaults="applied")
    event = comparison.witnesses["backward"].event

    assert [("max-length-tightened", ("backward",)), ("property-added-required", ())] == [
        (change.rule, change.breaks) for change in comparison.changes
    ]
    assert not jsonschema_rs.is_valid(new, {"b": "x", **event})


def test_a_contract_is_filled_in_through_its_refs() -> None:
    """OpenAPI 3.0: the default of a component counts where the component is the property."""

    def document(required: list[str]) -> dict[str, Any]:
        schemas = {
            "AWSEvent": {"type": "object", "properties": {"detail": {"$ref": "#/components/schemas/Order"}}},
            "Order": thing(required, day={"$ref": "#/components/schemas/Day"}),
            "Day": {"type": "string", "format": "date", "default": "2026-11-23"},
        }
        return {"openapi": "3.0.3", "info": {}, "components": {"schemas": schemas}}

    assert SAFE == told(compare(document([]), document(["day"]), defaults="applied"))


def test_what_is_called_compatible_is_never_contradicted() -> None:
    """150 objects and successors that require more: each sampled event of the old, filled in, follows the new."""
    rng = random.Random(1)
    contradicted, by_defaults = 0, 0
    for _ in range(150):
        old = _random(rng, 2)
        new = _successor(rng, old)
        if "compatible" != str(compare(old, new, defaults="applied").verdict["backward"]):
            continue
        fills = filling(Side(new, DIALECTS["2020-12"], ""), assert_formats=True)
        by_defaults += "compatible" != str(compare(old, new).verdict["backward"])
        judge = jsonschema_rs.validator_for(new)
        for event in _sampled(old):
            contradicted += not judge.is_valid(fills.filled(event) if fills else event)

    assert 0 == contradicted
    assert by_defaults >= 20


def _sampled(schema: dict[str, Any]) -> Iterator[Any]:
    """Some values; none of a schema that nothing follows."""
    try:
        yield from islice(values({"components": {"schemas": {"Old": schema}}}, "/components/schemas/Old"), 30)
    except Unsatisfiable:
        return


def _random(rng: random.Random, depth: int) -> dict[str, Any]:
    """An object schema of few names, so that pairs are often compatible."""
    properties: dict[str, Any] = {}
    for name in rng.sample(["a", "b", "c"], rng.randint(1, 3)):
        kind = rng.choice(["text", "number", "object", "array"] if depth else ["text", "number"])
        if kind == "object":
            properties[name] = _random(rng, depth - 1)
        elif kind == "array":
            unique = {"uniqueItems": True} if rng.random() < 0.3 else {}
            properties[name] = {"type": "array", "maxItems": 3, "items": _random(rng, depth - 1), **unique}
        else:
            part: dict[str, Any] = {"type": "string", "maxLength": 4} if kind == "text" else {"type": "integer"}
            if rng.random() < 0.7:
                part["default"] = rng.choice(["x", "too long", 1, 2])
            properties[name] = part
    required = [name for name in properties if rng.random() < 0.6]
    extra: dict[str, Any] = rng.choice([{}, {}, {"maxProperties": 2}, {"additionalProperties": False}])
    return {"type": "object", "properties": properties, **({"required": required} if required else {}), **extra}


def _successor(rng: random.Random, schema: dict[str, Any]) -> dict[str, Any]:
    """The schema, and in some of its objects a property more, or one that is now required."""
    properties = {name: _following(rng, part) for name, part in schema["properties"].items()}
    required = list(schema.get("required", ()))
    if rng.random() < 0.4:
        properties["d"] = {"type": "integer", "default": rng.choice([1, 1, "x"])}
        required.append("d")
    if rng.random() < 0.4:
        required.append(rng.choice(list(properties)))
    return {**schema, "properties": properties} | ({"required": sorted(set(required))} if required else {})


def _following(rng: random.Random, part: dict[str, Any]) -> dict[str, Any]:
    """The successor of a property's schema."""
    if "items" in part:
        return {**part, "items": _successor(rng, part["items"])}
    return _successor(rng, part) if "properties" in part else part
