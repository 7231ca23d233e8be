"""Tells whether a field is there in every value that a schema lets pass."""

from __future__ import annotations

from collections.abc import Iterator

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.documents.pointers import unescaped
from bridgewright.schemas.walking import resolved


def is_always_present(content: JsonValue, schema: JsonObject, path: str) -> bool:
    """True when every object that follows `schema` has a value other than null at `path`, a JSON Pointer.

    Says no where it can't tell: inside of arrays, and where alternatives don't agree.
    """
    return _Presence(content).holds(schema, tuple(unescaped(token) for token in path.split("/")[1:]))


class _Presence:
    def __init__(self, content: JsonValue) -> None:
        self._content = content
        self._known: dict[tuple[int, tuple[str, ...]], bool] = {}

    def holds(self, schema: JsonObject, keys: tuple[str, ...]) -> bool:
        _, schema = resolved(self._content, schema)
        if schema.get("nullable") is True:
            return False
        if not keys:
            return True
        known = (id(schema), keys)
        if known not in self._known:
            self._known[known] = self._by_itself(schema, keys) or self._by_alternatives(schema, keys)
        return self._known[known]

    def _by_itself(self, schema: JsonObject, keys: tuple[str, ...]) -> bool:
        """The schema and its allOf parts together: one may require what another declares."""
        parts = list(self._conjuncts(schema))
        if not any(keys[0] in part.get("required", ()) for part in parts):
            return False
        declared = [part["properties"][keys[0]] for part in parts if keys[0] in part.get("properties", {})]
        return any(self.holds(member, keys[1:]) for member in declared) or (not declared and len(keys) == 1)

    def _by_alternatives(self, schema: JsonObject, keys: tuple[str, ...]) -> bool:
        return any(
            all(self.holds(branch, keys) for branch in part[keyword])
            for part in self._conjuncts(schema)
            for keyword in ("oneOf", "anyOf")
            if keyword in part
        )

    def _conjuncts(self, schema: JsonObject) -> Iterator[JsonObject]:
        stack, seen = [schema], set()
        while stack:
            _, part = resolved(self._content, stack.pop())
            if id(part) not in seen:
                seen.add(id(part))
                yield part
                stack.extend(part.get("allOf", ()))
