"""Valid values of a schema: the least first, the fullest next, then every corner, then random ones."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pytest

from bridgewright.sample import Unsatisfiable, values
from bridgewright.sample.validity import validity
from bridgewright.schemas.judge import Judge

ENOUGH = 80


def document(schema: dict[str, Any], **components: dict[str, Any]) -> dict[str, Any]:
    """An OpenAPI document with the schema `Value`."""
    return {"openapi": "3.0.3", "components": {"schemas": {"Value": schema} | components}}


def drawn(schema: dict[str, Any], count: int = ENOUGH, seed: int = 0, **components: dict[str, Any]) -> list[Any]:
    """The first values of a schema."""
    return list(islice(values(document(schema, **components), "/components/schemas/Value", seed=seed), count))


PERSON = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string", "minLength": 2, "maxLength": 5},
        "nick": {"type": "string", "maxLength": 3},
        "tags": {"type": "array", "maxItems": 4, "items": {"type": "string", "enum": ["a", "b", "c"]}},
    },
}
NODE = {
    "type": "object",
    "required": ["children"],
    "properties": {"children": {"type": "array", "maxItems": 3, "items": {"$ref": "#/components/schemas/Value"}}},
}
SCHEMAS: dict[str, dict[str, Any]] = {
    "object": PERSON,
    "recursion through items": NODE,
    "recursion through a nullable property": {
        "type": "object",
        "nullable": True,
        "required": ["next"],
        "properties": {"next": {"$ref": "#/components/schemas/Value"}},
    },
    "recursion through oneOf": {
        "oneOf": [
            {"type": "object", "required": ["not"], "properties": {"not": {"$ref": "#/components/schemas/Value"}}},
            {"type": "string", "maxLength": 3},
        ]
    },
    "closed object": PERSON | {"additionalProperties": False},
    "map": {"type": "object", "minProperties": 1, "additionalProperties": {"type": "integer", "maximum": 3}},
    "free object": {"type": "object"},
    "property count": PERSON | {"minProperties": 2, "maxProperties": 2},
    "allOf": {
        "allOf": [
            {"type": "object", "required": ["id"], "properties": {"id": {"type": "string", "minLength": 3}}},
            {"type": "object", "properties": {"id": {"type": "string", "maxLength": 3}, "n": {"type": "integer"}}},
        ]
    },
    "anyOf": {"anyOf": [{"type": "integer", "minimum": 7}, {"type": "boolean"}]},
    "oneOf that overlaps": {"oneOf": [{"type": "integer"}, {"type": "integer", "minimum": 10}]},
    "not": {"type": "integer", "minimum": 0, "maximum": 9, "not": {"enum": [0, 9]}},
    "unique": {"type": "array", "minItems": 2, "maxItems": 3, "uniqueItems": True, "items": {"enum": ["a", "b", "c"]}},
    "nullable": {"type": "string", "nullable": True, "maxLength": 4},
    "nullable enum": {"type": "string", "nullable": True, "enum": ["x", None]},
    "any": {},
    "array of anything": {"type": "array", "minItems": 1, "items": {}},
    "exclusive bounds": {
        "type": "integer",
        "minimum": 3,
        "exclusiveMinimum": True,
        "maximum": 6,
        "exclusiveMaximum": True,
    },
    "multiples": {"type": "integer", "minimum": 10, "maximum": 31, "multipleOf": 7},
    "number": {"type": "number", "minimum": -1.5, "maximum": 2.5},
    "money as number": {"type": "number", "minimum": 0, "maximum": 10, "multipleOf": 0.25},
    "int32": {"type": "integer", "format": "int32"},
    "pattern": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{6}[A-D]$"},
    "pattern not anchored": {"type": "string", "pattern": "[0-9]+", "minLength": 8, "maxLength": 9},
    "pattern with branches": {"type": "string", "pattern": "^(GB|IE)-(?:\\d{2,4}|x+)(?!9)$", "maxLength": 20},
    "pattern with look-ahead": {"type": "string", "pattern": "^(?=.*[0-9])[a-z0-9]{4,8}$"},
    "pattern with back reference": {"type": "string", "pattern": "^([ab])-\\1$"},
    "pattern with named group": {"type": "string", "pattern": "^(?<year>20[0-9]{2})$"},
    "pattern with Unicode properties": {"type": "string", "pattern": "^\\p{Lu}[\\p{L} ]{2,9}$"},
    "text": {"type": "string", "minLength": 1, "maxLength": 40},
    "text without end": {"type": "string"},
    "extensible enum": {"type": "string", "x-extensible-enum": ["red", "green"]},
}
SCHEMAS |= {
    f"format {name}": {"type": "string", "format": name}
    for name in ("uuid", "date", "date-time", "byte", "email", "ipv4", "ipv6", "uri", "hostname", "password", "mine")
}


@pytest.mark.parametrize("name", SCHEMAS)
def test_two_judges_accept_every_value(name: str) -> None:
    """Each value is valid for two validators that share no code, and survives JSON."""
    schema = SCHEMAS[name]
    found = drawn(schema)
    content = document(schema)

    judge, is_valid = Judge(content), validity(content, "/components/schemas/Value")

    assert [] == [value for value in found if not is_valid(value)]
    assert [] == [value for value in found if judge.violations({"$ref": "#/components/schemas/Value"}, value)]
    assert found == json.loads(json.dumps(found))


def test_the_first_value_has_what_is_required_and_no_more() -> None:
    """The least value: required properties only, each as short as it may be."""
    assert {"name": "aa"} == drawn(PERSON, 1)[0]


def test_the_second_value_is_full() -> None:
    """The fullest value: every property, text and arrays at their greatest length."""
    fullest = drawn(PERSON, 2)[1]

    assert (["name", "nick", "tags"], 5, 3, 4) == (
        sorted(fullest),
        len(fullest["name"]),
        len(fullest["nick"]),
        len(fullest["tags"]),
    )


def test_the_same_seed_gives_the_same_values() -> None:
    """Values are repeatable; another seed gives other ones after the corners."""
    assert drawn(PERSON, 60, seed=5) == drawn(PERSON, 60, seed=5)
    assert drawn(PERSON, 60, seed=5) != drawn(PERSON, 60, seed=6)


CORNERS: list[tuple[str, dict[str, Any], set[Any]]] = [
    ("each end", {"type": "integer", "minimum": -7, "maximum": 12}, {-7, 12, 0}),
    ("exclusive ends", SCHEMAS["exclusive bounds"], {4, 5}),
    ("multiples next to the ends", SCHEMAS["multiples"], {14, 28}),
    ("int32's ends", SCHEMAS["int32"], {-(2**31), 2**31 - 1}),
    ("the largest safe integer", {"type": "integer"}, {2**53 - 1, -(2**53) + 1}),
    ("both", {"type": "boolean"}, {True, False}),
    ("every enum value", {"type": "string", "enum": ["pdf", "paper", "portal"]}, {"pdf", "paper", "portal"}),
    ("null too", SCHEMAS["nullable enum"], {"x", None}),
    ("every branch", SCHEMAS["anyOf"], {7, True, False}),
    ("a leap day", SCHEMAS["format date"], {"2024-02-29", "0001-01-01", "9999-12-31"}),
    ("nanoseconds", SCHEMAS["format date-time"], {"2026-11-23T00:00:00.123456789-11:30"}),
    ("upper case", SCHEMAS["format uuid"], {"0B9B6E1E-3B1F-5F0E-9A57-0A5C1F6A2B11"}),
    ("listed and unlisted", SCHEMAS["extensible enum"], {"red", "green"}),
    ("no bytes", SCHEMAS["format byte"], {""}),
]


@pytest.mark.parametrize(("name", "schema", "expected"), CORNERS, ids=[name for name, _, _ in CORNERS])
def test_every_corner_is_shown(name: str, schema: dict[str, Any], expected: set[Any]) -> None:
    """Bounds, enum values, branches and telling formats come early, not by luck."""
    assert set() == expected - set(drawn(schema, 66))


def test_text_shows_both_lengths_and_every_script() -> None:
    """Text of the least and the greatest length; astral, combining, right-to-left and control characters in it."""
    found = drawn(SCHEMAS["text"])
    characters = set("".join(found))

    assert {1, 40} <= {len(text) for text in found}
    assert set() == {"\U0001f600", "\u0301", "م", "ש", "給", "\u0000", "\n", '"', "<"} - characters


def test_arrays_show_both_lengths() -> None:
    """An array as short and as long as it may be."""
    lengths = {len(value) for value in drawn({"type": "array", "minItems": 1, "maxItems": 9, "items": {"enum": [1]}})}

    assert {1, 2, 9} <= lengths


def test_arrays_are_capped() -> None:
    """At most 100 elements where more are allowed, and fewer in arrays inside arrays: no value explodes."""
    grid = {"type": "array", "maxItems": 9000, "items": {"type": "array", "maxItems": 9000, "items": {"enum": [1]}}}
    fullest = drawn(grid, 2)[1]

    assert (100, 5) == (len(fullest), len(fullest[0]))


def test_recursion_ends() -> None:
    """A value of a recursive schema ends a few levels down, the fullest one too."""
    fullest = drawn(NODE, 2)[1]

    assert 1 < json.dumps(fullest).count("children") < 100


def test_a_closed_object_stays_closed() -> None:
    """What `additionalProperties: false` forbids never appears; an open object gets an undeclared one now and then."""
    declared = {"name", "nick", "tags"}

    assert [] == [value for value in drawn(SCHEMAS["closed object"], 200) if set(value) - declared]
    assert [] != [value for value in drawn(PERSON, 200) if set(value) - declared]


def test_a_discriminator_names_its_branch() -> None:
    """Each branch of a oneOf with a discriminator carries the name that leads to it."""
    part = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}
    schema = {
        "oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}],
        "discriminator": {"propertyName": "kind", "mapping": {"hound": "#/components/schemas/Dog"}},
    }
    cat = {"allOf": [part, {"required": ["lives"], "properties": {"lives": {"type": "integer"}}}]}
    dog = {"allOf": [part, {"required": ["tail"], "properties": {"tail": {"type": "boolean"}}}]}

    found = drawn(schema, Cat=cat, Dog=dog)

    assert {("Cat", True), ("hound", False)} == {(value["kind"], "lives" in value) for value in found}


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        pytest.param(
            {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/components/schemas/Value"}}},
            "/components/schemas/Value",
            id="requires itself",
        ),
        pytest.param({"type": "string", "pattern": "^(a$"}, "/components/schemas/Value", id="pattern unreadable"),
        pytest.param({"type": "string", "pattern": "^a$", "minLength": 2}, "/components/schemas/Value", id="no text"),
        pytest.param(
            {"allOf": [{"type": "string"}, {"type": "integer"}]}, "/components/schemas/Value", id="contradiction"
        ),
        pytest.param(
            {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"type": "array", "minItems": 1, "items": {"type": "string", "enum": [1]}}},
            },
            "/components/schemas/Value/properties/a/items",
            id="an enum of another type, in what is required",
        ),
        pytest.param(
            {"type": "object", "minProperties": 1, "additionalProperties": {"$ref": "#/components/schemas/Value"}},
            "/components/schemas/Value",
            id="requires itself, under a name that nobody declared",
        ),
        pytest.param(
            {"type": "object", "additionalProperties": False, "oneOf": [{"type": "object", "required": ["kind"]}]},
            "/components/schemas/Value",
            id="what is required is forbidden",
        ),
    ],
)
def test_what_has_no_value_says_where(schema: dict[str, Any], pointer: str) -> None:
    """A schema that nothing satisfies raises `Unsatisfiable` with the place, and doesn't loop."""
    with pytest.raises(Unsatisfiable) as caught:
        drawn(schema, 1)

    assert pointer == caught.value.pointer


def test_numbers_are_equal_however_they_are_spelled() -> None:
    """JSON Schema, 4.2.2: 1 and 1.0 are one value, so two enums may have it in common, and a set holds it once."""
    common = {"allOf": [{"type": "number", "enum": [1, 2]}, {"enum": [1.0, 3]}]}
    a_set = {"type": "array", "items": {"enum": [1, 1.0, 2]}, "uniqueItems": True, "minItems": 2}

    assert {1} == set(drawn(common))
    assert all(len(set(value)) == len(value) for value in drawn(a_set))
