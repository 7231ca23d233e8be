"""A document against OpenAPI 3.0's own schema: everything but Schema Objects, which `structure` judges."""

from __future__ import annotations

import json
import pkgutil
from collections.abc import Iterator
from functools import cache

import jsonschema_rs

from bridgewright.documents.document import Document
from bridgewright.findings import Finding
from bridgewright.schemas.judge import violation_of

_MOST = 20
"""Findings of one document: more of them help nobody."""


def openapi_findings(document: Document) -> Iterator[Finding]:
    """An `openapi-invalid` finding for each place where the document isn't OpenAPI 3.0."""
    violations = sorted({violation_of(error) for error in _validator().iter_errors(document.content)})
    for violation in violations[:_MOST]:
        pointer, message = violation.pointer, violation.message
        hint = "see https://spec.openapis.org/oas/v3.0.3"
        if pointer == "" and message.startswith('"paths"'):
            hint = "an event's document has `paths: {}`"
        yield Finding(document.at(pointer), "openapi-invalid", message, hint)


@cache
def _validator() -> jsonschema_rs.Draft7Validator:
    text = pkgutil.get_data(__package__, "openapi-3.0.json") or b""
    return jsonschema_rs.Draft7Validator(json.loads(text), mask="it", offline=True)
