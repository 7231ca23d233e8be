"""What a schema's content must be, and its export as JSON Schema Draft 4."""

from __future__ import annotations

import json
from typing import Any


def content_problem(type_: str, content: str) -> str | None:
    """Why the registry refuses a content, or `None`: JSON, and a document of its type."""
    try:
        document = json.loads(content)
    except ValueError:
        return "Content is not valid JSON."
    if not isinstance(document, dict):
        return "Content is not a JSON object."
    if type_ == "OpenApi3" and not str(document.get("openapi", "")).startswith("3.0"):
        return "Content is not an OpenAPI 3.0 document."
    return None


def exported(content: str) -> str:
    """An `OpenApi3` event document as JSON Schema Draft 4: the event envelope, with the components as definitions."""
    document = json.loads(content)
    schemas: dict[str, Any] = document.get("components", {}).get("schemas", {})
    root = dict(schemas.get("AWSEvent", {}))
    draft = {
        "$schema": "http://json-schema.org/draft-04/schema#",
        "title": document.get("info", {}).get("title", ""),
        "definitions": {name: schema for name, schema in schemas.items() if name != "AWSEvent"},
    } | root
    return json.dumps(draft).replace("#/components/schemas/", "#/definitions/")
