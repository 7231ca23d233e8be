"""Events near a schema: built to follow it as far as a few rules can, then with one fault."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

from bridgewright.documents.pointers import value_at

_FITTING = {
    "date": "2020-01-02",
    "date-time": "2020-01-01T00:00:00Z",
    "duration": "P1D",
    "email": "a@b.co",
    "ipv4": "127.0.0.1",
    "ipv6": "::1",
    "json-pointer": "/a/b",
    "time": "12:00:00Z",
    "uri": "https://a.b/c",
    "uuid": "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11",
}


class NearEvents:
    """Draws events for one document; `any_value` is for where the schema says nothing."""

    def __init__(self, source: random.Random, document: Any, any_value: Callable[[], Any]) -> None:
        self._source = source
        self._document = document
        self._any = any_value

    def event(self) -> dict[str, Any]:
        """An event that follows the schema, more often than not."""
        return {"detail": self._following(self._document["properties"]["detail"], 0)}

    def event_with_a_fault(self) -> dict[str, Any]:
        """The same with one place changed, left out, doubled or added to."""
        event = self.event()
        *way, last = self._source.choice([place for place in _places(event) if place])
        holder: Any = event
        for step in way:
            holder = holder[step]
        kind = self._source.random()
        if kind < 0.3 and isinstance(holder, dict):
            del holder[last]
        elif kind < 0.5 and isinstance(holder, dict):
            holder[self._source.choice("abz")] = self._any()
        elif kind < 0.6 and isinstance(holder, list):
            holder.append(copy.deepcopy(holder[last]))
        else:
            holder[last] = self._any()
        return event

    def _following(self, schema: Any, depth: int) -> Any:
        if depth > 6 or not isinstance(schema, dict):
            return self._any()
        if "$ref" in schema:
            return self._following(value_at(self._document, schema["$ref"][1:]), depth + 1)
        if "const" in schema or schema.get("enum"):
            return copy.deepcopy(schema["const"] if "const" in schema else self._source.choice(schema["enum"]))
        for keyword in ("oneOf", "anyOf", "allOf"):
            if keyword in schema and self._source.random() < 0.7:
                return self._following(self._source.choice(schema[keyword]), depth + 1)
        if "then" in schema and self._source.random() < 0.4:
            return self._following(schema["then"], depth + 1)
        return self._of_type(schema, depth)

    def _of_type(self, schema: dict[str, Any], depth: int) -> Any:
        named = schema.get("type")
        type_ = self._source.choice(named) if isinstance(named, list) else named
        if type_ == "object" or (type_ is None and {"properties", "required"} & schema.keys()):
            return self._object(schema, depth)
        if type_ == "array" or (type_ is None and {"items", "contains"} & schema.keys()):
            return self._array(schema, depth)
        if type_ in ("integer", "number"):
            limits = [v for k in ("minimum", "maximum") if not isinstance(v := schema.get(k, 0), bool)]
            drawn = self._source.choice([*limits, *(limit + 1 for limit in limits), 0, 2, 1.5, 5])
            return int(drawn) if type_ == "integer" and self._source.random() < 0.8 else drawn
        if type_ == "string":
            fitting = _FITTING.get(schema.get("format", ""))
            return fitting or self._source.choice(["a", "ab", "abc", "", "1", "xb"])
        return {"null": None, "boolean": True}.get(type_, self._any())

    def _object(self, schema: dict[str, Any], depth: int) -> dict[str, Any]:
        properties, required = schema.get("properties", {}), schema.get("required", [])
        drawn = {
            name: self._following(member, depth + 1)
            for name, member in properties.items()
            if name in required or self._source.random() < 0.6
        }
        for name in required:
            if name not in drawn:
                drawn[name] = self._following(schema.get("additionalProperties"), depth + 1)
        for needs in (schema.get("dependentRequired", {}), schema.get("dependencies", {})):
            for name in [name for name in needs if name in drawn and isinstance(needs[name], list)]:
                drawn |= {need: self._any() for need in needs[name] if need not in drawn}
        for name in "abzyx"[: int(max(0, schema.get("minProperties", 0) - len(drawn)))]:
            drawn[name] = self._any()
        return drawn

    def _array(self, schema: dict[str, Any], depth: int) -> list[Any]:
        items = schema.get("items")
        first = items if isinstance(items, list) else schema.get("prefixItems", [])
        rest = schema.get("additionalItems") if isinstance(items, list) else items
        length = max(int(schema.get("minItems", 0)), self._source.randint(0, 3))
        each = [*first[:length], *[rest] * max(0, length - len(first))]
        drawn = [self._following(part, depth + 1) for part in each]
        if "contains" in schema:
            drawn.append(self._following(schema["contains"], depth + 1))
        return drawn[: int(schema.get("maxItems", 9))]


def _places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield here
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, member in steps:
        yield from _places(member, (*here, step))
