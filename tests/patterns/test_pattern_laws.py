"""Laws that hold for every pattern and every event, searched for counterexamples by hypothesis."""

import inspect
import json
from bisect import bisect
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bridgewright.patterns import Explanation, InvalidEvent, InvalidPattern, Pattern, RuleSet
from letters import LETTERS
from thorough import law

KEYS = st.sampled_from(["a", "b", "c", "a.b", "", ".", ".a", "a.", "$or", "prefix", "a-b"])
WORDS = st.sampled_from(
    ["", "x", "xy", "X", "x*y", "😀", "??", "10.0.0.1", "::1", "é", "É", "\ud800", "300", "a\\b", *LETTERS]
)
NUMBERS = st.one_of(
    st.sampled_from([0, -0.0, 1, 1.0, 300, 3e2, 0.1, 1e-6, 1e-7, 5e9, 5e9 + 1, 123456789012, 10**400, 1e300]),
    st.integers(-3, 3),
)
SCALARS = st.one_of(WORDS, NUMBERS, st.booleans(), st.none())
JSON = st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3))
EVENTS = st.dictionaries(
    KEYS,
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3)),
    max_size=4,
)
TERMS = st.sampled_from([-5e9, -1, 0, 1, 1.5, 2, 300, 5e9])
OPERATORS = st.one_of(
    SCALARS,
    st.builds(
        lambda key, word: {key: word}, st.sampled_from(["exactly", "prefix", "suffix", "equals-ignore-case"]), WORDS
    ),
    st.builds(
        lambda key, word: {key: {"equals-ignore-case": word}},
        st.sampled_from(["prefix", "suffix", "anything-but"]),
        WORDS,
    ),
    st.builds(lambda word: {"wildcard": word}, st.sampled_from(["*", "x*", "*y", "x*y", "*x*", "\\*", "", "a\\\\*"])),
    st.builds(lambda value: {"exists": value}, st.booleans()),
    st.builds(lambda block: {"cidr": block}, st.sampled_from(["10.0.0.0/8", "0.0.0.0/0", "::/64", "10.0.0.1/31"])),
    st.builds(
        lambda operator, term: {"numeric": [operator, term]}, st.sampled_from(["=", "<", "<=", ">", ">="]), TERMS
    ),
    st.builds(lambda low, high: {"numeric": [">", low, "<=", high]}, TERMS, TERMS),
    st.builds(
        lambda values: {"anything-but": values}, st.one_of(WORDS, TERMS, st.lists(WORDS, min_size=1, max_size=2))
    ),
    st.builds(
        lambda key, words: {"anything-but": {key: words}},
        st.sampled_from(["prefix", "suffix", "equals-ignore-case", "wildcard"]),
        st.lists(st.sampled_from(["x", "y", "X*"]), min_size=1, max_size=2),
    ),
)
LEAVES = st.lists(OPERATORS, min_size=1, max_size=3)
SCOPES = st.recursive(
    st.dictionaries(KEYS, LEAVES, min_size=1, max_size=3),
    lambda inner: st.one_of(
        st.dictionaries(KEYS, st.one_of(LEAVES, inner), min_size=1, max_size=3),
        st.builds(
            lambda scope, parts: {**scope, "$or": parts},
            st.dictionaries(KEYS, st.one_of(LEAVES, inner), max_size=2),
            st.lists(inner, min_size=2, max_size=3),
        ),
    ),
    max_leaves=6,
)


def text_with_repeats(value: Any) -> st.SearchStrategy[str]:
    """JSON text of a pattern followed by itself again inside one object, so that keys repeat."""
    return st.just("{" + json.dumps(value)[1:-1] + "," + json.dumps(value)[1:-1] + "}")


PATTERNS = st.one_of(SCOPES, SCOPES.map(json.dumps), SCOPES.flatmap(text_with_repeats))
LAW = law(whole=150, few=60)


def parsed(pattern: Any) -> Pattern | None:
    """The pattern, or None when it is refused."""
    try:
        return Pattern.parse(pattern)
    except InvalidPattern:
        return None


def nested_to(depth: int) -> str:
    """The text of a pattern with so many objects in each other."""
    return '{"a":' * depth + "[1]" + "}" * depth


def refusal(pattern: Any) -> str | None:
    """The reason for which a pattern is refused; None when it isn't."""
    try:
        Pattern.parse(pattern)
    except InvalidPattern as error:
        return error.reason
    return None


@LAW
@given(JSON)
def test_parse_raises_nothing_but_invalid_pattern_on_any_json(value: Any) -> None:
    """Whatever JSON is given, decoded or as text, the answer is a pattern or an `InvalidPattern` with a reason."""
    for given_as in (value, json.dumps(value)):
        assert refusal(given_as) != ""


@LAW
@given(st.one_of(st.text(), st.binary()))
@example('{"a":[1]} trailing')
@example("[" * 100_000)
@example('{"a":' * 100_000)
@example('{"a":' * 5_000 + "[1]" + "}" * 5_000)
@example('{"bad":5,"deep":' + '{"a":' * 50_000 + "[1]" + "}" * 50_001)
@example('{"bad":5,"long":[' + "\n1," * 200_000 + "1]}")
@example(b"\xff\xfe\x00")
@example('{"a":[' + "9" * 10_000 + "]}")
@example('{"a":[{"cidr":"1.1.1.1/' + "9" * 10_000 + '"}]}')
@example('{"a":["' + "9" * 10_000 + '.1.1.1"]}')
@example('{"a":[1e' + "9" * 5_000 + "]}")
@example('{"a":[{"numeric":["=",1e' + "9" * 5_000 + "]}]}")
def test_parse_raises_nothing_but_invalid_pattern_on_any_text(text: str | bytes) -> None:
    """Text that isn't JSON, isn't even text, or is far too deep is refused the same way."""
    assert refusal(text) != ""


@LAW
@given(PATTERNS, JSON)
def test_matching_never_raises_on_any_json(pattern: Any, event: Any) -> None:
    """Every JSON value, decoded or as text, gets a verdict; what isn't an object matches nothing."""
    found = parsed(pattern)
    if found is None:
        return
    assert found.matches(json.dumps(event)) in (True, False)
    if not isinstance(event, str):
        assert found.matches(event) in (True, False)
    if not isinstance(event, dict):
        assert not found.matches(json.dumps(event))


@LAW
@given(PATTERNS, EVENTS)
def test_the_canonical_form_matches_the_same_events(pattern: Any, event: dict[str, Any]) -> None:
    """Canonical text parses, matches what the pattern matches, and is its own canonical form."""
    found = parsed(pattern)
    if found is None:
        return
    canonical = Pattern.parse(found.canonical())

    assert found.matches(event) == canonical.matches(event)
    assert found.canonical() == canonical.canonical()


@LAW
@given(PATTERNS, EVENTS)
def test_the_explanation_agrees_with_the_match(pattern: Any, event: dict[str, Any]) -> None:
    """An explanation says "matched" exactly when the pattern matches; otherwise it names a leaf of the pattern."""
    found = parsed(pattern)
    if found is None:
        return
    explanation = found.explain(event)

    assert found.matches(event) == explanation.matched
    assert explanation == Explanation(matched=True) or explanation.path in found.paths()
    assert str(explanation)
    if explanation.nearest and explanation.reason in ("absent", "value"):
        (leaf,) = [leaf for leaf in found.leaves() if leaf.pointer == explanation.pointer][-1:]
        assert leaf.accepts(explanation.nearest[0])


@LAW
@given(st.dictionaries(st.text(max_size=2), PATTERNS, max_size=6), EVENTS, st.data())
def test_a_rule_set_equals_asking_each_pattern(patterns: dict[str, Any], event: dict[str, Any], data: Any) -> None:
    """The rules that a set names are those whose pattern matches on its own, also after rules came and went."""
    rules = {name: found for name, pattern in patterns.items() if (found := parsed(pattern))}
    grown = RuleSet()
    for name, pattern in rules.items():
        grown.add(name, pattern)
    gone = data.draw(st.sets(st.sampled_from(sorted(rules)))) if rules else set()
    shrunk = RuleSet(rules)
    for name in gone:
        shrunk.remove(name)
    expected = {name for name, pattern in rules.items() if pattern.matches(event)}

    assert expected == RuleSet(rules).match(event)
    assert expected == grown.match(event)
    assert expected - gone == shrunk.match(event)


@LAW
@given(PATTERNS, EVENTS)
def test_text_and_decoded_events_get_the_same_verdict(pattern: Any, event: dict[str, Any]) -> None:
    """An event says the same decoded and as the text that it decodes from."""
    found = parsed(pattern)
    if found is not None:
        assert found.matches(event) == found.matches(json.dumps(event)) == found.matches(json.dumps(event).encode())


@pytest.mark.parametrize("value", [{1: [1]}, {"a": [float("nan")]}, {"a": [object()]}, object(), {"a": ({1},)}])
def test_what_is_not_json_is_refused_the_same_way(value: Any) -> None:
    """A Python value that JSON can't hold is no pattern."""
    assert "JSON" in str(refusal(value)) or "string" in str(refusal(value))


def test_a_deep_decoded_pattern_is_refused() -> None:
    """Deeper than any text of 4,096 characters: refused, not a crash."""
    pattern: Any = [1]
    for _ in range(5_000):
        pattern = {"a": pattern}

    assert refusal(pattern) == "The pattern is nested too deeply"


def test_a_deep_event_gets_a_verdict() -> None:
    """Neither nesting along the pattern's path nor nested arrays exhaust the stack."""
    path = ".".join("a" * 400)
    pattern = Pattern.parse({path: [1]})
    deep_array: Any = 1
    for _ in range(50_000):
        deep_array = [deep_array]

    assert pattern.matches('{"a":' * 400 + "1" + "}" * 400)
    assert not pattern.matches('{"a":' * 100_000 + "1" + "}" * 100_000)
    assert Pattern.parse({"a": [1]}).matches({"a": deep_array})


def test_a_pattern_as_deep_as_the_largest_allowed_works() -> None:
    """4,096 characters hold about 680 levels of nesting: such a pattern parses, matches and is canonical."""
    text = '{"a":' * 680 + "[1]" + "}" * 680
    pattern = Pattern.parse(text)

    assert text == pattern.canonical()
    assert pattern.matches(text)


def test_what_parses_has_a_canonical_form_wherever_it_is_asked() -> None:
    """The deepest pattern that parses is written from a place far up the stack, too: nothing raises RecursionError."""

    def from_above(frames: int) -> str:
        return from_above(frames - 1) if frames else deepest.canonical()

    # How deep a pattern may be depends on the interpreter: too deep from some depth on, which halving finds.
    depth = 10 * bisect(range(10, 5_010, 10), False, key=lambda depth: parsed(nested_to(depth)) is None)
    deepest = Pattern.parse(nested_to(depth))
    nested: Any = {"a": [1]}
    for _ in range(100):
        nested = {"$or": [nested, {"b": [2]}]}

    assert depth > 500
    assert nested_to(depth) == from_above(700 - len(inspect.stack(0)))
    assert Pattern.parse(nested).canonical().count("$or") == 100


def test_alternatives_nested_beyond_any_pattern_are_refused() -> None:
    """300 levels take more than 4,096 characters."""
    nested: Any = {"a": [1]}
    for _ in range(300):
        nested = {"$or": [nested, {"b": [2]}]}

    assert refusal(nested) == "The pattern is nested too deeply"


def test_nested_alternatives_take_no_exponential_time() -> None:
    """Alternatives within alternatives, as deep as 4,096 characters allow, are parsed and written once each."""
    value: Any = {"a": [1]}
    for _ in range(150):
        value = {"$or": [value, {"b": [2]}]}
    pattern = Pattern.parse(value)

    assert len(pattern.branches) == 151
    assert Pattern.parse(pattern.canonical()).canonical() == pattern.canonical()


def test_large_arrays_of_objects_take_no_quadratic_time() -> None:
    """Two fields in the same element of one large array are found without comparing all pairs."""
    rows = [{"k": "x", "v": number} for number in range(20_000)]

    assert Pattern.parse({"d": {"k": ["x"], "v": [19_999]}}).matches({"d": rows})
    assert not Pattern.parse({"d": {"k": ["x"], "v": [-1]}}).matches({"d": rows})


@pytest.mark.parametrize("text", ["", "x", '{"a":}', "{", b"\xff", '{"a":01}', "NaN", '{"a":1,}'])
def test_an_event_that_is_not_json_is_refused(text: str | bytes) -> None:
    """Text that isn't JSON raises `InvalidEvent`, a ValueError, as TestEventPattern answers ValidationException."""
    pattern = Pattern.parse({"a": [1]})

    with pytest.raises(InvalidEvent):
        pattern.matches(text)
