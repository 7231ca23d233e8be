"""One schema to the Python text of one type."""

from __future__ import annotations

from collections.abc import Mapping
from math import ceil, floor
from typing import TYPE_CHECKING

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.emit.bindings.names import class_name
from bridgewright.emit.bindings.plan import TypePlan
from bridgewright.emit.bindings.pytext import annotated, united
from bridgewright.emit.bindings.queries import (
    OBJECT_KEYWORDS,
    OF_OBJECTS,
    admits_null,
    asserts,
    everywhere,
    is_model,
    parts,
)
from bridgewright.emit.bindings.strings import lengths, quoted, string_type
from bridgewright.emit.bindings.tags import discriminator_of, tag_of, tags_in
from bridgewright.schemas.format_table import LIMITED
from bridgewright.schemas.walking import resolved

if TYPE_CHECKING:
    from bridgewright.emit.bindings.planning import Planner

_BOUNDS = (("minimum", "exclusiveMinimum", "ge", "gt"), ("maximum", "exclusiveMaximum", "le", "lt"))
_NUMERIC = frozenset({"type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "format"})
_KNOWN: Mapping[str, frozenset[str]] = {
    "string": frozenset({"type", "minLength", "maxLength", "pattern", "format"}),
    "integer": _NUMERIC | {"exactInteger"},
    "number": _NUMERIC,
    "array": frozenset({"type", "items", "minItems", "maxItems", "uniqueItems"}),
    "object": frozenset({"type", "additionalProperties"}),
    "boolean": frozenset({"type"}),
}
"""Keywords that the type of each JSON type says; beside others, the value is held against the schema."""
_NULL = 'Annotated[None, "null"]'
"""Null alone; `None` itself could not stand in `None | None`."""
_OF_OTHERS = frozenset().union(OBJECT_KEYWORDS, *_KNOWN.values())


class TypeWriter:
    """Writes the type of one property or alias; `hint` names the classes of inline objects in it."""

    def __init__(self, planner: Planner, hint: str, alias: str = "") -> None:
        self._planner = planner
        self._content: JsonValue = planner.content
        self._hint = hint
        self._alias = alias
        """The component that is being written, if its type is an alias: it must not name itself."""
        self._uses: list[str] = []

    def written(self, schema: JsonObject, pointer: str) -> TypePlan:
        """The type of a schema."""
        return TypePlan(self._of(schema, pointer, self._hint), tuple(dict.fromkeys(self._uses)))

    def _of(self, schema: JsonObject, pointer: str, hint: str) -> str:
        if "$ref" in schema:
            return self._ref(schema)
        if len(schema.get("allOf", ())) == 1 and not asserts(schema, "allOf"):
            return self._of(schema["allOf"][0], f"{pointer}/allOf/0", hint)
        text, exact = self._value(schema, pointer, hint)
        if text != "Any" and admits_null(self._content, schema) and text != _NULL and "None" not in text.split(" | "):
            text = f"{text} | None"
        return text if exact else annotated(text, [self._planner.held(pointer)])

    def _ref(self, schema: JsonObject) -> str:
        component = self._planner.ref(schema["$ref"])
        name = self._planner.names[component]
        if self._planner.is_class(component):
            self._uses.append(name)
            return f"{name} | None" if admits_null(self._content, schema) else name
        if self._alias and self._alias in self._aliases_in(component):
            pointer, _ = resolved(self._content, schema)
            return f"Annotated[Any, {self._planner.held(pointer)}]"
        self._uses.append(name)
        return name

    def _aliases_in(self, component: str) -> set[str]:
        """A component that is an alias, and all aliases that its type names, directly or not."""
        found: set[str] = set()
        stack = [component]
        while stack:
            name = stack.pop()
            if name in found or self._planner.is_class(name):
                continue
            found.add(name)
            pointer = f"/components/schemas/{name}"
            stack.extend(
                self._planner.ref(part["$ref"])
                for _, part in everywhere(self._planner.components[name], pointer)
                if "$ref" in part
            )
        return found

    def _value(self, schema: JsonObject, pointer: str, hint: str) -> tuple[str, bool]:
        """The type of what isn't null, and whether it says all that the schema says."""
        if "enum" in schema:
            return self._enum(schema)
        if self._planner.is_inline_class(schema, pointer):
            name = self._planner.inline_class(hint, schema, pointer)
            self._uses.append(name)
            return name, True
        if is_model(self._content, schema, pointer):
            name = self._planner.inline_class(hint, schema, pointer)
            self._uses.append(name)
            found = parts(self._content, schema, pointer)
            return f"{name} | _t.NotAnObject", not any(asserts(part, "allOf", *OF_OBJECTS) for _, part in found)
        for keyword in ("oneOf", "anyOf"):
            if keyword in schema:
                return self._union(schema, keyword, f"{pointer}/{keyword}", hint)
        if "allOf" in schema:
            return self._first_typed(schema, pointer, hint), False
        type_ = schema.get("type")
        if type_ is None:
            return "Any", not asserts(schema)
        text, exact = self._typed(type_, schema, pointer, hint)
        return text, exact and not asserts(schema, *_KNOWN[type_], *(_OF_OTHERS - _relevant(type_)))

    def _typed(self, type_: str, schema: JsonObject, pointer: str, hint: str) -> tuple[str, bool]:
        if type_ == "string":
            return string_type(schema), True
        if type_ in ("integer", "number"):
            return _number(schema, type_)
        if type_ == "array":
            return self._array(schema, pointer, hint), True
        if type_ == "object":
            return self._map(schema, pointer, hint), True
        return "bool", True

    def _first_typed(self, schema: JsonObject, pointer: str, hint: str) -> str:
        """The type of one part of an `allOf`: what satisfies all parts satisfies that one."""
        for index, member in enumerate(schema["allOf"]):
            _, target = resolved(self._content, member)
            if "type" in target or "enum" in target or "allOf" in target:
                text = self._of(member, f"{pointer}/allOf/{index}", hint)
                if not text.startswith(("Any", "Annotated[Any,")):
                    return text
        return "Any"

    def _union(self, schema: JsonObject, keyword: str, pointer: str, hint: str) -> tuple[str, bool]:
        """The type of one of several, and whether it says all: it does for objects that a property tells apart."""
        options = schema[keyword]
        classes = all(self._is_class(option, f"{pointer}/{index}") for index, option in enumerate(options))
        tag = tag_of(self._content, schema, keyword, pointer) if classes else None
        texts = []
        for index, option in enumerate(options):
            own = self._option_name(schema, option, f"{pointer}/{index}", tag) or f"Option{index + 1}"
            texts.append(self._of(option, f"{pointer}/{index}", f"{hint}{class_name(own)}"))
        text = "Any" if "Any" in texts else united(texts)
        if tag and len(set(texts)) == len(texts):
            return f"Annotated[{text}, _t.Tag({quoted(tag)})]", not asserts(schema, keyword)
        return text, False

    def _option_name(self, schema: JsonObject, option: JsonObject, pointer: str, tag: str | None) -> str:
        """What tells an inline option from the others: its tag, or its title; empty when there is neither."""
        tags = tags_in(self._content, option, pointer) if "$ref" not in option else {}
        names = tags.get(discriminator_of(schema) or tag or "", ())
        return names[0] if len(names) == 1 else str(option.get("title", ""))

    def _is_class(self, schema: JsonObject, pointer: str) -> bool:
        if "$ref" in schema:
            return self._planner.is_class(self._planner.ref(schema["$ref"]))
        return self._planner.is_inline_class(schema, pointer)

    def _enum(self, schema: JsonObject) -> tuple[str, bool]:
        values = schema["enum"]
        if values and all(value is None for value in values):
            return _NULL, "type" not in schema and not asserts(schema, "enum")
        strings = list(dict.fromkeys(value for value in values if isinstance(value, str)))
        if strings and schema.get("type", "string") == "string":
            only = all(isinstance(value, str | None) for value in values)
            if only or "type" in schema:
                return f"Literal[{', '.join(map(quoted, strings))}]", not asserts(schema, "enum", "type")
        whole = "int" if schema.get("exactInteger") is True else "Annotated[int, _t.Whole()]"
        plain = {"integer": whole, "number": "Annotated[float, _t.Number()]", "boolean": "bool"}
        return plain.get(schema.get("type", ""), "Any"), False

    def _array(self, schema: JsonObject, pointer: str, hint: str) -> str:
        uniform = "items" in schema and "prefixItems" not in schema
        items = self._of(schema["items"], f"{pointer}/items", f"{hint}Item") if uniform else "Any"
        arguments = lengths(schema, minItems="min_length", maxItems="max_length")
        if schema.get("uniqueItems") is True:
            arguments.append("unique=True")
        return f"Annotated[list[{items}], _t.Items({', '.join(arguments)})]" if arguments else f"list[{items}]"

    def _map(self, schema: JsonObject, pointer: str, hint: str) -> str:
        extra = schema.get("additionalProperties", True)
        if "patternProperties" in schema:
            return "dict[str, Any]"
        if extra is False:
            return "Annotated[dict[str, Any], _t.EMPTY]"
        if not isinstance(extra, Mapping):
            return "dict[str, Any]"
        return f"dict[str, {self._of(extra, f'{pointer}/additionalProperties', f'{hint}Value')}]"


def _relevant(type_: str) -> frozenset[str]:
    """Keywords that say something of one JSON type; what they say of others doesn't matter beside `type`."""
    return OBJECT_KEYWORDS if type_ == "object" else _KNOWN[type_]


def _number(schema: JsonObject, type_: str) -> tuple[str, bool]:
    """The type of a number, and whether it says all that the schema says."""
    whole = type_ == "integer"
    arguments = [f"{name}={value!r}" for name, value in (_whole_bounds(schema) if whole else _bounds(schema)).items()]
    exact = whole or schema.get("format") not in LIMITED
    if "multipleOf" in schema:
        step = schema["multipleOf"]
        is_said = not whole or float(step).is_integer()
        exact = exact and is_said
        if is_said:
            arguments.append(f"multiple_of={int(step) if whole else step!r}")
    if schema.get("exactInteger") is True:
        return (f"Annotated[int, _s.Exact({', '.join(arguments)})]" if arguments else "int"), exact
    python, marker = ("int", "Whole") if whole else ("float", "Number")
    return f"Annotated[{python}, _t.{marker}({', '.join(arguments)})]", exact


def _bounds(schema: JsonObject) -> dict[str, float]:
    return {
        exclusive_name if schema.get(exclusive) is True else inclusive_name: schema[bound]
        for bound, exclusive, inclusive_name, exclusive_name in _BOUNDS
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
