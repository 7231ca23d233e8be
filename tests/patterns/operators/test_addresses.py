"""IP literals as the engine's Java runtime reads them (event-ruler `CIDR`, `CIDRTest`)."""

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.patterns.operators.addresses import Address, address, looks_like_address


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.0.0.0", Address(0x0A000000, 32)),
        ("54.240.196.171", Address(0x36F0C4AB, 32)),
        ("010.000.0.01", Address(0x0A000001, 32)),
        ("::1", Address(1, 128)),
        ("::", Address(0, 128)),
        ("2001:db8::ff00:42:8329", Address(0x20010DB8000000000000FF0000428329, 128)),
        ("0011:2233:4455:6677:8899:aabb:ccdd:eeff", Address(0x00112233445566778899AABBCCDDEEFF, 128)),
        ("::ffff:102:304", Address(0x01020304, 32)),
    ],
)
def test_a_literal_is_an_address(text: str, expected: Address) -> None:
    """The rows of CIDRTest.TestToString, leading zeros, and an IPv4-mapped address, which Java makes IPv4."""
    assert expected == address(text)


@pytest.mark.parametrize(
    "text",
    [
        *("700.168.0.1", "10.0.0", "10.0.0.0.0", "1.2.3.-4", "0000000000000001.0.0.1", "1.2.3.4\n", "٣.1.1.1"),
        *("foo", "", ":", ":::", "1:2", "08:23", "1::2::3", "fe80::1%eth0", "12345::"),
        *("1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7::8:9"),
    ],
)
def test_anything_else_is_no_address(text: str) -> None:
    """The rows of CIDRTest.testToStringFailures and other near misses."""
    assert address(text) is None


@given(st.ip_addresses(v=4))
def test_every_ipv4_address_reads_back(value: ipaddress.IPv4Address) -> None:
    """The standard library's spelling gives the standard library's number."""
    assert Address(int(value), 32) == address(str(value))


@given(st.ip_addresses(v=6))
def test_every_ipv6_address_reads_back(value: ipaddress.IPv6Address) -> None:
    """Compressed and exploded spellings agree; mapped addresses become IPv4."""
    mapped = value.ipv4_mapped
    expected = Address(int(mapped), 32) if mapped else Address(int(value), 128)

    assert expected == address(value.exploded)
    if "." not in value.compressed:
        assert expected == address(value.compressed)


def test_a_literal_can_look_right_and_be_wrong() -> None:
    """The engine words "Invalid" and "Nonstandard" by this difference."""
    assert looks_like_address("700.168.0.1")
    assert not looks_like_address("foo")
