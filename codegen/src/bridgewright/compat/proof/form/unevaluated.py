"""`unevaluatedProperties` and `unevaluatedItems`, said without them.

What a schema has evaluated depends on which of its subschemas hold for the value. Each case of such subschemas
becomes one alternative: the subschemas as guards, and the rest as a `props` or `items` node whose last child is what
is said of the unevaluated. Where subschemas evaluate nothing they make no cases. With too many cases, and where a ref
leads back to a schema that is being looked at, the keyword is opaque: equal to itself, and unknown otherwise.
https://json-schema.org/draft/2020-12/json-schema-core#section-11
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.nodes import NodeId
from bridgewright.compat.proof.form.subschemas import Subschemas
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import Unreadable
from bridgewright.schemas.references import Scope

_MAX_CASES: Final = 64


@dataclass(frozen=True, slots=True)
class _Case:
    """What is evaluated when these guards hold."""

    guards: tuple[NodeId, ...] = ()
    names: frozenset[str] = frozenset()
    patterns: frozenset[str] = frozenset()
    all_names: bool = False
    items: int = 0
    all_items: bool = False
    contained: tuple[NodeId, ...] = ()
    """What `contains` looks for: an item that follows it is evaluated (2020-12)."""


class _TooDynamic(Exception):
    """What is evaluated can't be told from the schema alone."""


def unevaluated_properties(
    reader: Subschemas, document: int, schema: Mapping[str, Any], pointer: str, scope: Scope
) -> NodeId:
    """The node that says what `unevaluatedProperties` says."""
    return _Evaluation(reader, document, scope, "unevaluatedProperties").node(schema, pointer)


def unevaluated_items(
    reader: Subschemas, document: int, schema: Mapping[str, Any], pointer: str, scope: Scope
) -> NodeId:
    """The node that says what `unevaluatedItems` says."""
    return _Evaluation(reader, document, scope, "unevaluatedItems").node(schema, pointer)


def _closed(forest: Forest, case: _Case, rest: NodeId) -> NodeId:
    names, patterns = tuple(sorted(case.names)), tuple(sorted(case.patterns))
    return forest.add("props", (names, patterns), (*(forest.true for _ in names + patterns), rest))


def _ended(forest: Forest, case: _Case, rest: NodeId) -> NodeId:
    rest = forest.any(rest, *case.contained)
    if rest == forest.true:
        return forest.true
    return forest.add("items", case.items, (*(forest.true for _ in range(case.items)), rest))


class _Evaluation:
    """The cases of one document's schemas, from the one with the keyword on."""

    def __init__(self, reader: Subschemas, document: int, scope: Scope, keyword: str) -> None:
        self.keyword = keyword
        self.of_names = keyword == "unevaluatedProperties"
        self.scope = scope
        """That of the schema which is looked at."""
        self.reader = reader
        self.document = document
        self.source = reader.sources[document]
        self.open: set[str] = set()

    def node(self, schema: Mapping[str, Any], pointer: str) -> NodeId:
        """The node that says what the keyword says in this schema."""
        forest = self.reader.forest
        rest = self._node(schema[self.keyword], f"{pointer}/{self.keyword}")
        try:
            cases = self.of(schema, pointer, self.keyword, 0)
        except _TooDynamic:
            return forest.add("opaque", (self.keyword, self.document, pointer))
        told = []
        for case in cases:
            if self.of_names:
                says = forest.true if case.all_names else _closed(forest, case, rest)
            else:
                says = forest.true if case.all_items else _ended(forest, case, rest)
            told.append(forest.all(*case.guards, says))
        return forest.any(*told)

    def _node(self, schema: Any, pointer: str) -> NodeId:
        if not isinstance(schema, dict):
            return self.reader.schema(self.document, schema, pointer, self.scope)
        return self.reader.at(self.document, pointer, self.scope)

    def of(self, schema: Any, pointer: str, within: str, depth: int) -> list[_Case]:
        """The cases of a schema, without what its own keyword `within` evaluates."""
        if isinstance(schema, bool):
            return [_Case()]
        if not isinstance(schema, dict) or depth > 12:
            raise _TooDynamic
        cases = [self._own(schema, pointer, within if depth == 0 else "")]
        for keyword, subschema, at in self._in_place(schema, pointer):
            told = self._either if keyword == "anyOf" else self._inside
            cases = _crossed(cases, told(subschema, at, within, depth))
        if "oneOf" in schema:
            cases = _crossed(cases, self._one_of(schema["oneOf"], f"{pointer}/oneOf", within, depth))
        if "if" in schema:
            cases = _crossed(cases, self._conditional(schema, pointer, within, depth))
        for name, subschema in schema.get("dependentSchemas", {}).items():
            at = f"{pointer}/dependentSchemas/{escaped(name)}"
            cases = _crossed(cases, self._dependent(name, subschema, at, within, depth))
        return cases

    def _own(self, schema: dict[str, Any], pointer: str, within: str) -> _Case:
        everything = "additionalProperties" in schema or (
            "unevaluatedProperties" in schema and within != "unevaluatedProperties"
        )
        items = schema.get("items")
        listed = items if isinstance(items, list) else []
        if self.source.dialect.year >= 2020:
            listed = schema.get("prefixItems", [])
        ended = (
            (items is not None and not isinstance(items, list))
            or (isinstance(items, list) and "additionalItems" in schema)
            or ("unevaluatedItems" in schema and within != "unevaluatedItems")
        )
        contained: tuple[NodeId, ...] = ()
        if "contains" in schema and not self.of_names:
            if self.source.dialect.year < 2020:
                raise _TooDynamic  # 2019-09 says that `contains` evaluates nothing, and validators differ on it
            contained = (self._node(schema["contains"], f"{pointer}/contains"),)
        if not isinstance(listed, list):
            raise Unreadable("prefixItems must be a list")
        return _Case(
            names=frozenset(schema.get("properties", {})),
            patterns=frozenset(schema.get("patternProperties", {})),
            all_names=everything,
            items=len(listed),
            all_items=ended,
            contained=contained,
        )

    def _in_place(self, schema: dict[str, Any], pointer: str) -> list[tuple[str, Any, str]]:
        subschemas = [
            (keyword, subschema, f"{pointer}/{keyword}/{at}")
            for keyword in ("allOf", "anyOf")
            for at, subschema in enumerate(schema.get(keyword, []))
        ]
        for keyword in ("$ref", "$dynamicRef", "$recursiveRef"):
            if keyword in schema and self.source.dialect.asserts(keyword):
                target = self._target(keyword, str(schema[keyword]), pointer)
                if target is None or target in self.open:
                    raise _TooDynamic
                subschemas.append((keyword, self.source.resolver.value(target), target))
        return subschemas

    def _target(self, keyword: str, ref: str, pointer: str) -> str | None:
        if keyword == "$ref":
            return self.source.resolver.target(ref, pointer)
        return self.source.resolver.scoped_target(keyword, ref, pointer, self.scope)

    def _inside(self, subschema: Any, at: str, within: str, depth: int) -> list[_Case]:
        outer = self.scope
        self.scope = self.source.resolver.entered(outer, at)
        self.open.add(at)
        cases = self.of(subschema, at, within, depth + 1)
        self.open.discard(at)
        self.scope = outer
        return cases

    def _either(self, subschema: Any, at: str, within: str, depth: int) -> list[_Case]:
        node = self._node(subschema, at)
        taken = _guarded(self._inside(subschema, at, within, depth), node)
        if all(case == replace(_Case(), guards=case.guards) for case in taken):
            return [_Case()]  # whether it holds makes no difference to what is evaluated
        return [*taken, _Case(guards=(self.reader.forest.negated(node),))]

    def _one_of(self, subschemas: list[Any], pointer: str, within: str, depth: int) -> list[_Case]:
        """The cases of the one that holds: where none or two do, nothing follows the schema, whatever is evaluated."""
        cases: list[_Case] = []
        for at, subschema in enumerate(subschemas):
            node = self._node(subschema, f"{pointer}/{at}")
            cases += _guarded(self._inside(subschema, f"{pointer}/{at}", within, depth), node)
        makes_none = all(case == replace(_Case(), guards=case.guards) for case in cases)
        return [_Case()] if makes_none else cases

    def _conditional(self, schema: dict[str, Any], pointer: str, within: str, depth: int) -> list[_Case]:
        condition = self._node(schema["if"], f"{pointer}/if")
        taken = _guarded(self._inside(schema["if"], f"{pointer}/if", within, depth), condition)
        missed = [_Case(guards=(self.reader.forest.negated(condition),))]
        if "then" in schema:
            taken = _crossed(taken, self._inside(schema["then"], f"{pointer}/then", within, depth))
        if "else" in schema:
            missed = _crossed(missed, self._inside(schema["else"], f"{pointer}/else", within, depth))
        return [*taken, *missed]

    def _dependent(self, name: str, subschema: Any, at: str, within: str, depth: int) -> list[_Case]:
        present = self.reader.forest.has(name)
        taken = _guarded(self._inside(subschema, at, within, depth), present)
        return [*taken, _Case(guards=(self.reader.forest.negated(present),))]


def _guarded(cases: list[_Case], guard: NodeId) -> list[_Case]:
    return [replace(case, guards=(*case.guards, guard)) for case in cases]


def _crossed(left: list[_Case], right: list[_Case]) -> list[_Case]:
    if len(left) * len(right) > _MAX_CASES:
        raise _TooDynamic
    return [
        _Case(
            guards=one.guards + other.guards,
            names=one.names | other.names,
            patterns=one.patterns | other.patterns,
            all_names=one.all_names or other.all_names,
            items=max(one.items, other.items),
            all_items=one.all_items or other.all_items,
            contained=one.contained + other.contained,
        )
        for one in left
        for other in right
    ]
