"""What each keyword of JSON Schema may hold, in any dialect."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple

from bridgewright.documents.document import JsonValue

__all__ = ["KEYWORDS", "is_names", "is_schema"]


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_count(value: JsonValue) -> bool:
    return _is_number(value) and value >= 0 and value == int(value)


def _is_text(value: JsonValue) -> bool:
    return isinstance(value, str)


def is_names(value: JsonValue) -> bool:
    """Is it an array of texts?"""
    return isinstance(value, list) and all(isinstance(member, str) for member in value)


def is_schema(value: JsonValue) -> bool:
    """Is it what a schema may be, an object or a boolean?"""
    return isinstance(value, Mapping | bool)


def _is_schemas(value: JsonValue) -> bool:
    return isinstance(value, list) and bool(value) and all(map(is_schema, value))


def _is_map(value: JsonValue) -> bool:
    return isinstance(value, Mapping)


class Shape(NamedTuple):
    """What a keyword may hold, and how to say so."""

    is_right: Callable[[JsonValue], bool]
    words: str


_COUNT = Shape(_is_count, "a whole number from 0 on")
_NUMBER = Shape(_is_number, "a number")
_LIMIT = Shape(lambda value: isinstance(value, int | float), "a number, or true or false")
_TEXT = Shape(_is_text, "a text")
_SCHEMA = Shape(is_schema, "a schema")
_SCHEMAS = Shape(_is_schemas, "an array of schemas, one at least")
_MAP = Shape(_is_map, "an object")
_BOOL = Shape(lambda value: isinstance(value, bool), "true or false")
KEYWORDS: Mapping[str, Shape] = {
    "type": Shape(lambda value: _is_text(value) or is_names(value), "a type, or an array of types"),
    "enum": Shape(lambda value: isinstance(value, list), "an array of values"),
    "const": Shape(lambda _: True, "a value"),
    "multipleOf": Shape(lambda value: _is_number(value) and value > 0, "a number above 0"),
    "required": Shape(is_names, "an array of names"),
    "items": Shape(
        lambda value: is_schema(value) or (isinstance(value, list) and all(map(is_schema, value))), "a schema"
    ),
    **dict.fromkeys(("minimum", "maximum"), _NUMBER),
    **dict.fromkeys(("exclusiveMinimum", "exclusiveMaximum"), _LIMIT),
    **dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _COUNT),
    **dict.fromkeys(("minContains", "maxContains"), _COUNT),
    **dict.fromkeys(("pattern", "format", "$recursiveRef", "$dynamicRef"), _TEXT),
    **dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), _SCHEMAS),
    **dict.fromkeys(("not", "if", "then", "else", "contains", "propertyNames", "additionalProperties"), _SCHEMA),
    **dict.fromkeys(("additionalItems", "unevaluatedItems", "unevaluatedProperties"), _SCHEMA),
    **dict.fromkeys(("properties", "patternProperties", "dependencies"), _MAP),
    **dict.fromkeys(("dependentRequired", "dependentSchemas"), _MAP),
    "uniqueItems": _BOOL,
}
