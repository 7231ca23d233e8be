"""Random event documents of every dialect, with every keyword that it has, and random values for them."""

from __future__ import annotations

import random
from typing import Any

import letters
from letters import LETTERS

METASCHEMAS = {
    "draft-04": "http://json-schema.org/draft-04/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
_AGES = {name: age for age, name in enumerate(METASCHEMAS)}
_NAMES = ("a", "b", "x_y", "x-y", "from", "A")
_COMPONENTS = ("Node", "Name", "List", "Either", "Map")
_TYPES = ("string", "integer", "number", "boolean", "array", "object", "null")
_TEXTS = (
    *("", "a", "ab", "abc", "1", "é", "😀", "2020-01-02", "2020-13-02", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00"),
    *("2020-01-01T00:00:00.1234567+01:00", "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11", "12:00:00Z", "a@b.co", "a b", "a\n"),
    *("https://a.b/c", "127.0.0.1", "::1", "P1D", "/a/b", "12\n", "{a}", "http://é/", "1/a", "(", "é.com"),
    *LETTERS,
)
_NUMBERS = (0, 1, 2, 3, 5, -1, 1.0, 5.0, 2.5, 0.5, -0.5, 1e20, 2**31, 2**63, 2**70, 0.3)
_PATTERNS = (
    *("^a", "b$", "[0-9]+", "(?=a)", "^.$", "^[a-z]+$", r"^\d+$", r"\s", "^x", r"(a)\1", "^(?!a)", r"^\p{L}+$"),
    *letters.PATTERNS,
)
_FORMATS = (
    *(
        "date",
        "date-time",
        "time",
        "duration",
        "uuid",
        "email",
        "idn-email",
        "hostname",
        "idn-hostname",
        "ipv4",
        "ipv6",
    ),
    *("uri", "uri-reference", "iri", "iri-reference", "uri-template", "json-pointer", "regex"),
    *("relative-json-pointer", "byte", "int32", "unknown"),
)
UNLIKE = frozenset({"format", "pattern", "patternProperties", "multipleOf", "dependencies"})
"""Keywords that the Python package `jsonschema` reads in its own way: by Python's `re`, by binary fractions."""


class Documents:
    """Draws from one source of randomness; without `unlike`, no document has a keyword of `UNLIKE`."""

    def __init__(self, source: random.Random, dialect: str, *, unlike: bool = True) -> None:
        self._source = source
        self._dialect = dialect
        self._age = _AGES[dialect]
        self._unlike = unlike
        self._table = "$defs" if self._age >= _AGES["2019-09"] else "definitions"

    def document(self) -> dict[str, Any]:
        """A whole event's schema, as a registry holds it."""
        return {
            "$schema": METASCHEMAS[self._dialect],
            "type": "object",
            "x-amazon-events-source": "shop.orders",
            "properties": {"detail": self._schema(1), "source": {"type": "string"}},
            self._table: {name: self._schema(1) for name in _COMPONENTS},
        }

    def event(self) -> dict[str, Any]:
        """A value for it."""
        return {"detail": self._value(0)}

    def _chance(self, of: float) -> bool:
        return self._source.random() < of

    def _one(self, options: Any) -> Any:
        return self._source.choice(options)

    def _several(self, options: Any, least: int, most: int) -> list[Any]:
        return self._source.sample(options, self._source.randint(least, most))

    def _value(self, depth: int) -> Any:
        kind = self._source.random()
        if depth > 2 or kind < 0.35:
            return self._one(_TEXTS)
        if kind < 0.55:
            return self._one(_NUMBERS)
        if kind < 0.68:
            return self._one((True, False, None))
        if kind < 0.82:
            return [self._value(depth + 1) for _ in range(self._source.randint(0, 3))]
        return {self._one((*_NAMES, "z")): self._value(depth + 1) for _ in range(self._source.randint(0, 3))}

    def _schema(self, depth: int) -> Any:
        if self._age and self._chance(0.04):
            return self._chance(0.6)
        if depth and self._chance(0.12):
            ref = {"$ref": f"#/{self._table}/{self._one(_COMPONENTS)}"}
            return ref | self._body(depth + 1) if self._chance(0.3) else ref
        return {} if self._chance(0.05) else self._body(depth)

    def _schemas(self, depth: int, most: int) -> list[Any]:
        return [self._schema(depth + 1) for _ in range(self._source.randint(1, most))]

    def _body(self, depth: int) -> dict[str, Any]:
        drawn: dict[str, Any] = {}
        kind = self._source.random()
        if kind < 0.7:
            drawn["type"] = self._one((*_TYPES, "object", "object", "array"))
        elif kind < 0.85:
            drawn["type"] = self._several(_TYPES, 1, 3)
        types = drawn.get("type") or self._several(_TYPES, 1, 2)
        for type_ in [types] if isinstance(types, str) else types:
            self._speak_of(type_, drawn, depth)
        if self._chance(0.08):
            drawn["enum"] = [self._value(0) for _ in range(self._source.randint(1, 4))]
        if self._age and self._chance(0.05):
            drawn["const"] = self._value(0)
        if depth < 3:
            self._combine(drawn, depth)
        silent = {"x-foo": {"a": 1}, "default": 1, "nullable": True, "description": "a \"b\" 'c' \\ \n d"}
        drawn |= {keyword: value for keyword, value in silent.items() if self._chance(0.06)}
        if self._unlike:
            return drawn
        left_out = UNLIKE | ({"unevaluatedProperties"} if self._age == _AGES["2019-09"] else set())
        return {key: value for key, value in drawn.items() if key not in left_out}

    def _combine(self, drawn: dict[str, Any], depth: int) -> None:
        for keyword in ("allOf", "anyOf", "oneOf"):
            if self._chance(0.08):
                drawn[keyword] = self._schemas(depth, 3)
        if self._chance(0.06):
            drawn["not"] = self._schema(depth + 1)
        if self._age >= _AGES["draft-07"] and self._chance(0.06):
            parts = (("if", 1), ("then", 0.8), ("else", 0.6))
            drawn |= {keyword: self._schema(depth + 1) for keyword, chance in parts if self._chance(chance)}

    def _speak_of(self, type_: str, drawn: dict[str, Any], depth: int) -> None:
        if type_ == "string":
            self._draw(drawn, 0.3, minLength=self._count, maxLength=self._count, pattern=lambda: self._one(_PATTERNS))
            self._draw(drawn, 0.4, format=lambda: self._one(_FORMATS))
        elif type_ in ("integer", "number"):
            self._limit(drawn)
        elif type_ == "array" and depth < 4:
            self._list(drawn, depth)
        elif type_ == "object" and depth < 4:
            self._map(drawn, depth)

    def _draw(self, drawn: dict[str, Any], chance: float, **keywords: Any) -> None:
        for keyword, draw in keywords.items():
            if self._chance(chance):
                drawn[keyword] = draw()

    def _count(self) -> float:
        return self._one((0, 1, 2, 3, 2.0) if self._age else (0, 1, 2, 3))  # type: ignore[no-any-return]

    def _limit(self, drawn: dict[str, Any]) -> None:
        def bound() -> float:
            return self._one((0, 1, 1.5, 5))  # type: ignore[no-any-return]

        self._draw(drawn, 0.4, minimum=bound, maximum=bound)
        self._draw(drawn, 0.2, multipleOf=lambda: self._one((1, 2, 0.5, 2.5)))
        if self._age:
            self._draw(drawn, 0.3, exclusiveMinimum=bound, exclusiveMaximum=bound)
        else:
            for limit, keyword in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
                if limit in drawn:
                    self._draw(drawn, 0.3, **{keyword: lambda: self._chance(0.6)})

    def _list(self, drawn: dict[str, Any], depth: int) -> None:
        def schema() -> Any:
            return self._schema(depth + 1)

        self._draw(drawn, 0.6, items=schema)
        self._draw(drawn, 0.2, minItems=self._count, maxItems=self._count, uniqueItems=lambda: self._chance(0.8))
        if self._age < _AGES["2020-12"]:
            self._draw(drawn, 0.25, items=lambda: self._schemas(depth, 2))
            self._draw(drawn, 0.3, additionalItems=lambda: self._chance(0.3) if self._chance(0.5) else schema())
        else:
            self._draw(drawn, 0.3, prefixItems=lambda: self._schemas(depth, 2))
        if self._age:
            self._draw(drawn, 0.2, contains=schema)
        if self._age >= _AGES["2019-09"]:
            self._draw(drawn, 0.15, minContains=self._count, maxContains=self._count, unevaluatedItems=schema)

    def _map(self, drawn: dict[str, Any], depth: int) -> None:
        def schema() -> Any:
            return self._schema(depth + 1)

        def names() -> list[str]:
            return self._several(_NAMES, 1, 2)

        def by_name() -> dict[str, Any]:
            return {self._one(_NAMES): schema() for _ in range(self._source.randint(0, 3))}

        self._draw(drawn, 0.7, properties=by_name)
        self._draw(drawn, 0.3, required=names)
        self._draw(drawn, 0.3, additionalProperties=lambda: self._chance(0.4) if self._chance(0.5) else schema())
        self._draw(drawn, 0.1, minProperties=self._count, maxProperties=self._count)
        self._draw(drawn, 0.1, patternProperties=lambda: {self._one(("^x", "a", "^.$", "_")): schema()})
        self._draw(drawn, 0.1, dependencies=lambda: {self._one(_NAMES): names() if self._chance(0.5) else schema()})
        if self._age:
            self._draw(drawn, 0.1, propertyNames=schema)
        if self._age >= _AGES["2019-09"]:
            self._draw(drawn, 0.1, dependentRequired=lambda: {self._one(_NAMES): names()}, dependentSchemas=by_name)
            self._draw(drawn, 0.15, unevaluatedProperties=lambda: False if self._chance(0.5) else schema())
