"""What schemas of one document are: objects, nullable, personal data; and the schemas that they are made of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.keywords import COMBINED, IN_OPENAPI, LISTS, MAPS, OF_TYPE, ONE, OPENAPI_HOLDERS, SILENT
from bridgewright.schemas.walking import resolved

OBJECT_KEYWORDS = frozenset(OF_TYPE["object"]) & IN_OPENAPI
HOLD_ONE = frozenset({*ONE, "items"})
"""Keywords that hold a schema; as bindings are planned, `items` never holds several."""
_HOLDS_OTHERS = frozenset({"$ref", *OPENAPI_HOLDERS})


def parts(content: JsonValue, schema: JsonObject, pointer: str) -> Iterator[tuple[str, JsonObject]]:
    """(pointer, schema) of a schema and of all that its `allOf` adds, refs followed, each once."""
    seen: set[str] = set()
    stack = [(pointer, schema)]
    while stack:
        where, member = stack.pop()
        at, part = resolved(content, member, where)
        if at in seen:
            continue
        seen.add(at)
        yield at, part
        stack.extend(reversed([(f"{at}/allOf/{i}", added) for i, added in enumerate(part.get("allOf", ()))]))


def everywhere(schema: JsonObject, pointer: str) -> Iterator[tuple[str, JsonObject]]:
    """(pointer, schema) of a schema and of every schema inside it, refs not followed, parents first."""
    stack = [(pointer, schema)]
    while stack:
        at, part = stack.pop()
        yield at, part
        inside: list[tuple[str, JsonObject]] = []
        for keyword, value in part.items():
            if keyword in HOLD_ONE and isinstance(value, Mapping):
                inside.append((f"{at}/{keyword}", value))
            elif keyword in LISTS and isinstance(value, list):
                inside.extend((f"{at}/{keyword}/{index}", member) for index, member in enumerate(value))
            elif keyword in MAPS and isinstance(value, Mapping):
                inside.extend((f"{at}/{keyword}/{escaped(name)}", member) for name, member in value.items())
        stack.extend(reversed(inside))


def asserts(schema: JsonObject, *beside: str) -> bool:
    """True when the schema has a keyword that can refuse something, beside some."""
    return any(key not in SILENT and key not in beside and not key.startswith("x-") for key in schema)


def described(schema: JsonObject) -> str:
    """What a schema says of itself, and the values of an open enum: its type, which takes others, doesn't name them."""
    told: str = schema.get("description", "")
    known = schema.get("x-extensible-enum")
    if not isinstance(known, list) or not known:
        return told
    values = ", ".join(f"`{value}`" for value in known[:_SHOWN]) + (" and others" if len(known) > _SHOWN else "")
    return "\n".join(filter(None, (told, f"Known so far: {values}.")))


_SHOWN = 20
"""Values of an open enum that a docstring names."""


def admits_null(content: JsonValue, schema: JsonObject) -> bool:
    """True when a schema accepts null. OpenAPI 3.0.3: `nullable` counts beside `type` in the same schema only.

    It is asked of classes that may be null, whose own check never sees null: every keyword counts that can refuse it.
    """
    return _admits_null(content, schema, {})


def _admits_null(content: JsonValue, schema: JsonObject, known: dict[int, bool]) -> bool:
    """`known` has the answers so far, by the id of the schema: False for one that leads back to itself."""
    _, target = resolved(content, schema)
    if id(target) not in known:
        known[id(target)] = False
        known[id(target)] = _says_null(content, target, known)
    return known[id(target)]


def _says_null(content: JsonValue, target: JsonObject, known: dict[int, bool]) -> bool:
    def accepting(keyword: str) -> Iterator[bool]:
        return (_admits_null(content, option, known) for option in target[keyword])

    if "enum" in target and None not in target["enum"]:
        return False
    if "type" in target and target.get("nullable") is not True:
        return False
    if "not" in target and _admits_null(content, target["not"], known):
        return False
    if "if" in target:
        branch = target.get("then" if _admits_null(content, target["if"], known) else "else")
        if branch is not None and not _admits_null(content, branch, known):
            return False
    return (
        ("allOf" not in target or all(accepting("allOf")))
        and ("anyOf" not in target or any(accepting("anyOf")))
        and ("oneOf" not in target or sum(accepting("oneOf")) == 1)
    )


def is_object(content: JsonValue, schema: JsonObject, pointer: str) -> bool:
    """True when a schema, or a part of its `allOf`, says that the value is an object."""
    return any(part.get("type") == "object" for _, part in parts(content, schema, pointer))


def is_model(content: JsonValue, schema: JsonObject, pointer: str) -> bool:
    """True when an object schema is worth a class: it declares properties, and nothing that isn't an object's."""
    if not any(keyword in schema for keyword in ("properties", "allOf", "$ref")):
        return False
    found = list(parts(content, schema, pointer))
    if any(part.get("type", "object") != "object" or "enum" in part for _, part in found):
        return False
    return any(part.get("properties") for _, part in found)


def is_sensitive(content: JsonValue, schema: JsonObject) -> bool:
    """True when the value, or a part of it that no class of its own hides, is personal data (`x-sensitive`)."""
    if _HOLDS_OTHERS.isdisjoint(schema):
        return schema.get("x-sensitive") is True
    stack, seen = [schema], set()
    while stack:
        part = stack.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if part.get("x-sensitive") is True:
            return True
        if "$ref" in part:
            stack.append(resolved(content, part)[1])
        stack.extend(s for k in ("items", "additionalProperties") if isinstance(s := part.get(k), Mapping))
        stack.extend(s for k in COMBINED for s in part.get(k, ()))
    return False
