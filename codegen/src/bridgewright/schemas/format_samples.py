"""Texts of the formats that OpenAPI and JSON Schema name: telling ones first, then random ones."""

from __future__ import annotations

import base64
import uuid
from collections.abc import Callable
from random import Random

CORNERS: dict[str, tuple[str, ...]] = {
    "uuid": (
        "6f1d2c3b-4a59-4687-b8c9-d0e1f2a3b4c5",
        "00000000-0000-0000-0000-000000000000",
        "0B9B6E1E-3B1F-5F0E-9A57-0A5C1F6A2B11",
        "ffffffff-ffff-ffff-ffff-ffffffffffff",
    ),
    "date": ("2026-11-23", "0001-01-01", "1900-02-28", "2024-02-29", "9999-12-31"),
    "date-time": (
        "2026-11-23T09:30:00Z",
        "0001-01-01T00:00:00Z",
        "2024-02-29T23:59:59.9Z",
        "2026-11-23T09:30:00.123456+05:45",
        "2026-03-29T01:30:00-00:00",
        "2026-11-23T00:00:00.123456789-11:30",
        "2026-11-23T09:30:00+23:59",
        "9999-12-31T23:59:59.999999Z",
    ),
    "byte": ("", "AA==", "AAE=", "AAEC", "+/+/", base64.b64encode(bytes(range(256))).decode()),
    "email": ("a@b.example", "o'connor+pay@mail.example.com", "first.last@xn--bcher-kva.example"),
    "hostname": ("a", "api.example.com", "xn--bcher-kva.example", "a" * 63 + ".example"),
    "ipv4": ("0.0.0.0", "10.0.0.1", "192.0.2.17", "255.255.255.255"),  # noqa: S104  (an address, not a binding)
    "ipv6": ("::", "::1", "2001:db8::8a2e:370:7334", "2001:0db8:85a3:0000:0000:8a2e:0370:7334", "::ffff:192.0.2.1"),
    "uri": ("a:b", "https://example.com", "https://Example.com:8443/a%20b?q=1&r=%C3%A9#f", "urn:isbn:0451450523"),
    "uri-reference": ("", "a", "../a?b=c#d", "//example.com/a", "https://example.com/"),
    "time": ("00:00:00Z", "09:30:00+01:00", "23:59:59.999999-11:30"),
    "duration": ("P1D", "PT0S", "P1Y2M3DT4H5M6S", "P4W"),
    "json-pointer": ("", "/a/0", "/a~1b/~0"),
    "regex": ("", "^a+$", "[0-9]{3}"),
}


def _uuid(rng: Random) -> str:
    return str(uuid.UUID(int=rng.getrandbits(128), version=4))


def _date(rng: Random) -> str:
    return f"{rng.randint(1, 9999):04}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"


def _date_time(rng: Random) -> str:
    fraction = "".join(rng.choices("0123456789", k=rng.choice((0, 1, 3, 6, 9))))
    offset = rng.choice(("Z", f"{rng.choice('+-')}{rng.randint(0, 23):02}:{rng.choice((0, 15, 30, 45, 59)):02}"))
    clock = f"{rng.randint(0, 23):02}:{rng.randint(0, 59):02}:{rng.randint(0, 59):02}"
    return f"{rng.randint(1970, 2199):04}{_date(rng)[4:]}T{clock}{'.' + fraction if fraction else ''}{offset}"


def _byte(rng: Random) -> str:
    return base64.b64encode(rng.randbytes(rng.randint(0, 300))).decode()


def _ipv4(rng: Random) -> str:
    return ".".join(str(rng.randint(0, 255)) for _ in range(4))


def _email(rng: Random) -> str:
    return "".join(rng.choices("abcdefghijklmnopqrstuvwxyz.", k=12)).strip(".").replace("..", ".") + "@example.com"


RANDOM: dict[str, Callable[[Random], str]] = {
    "uuid": _uuid,
    "date": _date,
    "date-time": _date_time,
    "byte": _byte,
    "ipv4": _ipv4,
    "email": _email,
}

WRONG: dict[str, tuple[str, ...]] = {
    "uuid": ("not-a-uuid", "6f1d2c3b4a594687b8c9d0e1f2a3b4c5", "6f1d2c3b-4a59-4687-b8c9-d0e1f2a3b4cg"),
    "date": ("2026-02-30", "23/11/2026", "2026-11-23T00:00:00Z", "20261123"),
    "date-time": ("2026-11-23", "2026-11-23 09:30:00Z", "2026-11-23T09:30:00", "2026-13-01T00:00:00Z"),
    "byte": ("A", "not base64!", "AA=A"),
    "email": ("nobody", "@"),
    "ipv4": ("256.0.0.1", "1.2.3"),
    "ipv6": ("12345::", "1.2.3.4"),
    "uri": ("no scheme", "//example.com"),
    "hostname": ("-a-", "a b"),
    "time": ("25:00:00Z", "9:30"),
}
"""Texts that are not of the format; the judge still has the last word."""
