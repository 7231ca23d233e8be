"""Schemas merged into shapes: refs followed, `allOf` folded, bounds tightened, `oneOf` and `anyOf` left to choose.

A shape says all that holds for one place of a value, so a builder never looks at a schema again.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.schemas.equality import key_of
from bridgewright.schemas.keywords import LEAST, MOST
from bridgewright.schemas.walking import resolved

Part: TypeAlias = tuple[tuple[str, JsonObject], ...]
"""(pointer, schema) pairs that all hold for one place."""

_Key: TypeAlias = tuple[frozenset[str], frozenset[str]]


@dataclass(frozen=True, slots=True)
class Bound:
    """One end of a numeric range."""

    value: float
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """What one place of a value must be."""

    key: tuple[frozenset[str], frozenset[str]]
    """Identity: the pointers of the schemas merged, and those of the choices already made."""
    pointer: str
    part: Part
    types: frozenset[str]
    """Empty: any type."""
    nullable: bool
    enum: tuple[JsonValue, ...] | None
    known: tuple[JsonValue, ...]
    """Values of `x-extensible-enum`: likely, not exclusive."""
    bounds: Mapping[str, int]
    """minLength … maxProperties, tightened."""
    low: Bound | None
    high: Bound | None
    multiples: tuple[float, ...]
    patterns: tuple[str, ...]
    formats: tuple[str, ...]
    unique: bool
    properties: Mapping[str, Part]
    required: tuple[str, ...]
    extras: Part | None
    """What an undeclared property must be: None when there may be none, `()` for anything."""
    declares_extras: bool
    items: Part
    choice: str | None
    """Pointer of the next `oneOf` or `anyOf` to choose from."""
    branches: tuple[Part, ...]

    def kind(self) -> str:
        """The one type to build: the declared one, or what the other keywords suggest, or `any`."""
        for name in ("object", "array", "string", "integer", "number", "boolean"):
            if name in self.types:
                return name
        if self.properties or self.required or self.declares_extras:
            return "object"
        if self.items or "minItems" in self.bounds or "maxItems" in self.bounds:
            return "array"
        if self.low or self.high or self.multiples:
            return "number"
        is_text = self.patterns or self.formats or self.known or self.bounds
        return "string" if is_text else "any"

    def listed(self) -> tuple[JsonValue, ...]:
        """The values of the enum that are of the type; nothing when there is no enum."""
        return tuple(value for value in self.enum or () if self._is_typed(value))

    def is_impossible(self) -> bool:
        """Contradict types and enum each other, or is a property required that may not be there?"""
        if self.enum is not None:
            return not self.listed()
        lacks = "object" in self.types and self.extras is None and not self.properties.keys() >= set(self.required)
        return (lacks or len(self.types) > 1) and not self.nullable

    def _is_typed(self, value: JsonValue) -> bool:
        if value is None:
            return self.nullable or not self.types
        return all(_is_of_type(value, name) for name in self.types)


def _is_of_type(value: JsonValue, name: str) -> bool:
    if name in ("integer", "number"):
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        return is_number and (name == "number" or float(value).is_integer())
    return isinstance(value, _PYTHON_TYPES[name])


_PYTHON_TYPES: Mapping[str, type] = {"object": Mapping, "array": list, "string": str, "boolean": bool}


class Shapes:
    """The shapes of one document, each made once."""

    def __init__(self, content: dict[str, Any]) -> None:
        self._content = content
        self._made: dict[_Key, Shape] = {}
        self._heights: dict[_Key, float] = {}

    def at(self, pointer: str) -> Shape:
        """The shape of the schema at a JSON Pointer."""
        return self.of(((pointer, value_at(self._content, pointer)),))

    def of(self, part: Part, settled: frozenset[str] = frozenset()) -> Shape:
        """The shape of schemas that all hold; `settled` are choices already made."""
        flat = tuple(self._flat(part))
        key = (frozenset(pointer for pointer, _ in flat), settled)
        if key not in self._made:
            self._made[key] = _merged(key, flat)
        return self._made[key]

    def narrowed(self, shape: Shape) -> tuple[Shape, ...]:
        """The shape with each branch of its next choice taken; empty when nothing is left to choose."""
        if shape.choice is None:
            return ()
        settled = shape.key[1] | {shape.choice}
        return tuple(self.of(shape.part + branch, settled) for branch in shape.branches)

    def children(self, shape: Shape) -> dict[str, Shape]:
        """Property name -> shape, and `items` under `""`."""
        found = {name: self.of(part) for name, part in shape.properties.items()}
        return found | ({"": self.of(shape.items)} if shape.items else {})

    def height(self, shape: Shape) -> float:
        """Levels of the flattest value: infinite when the shape has none, or can only recurse without end."""
        if shape.key not in self._heights:
            self._measure(shape)
        return self._heights[shape.key]

    def impossible_part(self, shape: Shape) -> Shape | None:
        """Of a shape of infinite height, the part that has no value; None when the shape requires itself."""
        seen: set[_Key] = set()
        while shape.key not in seen:
            seen.add(shape.key)
            if shape.is_impossible():
                return shape
            parts = (*self.narrowed(shape), *self._needed(shape))
            shape = next((part for part in parts if self.height(part) == float("inf")), shape)
        return None

    def _needed(self, shape: Shape) -> tuple[Shape, ...]:
        """The parts that every value of an object or array has."""
        if shape.kind() == "object":
            return tuple(self.of(part) for name, part in shape.properties.items() if name in shape.required)
        has_items = shape.kind() == "array" and shape.bounds.get("minItems", 0) and shape.items
        return (self.of(shape.items),) if has_items else ()

    def _measure(self, root: Shape) -> None:
        reached = {root.key: root}
        stack = [root]
        while stack:
            shape = stack.pop()
            for child in (*self.narrowed(shape), *self.children(shape).values()):
                if child.key not in reached:
                    reached[child.key] = child
                    stack.append(child)
        heights: dict[_Key, float] = dict.fromkeys(reached, float("inf"))
        levels = {key: self._level(shape) for key, shape in reached.items()}
        changed = True
        while changed:
            changed = False
            for key, level in levels.items():
                height = level(heights)
                changed = changed or height < heights[key]
                heights[key] = height
        self._heights |= heights

    def _level(self, shape: Shape) -> Callable[[Mapping[_Key, float]], float]:
        """How high a shape's flattest value is, by the heights of what it is made of."""
        if shape.is_impossible():
            return _endless
        if shape.enum is not None or shape.nullable:
            return _flattest
        if shape.choice is not None:
            branches = [branch.key for branch in self.narrowed(shape)]
            return lambda heights: min((heights[key] for key in branches), default=float("inf"))
        needed = [part.key for part in self._needed(shape)]
        if needed or shape.kind() == "object":
            return lambda heights: 1 + max((heights[key] for key in needed), default=0)
        return _flattest

    def _flat(self, part: Part) -> Iterator[tuple[str, JsonObject]]:
        """Refs followed and `allOf` opened, each schema once."""
        seen: set[str] = set()
        stack = list(reversed(part))
        while stack:
            pointer, schema = resolved(self._content, stack[-1][1], stack.pop()[0])
            if pointer in seen:
                continue
            seen.add(pointer)
            yield pointer, schema
            members = [(f"{pointer}/allOf/{i}", member) for i, member in enumerate(schema.get("allOf", ()))]
            stack.extend(reversed(members))


def _endless(_: Mapping[_Key, float]) -> float:
    return float("inf")


def _flattest(_: Mapping[_Key, float]) -> float:
    return 0


def _merged(key: _Key, flat: Part) -> Shape:
    schemas = [schema for _, schema in flat]
    choice, branches = _choice(flat, key[1])
    extras, declares = _extras(flat)
    typed = [schema for schema in schemas if "type" in schema]
    return Shape(
        key=key,
        pointer=flat[0][0],
        part=flat,
        types=_types(schemas),
        nullable=bool(typed) and all(schema.get("nullable") for schema in typed) and choice is None,
        enum=_enum([schema["enum"] for schema in schemas if "enum" in schema]),
        known=tuple(value for schema in schemas for value in schema.get("x-extensible-enum", ())),
        bounds=_bounds(schemas),
        low=max(_ends(schemas, "minimum", "exclusiveMinimum"), key=lambda b: (b.value, b.exclusive), default=None),
        high=min(_ends(schemas, "maximum", "exclusiveMaximum"), key=lambda b: (b.value, not b.exclusive), default=None),
        multiples=tuple(schema["multipleOf"] for schema in schemas if "multipleOf" in schema),
        patterns=tuple(schema["pattern"] for schema in schemas if "pattern" in schema),
        formats=tuple(schema["format"] for schema in schemas if "format" in schema),
        unique=any(schema.get("uniqueItems") for schema in schemas),
        properties=_properties(flat),
        required=tuple(dict.fromkeys(name for schema in schemas for name in schema.get("required", ()))),
        extras=extras,
        declares_extras=declares,
        items=tuple((f"{pointer}/items", schema["items"]) for pointer, schema in flat if "items" in schema),
        choice=choice,
        branches=branches,
    )


def _types(schemas: list[JsonObject]) -> frozenset[str]:
    types = {schema["type"] for schema in schemas if "type" in schema}
    if types == {"integer", "number"}:
        return frozenset({"integer"})
    return frozenset(types)


def _enum(enums: list[list[JsonValue]]) -> tuple[JsonValue, ...] | None:
    if not enums:
        return None
    others = [set(map(key_of, enum)) for enum in enums[1:]]
    return tuple(value for value in enums[0] if all(key_of(value) in other for other in others))


def _bounds(schemas: list[JsonObject]) -> dict[str, int]:
    found: dict[str, int] = {}
    for names, tighter in ((LEAST, max), (MOST, min)):
        for name in names:
            values = [schema[name] for schema in schemas if name in schema]
            if values:
                found[name] = tighter(values)
    return found


def _ends(schemas: list[JsonObject], name: str, exclusive: str) -> list[Bound]:
    return [Bound(schema[name], bool(schema.get(exclusive))) for schema in schemas if name in schema]


def _properties(flat: Part) -> dict[str, Part]:
    """Every declared property that no closed schema forbids, with all that is said of it."""
    names = dict.fromkeys(name for _, schema in flat for name in schema.get("properties", ()))
    found = {name: _about(flat, name) for name in names}
    return {name: part for name, part in found.items() if part is not None}


def _about(flat: Part, name: str) -> Part | None:
    said: list[tuple[str, JsonObject]] = []
    for pointer, schema in flat:
        if name in schema.get("properties", ()):
            said.append((f"{pointer}/properties/{escaped(name)}", schema["properties"][name]))
        elif schema.get("additionalProperties") is False:
            return None
        elif isinstance(schema.get("additionalProperties"), Mapping):
            said.append((f"{pointer}/additionalProperties", schema["additionalProperties"]))
    return tuple(said)


def _extras(flat: Part) -> tuple[Part | None, bool]:
    """What undeclared properties must be, and whether a schema says so at all."""
    said = [(pointer, schema["additionalProperties"]) for pointer, schema in flat if "additionalProperties" in schema]
    if any(value is False for _, value in said):
        return None, True
    return tuple((f"{pointer}/additionalProperties", value) for pointer, value in said if value is not True), bool(said)


def _choice(flat: Part, settled: frozenset[str]) -> tuple[str | None, tuple[Part, ...]]:
    """The first `oneOf` or `anyOf` not yet settled, each branch with its discriminator's value."""
    for pointer, schema in flat:
        for keyword in ("oneOf", "anyOf"):
            at = f"{pointer}/{keyword}"
            if keyword in schema and at not in settled:
                return at, tuple(_branch(at, i, branch, schema) for i, branch in enumerate(schema[keyword]))
    return None, ()


def _branch(at: str, index: int, branch: JsonObject, schema: JsonObject) -> Part:
    part: Part = ((f"{at}/{index}", branch),)
    discriminator = schema.get("discriminator")
    if not discriminator or "$ref" not in branch:
        return part
    name = branch["$ref"].rpartition("/")[2]
    names = [
        key
        for key, ref in discriminator.get("mapping", {}).items()
        if branch["$ref"] in {ref, f"#/components/schemas/{ref}"}
    ]
    field = discriminator["propertyName"]
    tag = {"required": [field], "properties": {field: {"enum": names or [name]}}}
    return (*part, (f"{at}/{index}/discriminator/{escaped(json.dumps(names or name))}", tag))
