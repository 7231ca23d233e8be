"""Patterns against a contract: witnesses, proofs that there is none, overlap, and what a new version reroutes."""

# ruff: noqa: E501  (a case is a line)

from __future__ import annotations

import copy
import json
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog, EventContract, Kind, Version
from bridgewright.documents.document import Document
from bridgewright.patterns import InvalidPattern, Pattern
from bridgewright.project.folder import load_sources
from bridgewright.routing.rules import routing_differences
from bridgewright.routing.witnesses import Events
from bridgewright.sample import details, envelope
from bridgewright.sample.validity import validity
from letters import LETTERS
from thorough import law

ROOT = Path(__file__).resolve().parents[2]
DETAIL: dict[str, Any] = {
    "type": "object",
    "required": ["id", "kind", "lines", "pay"],
    "properties": {
        "id": {"type": "string", "format": "uuid"},
        "kind": {"type": "string", "enum": ["a", "b"]},
        "code": {"type": "string", "pattern": "^[A-Z]{2,4}-[0-9]+$", "maxLength": 8},
        "day": {"type": "string", "format": "date"},
        "note": {"type": "string", "minLength": 2, "maxLength": 5, "nullable": True},
        "count": {"type": "integer", "minimum": 1, "maximum": 9},
        "even": {"type": "integer", "multipleOf": 2, "minimum": 0},
        "ratio": {"type": "number", "minimum": 0, "exclusiveMinimum": True, "maximum": 1},
        "gift": {"type": "boolean"},
        "tags": {"type": "array", "maxItems": 3, "items": {"type": "string", "enum": ["x", "y", "z"]}},
        "lines": {"type": "array", "minItems": 1, "maxItems": 3, "items": {"$ref": "#/components/schemas/Line"}},
        "pay": {"oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Cash"}]},
        "box": {"type": "object", "nullable": True, "properties": {"size": {"type": "integer", "enum": [1, 2]}}},
        "shut": {"type": "object", "additionalProperties": False, "properties": {"a": {"type": "string"}}},
    },
}
OTHERS: dict[str, Any] = {
    "Line": {
        "type": "object",
        "required": ["sku", "amount"],
        "properties": {
            "sku": {"type": "string", "enum": ["p", "q"]},
            "amount": {"type": "integer", "minimum": 0, "maximum": 5},
            "gone": {"type": "string", "maxLength": 3},
        },
    },
    "Card": {
        "type": "object",
        "required": ["by"],
        "properties": {"by": {"type": "string", "enum": ["card"]}, "fee": {"type": "integer", "minimum": 1}},
    },
    "Cash": {
        "type": "object",
        "required": ["by"],
        "properties": {"by": {"type": "string", "enum": ["cash"]}, "fee": {"type": "integer", "enum": [0]}},
    },
}


def contract(detail: dict[str, Any] = DETAIL, **schemas: Any) -> EventContract:
    """An event contract with this detail schema."""
    names = ("version", "id", "detail-type", "source", "account", "time", "region")
    event = {
        "type": "object",
        "required": [*names, "resources", "detail"],
        "properties": {
            **{name: {"type": "string"} for name in names},
            "resources": {"type": "array", "items": {"type": "string"}},
            "detail": {"$ref": "#/components/schemas/Detail"},
        },
    }
    components = {"schemas": {"AWSEvent": event, "Detail": detail, **OTHERS, **schemas}}
    return EventContract(
        Kind.EVENT, "e", Version(1, 0, 0), "E", "s", "t", "/components/schemas/Detail",
        Document("e.yaml", {"openapi": "3.0.3", "components": components}),
    )  # fmt: skip


EVENTS = Events(contract())
IS_VALID = validity(EVENTS.contract.document.content, "/components/schemas/AWSEvent")
SAMPLES = [envelope(EVENTS.contract, detail) for detail in islice(details(EVENTS.contract, seed=3), 300)]


def asked(detail: dict[str, Any]) -> Pattern:
    """A rule's pattern with this condition on the detail."""
    return Pattern.parse({"source": ["s"], "detail-type": ["t"], "detail": detail})


@pytest.mark.parametrize(
    "detail",
    [
        {"kind": ["b"]},
        {"id": [{"anything-but": {"prefix": ["1", "0", "6", "f"]}}]},
        {"code": [{"prefix": "QX"}]},
        {"code": [{"wildcard": "*Z-*7"}]},
        {"code": [{"suffix": "77"}], "kind": ["a"]},
        {"code": [{"equals-ignore-case": "ab-1"}]},
        {"day": [{"prefix": "2026-02"}]},
        {"day": [{"wildcard": "*-12-31"}]},
        {"note": [None]},
        {"note": [{"suffix": {"equals-ignore-case": "É"}}]},
        {"note": [{"cidr": "::/8"}]},
        {"count": [{"numeric": [">", 8]}]},
        {"count": [{"anything-but": [1, 2, 3, 4, 6, 7, 8, 9]}]},
        {"even": [{"numeric": [">", 99, "<", 101]}]},
        {"ratio": [{"numeric": ["<", 0.000002]}]},
        {"gift": [False]},
        {"tags": ["z"]},
        {"tags": [{"exists": False}]},
        {"lines": {"sku": ["q"], "amount": [5]}},
        {"lines": {"gone": [{"exists": False}], "sku": ["p"]}},
        {"pay": {"by": ["card"], "fee": [{"numeric": [">", 3]}]}},
        {"$or": [{"kind": ["no"]}, {"pay": {"fee": [0]}}]},
        {"box": [None]},
        {"box": {"size": [2]}},
        {"box": {"size": [{"exists": False}]}},
        {"undeclared": ["x"]},
    ],
)
def test_a_rule_that_can_match_has_a_witness(detail: dict[str, Any]) -> None:
    """The witness follows the schema, as a validator of another make says, and the pattern matches it as text."""
    verdict = EVENTS.witness(asked(detail))

    assert verdict.event is not None
    assert IS_VALID(verdict.event)
    assert asked(detail).matches(json.dumps(verdict.event))


@pytest.mark.parametrize(
    ("detail", "reason"),
    [
        ({"kind": ["c"]}, '"c" never matches: /detail/kind is one of "a", "b"'),
        ({"kind": [{"exists": False}]}, "/detail/kind is required, so it always exists"),
        ({"code": [{"prefix": "ABCDE"}]}, 'a string that begins with "ABCDE" never matches: /detail/code is a string like ^[A-Z]{2,4}-[0-9]+$ of length up to 8'),
        ({"code": [{"suffix": "-123456"}]}, 'a string that ends with "-123456" never matches: /detail/code is a string like ^[A-Z]{2,4}-[0-9]+$ of length up to 8'),
        ({"id": [{"wildcard": "*g*"}]}, 'a string that fits "*g*" never matches: /detail/id is a string of format uuid'),
        ({"day": [{"prefix": "2026-13"}]}, 'a string that begins with "2026-13" never matches: /detail/day is a string of format date'),
        ({"note": [{"prefix": "longer"}]}, 'a string that begins with "longer" never matches: /detail/note is a string of length up to 5'),
        ({"count": [{"numeric": [">", 9]}]}, "a number > 9 never matches: /detail/count is an integer from 1 to 9"),
        ({"count": ["9"]}, '"9" never matches: /detail/count is an integer from 1 to 9'),
        ({"count": [{"numeric": [">", 3, "<", 4]}]}, "a number > 3 < 4 never matches: /detail/count is an integer from 1 to 9"),
        ({"even": [7]}, "the number 7 never matches: /detail/even is an integer from 0"),
        ({"ratio": [{"numeric": ["<=", 0]}]}, "a number <= 0 never matches: /detail/ratio is a number above 0 to 1"),
        ({"gift": ["true"]}, '"true" never matches: /detail/gift is a boolean'),
        ({"box": ["x"]}, '"x" never matches: /detail/box is an object'),
        ({"kind": {"of": ["x"]}}, '"x" never matches: /detail/kind is one of "a", "b"'),
        ({"shut": {"b": ["x"]}}, "/detail/shut/b is no field of the contract"),
        ({"lines": {"sku": [{"exists": False}]}}, "/detail/lines/sku is required, so it always exists"),
        ({"tags": [{"anything-but": ["x", "y", "z"]}]}, 'any value but "x" or "y" or "z" never matches: /detail/tags is one of "x", "y", "z"'),
        ({"pay": {"by": ["cash"], "fee": [5]}}, '"cash" never matches: /detail/pay/by is one of "card"; otherwise the number 5 never matches: /detail/pay/fee is one of 0'),
    ],
)  # fmt: skip
def test_a_dead_rule_says_why(detail: dict[str, Any], reason: str) -> None:
    """The proof names the place, what is asked and what the schema lets pass."""
    verdict = EVENTS.witness(asked(detail))

    assert (None, True, reason) == (verdict.event, verdict.is_dead, verdict.reason)


def test_what_is_not_known_is_not_called_dead() -> None:
    """No event is found where only chance would find one, and nothing is proven: that is said."""
    odd = contract({"type": "object", "properties": {"a": {"type": "string", "format": "email"}}})
    verdict = Events(odd).witness(asked({"a": [{"wildcard": "*.hr@*"}]}))

    assert (None, False) == (verdict.event, verdict.is_dead)
    assert verdict.reason == "no event of e/1.0.0 was found that matches, nor a proof that there is none"


PATHS = [
    *("id", "kind", "code", "day", "note", "count", "even", "ratio", "gift", "tags", "lines.sku", "lines.amount"),
    *("lines.gone", "pay.by", "pay.fee", "box", "box.size", "shut.a", "shut.b", "lines"),
]
VALUES = st.one_of(
    st.sampled_from(["a", "b", "c", "card", "cash", "p", "q", "x", "AB-1", "2026-11-23", "", "1", "é", *LETTERS]),
    st.integers(-1, 11),
    st.sampled_from([0.5, 1.5, True, False, None]),
)
OPERATORS = st.one_of(
    VALUES,
    st.builds(lambda key, text: {key: text}, st.sampled_from(["prefix", "suffix"]), st.sampled_from(["A", "1", "20", ""])),
    st.builds(lambda text: {"wildcard": text}, st.sampled_from(["*", "A*", "*-1*", "2026-*", "*a*"])),
    st.builds(lambda text: {"equals-ignore-case": text}, st.sampled_from(["A", "CARD", "ab-1"])),
    st.builds(lambda low: {"numeric": [">", low]}, st.sampled_from([-1, 0, 0.5, 4, 8, 9])),
    st.builds(lambda high: {"numeric": ["<=", high]}, st.sampled_from([0, 0.5, 1, 5])),
    st.builds(lambda value: {"exists": value}, st.booleans()),
    st.builds(lambda text: {"anything-but": text}, st.sampled_from(["a", "b", ["a", "b"], ["x", "y", "z"], 0, [1, 2]])),
    st.builds(lambda text: {"anything-but": {"prefix": text}}, st.sampled_from(["a", "2", "A"])),
)  # fmt: skip
CONDITIONS = st.dictionaries(
    st.sampled_from(PATHS), st.lists(OPERATORS, min_size=1, max_size=2), min_size=1, max_size=3
)
LAW = law(whole=120, few=60)


def condition(flat: dict[str, Any]) -> Pattern | None:
    """A rule's pattern from dotted paths; None when EventBridge refuses it."""
    try:
        return asked(flat)
    except InvalidPattern:
        return None


@LAW
@given(CONDITIONS)
def test_a_witness_validates_and_matches_and_a_dead_rule_matches_no_sample(flat: dict[str, Any]) -> None:
    """Whatever is asked: a witness is an event of the contract that matches, and a proof has no counterexample."""
    pattern = condition(flat)
    if pattern is None:
        return
    verdict = EVENTS.witness(pattern)
    if verdict.event is not None:
        assert IS_VALID(verdict.event)
        assert pattern.matches(json.dumps(verdict.event))
        assert pattern.explain(verdict.event).matched
    if verdict.is_dead:
        assert [] == [event for event in SAMPLES if pattern.matches(event)]
        assert verdict.reason
    for leaf in pattern.leaves():
        if EVENTS.impossible(leaf):
            assert verdict.is_dead or len(pattern.branches) > 1


@LAW
@given(CONDITIONS, CONDITIONS)
def test_overlap_and_inclusion_have_no_counterexample(flat: dict[str, Any], other_flat: dict[str, Any]) -> None:
    """A common event matches both, an event outside matches the first alone, and proofs hold for every sample."""
    one, other = condition(flat), condition(other_flat)
    if one is None or other is None:
        return
    both, outside = EVENTS.witness(one, other), EVENTS.outside(one, other)
    if both.event is not None:
        assert IS_VALID(both.event)
        assert one.matches(both.event)
        assert other.matches(both.event)
    if outside.event is not None:
        assert IS_VALID(outside.event)
        assert (True, False) == (one.matches(outside.event), other.matches(outside.event))
    for event in SAMPLES:
        assert not (both.is_dead and one.matches(event) and other.matches(event))
        assert not (outside.is_dead and one.matches(event) and not other.matches(event))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"kind": ["a"]}, {"kind": ["a", "b"]}),
        ({"count": [{"numeric": [">", 5]}]}, {"count": [{"numeric": [">", 3]}]}),
        ({"count": [{"numeric": [">", 3]}]}, {"count": [{"anything-but": [1, 2]}]}),
        ({"code": [{"prefix": "ABC"}]}, {"code": [{"prefix": "A"}]}),
        ({"code": ["AB-1"]}, {"code": [{"wildcard": "*-1"}]}),
        ({"kind": ["a"], "gift": [True]}, {"gift": [{"exists": True}]}),
        ({"gift": [True]}, {"kind": [{"exists": True}]}),
        ({"gift": [True]}, {"kind": [{"anything-but": "c"}]}),
        ({"day": [{"prefix": "2026"}]}, {"$or": [{"day": [{"exists": True}]}, {"gift": [True]}]}),
    ],
)
def test_a_rule_is_shadowed_by_one_that_matches_all_it_does(one: dict[str, Any], other: dict[str, Any]) -> None:
    """No event is outside the wider rule, and one is outside the narrower."""
    assert EVENTS.outside(asked(one), asked(other)).is_dead
    assert EVENTS.outside(asked(other), asked(one)).event is not None


def test_two_rules_may_meet_in_different_elements_of_an_array() -> None:
    """Fields of one rule must stand in one element; those of another rule may stand in another."""
    one, other = asked({"lines": {"sku": ["p"], "amount": [1]}}), asked({"lines": {"sku": ["q"], "amount": [2]}})

    assert EVENTS.witness(one, other).event is not None
    assert EVENTS.witness(asked({"lines": {"sku": ["p"], "amount": [9]}}), other).is_dead


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    """The contracts of the reference system."""
    sources, _ = load_sources(ROOT / "contracts")
    assert sources is not None
    built, _ = build_catalog(sources)
    assert built is not None
    return built


def changed(old: EventContract, edit: Any) -> EventContract:
    """The contract with its schemas edited."""
    content = copy.deepcopy(old.document.content)
    edit(content["components"]["schemas"])
    return EventContract(
        old.kind, old.name, Version(2, 2, 0), old.title, old.source, old.detail_type, old.detail_pointer,
        Document(old.document.path, content), old.examples,
    )  # fmt: skip


def test_a_new_version_that_drops_a_channel_stops_a_rule(catalog: Catalog) -> None:
    """The difference names the rule, and shows an event that it matched."""
    old = catalog.versions("payslip.uploaded", 2)[-1]
    new = changed(old, lambda schemas: schemas["Delivery"]["properties"]["channel"].update(enum=["paper", "portal"]))
    (found,) = routing_differences(old, new, catalog)

    assert ("pdf-payslip-uploaded-v2", "stops", "pdf") == (
        found.rule,
        found.verb,
        found.event["detail"]["data"]["delivery"]["channel"],
    )
    assert str(found).startswith("rule pdf-payslip-uploaded-v2 stops matching events like this one: {")
    assert "/detail/data/delivery/channel" in str(found.proof)
    assert ["starts"] == [back.verb for back in routing_differences(new, old, catalog)]


def test_another_major_is_another_rules_business(catalog: Catalog) -> None:
    """The rule for 2.x doesn't match what 3.x sends; an edit that routing doesn't see is no difference."""
    old = catalog.versions("payslip.uploaded", 2)[-1]
    major = changed(old, lambda s: s["Metadata"]["properties"]["schemaVersion"].update(pattern=r"^3\.[0-9]+\.[0-9]+$"))
    longer = changed(old, lambda schemas: schemas["Payslip"]["properties"]["message"].update(maxLength=800))

    assert ["stops"] == [found.verb for found in routing_differences(old, major, catalog)]
    assert () == routing_differences(old, longer, catalog)


def test_one_value_of_several_may_stop_alone(catalog: Catalog) -> None:
    """A rule that still matches something may have lost a part of it."""
    old = catalog.versions("payslip.uploaded", 2)[-1]
    subscription = next(s for s in catalog.subscriptions if s.contract == "payslip.uploaded")
    assert subscription.filter is not None
    subscription.filter["data"]["delivery"]["channel"].append("portal")
    new = changed(old, lambda schemas: schemas["Delivery"]["properties"]["channel"].update(enum=["pdf", "paper"]))
    found = routing_differences(old, new, catalog)
    subscription.filter["data"]["delivery"]["channel"].remove("portal")

    assert [("stops", "portal")] == [(f.verb, f.event["detail"]["data"]["delivery"]["channel"]) for f in found]
