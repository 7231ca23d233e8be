"""The three answers of the search: nothing fits, these values fit, or it isn't known."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from bridgewright.documents.document import JsonValue


class Status(Enum):
    """`EMPTY` is proved; `FOUND` has values; `UNKNOWN` is neither."""

    EMPTY = "empty"
    FOUND = "found"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Answer:
    """`values` fit; when `complete`, there are no others; `asked` is how many were asked for."""

    status: Status
    values: tuple[JsonValue, ...] = ()
    complete: bool = False
    asked: int = 1


EMPTY: Final = Answer(Status.EMPTY, complete=True)
CUT: Final = Answer(Status.EMPTY)
UNKNOWN: Final = Answer(Status.UNKNOWN)
