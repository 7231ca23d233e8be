"""`anything-but`: a value that is there and is none of these.

Forms: a string or number, a list of strings, a list of numbers, or one of `prefix`, `suffix`,
`equals-ignore-case`, `wildcard` with a string or a list of strings.
Source: user guide, "Anything-but matching"; aws/event-ruler `JsonRuleCompiler`, `AnythingBut`.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bridgewright.patterns.errors import InvalidPattern, step
from bridgewright.patterns.jsontext import Members, Number
from bridgewright.patterns.operators.affix import Prefix, Suffix
from bridgewright.patterns.operators.exact import Equal, Text
from bridgewright.patterns.operators.ignore_case import EqualsIgnoreCase
from bridgewright.patterns.operators.numbers import comparable, out_of_range
from bridgewright.patterns.operators.wildcard import Wildcard, checked

Refused = Text | Equal | Prefix | Suffix | EqualsIgnoreCase | Wildcard


@dataclass(frozen=True, slots=True)
class AnythingBut:
    """Any value, null included, that none of `refused` matches; `kind` is the inner operator, `""` for plain values."""

    kind: str
    refused: tuple[Refused, ...]

    def matches(self, value: object) -> bool:
        """True when no refused form matches the value (of an array: one such element is enough)."""
        return not any(operator.matches(value) for operator in self.refused)

    def spell(self) -> Any:
        """`{"anything-but": …}`, a single value without its list."""
        values = [operator.spell() if self.kind == "" else operator.value for operator in self.refused]  # type: ignore[union-attr]
        inner = values[0] if len(values) == 1 else values
        return {"anything-but": {self.kind: inner} if self.kind else inner}

    def describe(self) -> str:
        """In words."""
        return "any value but " + " or ".join(operator.describe() for operator in self.refused)


_PARSERS: dict[str, Callable[[str, str], Refused]] = {
    "prefix": lambda text, _: Prefix(text),
    "suffix": lambda text, _: Suffix(text),
    "equals-ignore-case": lambda text, _: EqualsIgnoreCase(text),
    "wildcard": checked,
}


def parse_anything_but(node: Any, pointer: str) -> AnythingBut:
    """`{"anything-but": node}`."""
    place, kind = step(pointer, "anything-but"), ""
    outer = node
    if isinstance(outer, Members):
        if not outer:
            raise InvalidPattern("Anything-But expression name not found", place)
        kind, node = outer[0]
        if kind not in _PARSERS:
            raise InvalidPattern(f"Unsupported anything-but pattern: {kind}", step(place, kind))
    if not isinstance(node, (list, str, Number)):
        raise InvalidPattern("Value of anything-but must be an array or single string/number value.", place)
    values = node if isinstance(node, list) else [node]
    refused = _inner(kind, values, step(place, kind)) if kind else _plain(values, place)
    if isinstance(outer, Members) and len(outer) > 1:
        raise InvalidPattern("Too many elements in numeric expression", place)  # the engine's wording
    return AnythingBut(kind, refused)


def _plain(values: list[Any], place: str) -> tuple[Refused, ...]:
    refused: list[Refused] = []
    for value in values:
        if isinstance(value, str):
            refused.append(Text(value))
        elif isinstance(value, Number):
            micro = comparable(value)
            if micro is None:
                raise InvalidPattern(out_of_range(value), place)
            refused.append(Equal(value.text, micro))
        else:
            raise InvalidPattern("Inside anything but list, start|null|boolean is not supported.", place)
    if len({type(operator) for operator in refused}) != 1:
        raise InvalidPattern(
            "Inside anything but list, either all values are number or string, mixed type is not supported", place
        )
    return _distinct(refused)


def _inner(kind: str, values: list[Any], place: str) -> tuple[Refused, ...]:
    for value in values:
        if not isinstance(value, str):
            raise InvalidPattern(_NOT_TEXT.get(kind, "prefix/suffix match pattern must be a string"), place)
        if not value and kind in ("prefix", "suffix"):
            raise InvalidPattern("Null prefix/suffix not allowed", place)
    if not values:
        raise InvalidPattern("Empty arrays are not allowed", place)
    return _distinct([_PARSERS[kind](value, place) for value in values])


_NOT_TEXT = {
    "equals-ignore-case": "Inside anything-but/equals-ignore-case list, number|start|null|boolean is not supported.",
    "wildcard": "wildcard match pattern must be a string",
}


def _distinct(operators: list[Refused]) -> tuple[Refused, ...]:
    """Sorted by spelling and without repeats, so that equal sets give equal operators."""

    def order(operator: Refused) -> str:
        spelled = operator.spell()
        return json.dumps(spelled.text if isinstance(spelled, Number) else spelled)

    return tuple({order(operator): operator for operator in sorted(operators, key=order)}.values())
