"""`RuleSet`: the rules of one bus, asked together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridgewright.patterns.pattern import Pattern, decoded


class RuleSet:
    """Named patterns; `match` names those that an event satisfies."""

    def __init__(self, rules: Mapping[str, Pattern] | None = None) -> None:
        self._rules: dict[str, Pattern] = dict(rules or {})

    def __len__(self) -> int:
        return len(self._rules)

    def add(self, name: str, pattern: Pattern) -> None:
        """Put a rule in; a rule of the same name is replaced."""
        self._rules[name] = pattern

    def remove(self, name: str) -> None:
        """Take a rule out; `KeyError` when there is none of that name."""
        del self._rules[name]

    def match(self, event: Any) -> frozenset[str]:
        """The names of the rules that match `event`: a decoded JSON value, or JSON text (else `InvalidEvent`)."""
        value = decoded(event)
        return frozenset(name for name, pattern in self._rules.items() if pattern.matches_decoded(value))
