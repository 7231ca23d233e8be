"""JSON text as EventBridge reads it: duplicate keys are kept, numbers keep their spelling.

`json.loads` loses both and recurses; this reader keeps its own stack, so depth is no concern.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from importlib import import_module
from json.decoder import scanstring  # type: ignore[attr-defined]
from typing import Any, TypeAlias

from bridgewright.patterns.errors import unescaped

_SPACE = re.compile(r"[ \t\n\r]*")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_WORD = re.compile(r"[A-Za-z0-9_$]+")
_WORDS: dict[str, bool | None] = {"true": True, "false": False, "null": None}
_WANTED = "was expecting (JSON String, Number, Array, Object or token 'null', 'true' or 'false')"


def _loads(text: str | bytes) -> Any:
    """The decoded JSON value of a text; `ValueError` where it is none."""
    return json.loads(text, parse_constant=_refuse)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")


loads: Callable[[str | bytes], Any] = _loads
with suppress(ImportError):  # no dependency: where it happens to be installed, text is read three times as fast
    loads = import_module("orjson").loads


class JsonSyntaxError(ValueError):
    """Text that isn't JSON: what was met, and on which line (1-based)."""

    def __init__(self, reason: str, line: int) -> None:
        super().__init__(reason)
        self.reason = reason
        self.line = line


@dataclass(frozen=True, slots=True)
class Number:
    """A JSON number as it is spelled in the text."""

    text: str


class Members(tuple[tuple[str, Any], ...]):
    """The members of a JSON object in their order, duplicates included."""

    __slots__ = ()


_SHALLOW = json.JSONDecoder(
    object_pairs_hook=Members, parse_int=Number, parse_float=Number, parse_constant=_refuse, strict=True
)
_scan: Callable[[str, int], tuple[Node, int]] = _SHALLOW.scan_once  # type: ignore[attr-defined]
Node: TypeAlias = "Members | list[Any] | str | Number | bool | None"


def decode(text: str | bytes) -> Node:
    """The JSON value that `text` spells; `JsonSyntaxError` when it spells none."""
    characters = _characters(text)
    bare = characters.strip(" \t\n\r")
    try:
        node, end = _scan(bare, 0)
    except (ValueError, StopIteration, RecursionError):
        end = -1
    if end == len(bare):
        return node
    # too deep for it, or a mistake that it can't describe as EventBridge does
    return _Reader(characters).value()


def line_of(text: str | bytes, pointer: str) -> int:
    """The 1-based line on which the value at a JSON Pointer begins, or its nearest parent; the last one of repeats."""
    reader = _Reader(_characters(text), [unescaped(part) for part in pointer.split("/")[1:]])
    reader.value()
    return reader.text.count("\n", 0, reader.found) + 1


def _characters(text: str | bytes) -> str:
    if not isinstance(text, str):
        try:
            text = text.decode(json.detect_encoding(text), "surrogatepass")
        except UnicodeError:
            raise JsonSyntaxError("Invalid UTF-8", 1) from None
    return text.removeprefix("\ufeff")


def from_python(value: Any) -> Node:
    """The same shape from an already decoded JSON value; `ValueError` for what JSON can't hold."""
    if isinstance(value, Mapping):
        members: list[tuple[str, Any]] = []
        for key, item in value.items():
            if not isinstance(key, str):
                raise ValueError("a key of an object must be a string")  # noqa: TRY004  (one type for all that isn't JSON)
            members.append((key, from_python(item)))
        return Members(members)
    if isinstance(value, (list, tuple)):
        items: list[Any] = []
        for item in value:
            items.append(from_python(item))  # noqa: PERF401  (a comprehension is one more frame per level)
        return items
    if value is None or isinstance(value, (str, bool, Number)):
        return value
    if isinstance(value, (int, float)):
        return Number(spelling(value))
    raise ValueError(f"{type(value).__name__} is not a JSON value")


def spelling(value: float | Number) -> str:
    """How a number is written in JSON; `ValueError` for NaN, infinities and integers of thousands of digits."""
    if isinstance(value, Number):
        return value.text
    if isinstance(value, int):
        return str(int(value))
    if not math.isfinite(value):
        raise ValueError(f"{value} is not a JSON value")
    return repr(float(value))


@dataclass(slots=True)
class _Open:
    """An object or array whose end wasn't met yet; `key` is what it stands under itself."""

    items: list[Any]
    is_object: bool
    key: str
    on_way: bool
    """Whether it is on the way to the sought value."""

    def node(self) -> Node:
        return Members(self.items) if self.is_object else self.items


class _Reader:
    def __init__(self, text: str, sought: Sequence[str] = ()) -> None:
        self.text = text
        self.at = 0
        self.sought = sought
        self.found = 0
        """Where the value at the sought steps begins, or the nearest parent met so far."""

    def fail(self, reason: str) -> JsonSyntaxError:
        return JsonSyntaxError(reason, self.text.count("\n", 0, self.at) + 1)

    def skip(self) -> str:
        """Pass white space; the next character, `""` at the end."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.text[self.at : self.at + 1]

    def string(self) -> str:
        try:
            value: str
            value, self.at = scanstring(self.text, self.at + 1, True)
        except ValueError as error:
            raise self.fail(str(error)) from None
        return value

    def scalar(self, char: str) -> Node:
        if char == '"':
            return self.string()
        if match := _NUMBER.match(self.text, self.at):
            after = _WORD.match(self.text, match.end())
            if after is None and self.text[match.end() : match.end() + 1] != ".":
                self.at = match.end()
                return Number(match.group())
            raise self.fail(f"Invalid numeric value: {match.group()}{after.group() if after else '.'}")
        if word := _WORD.match(self.text, self.at):
            if word.group() in _WORDS:
                self.at = word.end()
                return _WORDS[word.group()]
            raise self.fail(f"Unrecognized token '{word.group()}': {_WANTED}")
        if not char:
            raise self.fail("Unexpected end-of-input")
        raise self.fail(f"Unexpected character ('{char}' (code {ord(char)})): expected a valid value")

    def key(self, char: str) -> str:
        if char != '"':
            if not char:
                raise self.fail("Unexpected end-of-input")
            raise self.fail(
                f"Unexpected character ('{char}' (code {ord(char)})): was expecting double-quote to start field name"
            )
        name = self.string()
        if (char := self.skip()) != ":":
            raise self.fail(f"Unexpected character ('{char}'): was expecting a colon to separate field name and value")
        self.at += 1
        return name

    def value(self) -> Node:
        """The whole text's value, with a stack of open containers instead of recursion."""
        stack: list[_Open] = []
        key, on_way = "", True
        while True:
            char = self.skip()
            if on_way:
                self.found = self.at
            node: Node
            if char in ("{", "["):
                self.at += 1
                opened = _Open([], char == "{", key, on_way)
                if self.skip() != ("}" if opened.is_object else "]"):
                    stack.append(opened)
                    key, on_way = self.next_key(stack)
                    continue
                self.at += 1
                node = opened.node()
            else:
                node = self.scalar(char)
            while True:  # put the value in its container; close what ends here
                if not stack:
                    if self.skip():
                        raise self.fail("Unexpected text after the end of the value")
                    return node
                container = stack[-1]
                container.items.append((key, node) if container.is_object else node)
                if not self.closes(container):
                    key, on_way = self.next_key(stack)
                    break
                stack.pop()
                node, key, on_way = container.node(), container.key, container.on_way

    def closes(self, container: _Open) -> bool:
        """Pass what stands after a value: True for the container's end, False for a comma."""
        char = self.skip()
        if char not in (",", "}" if container.is_object else "]") or not char:
            what = f"Unexpected character ('{char}' (code {ord(char)}))" if char else "Unexpected end-of-input"
            raise self.fail(f"{what}: was expecting comma to separate entries")
        self.at += 1
        return char != ","

    def next_key(self, stack: list[_Open]) -> tuple[str, bool]:
        """The key of the next value (of an array: its index), and whether it is on the sought way."""
        container = stack[-1]
        key = self.key(self.skip()) if container.is_object else str(len(container.items))
        return key, container.on_way and len(stack) <= len(self.sought) and self.sought[len(stack) - 1] == key
