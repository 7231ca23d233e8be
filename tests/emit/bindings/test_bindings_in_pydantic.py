"""What pydantic, and what is built on it, make of the bindings: JSON Schemas, and models inside of other types."""

from __future__ import annotations

import warnings

from jsonschema import Draft202012Validator


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
