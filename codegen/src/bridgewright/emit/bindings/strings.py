"""String schemas to types: lengths, patterns, formats; and Python's string literals."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.schemas.regex.decimals import not_decimal
from bridgewright.schemas.regex.translation import python_pattern, rust_pattern

TYPED_FORMATS = {
    "date": ("date", "Date", "DateText"),
    "date-time": ("datetime", "DateTime", "DateTimeText"),
    "uuid": ("UUID", "Uuid", "UuidText"),
}
"""Formats whose value has a Python type of its own: that type, its alias, and the marker that takes lengths too."""
CHECKED_FORMATS = frozenset(
    {
        *("byte", "duration", "email", "hostname", "idn-email", "idn-hostname", "ipv4", "ipv6", "iri", "iri-reference"),
        *("json-pointer", "regex", "relative-json-pointer", "time", "uri", "uri-reference", "uri-template"),
    }
)
"""Formats that stay strings, and that the bindings' `_formats` asserts."""
UNCHECKED_FORMATS = frozenset({"color"})
"""Formats that JSON Schema defines and the bindings have no check for. Others are annotations to every validator."""


def string_type(schema: JsonObject) -> str:
    """The type of `type: string`."""
    arguments = lengths(schema, minLength="min_length", maxLength="max_length")
    if "pattern" in schema:
        arguments.extend(_pattern_argument(schema["pattern"]))
    format_ = schema.get("format", "")
    if format_ == "decimal" and not_decimal(schema.get("pattern")) is None:
        return f"Annotated[_t.Decimal, _t.DecimalText({', '.join(arguments)})]"
    if format_ in TYPED_FORMATS:
        python, alias, marker = TYPED_FORMATS[format_]
        return f"Annotated[_t.{python}, _t.{marker}({', '.join(arguments)})]" if arguments else f"_t.{alias}"
    if format_ in CHECKED_FORMATS:
        arguments.append(f"format={quoted(format_)}")
    return f"Annotated[str, _t.Text({', '.join(arguments)})]" if arguments else "str"


def lengths(schema: JsonObject, **named: str) -> list[str]:
    """The arguments for bounds of a length, by keyword; one beyond what Rust counts is as good as its last."""
    return [f"{name}={min(schema[keyword], _LONGEST)}" for keyword, name in named.items() if keyword in schema]


_LONGEST = 2**62
"""Nothing is that long."""


def unenforced_in_string(schema: JsonObject) -> dict[str, str]:
    """Keyword -> why the bindings can't enforce it."""
    found = {}
    if "pattern" in schema and python_pattern(schema["pattern"]) is None:
        found["pattern"] = "the expression has no equal in Python"
    for pattern in schema.get("patternProperties", ()):
        if python_pattern(pattern) is None:
            found["patternProperties"] = f"the expression {pattern[:60]!r} has no equal in Python"
    if schema.get("format") in UNCHECKED_FORMATS:
        found["format"] = f"the bindings have no check for {schema['format']!r}"
    return found


def _pattern_argument(pattern: str) -> list[str]:
    rust = rust_pattern(pattern)
    if rust is not None:
        return [f"pattern={raw(rust)}"]
    python = python_pattern(pattern)
    return [f"python_pattern={raw(python)}"] if python is not None else []


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


def literal(value: JsonValue) -> str:
    """A JSON value as a Python literal."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{quoted(name)}: {literal(member)}" for name, member in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(literal, value)) + "]"
    return quoted(value) if isinstance(value, str) else repr(value)
