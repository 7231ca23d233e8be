"""What a schema says of objects: properties, names by pattern, dependencies."""

from __future__ import annotations

from typing import Any

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.foreign.openapi30.conjunction import NEVER, Conjunction
from bridgewright.foreign.openapi30.wording import Wording
from bridgewright.schemas.regex.rewriting import listed
from bridgewright.schemas.regex.strings import matches_all


def say_objects(wording: Wording, schema: JsonObject, pointer: str, result: Conjunction) -> JsonObject:
    """The keywords of an object in OpenAPI 3.0; what stands for others goes beside them."""
    found: dict[str, Any] = {key: schema[key] for key in ("minProperties", "maxProperties") if key in schema}
    if schema.get("required"):
        found["required"] = list(dict.fromkeys(schema["required"]))
    if "properties" in schema:
        found["properties"] = {
            name: wording.schema(each, f"{pointer}/properties/{escaped(name)}")
            for name, each in schema["properties"].items()
        }
    others = schema.get("additionalProperties")
    if isinstance(others, dict):
        others = wording.schema(others, f"{pointer}/additionalProperties")
        others = False if others == NEVER else others
    for pattern, told in schema.get("patternProperties", {}).items():
        said = wording.schema(told, f"{pointer}/patternProperties/{escaped(pattern)}")
        others = _say_pattern(wording, (pointer, pattern, said), others, found, result)
    if others is not None:
        found["additionalProperties"] = True if others == {} else others
    _say_names(wording, schema, pointer, result)
    _say_dependencies(wording, schema, pointer, result)
    return found


def _say_pattern(
    wording: Wording,
    told: tuple[str, str, JsonObject],
    others: JsonValue,
    found: dict[str, Any],
    result: Conjunction,
) -> JsonValue:
    """Says (pointer, pattern, schema); what is left for `additionalProperties`."""
    pointer, pattern, said = told
    names = listed(pattern)
    if matches_all(pattern):
        result.add({"additionalProperties": False if said == NEVER else said})
        return None  # no name is left over
    if names:
        properties = found.setdefault("properties", {})
        both = [name for name in names if name in properties]
        properties.update({name: said for name in names if name not in properties})
        if both and said:
            result.add({"properties": dict.fromkeys(both, said)})
    elif said or others not in (None, True, {}):
        wording.inexpressible(pointer, "patternProperties", f"names that match {pattern[:100]!r} have a schema")
        return None  # a closed object would refuse those names
    return others


def _say_names(wording: Wording, schema: JsonObject, pointer: str, result: Conjunction) -> None:
    """`propertyNames`, where it lists the names or says nothing; a name is a string, whatever else is asked of it."""
    if "propertyNames" not in schema:
        return
    told = wording.parts(schema["propertyNames"], f"{pointer}/propertyNames")
    at, names = next((at, part) for at, part in told if "$ref" not in part)
    said = wording.schema(names, at)
    asserting = {key for key in said if not key.startswith("x-")} - {"title", "description", "default", "example"}
    if said == NEVER or ("type" in said and said["type"] != "string"):
        result.add({"maxProperties": 0})
    elif asserting <= {"type", "nullable", "enum"}:
        if "enum" in said:
            properties: dict[str, JsonObject] = {name: {} for name in said["enum"] if isinstance(name, str)}
            result.add({"properties": properties, "additionalProperties": False})
    else:
        wording.inexpressible(pointer, "propertyNames", "it can't say what a name looks like")


def _say_dependencies(wording: Wording, schema: JsonObject, pointer: str, result: Conjunction) -> None:
    """Without the property, or with what it asks for."""
    for name, names in schema.get("dependentRequired", {}).items():
        if names:
            result.add(_depending(name, {"required": list(dict.fromkeys(names))}))
    for name, told in schema.get("dependentSchemas", {}).items():
        said = wording.schema(told, f"{pointer}/dependentSchemas/{escaped(name)}")
        if said:
            result.add(_depending(name, said))


def _depending(name: str, wanted: JsonObject) -> JsonObject:
    return {"anyOf": [{"not": {"type": "object", "required": [name]}}, wanted]}
