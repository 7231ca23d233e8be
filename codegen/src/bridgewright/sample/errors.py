"""Why a schema can't be sampled."""

from __future__ import annotations


class Unsatisfiable(Exception):
    """No value was found that the schema takes; `pointer` is a JSON Pointer to the schema that stands in the way."""

    def __init__(self, pointer: str, reason: str) -> None:
        super().__init__(f"#{pointer}: {reason}")
        self.pointer = pointer
        self.reason = reason
