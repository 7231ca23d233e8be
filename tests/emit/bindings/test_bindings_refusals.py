"""How a refusal reads: where in the JSON, and what is wrong there, in the same words for text and for decoded JSON."""

from __future__ import annotations

import json

import pytest
from pydantic import ValidationError

PART = {"type": "object", "required": ["no"], "properties": {"no": {"type": "integer"}}}
SCHEMA = {
    "type": "object",
    "properties": {
        "either": {"oneOf": [{"type": "integer", "maximum": 9}, {"type": "string", "format": "date"}]},
        "parts": {
            "type": "object",
            "maxProperties": 1,
            "additionalProperties": {"$ref": "#/components/schemas/Part"},
        },
        "mixed": {"anyOf": [{"type": "array", "items": {"type": "boolean"}}, {"$ref": "#/components/schemas/Part"}]},
        "twice": {"oneOf": [{"type": "integer", "maximum": 9}, {"type": "integer", "minimum": 5}]},
    },
}
PROPERTIES = "/components/schemas/OrderPlaced/properties"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ({"either": True}, {"either.integer": "int_type", "either.string": "string_type"}),
        ({"mixed": [1]}, {"mixed.array.0": "bool_type", "mixed.Part": "model_type"}),
        ({"parts": {"a": {"no": "1"}}}, {"parts.a.no": "int_type"}),
        (
            {"parts": {"a": {"no": 1}, "b": {"no": 2}}},
            {"parts": f"`maxProperties` of the schema at {PROPERTIES}/parts"},
        ),
        ({"twice": 7}, {"twice": f"`oneOf` of the schema at {PROPERTIES}/twice"}),
    ],
)
def test_a_refusal_says_where_and_what(bind, data, expected):
    """Types speak first; where they accept, the keyword is named that refuses. No name of a function is in a path."""
    model = bind(SCHEMA, Part=PART).OrderPlaced

    for read in (model.from_data, lambda value: model.from_json(json.dumps(value))):
        with pytest.raises(ValidationError) as refusal:
            read(data)
        errors = {
            ".".join(map(str, error["loc"])): error["msg"].removeprefix("Input should follow ")
            if error["type"] == "schema"
            else error["type"]
            for error in refusal.value.errors()
        }

        assert expected == errors
