"""Holding JSON values against schemas, for what types can't say: `oneOf`, `not`, `minProperties` and their like.

The schemas are OpenAPI 3.0's and have the keywords of JSON Schema 2020-12 that it lacks, without annotations; a `$ref`
is a key of the module's `_SCHEMAS`, and patterns are Python's regular expressions.
https://json-schema.org/draft/2020-12/json-schema-core, https://json-schema.org/draft/2020-12/json-schema-validation
"""

# pyright: reportUnknownVariableType=false
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

Schema = Mapping[str, Any]

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
        """The core schema with this check before it, when JSON is read, and after it, when an object is made."""
        return core_schema.with_info_wrap_validator_function(self._read, schema)

    def _read(self, value: Any, handler: ValidatorFunctionWrapHandler, info: ValidationInfo) -> Any:
        if info.mode == "json":
            self._hold(value)
            return handler(value)
        result = handler(value)  # first: it refuses what isn't JSON at all
        self._hold(value if info.context is DECODED else _as_json(result))
        return result

    def _hold(self, value: Any) -> None:
        try:
            accepted = accepts(self.schemas, self.schemas[self.pointer], value)
        except RecursionError:
            raise PydanticCustomError("schema", "Input should be nested less deeply") from None
        if not accepted:
            raise PydanticCustomError("schema", "Input should follow the schema at {pointer}", {"pointer": self.pointer})


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
    """Does a schema accept a decoded JSON value?"""
    if "$ref" in schema:
        return accepts(schemas, schemas[schema["$ref"]], value)
    return (
        _is_of_type(schema, value)
        and ("enum" not in schema or identity(value) in {identity(member) for member in schema["enum"]})
        and _combines(schemas, schema, value)
        and _fits(schemas, schema, value)
    )


def _is_of_type(schema: Schema, value: Any) -> bool:
    if "type" not in schema or (value is None and schema.get("nullable") is True):
        return True
    if schema.get("exactInteger") is True:
        return isinstance(value, int) and not isinstance(value, bool)
    return _TYPES[schema["type"]](value)


def _combines(schemas: Schema, schema: Schema, value: Any) -> bool:
    return (
        all(accepts(schemas, option, value) for option in schema.get("allOf", ()))
        and ("anyOf" not in schema or any(accepts(schemas, option, value) for option in schema["anyOf"]))
        and ("oneOf" not in schema or sum(accepts(schemas, option, value) for option in schema["oneOf"]) == 1)
        and not ("not" in schema and accepts(schemas, schema["not"], value))
        and ("if" not in schema or all(accepts(schemas, part, value) for part in _chosen(schemas, schema, value)))
    )


def _chosen(schemas: Schema, schema: Schema, value: Any) -> list[Schema]:
    """What a condition asks of a value: its `then` or its `else`, if there is one."""
    if "then" not in schema and "else" not in schema:
        return []
    branch = "then" if accepts(schemas, schema["if"], value) else "else"
    return [schema[branch]] if branch in schema else []


def _fits(schemas: Schema, schema: Schema, value: Any) -> bool:
    if isinstance(value, str):
        return _fits_string(schema, value)
    if isinstance(value, dict):
        members: dict[str, Any] = value
        return _fits_object(schemas, schema, members) and _depends(schemas, schema, members)
    if isinstance(value, list):
        elements: list[Any] = value
        return _fits_array(schemas, schema, elements)
    return not _is_number(value) or _fits_number(schema, value)


def _fits_string(schema: Schema, value: str) -> bool:
    return (
        schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value))
        and ("pattern" not in schema or _pattern(schema["pattern"]).search(value) is not None)
        and FORMATS.get(schema.get("format", ""), _anything)(value)
    )


def _fits_number(schema: Schema, value: float) -> bool:
    low, high = schema.get("minimum"), schema.get("maximum")
    return (
        (low is None or (value > low if schema.get("exclusiveMinimum") is True else value >= low))
        and (high is None or (value < high if schema.get("exclusiveMaximum") is True else value <= high))
        and ("multipleOf" not in schema or is_multiple(value, schema["multipleOf"]))
        and (schema.get("format") not in _RANGES or not _is_whole(value) or abs(value + 0.5) < _RANGES[schema["format"]])
    )


def _fits_array(schemas: Schema, schema: Schema, value: list[Any]) -> bool:
    first = schema.get("prefixItems", ())
    return (
        schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        and all(accepts(schemas, part, element) for part, element in zip(first, value, strict=False))
        and ("items" not in schema or all(accepts(schemas, schema["items"], element) for element in value[len(first) :]))
        and not (schema.get("uniqueItems") is True and len({identity(element) for element in value}) < len(value))
        and ("contains" not in schema or _contains(schemas, schema, value))
        and ("unevaluatedItems" not in schema or _rest_of_array(schemas, schema, value))
    )


def _contains(schemas: Schema, schema: Schema, value: list[Any]) -> bool:
    found = sum(accepts(schemas, schema["contains"], element) for element in value)
    least: int = schema.get("minContains", 1)
    most: int = schema.get("maxContains", found)
    return least <= found <= most


def _rest_of_array(schemas: Schema, schema: Schema, value: list[Any]) -> bool:
    evaluated = set(_evaluated_items(schemas, schema, value, outermost=True))
    rest = schema["unevaluatedItems"]
    return all(at in evaluated or accepts(schemas, rest, element) for at, element in enumerate(value))


def _fits_object(schemas: Schema, schema: Schema, value: dict[str, Any]) -> bool:
    properties = schema.get("properties", {})
    patterns = schema.get("patternProperties", {})
    extra = schema.get("additionalProperties", True)
    return (
        schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value))
        and all(name in value for name in schema.get("required", ()))
        and all(accepts(schemas, properties[name], member) for name, member in value.items() if name in properties)
        and all(
            accepts(schemas, part, member)
            for pattern, part in patterns.items()
            for name, member in value.items()
            if _pattern(pattern).search(name)
        )
        and (
            extra is True
            or all(extra is not False and accepts(schemas, extra, value[name]) for name in _others(schema, value))
        )
    )


def _others(schema: Schema, value: dict[str, Any]) -> Iterator[str]:
    """The names that neither `properties` nor `patternProperties` speak of."""
    properties, patterns = schema.get("properties", {}), schema.get("patternProperties", {})
    for name in value:
        if name not in properties and not any(_pattern(pattern).search(name) for pattern in patterns):
            yield name


def _depends(schemas: Schema, schema: Schema, value: dict[str, Any]) -> bool:
    return (
        ("propertyNames" not in schema or all(accepts(schemas, schema["propertyNames"], name) for name in value))
        and all(
            need in value
            for name, needs in schema.get("dependentRequired", {}).items()
            if name in value
            for need in needs
        )
        and all(
            accepts(schemas, part, value) for name, part in schema.get("dependentSchemas", {}).items() if name in value
        )
        and ("unevaluatedProperties" not in schema or _rest_of_object(schemas, schema, value))
    )


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


def _anything(value: str) -> bool:
    return True


_RANGES = {"int32": 2.0**31, "int64": 2.0**63}
_TYPES: Mapping[str, Callable[[Any], bool]] = {
    "string": lambda value: isinstance(value, str),
    "integer": _is_whole,
    "number": _is_number,
    "boolean": lambda value: isinstance(value, bool),
    "array": lambda value: isinstance(value, list),
    "object": lambda value: isinstance(value, dict),
}
