"""`RuleSet`: the rules of one bus, asked together."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from bridgewright.patterns.index import Filed, Index
from bridgewright.patterns.jsontext import loads
from bridgewright.patterns.lookup import ABSENT, NOT_PLAIN, reader
from bridgewright.patterns.operators.exact import Equal, Text
from bridgewright.patterns.pattern import Pattern, decoded
from bridgewright.patterns.tree import Leaf

_NONE: frozenset[str] = frozenset()


class RuleSet:
    """Named patterns; `match` names those that an event satisfies.

    Works on decoded JSON: of repeated keys in a text the last one counts. Rules may come and go at any time.
    """

    def __init__(self, rules: Mapping[str, Pattern] | None = None) -> None:
        self._rules: dict[str, Pattern] = {}
        self._index = Index()
        self._spelled = 0
        """Rules that ask for a number by its spelling, which fast readers of JSON don't keep."""
        for name, pattern in (rules or {}).items():
            self.add(name, pattern)

    def __len__(self) -> int:
        return len(self._rules)

    def add(self, name: str, pattern: Pattern) -> None:
        """Put a rule in; a rule of the same name is replaced."""
        if name in self._rules:
            self.remove(name)
        self._rules[name] = pattern
        self._index.add(name, pattern.branches)
        self._spelled += _asks_for_spelling(pattern)

    def remove(self, name: str) -> None:
        """Take a rule out; `KeyError` when there is none of that name."""
        pattern = self._rules.pop(name)
        self._index.remove(name, pattern.branches)
        self._spelled -= _asks_for_spelling(pattern)

    def match(self, event: Any) -> frozenset[str]:
        """The names of the rules that match `event`: a decoded JSON value, or JSON text (else `InvalidEvent`)."""
        if event.__class__ is bytes or event.__class__ is str:
            try:
                event = decoded(event) if self._spelled else loads(event)
            except (ValueError, RecursionError):  # what the fast reader refuses, the thorough one may still take
                event = decoded(event)
        found = self._index.candidates(event)
        return self._matched(event, found) if found else _NONE

    def _matched(self, event: Any, found: Iterable[Filed]) -> frozenset[str]:
        matched: list[str] = []
        seen: dict[str, Any] = {}  # the fields that were read; itself: not read yet
        for name, leaves, proven in found:
            for leaf in leaves:
                if leaf is proven:
                    continue
                path, read, accepts, may_be_absent = leaf.prepared or _prepared(leaf)
                value = seen.get(path, seen)
                if value is seen:
                    value = seen[path] = read(event)
                if value is ABSENT:
                    if not may_be_absent:
                        break
                elif value is NOT_PLAIN:
                    if self._rules[name].matches_decoded(event):
                        matched.append(name)
                    break
                elif not accepts(value):
                    break
            else:
                matched.append(name)
        return frozenset(matched)


def _prepared(leaf: Leaf) -> tuple[str, Callable[[Any], Any], Callable[[Any], bool], bool]:
    """How to read the leaf's field, whether it takes a value, whether it takes absence; kept with the leaf."""
    texts = frozenset([operator.value for operator in leaf.operators if isinstance(operator, Text)])
    accepts: Callable[[Any], bool] = leaf.accepts
    if len(texts) == len(leaf.operators):
        accepts = texts.__contains__
    elif len(leaf.operators) == 1:
        accepts = leaf.operators[0].matches
    made = leaf.path, reader(leaf.path), accepts, leaf.may_be_absent
    object.__setattr__(leaf, "prepared", made)
    return made


def _asks_for_spelling(pattern: Pattern) -> bool:
    for leaves in pattern.branches:
        for leaf in leaves:
            for operator in leaf.operators:
                if operator.__class__ is Equal and operator.micro is None:
                    return True
    return False
