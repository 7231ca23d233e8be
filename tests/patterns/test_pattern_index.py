"""The index of a rule set: few candidates, and never too few."""

from typing import Any

import pytest

from bridgewright.patterns import InvalidEvent, Pattern, RuleSet
from bridgewright.patterns.index import Index


def candidates(rules: dict[str, Any], event: dict[str, Any]) -> set[str]:
    """The names that the index announces for an event."""
    index = Index()
    for name, pattern in rules.items():
        index.add(name, Pattern.parse(pattern).branches)

    return {filed.name for filed in index.candidates(event)}


def test_a_rule_is_filed_under_the_leaf_that_few_share() -> None:
    """All rules of a bus name one source; the field that tells them apart announces one of a thousand."""
    rules = {f"r{n}": {"source": ["payroll"], "detail": {"id": [f"e{n}"]}} for n in range(1000)}

    assert {"r7"} == candidates(rules, {"source": "payroll", "detail": {"id": "e7"}})
    assert set() == candidates(rules, {"source": "payroll", "detail": {"id": "other"}})


@pytest.mark.parametrize(
    ("leaf", "near", "far"),
    [
        ("x", "x", "y"),
        ({"exactly": "::1"}, "::1", "0::1"),
        ("::1", "0:0::1", "::2"),
        (300, 3e2, 301),
        (123456789012, 123456789012, 123456789013),
        (True, True, 1),
        (None, None, ""),
        ({"prefix": "ab"}, "abc", "xab"),
        ({"suffix": "ab"}, "cab", "b"),
        ({"prefix": {"equals-ignore-case": "Ab"}}, "aBc", "xab"),
        ({"suffix": {"equals-ignore-case": "aB"}}, "cAb", "abc"),
        ({"equals-ignore-case": "ab"}, "AB", "abc"),
        ({"wildcard": "a*z"}, "abz", "bz"),
        ({"wildcard": "*z"}, "abz", "bza"),
        ({"wildcard": "az"}, "az", "b"),
    ],
)
def test_a_value_announces_what_it_could_match(leaf: Any, near: Any, far: Any) -> None:
    """Each kind of look-up finds a matching value and passes over others."""
    rules = {"rule": {"a": [leaf]}}

    assert {"rule"} == candidates(rules, {"a": near})
    assert set() == candidates(rules, {"a": far})
    assert {"rule"} == RuleSet({"rule": Pattern.parse({"a": [leaf]})}).match({"a": ["?", near]})


@pytest.mark.parametrize(
    "leaf",
    [
        {"numeric": [">", 0]},
        {"cidr": "10.0.0.0/8"},
        {"exists": True},
        {"anything-but": "x"},
        {"wildcard": "*x*"},
        {"prefix": ""},
        {"equals-ignore-case": "é"},
        {"prefix": {"equals-ignore-case": "É"}},
    ],
)
def test_what_no_look_up_decides_is_announced_by_presence(leaf: Any) -> None:
    """Such a leaf costs a full check for every event that has the field, and none for the others."""
    rules = {"rule": {"a": [leaf]}}

    assert {"rule"} == candidates(rules, {"a": "anything"})
    assert set() == candidates(rules, {"b": "anything"})


def test_a_branch_that_absence_satisfies_is_always_a_candidate() -> None:
    """Nothing in an event announces what it lacks."""
    assert {"rule"} == candidates({"rule": {"a": [{"exists": False}]}}, {"b": 1})


def test_rules_come_and_go() -> None:
    """A set that changes answers for what it holds now; a name holds one pattern."""
    rules = RuleSet({"x": Pattern.parse({"a": ["x"]})})
    before = rules.match({"a": "x"})
    rules.add("y", Pattern.parse({"a": ["x", "y"]}))
    rules.add("x", Pattern.parse({"a": ["z"]}))
    after = rules.match({"a": "x"})
    rules.remove("y")

    assert [{"x"}, {"y"}, set()] == [set(before), set(after), set(rules.match({"a": "x"}))]
    assert len(rules) == 1
    with pytest.raises(KeyError):
        rules.remove("y")


def test_text_and_other_values_are_taken_as_by_a_pattern() -> None:
    """JSON text is decoded; what isn't an object matches no rule, not even one that wants a field absent."""
    rules = RuleSet({"no a": Pattern.parse({"a": [{"exists": False}]})})

    assert {"no a"} == rules.match("{}")
    assert frozenset() == rules.match("[]") == rules.match(None) == rules.match(5)


def test_rules_that_come_late_are_found_like_the_first() -> None:
    """After a first question, rules with new kinds of look-ups, shorter beginnings and new fields join the index."""
    rules = RuleSet({f"r{n}": Pattern.parse({"a": [{"prefix": "abcdef" + "x" * n}]}) for n in range(4)})
    found = [set(rules.match({"a": "abcdefxx", "b": 1}))]
    for name, pattern in (
        ("short", {"a": [{"prefix": "ab"}]}),
        ("same size", {"a": [{"prefix": "abcdefxx"}]}),
        ("around", {"a": [{"wildcard": "abc*xx"}]}),
        ("folded", {"a": [{"equals-ignore-case": "ABCDEFXX"}]}),
        ("other", {"b": [1]}),
        ("absent", {"c": [{"exists": False}]}),
    ):
        rules.add(name, Pattern.parse(pattern))
        found.append(set(rules.match({"a": "abcdefxx", "b": 1})) - set.union(*found))

    assert found == [{"r0", "r1", "r2"}, {"short"}, {"same size"}, {"around"}, {"folded"}, {"other"}, {"absent"}]


def test_a_removed_rule_is_gone_from_every_look_up() -> None:
    """Whatever it was filed under, and whether somebody asked in between."""
    patterns = [{"a": ["x", {"prefix": "y"}]}, {"a": [{"exists": False}]}, {"$or": [{"a": ["x"]}, {"b": [1]}]}]
    for asked_before in (True, False):
        rules = RuleSet({str(number): Pattern.parse(pattern) for number, pattern in enumerate(patterns)})
        if asked_before:
            rules.match({"a": "x"})
        for name in ("0", "1", "2"):
            rules.remove(name)
        assert frozenset() == rules.match({"a": "x", "b": 1}) == rules.match({"a": "yes"}) == rules.match({})


@pytest.mark.parametrize(
    "event",
    [
        {"a": {"b": "x"}, "c": 1},
        {"a.b": "x", "c": 1},
        {"a": [{"b": "y"}, {"b": "x"}], "c": [2, 1]},
        {"a": {"b": ["x"]}, "c": [[1]]},
        {"a": {"b": {"d": 1}}, "a.b": "x", "c": 1},
        b'{"a": {"b": "x"}, "c": 1.0}',
        '{"a": {"b": "x"}, "c": 1e0, "d": "\\ud800"}',
        '{"a": {"b": "x"}, "c": 1, "d": 123456789012345678901234567890}',
    ],
)
def test_events_of_every_shape_find_their_rules(event: Any) -> None:
    """Plain objects, dotted keys, arrays, and text that a fast reader of JSON refuses."""
    rules = RuleSet({"both": Pattern.parse({"a": {"b": ["x"]}, "c": [1]}), "no": Pattern.parse({"a": {"b": ["z"]}})})

    assert {"both"} == rules.match(event)


def test_numbers_that_go_by_spelling_are_not_lost_to_a_fast_reader() -> None:
    """A number of 30 digits equals itself, spelled the same, also in text."""
    rules = RuleSet({"long": Pattern.parse('{"a": [123456789012345678901234567890]}')})

    assert {"long"} == rules.match('{"a": 123456789012345678901234567890}')
    assert set() == rules.match('{"a": 123456789012345678901234567891}')


def test_very_many_kinds_of_look_ups_are_found_by_walking() -> None:
    """A set whose rules all look at fields of their own is answered without a function of thousands of lines."""
    rules = RuleSet({f"r{n}": Pattern.parse({"a": {f"k{n}": [n]}}) for n in range(500)})

    assert {"r7", "r499"} == rules.match({"a": {"k7": 7, "k8": 7, "k499": 499}})


@pytest.mark.parametrize("text", ["NaN", "{", "", b"\xff", '{"a": 01}'])
def test_text_that_is_not_json_is_refused(text: str | bytes) -> None:
    """`InvalidEvent`, as from a pattern."""
    with pytest.raises(InvalidEvent):
        RuleSet({"r": Pattern.parse({"a": [1]})}).match(text)
