"""Laws of `compare`: what holds for every pair of schemas, tried on generated ones.

`nox -s laws` tries them on 10,000 pairs and a hundred changes at every keyword; every other run on a twentieth of that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.compat import Comparison, Outcome, compare
from bridgewright.compat.proof.judging import narrowed
from compat.dialect_pairs import JUDGES, SCHEMA_URIS, dialect_pair
from compat.pair_generator import EVENT, changed, keywords, mutations, pair, schema, values
from thorough import THOROUGH, law, samples

PAIRS = samples(10_000, 500)
PER_KEYWORD = samples(100, 4)
SEEDS = st.integers(min_value=0, max_value=2**32)
KEYWORDS = (
    *("type", "enum", "const", "format", "pattern", "minLength", "maxLength", "$ref", "$defs"),
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
    *("properties", "required", "additionalProperties", "patternProperties", "propertyNames"),
    *("minProperties", "maxProperties", "dependentRequired", "dependentSchemas", "unevaluatedProperties"),
    *("items", "prefixItems", "contains", "minContains", "maxContains", "minItems", "maxItems", "uniqueItems"),
    *("unevaluatedItems", "allOf", "anyOf", "oneOf", "not", "if", "then", "else"),
)
"""Every keyword of the table of rules that asserts something."""
DIRECTIONS = (("backward", 0), ("forward", 1))


def strict(old: Any, new: Any) -> Comparison:
    """Strict set semantics."""
    return compare(old, new, content_model="open", format="annotation")


def asserting(old: Any, new: Any) -> Comparison:
    """Strict set semantics, in which formats assert."""
    return compare(old, new, content_model="open", format="assert")


def contradictions(
    old: Any, new: Any, random: Random, comparison: Comparison, judge: Callable[[Any], Any] | None = None
) -> list[tuple[str, Any]]:
    """Values that show a `compatible` to be wrong, and witnesses that show nothing."""
    judge = judge or partial(jsonschema_rs.Draft202012Validator, validate_formats=False)
    sides = [judge(side) for side in (old, new)]
    wrong = []
    for direction, producer in DIRECTIONS:
        writer, reader = sides[producer], sides[1 - producer]
        if comparison.verdict[direction] is Outcome.COMPATIBLE:
            tried = values(random, 120, old, new)
            wrong += [(direction, v) for v in tried if writer.is_valid(v) and not reader.is_valid(v)]
        elif comparison.verdict[direction] is Outcome.BREAKING:
            event = comparison.witnesses[direction].event
            wrong += [] if writer.is_valid(event) and not reader.is_valid(event) else [(direction, event)]
    return wrong


@law(whole=150, few=75)
@given(SEEDS)
def test_no_value_contradicts_a_verdict(seed: int) -> None:
    """What `compatible` says no sampled value denies; a witness is accepted by one side, refused by the other."""
    random = Random(seed)
    old, new = pair(random)

    assert contradictions(old, new, random, strict(old, new)) == []


@law(whole=60, few=30)
@given(SEEDS)
def test_a_schema_is_compatible_with_itself(seed: int) -> None:
    """`compare(a, a)` is compatible in both directions and asks for nothing."""
    same = schema(Random(seed))

    comparison = strict(same, same)

    assert (set(comparison.verdict.values()), comparison.changes, comparison.required_bump) == (
        {Outcome.COMPATIBLE},
        (),
        "none",
    )


@law(whole=80, few=40)
@given(SEEDS)
def test_widening_composes(seed: int) -> None:
    """Where a -> b and b -> c break no old event, a -> c breaks none."""
    random = Random(seed)
    a, b = pair(random)
    c = {"anyOf": [b, schema(random, 2)]} if "$ref" not in str(b) else b
    steps = {strict(a, b).verdict["backward"], strict(b, c).verdict["backward"]}

    if steps == {Outcome.COMPATIBLE}:
        assert strict(a, c).verdict["backward"] is not Outcome.BREAKING


def renamed(part: Any, suffix: str) -> Any:
    """The schema with every component under another name."""
    if isinstance(part, list):
        return [renamed(member, suffix) for member in part]
    if not isinstance(part, dict):
        return part
    return {
        key: {f"{name}{suffix}": renamed(inside, suffix) for name, inside in member.items()}
        if key == "$defs"
        else f"{member}{suffix}"
        if key == "$ref"
        else renamed(member, suffix)
        for key, member in part.items()
    }


def test_renaming_components_changes_nothing() -> None:
    """A recursive event whose components are called otherwise is the same event: a patch."""
    comparison = compare(EVENT, renamed(EVENT, "2"))

    assert (set(comparison.verdict.values()), comparison.required_bump) == ({Outcome.COMPATIBLE}, "patch")
    assert [change.rule for change in comparison.changes] == ["component-renamed"]


def test_true_is_not_one() -> None:
    """Python holds True and 1 to be equal, JSON doesn't: not in an enumeration, nor deep in a schema."""
    verdicts = [
        set(strict({"properties": {"a": one}}, {"properties": {"a": other}}).verdict.values())
        for one, other in (({"const": 1}, {"const": True}), ({"enum": [0, 2]}, {"enum": [False, 2]}))
    ]

    assert verdicts == [{Outcome.BREAKING}, {Outcome.BREAKING}]


def test_a_dialect_is_not_chosen_for_its_answer() -> None:
    """What has no meaning in its own dialect stays undecided, though an older one would ignore what is wrong."""
    opposed = {"$ref": "#/$defs/b", "not": {"$ref": "#/$defs/a"}}  # its opposite, too, where refs have siblings
    endless = {"$ref": "#/$defs/a", "$defs": {"a": opposed, "b": {"type": "string"}}}

    assert set(strict(endless, {"type": "null"}).verdict.values()) == {Outcome.UNDECIDED}


@pytest.mark.parametrize(
    ("looping", "plain"),
    [
        ({"$ref": "#"}, {}),
        ({"allOf": [{"$ref": "#"}, {"type": "string"}]}, {"type": "string"}),
        ({"anyOf": [{"$ref": "#"}, {"type": "string"}]}, {}),
        ({"allOf": [{"anyOf": [{"$ref": "#"}, {"type": "null"}]}, {"minLength": 2}]}, {"minLength": 2}),
    ],
)
def test_a_schema_that_leads_back_to_itself_says_nothing_more_there(looping: Any, plain: Any) -> None:
    """A ref to the same schema for the same value adds nothing: so do validators hold that notice such a loop."""
    judge = jsonschema_rs.Draft202012Validator(looping)
    same = [judge.is_valid(value) == jsonschema_rs.is_valid(plain, value) for value in (None, 1, "a", "abc", [], {})]

    assert (set(same), set(strict(looping, plain).verdict.values())) == ({True}, {Outcome.COMPATIBLE})


def test_a_schema_that_does_not_say_is_read_as_what_it_can_be() -> None:
    """Boolean exclusive bounds are draft-04's, and lists of items draft-07's."""
    bounds = strict({"minimum": 1, "exclusiveMinimum": True}, {"minimum": 1})
    items = strict({"items": [{"type": "string"}]}, {"items": [{"type": "string"}], "additionalItems": False})

    assert [str(verdict) for verdict in (*bounds.verdict.values(), *items.verdict.values())] == [
        *("compatible", "breaking"),
        *("breaking", "compatible"),
    ]


def test_reordering_changes_nothing() -> None:
    """The order of keywords, properties and branches says nothing."""

    def reordered(part: Any) -> Any:
        if isinstance(part, dict):
            return {key: reordered(part[key]) for key in reversed(list(part))}
        return [reordered(member) for member in part] if isinstance(part, list) else part

    comparison = compare(EVENT, reordered(EVENT))

    assert (set(comparison.verdict.values()), comparison.changes) == ({Outcome.COMPATIBLE}, ())


def test_the_content_model_only_forgives() -> None:
    """What strict set semantics proves compatible is compatible for closed producers, too."""
    wrong = []
    for _, mutated in list(mutations(Random(5)))[:: 1 if THOROUGH else 12]:
        open_world, producers = strict(EVENT, mutated), compare(EVENT, mutated, format="annotation")
        for direction, _producer in DIRECTIONS:
            forgiven = (open_world.verdict[direction], producers.verdict[direction])
            wrong += [forgiven] if forgiven == (Outcome.COMPATIBLE, Outcome.BREAKING) else []

    assert wrong == []


@pytest.mark.slow
def test_generated_pairs_hold() -> None:
    """No unsound verdict over all pairs, whatever keyword stands in them, and at most one in a hundred undecided."""
    outcomes: Counter[str] = Counter()
    met: Counter[str] = Counter()
    undecided: Counter[str] = Counter()
    wrong = []
    for seed in range(PAIRS):
        random = Random(seed)
        old, new = pair(random)
        comparison = strict(old, new)
        spoken = keywords(old, new)
        met.update(spoken)
        outcomes.update(comparison.verdict.values())
        undecided.update(spoken if Outcome.UNDECIDED in comparison.verdict.values() else ())
        wrong += contradictions(old, new, random, comparison)
        if (narrowed(old), narrowed(new)) != (old, new):  # engines for which `.` matches no line end
            wrong += contradictions(narrowed(old), narrowed(new), random, comparison)
        if "format" in spoken:
            judge = partial(jsonschema_rs.Draft202012Validator, validate_formats=True)
            wrong += contradictions(old, new, random, asserting(old, new), judge)
    print(f"{outcomes} {met} {undecided}")

    assert wrong == []
    assert outcomes["undecided"] <= 0.01 * sum(outcomes.values())
    assert {keyword for keyword in KEYWORDS if met[keyword] < PER_KEYWORD} == set()


@pytest.mark.slow
@pytest.mark.parametrize("dialect", SCHEMA_URIS)
def test_generated_pairs_hold_in_older_dialects(dialect: str) -> None:
    """The same of schemas that say it as draft-04 to 2019-09 do, judged as that dialect reads them."""
    outcomes: Counter[str] = Counter()
    wrong = []
    for seed in range(PAIRS // 5):
        old, new = dialect_pair(seed, dialect)
        comparison = strict(old, new)
        outcomes.update(comparison.verdict.values())
        wrong += contradictions(old, new, Random(seed), comparison, partial(JUDGES[dialect], validate_formats=False))
    print(f"{dialect}: {outcomes}")

    assert wrong == []
    assert outcomes["undecided"] <= 0.02 * sum(outcomes.values())


@pytest.mark.slow
def test_every_keyword_of_an_event_is_decided() -> None:
    """Single-site changes at every keyword of a realistic event: every one is decided."""
    tried: Counter[str] = Counter()
    undecided = []
    for seed in range(60):
        for keyword, mutated in mutations(Random(seed), lambda keyword: tried[keyword] < PER_KEYWORD):
            tried[keyword] += 1
            comparison = strict(EVENT, mutated)
            undecided += [keyword] if Outcome.UNDECIDED in comparison.verdict.values() else []

    assert {keyword for keyword, count in tried.items() if count < PER_KEYWORD} == set()
    assert len(undecided) <= 0.01 * sum(tried.values())


def plain(random: Random, depth: int = 0) -> Any:
    """A schema of objects, arrays and scalars without branches, of which it is plain what a producer declares."""
    kind = random.choice(["object", "object", "array", "string", "integer"]) if depth < 3 else "string"
    if kind == "object":
        names = random.sample(["a", "b", "c"], random.randint(0, 3))
        made: dict[str, Any] = {"type": kind, "properties": {name: plain(random, depth + 1) for name in names}}
        made |= {"required": random.sample(names, random.randint(0, len(names)))} if names else {}
        return made | random.choice(
            [{}, {}, {"additionalProperties": False}, {"additionalProperties": {"type": "null"}}]
        )
    if kind == "array":
        return {"type": kind, "items": plain(random, depth + 1), "minItems": random.randint(0, 1)}
    return {"type": kind} | random.choice([{}, {"maxLength": random.randint(0, 3)}, {"minimum": random.randint(0, 3)}])


def closed(part: Any) -> Any:
    """The same schema, where objects that declare properties and say nothing of others allow no others."""
    if isinstance(part, list):
        return [closed(member) for member in part]
    if not isinstance(part, dict):
        return part
    made = {key: closed(member) for key, member in part.items()}
    return {"additionalProperties": False} | made if part.get("type") == "object" and part.get("properties") else made


@law(whole=150, few=75)
@given(SEEDS)
def test_closed_producers_send_what_they_declare(seed: int) -> None:
    """The closed content model is set inclusion for a producer whose objects are all closed."""
    random = Random(seed)
    old = plain(random)
    new = plain(random) if random.random() < 0.3 else changed(random, old)

    comparison = compare(old, new, format="annotation")

    assert comparison.verdict["backward"] is strict(closed(old), new).verdict["backward"]
