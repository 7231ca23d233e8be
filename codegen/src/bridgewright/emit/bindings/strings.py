"""String schemas to types: lengths, patterns, formats, enums."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from bridgewright.emit.bindings.regex import python_pattern, rust_pattern
from bridgewright.model import JsonObject

TYPED_FORMATS = {"date": ("Date", "DateText"), "date-time": ("DateTime", "DateTimeText"), "uuid": ("Uuid", "UuidText")}
"""Formats whose value has a Python type of its own: the plain type, and the marker that takes lengths too."""
PYTHON_TYPES = {"date": "date", "date-time": "datetime", "uuid": "UUID"}
CHECKED_FORMATS: Mapping[str, str] = {
    "byte": "base64",
    "email": "email",
    "hostname": "hostname",
    "ipv4": "ipv4",
    "ipv6": "ipv6",
    "time": "time",
    "uri": "uri",
}
"""Formats that stay strings, and the check in `_formats` that asserts each."""
FREE_FORMATS = frozenset({"binary", "password", "int32", "int64", "float", "double"})
"""Formats that say nothing about a string's text."""


class TypeText(NamedTuple):
    """Python text of a type, and what of the schema it does not enforce: keyword -> why."""

    text: str
    unenforced: tuple[tuple[str, str], ...] = ()


def string_type(schema: JsonObject) -> TypeText:
    """The type of `type: string`."""
    arguments = [
        f"{name}={schema[keyword]}"
        for keyword, name in (("minLength", "min_length"), ("maxLength", "max_length"))
        if keyword in schema
    ]
    unenforced: list[tuple[str, str]] = []
    if "pattern" in schema:
        pattern = _pattern_argument(schema["pattern"])
        if pattern:
            arguments.append(pattern)
        else:
            unenforced.append(("pattern", "neither Python's nor Rust's regular expressions can say it"))
    format_ = schema.get("format", "")
    if format_ in TYPED_FORMATS:
        plain, marker = TYPED_FORMATS[format_]
        text = (
            f"Annotated[_t.{PYTHON_TYPES[format_]}, _t.{marker}({', '.join(arguments)})]"
            if arguments
            else f"_t.{plain}"
        )
        return TypeText(text, tuple(unenforced))
    if format_ in CHECKED_FORMATS:
        arguments.append(f"check=_f.{CHECKED_FORMATS[format_]}")
    elif format_ and format_ not in FREE_FORMATS:
        unenforced.append(("format", f"the bindings have no check for {format_!r}"))
    return TypeText(f"Annotated[str, _t.Text({', '.join(arguments)})]" if arguments else "str", tuple(unenforced))


def _pattern_argument(pattern: str) -> str | None:
    rust = rust_pattern(pattern)
    if rust is not None:
        return f"pattern={raw(rust)}"
    python = python_pattern(pattern)
    return f"python_pattern={raw(python)}" if python is not None else None


def raw(text: str) -> str:
    """A Python string literal, raw where that reads better."""
    if "\\" in text and '"' not in text and not text.endswith("\\") and text.isprintable():
        return f'r"{text}"'
    return quoted(text)


def quoted(text: str) -> str:
    """A Python string literal in double quotes, printable everywhere."""
    inner = repr("'" + text)[2:-1] if '"' not in text else repr(text)[1:-1].replace("\\'", "'").replace('"', '\\"')
    return f'"{inner}"'
