r"""Patterns are compared over every letter. Engines differ at `.` alone, and no verdict rests on that.

ECMA-262 (section 22.2.2.9, CharacterSetMatcher of `.`) leaves the line feed, the carriage return, U+2028 and U+2029 out
of `.`; Rust's and Python's engines leave out the line feed alone. On every other way to write them all engines agree.
"""

from __future__ import annotations

import pytest

from bridgewright.compat import Outcome, compare

YES, NO, UNKNOWN = Outcome.COMPATIBLE, Outcome.BREAKING, Outcome.UNDECIDED
PAIRS = [
    # old, new, old texts fit the new pattern, new texts fit the old one
    (r"^[^\r\n]{1,80}$", r"^[^\n]{1,80}$", YES, NO),
    (r"^[a\u2028]$", r"^a$", NO, YES),
    (r"^[a\u2029]$", r"^a$", NO, YES),
    (r"^[\s\S]$", r"^[^\r]$", NO, YES),
    (r"^\s$", r"^[ \t\n\v\f]$", NO, YES),
    (r"^\S+$", r"^[^ ]+$", YES, NO),
    (r"^[^\u0378]$", r"^[\s\S]$", YES, NO),
    (r"^[\u{1F600}-\u{1F64F}]$", r"^\W$", YES, NO),
    (r"^\r$", r"^\u000d$", YES, YES),
    (r"^(a|\r\n)$", r"^(\r\n|a)$", YES, YES),
    # what is said with a dot, and doesn't rest on what it matches
    (r"^.{1,5}$", r"^.{1,8}$", YES, NO),
    (r"^.*$", r"^.*$", YES, YES),
    (r"^a.$", r"^.{2}$", YES, NO),
    (r"^a.*$", r"^a", YES, NO),
    (r"^[a-z]+$", r"^.+$", YES, NO),
    (r"^\.$", r"^[.]$", YES, YES),
    (r"^[.\r]$", r"^[\r.]$", YES, YES),
    # what rests on it: one engine finds a text that another doesn't
    (r"^.$", r"^[^\n]$", YES, UNKNOWN),
    (r"^.$", r"^[^\n\r\u2028\u2029]$", UNKNOWN, YES),
    (r"^[a\r]$", r"^(.|b)$", UNKNOWN, NO),
    (r"^\r$", r"^.$", UNKNOWN, NO),
    # ECMA-262 has no inline flags: what one makes of them another refuses
    (r"^(?i)abc$", r"^[aA][bB][cC]$", UNKNOWN, UNKNOWN),
    (r"^(?s).$", r"^[\s\S]$", UNKNOWN, UNKNOWN),
]


@pytest.mark.parametrize(("old", "new", "backward", "forward"), PAIRS)
def test_no_letter_is_left_out(old: str, new: str, backward: Outcome, forward: Outcome) -> None:
    """Each direction is decided by a letter that tells the patterns apart, or by the proof that there is none."""
    found = compare({"type": "string", "pattern": old}, {"type": "string", "pattern": new})

    assert {"backward": backward, "forward": forward} == found.verdict


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ({"enum": ["a\rb"]}, {"pattern": "^a.b$"}, UNKNOWN),
        ({"enum": ["a\rb"]}, {"pattern": r"^a[^\n]b$"}, YES),
        ({"enum": ["a\rb", "ab"]}, {"pattern": "^a.b$"}, NO),
        ({"enum": [{"a\u2028": 1}]}, {"patternProperties": {"^a.$": {"type": "string"}}}, UNKNOWN),
        ({"enum": [{"a\u2028": 1}]}, {"patternProperties": {"^a": {"type": "string"}}}, NO),
        ({"enum": [{"\r": 1}]}, {"propertyNames": {"pattern": "."}}, UNKNOWN),
        (
            {"properties": {"\r": {"type": "null"}}, "required": ["\r"]},
            {"patternProperties": {".": {"type": "null"}}},
            NO,
        ),
        ({"patternProperties": {".": False}}, {"properties": {"\r": {"type": "null"}}}, UNKNOWN),
    ],
)
def test_values_and_names_with_line_ends(old: object, new: object, expected: Outcome) -> None:
    """A text of which engines say different things decides nothing, as a value and as a property's name."""
    found = compare(old, new, content_model="open")

    assert expected is found.verdict["backward"]
