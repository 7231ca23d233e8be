"""Walking and resolving schemas of one document: pointers, refs, the schemas under a schema.

OpenAPI 3.0 Schema Objects (https://spec.openapis.org/oas/v3.0.3#schema-object). Nothing here recurses
into refs by itself, so a recursive contract is walked like any other.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.documents.pointers import escaped, unescaped, value_at
from bridgewright.schemas.keywords import COMBINED

REF_PREFIX = "#/components/schemas/"

_ONE = ("items", "not", "additionalProperties")


def subschemas(schema: JsonObject, pointer: str) -> Iterator[tuple[str, JsonValue]]:
    """(pointer, value) of each place directly under a schema where a schema may stand."""
    for keyword in _ONE:
        if keyword in schema and not isinstance(schema[keyword], bool):
            yield f"{pointer}/{keyword}", schema[keyword]
    for keyword in COMBINED:
        if keyword in schema and isinstance(schema[keyword], list):
            yield from ((f"{pointer}/{keyword}/{i}", s) for i, s in enumerate(schema[keyword]))
    if "properties" in schema and isinstance(schema["properties"], Mapping):
        yield from ((f"{pointer}/properties/{escaped(k)}", s) for k, s in schema["properties"].items())


def walk(schema: JsonValue, pointer: str) -> Iterator[tuple[str, JsonObject]]:
    """A schema and every schema inside it, refs not followed, parents first, in the document's order."""
    stack: list[tuple[str, JsonValue]] = [(pointer, schema)]
    while stack:
        at, value = stack.pop()
        if isinstance(value, dict | Mapping):
            yield at, value
            stack.extend(reversed(list(subschemas(value, at))))


def schema_roots(content: JsonValue) -> Iterator[tuple[str, JsonObject]]:
    """(pointer, schema) of each schema of a document that stands in no other schema."""
    components = content.get("components", {}).get("schemas", {})
    yield from ((f"{REF_PREFIX[1:]}{escaped(name)}", schema) for name, schema in components.items())
    held = ("example", "examples", "value")
    stack: list[tuple[str, JsonValue]] = [("", content)]
    while stack:
        pointer, value = stack.pop()
        if isinstance(value, list):
            stack.extend((f"{pointer}/{index}", member) for index, member in reversed(list(enumerate(value))))
        elif isinstance(value, Mapping):
            for key, member in reversed(list(value.items())):
                at = f"{pointer}/{escaped(key)}"
                if key == "schema" and isinstance(member, Mapping):
                    yield at, member
                elif key not in held and not key.startswith("x-") and at != "/components/schemas":
                    stack.append((at, member))


def without_formats(content: JsonValue) -> JsonValue:
    """A document whose schemas have no `format`: as it is judged where formats are annotations.

    Values that are named so (a property `format`, an example's) stay.
    """
    formatted = {
        pointer for at, root in schema_roots(content) for pointer, schema in walk(root, at) if "format" in schema
    }
    return _without(content, "", formatted)


def _without(value: JsonValue, pointer: str, formatted: set[str]) -> JsonValue:
    if isinstance(value, list):
        return [_without(member, f"{pointer}/{at}", formatted) for at, member in enumerate(value)]
    if not isinstance(value, Mapping):
        return value
    kept = (key for key in value if key != "format" or pointer not in formatted)
    return {key: _without(value[key], f"{pointer}/{escaped(key)}", formatted) for key in kept}


def resolved(content: JsonValue, schema: JsonObject, pointer: str = "") -> tuple[str, JsonObject]:
    """(pointer, schema) after following `$ref`s; the refs must resolve and not loop (`build` says so)."""
    while "$ref" in schema:
        pointer = schema["$ref"][1:]
        schema = value_at(content, pointer) or {}
    return pointer, schema


def followed(content: JsonValue, pointer: str) -> tuple[str, JsonValue]:
    """(pointer, value) of what stands at a pointer, after its refs, in a document of which nothing is known yet.

    A loop of refs ends on one of them; a ref that leads nowhere gives None.
    """
    seen: set[str] = set()
    value = value_at(content, pointer)
    while isinstance(value, Mapping) and isinstance(value.get("$ref"), str) and pointer not in seen:
        seen.add(pointer)
        pointer = value["$ref"].removeprefix("#")
        value = value_at(content, pointer)
    return pointer, value


def schemas_at(content: JsonValue, schema: JsonObject, path: str) -> tuple[JsonObject, ...]:
    """Every schema that speaks of the instance location `path` (a JSON Pointer), refs and all/any/oneOf followed.

    Empty when no declared property leads there. An array's elements are reached by `*` or an index, and also
    without any step, as an EventBridge pattern reaches them.
    """
    return tuple(found for _, found in places_at(content, schema, "", path))


def places_at(content: JsonValue, schema: JsonObject, pointer: str, path: str) -> tuple[tuple[str, JsonObject], ...]:
    """What `schemas_at` finds, each with its pointer in the document; `pointer` is where `schema` stands."""
    found = _spread(content, ((pointer, schema),))
    for token in path.split("/")[1:]:
        key = unescaped(token)
        following: list[tuple[str, JsonObject]] = []
        for at, candidate in found:
            others = candidate.get("additionalProperties")
            if key in candidate.get("properties", {}):
                following.append((f"{at}/properties/{escaped(key)}", candidate["properties"][key]))
            elif isinstance(others, Mapping):
                following.append((f"{at}/additionalProperties", others))
            elif "items" in candidate and (key == "*" or key.isdigit()):
                following.append((f"{at}/items", candidate["items"]))
            elif "items" in candidate:
                following.extend(
                    (f"{inside}/properties/{escaped(key)}", element["properties"][key])
                    for inside, element in _spread(content, ((f"{at}/items", candidate["items"]),))
                    if key in element.get("properties", {})
                )
        found = _spread(content, tuple(following))
    return found


def _spread(content: JsonValue, places: tuple[tuple[str, JsonObject], ...]) -> tuple[tuple[str, JsonObject], ...]:
    """The schemas with refs resolved, and those inside their allOf, anyOf and oneOf; each once."""
    result: list[tuple[str, JsonObject]] = []
    seen: set[int] = set()
    stack = list(reversed(places))
    while stack:
        at, schema = stack.pop()
        at, schema = resolved(content, schema, at)
        if id(schema) in seen:
            continue
        seen.add(id(schema))
        result.append((at, schema))
        for keyword in reversed(COMBINED):
            parts = list(enumerate(schema.get(keyword, ())))
            stack.extend((f"{at}/{keyword}/{index}", part) for index, part in reversed(parts))
    return tuple(result)


def self_contained(content: Mapping[str, Any], pointer: str) -> dict[str, Any]:
    """A schema that a validator can take alone: a ref to `pointer` beside the document's components."""
    return {"$ref": f"#{pointer}", "components": content["components"]}
