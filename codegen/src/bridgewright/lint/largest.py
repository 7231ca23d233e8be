"""How many bytes the largest value takes that a schema lets pass, written as canonical JSON."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from bridgewright.documents.canonical import canonical_json
from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.schemas.formats import LONGEST
from bridgewright.schemas.regex.width import is_plain_ascii, longest_match
from bridgewright.schemas.walking import resolved

LARGEST = 10**30
"""Larger sizes are cut to this one; so is what has none."""
_DEEPEST = 200
"""Levels of schemas inside of schemas that are followed; a document's values nest at most 100 deep."""

_NUMBER = 25
"""A double in its shortest exact spelling has at most 24 characters."""
_ESCAPED = 6
r"""A control character takes six bytes (``\u0001``); everything else at most four in UTF-8."""


class Sizes:
    """Sizes of the schemas of one document; asks each component once, and notices one that contains itself."""

    def __init__(self, content: JsonValue) -> None:
        self._content = content
        self._known: dict[int, int] = {}
        self._open: list[int] = []
        self.is_bounded = True
        """False once a string, array or object without a bound was met."""
        self.endless: str | None = None
        """Pointer of a schema that was found inside of itself, or too deep to follow."""

    def of(self, schema: JsonObject, pointer: str) -> int:
        """Bytes of the largest value; meaningless when `is_bounded` is False or `endless` is set afterwards."""
        pointer, schema = resolved(self._content, schema, pointer)
        if id(schema) in self._known:
            return self._known[id(schema)]
        if id(schema) in self._open or len(self._open) > _DEEPEST:
            self.endless = pointer
            return LARGEST
        self._open.append(id(schema))
        size = min(self._size(schema, pointer), LARGEST)
        self._open.pop()
        self._known[id(schema)] = size
        return size

    def _size(self, schema: JsonObject, pointer: str) -> int:
        if "enum" in schema:
            return max(len(canonical_json(value).encode()) for value in schema["enum"])
        own = self._own(schema, pointer)
        parts = [
            [self.of(part, f"{pointer}/{keyword}/{index}") for index, part in enumerate(schema[keyword])]
            for keyword in ("allOf", "anyOf", "oneOf")
            if keyword in schema
        ]
        if not parts:
            return self._unbounded() if own is None else own
        bounds = [*([own] if own is not None else [])]
        is_object = schema.get("type") == "object" or "properties" in schema or self._composes_objects(schema)
        for keyword, sizes in zip([k for k in ("allOf", "anyOf", "oneOf") if k in schema], parts, strict=True):
            if keyword == "allOf":
                bounds.append(sum(sizes) if is_object else min(sizes))
            else:
                bounds.append(sum(sizes) if is_object and keyword == "anyOf" else max(sizes))
        return sum(bounds) if is_object else min(bounds)

    def _composes_objects(self, schema: JsonObject) -> bool:
        parts = [part for keyword in ("allOf", "anyOf", "oneOf") for part in schema.get(keyword, ())]
        return any(resolved(self._content, part)[1].get("type") == "object" for part in parts)

    def _own(self, schema: JsonObject, pointer: str) -> int | None:
        """What the schema's own keywords allow; None when they say nothing about size."""
        match schema.get("type"):
            case "boolean":
                return len("false")
            case "integer" | "number":
                return _NUMBER
            case "string":
                return _string_bytes(schema) or self._unbounded()
            case "array":
                item = self.of(schema.get("items", {}), f"{pointer}/items")
                most: int = schema["maxItems"] if "maxItems" in schema else self._unbounded()
                return 2 + most * (item + 1)
            case "object":
                return self._object(schema, pointer)
            case _:
                return self._object(schema, pointer) if "properties" in schema else None

    def _object(self, schema: JsonObject, pointer: str) -> int:
        total = 2
        for name, member in schema.get("properties", {}).items():
            total += _text_bytes(name) + 2 + self.of(member, f"{pointer}/properties/{name}")
        return self._unbounded() if is_map(schema) else total

    def _unbounded(self) -> int:
        self.is_bounded = False
        return LARGEST


@lru_cache(maxsize=4096)
def _text_bytes(text: str) -> int:
    return len(canonical_json(text).encode())


def is_map(schema: JsonObject) -> bool:
    """True for an object that is meant to hold keys nobody declared.

    An object that merely leaves `additionalProperties` open is no map: producers write declared fields only. Neither
    is one that only asks for properties: others say what they are.
    """
    others = schema.get("additionalProperties")
    if others is None and schema.get("type") == "object":
        return not any(schema.get(key) for key in ("properties", "required", "allOf", "anyOf", "oneOf"))
    return others is True or isinstance(others, Mapping)


def string_length(schema: JsonObject) -> int | None:
    """The most characters of a string, or None: from `maxLength`, a format of limited size, or the pattern."""
    bounds = [schema.get("maxLength"), LONGEST.get(schema.get("format", ""))]
    if "pattern" in schema:
        bounds.append(longest_match(schema["pattern"]))
    return min((bound for bound in bounds if bound is not None), default=None)


def _string_bytes(schema: JsonObject) -> int | None:
    length = string_length(schema)
    if length is None:
        return None
    plain = schema.get("format") in LONGEST or ("pattern" in schema and is_plain_ascii(schema["pattern"]))
    return 2 + length * (1 if plain else _ESCAPED)
