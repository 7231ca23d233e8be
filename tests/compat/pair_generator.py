"""Random pairs of schemas, single-site changes of a realistic event, and values to try verdicts on.

Everything is made from a `random.Random`, so a seed names a pair for ever.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from itertools import islice
from random import Random
from typing import Any

import letters
from letters import LETTERS

TEXTS = ["", "a", "b", "ab", "aa", "abc", "x", "a1", "1", *LETTERS]
NUMBERS = [0, 1, 2, 3, -1, 0.5, 1.5, 4, 10, 2.5]
SCALARS = [None, True, False, *NUMBERS, *TEXTS]
NAMES = ["a", "b", "c"]
FORMATS = ["date", "date-time", "email", "uuid", "ipv4", "unknown"]
FORMATTED = ["2020-01-01", "2020-01-01T00:00:00Z", "a@b.co", "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11", "127.0.0.1"]
PATTERNS = [
    *("^a", "b$", "^a+$", "^[ab]*$", "a|b", "^(ab)?$", "1", "^.$", "^[^a]", "^a{2,3}$", "^\\w$", "\\d"),
    *letters.PATTERNS,
]
_KEYWORDS = {
    "string": ["minLength", "maxLength", "pattern", "pattern", "format"],
    "number": ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"],
    "object": [
        *("properties", "properties", "properties", "required", "additionalProperties", "patternProperties"),
        *("propertyNames", "minProperties", "maxProperties", "dependentRequired", "dependentSchemas"),
        "unevaluatedProperties",
    ],
    "array": [
        *("items", "items", "prefixItems", "contains", "minItems", "maxItems", "uniqueItems"),
        *("minContains", "maxContains", "unevaluatedItems"),
    ],
}
_ANY_TYPE = ["anyOf", "oneOf", "allOf", "not", "if", "enum", "const"]
_MANY = ("anyOf", "oneOf", "allOf", "prefixItems")
_ONE = ("items", "not", "contains", "additionalProperties", "if", "then", "else", "propertyNames")
_NAMED = ("properties", "patternProperties", "dependentSchemas", "$defs")


def value(random: Random, depth: int = 0) -> Any:
    """A small JSON value."""
    kind = random.random()
    if depth > 2 or kind < 0.6:
        return random.choice(SCALARS)
    if kind < 0.8:
        return [value(random, depth + 1) for _ in range(random.randint(0, 3))]
    return {random.choice([*NAMES, "ab"]): value(random, depth + 1) for _ in range(random.randint(0, 3))}


def schema(random: Random, depth: int = 0, refs: tuple[str, ...] = ()) -> Any:
    """A small schema (2020-12) of any keywords."""
    if depth > 3:
        return random.choice([{}, True, {"type": "string"}, {"type": "integer"}, {"type": "null"}])
    if refs and random.random() < 0.08:
        return {"$ref": f"#/$defs/{random.choice(refs)}"}
    if random.random() < 0.03:
        return random.choice([True, False, {}])
    made: dict[str, Any] = {}
    kind = random.choice([*_KEYWORDS, *_KEYWORDS, "integer", "boolean", "null", None])
    if kind and random.random() < 0.85:
        made["type"] = kind if random.random() < 0.8 else sorted({kind, random.choice(["string", "null", "object"])})
    pool = list(_KEYWORDS.get("number" if kind == "integer" else str(kind), []))
    pool += _ANY_TYPE if random.random() < 0.35 or not pool else []
    for _ in range(random.choice([1, 1, 2, 2, 3, 4])):
        _add(random, made, random.choice(pool), lambda: schema(random, depth + 1, refs))
    return made


def _add(random: Random, made: dict[str, Any], keyword: str, part: Callable[[], Any]) -> None:  # noqa: C901
    if keyword in ("minLength", "minItems", "minProperties"):
        made[keyword] = random.randint(0, 2)
    elif keyword in ("maxLength", "maxItems", "maxProperties"):
        made[keyword] = random.randint(0, 3)
    elif keyword in ("minContains", "maxContains"):
        made[keyword] = random.randint(0, 2)
        made.setdefault("contains", part())
    elif keyword == "pattern":
        made[keyword] = random.choice(PATTERNS)
    elif keyword == "format":
        made[keyword] = random.choice(FORMATS)
    elif keyword in _KEYWORDS["number"]:
        choices = [1, 2, 3, 0.5, 1.5] if keyword == "multipleOf" else [0, 1, 2, 3, 0.5, -1]
        made[keyword] = random.choice(choices)
    elif keyword == "enum":
        made[keyword] = [value(random, 1) for _ in range(random.randint(1, 3))]
    elif keyword == "const":
        made[keyword] = value(random, 1)
    elif keyword == "properties":
        made.setdefault(keyword, {})[random.choice(NAMES)] = part()
    elif keyword == "required":
        made[keyword] = sorted({random.choice(NAMES) for _ in range(random.randint(1, 2))})
    elif keyword == "propertyNames":
        made[keyword] = random.choice(
            [{"maxLength": 1}, {"pattern": "^a"}, {"enum": ["a", "b"]}, {"not": {"const": "a"}}]
        )
    elif keyword == "patternProperties":
        made[keyword] = {random.choice(["^a", "b", "^[ab]$"]): part()}
    elif keyword == "dependentRequired":
        made[keyword] = {random.choice(NAMES): [random.choice(NAMES)]}
    elif keyword == "dependentSchemas":
        made[keyword] = {random.choice(NAMES): part()}
    elif keyword == "prefixItems":
        made[keyword] = [part() for _ in range(random.randint(1, 2))]
    elif keyword == "uniqueItems":
        made[keyword] = True
    elif keyword in _MANY:
        made[keyword] = [part() for _ in range(random.randint(1, 3))]
    elif keyword == "if":
        made["if"] = part()
        made[random.choice(["then", "else"])] = part()
    else:
        made[keyword] = part() if random.random() < 0.7 else random.choice([False, False, True])


def parts(made: Any) -> Iterator[tuple[Any, Callable[[Any], None] | None]]:
    """Every schema in a schema, with what replaces it."""
    stack: list[tuple[Any, Callable[[Any], None] | None]] = [(made, None)]
    while stack:
        part, put = stack.pop()
        yield part, put
        if not isinstance(part, dict):
            continue
        stack += [(part[key], _putter(part, key)) for key in _ONE if key in part]
        for key in (*_MANY, *_NAMED):
            inside = part.get(key, ())
            keys = range(len(inside)) if isinstance(inside, list) else list(inside)
            stack += [(inside[at], _putter(inside, at)) for at in keys]


def keywords(*schemas: Any) -> set[str]:
    """Every keyword that stands in one of the schemas."""
    return {key for made in schemas for part, _ in parts(made) if isinstance(part, dict) for key in part}


def _putter(holder: Any, key: Any) -> Callable[[Any], None]:
    return lambda replacement: holder.__setitem__(key, replacement)


def changed(random: Random, made: Any, refs: tuple[str, ...] = ()) -> Any:
    """The schema with one site changed: a keyword less, some more, or another schema."""
    made = copy.deepcopy(made)
    part, put = random.choice([found for found in parts(made) if isinstance(found[0], dict | bool)])
    how = random.random()
    other = schema(random, 2, refs)
    if isinstance(part, dict) and part and how < 0.4:
        keyword = random.choice(list(part))
        if keyword != "$defs":
            del part[keyword]
    elif isinstance(part, dict) and isinstance(other, dict) and (how < 0.8 or put is None):
        part.update(other)
    elif put is not None:
        put(other)
    return made


def pair(random: Random) -> tuple[Any, Any]:
    """Two schemas: mostly one and a change of it."""
    refs = ("t", "u") if random.random() < 0.4 else ()
    old = schema(random, 0, refs)
    if refs:
        old = old if isinstance(old, dict) else {}
        old["$defs"] = {name: schema(random, 1, refs) for name in refs}
    new = changed(random, old, refs) if random.random() < 0.75 else schema(random, 0, refs)
    if refs and isinstance(new, dict):
        new.setdefault("$defs", old["$defs"])
    for made in (old, new):
        if isinstance(made, dict) and made.keys() == {"$defs"}:
            made["minProperties"] = 0  # with definitions alone, nothing would say that the schema means anything
    return old, new


def values(random: Random, count: int, *schemas: Any) -> list[Any]:
    """Values to try: the usual ones, those that the schemas name, and arrays and objects of them."""
    found: list[Any] = [*SCALARS, *FORMATTED, [], {}]
    stack = list(schemas)
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            found += part.get("enum", []) if isinstance(part.get("enum"), list) else []
            found += [part["const"]] if "const" in part else []
            stack += part.values()
        elif isinstance(part, list):
            stack += part
    names = [*NAMES, "ab", "x"]
    for _ in range(count):
        many = range(random.randint(0, 4))
        made: Any = [random.choice(found) for _ in many]
        if random.random() < 0.6:
            made = {random.choice(names): random.choice(found) for _ in many}
        found.append(made)
    return found


EVENT: Any = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$ref": "#/$defs/Order",
    "$defs": {
        "Order": {
            "type": "object",
            "required": ["id", "lines", "customer", "kind"],
            "properties": {
                "id": {"type": "string", "pattern": "^[A-Z]{2}[0-9]{4}$"},
                "kind": {"enum": ["new", "changed", "cancelled"]},
                "version": {"const": "2"},
                "placed": {"type": "string", "format": "date-time"},
                "total": {"type": "number", "minimum": 0, "exclusiveMaximum": 100000, "multipleOf": 0.01},
                "quantity": {"type": "integer", "exclusiveMinimum": 0, "maximum": 500},
                "note": {"type": ["string", "null"], "minLength": 2, "maxLength": 40},
                "customer": {"$ref": "#/$defs/Customer"},
                "lines": {"type": "array", "minItems": 1, "maxItems": 5, "items": {"$ref": "#/$defs/Line"}},
                "tags": {"type": "array", "uniqueItems": True, "items": {"type": "string", "maxLength": 8}},
                "sizes": {"type": "array", "prefixItems": [{"type": "integer"}, {"type": "string"}], "items": False},
                "marks": {"type": "array", "contains": {"type": "string"}, "minContains": 1, "maxContains": 3},
                "labels": {
                    "type": "object",
                    "minProperties": 1,
                    "maxProperties": 4,
                    "propertyNames": {"pattern": "^[a-z]+$"},
                    "additionalProperties": {"type": "string"},
                },
                "extra": {"type": "object", "patternProperties": {"^x-": {"type": "integer"}}},
                "parent": {"$ref": "#/$defs/Order"},
                "payment": {"oneOf": [{"$ref": "#/$defs/Card"}, {"$ref": "#/$defs/Transfer"}]},
                "contact": {"anyOf": [{"type": "string", "minLength": 3}, {"type": "integer", "minimum": 1000}]},
                "weight": {"allOf": [{"type": "number"}, {"minimum": 1}]},
                "colour": {"type": "string", "not": {"enum": ["red", "blue"]}},
                "address": {
                    "type": "object",
                    "required": ["country"],
                    "properties": {"country": {"type": "string"}, "zip": {"type": "string"}},
                    "if": {"properties": {"country": {"const": "GB"}}},
                    "then": {"required": ["zip"]},
                },
                "ship": {
                    "type": "object",
                    "properties": {"a": {"type": "string"}, "b": {"type": "string"}},
                    "dependentRequired": {"a": ["b"]},
                    "unevaluatedProperties": False,
                },
            },
        },
        "Customer": {
            "type": "object",
            "required": ["name"],
            "additionalProperties": False,
            "properties": {"name": {"type": "string", "minLength": 1}, "age": {"type": "integer", "minimum": 18}},
        },
        "Line": {
            "type": "object",
            "required": ["sku", "count"],
            "properties": {
                "sku": {"type": "string", "maxLength": 12},
                "count": {"type": "integer", "minimum": 1, "maximum": 99},
                "parts": {"type": "array", "items": {"$ref": "#/$defs/Line"}},
            },
        },
        "Card": {
            "type": "object",
            "required": ["method", "number"],
            "properties": {"method": {"const": "card"}, "number": {"type": "string", "pattern": "^[0-9]{4}$"}},
        },
        "Transfer": {
            "type": "object",
            "required": ["method"],
            "properties": {"method": {"const": "transfer"}, "iban": {"type": "string"}},
        },
    },
}
"""An event as teams write them: recursive, with variants, maps, tuples, conditions and formats."""


def mutations(random: Random, wanted: Callable[[str], bool] = lambda _: True) -> Iterator[tuple[str, Any]]:
    """Single-site changes at every keyword of `EVENT` that is still wanted: (keyword, the changed event)."""
    places = [
        (at, keyword)
        for at, (part, _) in enumerate(parts(EVENT))
        if isinstance(part, dict)
        for keyword in part
        if keyword not in ("$schema", "$defs", "then")
    ]
    for at, keyword in places:
        for operand in _others(random, keyword, _part(EVENT, at)[keyword]):
            if not wanted(keyword):
                continue
            made = copy.deepcopy(EVENT)
            part = _part(made, at)
            if operand is _GONE:
                del part[keyword]
            else:
                part[keyword] = operand
            yield keyword, made


_GONE: Any = object()


def _part(made: Any, at: int) -> Any:
    return next(islice(parts(made), at, None))[0]


def _others(random: Random, keyword: str, operand: Any) -> list[Any]:  # noqa: C901
    """Other operands that the keyword could have."""
    if keyword == "multipleOf":
        return [_GONE, operand * 2, operand * random.randint(3, 9), operand / 2]
    if isinstance(operand, bool):
        return [_GONE, not operand]
    if isinstance(operand, int | float):
        step = random.randint(1, 3)
        return [_GONE, operand + step, max(operand - step, 0), operand * 2 + 1]
    if keyword == "type":
        kinds = ["string", "integer", "number", "boolean", "null", "array", "object"]
        return [
            _GONE,
            random.choice(kinds),
            random.choice(kinds),
            ["string", random.choice(kinds[1:])],
            ["number", "null"],
        ]
    if keyword == "pattern":
        return [_GONE, "^[A-Z]{2}[0-9]{3,4}$", "^[A-Za-z]{2}[0-9]{4}$", "^[0-9]{4}$", "^[A-F]{2}[0-9]{4}$", "^[a-z]*$"]
    if keyword == "format":
        return [_GONE, "date", "email", "uuid"]
    if keyword == "const":
        return [_GONE, "other", 2]
    if keyword in ("enum", "required"):
        return [_GONE, operand[1:] or _GONE, [*operand, "more"], operand[::-1]]
    if keyword == "$ref":
        return [f"#/$defs/{name}" for name in ("Order", "Line", "Customer", "Card") if not operand.endswith(name)]
    if keyword in _MANY:
        return [_GONE, operand[1:] or _GONE, [*operand, {"type": "boolean"}], operand[::-1]]
    if keyword in ("properties", "patternProperties", "dependentRequired"):
        less = dict(list(operand.items())[1:])
        more = {**operand, "fresh": ["a"] if keyword == "dependentRequired" else {"type": "integer"}}
        return [_GONE, less, more]
    return [_GONE, {"type": "integer"}, {"type": "string", "maxLength": 4}, True, False]
