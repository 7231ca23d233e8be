"""`equals-ignore-case`: the same string whatever its case.

Source: user guide, *Equals (ignore case)*; aws/event-ruler `EqualsIgnoreCaseParser`.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bridgewright.patterns.errors import InvalidPattern, step
from bridgewright.patterns.operators.letters import alike, folded


@dataclass(frozen=True, slots=True)
class EqualsIgnoreCase:
    """Strings equal to `value` in any case; nothing is trimmed or normalised."""

    value: str

    def matches(self, value: object) -> bool:
        """True for the same string in any case."""
        if not isinstance(value, str):
            return False
        return alike(self.value, value) if self.value.isascii() else folded(self.value).fullmatch(value) is not None

    def spell(self) -> Any:
        """`{"equals-ignore-case": …}`."""
        return {"equals-ignore-case": self.value}

    def describe(self) -> str:
        """In words."""
        return f"{json.dumps(self.value)} in any case"


def parse_equals_ignore_case(node: Any, pointer: str) -> EqualsIgnoreCase:
    """`{"equals-ignore-case": node}`."""
    if not isinstance(node, str):
        raise InvalidPattern("equals-ignore-case match pattern must be a string", step(pointer, "equals-ignore-case"))
    return EqualsIgnoreCase(node)
