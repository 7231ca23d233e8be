"""String schemas to types: lengths, patterns, formats."""

from __future__ import annotations

from bridgewright.documents.document import JsonObject
from bridgewright.emit.bindings.annotations import Annotation, Known, Marked, Marker, Plain
from bridgewright.emit.bindings.literals import quoted, raw
from bridgewright.schemas.formats import CHECKED, TYPED
from bridgewright.schemas.regex.decimals import not_decimal
from bridgewright.schemas.regex.translation import python_pattern, rust_pattern

UNCHECKED_FORMATS = frozenset({"color"})
"""Formats that JSON Schema defines and the bindings have no check for. Others are annotations to every validator."""


def string_type(schema: JsonObject) -> Annotation:
    """The type of `type: string`."""
    arguments = lengths(schema, minLength="min_length", maxLength="max_length")
    if "pattern" in schema:
        arguments.extend(_pattern_argument(schema["pattern"]))
    format_ = schema.get("format", "")
    if format_ == "decimal" and not_decimal(schema.get("pattern")) is None:
        return Marked(Known("Decimal"), (Marker("DecimalText", tuple(arguments)),))
    if format_ in TYPED:
        name = "".join(word.capitalize() for word in format_.split("-"))
        return Marked(Known(name), (Marker(f"{name}Text", tuple(arguments)),)) if arguments else Known(name)
    if format_ in CHECKED:
        arguments.append(f"format={quoted(format_)}")
    return Marked(Plain("str"), (Marker("Text", tuple(arguments)),)) if arguments else Plain("str")


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
