"""Numbers as EventBridge compares them: exact, six decimals, within ±5e9.

Source: aws/event-ruler `ComparableNumber` (issue aws/event-ruler#163: decimal, not binary, arithmetic) and
the user guide, "Numeric matching" (values between -5.0e9 and +5.0e9 inclusive, 15 digits of precision).
"""

from __future__ import annotations

import math
import re
from decimal import Decimal

from bridgewright.patterns.jsontext import Number

LIMIT = 5_000_000_000
_MICRO = 1_000_000
_PARTS = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?")


def comparable(value: object) -> int | None:
    """The number in millionths, or None for what the engine can't compare.

    Not comparable: what isn't a number (booleans and numeric strings included), more than six decimals,
    outside ±5e9. Such a number equals only a number spelled the same.
    """
    if isinstance(value, bool):
        return None
    if isinstance(value, int):
        return value * _MICRO if -LIMIT <= value <= LIMIT else None
    if isinstance(value, float):
        if not (-LIMIT <= value <= LIMIT):  # NaN and infinities too
            return None
        return int(value) * _MICRO if value.is_integer() else _of_text(repr(value))
    return _of_text(value.text) if isinstance(value, Number) else None


def _of_text(text: str) -> int | None:
    match = _PARTS.fullmatch(text)
    if match is None:
        return None
    sign, whole, fraction, exponent = match.groups()
    digits = (whole + (fraction or "")).lstrip("0")
    if not digits:
        return 0
    if len(exponent or "") > 18:
        return None
    scale = len(fraction or "") - int(exponent or 0)
    scale -= len(digits) - len(digits.rstrip("0"))
    digits = digits.rstrip("0")
    if scale > 6 or len(digits) - scale > 10:
        return None
    micro: int = int(digits) * 10 ** (6 - scale)
    if micro > LIMIT * _MICRO:
        return None
    return -micro if sign else micro


def out_of_range(value: Number) -> str:
    """Why `value` isn't comparable, in the engine's words."""
    number = Decimal(value.text)
    if -LIMIT <= number <= LIMIT:
        return f"Only values upto 6 decimals are supported {value.text}"
    return "Value must be between -5.0E9 and 5.0E9, inclusive"


def plain(micro: int) -> str:
    """The shortest JSON spelling of a number in millionths: `300`, `-0.5`."""
    whole, fraction = divmod(abs(micro), _MICRO)
    text = f"{whole}.{fraction:06d}".rstrip("0").rstrip(".")
    return f"-{text}" if micro < 0 else text


def is_number(value: object) -> bool:
    """True for a JSON number, as decoded or as spelled."""
    if isinstance(value, bool):
        return False
    return isinstance(value, (int, Number)) or (isinstance(value, float) and math.isfinite(value))
