"""Explanations: which leaf failed, what was seen, what would match."""

from typing import Any

import pytest

from bridgewright.patterns import Explanation, InvalidPattern, Leaf, Pattern


@pytest.mark.parametrize(
    ("pattern", "event", "expected"),
    [
        ({"a": ["x"]}, {"a": "x"}, "matches"),
        ({"a": ["x", 5]}, {"a": "y"}, 'a: "y" is not "x" or the number 5'),
        (
            {"a": {"b": [{"prefix": "x"}]}},
            {"a": {}},
            'a.b: the event has no value there; it must be a string that begins with "x"',
        ),
        ({"a": [{"exists": False}]}, {"a": None}, "a: the event has null; it must be no value at all"),
        ({"a": ["x"]}, {"a": ["p", "q"]}, 'a: "p", "q" is not "x"'),
        ({"a": ["x"]}, [], "the event is not a JSON object"),
        ({"a": ["x"]}, {"a": [1, 2, 3, 4, 5, 6]}, 'a: 1, 2, 3, 4, 5, … is not "x"'),
        (
            {"e": {"f": ["Anna"], "l": ["Jones"]}},
            {"e": [{"f": "Anna", "l": "Smith"}, {"f": "Peter", "l": "Jones"}]},
            'e.l: "Jones", "Smith" would do, but not in the array element that the fields before it need',
        ),
    ],
)
def test_an_explanation_is_a_sentence(pattern: Any, event: Any, expected: str) -> None:
    """One line says what is wrong, or that nothing is."""
    assert expected == str(Pattern.parse(pattern).explain(event)).replace('"Smith", "Jones"', '"Jones", "Smith"')


def test_an_explanation_points_into_the_pattern() -> None:
    """Path, pointer, what was seen and what would do are fields, for whoever prints them."""
    explanation = Pattern.parse({"a": {"b/c": ["x"]}}).explain('{"a":{"b/c":3.0e2}}')

    assert Explanation(False, "a.b/c", "/a/b~1c", (300.0,), '"x"', "value", ("x",)) == explanation


def test_of_alternatives_the_nearest_is_explained() -> None:
    """The branch with the fewest failing leaves is the one that was meant."""
    pattern = Pattern.parse({"$or": [{"a": ["x"], "b": ["y"]}, {"c": ["z"]}]})

    assert pattern.explain({"a": "x", "b": "n"}).path == "b"
    assert pattern.explain({"a": "n", "b": "n", "c": "n"}).path == "c"


def test_leaves_say_what_the_pattern_looks_at() -> None:
    """Each leaf has its path, its operators, its place in the pattern, and whether absence will do."""
    pattern = Pattern.parse({"a": {"b": ["x", {"exists": False}]}, "$or": [{"c.d": [1]}, {"a.b": [{"prefix": "y"}]}]})
    first, second, third = pattern.leaves()

    assert pattern.paths() == {"a.b", "c.d"}
    assert ("a.b", "/a/b", True) == (first.path, first.pointer, first.may_be_absent)
    assert (("c", "d"), "/$or/0/c.d", False) == (second.steps, second.pointer, second.may_be_absent)
    assert isinstance(third, Leaf)
    assert third.accepts("yes")


@pytest.mark.parametrize(
    ("pattern", "pointer", "line"),
    [
        ('{\n"a":{"b":\n[{"prefix":1}]}}', "/a/b/0/prefix", 3),
        ('{"a":[1],\n"b":[]}', "/b", 2),
        ('{\n"a": xx}', "", 2),
        ('{"$or":[{"a":[1]},\n{"b":[["x"]]}]}', "/$or/1/b/0", 2),
        ({"a": {"~/": []}}, "/a/~0~1", 0),
    ],
)
def test_a_refusal_says_where(pattern: Any, pointer: str, line: int) -> None:
    """A JSON Pointer always; a line when there is text."""
    with pytest.raises(InvalidPattern) as refused:
        Pattern.parse(pattern)

    assert (pointer, line) == (refused.value.pointer, refused.value.line)
    assert refused.value.reason in str(refused.value)


@pytest.mark.parametrize(
    ("leaf", "seen", "expected"),
    [
        (["paper", "portal"], "papper", ("paper",)),
        ([10, 300], 250, (300,)),
        ([{"numeric": [">", 1]}], 1, (1.000001,)),
        ([{"numeric": [">=", 5, "<", 9]}], 2, (5,)),
        ([{"numeric": [">=", 5, "<", 9]}], 70, (8.999999,)),
        ([{"prefix": "us-"}], "eu-west-2", ("us-west-2",)),
        ([{"suffix": ".png"}], "photo.jpg", ("photo.png",)),
        ([{"wildcard": "a*z"}], "abc", ("az",)),
        ([{"cidr": "10.0.0.0/8"}], "11.0.0.1", ("10.0.0.0",)),
        ([{"anything-but": "x"}], "x", ("xx",)),
        ([None], "x", (None,)),
        ([{"exists": False}], "x", ()),
    ],
)
def test_an_explanation_names_the_nearest_value_that_would_match(leaf: Any, seen: Any, expected: tuple[Any]) -> None:
    """Of all values that the leaf takes, one close to what was seen; none where only absence would do."""
    pattern = Pattern.parse({"a": leaf})

    assert expected == pattern.explain({"a": seen}).nearest
    assert all(pattern.matches({"a": value}) for value in expected)


def test_the_nearest_value_is_found_beside_any_number() -> None:
    """An integer that no float holds has no distance, and is no crash."""
    assert Pattern.parse({"a": [1.5, "x"]}).explain({"a": 10**400}).nearest in ((1.5,), ("x",))
