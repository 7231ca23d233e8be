"""`exists`: whether a field is there, on leaves only.

Source: user guide, "Exists matching"; aws/event-ruler README ("only works on the leaf nodes": an object isn't a
value, and neither is an empty array; null is one).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bridgewright.patterns.errors import InvalidPattern, step


@dataclass(frozen=True, slots=True)
class Exists:
    """Presence (`True`) or absence (`False`) of the field."""

    value: bool

    def matches(self, value: object) -> bool:  # noqa: ARG002
        """True for any value when presence is asked for: absence is never decided by a value."""
        return self.value

    def spell(self) -> Any:
        """`{"exists": …}`."""
        return {"exists": self.value}

    def describe(self) -> str:
        """In words."""
        return "any value" if self.value else "no value at all"


def parse_exists(node: Any, pointer: str) -> Exists:
    """`{"exists": node}`."""
    if not isinstance(node, bool):
        raise InvalidPattern("exists match pattern must be either true or false.", step(pointer, "exists"))
    return Exists(node)
