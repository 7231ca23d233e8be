"""Values as Python literals: strings that nothing can break out of, and JSON values of any kind."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from bridgewright.documents.document import JsonValue
from bridgewright.emit.bindings.layout import Brackets, Code

_HIDDEN = re.compile(
    "[\x00-\x1f\x7f-\xa0\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u1680\u180e\u2000-\u200f\u2028-\u202f"
    "\u205f-\u206f\u3000\ud800-\uf8ff\ufeff\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd\U00013430-\U0001345f"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U0010ffff]"
)
"""Control and format characters, spaces but the usual one, surrogates and private use.

A list, and not `str.isprintable`: what that says of new characters (emoji) depends on Python's version.
"""


def shown(text: str) -> str:
    """The text with spaces for characters that nobody sees, line breaks apart."""
    return _HIDDEN.sub(lambda match: match[0] if match[0] == "\n" else " ", text)


def raw(text: str) -> str:
    """A Python string literal, raw where that reads better."""
    if "\\" in text and '"' not in text and not text.endswith("\\") and not _HIDDEN.search(text):
        return f'r"{text}"'
    return quoted(text)


def quoted(text: str) -> str:
    """A Python string literal in double quotes: JSON's, with characters that nobody sees as escapes."""
    return _HIDDEN.sub(lambda match: _escape(ord(match[0])), json.dumps(text, ensure_ascii=False))


def _escape(code: int) -> str:
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def literal(value: JsonValue, before: str = "") -> Code:
    """A JSON value, after what stands before it on its line."""
    if isinstance(value, Mapping):
        members = tuple(literal(member, f"{quoted(name)}: ") for name, member in value.items())
        return Brackets(f"{before}{{", members, "}", is_literal=True)
    if isinstance(value, list):
        return Brackets(f"{before}[", tuple(literal(item) for item in value), "]", is_literal=True)
    return before + (quoted(value) if isinstance(value, str) else repr(value))
