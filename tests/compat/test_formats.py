"""What is taken for true of string formats holds for every text that a validator was asked about."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import jsonschema_rs
import pytest

from bridgewright.compat import compare
from bridgewright.schemas.format_languages import (
    IMPLIED_PATTERNS,
    SAMPLES,
    SUFFICIENT_PATTERNS,
    follows,
    implied_formats,
    matches,
)
from letters import LETTERS
from thorough import samples

TEXTS = samples(400_000, 8_000)
POOL = (
    *"0129aAfFgZzPTYMDHSW-+:./#@~%?&=,;!$'()*[]{}\\^|_\" <>`",
    "\u00fc",
    "\u0131",
    "\u3000",
    "\x7f",
    "\x00",
    "\n",
    *LETTERS,
)
STARTS = (
    *("0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11", "2026-02-28", "23:59:59.5Z", "2026-11-30T12:00:00+01:00", "P1Y2M3W"),
    *(
        "P1DT2H",
        "10.20.30.255",
        "::ffff:1.2.3.4",
        "fe80::1",
        "a-b.c-d.example",
        "xn--nxasmq6b",
        "a.b@c.d",
        '"x y"@[::1]',
    ),
    *(
        "http://u@[::1]:80/p?q#f",
        "//host/p",
        "../a",
        "?q",
        "#f",
        "{+a,b}/c{?d*}",
        "/a/~0b",
        "12/x",
        "0#",
        "^a{2}$",
        "urn:a:b",
    ),
)


def texts(random: Random, count: int) -> Iterator[str]:
    """Texts of every format with a few characters changed, and texts of a few characters."""
    starts = (*STARTS, *SAMPLES)
    for _ in range(count):
        made = list(random.choice(starts)) if random.random() < 0.85 else []
        for _ in range(random.randint(0, 3)):
            at = random.randint(0, len(made))
            made[at : at + random.randint(0, 1)] = random.choice(POOL) if random.random() < 0.7 else ""
        yield "".join(made)


def test_every_text_of_a_format_is_as_its_patterns_say() -> None:
    """It matches what the format implies, follows the wider formats, and what suffices suffices."""
    wrong = []
    for text in texts(Random(9), TEXTS):
        for name, pattern in IMPLIED_PATTERNS.items():
            if follows(name, text):
                wrong += [] if matches(pattern, text) is not False else [("implied", name, text)]
                wrong += [
                    ("wider", name, wider, text) for wider in implied_formats((name,)) if not follows(wider, text)
                ]
        for name, pattern in SUFFICIENT_PATTERNS.items():
            wrong += [("sufficient", name, text)] if matches(pattern, text) and not follows(name, text) else []

    assert wrong == []


def test_dates_have_digits() -> None:
    """RFC 3339, section 5.6: what jsonschema-rs takes for digits decides nothing, and bindings refuse it."""
    found = compare({"enum": ["20+1-12-31"]}, {"format": "date"})

    assert str(found.verdict["backward"]) == "undecided"


@pytest.mark.parametrize("name", SUFFICIENT_PATTERNS)
def test_a_pattern_may_be_enough_for_a_format(name: str) -> None:
    """Texts of the pattern get the format, and nobody who sends them is broken."""
    pattern = SUFFICIENT_PATTERNS[name]
    found = compare({"type": "string", "pattern": pattern}, {"type": "string", "pattern": pattern, "format": name})

    assert str(found.verdict["backward"]) == "compatible"


@pytest.mark.parametrize(
    ("old", "new", "backward", "forward"),
    [
        ({"format": "uuid"}, {"minLength": 36, "maxLength": 36}, "compatible", "breaking"),
        ({"format": "email"}, {"minLength": 3}, "compatible", "breaking"),
        ({"format": "email"}, {"minLength": 4}, "breaking", "breaking"),
        ({"format": "uri"}, {"pattern": "^[a-zA-Z]"}, "compatible", "breaking"),
        ({"format": "uuid"}, {"format": "hostname"}, "compatible", "breaking"),
        ({"format": "ipv4"}, {"maxLength": 15}, "compatible", "breaking"),
        ({"format": "ipv4"}, {"maxLength": 14}, "breaking", "breaking"),
        ({"format": "date-time"}, {"format": "date"}, "breaking", "breaking"),
        ({"format": "uri"}, {"format": "uri-reference"}, "compatible", "breaking"),
        ({"format": "json-pointer"}, {"pattern": "^(/|$)"}, "compatible", "breaking"),
    ],
)
def test_formats_against_lengths_patterns_and_each_other(old: object, new: object, backward: str, forward: str) -> None:
    """What the characters of a format show is decided."""
    found = compare({"type": "string", **old}, {"type": "string", **new})  # type: ignore[dict-item]

    assert {"backward": backward, "forward": forward} == dict(found.verdict)


def test_the_samples_tell_every_format() -> None:
    """Of each format with a pattern there is a sample that the validator takes, and one that it refuses."""
    for name in IMPLIED_PATTERNS:
        judge = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
        verdicts = {judge.is_valid(text) for text in SAMPLES}

        assert {True, False} == verdicts
