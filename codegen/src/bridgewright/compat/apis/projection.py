"""An API's document as requests or responses see it, with each compared schema among the components.

A `readOnly` property is required of responses alone, and a `writeOnly` one of requests alone; on the other way it
should not be sent, and what it holds there decides nothing (https://spec.openapis.org/oas/v3.0.3#schema-object).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from bridgewright.compat.proof.engine import Side
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped, unescaped, value_at
from bridgewright.schemas.dialects import Dialect
from bridgewright.schemas.walking import REF_PREFIX, followed, schema_roots, walk

_MEANT: Final = "Meant.compared"
_AT: Final = f"/components/schemas/{_MEANT}"
_MAX_DEPTH: Final = 8
_ABOUT: Final = ("openapi", "jsonSchemaDialect")


class Projection:
    """One document on one way, `request` or response."""

    def __init__(self, document: JsonValue, dialect: Dialect, request: bool) -> None:
        self._document = document
        self._dialect = dialect
        self._hidden = "readOnly" if request else "writeOnly"
        self._without: JsonValue = None

    def at(self, pointer: str | None) -> Side:
        """The side of a comparison: the schema at a pointer, with what its refs reach; `{}` where there is none."""
        if self._without is None:
            self._without = self._projected()
        schema = {} if pointer is None else value_at(self._without, pointer)
        meant = {} if schema is None else schema
        schemas = {_MEANT: meant, **self._reached(meant)}
        told = {key: self._without[key] for key in _ABOUT if key in self._without}
        return Side({**told, "components": {"schemas": schemas}}, self._dialect, _AT)

    def _reached(self, schema: JsonValue) -> dict[str, JsonValue]:
        """The components that a schema leads to, in the document's order; all where a ref leads elsewhere."""
        known = _mapping(_mapping(self._without.get("components")).get("schemas"))
        found: set[str] = set()
        waiting = [schema]
        while waiting:
            for ref in _refs(waiting.pop()):
                name = unescaped(ref.removeprefix(REF_PREFIX))
                if name not in known and ref.startswith(("#", "http", ".", "/")):
                    return dict(known)
                if name in known and name not in found:
                    found.add(name)
                    waiting.append(known[name])
        return {name: known[name] for name in known if name in found}

    def original(self, pointer: str, meant: str | None) -> str:
        """Where the document itself has what the other has at a pointer."""
        inside = pointer.removeprefix(_AT) if f"{pointer}/".startswith(f"{_AT}/") else None
        if inside is None:
            return pointer or meant or ""
        if inside == "" and meant is not None:
            return followed(self._document, meant)[0]
        return f"{meant or ''}{inside}"

    def _projected(self) -> JsonValue:
        """The document without what isn't sent this way; itself where nothing says so."""
        edits = dict(self._edits())
        return _edited(self._document, "", edits) if edits else self._document

    def _edits(self) -> Iterator[tuple[str, Mapping[str, Any]]]:
        """Pointer of an object's schema -> what it says instead."""
        for at, root in schema_roots(self._document):
            for pointer, schema in walk(root, at):
                hidden = self._hidden_names(schema, 0)
                if not hidden:
                    continue
                yield pointer, self._open(schema, hidden)
                parts = schema.get("allOf")
                for index, part in enumerate(parts if isinstance(parts, list) else ()):
                    if isinstance(part, Mapping) and "$ref" not in part:
                        yield f"{pointer}/allOf/{index}", self._open(part, hidden)

    def _hidden_names(self, schema: Mapping[str, Any], depth: int) -> frozenset[str]:
        """The properties of an object that aren't sent this way."""
        found = set()
        for name, member in _mapping(schema.get("properties")).items():
            target = followed({"of": member, **self._document}, "/of")[1] if isinstance(member, Mapping) else None
            if isinstance(target, Mapping) and target.get(self._hidden) is True:
                found.add(name)
        parts = schema.get("allOf") if depth < _MAX_DEPTH else None
        for part in parts if isinstance(parts, list) else ():
            target = followed({"of": part, **self._document}, "/of")[1] if isinstance(part, Mapping) else None
            if isinstance(target, Mapping):
                found |= self._hidden_names(target, depth + 1)
        return frozenset(found)

    def _open(self, schema: Mapping[str, Any], hidden: frozenset[str]) -> Mapping[str, Any]:
        """A schema that doesn't require the hidden properties, and takes anything for its own."""
        made = dict(schema)
        properties = _mapping(schema.get("properties"))
        if properties:
            made["properties"] = {name: {} if name in hidden else member for name, member in properties.items()}
        required = schema.get("required")
        if isinstance(required, list):
            made["required"] = [name for name in required if name not in hidden]
            if not made["required"]:
                del made["required"]
        return made


def _refs(value: JsonValue) -> Iterator[str]:
    """Every text that may name a schema: refs, and what discriminators map to."""
    stack = [value]
    while stack:
        part = stack.pop()
        if isinstance(part, list):
            stack += part
        elif isinstance(part, Mapping):
            stack += part.values()
            told = [part.get("$ref"), *_mapping(part.get("mapping")).values()]
            yield from (ref for ref in told if isinstance(ref, str))


def _edited(value: JsonValue, pointer: str, edits: Mapping[str, Mapping[str, Any]]) -> JsonValue:
    """A copy in which schemas at some pointers say something else; inner ones are edited, too."""
    value = edits.get(pointer, value)
    if isinstance(value, Mapping):
        return {key: _edited(member, f"{pointer}/{escaped(key)}", edits) for key, member in value.items()}
    if isinstance(value, list):
        return [_edited(member, f"{pointer}/{index}", edits) for index, member in enumerate(value)]
    return value


def _mapping(value: JsonValue) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}
