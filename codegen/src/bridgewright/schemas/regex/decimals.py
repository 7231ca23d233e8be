"""Strings that are decimal numbers: does a schema's pattern accept them alone?"""

from __future__ import annotations

from functools import lru_cache

from bridgewright.schemas.regex.strings import TooHard, at_least, shortest

_DECIMAL = r"^[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)$"
"""What Python's `Decimal` reads, but for exponents, infinities and NaN: OpenAPI's `decimal` is a fixed-point number
(https://spec.openapis.org/registry/format/decimal)."""


@lru_cache(maxsize=1024)
def not_decimal(pattern: str | None) -> str | None:
    """A string that `pattern` accepts and that is no decimal; None when it is proved that there is none.

    Where that can't be said within bounds, or there is no pattern, the answer is a string like any other: `abc`.
    """
    decimals = at_least(_DECIMAL)
    accepted = at_least(pattern) if pattern is not None else None
    if accepted is None or decimals is None:
        return "abc"
    try:
        return shortest([accepted], [decimals])
    except TooHard:
        return "abc"
