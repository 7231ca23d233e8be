"""Types and values, and which keyword speaks of which type."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from typing import Any

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.foreign.openapi30.conjunction import NEVER, Conjunction
from bridgewright.schemas.equality import key_of
from bridgewright.schemas.formats import OF_NUMBERS
from bridgewright.schemas.keywords import OF_TYPE

_NULL: JsonObject = {"type": "string", "nullable": True, "enum": [None]}
"""Null and nothing else; `nullable` counts beside a type only (OpenAPI's proposal 2019-10-31)."""


def say_values(schema: JsonObject, of_type: Mapping[str, JsonObject], result: Conjunction) -> None:
    """`type`, `nullable`, `enum`, and the keywords of each type; `of_type` holds those of arrays and objects."""
    types = _types(schema)
    values = _values(schema, types)
    if values == []:
        result.add(NEVER)
        return
    if values is not None:
        types = _types_of(values, types)
    if types == ["null"]:
        result.say(_NULL)
        return
    keywords: dict[str, JsonObject] = {**of_type, "string": _of_text(schema), "number": _of_number(schema)}
    keywords["integer"] = keywords["number"]
    if values is not None:
        result.say({"enum": values})
    named = [name for name in types or keywords if name != "null"]
    if types is not None and len(named) == 1:
        result.say({"type": named[0]} | ({"nullable": True} if "null" in types else {}))
        if named == ["array"]:
            result.say({"items": {}})  # which OpenAPI 3.0 wants beside `type: array`
    for name in named:
        result.say(keywords.get(name, {}))


def _types(schema: JsonObject) -> list[str] | None:
    """The types that the schema takes, null among them; None when it takes all."""
    if "type" not in schema:
        return None
    return [schema["type"], *(["null"] if schema.get("nullable") is True else [])]


def _values(schema: JsonObject, types: list[str] | None) -> list[JsonValue] | None:
    """The values that `enum` lets pass, each once; None when it says nothing."""
    if "enum" not in schema:
        return None
    values: dict[Hashable, JsonValue] = {}
    for value in schema["enum"]:
        if types is None or any(_is_of(value, name) for name in types):
            values.setdefault(key_of(value), value)
    return list(values.values())


def _types_of(values: list[JsonValue], told: list[str] | None) -> list[str] | None:
    """The types of listed values, where one type (and perhaps null) says them all."""
    found = list(dict.fromkeys(_type_of(value) for value in values))
    if "number" in found and "integer" in found:
        found.remove("integer")
    named = [name for name in found if name != "null"]
    if named == ["integer"] and told is not None and "number" in told:
        named = ["number"]
    return [*named, *(["null"] if "null" in found else [])] if len(named) <= 1 else told


def _type_of(value: JsonValue) -> str:
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if isinstance(value, int) or value.is_integer() else "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def _is_of(value: JsonValue, name: str) -> bool:
    found = _type_of(value)
    return found == name or (found == "integer" and name == "number")


def _of_text(schema: JsonObject) -> dict[str, Any]:
    found = {key: schema[key] for key in OF_TYPE["string"] if key != "format" and key in schema}
    return found | ({"format": schema["format"]} if _has_format(schema, numeric=False) else {})


def _of_number(schema: JsonObject) -> dict[str, Any]:
    found = {key: schema[key] for key in OF_TYPE["number"] if key in schema}
    return found | ({"format": schema["format"]} if _has_format(schema, numeric=True) else {})


def _has_format(schema: JsonObject, *, numeric: bool) -> bool:
    return "format" in schema and (schema["format"] in OF_NUMBERS) is numeric
