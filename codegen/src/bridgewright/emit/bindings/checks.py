"""The schemas that values are held against at run time, where types say less than a schema does."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.documents.pointers import value_at
from bridgewright.emit.bindings.queries import HOLD_ONE
from bridgewright.schemas.keywords import LISTS, MAPS, SILENT
from bridgewright.schemas.regex.translation import python_pattern
from bridgewright.schemas.walking import resolved


def checked_schemas(content: JsonValue, pointers: Iterable[str]) -> dict[str, JsonValue]:
    """Pointer -> what the schema there asserts, for the given schemas and all that they refer to."""
    found: dict[str, JsonValue] = {}
    waiting = list(dict.fromkeys(pointers))
    while waiting:
        pointer = waiting.pop(0)
        if pointer not in found:
            schema = value_at(content, pointer)
            found[pointer] = _asserted(content, schema if isinstance(schema, Mapping) else {}, waiting)
    return dict(sorted(found.items()))


def _asserted(content: JsonValue, schema: JsonObject, refs: list[str]) -> dict[str, Any]:
    """The schema without annotations; refs as pointers, patterns as Python's."""
    if "$ref" in schema:
        pointer, _ = resolved(content, schema)
        refs.append(pointer)
        return {"$ref": pointer}
    result: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword in LISTS:
            result[keyword] = [_asserted(content, option, refs) for option in value]
        elif keyword in HOLD_ONE and isinstance(value, Mapping):
            result[keyword] = _asserted(content, value, refs)
        elif keyword in MAPS:
            members = {name: _asserted(content, member, refs) for name, member in value.items()}
            result[keyword] = _by_python_pattern(members) if keyword == "patternProperties" else members
        elif keyword == "pattern":
            translated = python_pattern(value)
            result |= {} if translated is None else {"pattern": translated}
        elif keyword == "nullable" or (keyword not in SILENT and not keyword.startswith("x-")):
            result[keyword] = value
    return result


def _by_python_pattern(members: Mapping[str, Any]) -> dict[str, Any]:
    """`patternProperties` by Python's regular expressions; two that are one there hold both."""
    result: dict[str, Any] = {}
    for pattern, member in members.items():
        translated = python_pattern(pattern)
        if translated is not None:
            result[translated] = {"allOf": [result[translated], member]} if translated in result else member
    return result
