"""`cidr`."""

import ipaddress

from hypothesis import given
from hypothesis import strategies as st

from bridgewright.patterns.operators.cidr import parse_cidr


@given(st.ip_addresses(v=4), st.integers(0, 31), st.ip_addresses(v=4))
def test_an_ipv4_block_holds_what_the_standard_library_says(
    base: ipaddress.IPv4Address, mask: int, other: ipaddress.IPv4Address
) -> None:
    """Host bits of the base don't count."""
    block = ipaddress.ip_network((int(base), mask), strict=False)
    operator = parse_cidr(f"{base}/{mask}", "")

    assert (other in block) == operator.matches(str(other))
    assert operator.matches(str(block.network_address))
    assert operator.matches(str(block.broadcast_address))


def test_blocks_of_one_kind_hold_no_addresses_of_the_other() -> None:
    """`::/0` isn't everything."""
    assert not parse_cidr("::/0", "").matches("10.0.0.1")
    assert not parse_cidr("0.0.0.0/0", "").matches("::1")
    assert parse_cidr("::/0", "").describe() == 'an IP address within "::/0"'
