"""Examples that documents give of their events: those that follow the contract become its own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.documents.pointers import value_at
from bridgewright.foreign.events import ENVELOPE, EventPlace
from bridgewright.foreign.naming import component_names
from bridgewright.schemas.judge import Judge, TooManySteps
from bridgewright.schemas.walking import REF_PREFIX

_MOST = 5


def contract_examples(original: JsonValue, place: EventPlace, content: JsonObject) -> dict[str, JsonObject]:
    """Name -> example of the detail; those that the contract itself refuses are left out."""
    judge = Judge(content)
    detail = content["components"]["schemas"][ENVELOPE]["properties"]["detail"]
    found: dict[str, JsonObject] = {}
    for name, value in _examples(original, place):
        if len(found) < _MOST and name not in found and _follows(judge, detail, value):
            found[name] = {"value": value}
    names = component_names(found, "")
    return {names[name]: example for name, example in found.items()}


def _follows(judge: Judge, schema: JsonObject, value: JsonValue) -> bool:
    try:
        return judge.accepts(schema, value)
    except TooManySteps:
        return False


def _examples(original: JsonValue, place: EventPlace) -> Iterator[tuple[str, Any]]:
    """(name, detail): of the schema, its message, or the registry document."""
    schema = value_at(original, place.pointer)
    schema = schema if isinstance(schema, Mapping) else {}
    told = schema.get("examples")
    listed = [*([schema["example"]] if "example" in schema else []), *(told if isinstance(told, list) else [])]
    for number, value in enumerate(listed, 1):
        yield from _detail(f"example-{number}", value, place)
    holder = value_at(original, place.pointer.removesuffix("/schema").removesuffix("/payload"))
    told = holder.get("examples") if isinstance(holder, Mapping) and place.pointer else None
    for number, example in enumerate(told if isinstance(told, list) else [], 1):
        if isinstance(example, Mapping) and "payload" in example:
            name = example.get("name")
            called = name if isinstance(name, str) and name else f"example-{number}"
            yield from _detail(called, example["payload"], place)
    declared = value_at(original, "/components/examples") if place.pointer.startswith(REF_PREFIX[1:]) else None
    for name, example in declared.items() if isinstance(declared, Mapping) else ():
        if isinstance(example, Mapping) and "value" in example:
            yield name, example["value"]


def _detail(name: str, value: JsonValue, place: EventPlace) -> Iterator[tuple[str, Any]]:
    if not place.whole:
        yield name, value
    elif isinstance(value, Mapping) and "detail" in value:
        yield name, value["detail"]
