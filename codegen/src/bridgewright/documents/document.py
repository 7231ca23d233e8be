"""A decoded JSON value, and a file as it was read: its content, and the line of every value in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Generic, TypeAlias, TypeVar

from bridgewright.findings import Location

JsonValue: TypeAlias = Any
"""A decoded JSON value: dict, list, str, int, float, bool or None."""
JsonObject: TypeAlias = Mapping[str, Any]


_Kept = TypeVar("_Kept")


class Same(Generic[_Kept]):
    """A document or contract as a key: nobody changes one, so the same object says the same."""

    __slots__ = ("kept",)

    def __init__(self, kept: _Kept) -> None:
        self.kept = kept

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and other.kept is self.kept

    def __hash__(self) -> int:
        return id(self.kept)


@dataclass(frozen=True, slots=True)
class Document:
    """A file as read: its decoded content, and the line of every value in it.

    `path` is relative to the project root, POSIX. `lines` maps a JSON Pointer to the 1-based line
    on which that value (or its key) stands.
    """

    path: str
    content: JsonValue
    lines: Mapping[str, int] = field(default_factory=dict)

    def at(self, pointer: str = "") -> Location:
        """The location of `pointer`; an unknown pointer takes the line of its nearest parent."""
        known = pointer
        while known and known not in self.lines:
            known = known.rpartition("/")[0]
        return Location(self.path, self.lines.get(known, 0), pointer)
