"""Checks that a document is OpenAPI 3.0 that other rooms can rely on: the shape of every schema, and every ref.

After this, `components.schemas` holds well-formed Schema Objects whose refs all lead to components of the
same document, and no component reaches itself without a step into the value.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bridgewright.contracts.catalog.openapi import openapi_findings
from bridgewright.contracts.catalog.refs import ref_findings
from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.findings import Finding
from bridgewright.schemas.judge import compiles
from bridgewright.schemas.walking import schema_roots, walk

_TYPES = ("array", "boolean", "integer", "number", "object", "string")
_LARGEST_COUNT = 2**53 - 1
"""Beyond it JSON's readers don't agree on whole numbers (RFC 8259, section 6)."""


class _Shape(NamedTuple):
    holds: Callable[[JsonValue], bool]
    words: str


def _is_count(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_COUNT


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_names(value: JsonValue) -> bool:
    is_text = isinstance(value, list) and bool(value) and all(isinstance(name, str) for name in value)
    return is_text and len(set(value)) == len(value)


def _is_discriminator(value: JsonValue) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("propertyName"), str):
        return False
    mapping = value.get("mapping", {})
    return isinstance(mapping, Mapping) and all(isinstance(target, str) for target in mapping.values())


_COUNT = _Shape(_is_count, "a whole number, 0 or more")
_NUMBER = _Shape(_is_number, "a number")
_BOOLEAN = _Shape(lambda v: isinstance(v, bool), "true or false")
_STRING = _Shape(lambda v: isinstance(v, str), "a string")
_LIST = _Shape(lambda v: isinstance(v, list) and bool(v), "a list of at least one value")
_SCHEMA = _Shape(lambda v: isinstance(v, Mapping), "a schema")
_SCHEMAS = _Shape(
    lambda v: isinstance(v, list) and bool(v) and all(isinstance(s, Mapping) for s in v),
    "a list of at least one schema",
)
_SHAPES: Mapping[str, _Shape] = {
    "$ref": _STRING,
    "type": _Shape(lambda v: isinstance(v, str) and v in _TYPES, "one of " + ", ".join(_TYPES)),
    "properties": _Shape(
        lambda v: isinstance(v, Mapping) and all(isinstance(s, Mapping) for s in v.values()), "an object of schemas"
    ),
    "required": _Shape(_is_names, "a list of different property names, at least one"),
    "items": _SCHEMA,
    "not": _SCHEMA,
    "additionalProperties": _Shape(lambda v: isinstance(v, bool | Mapping), "true, false or a schema"),
    "allOf": _SCHEMAS,
    "anyOf": _SCHEMAS,
    "oneOf": _SCHEMAS,
    "enum": _LIST,
    "x-extensible-enum": _LIST,
    "pattern": _Shape(lambda v: isinstance(v, str) and compiles(v), "a regular expression (ECMA-262) of moderate size"),
    "format": _STRING,
    "title": _STRING,
    "description": _STRING,
    "nullable": _BOOLEAN,
    "deprecated": _BOOLEAN,
    "uniqueItems": _BOOLEAN,
    "exclusiveMinimum": _BOOLEAN,
    "exclusiveMaximum": _BOOLEAN,
    "readOnly": _BOOLEAN,
    "writeOnly": _BOOLEAN,
    "x-sensitive": _BOOLEAN,
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    "multipleOf": _Shape(lambda v: _is_number(v) and v > 0, "a number above 0"),
    "discriminator": _Shape(_is_discriminator, "an object with `propertyName` and perhaps a `mapping` to names"),
} | dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _COUNT)


def document_findings(document: Document) -> list[Finding]:
    """Every structural mistake of one contract document; empty when the other rooms can rely on it."""
    findings = list(_root_findings(document))
    if not findings:
        findings = list(openapi_findings(document))
    if not findings:
        for pointer, schema in schema_roots(document.content):
            findings.extend(_schema_findings(document, schema, pointer))
    if not findings:
        findings.extend(ref_findings(document))
    return findings


def _root_findings(document: Document) -> Iterator[Finding]:
    content = document.content
    hint = "write `openapi: 3.0.3`; EventBridge and API Gateway import 3.0"
    if not isinstance(content, Mapping):
        yield Finding(document.at(), "openapi-invalid", "the document is not an object", hint)
    elif "openapi" not in content:
        yield Finding(document.at(), "openapi-invalid", "the document doesn't say `openapi`", hint)
    elif not (isinstance(content["openapi"], str) and re.fullmatch(r"3\.0\.\d+", content["openapi"], re.ASCII)):
        message = f"`openapi` is {content['openapi']!r:.60}, not a 3.0 version"
        yield Finding(document.at("/openapi"), "openapi-invalid", message, hint)
    elif not isinstance(content.get("components"), Mapping):
        yield Finding(document.at(), "openapi-invalid", "`components` must be an object", "put `schemas` into it")


def _schema_findings(document: Document, schema: JsonObject, pointer: str) -> Iterator[Finding]:
    for at, part in walk(schema, pointer):
        for keyword in (known for known in part if known in _SHAPES):
            shape = _SHAPES[keyword]
            if not shape.holds(part[keyword]):
                place = document.at(f"{at}/{escaped(keyword)}")
                yield Finding(
                    place, "schema-malformed", f"`{keyword}` must be {shape.words}", _hint(keyword, part[keyword])
                )


def _hint(keyword: str, value: JsonValue) -> str:
    if keyword == "type" and isinstance(value, list):
        return (
            "write one type, and `nullable: true` for null" if "null" in value else "write `anyOf` with one type each"
        )
    if keyword == "type" and value == "null":
        return "write `nullable: true` beside the type of the other values"
    return ""
