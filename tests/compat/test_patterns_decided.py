"""Patterns that an automaton alone doesn't say: properties, lookaheads, back-references, formats beside them, `[^]`."""

from __future__ import annotations

from typing import Any

import pytest

from bridgewright.compat import compare

CASES: dict[str, tuple[dict[str, Any], dict[str, Any], str, str]] = {
    "letters are their five kinds": (
        {"pattern": r"^\p{L}+$"},
        {"pattern": r"^[\p{Lu}\p{Ll}\p{Lt}\p{Lm}\p{Lo}]+$"},
        *("compatible", "compatible"),
    ),
    "letters of one alphabet": ({"pattern": r"^\p{L}+$"}, {"pattern": "^[A-Za-z]+$"}, "breaking", "compatible"),
    "capitals are letters": ({"pattern": r"^\p{Lu}+$"}, {"pattern": r"^\p{L}+$"}, "compatible", "breaking"),
    "no property at all": ({"pattern": r"^\P{L}$"}, {"pattern": r"^[^\p{L}]$"}, "compatible", "compatible"),
    "a property that nobody knows": ({"pattern": r"^\p{Nowhere}$"}, {"pattern": r"^\p{L}$"}, "undecided", "undecided"),
    "a condition more": ({"pattern": "^(?!test).*$"}, {"pattern": "^(?!test)(?!prod).*$"}, "breaking", "compatible"),
    "a wanted digit": (
        {"pattern": "^(?=.*[0-9])[a-z0-9]{3,5}$"},
        {"pattern": "^[a-z0-9]{3,5}$"},
        *("compatible", "breaking"),
    ),
    "two conditions, one after the other": (
        {"pattern": "^(?=a)(?=.b)[a-c]{2}$"},
        {"pattern": "^ab$"},
        *("compatible", "compatible"),
    ),
    "a lookahead that isn't the first": ({"pattern": "^a(?=b)[bc]$"}, {"pattern": "^ab$"}, "undecided", "undecided"),
    "a lookahead in one branch": ({"pattern": "^(?=a)b|c$"}, {"pattern": "c$"}, "undecided", "undecided"),
    "a name again": ({"pattern": r"^(?<n>a|b)\k<n>$"}, {"pattern": "^(aa|bb)$"}, "compatible", "compatible"),
    "a number again": ({"pattern": r"^(a|b)x\1$"}, {"pattern": "^[ab]x[ab]$"}, "compatible", "breaking"),
    "a group that may take no part": ({"pattern": r"^(a)?\1$"}, {"pattern": "^(aa)?$"}, "undecided", "undecided"),
    "a group that repeats": ({"pattern": r"^(a|b){2}\1$"}, {"pattern": "^[ab]{3}$"}, "undecided", "breaking"),
    "ids are hexadecimal": (
        {"format": "uuid"},
        {"pattern": "^[0-9a-fA-F-]{36}$"},
        *("compatible", "breaking"),
    ),
    "ids of version 4": (
        {"format": "uuid"},
        {"pattern": "^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$"},
        *("breaking", "compatible"),
    ),
    "any character": ({"pattern": "^[^]+$"}, {"minLength": 1}, "compatible", "compatible"),
    "no character": ({"pattern": "^[]$"}, {"pattern": "^a$"}, "compatible", "breaking"),
    "a bracket that begins a class, or doesn't": ({"pattern": "^[]a]$"}, {"pattern": "^a$"}, "undecided", "undecided"),
    "one that begins a class of others": (
        {"pattern": "^[^]a]$"},
        {"pattern": r"^[\s\S]a\]$"},
        *("undecided", "undecided"),
    ),
    "words beside a lookahead may be Unicode's": (
        {"pattern": r"^(?=.)\w$"},
        {"pattern": "^[A-Za-z0-9_]$"},
        *("undecided", "compatible"),
    ),
    "digits beside a lookahead, too": (
        {"pattern": r"^(?!q)\d$"},
        {"pattern": "^[0-9]$"},
        *("undecided", "compatible"),
    ),
    "and spaces": ({"pattern": r"^(?=.)\s$"}, {"pattern": r"^\s$"}, "undecided", "breaking"),
    "digits beside a back-reference": (
        {"pattern": r"^(\d)\1$"},
        {"pattern": "^[0-9]{2}$"},
        *("undecided", "breaking"),
    ),
    "digits beside lookaheads on both sides": (
        {"pattern": r"^(?!0)\d$"},
        {"pattern": r"^(?!00)\d$"},
        *("compatible", "breaking"),
    ),
    "values beside flags": ({"enum": ["ABC"]}, {"pattern": "(?i)^abc$"}, "undecided", "undecided"),
    "values that some engines take for digits": (
        {"enum": ["\u0663"]},
        {"pattern": r"^(?=.)\d$"},
        *("undecided", "breaking"),
    ),
    "flags aren't ECMA-262's": ({"pattern": "(?i)^a$"}, {"pattern": "^[aA]$"}, "undecided", "undecided"),
}


@pytest.mark.parametrize(("old", "new", "backward", "forward"), CASES.values(), ids=CASES)
def test_what_is_decided_of_patterns(old: dict[str, Any], new: dict[str, Any], backward: str, forward: str) -> None:
    """Proved or shown by a text, where that can be; undecided where engines or automata don't say."""
    found = compare({"type": "string", **old}, {"type": "string", **new}).verdict

    assert {"backward": backward, "forward": forward} == {way: str(outcome) for way, outcome in found.items()}
