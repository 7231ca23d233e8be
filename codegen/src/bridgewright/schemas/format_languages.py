"""What is known of string formats: which a draft asserts, texts that follow them, and patterns that all of them match.

Whether a text follows a format is asked of jsonschema-rs, so that proof and judgement speak of the same thing.
"""

from __future__ import annotations

from contextlib import suppress
from functools import lru_cache
from typing import Any, Final

import jsonschema_rs

from bridgewright.schemas.regex.characters import LINE_ENDS
from bridgewright.schemas.regex.rewriting import engines_differ
from bridgewright.schemas.regex.spelling import dotless

_VALIDATORS: Final[dict[int, Any]] = {
    4: jsonschema_rs.Draft4Validator,
    5: jsonschema_rs.Draft202012Validator,
    6: jsonschema_rs.Draft6Validator,
    7: jsonschema_rs.Draft7Validator,
    2019: jsonschema_rs.Draft201909Validator,
    2020: jsonschema_rs.Draft202012Validator,
}
"""By `Dialect.year`; OpenAPI 3.0 (5) is judged after a translation to 2020-12."""

SAMPLES: Final = (
    *("2020-01-01", "2021-12-31", "1999-02-28", "2020-01-01T00:00:00Z", "1985-04-12T23:20:50.52+01:00"),
    *("23:20:50Z", "00:00:00+00:00", "P1D", "PT36H", "a@b.co", "a@b.c", "someone@example.com", "\u00fc@b.co", "b.co"),
    *(
        "example.com",
        "xn--nxasmq6b.example",
        "\u00fc.example",
        "127.0.0.1",
        "10.0.0.255",
        "::1",
        "2001:db8::ff00:42:8329",
    ),
    *("https://example.com/a?b=c#d", "urn:isbn:0451450523", "http://\u00fc.example/\u00fc", "/a/b", "#frag", ""),
    *("{a}", "https://example.com/{id}", "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11"),
    *(
        "6F1D2C3B-4A59-4687-B8C9-D0E1F2A3B4C5",
        "00000000-0000-0000-0000-000000000000",
        "0/a",
        "1#",
        "^a+$",
        "(",
        "[",
        "\\",
    ),
    *("a", "zz zz", "%%", "12", "1", "a b", "-", "~2", "\u0000"),
    *(
        '"a b"@c.de',
        "/a b",
        "/~2",
        "/(",
        "/{",
        "0/ ",
        "0/(",
        "0/{",
        "\u0131@b.co",
        "/\u00fc",
        "\u00fc",
        "http://a/'",
        "http://[::1]/",
    ),
    *("P1Y2M3DT4H5M6S", "255.255.255.255", "abcd:ef01:2345:6789:abcd:ef01:2345:6789", "12:34:56.789012+01:30", "a.b.c"),
)
"""Texts of every format, and of none."""

_DATE: Final = "[0-9]{4}-[0-9]{2}-[0-9]{2}"
_TIME: Final = r"[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
_SCHEME: Final = "[A-Za-z][A-Za-z0-9+.-]*:"
IMPLIED_PATTERNS: Final = {
    "date": f"^{_DATE}$",
    "time": f"^{_TIME}$",
    "date-time": f"^{_DATE}[Tt]{_TIME}$",
    "duration": "^P[0-9YMWDTHS]+$",
    "uuid": "^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$",
    "ipv4": r"^[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}\.[0-9]{1,3}$",
    "ipv6": "^[0-9A-Fa-f:.]{2,45}$",
    "hostname": "^[A-Za-z0-9][A-Za-z0-9.-]*$",
    "idn-hostname": r"^[\s\S]+$",
    "email": "^[ -~]+@[!-?A-~]+$",
    "idn-email": r"^[\s\S]+@[\s\S]+$",
    "uri": f"^{_SCHEME}[!-~]*$",
    "uri-reference": "^[!-~]*$",
    "iri": rf"^{_SCHEME}[^\x00-\x20]*$",
    "iri-reference": r"^[^\x00-\x20]*$",
    "uri-template": r"^[^\x00-\x20]*$",
    "json-pointer": r"^(/[\s\S]*)?$",
    "relative-json-pointer": r"^[0-9]+(#|/[\s\S]*)?$",
}
"""Patterns that all texts of a format match (RFC 3339, 9562, 2673, 4291, 1123, 5321, 6531, 3986, 3987, 6570, 6901)."""
PLAIN_PATTERNS: Final = {
    **IMPLIED_PATTERNS,
    "date": r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$",
    "date-time": r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])[Tt ]([01][0-9]|2[0-3]):[0-5][0-9]:[0-6][0-9]"
    r"([.,][0-9]+)?([Zz]|[+-]([01][0-9]|2[0-3]):?[0-5][0-9])$",
}
"""The same as their RFCs have them, without what some validators let pass besides."""
_OF_RFC_3339: Final = frozenset({"date", "time", "date-time"})
_LABEL: Final = "[A-Za-z0-9](-?[A-Za-z0-9]){0,31}"
SUFFICIENT_PATTERNS: Final = {
    "uuid": IMPLIED_PATTERNS["uuid"],
    "ipv4": r"^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])$",
    "date": "^[1-9][0-9]{3}-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$",
    "time": r"^([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](\.[0-9]{1,9})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])$",
    "hostname": rf"^{_LABEL}(\.{_LABEL}){{0,2}}$",
    "idn-hostname": rf"^{_LABEL}(\.{_LABEL}){{0,2}}$",
    **dict.fromkeys(("uri-reference", "iri-reference", "uri-template"), "^[A-Za-z0-9._~-]*$"),
    "regex": "^[A-Za-z0-9 _/:@,=-]*$",
    "json-pointer": "^(/[^~]*)?$",
}
"""Patterns of which every match is a text of the format, though not every text of the format matches."""


_REFERENCES: Final = ("uri-reference", "iri-reference", "uri-template")
_WIDER_FORMATS: Final = {
    "uri": ("iri", "uri-reference", "iri-reference"),
    "iri": ("iri-reference",),
    "uri-reference": ("iri-reference",),
    "email": ("idn-email",),
    "date": ("hostname", "idn-hostname", "regex", *_REFERENCES),
    "uuid": ("hostname", "idn-hostname", "regex", *_REFERENCES),
    "ipv4": ("hostname", "idn-hostname", "regex", *_REFERENCES),
    "hostname": ("regex", *_REFERENCES),
    "duration": ("regex", *_REFERENCES),
    **dict.fromkeys(("time", "date-time", "ipv6"), ("regex", "uri-template")),
}
"""Formats that every text of a format follows, too, as their characters and their order show."""


class Unsure(Exception):
    """It can't be said: it depends on the engine, or a branch can neither be closed nor be given a value."""


def implied_formats(names: tuple[str, ...]) -> set[str]:
    """The formats that a text follows which follows these."""
    return {wider for name in names for wider in (name, *_WIDER_FORMATS.get(name, ()))}


@lru_cache(maxsize=1024)
def follows(name: str, text: str) -> bool:
    """True when the text follows the format.

    RFC 3339 has digits where jsonschema-rs takes neighbours of theirs: `20+1-12-31` is no date.
    """
    if name in _OF_RFC_3339 and not _found(IMPLIED_PATTERNS[name], text):
        return False
    return bool(_validator(2020, name).is_valid(text))


@lru_cache(maxsize=512)
def asserted(year: int, name: str) -> bool:
    """True when validators of this draft refuse any text for this format: an unknown format says nothing."""
    validator = _validator(year, name)
    return any(not validator.is_valid(text) for text in SAMPLES)


@lru_cache(maxsize=512)
def _validator(year: int, name: str) -> Any:
    return _VALIDATORS[year]({"type": "string", "format": name}, validate_formats=True)


def validator_class(year: int) -> Any:
    """jsonschema-rs's validator for a dialect's year."""
    return _VALIDATORS[year]


@lru_cache(maxsize=4096)
def matches(pattern: str, text: str) -> bool | None:
    """True when the pattern is found in the text; None where that depends on the engine, or this one can't say.

    Engines differ on `.`, and on more that few patterns have. Asked is Rust's: in linear time, or under a backtracking
    limit.
    """
    if engines_differ(pattern, in_ascii=text.isascii()):
        return None
    if "." not in pattern or not any(char in text for char in LINE_ENDS):
        return _found(pattern, text)
    verdicts = {_found(dotless(pattern, wide=wide), text) for wide in (False, True)}
    return verdicts.pop() if len(verdicts) == 1 else None


def named_by(pattern: str, name: str) -> bool:
    """True when the pattern is found in a property's name.

    Raises:
        Unsure: that depends on the engine.
    """
    found = matches(pattern, name)
    if found is None:
        raise Unsure
    return found


def _found(pattern: str, text: str) -> bool | None:
    validator = _pattern(pattern)
    return None if validator is None else bool(validator.is_valid(text))


@lru_cache(maxsize=1024)
def _pattern(pattern: str) -> Any:
    for spelled in (pattern, dotless(pattern, wide=True)):
        with suppress(ValueError):  # jsonschema_rs.ValidationError is one
            return jsonschema_rs.Draft202012Validator({"pattern": spelled})
    return None
