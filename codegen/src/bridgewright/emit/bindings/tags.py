"""The property that tells the objects of a union apart, if there is one."""

from __future__ import annotations

from collections.abc import Mapping

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.emit.bindings.queries import admits_null, parts
from bridgewright.schemas.walking import resolved

__all__ = ["discriminator_of", "tag_of", "tags_in"]


def tag_of(content: JsonValue, schema: JsonObject, keyword: str, pointer: str) -> str | None:
    """A property that every option of a `oneOf` or `anyOf` asks for, with strings that no other option accepts.

    An object then fits one option at most, so both keywords say the same. The `discriminator`'s property is taken
    first: OpenAPI 3.0.3 lets it hint, and the schemas decide.
    """
    options = [tags_in(content, option, f"{pointer}/{index}") for index, option in enumerate(schema[keyword])]
    if len(options) < 2:
        return None
    wanted = discriminator_of(schema)
    for name in sorted(options[0], key=lambda name: name != wanted):
        values = [value for tags in options for value in tags.get(name, ())]
        if all(name in tags for tags in options) and len(values) == len(set(values)):
            return name
    return None


def discriminator_of(schema: JsonObject) -> str | None:
    """The property that a schema's `discriminator` names."""
    discriminator = schema.get("discriminator")
    name = discriminator.get("propertyName") if isinstance(discriminator, Mapping) else None
    return name if isinstance(name, str) else None


def tags_in(content: JsonValue, schema: JsonObject, pointer: str) -> dict[str, tuple[str, ...]]:
    """Required property of an object -> the strings that it may be, where the schema lists them."""
    if admits_null(content, schema):
        return {}
    found = list(parts(content, schema, pointer))
    required = {name for _, part in found for name in part.get("required", ())}
    members: dict[str, JsonObject] = {}
    for _, part in found:
        for name, member in part.get("properties", {}).items():
            members.setdefault(name, resolved(content, member)[1])
    return {
        name: tuple(dict.fromkeys(member["enum"]))
        for name, member in members.items()
        if name in required and member.get("enum") and member.get("type", "string") == "string"
        if all(isinstance(value, str) for value in member["enum"])
    }
