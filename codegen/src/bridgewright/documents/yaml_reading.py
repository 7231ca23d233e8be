"""YAML text to JSON values, with the line of each; the YAML 1.2 core schema, nothing executed.

PyYAML's own constructors follow YAML 1.1 (`no` is false, `2026-11-23` a date), recurse as deep as the
document and expand aliases without bound. This reads the parser's events with a stack instead.
Scalars follow https://yaml.org/spec/1.2.2/#103-core-schema.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml

from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped

MAX_DEPTH = 100
MAX_NODES = 100_000
"""Values in a contract after aliases are expanded: far more than 100,000 characters can hold without them."""
MAX_FOREIGN_NODES = 2_000_000
"""The same in somebody else's document, which may hold all of a vendor's events: GitHub's have 134,000."""
MAX_DIGITS = 400
"""Digits of a number: a double's largest has 309."""

_QUOTED = frozenset("'\"|>")
_WORDS: Mapping[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_BEGINS_A_NUMBER = frozenset("+-.0123456789")
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
    is_mapping: bool
    size: int = 1
    key: str | None = None
    """The key of a mapping's next value, once it was met."""
    key_line: int = 0

    def set_key(self, key: str, line: int) -> None:
        """Takes a mapping's next key."""
        if key in self.value:
            raise UnreadableDocument("duplicate-key", f"the key {key!r} stands twice in one mapping", line)
        self.key, self.key_line = key, line


@dataclass(slots=True)
class _DocumentBuilder:
    lines: dict[str, int] = field(default_factory=dict)
    anchors: dict[str, _Anchor | None] = field(default_factory=dict)
    stack: list[_Open] = field(default_factory=list)
    most: int = MAX_NODES
    root: JsonValue = None
    documents: int = 0
    nodes: int = 0

    def start(self, _: yaml.DocumentStartEvent, line: int) -> None:
        self.documents += 1
        if self.documents > 1:
            raise UnreadableDocument("not-yaml", "the file holds more than one document", line)

    def scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        if event.tag is not None:
            _refuse_tag(event.tag, line)
        text: str = event.value
        top = self.stack[-1] if self.stack else None
        if top is not None and top.is_mapping and top.key is None:
            if text == "<<" and event.style not in _QUOTED:
                hint = "write the keys out, or put what is shared into a component"
                raise UnreadableDocument("yaml-merge-key", "YAML 1.2 has no merge key `<<`", line, hint)
            top.set_key(text, line)
            return
        value = text if event.style in _QUOTED else _plain(text, line)
        self._add(top, value, 1, line)
        if event.anchor:
            self.anchors[event.anchor] = _Anchor(value, 1)

    def alias(self, event: yaml.AliasEvent, line: int) -> None:
        name = event.anchor or ""
        if name not in self.anchors:
            raise UnreadableDocument("not-yaml", f"the alias *{name} has no anchor", line)
        anchor = self.anchors[name]
        if anchor is None:
            raise UnreadableDocument("alias-cycle", f"the alias *{name} stands inside its own anchor", line)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.is_mapping and top.key is None:
            top.set_key(str(anchor.value), line)
            return
        self._add(top, anchor.value, anchor.size, line)

    def mapping(self, event: yaml.MappingStartEvent, line: int) -> None:
        self._open({}, event, line, is_mapping=True)

    def sequence(self, event: yaml.SequenceStartEvent, line: int) -> None:
        self._open([], event, line, is_mapping=False)

    def _open(
        self,
        value: dict[str, JsonValue] | list[JsonValue],
        event: yaml.CollectionStartEvent,
        line: int,
        *,
        is_mapping: bool,
    ) -> None:
        if event.tag is not None:
            _refuse_tag(event.tag, line)
        top = self.stack[-1] if self.stack else None
        if top is not None and top.is_mapping and top.key is None:
            raise UnreadableDocument("not-json-value", "a mapping's key must be a string", line)
        if len(self.stack) >= MAX_DEPTH:
            raise UnreadableDocument("document-too-deep", f"nested more than {MAX_DEPTH} levels deep", line)
        pointer = self._add(top, value, 1, line)
        if event.anchor:
            self.anchors[event.anchor] = None
        self.stack.append(_Open(value, pointer, event.anchor, is_mapping))

    def close(self, _: yaml.CollectionEndEvent, __: int) -> None:
        done = self.stack.pop()
        if done.anchor:
            self.anchors[done.anchor] = _Anchor(done.value, done.size)
        if self.stack:
            self.stack[-1].size += done.size - 1

    def _add(self, top: _Open | None, value: JsonValue, size: int, line: int) -> str:
        """Puts a value into what is open (`top`), and returns its pointer."""
        self.nodes += size
        if self.nodes > self.most:
            raise UnreadableDocument(
                "document-too-large", f"more than {self.most:,} values once its aliases are expanded", line
            )
        if top is None:
            self.root, pointer = value, ""
        elif top.key is None:
            pointer = f"{top.pointer}/{len(top.value)}"
            top.size += size
            top.value.append(value)  # type: ignore[union-attr]  # it is a sequence: a mapping would have a key
        else:
            key, line, top.key = top.key, top.key_line, None
            pointer = f"{top.pointer}/{key if key.isalnum() else escaped(key)}"
            top.size += size
            top.value[key] = value  # type: ignore[call-overload]  # it is a mapping: a sequence has no key
        self.lines[pointer] = line
        return pointer


def parse_yaml(text: str, most: int = MAX_NODES) -> tuple[JsonValue, dict[str, int]]:
    """The JSON value that one YAML document spells, and pointer -> 1-based line for every value in it.

    Raises:
        UnreadableDocument: not YAML, or YAML that isn't JSON (tags, cycles, complex keys, .nan), is
            nested more than `MAX_DEPTH` levels, has a key twice, or expands to more than `most` values.
    """
    builder = _DocumentBuilder(most=most)
    handlers: dict[type[yaml.Event], Callable[[Any, int], None]] = {
        yaml.DocumentStartEvent: builder.start,
        yaml.ScalarEvent: builder.scalar,
        yaml.AliasEvent: builder.alias,
        yaml.MappingStartEvent: builder.mapping,
        yaml.SequenceStartEvent: builder.sequence,
        yaml.MappingEndEvent: builder.close,
        yaml.SequenceEndEvent: builder.close,
    }
    loader = yaml.CSafeLoader(text)
    try:
        while (event := loader.get_event()) is not None and not isinstance(event, yaml.StreamEndEvent):
            if handle := handlers.get(type(event)):
                handle(event, event.start_mark.line + 1 if event.start_mark else 0)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise UnreadableDocument("not-yaml", error.problem or "can't be read", mark.line + 1 if mark else 0) from error
    except yaml.YAMLError as error:
        position = getattr(error, "position", None)
        line = text.count("\n", 0, position) + 1 if position is not None else 0
        raise UnreadableDocument("not-yaml", str(getattr(error, "reason", error)).split("\n")[0], line) from error
    finally:
        loader.dispose()
    if not builder.documents:
        raise UnreadableDocument("document-empty", "the file is empty")
    return builder.root, builder.lines


def _refuse_tag(tag: str, line: int) -> None:
    if tag != "!":
        raise UnreadableDocument(
            "yaml-tag", f"the tag {tag[:80]!r} means nothing in a contract", line, "remove the tag"
        )


def _plain(text: str, line: int) -> JsonValue:
    """The value of a plain (unquoted) scalar under the core schema."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _BEGINS_A_NUMBER:
        return text
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
