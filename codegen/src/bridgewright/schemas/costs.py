"""What a judgement would cost: a validator has no memory, so branches that multiply would keep it busy for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import Unreadable
from bridgewright.schemas.references import Resolver

MAX_VISITS: Final = 200_000
_MAX_PAIRS: Final = 60_000
_MAX_CHAIN: Final = 150
_MULTIPLYING: Final = (b"$ref", b"Ref", b"Of", b"not", b"if", b"then", b"else", b"depend")
"""A document without these words has one visit for each part of a value."""
_LISTS: Final = ("allOf", "anyOf", "oneOf")
_SINGLE: Final = ("not", "if", "then", "else")
_MEMBERS: Final = ("additionalProperties", "unevaluatedProperties", "propertyNames")
_ITEMS: Final = ("items", "additionalItems", "contains", "unevaluatedItems")


class Cost:
    """Counts the pairs of schema and value that a validator visits; each pair is looked at once to find out."""

    def __init__(self, resolver: Resolver, pointer: str) -> None:
        self._resolver = resolver
        self._root = pointer
        self._known: dict[tuple[int, int], int] = {}
        spelled = resolver.spelled
        self._plain = spelled is not None and not any(word in spelled for word in _MULTIPLYING)
        self._compiled = self._plain or self._of_root(None) <= MAX_VISITS

    def bearable(self, value: JsonValue) -> bool:
        """True when the validator answers for this value in a moment."""
        return self._plain or (self._compiled and self._of_root(value) <= MAX_VISITS)

    def _of_root(self, value: JsonValue) -> int:
        """Of null it counts what is written, times refs: schemas reached without reading into a value."""
        self._known = {}
        return self._of(self._at(self._root), self._root, value, 0)

    def _at(self, pointer: str) -> Any:
        try:
            return self._resolver.value(pointer)
        except Unreadable:
            return None

    def _of(self, schema: Any, at: str, value: JsonValue, chain: int) -> int:
        if not isinstance(schema, dict):
            return 1
        pair = (id(schema), id(value))
        if pair in self._known:
            return self._known[pair]
        if chain > _MAX_CHAIN or len(self._known) > _MAX_PAIRS:
            return MAX_VISITS + 1
        self._known[pair] = 1
        total = 1
        for part, where, member in self._visits(schema, at, value):
            total += self._of(part, where, member, chain + 1)
            if total > MAX_VISITS:
                break
        self._known[pair] = total
        return total

    def _visits(self, schema: dict[str, Any], at: str, value: JsonValue) -> Iterator[tuple[Any, str, JsonValue]]:
        """(schema, its pointer, value) of each visit that follows at once from one."""
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            if isinstance(schema.get(keyword), str):
                target = self._target(schema[keyword], at)
                if target is not None:
                    yield self._at(target), target, value
        for keyword in _LISTS:
            if isinstance(schema.get(keyword), list):
                yield from ((part, f"{at}/{keyword}/{index}", value) for index, part in enumerate(schema[keyword]))
        yield from ((schema[keyword], f"{at}/{keyword}", value) for keyword in _SINGLE if keyword in schema)
        for keyword in ("dependentSchemas", "dependencies"):
            if isinstance(schema.get(keyword), dict):
                yield from ((part, f"{at}/{keyword}/{escaped(n)}", value) for n, part in schema[keyword].items())
        if isinstance(value, dict):
            yield from self._members(schema, at, value)
        elif isinstance(value, list):
            yield from self._listed(schema, at, value)

    @staticmethod
    def _members(schema: dict[str, Any], at: str, value: dict[str, Any]) -> Iterator[tuple[Any, str, JsonValue]]:
        named = schema.get("properties")
        patterns = schema.get("patternProperties")
        others = [keyword for keyword in _MEMBERS if isinstance(schema.get(keyword), dict)]
        for name, member in value.items():
            if isinstance(named, dict) and name in named:
                yield named[name], f"{at}/properties/{escaped(name)}", member
            if isinstance(patterns, dict):
                yield from ((p, f"{at}/patternProperties/{escaped(n)}", member) for n, p in patterns.items())
            yield from ((schema[keyword], f"{at}/{keyword}", member) for keyword in others)

    @staticmethod
    def _listed(schema: dict[str, Any], at: str, value: list[Any]) -> Iterator[tuple[Any, str, JsonValue]]:
        others = [keyword for keyword in _ITEMS if isinstance(schema.get(keyword), dict)]
        for index, member in enumerate(value):
            for keyword in ("prefixItems", "items"):
                listed = schema.get(keyword)
                if isinstance(listed, list) and index < len(listed):
                    yield listed[index], f"{at}/{keyword}/{index}", member
            yield from ((schema[keyword], f"{at}/{keyword}", member) for keyword in others)

    def _target(self, reference: str, at: str) -> str | None:
        try:
            return self._resolver.target(reference, at)
        except Unreadable:
            return None
