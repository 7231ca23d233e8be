"""Formats of strings that have no Python type: each check gives the text back, or says what it should be."""

from __future__ import annotations

import re

from pydantic_core import PydanticCustomError

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?")


def base64(text: str) -> str:
    """`byte`: base64 with padding and without line breaks (RFC 4648, section 4)."""
    if _BASE64.fullmatch(text):
        return text
    raise PydanticCustomError("byte", "Input should be base64")
