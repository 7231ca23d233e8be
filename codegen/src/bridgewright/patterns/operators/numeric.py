"""`numeric`: `["=", n]`, one bound, or a lower bound followed by an upper one.

Source: user guide, "Numeric matching"; aws/event-ruler `JsonRuleCompiler`, `Range` (bottom must be below top).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bridgewright.patterns.errors import InvalidPattern, step
from bridgewright.patterns.jsontext import Members, Number
from bridgewright.patterns.operators.numbers import LIMIT, comparable, out_of_range, plain

_TOP = LIMIT * 1_000_000


@dataclass(frozen=True, slots=True)
class Numeric:
    """Numbers from `low` to `high`, both in millionths; each end belongs to the range unless it is open."""

    low: int = -_TOP
    high: int = _TOP
    low_open: bool = False
    high_open: bool = False

    def matches(self, value: object) -> bool:
        """True for a JSON number in the range; a numeric string isn't a number."""
        number = comparable(value)
        if number is None:
            return False
        above = number > self.low if self.low_open else number >= self.low
        return above and (number < self.high if self.high_open else number <= self.high)

    def terms(self) -> list[Any]:
        """The array that spells the range."""
        if self.low == self.high:
            return ["=", Number(plain(self.low))]
        parts: list[Any] = []
        if self.low_open or self.low > -_TOP or (self.high == _TOP and not self.high_open):
            parts += [">" if self.low_open else ">=", Number(plain(self.low))]
        if self.high_open or self.high < _TOP:
            parts += ["<" if self.high_open else "<=", Number(plain(self.high))]
        return parts

    def spell(self) -> Any:
        """`{"numeric": […]}`."""
        return {"numeric": self.terms()}

    def describe(self) -> str:
        """In words."""
        return "a number " + " ".join(term.text if isinstance(term, Number) else term for term in self.terms())


def parse_numeric(node: Any, pointer: str) -> Numeric:
    """`{"numeric": node}`."""
    place = step(pointer, "numeric")
    if not isinstance(node, list):
        raise InvalidPattern("Value of numeric must be an array.", place)
    if not node or not isinstance(node[0], str):
        raise InvalidPattern(f"Invalid member in numeric match: {_shown(node[0]) if node else ']'}", place)
    operator = node[0]
    if operator not in ("=", "<", "<=", ">", ">="):
        raise InvalidPattern(f"Unrecognized numeric range operator: {operator}", place)
    first = _term(node, 1, "equals" if operator == "=" else operator, place)
    if operator in (">", ">=") and len(node) > 2:
        return _between(node, first, place)
    if len(node) > 2:
        raise InvalidPattern("Too many elements in numeric expression", place)
    bound = _bound(first, place)
    if operator == "=":
        return Numeric(bound, bound)
    if operator[0] == ">":
        return _range(bound, _TOP, operator == ">", False, place)
    return _range(-_TOP, bound, False, operator == "<", place)


def _between(node: list[Any], low: Number, place: str) -> Numeric:
    upper = node[2]
    if not isinstance(upper, str):
        raise InvalidPattern(f"Bad value in numeric range: {_shown(upper)}", place)
    if upper not in ("<", "<="):
        raise InvalidPattern(f"Bad numeric range operator: {upper}", place)
    high = _term(node, 3, upper, place)
    if len(node) > 4:
        raise InvalidPattern("Too many terms in numeric range expression", place)
    return _range(_bound(low, place), _bound(high, place), node[0] == ">", upper == "<", place)


def _term(node: list[Any], index: int, operator: str, place: str) -> Number:
    value = node[index] if len(node) > index else None
    if not isinstance(value, Number):
        raise InvalidPattern(f"Value of {operator} must be numeric", place)
    return value


def _bound(value: Number, place: str) -> int:
    number = comparable(value)
    if number is None:
        raise InvalidPattern(out_of_range(value), place)
    return number


def _range(low: int, high: int, low_open: bool, high_open: bool, place: str) -> Numeric:
    if low >= high:
        raise InvalidPattern("Bottom must be less than top", place)
    return Numeric(low, high, low_open, high_open)


def _shown(node: Any) -> str:
    """How the engine's parser prints the token it met."""
    if isinstance(node, Number):
        return node.text
    if isinstance(node, Members):
        return "{"
    if isinstance(node, list):
        return "["
    return {True: "true", False: "false", None: "null"}.get(node, str(node))
