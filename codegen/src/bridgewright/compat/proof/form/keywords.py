"""The meaning of a schema object: the conjunction of what its keywords say, each as nodes of the normal form.

Here are the keywords that apply other schemas, and those that mean something together only: `properties` with
`patternProperties` and `additionalProperties` are one `props` node, `prefixItems` with `items` one `items` node, a
condition with its branches is (not if, or then) and (if, or else). A dependency is (lacks the property, or follows
what it brings). `assertions` has the keywords whose operands hold no schemas, `unevaluated` the two that depend on
all others. Annotations say nothing; what only some validators assert is opaque.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from bridgewright.compat.proof.form.assertions import READERS, Assertions, reads
from bridgewright.compat.proof.form.metaschemas import metaschema
from bridgewright.compat.proof.form.nodes import NodeId
from bridgewright.compat.proof.form.sources import Foreign
from bridgewright.compat.proof.form.unevaluated import unevaluated_items, unevaluated_properties
from bridgewright.documents.canonical import canonical_json
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import Unreadable
from bridgewright.schemas.keywords import COMBINED, DEPENDENT, ITEMS, PROPERTIES, UNEVALUATED


class Keywords(Assertions):
    """One schema object: the conjunction of what its keywords say."""

    def node(self) -> NodeId:
        """The conjunction of the keywords.

        Raises:
            Unreadable: an operand makes no sense.
        """
        if "$ref" in self.schema and self.dialect.lone_refs:
            return self.reference("$ref")
        nodes: list[NodeId] = []
        for keyword in self.schema:
            read = READERS.get(keyword)
            if read is not None and self.dialect.asserts(keyword):
                nodes.append(read(self, keyword))
        if not PROPERTIES.isdisjoint(self.schema):
            nodes.append(self._properties())
        if not ITEMS.isdisjoint(self.schema):
            nodes.append(self._items())
        if not self.dialect.optional.isdisjoint(self.schema):
            nodes.append(self._content())
        for keyword, rest in _UNEVALUATED:
            if keyword in self.schema and self.dialect.asserts(keyword):
                nodes.append(rest(self.reader, self.document, self.schema, self.pointer, self.scope))
        return self.forest.all(*nodes)

    def child(self, *tokens: str) -> NodeId:
        """The node of the schema under these keys."""
        schema: Any = self.schema
        for token in tokens:
            schema = schema[int(token)] if isinstance(schema, list) else schema[token]
        pointer = self.pointer + "".join(f"/{escaped(token)}" for token in tokens)
        if isinstance(schema, bool | Foreign):
            return self.reader.schema(self.document, schema, pointer, self.scope)
        return self.reader.at(self.document, pointer, self.scope, schema)

    def in_place(self, *tokens: str) -> NodeId:
        """The node of a schema for the same value: what it says, not that there is one."""
        return self.reader.opened(self.child(*tokens))

    def opaque(self, keyword: str) -> NodeId:
        """A node about which nothing is known but that it equals itself."""
        operand = self.schema[keyword]
        whose = () if isinstance(operand, str) and "://" in operand else (self.document, self.pointer)
        return self.forest.add("opaque", (keyword, canonical_json(operand), whose))

    @reads("$ref")
    def reference(self, keyword: str) -> NodeId:
        """The schema that a ref names."""
        reference = self.schema[keyword]
        if not isinstance(reference, str):
            raise self.wrong(keyword)
        if self.dialect.nullable and not reference.startswith("#/"):
            raise Unreadable(f"{self.pointer}/{keyword}: {reference[:80]!r} isn't in this document")
        target = self.source.resolver.target(reference, self.pointer)
        if target is None and reference.startswith("#"):
            raise Unreadable(f"{self.pointer}/{keyword}: {reference[:80]!r} leads to nothing in this document")
        if target is None:
            return self._outside(keyword, reference)
        return self.reader.at(self.document, target, self.scope)

    def _outside(self, keyword: str, reference: str) -> NodeId:
        """What a ref that leads out of the document names: a metaschema, or what nobody here knows."""
        known = metaschema(reference, self.dialect.year, assert_formats=self.reader.assert_formats)
        return self.opaque(keyword) if known is None else self.forest.add("metaschema", known)

    @reads("$dynamicRef", "$recursiveRef")
    def dynamic(self, keyword: str) -> NodeId:
        """The schema that a dynamic ref names in this scope."""
        reference = self.schema[keyword]
        if not isinstance(reference, str):
            return self.opaque(keyword)
        target = self.source.resolver.scoped_target(keyword, reference, self.pointer, self.scope)
        return self.opaque(keyword) if target is None else self.reader.at(self.document, target, self.scope)

    @reads(*COMBINED)
    def branches(self, keyword: str) -> NodeId:
        """`allOf`, `anyOf`, `oneOf`."""
        operand = self.schema[keyword]
        if not isinstance(operand, list) or not operand:
            raise self.wrong(keyword)
        nodes = [self.in_place(keyword, str(at)) for at in range(len(operand))]
        combine: Callable[..., NodeId] = {
            "allOf": self.forest.all,
            "anyOf": self.forest.any,
            "oneOf": self.forest.one,
        }[keyword]
        return combine(*nodes)

    @reads("not")
    def negation(self, keyword: str) -> NodeId:
        """`not`."""
        return self.forest.negated(self.in_place(keyword))

    @reads("if")
    def conditional(self, keyword: str) -> NodeId:
        """`if`, `then`, `else`."""
        condition = self.in_place(keyword)
        then = self.in_place("then") if "then" in self.schema else self.forest.true
        otherwise = self.in_place("else") if "else" in self.schema else self.forest.true
        return self.forest.all(
            self.forest.any(self.forest.negated(condition), then), self.forest.any(condition, otherwise)
        )

    @reads(*DEPENDENT, "dependentRequired")
    def dependencies(self, keyword: str) -> NodeId:
        """What a property brings with it."""
        operand = self.schema[keyword]
        if not isinstance(operand, Mapping):
            raise self.wrong(keyword)
        nodes = []
        for name, needed in operand.items():
            if isinstance(needed, list):
                then = self.forest.all(*(self.forest.add("required", other) for other in needed))
            elif isinstance(needed, str):
                then = self.forest.add("required", needed)
            else:
                then = self.child(keyword, name)
            nodes.append(self.forest.any(self.lacks(name), then))
        return self.forest.all(*nodes)

    def lacks(self, name: str) -> NodeId:
        """Holds for what isn't an object with this property."""
        return self.forest.negated(self.forest.has(name))

    @reads("propertyNames")
    def property_names(self, keyword: str) -> NodeId:
        """`propertyNames`."""
        child = self.child(keyword)
        return self.forest.true if child == self.forest.true else self.forest.add("names", None, (child,))

    @reads("contains")
    def contains(self, keyword: str) -> NodeId:
        """`contains` with its bounds."""
        least, most = 1, None
        if self.dialect.year >= 2019:
            least = self.whole("minContains") if "minContains" in self.schema else 1
            most = self.whole("maxContains") if "maxContains" in self.schema else None
        if least == 0 and most is None:
            return self.forest.true
        return self.forest.add("contains", (least, most), (self.child(keyword),))

    def _content(self) -> NodeId:
        """What only some validators ask of a text: nothing is known of it but that it equals itself."""
        told = {keyword: self.schema[keyword] for keyword in sorted(self.dialect.optional) if keyword in self.schema}
        asked = self.forest.add("opaque", ("content", canonical_json(told), ()))
        return self.forest.any(self.forest.negated(self.forest.add("types", frozenset({"string"}))), asked)

    def _properties(self) -> NodeId:
        named = self._members("properties")
        patterns = self._members("patternProperties") if self.dialect.asserts("patternProperties") else {}
        rest = self.forest.true
        if "additionalProperties" in self.schema:
            rest = self.child("additionalProperties")
        return self.forest.props(named, patterns, rest)

    def _members(self, keyword: str) -> dict[str, NodeId]:
        operand = self.schema.get(keyword, {})
        if not isinstance(operand, Mapping):
            raise self.wrong(keyword)
        found = {}
        for name, schema in operand.items():
            atom = self.reader.plain(self.document, schema, self.pointer, keyword, name)
            found[name] = self.child(keyword, name) if atom is None else atom
        return found

    def _items(self) -> NodeId:
        prefix: list[NodeId] = []
        rest = self.forest.true
        items = self.schema.get("items", True)
        if isinstance(items, list):
            if not self.dialect.tuples_in_items:
                raise self.wrong("items")
            prefix = [self.child("items", str(at)) for at in range(len(items))]
            rest = self.child("additionalItems") if "additionalItems" in self.schema else rest
        else:
            if "prefixItems" in self.schema and self.dialect.asserts("prefixItems"):
                if not isinstance(self.schema["prefixItems"], list):
                    raise self.wrong("prefixItems")
                prefix = [self.child("prefixItems", str(at)) for at in range(len(self.schema["prefixItems"]))]
            rest = self.child("items") if "items" in self.schema else rest
        return self.forest.sequence(prefix, rest)


_UNEVALUATED: Final = tuple(zip(UNEVALUATED, (unevaluated_properties, unevaluated_items), strict=True))
