"""Bytes of a YAML, JSON or TOML file to a document."""

from __future__ import annotations

import json
import math
import re
import tomllib
from collections import Counter

from bridgewright.documents.document import Document, JsonValue
from bridgewright.documents.lines import LazyLines
from bridgewright.documents.pointers import escaped
from bridgewright.documents.yaml_reading import MAX_DEPTH, MAX_DIGITS, MAX_NODES, UnreadableDocument, parse_yaml

_TOML_LINE = re.compile(r"\s*\(at line (\d+), column \d+\)|\s*\(at end of document\)")
_JSON_STRING = r'"(?:[^"\\]|\\.)*"'
_JSON_BRACKET = re.compile(rf"{_JSON_STRING}|([\[{{])|([\]}}])", re.DOTALL)
_TOML_KEY = r"""([\w-]+)|("[^"\n]*"|'[^'\n]*')"""
_TOML_DOTTED = rf"((?:{_TOML_KEY})(?:\s*\.\s*(?:{_TOML_KEY}))*)"
_TOML_HEADER = re.compile(rf"\s*(\[\[?)\s*{_TOML_DOTTED}\s*\]")
_TOML_ASSIGNMENT = re.compile(rf"\s*{_TOML_DOTTED}\s*=")
_TOML_BRACKET = re.compile(r"""\"(?:[^\"\\\n]|\\.)*\"|'[^'\n]*'|\#[^\n]*|([\[{])|([\]}])""")


def decoded(name: str, suffix: str, data: bytes, most: int = MAX_NODES) -> Document:
    """The document of at most `most` values that a file's bytes spell.

    `.toml` and `.json` are read as such, anything else as YAML.

    Raises:
        UnreadableDocument: the bytes spell none.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        message = f"byte {error.start} isn't UTF-8"
        raise UnreadableDocument("not-utf-8", message, line, "save the file as UTF-8") from error
    if suffix == ".toml":
        return _toml(name, text)
    if suffix == ".json":
        return _json(name, text, most)
    return Document(name, *parse_yaml(text, most))


def _too_deep_at(text: str, brackets: re.Pattern[str]) -> int:
    """The line on which brackets outside of strings nest more than `MAX_DEPTH` deep; 0 when they never do.

    Asked before a reader that recurses: how deep Python lets it go depends on who calls.
    """
    depth = 0
    for match in brackets.finditer(text):
        depth = max(0, depth + bool(match[1]) - bool(match[2]))
        if depth > MAX_DEPTH:
            return text.count("\n", 0, match.start()) + 1
    return 0


def _toml(name: str, text: str) -> Document:
    if line := _too_deep_at(text, _TOML_BRACKET):
        raise UnreadableDocument("not-toml", "nested too deeply", line, "see https://toml.io/en/v1.0.0")
    try:
        content = tomllib.loads(text)
    except ValueError as error:
        match = _TOML_LINE.search(str(error))
        line = int(match[1] or text.count("\n") + 1) if match else 0
        message = _TOML_LINE.sub("", str(error))
        raise UnreadableDocument("not-toml", message, line, "see https://toml.io/en/v1.0.0") from error
    return Document(name, content, _toml_lines(text))


def _toml_lines(text: str) -> dict[str, int]:
    """Lines of tables and keys of a plain TOML file: enough to point at a wrong setting."""
    lines: dict[str, int] = {}
    table = ""
    entries: Counter[str] = Counter()
    for number, line in enumerate(text.split("\n"), 1):
        if header := _TOML_HEADER.match(line):
            table = _toml_pointer(header[2])
            lines.setdefault(table, number)
            if header[1] == "[[":
                entries[table] += 1
                table = f"{table}/{entries[table] - 1}"
                lines.setdefault(table, number)
        elif key := _TOML_ASSIGNMENT.match(line):
            lines.setdefault(table + _toml_pointer(key[1]), number)
    return lines


def _toml_pointer(dotted: str) -> str:
    """The JSON Pointer of a dotted key: `compatibility.events."order.placed"`."""
    keys = (bare or quoted[1:-1] for bare, quoted in re.findall(_TOML_KEY, dotted))
    return "".join(f"/{escaped(key)}" for key in keys)


def _json(name: str, text: str, most: int) -> Document:
    content = _json_value(text, most)
    _check_size(content, most)
    return Document(name, content, LazyLines(".json", text.encode(), most))


def _json_value(text: str, most: int) -> JsonValue:
    if line := _too_deep_at(text, _JSON_BRACKET):
        raise UnreadableDocument("document-too-deep", f"nested more than {MAX_DEPTH} levels deep", line)
    try:
        content = json.loads(
            text, object_pairs_hook=_object, parse_constant=_not_finite, parse_int=_integer, parse_float=_float
        )
        json.dumps(content, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise UnreadableDocument("not-json", error.msg, error.lineno) from error
    except UnicodeEncodeError as error:
        raise UnreadableDocument("not-utf-8", "a string holds half of a surrogate pair") from error
    except _NotJson as error:
        raise UnreadableDocument("not-json-value", error.reason, _line_of(error.token, text)) from None
    except _Duplicate as error:
        parse_yaml(text, most)  # says the same, with the line
        raise UnreadableDocument(
            "duplicate-key", f"the key {error.args[0]!r:.100} stands twice in one object"
        ) from None
    return content


def _line_of(token: str, text: str) -> int:
    """The line on which a token stands outside of strings."""
    found = next(match for match in re.finditer(f"{_JSON_STRING}|({re.escape(token)})", text) if match[1])
    return text.count("\n", 0, found.start()) + 1


class _Duplicate(Exception):
    """A key that stands twice in one object."""


class _NotJson(Exception):
    """A token that Python's reader takes and JSON doesn't have."""

    def __init__(self, token: str, reason: str) -> None:
        super().__init__(reason)
        self.token, self.reason = token, reason


def _object(items: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    result: dict[str, JsonValue] = {}
    for key, value in items:
        if key in result:
            raise _Duplicate(key)
        result[key] = value
    return result


def _not_finite(token: str) -> JsonValue:
    raise _NotJson(token, f"{token} isn't a JSON number")


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise _NotJson(digits, f"a number of {len(digits):,} digits")
    return int(digits)


def _float(text: str) -> float:
    number = float(text)
    if not math.isfinite(number):
        raise _NotJson(text, f"{text:.60} is too large a number")
    return number


def _check_size(content: JsonValue, most: int) -> None:
    """Refuses what has too many values, as `parse_yaml` does."""
    stack = [content]
    nodes = 0
    while stack:
        value = stack.pop()
        nodes += 1
        if isinstance(value, dict | list):
            stack.extend(value.values() if isinstance(value, dict) else value)
    if nodes > most:
        raise UnreadableDocument("document-too-large", f"more than {most:,} values")
