"""One schema to the annotation of one property or alias."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import Protocol, TypeAlias

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.emit.bindings.annotations import (
    ANY,
    NULL,
    Annotation,
    DictOf,
    Known,
    ListOf,
    Literals,
    Marked,
    Marker,
    Named,
    Nullable,
    Plain,
    Union,
    held,
    is_anything,
    united,
)
from bridgewright.emit.bindings.literals import quoted
from bridgewright.emit.bindings.names import class_name
from bridgewright.emit.bindings.queries import (
    OBJECT_KEYWORDS,
    admits_null,
    asserts,
    everywhere,
    is_model,
    parts,
)
from bridgewright.emit.bindings.strings import lengths, string_type
from bridgewright.emit.bindings.tags import discriminator_of, tag_of, tags_in
from bridgewright.schemas.formats import LIMITED
from bridgewright.schemas.keywords import BOUNDS, IN_OPENAPI, OF_TYPE
from bridgewright.schemas.walking import resolved

Typed: TypeAlias = tuple[Annotation, bool]
"""A type, and whether it says all that the schema says."""

_ARGUMENTS = (("ge", "gt"), ("le", "lt"))
"""What pydantic calls the bounds, in their order."""
_NUMERIC = frozenset({"type", *OF_TYPE["number"], "format"})
_KNOWN: Mapping[str, frozenset[str]] = {
    "string": frozenset({"type", *OF_TYPE["string"]}),
    "integer": _NUMERIC | {"exactInteger"},
    "number": _NUMERIC,
    "array": frozenset({"type"}) | (IN_OPENAPI & {*OF_TYPE["array"]}),
    "object": frozenset({"type", "additionalProperties"}),
    "boolean": frozenset({"type"}),
}
"""Keywords that the type of each JSON type says; beside others, the value is held against the schema."""
_OF_OTHERS = frozenset().union(OBJECT_KEYWORDS, *_KNOWN.values())


class Components(Protocol):
    """What a type's planner asks of the document's components and of those who plan them."""

    content: JsonObject
    components: JsonObject
    names: dict[str, str]
    """Component -> class or alias name."""

    def ref(self, target: str) -> str:
        """The component that a `$ref` names."""

    def is_class(self, component: str) -> bool:
        """True when a component becomes a class, False when it becomes an alias."""

    def is_inline_class(self, schema: JsonObject, pointer: str) -> bool:
        """True when a schema becomes a class."""

    def inline_class(self, hint: str, schema: JsonObject, pointer: str) -> str:
        """The class of an object schema that stands inside another."""

    def held(self, pointer: str) -> Marker:
        """The marker of a type that is held against the schema at a pointer."""


class TypePlanner:
    """Plans the type of one property or alias; `hint` names the classes of inline objects in it."""

    def __init__(self, components: Components, hint: str, alias: str = "") -> None:
        self._components = components
        self._content: JsonValue = components.content
        self._hint = hint
        self._alias = alias
        """The component that is being planned, if its type is an alias: it must not name itself."""

    def planned(self, schema: JsonObject, pointer: str) -> Annotation:
        """The type of a schema."""
        return self._of(schema, pointer, self._hint)

    def _of(self, schema: JsonObject, pointer: str, hint: str) -> Annotation:
        if "$ref" in schema:
            return self._ref(schema)
        if len(schema.get("allOf", ())) == 1 and not asserts(schema, "allOf"):
            return self._of(schema["allOf"][0], f"{pointer}/allOf/0", hint)
        type_, exact = self._value(schema, pointer, hint)
        if type_ not in (ANY, NULL) and not isinstance(type_, Nullable) and admits_null(self._content, schema):
            type_ = Nullable(type_)
        return type_ if exact else held(type_, self._components.held(pointer))

    def _ref(self, schema: JsonObject) -> Annotation:
        component = self._components.ref(schema["$ref"])
        named = Named(self._components.names[component])
        if self._components.is_class(component):
            return Nullable(named) if admits_null(self._content, schema) else named
        if self._alias and self._alias in self._aliases_in(component):
            pointer, _ = resolved(self._content, schema)
            return held(ANY, self._components.held(pointer))
        return named

    def _aliases_in(self, component: str) -> set[str]:
        """A component that is an alias, and all aliases that its type names, directly or not."""
        found: set[str] = set()
        stack = [component]
        while stack:
            name = stack.pop()
            if name in found or self._components.is_class(name):
                continue
            found.add(name)
            pointer = f"/components/schemas/{name}"
            stack.extend(
                self._components.ref(part["$ref"])
                for _, part in everywhere(self._components.components[name], pointer)
                if "$ref" in part
            )
        return found

    def _value(self, schema: JsonObject, pointer: str, hint: str) -> Typed:
        """The type of what isn't null, and whether it says all that the schema says."""
        if "enum" in schema:
            return self._enum(schema)
        if self._components.is_inline_class(schema, pointer):
            return Named(self._components.inline_class(hint, schema, pointer)), True
        if is_model(self._content, schema, pointer):
            name = self._components.inline_class(hint, schema, pointer)
            found = parts(self._content, schema, pointer)
            exact = not any(asserts(part, "allOf", *OF_TYPE["object"]) for _, part in found)
            return Union((Named(name), Known("NotAnObject"))), exact
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                return self._union(schema, keyword, f"{pointer}/{keyword}", hint)
        if "allOf" in schema:
            return self._first_typed(schema, pointer, hint), False
        json_type = schema.get("type")
        if json_type is None:
            return ANY, not asserts(schema)
        type_, exact = self._typed(json_type, schema, pointer, hint)
        return type_, exact and not asserts(schema, *_KNOWN[json_type], *(_OF_OTHERS - _relevant(json_type)))

    def _typed(self, json_type: str, schema: JsonObject, pointer: str, hint: str) -> Typed:
        if json_type == "string":
            return string_type(schema), True
        if json_type in ("integer", "number"):
            return _number(schema, is_whole=json_type == "integer")
        if json_type == "array":
            return self._array(schema, pointer, hint), True
        if json_type == "object":
            return self._map(schema, pointer, hint), True
        return Plain("bool"), True

    def _first_typed(self, schema: JsonObject, pointer: str, hint: str) -> Annotation:
        """The type of one part of an `allOf`: what satisfies all parts satisfies that one."""
        for index, member in enumerate(schema["allOf"]):
            _, target = resolved(self._content, member)
            if "type" in target or "enum" in target or "allOf" in target:
                type_ = self._of(member, f"{pointer}/allOf/{index}", hint)
                if not is_anything(type_):
                    return type_
        return ANY

    def _union(self, schema: JsonObject, keyword: str, pointer: str, hint: str) -> Typed:
        """The type of one of several, and whether it says all: it does for objects that a property tells apart."""
        options = schema[keyword]
        classes = all(self._is_class(option, f"{pointer}/{index}") for index, option in enumerate(options))
        tag = tag_of(self._content, schema, keyword, pointer) if classes else None
        types = []
        for index, option in enumerate(options):
            own = self._option_name(schema, option, f"{pointer}/{index}", tag) or f"Option{index + 1}"
            types.append(self._of(option, f"{pointer}/{index}", f"{hint}{class_name(own)}"))
        union = ANY if ANY in types else united(types)
        if tag and len(set(types)) == len(types):
            return held(union, Marker("Tag", (quoted(tag),))), not asserts(schema, keyword)
        return union, False

    def _option_name(self, schema: JsonObject, option: JsonObject, pointer: str, tag: str | None) -> str:
        """What tells an inline option from the others: its tag, or its title; empty when there is neither."""
        tags = tags_in(self._content, option, pointer) if "$ref" not in option else {}
        names = tags.get(discriminator_of(schema) or tag or "", ())
        return names[0] if len(names) == 1 else str(option.get("title", ""))

    def _is_class(self, schema: JsonObject, pointer: str) -> bool:
        if "$ref" in schema:
            return self._components.is_class(self._components.ref(schema["$ref"]))
        return self._components.is_inline_class(schema, pointer)

    def _enum(self, schema: JsonObject) -> Typed:
        values = schema["enum"]
        if values and all(value is None for value in values):
            return NULL, "type" not in schema and not asserts(schema, "enum")
        strings = list(dict.fromkeys(value for value in values if isinstance(value, str)))
        if strings and schema.get("type", "string") == "string":
            only = all(isinstance(value, str | None) for value in values)
            if only or "type" in schema:
                return Literals(tuple(map(quoted, strings))), not asserts(schema, "enum", "type")
        whole = Plain("int") if schema.get("exactInteger") is True else Known("Integer")
        by_type: dict[str, Annotation] = {"integer": whole, "number": Known("Numeric"), "boolean": Plain("bool")}
        return by_type.get(schema.get("type", ""), ANY), False

    def _array(self, schema: JsonObject, pointer: str, hint: str) -> Annotation:
        uniform = "items" in schema and "prefixItems" not in schema
        item = self._of(schema["items"], f"{pointer}/items", f"{hint}Item") if uniform else ANY
        arguments = lengths(schema, minItems="min_length", maxItems="max_length")
        if schema.get("uniqueItems") is True:
            arguments.append("unique=True")
        return Marked(ListOf(item), (Marker("Items", tuple(arguments)),)) if arguments else ListOf(item)

    def _map(self, schema: JsonObject, pointer: str, hint: str) -> Annotation:
        extra = schema.get("additionalProperties", True)
        if "patternProperties" in schema:
            return DictOf(ANY)
        if extra is False:
            return Known("EmptyObject")
        if not isinstance(extra, Mapping):
            return DictOf(ANY)
        return DictOf(self._of(extra, f"{pointer}/additionalProperties", f"{hint}Value"))


def _relevant(type_: str) -> frozenset[str]:
    """Keywords that say something of one JSON type; what they say of others doesn't matter beside `type`."""
    return OBJECT_KEYWORDS if type_ == "object" else _KNOWN[type_]


def _number(schema: JsonObject, *, is_whole: bool) -> Typed:
    bounds: Mapping[str, float] = _whole_bounds(schema) if is_whole else _bounds(schema)
    arguments = [f"{name}={value!r}" for name, value in bounds.items()]
    exact = is_whole or schema.get("format") not in LIMITED
    if "multipleOf" in schema:
        step = schema["multipleOf"]
        is_said = not is_whole or float(step).is_integer()
        exact = exact and is_said
        if is_said:
            arguments.append(f"multiple_of={int(step) if is_whole else step!r}")
    if schema.get("exactInteger") is True:
        return (Marked(Plain("int"), (Marker("Exact", tuple(arguments)),)) if arguments else Plain("int")), exact
    if not arguments:
        return Known("Integer" if is_whole else "Numeric"), exact
    python, marker = ("int", "Whole") if is_whole else ("float", "Number")
    return Marked(Plain(python), (Marker(marker, tuple(arguments)),)), exact


def _bounds(schema: JsonObject) -> dict[str, float]:
    return {
        exclusive_name if schema.get(exclusive) is True else inclusive_name: schema[bound]
        for (bound, exclusive), (inclusive_name, exclusive_name) in zip(BOUNDS, _ARGUMENTS, strict=True)
        if bound in schema
    }


def _whole_bounds(schema: JsonObject) -> dict[str, int]:
    """`ge` and `le` of an integer: the bounds' next whole numbers, and the range of its format."""
    limits = LIMITED.get(schema.get("format", ""))
    lows, highs = ([limits[0]], [limits[1]]) if limits else ([], [])
    bounds = _bounds(schema)
    lows += [ceil(bounds["ge"])] if "ge" in bounds else []
    lows += [floor(bounds["gt"]) + 1] if "gt" in bounds else []
    highs += [floor(bounds["le"])] if "le" in bounds else []
    highs += [ceil(bounds["lt"]) - 1] if "lt" in bounds else []
    return ({"ge": max(lows)} if lows else {}) | ({"le": min(highs)} if highs else {})
