"""Draft-04's `integer` tells 1 from 1.0 (section 3.5 of its core: a number without a fraction part), at any depth.

`enum` and, in later drafts, `const` don't: numbers are equal by their mathematical value in every draft. So a schema
that lists `[1]` accepts `[1.0]`, which draft-04's `items: {type: integer}` refuses, as its validators do.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from bridgewright.compat import Outcome, compare

DRAFT_4 = "http://json-schema.org/draft-04/schema#"
INTEGER: dict[str, Any] = {"type": "integer"}
BREAKS = [
    ({"enum": [1]}, INTEGER),
    ({"enum": [[1]]}, {"items": INTEGER}),
    ({"enum": [[1.0]]}, {"items": INTEGER}),
    ({"enum": [{"a": [2, "x"]}]}, {"additionalProperties": {"items": {"type": ["integer", "string"]}}}),
    ({"enum": [{"a": {"b": 3}}]}, {"properties": {"a": {"properties": {"b": INTEGER}}}}),
    ({"type": "array", "items": {"type": "number"}}, {"items": INTEGER}),
    ({"type": "array", "items": {"enum": [1, 2]}, "minItems": 2}, {"items": INTEGER}),
    ({"enum": [[1]]}, {"not": {"items": {"not": INTEGER}}}),
]
HOLDS = [
    ({"enum": [[1]]}, {"enum": [[1.0]]}),
    ({"enum": [{"a": 1}]}, {"enum": [{"a": 1.0}, 5]}),
    ({"enum": [[1, 2.5]]}, {"items": {"type": "number"}}),
    ({"enum": [[1]], "items": INTEGER}, {"items": INTEGER}),
    ({"type": "array", "items": INTEGER}, {"items": {"type": "number"}}),
    ({"enum": [["1"]]}, {"items": {"type": "string"}}),
]


@pytest.mark.parametrize(("old", "new"), BREAKS)
def test_a_whole_number_with_a_fraction_part_is_no_integer(old: Any, new: Any) -> None:
    """The witness is spelled with a fraction part, and draft-04's validator refuses it."""
    found = compare({"$schema": DRAFT_4, **old}, {"$schema": DRAFT_4, **new}, content_model="open")

    assert found.verdict["backward"] is Outcome.BREAKING
    event = found.witnesses["backward"].event
    assert (True, False) == tuple(jsonschema_rs.Draft4Validator(side).is_valid(event) for side in (old, new))


@pytest.mark.parametrize(("old", "new"), HOLDS)
def test_equal_numbers_stay_equal(old: Any, new: Any) -> None:
    """Where no `integer` is asked for, how a number is spelled changes nothing."""
    found = compare({"$schema": DRAFT_4, **old}, {"$schema": DRAFT_4, **new}, content_model="open")

    assert found.verdict["backward"] is Outcome.COMPATIBLE


@pytest.mark.parametrize(("old", "new"), BREAKS[:7])
def test_later_drafts_hold_them_to_be_one(old: Any, new: Any) -> None:
    """From draft-06 on a whole number is an integer, however it is spelled."""
    dialect = {"$schema": "http://json-schema.org/draft-06/schema#"}
    whole = {"enum": [[1]]} if old.get("type") == "array" and "enum" not in str(old) else old
    found = compare({**dialect, **whole}, {**dialect, **new}, content_model="open")

    assert found.verdict["backward"] is Outcome.COMPATIBLE
