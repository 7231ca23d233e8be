"""Why an event matches a pattern or doesn't."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from bridgewright.patterns.fields import Fields
from bridgewright.patterns.jsontext import Number
from bridgewright.patterns.matching import first_failure
from bridgewright.patterns.nearest import nearest
from bridgewright.patterns.operators.numbers import comparable
from bridgewright.patterns.tree import Leaf

_LONGEST = 4000
"""Python reads integers of no more digits than about that."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """The answer of `Pattern.explain`.

    For a pattern with `$or`, the branch that got furthest is explained. `str()` is one sentence.
    """

    matched: bool
    path: str = ""
    """The field that failed, `""` when all hold."""
    pointer: str = ""
    """Where the leaf stands in the pattern (JSON Pointer)."""
    seen: tuple[Any, ...] = ()
    """The values that the event has there, in no particular order; empty: it has none."""
    expected: str = ""
    """What would match, in words."""
    reason: str = ""
    """`absent`, `present`, `value`, `other element` (each holds, not in one array element) or `not an object`."""

    nearest: tuple[Any, ...] = ()
    """The value nearest to those seen that would match, alone; empty where none would: the field must be absent."""

    def __str__(self) -> str:
        if self.matched:
            return "matches"
        if self.reason == "not an object":
            return "the event is not a JSON object"
        if self.reason == "absent":
            return f"{self.path}: the event has no value there; it must be {self.expected}"
        seen = ", ".join(map(_shown, self.seen[:5])) + (", …" if len(self.seen) > 5 else "")
        if self.reason == "present":
            return f"{self.path}: the event has {seen}; it must be {self.expected}"
        if self.reason == "other element":
            return f"{self.path}: {seen} would do, but not in the array element that the fields before it need"
        return f"{self.path}: {seen} is not {self.expected}"


def explain(branches: Sequence[Sequence[Leaf]], found: Fields | None) -> Explanation:
    """The explanation for the fields of an event, which is None when the event isn't an object."""
    if found is None:
        leaf = branches[0][0]
        return Explanation(False, leaf.path, leaf.pointer, (), leaf.describe(), "not an object", nearest(leaf, ()))
    furthest: tuple[int, Sequence[Leaf], int] = (len(branches[0]) + 1, branches[0], 0)
    for leaves in branches:
        failed = first_failure(leaves, found)
        if failed == len(leaves):
            return Explanation(matched=True)
        missing = sum(first_failure((leaf,), found) == 0 for leaf in leaves)
        if missing < furthest[0]:
            furthest = (missing, leaves, failed)
    _, leaves, failed = furthest
    alone = next((leaf for leaf in leaves if first_failure((leaf,), found) == 0), None)
    leaf = alone or leaves[failed]
    seen = tuple(_plain(field.value) for field in found.get(leaf.path, ()))
    reason = "other element" if alone is None else "absent" if not seen else "value"
    if reason == "value" and all(operator.describe() == "no value at all" for operator in leaf.operators):
        reason = "present"
    close = tuple(_plain(value) for value in nearest(leaf, seen))
    return Explanation(False, leaf.path, leaf.pointer, seen, leaf.describe(), reason, close)


def _plain(value: Any) -> Any:
    """A number as Python has it, unless its spelling counts and would be lost."""
    if not isinstance(value, Number):
        return value
    text = value.text
    plain = int(text) if text.lstrip("-").isdigit() and len(text) < _LONGEST else float(text)
    return plain if comparable(value) is not None or repr(plain) == text else value


def _shown(value: Any) -> str:
    if value is None or isinstance(value, bool):
        return {True: "true", False: "false", None: "null"}[value]
    return value.text if isinstance(value, Number) else f'"{value}"' if isinstance(value, str) else str(value)
