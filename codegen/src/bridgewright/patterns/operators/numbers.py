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
_DECIMALS = 6
_LONG_DIGITS = 19
_LONGEST = 2**63 - 1
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
    """Why `value` isn't comparable, in the engine's words: decimals first, then what a Java long can't hold."""
    digits, decimals = _parts(value.text)
    if decimals > _DECIMALS:
        stripped = Decimal((value.text.startswith("-"), tuple(map(int, digits)), -decimals))
        return f"Only values upto 6 decimals are supported{stripped} {value.text} {_java_hex(value.text)}"
    if len(digits) - decimals + _DECIMALS > _LONG_DIGITS or int(digits) * 10 ** (_DECIMALS - decimals) > _LONGEST:
        return "Overflow"
    return "Value must be between -5.0E9 and 5.0E9, inclusive"


def _java_hex(text: str) -> str:
    """A number rounded to six decimals, as Java's `Double.toHexString` writes it."""
    digits, decimals = _parts(text)
    micro = 0
    if decimals - len(digits) <= _DECIMALS:
        micro = (int(digits) * 2 // 10 ** (decimals - _DECIMALS) + 1) // 2
    mantissa, exponent = (-micro / _MICRO if text.startswith("-") and micro else micro / _MICRO).hex().split("p")
    mantissa = mantissa.rstrip("0") if "." in mantissa else mantissa
    return f"{mantissa}{'0' if mantissa.endswith('.') else ''}p{int(exponent)}"


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
