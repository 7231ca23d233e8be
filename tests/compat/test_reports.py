"""What people report of compatibility checkers: small pairs, each for its kind, with the verdict of validators."""

from __future__ import annotations

from typing import Any, Final

import pytest

from bridgewright.compat import compare

OK, NO, OPEN = "compatible", "breaking", "undecided"
INFO: Final = {"title": "orders", "version": "1.0.0"}
OBJ: Final[dict[str, Any]] = {"type": "object"}
TEXT: Final = {"type": "string"}


def oas(schema: Any, version: str = "3.0.3", **more: Any) -> dict[str, Any]:
    """A document of one component and what it needs."""
    return {"openapi": version, "info": INFO, "paths": {}, "components": {"schemas": {"Order": schema, **more}}}


def asyncapi(message: Any, **components: Any) -> dict[str, Any]:
    """A document of one message."""
    channels = {"orders": {"messages": {"placed": message}}}
    return {"asyncapi": "3.0.0", "info": INFO, "channels": channels, "components": components}


STRICT: Final = {"content_model": "open"}
CASES: Final[dict[str, tuple[Any, Any, dict[str, Any], str, str]]] = {
    # content models
    "an optional property added to an open object": (
        {**OBJ, "properties": {"a": TEXT}},
        {**OBJ, "properties": {"a": TEXT, "b": TEXT}},
        {},
        *(OK, OK),
    ),
    "the same, by strict set semantics": (OBJ, {**OBJ, "properties": {"b": TEXT}}, STRICT, NO, OK),
    "an optional property added to a closed object": (
        {**OBJ, "properties": {"a": TEXT}, "additionalProperties": False},
        {**OBJ, "properties": {"a": TEXT, "b": TEXT}, "additionalProperties": False},
        {},
        *(OK, NO),
    ),
    "a closed base under allOf takes nothing more": (
        {"allOf": [{**OBJ, "properties": {"a": TEXT}, "additionalProperties": False}, {"required": ["b"]}]},
        False,
        STRICT,
        *(OK, OK),
    ),
    "undeclared properties by pattern": (
        {**OBJ, "additionalProperties": TEXT},
        {**OBJ, "patternProperties": {"": TEXT}},
        STRICT,
        *(OK, OK),
    ),
    "a required property that nothing declares": (
        {**OBJ, "required": ["a"]},
        {**OBJ, "minProperties": 1},
        STRICT,
        OK,
        NO,
    ),
    # null, in every spelling
    "nullable of 3.0 as a type of 3.1": (
        oas({"type": "string", "nullable": True}),
        oas({"type": ["string", "null"]}, "3.1.0"),
        {},
        *(OK, OK),
    ),
    "nullable means nothing in 3.1": (
        oas({"type": "string", "nullable": True}),
        oas({"type": "string", "nullable": True}, "3.1.0"),
        {},
        *(NO, OK),
    ),
    "nullable beside an enum without null": (
        oas({"type": "string", "nullable": True, "enum": ["a"]}),
        oas({"type": "string", "enum": ["a"]}),
        {},
        *(OK, OK),
    ),
    "null as a variant": ({"type": ["string", "null"]}, {"oneOf": [TEXT, {"type": "null"}]}, {}, OK, OK),
    "a ref in 3.0 hides what stands beside it": (
        oas({"$ref": "#/components/schemas/A", "nullable": True}, A=TEXT),
        oas({"$ref": "#/components/schemas/A"}, A=TEXT),
        {},
        *(OK, OK),
    ),
    "a ref in 3.1 doesn't": (
        oas({"$ref": "#/components/schemas/A", "maxLength": 3}, "3.1.0", A=TEXT),
        oas({"$ref": "#/components/schemas/A"}, "3.1.0", A=TEXT),
        {},
        *(OK, NO),
    ),
    # one meaning, two spellings
    "a component inlined": (
        oas({**OBJ, "properties": {"a": {"$ref": "#/components/schemas/A"}}}, A=TEXT),
        oas({**OBJ, "properties": {"a": TEXT}}, A=TEXT),
        {},
        *(OK, OK),
    ),
    "variants in another order": ({"oneOf": [TEXT, {"type": "null"}]}, {"oneOf": [{"type": "null"}, TEXT]}, {}, OK, OK),
    "a constant as an enumeration": ({"const": "a"}, {"enum": ["a"]}, {}, OK, OK),
    "an enumeration with a value twice": ({"enum": ["a", "b", "a"]}, {"enum": ["b", "a"]}, {}, OK, OK),
    "whole numbers as multiples of one": ({"type": "integer"}, {"type": "number", "multipleOf": 1}, {}, OK, OK),
    "a bound said twice": (
        {"$schema": "http://json-schema.org/draft-04/schema#", "minimum": 1, "exclusiveMinimum": True},
        {"$schema": "http://json-schema.org/draft-06/schema#", "exclusiveMinimum": 1},
        {},
        *(OK, OK),
    ),
    "a tuple in two drafts": (
        {"$schema": "http://json-schema.org/draft-07/schema#", "items": [TEXT], "additionalItems": False},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "prefixItems": [TEXT], "items": False},
        {},
        *(OK, OK),
    ),
    "dependencies in two drafts": (
        {"$schema": "http://json-schema.org/draft-07/schema#", "dependencies": {"a": ["b"]}},
        {"$schema": "https://json-schema.org/draft/2020-12/schema", "dependentRequired": {"a": ["b"]}},
        {},
        *(OK, OK),
    ),
    "if and then as an implication": (
        {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
        {"anyOf": [{"not": {"required": ["a"]}}, {"required": ["b"]}]},
        STRICT,
        *(OK, OK),
    ),
    "a recursive schema unrolled once": (
        {"$ref": "#/$defs/T", "$defs": {"T": {**OBJ, "properties": {"t": {"$ref": "#/$defs/T"}}}}},
        {
            **OBJ,
            "properties": {"t": {"$ref": "#/$defs/U"}},
            "$defs": {"U": {**OBJ, "properties": {"t": {"$ref": "#/$defs/U"}}}},
        },
        {},
        *(OK, OK),
    ),
    "a name with a slash, a tilde and a space": (
        {"$ref": "#/$defs/a~1b%20~0c", "$defs": {"a/b ~c": TEXT}},
        TEXT,
        {},
        *(OK, OK),
    ),
    "an anchor instead of a pointer": (
        {"$ref": "#there", "$defs": {"A": {"$anchor": "there", "type": "string"}}},
        TEXT,
        {},
        *(OK, OK),
    ),
    "a definition that nothing uses": ({**TEXT, "$defs": {"A": {"type": "null"}}}, TEXT, {}, OK, OK),
    # numbers and texts
    "a bound that no double can tell": ({"maximum": 9007199254740992}, {"maximum": 9007199254740993}, {}, OK, NO),
    "multiples of a tenth": ({"multipleOf": 0.3}, {"multipleOf": 0.1}, {}, OK, NO),
    "length in characters, not in bytes": ({"enum": ["\U0001f600"]}, {"maxLength": 1}, {}, OK, NO),
    "a keyword of another type": ({**OBJ, "maxLength": 3}, OBJ, {}, OK, OK),
    "least above most": ({"type": "integer", "minimum": 5, "maximum": 3}, {"type": "null"}, {}, OK, NO),
    "true is not 1": ({"enum": [True]}, {"enum": [1]}, {}, NO, NO),
    "formats asserted": (TEXT, {**TEXT, "format": "date"}, {}, NO, OK),
    "formats as annotations": (TEXT, {**TEXT, "format": "date"}, {"format": "annotation"}, OK, OK),
    "a format that nobody knows": (TEXT, {**TEXT, "format": "country"}, {}, OK, OK),
    # arrays
    "contains with no least number": ({"contains": TEXT, "minContains": 0}, {}, {}, OK, OK),
    "contains needs one": ({"type": "array"}, {"type": "array", "contains": TEXT}, {}, NO, OK),
    "unique items of one value": (
        {"type": "array", "items": {"const": 1}, "uniqueItems": True},
        {"type": "array", "items": {"const": 1}, "maxItems": 1},
        {},
        *(OK, OK),
    ),
    # events
    "a payload behind a ref to a message": (
        asyncapi({"$ref": "#/components/messages/m"}, messages={"m": {"payload": TEXT}}),
        asyncapi({"$ref": "#/components/messages/m"}, messages={"m": {"payload": {"type": "null"}}}),
        {},
        *(NO, NO),
    ),
    "a message without a payload": (asyncapi({"summary": "s"}), asyncapi({"summary": "t"}), {}, OPEN, OPEN),
    "a payload that a trait says": (
        asyncapi({"payload": TEXT, "traits": [{"name": "a"}]}),
        asyncapi({"payload": TEXT, "traits": [{"name": "b"}]}),
        {},
        *(OPEN, OPEN),
    ),
    "a schema that is no object": (asyncapi({"payload": True}), asyncapi({"payload": TEXT}), {}, NO, OK),
    "an event's words alone": (oas({**OBJ, "title": "A"}), oas({**OBJ, "title": "B"}), {}, OK, OK),
    # defaults
    "a required property with a default": (
        {**OBJ, "properties": {"a": TEXT}},
        {**OBJ, "properties": {"a": {**TEXT, "default": "x"}}, "required": ["a"]},
        {"defaults": "applied"},
        *(OK, OK),
    ),
    "a default that its own schema refuses": (
        {**OBJ, "properties": {"a": TEXT}},
        {**OBJ, "properties": {"a": {**TEXT, "default": 5}}, "required": ["a"]},
        {"defaults": "applied"},
        *(NO, OK),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
def test_a_report_gets_its_verdict(case: tuple[Any, Any, dict[str, Any], str, str]) -> None:
    """Old events read by new consumers, and new events read by old ones."""
    old, new, options, backward, forward = case

    assert {"backward": backward, "forward": forward} == dict(compare(old, new, **options).verdict)
