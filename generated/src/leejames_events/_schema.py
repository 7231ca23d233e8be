"""Holding JSON values against schemas, for what types can't say: `oneOf`, `not`, `minProperties` and their like.

The schemas are OpenAPI 3.0's, without annotations; a `$ref` is a key of the module's `_SCHEMAS`, and
patterns are Python's regular expressions.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
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
from ._types import identity, is_multiple

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
        result = handler(value)
        self._hold(_as_json(result))
        return result

    def _hold(self, value: Any) -> None:
        if not accepts(self.schemas, self.schemas[self.pointer], value):
            raise PydanticCustomError("schema", "Input should follow the schema at {pointer}", {"pointer": self.pointer})


def _as_json(value: Any) -> Any:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", exclude_unset=True)
    if isinstance(value, list):
        return [_as_json(element) for element in value]
    if isinstance(value, dict):
        return {name: _as_json(member) for name, member in value.items()}
    return to_jsonable_python(value) if isinstance(value, date | datetime | UUID) else value


def accepts(schemas: Schema, schema: Schema, value: Any) -> bool:
    """Does a schema accept a decoded JSON value?"""
    if "$ref" in schema:
        return accepts(schemas, schemas[schema["$ref"]], value)
    if value is None and schema.get("nullable") is True and "type" in schema:
        named = True
    else:
        named = "type" not in schema or _TYPES[schema["type"]](value)
    return (
        named
        and ("enum" not in schema or identity(value) in {identity(member) for member in schema["enum"]})
        and _combines(schemas, schema, value)
        and _fits(schemas, schema, value)
    )


def _combines(schemas: Schema, schema: Schema, value: Any) -> bool:
    return (
        all(accepts(schemas, option, value) for option in schema.get("allOf", ()))
        and ("anyOf" not in schema or any(accepts(schemas, option, value) for option in schema["anyOf"]))
        and ("oneOf" not in schema or sum(accepts(schemas, option, value) for option in schema["oneOf"]) == 1)
        and not ("not" in schema and accepts(schemas, schema["not"], value))
    )


def _fits(schemas: Schema, schema: Schema, value: Any) -> bool:
    if isinstance(value, str):
        return _fits_string(schema, value)
    if isinstance(value, dict):
        return _fits_object(schemas, schema, value)
    if isinstance(value, list):
        return _fits_array(schemas, schema, value)
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
    return (
        schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value))
        and ("items" not in schema or all(accepts(schemas, schema["items"], element) for element in value))
        and not (schema.get("uniqueItems") is True and len({identity(element) for element in value}) < len(value))
    )


def _fits_object(schemas: Schema, schema: Schema, value: dict[str, Any]) -> bool:
    properties = schema.get("properties", {})
    extra = schema.get("additionalProperties", True)
    return (
        schema.get("minProperties", 0) <= len(value) <= schema.get("maxProperties", len(value))
        and all(name in value for name in schema.get("required", ()))
        and all(accepts(schemas, properties[name], member) for name, member in value.items() if name in properties)
        and (
            extra is True
            or all(extra is not False and accepts(schemas, extra, value[name]) for name in value.keys() - properties.keys())
        )
    )


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
