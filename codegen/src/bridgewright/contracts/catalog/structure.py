"""Checks that a document is OpenAPI 3.0 that other rooms can rely on: the shape of every schema, and every ref.

After this, `components.schemas` holds well-formed Schema Objects whose refs all lead to components of the
same document, and no component reaches itself without a step into the value.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bridgewright.contracts.catalog.openapi import openapi_findings
from bridgewright.contracts.catalog.refs import ref_findings
from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.findings import Finding
from bridgewright.schemas.judge import compiles
from bridgewright.schemas.keywords import OPENAPI_OPERANDS
from bridgewright.schemas.walking import schema_roots, walk


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
        for keyword in (known for known in part if known in OPENAPI_OPERANDS):
            operand, value = OPENAPI_OPERANDS[keyword], part[keyword]
            if not operand.is_right(value) or (keyword == "pattern" and not compiles(value)):
                place = document.at(f"{at}/{escaped(keyword)}")
                yield Finding(place, "schema-malformed", f"`{keyword}` must be {operand.words}", _hint(keyword, value))


def _hint(keyword: str, value: JsonValue) -> str:
    if keyword == "type" and isinstance(value, list):
        return (
            "write one type, and `nullable: true` for null" if "null" in value else "write `anyOf` with one type each"
        )
    if keyword == "type" and value == "null":
        return "write `nullable: true` beside the type of the other values"
    return ""
