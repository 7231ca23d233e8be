"""A value as such: `"RUNNING"`, `300`, `true`, `null`, `{"exactly": "RUNNING"}`.

Source: user guide, "Comparison operators", *Equals*, *Null*, *Empty*; aws/event-ruler `JsonRuleCompiler`
(IP literals become address ranges, numbers are compared by value, else by spelling).
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bridgewright.patterns.errors import InvalidPattern, step
from bridgewright.patterns.jsontext import Number, spelling
from bridgewright.patterns.operators.addresses import Address, address
from bridgewright.patterns.operators.numbers import comparable, is_number, plain


@dataclass(frozen=True, slots=True)
class Text:
    """A string, compared character by character."""

    value: str

    def matches(self, value: object) -> bool:
        """True for the same string."""
        return isinstance(value, str) and value == self.value

    def spell(self) -> Any:
        """The string itself."""
        return self.value

    def describe(self) -> str:
        """The string in quotes."""
        return json.dumps(self.value)


@dataclass(frozen=True, slots=True)
class Exactly(Text):
    """`{"exactly": "10.0.0.1"}`: a string, even where it looks like an IP address."""

    def spell(self) -> Any:
        """A plain string where that means the same."""
        return {"exactly": self.value} if address(self.value) else self.value


@dataclass(frozen=True, slots=True)
class Host:
    """A string that is an IP literal: any spelling of the same address matches (`::1`, `0:0:0:0:0:0:0:1`)."""

    value: str
    address: Address

    def matches(self, value: object) -> bool:
        """True for a string that spells the same address."""
        return isinstance(value, str) and (value == self.value or address(value) == self.address)

    def spell(self) -> Any:
        """The literal as written."""
        return self.value

    def describe(self) -> str:
        """The literal, and that its spelling is free."""
        return f"{json.dumps(self.value)} (any spelling of this address)"


@dataclass(frozen=True, slots=True)
class Equal:
    """A number: by value when comparable (`300`, `300.0`, `3.0e2`), else by spelling."""

    text: str
    micro: int | None

    def matches(self, value: object) -> bool:
        """True for an equal JSON number; a numeric string is not a number."""
        if not is_number(value):
            return False
        micro = comparable(value)
        if micro is None or self.micro is None:
            return micro is self.micro and _spelled(value) == self.text
        return micro == self.micro

    def spell(self) -> Any:
        """The shortest spelling of the number, or the given one where the spelling is what counts."""
        return Number(self.text if self.micro is None else plain(self.micro))

    def describe(self) -> str:
        """The number."""
        return f"the number {self.text if self.micro is None else plain(self.micro)}"


@dataclass(frozen=True, slots=True)
class Constant:
    """`true`, `false` or `null`."""

    value: bool | None

    def matches(self, value: object) -> bool:
        """True for the same constant; null isn't absence, `"true"` isn't true."""
        return value is self.value

    def spell(self) -> Any:
        """The constant."""
        return self.value

    def describe(self) -> str:
        """The constant in JSON."""
        return json.dumps(self.value)


def _spelled(value: Any) -> str | None:
    try:
        return spelling(value)
    except ValueError:  # an integer of thousands of digits: no pattern can spell it either
        return None


def parse_scalar(node: str | Number | bool | None) -> Text | Host | Equal | Constant:
    """The operator that a bare value in a leaf's array stands for."""
    if isinstance(node, str):
        literal = address(node)
        return Host(node, literal) if literal else Text(node)
    if isinstance(node, Number):
        return Equal(node.text, comparable(node))
    return Constant(node)


def parse_exactly(node: Any, pointer: str) -> Exactly:
    """`{"exactly": node}`."""
    if not isinstance(node, str):
        raise InvalidPattern("exact match pattern must be a string", step(pointer, "exactly"))
    return Exactly(node)
