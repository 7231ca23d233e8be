"""What pydantic, and what is built on it, make of the bindings: JSON Schemas, and models inside of other types."""

from __future__ import annotations

import json
import warnings
from datetime import date
from functools import cached_property

import pytest
from jsonschema import Draft202012Validator
from pydantic import BaseModel, TypeAdapter


def kind(name):
    """An object that is told apart by its kind."""
    return {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "enum": [name]}}}


def test_the_json_schema_says_what_json_is(bind):
    """As FastAPI shows requests and responses: formats by name, bounds, tags; no null where none may be."""
    module = bind(
        {
            "type": "object",
            "required": ["at"],
            "properties": {
                "at": {"type": "string", "format": "date-time"},
                "day": {"type": "string", "format": "date", "nullable": True},
                "ids": {"type": "array", "items": {"type": "string", "format": "uuid"}},
                "ratio": {"type": "number", "minimum": 0, "maximum": 1},
                "words": {"type": "object", "additionalProperties": {"type": "string"}},
                "pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/Dog"}]},
            },
        },
        Cat=kind("cat"),
        Dog=kind("dog"),
    )
    expected = {
        "at": {"type": "string", "format": "date-time"},
        "day": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
        "ids": {"type": "array", "items": {"type": "string", "format": "uuid"}},
        "ratio": {"type": "number", "minimum": 0, "maximum": 1},
        "words": {"type": "object", "additionalProperties": {"type": "string"}},
        "pet": {
            "oneOf": [{"$ref": "#/$defs/Cat"}, {"$ref": "#/$defs/Dog"}],
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/$defs/Cat", "dog": "#/$defs/Dog"}},
        },
    }

    for mode in ("validation", "serialization"):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            said = module.OrderPlaced.model_json_schema(mode=mode)
        for part in said["properties"].values():
            part.pop("title", None)

        assert expected == said["properties"]
        assert Draft202012Validator(said).is_valid({"at": "2026-11-23T09:30:00Z", "ratio": 1})


def test_inside_of_other_types_what_is_absent_stays_absent(bind):
    """As FastAPI writes a response: absent fields stay out, null stays where it was given, and numbers as they were."""
    module = bind(
        {
            "type": "object",
            "properties": {
                "note": {"type": "string"},
                "rank": {"type": "integer", "nullable": True},
                "ratio": {"type": "number"},
                "parts": {"type": "array", "items": {"$ref": "#/components/schemas/Part"}},
            },
        },
        Part={"type": "object", "properties": {"name": {"type": "string"}}},
    )
    data = {"rank": None, "ratio": 1, "parts": [{}], "undeclared": {"a": 1.0}}
    event = module.OrderPlaced.from_data(data)
    adapter = TypeAdapter(list[module.OrderPlaced])

    class Stored(BaseModel):
        event: module.OrderPlaced

    stored = Stored(event=event)

    assert [data] == adapter.dump_python([event]) == json.loads(adapter.dump_json([event]))
    assert {"event": data} == stored.model_dump() == json.loads(stored.model_dump_json())
    assert {"event": {"ratio": 1}} == stored.model_dump(include={"event": {"ratio"}})
    assert '{"event":{"rank":null,"ratio":1,"parts":[{}],"undeclared":{"a":1.0}}}' == stored.model_dump_json()


def test_objects_are_equal_when_their_json_is(bind):
    """JSON Schema's equality: no order of names, 1 is 1.0 and not true, null isn't absent; equal ones share a hash."""
    module = bind(
        {
            "type": "object",
            "properties": {
                "ratio": {"type": "number"},
                "rank": {"type": "integer", "nullable": True},
                "words": {"type": "object", "additionalProperties": {"$ref": "#/components/schemas/Part"}},
                "any": {},
            },
        },
        Part={"type": "object", "properties": {"name": {"type": "string"}}},
    )
    equal = [
        ({"ratio": 1}, {"ratio": 1.0}),
        ({"words": {"a": {}, "b": {}}}, {"words": {"b": {}, "a": {}}}),
        ({"more": {"a": 1, "b": [2.0]}}, {"more": {"b": [2], "a": 1.0}}),
    ]
    different = [({"any": True}, {"any": 1}), ({"rank": None}, {}), ({"more": [False]}, {"more": [0]})]

    for pairs, expected in ((equal, (True, 1)), (different, (False, 2))):
        for pair in pairs:
            one, other = map(module.OrderPlaced.from_data, pair)

            assert expected == (one == other, len({one, other}))


def test_what_a_derived_class_caches_is_no_part_of_an_object(bind):
    """A `cached_property` keeps its value beside the fields, and changes neither equality nor JSON."""
    module = bind({"type": "object", "properties": {"name": {"type": "string"}}})

    class Shouting(module.OrderPlaced):
        @cached_property
        def loud(self):
            return self.name.upper()

    one, other = Shouting(name="a"), Shouting(name="a")

    assert ("A", True, '{"name":"a"}') == (one.loud, one == other, one.to_json())


@pytest.fixture
def named(bind):
    """An object whose names in JSON aren't Python's; one of its parts keeps a secret."""
    part = {"type": "object", "properties": {"partNo": {"type": "string"}, "secretKey": {"type": "string"}}}
    ref = {"$ref": "#/components/schemas/Part"}
    properties = {
        "placedOn": {"type": "string", "format": "date"},
        "mainPart": ref,
        "allParts": {"type": "array", "items": ref},
        "byName": {"type": "object", "additionalProperties": ref},
        "not-set": {"type": "string"},
    }
    module = bind({"type": "object", "properties": properties}, Part=part)
    one = {"partNo": "1", "secretKey": "s"}
    data = {"placedOn": "2026-11-01", "mainPart": one, "allParts": [one, one], "byName": {"a": one}, "more": 1}
    return module.OrderPlaced.from_data(data)


def test_fields_are_chosen_by_either_name(named):
    """What is excluded must not be written: neither by Python's name nor by JSON's, at any depth."""
    secret = {"secret_key": True}
    excluded = {"main_part": secret, "all_parts": {"__all__": {"secret_key"}}, "byName": {"a": {"secretKey"}}}
    expected = {"mainPart": {"partNo": "1"}, "allParts": [{"partNo": "1"}] * 2, "byName": {"a": {"partNo": "1"}}}
    adapter = TypeAdapter(list[type(named)])

    assert {"placedOn": "2026-11-01", **expected, "more": 1} == named.model_dump(exclude=excluded)
    assert {"more": 1} == named.model_dump(exclude={"placed_on", *excluded})
    assert {"placedOn": "2026-11-01"} == json.loads(named.model_dump_json(include={"placed_on"}))
    assert [{**expected, "more": 1}] == adapter.dump_python([named], exclude={0: {"placed_on": True, **excluded}})


def test_an_object_lists_its_fields_by_python_s_names(named):
    """`model_fields_set` and `dict(…)` speak of attributes, as those of any pydantic model."""
    listed = dict(named)

    assert {"placed_on", "main_part", "all_parts", "by_name", "more"} == named.model_fields_set
    assert ["placed_on", "main_part", "all_parts", "by_name", "not_set", "more"] == list(listed)
    assert (date(2026, 11, 1), named.main_part, None) == (listed["placed_on"], listed["main_part"], listed["not_set"])
