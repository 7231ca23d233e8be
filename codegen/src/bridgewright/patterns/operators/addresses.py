"""IP address literals, read as the engine's Java runtime reads them.

Source: aws/event-ruler `CIDR` (its two regular expressions, then `InetAddress`): decimal parts may have
leading zeros, an IPv4-mapped IPv6 address is its IPv4 address, zones are not literals.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_V4 = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+")
_V6 = re.compile(r"[0-9a-fA-F:]*:[0-9a-fA-F:]*")
_MAPPED = 0xFFFF << 32


class Address(NamedTuple):
    """An address: its number and its width, 32 or 128 bits."""

    number: int
    bits: int


def address(text: str) -> Address | None:
    """The address that `text` is a literal of, or None."""
    if _V4.fullmatch(text):
        return _v4(text)
    if _V6.fullmatch(text):
        return _v6(text)
    return None


def looks_like_address(text: str) -> bool:
    """True when the engine takes `text` for an address literal, valid or not."""
    return bool(_V4.fullmatch(text) or _V6.fullmatch(text))


def _v4(text: str) -> Address | None:
    if len(text) > 15:
        return None
    parts = [int(part) for part in text.split(".")]
    return Address(int.from_bytes(bytes(parts), "big"), 32) if all(part < 256 for part in parts) else None


def _v6(text: str) -> Address | None:
    halves = text.split("::")
    if len(halves) > 2:
        return None
    groups = [half.split(":") if half else [] for half in halves]
    if any(not group or int(group, 16) > 0xFFFF for half in groups for group in half):
        return None
    count = sum(len(half) for half in groups)
    if count > 7 if len(halves) == 2 else count != 8:
        return None
    numbers = [[int(group, 16) for group in half] for half in groups]
    filled = numbers[0] + [0] * (8 - count) + (numbers[1] if len(halves) == 2 else [])
    number = int.from_bytes(b"".join(group.to_bytes(2, "big") for group in filled), "big")
    return Address(number & 0xFFFFFFFF, 32) if number >> 32 == _MAPPED >> 32 else Address(number, 128)
