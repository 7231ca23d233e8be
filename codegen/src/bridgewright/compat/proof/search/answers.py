"""The three answers of the search: nothing fits, these values fit, or it isn't known.

`EMPTY` is a proof. `CUT` is the answer to a question within itself, which counts as a proof there alone. `UNKNOWN`
comes of a spent budget, of too many branches or values, of what is too deep, and of nodes that nobody can evaluate.
"""

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
