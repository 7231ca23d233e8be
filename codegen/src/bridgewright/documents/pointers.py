"""JSON Pointers (RFC 6901): their tokens, and what stands where one leads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridgewright.documents.document import JsonValue


def escaped(key: str) -> str:
    """One reference token of a JSON Pointer (RFC 6901, section 3)."""
    return key.replace("~", "~0").replace("/", "~1")


def unescaped(token: str) -> str:
    """The key that a reference token of a JSON Pointer stands for."""
    return token.replace("~1", "/").replace("~0", "~")


def value_at(content: JsonValue, pointer: str, absent: Any = None) -> JsonValue:
    """The value at a JSON Pointer (RFC 6901), or `absent` when there is none."""
    value = content
    for token in pointer.split("/")[1:]:
        key = unescaped(token) if "~" in token else token
        if isinstance(value, dict | Mapping) and key in value:
            value = value[key]
        elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
            value = value[int(key)]
        else:
            return absent
    return value
