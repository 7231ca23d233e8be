"""What a judgement would cost: a validator has no memory, so branches that multiply would keep it busy for ever."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bridgewright.compat.form import Unreadable
from bridgewright.compat.references import Resolver
from bridgewright.model import JsonValue
from bridgewright.schema import escaped

MAX_VISITS: Final = 200_000
_MAX_PAIRS: Final = 60_000
_MAX_CHAIN: Final = 150
_LISTS: Final = ("allOf", "anyOf", "oneOf")
_SINGLE: Final = ("not", "if", "then", "else")
_MEMBERS: Final = ("additionalProperties", "unevaluatedProperties", "propertyNames")
_ITEMS: Final = ("items", "additionalItems", "contains", "unevaluatedItems")


class Cost:
    """Counts the pairs of schema and value that a validator visits; each pair is looked at once to find out."""

    def __init__(self, resolver: Resolver, pointer: str) -> None:
        self._resolver = resolver
        self._pointer = pointer
        self._known: dict[tuple[str, int], int] = {}
        self._compiled = self._unfolded() <= MAX_VISITS

    def bearable(self, value: JsonValue) -> bool:
        """True when the validator answers for this value in a moment."""
        self._known = {}
        return self._compiled and self._of(self._pointer, value, 0) <= MAX_VISITS

    def _unfolded(self) -> int:
        """Schemas reached from the root without reading into a value: never more than what is written, times refs."""
        self._known = {}
        return self._of(self._pointer, None, 0)

    def _of(self, pointer: str, value: JsonValue, chain: int) -> int:
        pair = (pointer, id(value))
        if pair in self._known:
            return self._known[pair]
        if chain > _MAX_CHAIN or len(self._known) > _MAX_PAIRS:
            return MAX_VISITS + 1
        self._known[pair] = 1
        try:
            schema = self._resolver.value(pointer)
        except Unreadable:
            return 1
        total = 1
        for part, member in self._visits(schema, pointer, value) if isinstance(schema, dict) else ():
            total += self._of(part, member, chain + 1)
            if total > MAX_VISITS:
                break
        self._known[pair] = total
        return total

    def _visits(self, schema: dict[str, Any], at: str, value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
        """(schema, value) of each visit that follows at once from one."""
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            if isinstance(schema.get(keyword), str):
                target = self._target(schema[keyword], at)
                if target is not None:
                    yield target, value
        for keyword in _LISTS:
            if isinstance(schema.get(keyword), list):
                yield from ((f"{at}/{keyword}/{index}", value) for index in range(len(schema[keyword])))
        yield from ((f"{at}/{keyword}", value) for keyword in _SINGLE if keyword in schema)
        for keyword in ("dependentSchemas", "dependencies"):
            if isinstance(schema.get(keyword), dict):
                yield from ((f"{at}/{keyword}/{escaped(name)}", value) for name in schema[keyword])
        if isinstance(value, dict):
            yield from self._members(schema, at, value)
        elif isinstance(value, list):
            yield from self._listed(schema, at, value)

    @staticmethod
    def _members(schema: dict[str, Any], at: str, value: dict[str, Any]) -> Iterator[tuple[str, JsonValue]]:
        named = schema.get("properties")
        patterns = schema.get("patternProperties")
        for name, member in value.items():
            if isinstance(named, dict) and name in named:
                yield f"{at}/properties/{escaped(name)}", member
            if isinstance(patterns, dict):
                yield from ((f"{at}/patternProperties/{escaped(pattern)}", member) for pattern in patterns)
            yield from ((f"{at}/{keyword}", member) for keyword in _MEMBERS if keyword in schema)

    @staticmethod
    def _listed(schema: dict[str, Any], at: str, value: list[Any]) -> Iterator[tuple[str, JsonValue]]:
        for index, member in enumerate(value):
            for keyword in ("prefixItems", "items"):
                listed = schema.get(keyword)
                if isinstance(listed, list) and index < len(listed):
                    yield f"{at}/{keyword}/{index}", member
            yield from ((f"{at}/{keyword}", member) for keyword in _ITEMS if isinstance(schema.get(keyword), dict))

    def _target(self, reference: str, at: str) -> str | None:
        try:
            return self._resolver.target(reference, at)
        except Unreadable:
            return None
