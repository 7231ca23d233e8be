"""The independent word on whether a value is valid: OpenAPI 3.0's schema dialect, formats asserted.

The validator takes seconds to import, so it is imported when it is first asked.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from bridgewright.documents.document import JsonValue
from bridgewright.schemas.formats import BASE64
from bridgewright.schemas.regex.samples import matches
from bridgewright.schemas.walking import self_contained

if TYPE_CHECKING:
    from jsonschema import FormatChecker, ValidationError
    from jsonschema.protocols import Validator


@cache
def _checker() -> FormatChecker:
    """The OpenAPI checker, whose `byte` crashes on text outside ASCII (openapi-schema-validator 0.9.0)."""
    from jsonschema import FormatChecker  # noqa: PLC0415
    from openapi_schema_validator import oas30_format_checker  # noqa: PLC0415

    checker = FormatChecker(formats=())
    checker.checkers = dict(oas30_format_checker.checkers)
    is_byte = oas30_format_checker.checkers["byte"][0]
    checker.checks("byte")(lambda value: not isinstance(value, str) or (value.isascii() and is_byte(value)))
    return checker


def _pattern(validator: Any, pattern: str, value: JsonValue, _schema: Any) -> Iterator[ValidationError]:
    """`pattern` as ECMA 262 reads it: Python's `$` takes a newline, and its `re` knows no Unicode properties."""
    from jsonschema import ValidationError  # noqa: PLC0415

    if validator.is_type(value, "string") and not matches(pattern, value):
        yield ValidationError(f"{value!r} does not match {pattern!r}")


@cache
def _validator() -> Any:
    from jsonschema import validators  # noqa: PLC0415
    from openapi_schema_validator import OAS30Validator  # noqa: PLC0415

    return validators.extend(OAS30Validator, {"pattern": _pattern})  # type: ignore[no-untyped-call]


def validator(content: dict[str, Any], pointer: str) -> Validator:
    """A validator of the schema at `pointer` of an OpenAPI 3.0 document, refs resolved within it."""
    made: Validator = _validator()(self_contained(content, pointer), format_checker=_checker())
    return made


def validity(content: dict[str, Any], pointer: str) -> Callable[[JsonValue], bool]:
    """A function that says whether a value is valid under the schema at `pointer` of a document."""
    judge = validator(content, pointer)
    return lambda value: bool(judge.is_valid(value))


def conforms(text: str, format_name: str) -> bool:
    """Whether `text` is of that format; a format that nobody knows takes anything.

    A first opinion, asked while a value is made: without the validator, whose import takes seconds.
    """
    if format_name == "byte":
        return not text.endswith("\n") and re.match(BASE64, text) is not None
    return bool(_format(format_name).is_valid(text))


@cache
def _format(name: str) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
