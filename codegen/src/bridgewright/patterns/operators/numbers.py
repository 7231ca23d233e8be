"""Numbers as EventBridge compares them: exact, six decimals, within ±5e9.

Source: aws/event-ruler `ComparableNumber` (issue aws/event-ruler#163: decimal, not binary, arithmetic) and
the user guide, "Numeric matching" (values between -5.0e9 and +5.0e9 inclusive, 15 digits of precision).
"""

from __future__ import annotations

import math
import re

from bridgewright.patterns.jsontext import Number

LIMIT = 5_000_000_000
_MICRO = 1_000_000
_DECIMALS = 6
_PARTS = re.compile(r"-?(?P<whole>[0-9]+)(?:\.(?P<fraction>[0-9]+))?(?:[eE](?P<exponent>[+-]?[0-9]+))?")


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


def _parts(text: str) -> tuple[str, int]:
    """Significant digits of a JSON number and how many of them are decimals: `-1.50` gives `("15", 1)`."""
    match = _PARTS.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not a JSON number")
    whole, fraction, exponent = match["whole"], match["fraction"] or "", match["exponent"] or "0"
    digits = (whole + fraction).lstrip("0")
    kept = digits.rstrip("0")
    if len(exponent) > 18:
        exponent = "-1" + "0" * 17 if exponent.startswith("-") else "1" + "0" * 17
    return kept, len(fraction) - int(exponent) - (len(digits) - len(kept)) if kept else 0


def _of_text(text: str) -> int | None:
    digits, decimals = _parts(text)
    if decimals > _DECIMALS or len(digits) - decimals > 10:
        return None
    micro: int = int(digits or "0") * 10 ** (_DECIMALS - decimals)
    if micro > LIMIT * _MICRO:
        return None
    return -micro if text.startswith("-") else micro


def out_of_range(value: Number) -> str:
    """Why `value` isn't comparable, in the engine's words."""
    digits, decimals = _parts(value.text)
    whole = digits[: max(0, len(digits) - decimals)]
    if decimals > _DECIMALS and len(whole) <= 10 and int(whole or "0") < LIMIT:
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
