"""`RuleSet`: the rules of one bus, asked together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bridgewright.patterns.fields import Paths, fields
from bridgewright.patterns.index import Index
from bridgewright.patterns.matching import first_failure
from bridgewright.patterns.pattern import Pattern, decoded


class RuleSet:
    """Named patterns; `match` names those that an event satisfies.

    The first `match` after a change builds an index of all rules, so change many before asking.
    """

    def __init__(self, rules: Mapping[str, Pattern] | None = None) -> None:
        self._rules: dict[str, Pattern] = dict(rules or {})
        self._index: tuple[Index, Paths] | None = None

    def __len__(self) -> int:
        return len(self._rules)

    def add(self, name: str, pattern: Pattern) -> None:
        """Put a rule in; a rule of the same name is replaced."""
        self._rules[name] = pattern
        self._index = None

    def remove(self, name: str) -> None:
        """Take a rule out; `KeyError` when there is none of that name."""
        del self._rules[name]
        self._index = None

    def match(self, event: Any) -> frozenset[str]:
        """The names of the rules that match `event`: a decoded JSON value, or JSON text (else `InvalidEvent`)."""
        value = decoded(event)
        index, paths = self._indexed()
        announced = fields(value, index.paths)
        if announced is None:
            return frozenset()
        found = None
        matched: set[str] = set()
        for name, leaves in index.candidates(announced):
            if name in matched:
                continue
            if found is None:
                found = fields(value, paths) or {}
            if first_failure(leaves, found) == len(leaves):
                matched.add(name)
        return frozenset(matched)

    def _indexed(self) -> tuple[Index, Paths]:
        if self._index is None:
            branches = {name: pattern.branches for name, pattern in self._rules.items()}
            paths = Paths.of(path for pattern in self._rules.values() for path in pattern.paths())
            self._index = Index(branches), paths
        return self._index
