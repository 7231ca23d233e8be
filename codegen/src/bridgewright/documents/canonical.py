"""The one spelling of a JSON value, and its hash."""

from __future__ import annotations

import hashlib
import json

from bridgewright.documents.document import JsonValue


def canonical_json(value: JsonValue) -> str:
    """The one spelling of a JSON value that is hashed and published: sorted keys, no spaces, UTF-8 as it is."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(value: JsonValue) -> str:
    """`sha256:<hex>` of the canonical JSON."""
    return "sha256:" + hashlib.sha256(canonical_json(value).encode()).hexdigest()
