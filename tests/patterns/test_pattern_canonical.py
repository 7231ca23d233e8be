"""The canonical form."""

import json

import pytest

from bridgewright.patterns import DEFAULT_SIZE, LARGEST_SIZE, InvalidPattern, Pattern, over_quota


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ('{"b":["y","x","x"],"a":[3.0e2]}', '{"a":[300],"b":["x","y"]}'),
        ('{"a.b":[1],"a":{"c":[2]}}', '{"a":{"b":[1],"c":[2]}}'),
        ('{"a":{"b":[1]},"a":{"c":[2]}}', '{"a":{"b":[1],"c":[2]}}'),
        ('{"a":[1],"a":[2]}', '{"a":[2]}'),
        ('{"a":[1],"a.b":[2]}', '{"a":[1],"a.b":[2]}'),
        ('{"$or":[{"b":[1]},{"a":[2]}],"c":[3]}', '{"$or":[{"a":[2]},{"b":[1]}],"c":[3]}'),
        ('{"d":{"$or":[{"b.x":[1]},{"a":[2]}]}}', '{"d":{"$or":[{"a":[2]},{"b":{"x":[1]}}]}}'),
        ('{"$or":[{"a":[1]},{"b":[2]}],"a":[3]}', '{"$or":[{"a":[1]},{"b":[2]}],"a":[3]}'),
        ('{"a":[3],"$or":[{"a":[1]},{"b":[2]}]}', '{"a":[3],"$or":[{"a":[1]},{"b":[2]}]}'),
        ('{"$or":[{"a.prefix":[1]},{"b":[2]}]}', '{"$or":[{"a.prefix":[1]},{"b":[2]}]}'),
        ('{"a":[{"exactly":"x"},{"numeric":["=",1.50]}]}', '{"a":["x",{"numeric":["=",1.5]}]}'),
        ('{"a":["é","\\ud800"]}', '{"a":["\\ud800","é"]}'),
        ('{"a":[123456789012.0]}', '{"a":[123456789012.0]}'),
    ],
)
def test_a_pattern_has_one_spelling(pattern: str, expected: str) -> None:
    """Compact, sorted, without repeats; dotted keys nested where that is possible; order kept where it counts."""
    assert expected == Pattern.parse(pattern).canonical()


def test_equal_patterns_are_equal_only_as_canonical_text() -> None:
    """Two spellings of one pattern have the same canonical form."""
    left, right = Pattern.parse({"a": {"b": ["x", "y"]}}), Pattern.parse({"a.b": ["y", "x"]})

    assert left.canonical() == right.canonical()
    assert json.loads(left.canonical()) == {"a": {"b": ["x", "y"]}}


def test_a_quota_counts_canonical_characters() -> None:
    """2,048 by default, 4,096 at most (EventBridge quotas): asked for, and no reason to refuse a pattern."""
    pattern = Pattern.parse({"a": ["x" * 2038]})

    assert len(pattern.canonical()) == DEFAULT_SIZE
    assert over_quota(pattern) == 0
    assert over_quota(Pattern.parse({"a": ["x" * 2039]})) == 1
    assert over_quota(Pattern.parse({"a": ["é" * 4086]}), LARGEST_SIZE) == 0


def test_combinations_of_alternatives_are_limited() -> None:
    """User guide: a pattern with `$or` may have 1,000 combinations, and 1,001 are too many, however they come about."""
    ten = {"$or": [{f"f{n}": [1]} for n in range(10)]}
    nested = {"a": ten, "b": ten, "c": ten}

    assert len(Pattern.parse(nested).branches) == 1000
    with pytest.raises(InvalidPattern, match="combinations"):
        Pattern.parse({**nested, "d": {"$or": [{"x": [1]}, {"y": [1]}]}})
    with pytest.raises(InvalidPattern, match="combinations"):
        Pattern.parse({"$or": [{f"f{n}": [1]} for n in range(1001)]})
