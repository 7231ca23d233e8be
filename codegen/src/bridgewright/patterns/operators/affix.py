"""`prefix` and `suffix`, each of a string or of `{"equals-ignore-case": string}`.

Source: user guide, *Begins with*, *Ends with* (and their ignore-case forms); aws/event-ruler `JsonRuleCompiler`.
An empty affix matches every string.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bridgewright.patterns.errors import InvalidPattern, step
from bridgewright.patterns.jsontext import Members
from bridgewright.patterns.operators.letters import alike, folded, folded_reversed


@dataclass(frozen=True, slots=True)
class Prefix:
    """Strings that begin with `value`."""

    value: str

    def matches(self, value: object) -> bool:
        """True for a string that begins so; never for numbers."""
        return isinstance(value, str) and value.startswith(self.value)

    def spell(self) -> Any:
        """`{"prefix": …}`."""
        return {"prefix": self.value}

    def describe(self) -> str:
        """In words."""
        return f"a string that begins with {json.dumps(self.value)}"


@dataclass(frozen=True, slots=True)
class Suffix:
    """Strings that end with `value`."""

    value: str

    def matches(self, value: object) -> bool:
        """True for a string that ends so; never for numbers."""
        return isinstance(value, str) and value.endswith(self.value)

    def spell(self) -> Any:
        """`{"suffix": …}`."""
        return {"suffix": self.value}

    def describe(self) -> str:
        """In words."""
        return f"a string that ends with {json.dumps(self.value)}"


@dataclass(frozen=True, slots=True)
class PrefixIgnoreCase:
    """Strings that begin with `value` in any case."""

    value: str

    def matches(self, value: object) -> bool:
        """True for a string that begins so, whatever the case."""
        if not isinstance(value, str):
            return False
        if self.value.isascii():
            return alike(self.value, value[: len(self.value)])
        return folded(self.value).match(value) is not None

    def spell(self) -> Any:
        """`{"prefix": {"equals-ignore-case": …}}`."""
        return {"prefix": {"equals-ignore-case": self.value}}

    def describe(self) -> str:
        """In words."""
        return f"a string that begins with {json.dumps(self.value)} in any case"


@dataclass(frozen=True, slots=True)
class SuffixIgnoreCase:
    """Strings that end with `value` in any case."""

    value: str

    def matches(self, value: object) -> bool:
        """True for a string that ends so, whatever the case."""
        if not isinstance(value, str):
            return False
        if self.value.isascii():
            return alike(self.value, value[max(0, len(value) - len(self.value)) :])
        return folded_reversed(self.value).search(value) is not None

    def spell(self) -> Any:
        """`{"suffix": {"equals-ignore-case": …}}`."""
        return {"suffix": {"equals-ignore-case": self.value}}

    def describe(self) -> str:
        """In words."""
        return f"a string that ends with {json.dumps(self.value)} in any case"


def parse_prefix(node: Any, pointer: str) -> Prefix | PrefixIgnoreCase:
    """`{"prefix": node}`."""
    inner = _ignored_case(node, "prefix", pointer)
    return Prefix(node) if inner is None else PrefixIgnoreCase(inner)


def parse_suffix(node: Any, pointer: str) -> Suffix | SuffixIgnoreCase:
    """`{"suffix": node}`."""
    inner = _ignored_case(node, "suffix", pointer)
    return Suffix(node) if inner is None else SuffixIgnoreCase(inner)


def _ignored_case(node: Any, name: str, pointer: str) -> str | None:
    """The string inside `{"equals-ignore-case": …}`; None when `node` is itself a string."""
    place = step(pointer, name)
    if isinstance(node, str):
        return None
    if not isinstance(node, Members):
        raise InvalidPattern(f"{name} match pattern must be a string", place)
    if not node:
        raise InvalidPattern(f"{name.capitalize()} expression name not found", place)
    operator, value = node[0]
    if operator != "equals-ignore-case":
        raise InvalidPattern(f"Unsupported {name} pattern: {operator}", step(place, operator))
    if not isinstance(value, str):
        raise InvalidPattern("equals-ignore-case match pattern must be a string", step(place, operator))
    if len(node) > 1:
        raise InvalidPattern("Only one key allowed in match expression", place)
    return value
