"""Every way in which one site of a realistic event can break somebody, and every change of it that breaks nobody.

The event is `EVENT` of the pair generator: recursive, with variants, maps, tuples, conditions and formats. Each change
is made at one place of it; for a breaking one it is known, from how it is made, which direction breaks.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from typing import Any

from compat.pair_generator import EVENT, parts

BACKWARD, FORWARD = "backward", "forward"
_GONE: Any = object()
_ELSEWHERE = {"string": "integer", "number": "string", "integer": "string", "object": "array", "array": "object"}


def places() -> Iterator[tuple[int, dict[str, Any]]]:
    """The number of each schema object of the event, and the schema; not those of which what is wider is narrower."""
    opposed: set[int] = set()
    for at, (part, _) in enumerate(parts(EVENT)):
        if isinstance(part, dict):
            opposed |= {id(inside) for key in ("not", "if") for inside, _ in parts(part.get(key))}
            if id(part) not in opposed:
                yield at, part


def changed(at: int, keyword: str, operand: Any) -> Any:
    """The event with another operand at one keyword of one place."""
    made = copy.deepcopy(EVENT)
    part = list(parts(made))[at][0]
    if operand is _GONE:
        del part[keyword]
    else:
        part[keyword] = operand
    return made


def breaks() -> Iterator[tuple[str, str, Any]]:
    """(keyword, the direction that breaks, the changed event) for every site."""
    for at, part in places():
        for keyword, operand in part.items():
            for direction, other in _BREAKING.get(keyword, lambda _part, _operand: [])(part, operand):
                yield keyword, direction, changed(at, keyword, other)


def _bound(step: float, tighter: str, looser: str) -> Callable[[Any, Any], list[tuple[str, Any]]]:
    return lambda _part, operand: [(tighter, operand + step), (looser, operand - step), (looser, _GONE)]


def _types(_part: Any, operand: Any) -> list[tuple[str, Any]]:
    if isinstance(operand, list):
        return [(BACKWARD, operand[0]), (FORWARD, [*operand, "boolean"])]
    return [
        (BACKWARD, _ELSEWHERE[operand]),
        (FORWARD, _ELSEWHERE[operand]),
        (FORWARD, [operand, "null"]),
        (FORWARD, _GONE),
    ]


def _required(part: Any, operand: Any) -> list[tuple[str, Any]]:
    optional = sorted(set(part.get("properties", {})) - set(operand))
    made = [(FORWARD, [name for name in operand if name != left]) for left in operand if part.get("properties")]
    return made + [(BACKWARD, [*operand, name]) for name in optional]


def _named(part: Any, operand: Any) -> list[tuple[str, Any]]:
    closed = part.get("additionalProperties", part.get("unevaluatedProperties")) is False
    narrower = [(BACKWARD, {**operand, name: {"type": "boolean"}}) for name in list(operand)[:2]]
    return narrower if closed else [(FORWARD, _GONE), *narrower]


def _listed(_part: Any, operand: Any) -> list[tuple[str, Any]]:
    return [(BACKWARD, operand[1:]), (FORWARD, [*operand, {"type": "boolean"}])]


def _variant(operand: str) -> list[tuple[str, Any]]:
    other = "#/$defs/Customer" if operand.endswith(("Card", "Transfer")) else "#/$defs/Card"
    return [(BACKWARD, other), (FORWARD, other)]


_BREAKING: dict[str, Callable[[Any, Any], list[tuple[str, Any]]]] = {
    "type": _types,
    "required": _required,
    "enum": lambda _part, operand: [(BACKWARD, operand[1:]), (FORWARD, [*operand, "more"])],
    "const": lambda _part, operand: [(BACKWARD, "other"), (FORWARD, "other"), (FORWARD, _GONE)],
    "pattern": lambda _part, operand: [(BACKWARD, "^[A-B]{2}[0-9]$"), (FORWARD, "^.*$"), (FORWARD, _GONE)],
    "format": lambda _part, operand: [(BACKWARD, "uuid"), (FORWARD, _GONE)],
    "minimum": _bound(1, BACKWARD, FORWARD),
    "maximum": _bound(-1, BACKWARD, FORWARD),
    "exclusiveMinimum": _bound(1, BACKWARD, FORWARD),
    "exclusiveMaximum": _bound(-1, BACKWARD, FORWARD),
    "minLength": _bound(1, BACKWARD, FORWARD),
    "maxLength": _bound(-1, BACKWARD, FORWARD),
    "minItems": _bound(1, BACKWARD, FORWARD),
    "maxItems": _bound(-1, BACKWARD, FORWARD),
    "minProperties": _bound(1, BACKWARD, FORWARD),
    "maxProperties": _bound(-1, BACKWARD, FORWARD),
    "minContains": lambda _part, operand: [(BACKWARD, operand + 1), (FORWARD, 0)],
    "maxContains": _bound(-1, BACKWARD, FORWARD),
    "multipleOf": lambda _part, operand: [(BACKWARD, operand * 5), (FORWARD, operand / 2), (FORWARD, _GONE)],
    "uniqueItems": lambda _part, operand: [(FORWARD, False), (FORWARD, _GONE)],
    "items": lambda _part, operand: [(way, {"type": "boolean"}) for way in (BACKWARD, FORWARD) if operand],
    "contains": lambda _part, operand: [(BACKWARD, {"type": "boolean"}), (FORWARD, {})],
    "prefixItems": lambda _part, operand: [(BACKWARD, [{"type": "null"}, *operand[1:]]), (FORWARD, [{}, *operand[1:]])],
    "additionalProperties": lambda _part, operand: [(FORWARD, {"type": "boolean"})],
    "patternProperties": lambda _part, operand: [(BACKWARD, {"^x-": {"type": "null"}}), (FORWARD, {"^x-": {}})],
    "propertyNames": lambda _part, operand: [(BACKWARD, {"maxLength": 2}), (FORWARD, {})],
    "properties": _named,
    "dependentRequired": lambda _part, operand: [(FORWARD, {}), (BACKWARD, {**operand, "b": ["a"]})],
    "unevaluatedProperties": lambda _part, operand: [(FORWARD, {"type": "boolean"})],
    "not": lambda _part, operand: [(BACKWARD, {"enum": [*operand["enum"], "green"]}), (FORWARD, {"const": "red"})],
    "if": lambda _part, operand: [(BACKWARD, {}), (FORWARD, False)],
    "then": lambda _part, operand: [(BACKWARD, False), (FORWARD, True)],
    "allOf": lambda _part, operand: [(FORWARD, operand[1:]), (BACKWARD, [*operand, {"maximum": 9}])],
    "anyOf": _listed,
    "oneOf": _listed,
    "$ref": lambda _part, operand: _variant(operand),
}


def harmless() -> Iterator[tuple[str, Any]]:
    """(what was done, the changed event) for changes that break nobody."""
    for at, part in places():
        yield "annotated", changed(at, "description", "other words")
        yield "reordered", _with(at, dict(reversed(list(part.items()))))
        yield "wrapped", _with(at, {"$defs": part["$defs"], "allOf": [part]} if "$defs" in part else {"allOf": [part]})
        if part.get("$ref") and "$defs" not in part:
            name = part["$ref"].rpartition("/")[2]
            yield "inlined", _with(at, EVENT["$defs"][name])
        for keyword in ("required", "enum", "anyOf", "oneOf", "allOf"):
            if len(part.get(keyword, ())) > 1:
                yield "reordered", changed(at, keyword, part[keyword][::-1])
        if "properties" in part and "unevaluatedProperties" not in part and "additionalProperties" not in part:
            yield "added", changed(at, "properties", {**part["properties"], "fresh": {"type": "boolean"}})
    for name in EVENT["$defs"]:
        yield "renamed", _renamed(EVENT, name)


def _with(at: int, schema: Any) -> Any:
    made = copy.deepcopy(EVENT)
    put = list(parts(made))[at][1]
    if put is None:
        return copy.deepcopy(schema)
    put(copy.deepcopy(schema))
    return made


def _renamed(part: Any, name: str) -> Any:
    if isinstance(part, list):
        return [_renamed(member, name) for member in part]
    if isinstance(part, dict):
        return {f"{key}Other" if key == name else key: _renamed(member, name) for key, member in part.items()}
    return f"#/$defs/{name}Other" if part == f"#/$defs/{name}" else part
