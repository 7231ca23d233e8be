"""The keywords whose operands hold no schemas, as nodes of the normal form.

Each is a node or two of its own. What differs between dialects is evened out here: `nullable`, boolean
`exclusiveMinimum`, whether 2.0 is an integer, which formats a year knows, and formats of numbers, which are bounds.
https://json-schema.org/draft/2020-12/json-schema-validation#section-6
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from bridgewright.compat.proof.form.nodes import NodeId
from bridgewright.compat.proof.form.subschemas import Subschemas
from bridgewright.schemas.equality import Unreadable, exact, key_of
from bridgewright.schemas.format_languages import asserted
from bridgewright.schemas.formats import LIMITED
from bridgewright.schemas.judge import format_assertion
from bridgewright.schemas.keywords import LEAST, LIMITS, MOST, TYPE_OF
from bridgewright.schemas.references import Scope

_SIMPLE_TYPES: Final = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_COUNTED: Final = {"string": "length", "array": "items", "object": "props"}
_Reading = TypeVar("_Reading", bound=Callable[..., NodeId])
READERS: Final[dict[str, Callable[..., NodeId]]] = {}
"""What reads each keyword that is read alone; those of properties, items and unevaluated ones are read together."""


def reads(*keywords: str) -> Callable[[_Reading], _Reading]:
    """Marks the method that makes the node of these keywords."""

    def marked(method: _Reading) -> _Reading:
        READERS.update(dict.fromkeys(keywords, method))
        return method

    return marked


class Assertions:
    """One schema object of a document."""

    def __init__(
        self, reader: Subschemas, document: int, schema: Mapping[str, Any], pointer: str, scope: Scope
    ) -> None:
        self.reader = reader
        self.forest = reader.forest
        self.document = document
        self.source = reader.sources[document]
        self.dialect = self.source.dialect
        self.schema = schema
        self.pointer = pointer
        self.scope = scope

    def wrong(self, keyword: str) -> Unreadable:
        """The error for an operand that the keyword can't have."""
        return Unreadable(f"{self.pointer}/{keyword}: {str(self.schema[keyword])[:60]!r} makes no sense here")

    @reads("type")
    def types(self, keyword: str) -> NodeId:
        """`type`, with `nullable`."""
        operand = self.schema[keyword]
        names = set(operand) if isinstance(operand, list) else {operand}
        if not names <= _SIMPLE_TYPES:
            raise self.wrong(keyword)
        if self.dialect.nullable and self.schema.get("nullable") is True:
            names.add("null")
        if "number" in names:
            names.discard("integer")
        elif "integer" in names and self.dialect.exact_integers:
            names = (names - {"integer"}) | {"exact-integer"}
        if names >= _SIMPLE_TYPES - {"integer"}:
            return self.forest.true
        return self.forest.add("types", frozenset(names))

    @reads("enum", "const")
    def finite(self, keyword: str) -> NodeId:
        """`enum` and `const`."""
        operand = self.schema[keyword]
        if keyword == "enum" and not isinstance(operand, list):
            raise self.wrong(keyword)
        values = operand if keyword == "enum" else [operand]
        return self.forest.add("finite", frozenset(key_of(value) for value in values))

    @reads(*LIMITS)
    def bound(self, keyword: str) -> NodeId:
        """A bound of numbers, inclusive or not."""
        operand = self.schema[keyword]
        kind = "minimum" if keyword.endswith("inimum") else "maximum"
        exclusive = keyword.startswith("exclusive")
        if self.dialect.boolean_bounds:
            if exclusive:
                return self.forest.true
            exclusive = self.schema.get(f"exclusive{keyword.capitalize()}") is True
        if isinstance(operand, bool) or not isinstance(operand, int | float):
            raise self.wrong(keyword)
        return self.forest.add(kind, (exact(operand), exclusive))

    @reads("multipleOf")
    def multiple(self, keyword: str) -> NodeId:
        """`multipleOf`."""
        operand = self.schema[keyword]
        if isinstance(operand, bool) or not isinstance(operand, int | float) or operand <= 0:
            raise self.wrong(keyword)
        return self.forest.add("multiple", exact(operand))

    @reads(*LEAST, *MOST)
    def count(self, keyword: str) -> NodeId:
        """A bound of a length or a number of members."""
        bound = self.whole(keyword)
        kind = f"{'min' if keyword in LEAST else 'max'}_{_COUNTED[TYPE_OF[keyword]]}"
        if kind.startswith("min") and bound == 0:
            return self.forest.true
        return self.forest.add(kind, bound)

    def whole(self, keyword: str) -> int:
        """The operand of a keyword that counts."""
        operand = self.schema[keyword]
        if isinstance(operand, bool) or not isinstance(operand, int | float) or operand < 0 or operand != operand // 1:
            raise self.wrong(keyword)
        return int(operand)

    @reads("pattern", "format")
    def text(self, keyword: str) -> NodeId:
        """`pattern` and `format`."""
        operand = self.schema[keyword]
        if not isinstance(operand, str):
            if keyword == "format":
                return self.forest.true
            raise self.wrong(keyword)
        if keyword == "format":
            return self.format(operand)
        return self.forest.add("pattern", operand)

    def format(self, name: str) -> NodeId:
        """What a format asserts, where formats assert anything."""
        if not self.reader.assert_formats:
            return self.forest.true
        if self.dialect.nullable and name in LIMITED:
            return self._range(*LIMITED[name])
        told = format_assertion(self.schema) if self.dialect.nullable else None
        if told is None:
            return self.forest.add("format", name) if asserted(self.dialect.year, name) else self.forest.true
        return self.forest.add("pattern", told["pattern"])

    def _range(self, low: int, high: int) -> NodeId:
        """The bounds of whole numbers: of other numbers, where the type takes them, they say nothing."""
        least = self.forest.add("minimum", (exact(low), False))
        bounds = self.forest.all(least, self.forest.add("maximum", (exact(high), False)))
        if self.schema.get("type") == "integer":
            return bounds
        return self.forest.any(self.forest.negated(self.forest.add("types", frozenset({"integer"}))), bounds)

    @reads("uniqueItems")
    def unique(self, keyword: str) -> NodeId:
        """`uniqueItems`."""
        return self.forest.add("unique") if self.schema[keyword] is True else self.forest.true

    @reads("required")
    def required(self, keyword: str) -> NodeId:
        """`required`."""
        operand = self.schema[keyword]
        if isinstance(operand, bool):  # draft-03's spelling, which says nothing in later drafts
            return self.forest.true
        if not isinstance(operand, list) or not all(isinstance(name, str) for name in operand):
            raise self.wrong(keyword)
        return self.forest.all(*(self.forest.add("required", name) for name in operand))
