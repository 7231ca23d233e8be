"""Holding JSON values against schemas, for what types can't say: `oneOf`, `not`, `minProperties` and their like.

The schemas are OpenAPI 3.0's and have the keywords of JSON Schema 2020-12 that it lacks, without annotations; a `$ref`
is a key of the module's `_SCHEMAS`, and patterns are Python's regular expressions.
https://json-schema.org/draft/2020-12/json-schema-core, https://json-schema.org/draft/2020-12/json-schema-validation
"""

# pyright: reportUnknownVariableType=false, reportUnknownArgumentType=false
from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

from pydantic import (
    BaseModel,
    GetCoreSchemaHandler,
    ValidationInfo,
    ValidatorFunctionWrapHandler,
)
from pydantic_core import (
    CoreSchema,
    PydanticCustomError,
    core_schema,
    to_jsonable_python,
)

from ._formats import FORMATS
from ._types import DECODED, identity, is_multiple

Schema = dict[str, Any]
Check = Callable[[Any], bool]

_pattern = lru_cache(maxsize=512)(re.compile)


class Held:
    """Marks a type whose JSON is also held against a schema."""

    __slots__ = ("pointer", "schemas")

    def __init__(self, schemas: Schema, pointer: str) -> None:
        self.schemas = schemas
        self.pointer = pointer

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.around(handler(source))

    def around(self, schema: CoreSchema) -> CoreSchema:
        """The core schema with this check after it: what the types refuse, they refuse in more words."""
        return core_schema.with_info_wrap_validator_function(self._read, schema)

    def _read(self, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        result = handler(value)
        self._hold(value if info.mode == "json" or info.context is DECODED else _as_json(result))
        return result

    def _hold(self, value: Any) -> None:
        try:
            accepted = accepts(self.schemas, self.schemas[self.pointer], value)
        except RecursionError:
            raise PydanticCustomError("schema", "Input should be nested less deeply") from None
        if not accepted:
            keyword = _refusing(self.schemas, self.schemas[self.pointer], value)
            context = {"pointer": self.pointer, "part": f"`{keyword}` of the schema" if keyword else "the schema"}
            raise PydanticCustomError("schema", "Input should follow {part} at {pointer}", context)


class Exact:
    """An integer of draft-04, of which `5.0` is none."""

    __slots__ = ("bounds",)

    def __init__(self, **bounds: int) -> None:
        self.bounds = bounds
        """`ge`, `le`, `multiple_of`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.int_schema(
            strict=True,
            ge=self.bounds.get("ge"),
            le=self.bounds.get("le"),
            multiple_of=self.bounds.get("multiple_of"),
        )


def _as_json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, list):
        elements: list[Any] = value
        return [_as_json(element) for element in elements]
    if isinstance(value, dict):
        members: dict[str, Any] = value
        return {name: _as_json(member) for name, member in members.items()}
    return to_jsonable_python(value) if isinstance(value, date | datetime | UUID) else value


def accepts(schemas: Schema, schema: Schema, value: Any) -> bool:
    """True when a schema accepts a decoded JSON value."""
    return _check(schemas, schema)(value)


def _refusing(schemas: Schema, schema: Schema, value: Any) -> str:
    """The keyword without which a schema would accept a value; empty when there is more than one, or none."""
    while "$ref" in schema:
        schema = schemas[schema["$ref"]]
    rests = {keyword: {key: part for key, part in schema.items() if key != keyword} for keyword in schema}
    found = [keyword for keyword, rest in rests.items() if _made(schemas, rest)(value)]
    return found[0] if len(found) == 1 else ""


def _check(schemas: Schema, schema: Schema) -> Check:
    """What says whether a schema accepts a value: made of functions once, when it is first asked for."""
    made: dict[int, Check] = schemas.setdefault(_MADE, {})
    check = made.get(id(schema))
    if check is None:
        check = made[id(schema)] = _made(schemas, schema)
    return check


def _made(schemas: Schema, schema: Schema) -> Check:
    if "$ref" in schema:
        return _following(schemas, schemas[schema["$ref"]])
    first = [*_of_type(schema), *_of_values(schema), *_of_combinations(schemas, schema)]
    by_kind = {
        "string": tuple(_of_string(schema)),
        "number": tuple(_of_number(schema)),
        "array": tuple(_of_array(schemas, schema)),
        "object": tuple(_of_object(schemas, schema)),
    }
    if not any(by_kind.values()) and len(first) == 1:
        return first[0]
    further = {kind: checks for kind, checks in by_kind.items() if checks}

    def check(value: Any) -> bool:
        for part in first:
            if not part(value):
                return False
        if further:
            for part in further.get(_KINDS.get(type(value)) or _kind(value), ()):
                if not part(value):
                    return False
        return True

    return check


def _following(schemas: Schema, target: Schema) -> Check:
    """The check of a schema that is referred to, made when it is first followed: references may go in circles."""
    made: list[Check] = []

    def check(value: Any) -> bool:
        if not made:
            made.append(_check(schemas, target))
        return made[0](value)

    return check


def _kind(value: Any) -> str:
    """What JSON calls a value of a class derived from Python's own."""
    return next((kind for type_, kind in _KINDS.items() if isinstance(value, type_)), "null")


def _of_type(schema: Schema) -> Iterator[Check]:
    if "type" not in schema:
        return
    exact = schema.get("exactInteger") is True
    named = _is_exact if exact else _TYPES[schema["type"]]
    yield (lambda value: value is None or named(value)) if schema.get("nullable") is True else named


def _of_values(schema: Schema) -> Iterator[Check]:
    if "enum" not in schema:
        return
    values = frozenset(identity(member) for member in schema["enum"])
    if all(isinstance(member, str) for member in schema["enum"]):
        yield lambda value: isinstance(value, str) and value in values
    else:
        yield lambda value: identity(value) in values


def _of_combinations(schemas: Schema, schema: Schema) -> Iterator[Check]:
    yield from (_check(schemas, option) for option in schema.get("allOf", ()))
    if "anyOf" in schema:
        some = [_check(schemas, option) for option in schema["anyOf"]]
        yield lambda value: any(option(value) for option in some)
    if "oneOf" in schema:
        one = [_check(schemas, option) for option in schema["oneOf"]]
        yield lambda value: sum(option(value) for option in one) == 1
    if "not" in schema:
        wrong = _check(schemas, schema["not"])
        yield lambda value: not wrong(value)
    if "if" in schema:
        yield lambda value: all(accepts(schemas, part, value) for part in _chosen(schemas, schema, value))


def _chosen(schemas: Schema, schema: Schema, value: Any) -> list[Schema]:
    """What a condition asks of a value: its `then` or its `else`, if there is one."""
    if "then" not in schema and "else" not in schema:
        return []
    branch = "then" if accepts(schemas, schema["if"], value) else "else"
    return [schema[branch]] if branch in schema else []


def _of_string(schema: Schema) -> Iterator[Check]:
    if "minLength" in schema or "maxLength" in schema:
        yield _between(schema.get("minLength", 0), schema.get("maxLength"))
    if "pattern" in schema:
        search = _pattern(schema["pattern"]).search
        yield lambda value: search(value) is not None
    if schema.get("format") in FORMATS:
        yield FORMATS[schema["format"]]


def _between(least: float, most: float | None) -> Check:
    """The check of a length."""
    return lambda value: least <= len(value) and (most is None or len(value) <= most)


def _of_number(schema: Schema) -> Iterator[Check]:
    low, high, step = schema.get("minimum"), schema.get("maximum"), schema.get("multipleOf")
    if low is not None:
        above = schema.get("exclusiveMinimum") is True
        yield lambda value: bool(value > low if above else value >= low)
    if high is not None:
        below = schema.get("exclusiveMaximum") is True
        yield lambda value: bool(value < high if below else value <= high)
    if step is not None:
        yield lambda value: is_multiple(value, step)
    if schema.get("format") in _RANGES:
        limit = _RANGES[schema["format"]]
        yield lambda value: not _is_whole(value) or -limit <= value < limit


def _of_array(schemas: Schema, schema: Schema) -> Iterator[Check]:
    first = [_check(schemas, part) for part in schema.get("prefixItems", ())]
    if "minItems" in schema or "maxItems" in schema:
        yield _between(schema.get("minItems", 0), schema.get("maxItems"))
    if first:
        yield lambda value: all(part(element) for part, element in zip(first, value, strict=False))
    if "items" in schema:
        items = _check(schemas, schema["items"])
        yield lambda value: all(items(element) for element in (value[len(first) :] if first else value))
    if schema.get("uniqueItems") is True:
        yield lambda value: len({identity(element) for element in value}) == len(value)
    if "contains" in schema:
        yield lambda value: _contains(schemas, schema, value)
    if "unevaluatedItems" in schema:
        yield lambda value: _rest_of_array(schemas, schema, value)


def _contains(schemas: Schema, schema: Schema, value: list[Any]) -> bool:
    found = sum(accepts(schemas, schema["contains"], element) for element in value)
    least: int = schema.get("minContains", 1)
    most: int = schema.get("maxContains", found)
    return least <= found <= most


def _rest_of_array(schemas: Schema, schema: Schema, value: list[Any]) -> bool:
    evaluated = set(_evaluated_items(schemas, schema, value, outermost=True))
    rest = schema["unevaluatedItems"]
    return all(at in evaluated or accepts(schemas, rest, element) for at, element in enumerate(value))


def _of_object(schemas: Schema, schema: Schema) -> Iterator[Check]:
    if "minProperties" in schema or "maxProperties" in schema:
        yield _between(schema.get("minProperties", 0), schema.get("maxProperties"))
    required = frozenset(schema.get("required", ()))
    if required:
        yield lambda value: value.keys() >= required
    properties = {name: _check(schemas, part) for name, part in schema.get("properties", {}).items()}
    if properties:
        yield lambda value: all(properties[name](value[name]) for name in value if name in properties)
    for pattern, part in schema.get("patternProperties", {}).items():
        yield _matching(_pattern(pattern).search, _check(schemas, part))
    extra = schema.get("additionalProperties", True)
    if extra is False:
        yield lambda value: not any(True for _ in _others(schema, value))
    elif extra is not True:
        values = _check(schemas, extra)
        yield lambda value: all(values(value[name]) for name in _others(schema, value))
    yield from _of_dependencies(schemas, schema)


def _matching(search: Callable[[str], object], part: Check) -> Check:
    return lambda value: all(part(member) for name, member in value.items() if search(name))


def _of_dependencies(schemas: Schema, schema: Schema) -> Iterator[Check]:
    if "propertyNames" in schema:
        names = _check(schemas, schema["propertyNames"])
        yield lambda value: all(names(name) for name in value)
    if "dependentRequired" in schema:
        needs = {name: frozenset(needed) for name, needed in schema["dependentRequired"].items()}
        yield lambda value: all(value.keys() >= needed for name, needed in needs.items() if name in value)
    if "dependentSchemas" in schema:
        parts = {name: _check(schemas, part) for name, part in schema["dependentSchemas"].items()}
        yield lambda value: all(part(value) for name, part in parts.items() if name in value)
    if "unevaluatedProperties" in schema:
        yield lambda value: _rest_of_object(schemas, schema, value)


def _others(schema: Schema, value: dict[str, Any]) -> Iterator[str]:
    """The names that neither `properties` nor `patternProperties` speak of."""
    properties, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name in value:
        if name not in properties and not any(_pattern(pattern).search(name) for pattern in patterns):
            yield name


def _rest_of_object(schemas: Schema, schema: Schema, value: dict[str, Any]) -> bool:
    evaluated = set(_evaluated_names(schemas, schema, value, outermost=True))
    rest = schema["unevaluatedProperties"]
    return all(name in evaluated or accepts(schemas, rest, member) for name, member in value.items())


def _in_place(schemas: Schema, schema: Schema, value: Any) -> Iterator[Schema]:
    """The schemas beside which a schema's own `unevaluated…` stands: those that accept the same value."""
    if "$ref" in schema:
        yield schemas[schema["$ref"]]
    yield from schema.get("allOf", ())
    for keyword in ("anyOf", "oneOf"):
        yield from (option for option in schema.get(keyword, ()) if accepts(schemas, option, value))
    if "if" in schema:
        if accepts(schemas, schema["if"], value):
            yield schema["if"]
        yield from _chosen(schemas, schema, value)
    if isinstance(value, dict):
        yield from (part for name, part in schema.get("dependentSchemas", {}).items() if name in value)


def _evaluated_names(schemas: Schema, schema: Schema, value: dict[str, Any], *, outermost: bool) -> Iterator[str]:
    """The properties that a schema which accepts an object speaks of."""
    if "additionalProperties" in schema or ("unevaluatedProperties" in schema and not outermost):
        yield from value
        return
    rest = set(_others(schema, value))
    yield from (name for name in value if name not in rest)
    for part in _in_place(schemas, schema, value):
        yield from _evaluated_names(schemas, part, value, outermost=False)


def _evaluated_items(schemas: Schema, schema: Schema, value: list[Any], *, outermost: bool) -> Iterator[int]:
    """The positions that a schema which accepts an array speaks of."""
    if "items" in schema or ("unevaluatedItems" in schema and not outermost):
        yield from range(len(value))
        return
    yield from range(len(schema.get("prefixItems", ())))
    if "contains" in schema:
        yield from (at for at, element in enumerate(value) if accepts(schemas, schema["contains"], element))
    for part in _in_place(schemas, schema, value):
        yield from _evaluated_items(schemas, part, value, outermost=False)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_whole(value: Any) -> bool:
    return _is_number(value) and (isinstance(value, int) or value.is_integer())


def _is_exact(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


_RANGES = {"int32": 2**31, "int64": 2**63}
_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_whole,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
_KINDS: Mapping[type, str] = {
    str: "string",
    bool: "boolean",
    int: "number",
    float: "number",
    list: "array",
    dict: "object",
    type(None): "null",
}
_MADE = "made"
"""No pointer: where a module's schemas keep what was made of them."""
