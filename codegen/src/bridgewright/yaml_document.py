"""YAML text to JSON values, with the line of each; the YAML 1.2 core schema, nothing executed.

PyYAML's own constructors follow YAML 1.1 (`no` is false, `2026-11-23` a date), recurse as deep as the
document and expand aliases without bound. This reads the parser's events with a stack instead.
Scalars follow https://yaml.org/spec/1.2.2/#103-core-schema.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from typing import NamedTuple

import yaml

from bridgewright.model import JsonValue
from bridgewright.schema import escaped

MAX_DEPTH = 100
MAX_NODES = 100_000
"""Values in a document after aliases are expanded: far more than 100,000 characters can hold without them."""
MAX_DIGITS = 400
"""Digits of a number: a double's largest has 309."""

_NULL = {"", "~", "null", "Null", "NULL"}
_BOOL = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_INT = re.compile(r"[-+]?[0-9]+", re.ASCII)
_OCTAL = re.compile(r"0o[0-7]+", re.ASCII)
_HEX = re.compile(r"0x[0-9a-fA-F]+", re.ASCII)
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?", re.ASCII)
_NOT_FINITE = re.compile(r"[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


class UnreadableDocument(Exception):
    """A file's text is no document: the parts of the finding to make of it."""

    def __init__(self, rule: str, message: str, line: int = 0, hint: str = "") -> None:
        super().__init__(message)
        self.rule, self.message, self.line, self.hint = rule, message, line, hint


class _Anchor(NamedTuple):
    value: JsonValue
    size: int


@dataclass(slots=True)
class _Open:
    """A mapping or sequence whose end hasn't come yet."""

    value: dict[str, JsonValue] | list[JsonValue]
    pointer: str
    anchor: str | None
    size: int = 1
    key: str | None = None
    key_line: int = 0


@dataclass(slots=True)
class _Builder:
    lines: dict[str, int] = field(default_factory=dict)
    anchors: dict[str, _Anchor | None] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    root: JsonValue = None
    documents: int = 0
    nodes: int = 0

    def event(self, event: yaml.Event) -> None:
        line = event.start_mark.line + 1 if event.start_mark else 0
        match event:
            case yaml.DocumentStartEvent():
                self.documents += 1
                if self.documents > 1:
                    raise UnreadableDocument("not-yaml", "the file holds more than one document", line)
            case yaml.AliasEvent():
                self._alias(event.anchor or "", line)
            case yaml.ScalarEvent():
                self._scalar(event, line)
            case yaml.MappingStartEvent() | yaml.SequenceStartEvent():
                self._open(event, line)
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                self._close()

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        _refuse_tag(event.tag, line)
        quoted = event.style in {"'", '"', "|", ">"}
        if self._wants_key():
            if event.value == "<<" and not quoted:
                hint = "write the keys out, or put what is shared into a component"
                raise UnreadableDocument("yaml-merge-key", "YAML 1.2 has no merge key `<<`", line, hint)
            self._set_key(event.value, line)
            return
        value = event.value if quoted else _plain(event.value, line)
        self._add(value, 1, line, self._child_pointer())
        if event.anchor:
            self.anchors[event.anchor] = _Anchor(value, 1)

    def _alias(self, name: str, line: int) -> None:
        if name not in self.anchors:
            raise UnreadableDocument("not-yaml", f"the alias *{name} has no anchor", line)
        anchor = self.anchors[name]
        if anchor is None:
            raise UnreadableDocument("alias-cycle", f"the alias *{name} stands inside its own anchor", line)
        if self._wants_key():
            self._set_key(str(anchor.value), line)
            return
        self._add(anchor.value, anchor.size, line, self._child_pointer())

    def _open(self, event: yaml.MappingStartEvent | yaml.SequenceStartEvent, line: int) -> None:
        _refuse_tag(event.tag, line)
        if self._wants_key():
            raise UnreadableDocument("not-json-value", "a mapping's key must be a string", line)
        if len(self.stack) >= MAX_DEPTH:
            raise UnreadableDocument("document-too-deep", f"nested more than {MAX_DEPTH} levels deep", line)
        value: dict[str, JsonValue] | list[JsonValue] = {} if isinstance(event, yaml.MappingStartEvent) else []
        pointer = self._child_pointer()
        self._add(value, 1, line, pointer)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(value, pointer, event.anchor))

    def _close(self) -> None:
        done = self.stack.pop()
        if done.anchor:
            self.anchors[done.anchor] = _Anchor(done.value, done.size)
        if self.stack:
            self.stack[-1].size += done.size - 1

    def _wants_key(self) -> bool:
        return bool(self.stack) and isinstance(self.stack[-1].value, dict) and self.stack[-1].key is None

    def _set_key(self, key: str, line: int) -> None:
        top = self.stack[-1]
        if key in top.value:
            raise UnreadableDocument("duplicate-key", f"the key {key!r} stands twice in one mapping", line)
        top.key, top.key_line = key, line

    def _child_pointer(self) -> str:
        if not self.stack:
            return ""
        top = self.stack[-1]
        step = str(len(top.value)) if top.key is None else escaped(top.key)
        return f"{top.pointer}/{step}"

    def _add(self, value: JsonValue, size: int, line: int, pointer: str) -> None:
        self.nodes += size
        if self.nodes > MAX_NODES:
            raise UnreadableDocument(
                "document-too-large", f"more than {MAX_NODES:,} values once its aliases are expanded", line
            )
        if not self.stack:
            self.root = value
            self.lines[""] = line
            return
        top = self.stack[-1]
        top.size += size
        if isinstance(top.value, list):
            top.value.append(value)
            self.lines[pointer] = line
        else:
            top.value[top.key or ""] = value
            self.lines[pointer] = top.key_line
            top.key = None


def parse_yaml(text: str) -> tuple[JsonValue, dict[str, int]]:
    """The JSON value that one YAML document spells, and pointer -> 1-based line for every value in it.

    Raises:
        UnreadableDocument: not YAML, or YAML that isn't JSON (tags, cycles, complex keys, .nan), is
            nested more than `MAX_DEPTH` levels, has a key twice, or expands to more than `MAX_NODES` values.
    """
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            builder.event(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableDocument("not-yaml", error.problem or "can't be read", mark.line + 1 if mark else 0) from error
    except yaml.YAMLError as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if position is not None else 0
        raise UnreadableDocument("not-yaml", str(getattr(error, "reason", error)).split("\n")[0], line) from error
    if not builder.documents:
        raise UnreadableDocument("document-empty", "the file is empty")
    return builder.root, builder.lines


def _refuse_tag(tag: str | None, line: int) -> None:
    if tag is not None and tag != "!":
        raise UnreadableDocument(
            "yaml-tag", f"the tag {tag[:80]!r} means nothing in a contract", line, "remove the tag"
        )


def _plain(text: str, line: int) -> JsonValue:
    """The value of a plain (unquoted) scalar under the core schema."""
    if text in _NULL:
        return None
    if text in _BOOL:
        return _BOOL[text]
    if _NOT_FINITE.fullmatch(text):
        raise UnreadableDocument("not-json-value", f"{text} isn't a JSON number", line)
    if len(text) > MAX_DIGITS and any(kind.fullmatch(text) for kind in (_FLOAT, _OCTAL, _HEX)):
        raise UnreadableDocument("not-json-value", f"a number of {len(text):,} digits", line)
    if _INT.fullmatch(text):
        return int(text)
    if _OCTAL.fullmatch(text) or _HEX.fullmatch(text):
        return int(text, 0)
    if _FLOAT.fullmatch(text):
        number = float(text)
        if not math.isfinite(number):
            raise UnreadableDocument("not-json-value", f"{text} is too large a number", line)
        return number
    return text
