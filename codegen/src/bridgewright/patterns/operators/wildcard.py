r"""`wildcard`: `*` stands for any run of characters, none included; `\*` and `\\` are the characters themselves.

Source: user guide, "Wildcard matching"; aws/event-ruler `WildcardParser` (no two stars in a row, no other escape).
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

from bridgewright.patterns.errors import InvalidPattern, step


@dataclass(frozen=True, slots=True)
class Wildcard:
    """Strings that fit `value`."""

    value: str
    pieces: tuple[str, ...] = field(init=False, compare=False)
    """The literal texts between the stars: one more than there are stars."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "pieces", pieces(self.value))

    def matches(self, value: object) -> bool:
        """True for a string that holds the pieces in order, the first and last at its ends."""
        return isinstance(value, str) and fits(self.pieces, value)

    def spell(self) -> Any:
        """`{"wildcard": …}`."""
        return {"wildcard": self.value}

    def describe(self) -> str:
        """In words."""
        return f"a string that fits {json.dumps(self.value)}"


def parse_wildcard(node: Any, pointer: str) -> Wildcard:
    """`{"wildcard": node}`."""
    if not isinstance(node, str):
        raise InvalidPattern("wildcard match pattern must be a string", step(pointer, "wildcard"))
    return checked(node, step(pointer, "wildcard"))


def checked(text: str, pointer: str) -> Wildcard:
    """The wildcard that `text` spells; the reason's position is the engine's: UTF-8 bytes, opening quote counted."""
    at = 0
    while at < len(text):
        if text[at] == "*" and text[at + 1 : at + 2] == "*":
            raise InvalidPattern(f"Consecutive wildcard characters at pos {_position(text, at)}", pointer)
        if text[at] == "\\":
            if text[at + 1 : at + 2] not in ("*", "\\"):
                raise InvalidPattern(f"Invalid escape character at pos {_position(text, at)}", pointer)
            at += 1
        at += 1
    return Wildcard(text)


def pieces(text: str) -> tuple[str, ...]:
    """The literal texts between the stars of a valid wildcard."""
    found, piece, chars = [], "", iter(text)
    for char in chars:
        if char == "*":
            found.append(piece)
            piece = ""
        else:
            piece += next(chars, "") if char == "\\" else char
    return (*found, piece)


def fits(parts: tuple[str, ...], value: str) -> bool:
    """Whether `value` is the parts in order with anything between them; time grows with the length, not the stars."""
    first, last = parts[0], parts[-1]
    if len(parts) == 1:
        return value == first
    end = len(value) - len(last)
    if len(first) > end or not value.startswith(first) or not value.endswith(last):
        return False
    at = len(first)
    for part in parts[1:-1]:
        found = value.find(part, at, end)
        if found < 0:
            return False
        at = found + len(part)
    return True


def _position(text: str, at: int) -> int:
    return len(text[:at].encode("utf-8", "surrogatepass")) + 1
