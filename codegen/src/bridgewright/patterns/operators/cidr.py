"""`cidr`: a string that is an IP address within a block, IPv4 or IPv6.

Source: user guide, "IP address matching"; aws/event-ruler `CIDR` (`/32` and `/128` are refused, host bits are dropped).
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from typing import Any

from bridgewright.patterns.errors import InvalidPattern, step
from bridgewright.patterns.operators.addresses import Address, address, looks_like_address

_BITS = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True, slots=True)
class Cidr:
    """Addresses that share the first `mask` bits of `network`."""

    value: str
    network: Address = field(compare=False)
    mask: int = field(compare=False)

    def matches(self, value: object) -> bool:
        """True for a string that is an address of the block; never for any other string."""
        if not isinstance(value, str):
            return False
        found = address(value)
        if found is None or found.bits != self.network.bits:
            return False
        shift = self.network.bits - self.mask
        return found.number >> shift == self.network.number >> shift

    def spell(self) -> Any:
        """`{"cidr": …}` as written."""
        return {"cidr": self.value}

    def describe(self) -> str:
        """In words."""
        return f"an IP address within {json.dumps(self.value)}"


def parse_cidr(node: Any, pointer: str) -> Cidr:
    """`{"cidr": node}`."""
    place = step(pointer, "cidr")
    if not isinstance(node, str):
        raise InvalidPattern("prefix match pattern must be a string", place)  # the engine's wording, prefix included
    parts = node.split("/")
    while parts and not parts[-1]:  # as Java's split: trailing empty parts don't count
        parts.pop()
    if len(parts) != 2:
        raise InvalidPattern("Malformed CIDR, one '/' required", place)
    if not _BITS.fullmatch(parts[1]) or not -(2**31) <= int(parts[1][:12]) < 2**31 or len(parts[1]) > 11:
        raise InvalidPattern("Malformed CIDR, mask bits must be an integer", place)
    mask = int(parts[1])
    if mask < 0:
        raise InvalidPattern("Malformed CIDR, mask bits must not be negative", place)
    network = address(parts[0])
    if network is None:
        kind = "Invalid" if looks_like_address(parts[0]) else "Nonstandard"
        raise InvalidPattern(f"{kind} IP address: {parts[0]}", place)
    if mask >= network.bits:
        raise InvalidPattern(f"IPv{4 if network.bits == 32 else 6} mask bits must be < {network.bits}", place)
    return Cidr(node, network, mask)
