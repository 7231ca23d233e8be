"""What a reader fills in who fills in defaults before validation, and the event as it is then.

A reader that fills in defaults accepts an event without a required property if that property has a default. Filled
in is only what is sure to fit: required properties, in objects that say nothing else that one more property could
break, and never inside `oneOf`, `anyOf`, `allOf` or `not` (as Ajv has it, https://ajv.js.org/guide/modifying-data.html);
a default that its own schema refuses is no default.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from bridgewright.compat.proof.engine import Side
from bridgewright.compat.proof.judging import SideJudge
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import Unreadable
from bridgewright.schemas.keywords import DEFINITIONS, DOCUMENTATION, IN_OPENAPI, TYPE_OF
from bridgewright.schemas.references import Resolver

_DOCUMENT: Final = "urn:bridgewright:document"


@dataclass(frozen=True, slots=True)
class Filling:
    """A reader's side with the properties that it fills in no longer required."""

    side: Side
    content: JsonValue
    fills: Mapping[str, Mapping[str, JsonValue]]
    """Pointer of an object schema -> its required properties that have defaults."""
    ways: frozenset[str]
    """Pointers of the schemas on the way to them."""

    def filled(self, event: JsonValue) -> JsonValue:
        """The event as the reader validates it."""
        return self._at(self.side.pointer, event)

    def _at(self, pointer: str, value: JsonValue) -> JsonValue:
        resolver = Resolver(self.side.content, self.side.dialect)
        pointer, schema = _followed(resolver, pointer)
        if pointer not in self.ways or not isinstance(schema, dict):
            return value
        if isinstance(value, list):
            return [self._at(f"{pointer}/items", member) for member in value] if "items" in schema else value
        if not isinstance(value, dict):
            return value
        members = schema.get("properties", {})
        whole = {**{name: given for name, given in self.fills.get(pointer, {}).items() if name not in value}, **value}
        others = isinstance(schema.get("additionalProperties"), dict)
        made = {}
        for name, member in whole.items():
            if name in members:
                made[name] = self._at(f"{pointer}/properties/{escaped(name)}", member)
            else:
                made[name] = self._at(f"{pointer}/additionalProperties", member) if others else member
        return made


def filling(side: Side, *, assert_formats: bool) -> Filling | None:
    """What a reader of this side fills in; None when there is nothing."""
    resolver = Resolver(side.content, side.dialect)
    ways = frozenset(_ways(resolver, side))
    fills: dict[str, dict[str, JsonValue]] = {}
    for pointer in sorted(ways):
        schema = resolver.value(pointer)
        found = dict(_defaults(resolver, side, pointer, schema, assert_formats)) if isinstance(schema, dict) else {}
        if found:
            fills[pointer] = found
    return Filling(side, _relaxed(side.content, "", fills), fills, ways) if fills else None


def _ways(resolver: Resolver, side: Side) -> Iterator[str]:
    """The pointers of schemas that are reached through properties and items alone, on every way to them."""
    plain: set[str] = set()
    entangled: set[str] = set()
    waiting = [(side.pointer, True)]
    while waiting:
        pointer, good = waiting.pop()
        known = plain if good else entangled
        schema = resolver.value(pointer)
        if pointer in known or not isinstance(schema, dict):
            continue
        known.add(pointer)
        if isinstance(schema.get("$ref"), str):
            alone = side.dialect.lone_refs or len(schema) == 1
            target = resolver.target(schema["$ref"], pointer)
            if target is not None:
                waiting.append((target, good and alone))
            if alone:
                continue
        fits = good and all(_is_harmless(key) for key in schema)
        waiting += _below(schema, pointer) if fits else _anything(schema, pointer)
    yield from plain - entangled


def _below(schema: dict[str, Any], pointer: str) -> Iterator[tuple[str, bool]]:
    members = schema.get("properties")
    for name in members if isinstance(members, dict) else ():
        yield f"{pointer}/properties/{escaped(name)}", True
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield f"{pointer}/{keyword}", True
    if isinstance(schema.get("items"), list):
        yield from ((f"{pointer}/items/{at}", False) for at in range(len(schema["items"])))


def _anything(schema: dict[str, Any], pointer: str) -> Iterator[tuple[str, bool]]:
    """Everything in a schema that may be a schema."""
    for keyword, value in schema.items():
        at = f"{pointer}/{escaped(keyword)}"
        if isinstance(value, dict):
            yield at, False
        elif isinstance(value, list):
            yield from ((f"{at}/{index}", False) for index, member in enumerate(value) if isinstance(member, dict))


def _defaults(
    resolver: Resolver, side: Side, pointer: str, schema: dict[str, Any], assert_formats: bool
) -> Iterator[tuple[str, JsonValue]]:
    """The required properties of an object schema that have a default, which their own schemas accept."""
    members, required = schema.get("properties"), schema.get("required")
    if not isinstance(members, dict) or not isinstance(required, list):
        return
    if "$ref" in schema or any(not _is_harmless(key) for key in schema):
        return
    for name in required:
        if not isinstance(name, str) or name not in members:
            continue
        at = f"{pointer}/properties/{escaped(name)}"
        given = members[name]
        if isinstance(given, dict) and "default" not in given:
            _, given = _followed(resolver, at)
        if not isinstance(given, dict) or "default" not in given:
            continue
        if _fits(side, at, given["default"], assert_formats):
            yield name, given["default"]


def _fits(side: Side, pointer: str, value: JsonValue, assert_formats: bool) -> bool:
    """True when the schema at a pointer accepts a value."""
    content, at = side.content, pointer
    if not side.dialect.lone_refs:  # a ref beside the document's own keywords would assert those too
        name = content.get("$id", _DOCUMENT)
        content, at = {"$ref": f"{name}#{pointer}", "$defs": {"document": {**content, "$id": name}}}, ""
    try:
        judge = SideJudge(content, side.dialect, at, Resolver(content, side.dialect), assert_formats=assert_formats)
    except Unreadable:
        return False
    return judge.accepts(value)


def _followed(resolver: Resolver, pointer: str) -> tuple[str, Any]:
    """(pointer, schema) behind a schema that is a ref and nothing else."""
    seen = set()
    schema = resolver.value(pointer)
    while isinstance(schema, dict) and isinstance(schema.get("$ref"), str) and pointer not in seen:
        seen.add(pointer)
        target = resolver.target(schema["$ref"], pointer)
        if target is None:
            break
        pointer, schema = target, resolver.value(target)
    return pointer, schema


def _relaxed(value: JsonValue, pointer: str, fills: Mapping[str, Mapping[str, JsonValue]]) -> JsonValue:
    """The document without the requirements that are filled in."""
    if isinstance(value, list):
        return [_relaxed(member, f"{pointer}/{at}", fills) for at, member in enumerate(value)]
    if not isinstance(value, dict):
        return value
    made = {name: _relaxed(member, f"{pointer}/{escaped(name)}", fills) for name, member in value.items()}
    if pointer in fills:
        made["required"] = [name for name in value["required"] if name not in fills[pointer]]
        if not made["required"]:
            del made["required"]
    return made


def _is_harmless(key: str) -> bool:
    """True for what an object schema may say and still take one more of its declared properties."""
    if key in ("maxProperties", "uniqueItems"):
        return False
    of_a_type = key in IN_OPENAPI and (key in TYPE_OF or key == "type")
    silent = key in (*DOCUMENTATION, *DEFINITIONS, "nullable") or key.startswith("x-")
    return of_a_type or silent or key in ("openapi", "info", "paths")
