"""What the engine decides in corners of the dialects, and what it leaves open."""

from __future__ import annotations

import copy
from typing import Any

import jsonschema_rs
import pytest

from bridgewright.compat import Outcome, compare
from compat.pair_generator import EVENT

DRAFT_2019 = "https://json-schema.org/draft/2019-09/schema"


def verdicts(old: Any, new: Any) -> tuple[str, ...]:
    """Both directions, under strict set semantics."""
    return tuple(map(str, compare(old, new, content_model="open", format="annotation").verdict.values()))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"pattern": "^(?=a)"}, {"pattern": "^(?=a)(?!ab)"}),
        ({"pattern": "^\\p{Lu}"}, {"maxLength": 3}),
        ({"pattern": "^a\\b"}, {"pattern": "^a$"}),
        ({"pattern": "(a|b)\\1"}, {"pattern": "^a"}),
        ({"multipleOf": 0.1}, {"minimum": 9007199254740993}),
        ({"contains": {"type": "string"}, "maxContains": 1}, {"uniqueItems": True}),
        ({"contains": {"type": "string"}, "maxContains": 3}, {"contains": {"type": "string"}, "maxContains": 2}),
    ],
)
def test_a_break_is_shown_where_no_proof_can_be(old: Any, new: Any) -> None:
    """What no automaton and no list of all values says is still found by looking, and confirmed by a validator."""
    witness = compare(old, new, content_model="open").witnesses["backward"].event

    assert (jsonschema_rs.is_valid(old, witness), jsonschema_rs.is_valid(new, witness)) == (True, False)


def test_what_validators_differ_on_proves_nothing() -> None:
    """2019-09 says that `contains` evaluates no items, validators say that it does: no proof rests on either."""
    old = {"$schema": DRAFT_2019, "contains": {"type": "string"}, "unevaluatedItems": False}
    new = {"$schema": DRAFT_2019, "maxItems": 0}

    assert verdicts(old, new)[0] != "compatible"


def test_few_values_are_counted() -> None:
    """No array has four different items of three values."""
    none = {"type": "array", "items": {"enum": [1, True, "x"]}, "uniqueItems": True, "minItems": 4}

    assert verdicts(none, {"type": "string"})[0] == "compatible"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"$ref": "#/$defs/a", "maxLength": 3, "$defs": {"a": {"type": "string"}}}, {"type": "string", "maxLength": 3}),
        ({"properties": {"a": {"description": "one"}}}, {"properties": {"a": {}}}),
        ({"allOf": [{"if": {}, "else": {"type": "null"}}]}, {}),
    ],
)
def test_another_spelling_is_a_patch(one: Any, other: Any) -> None:
    """Schemas that say the same, however deep the difference of spelling, ask for a patch."""
    comparison = compare(one, other)

    assert (set(comparison.verdict.values()), comparison.required_bump) == ({Outcome.COMPATIBLE}, "patch")


def test_changes_are_of_the_documents_that_were_compared() -> None:
    """What changed is found out when it is asked for; what somebody does to the documents until then makes no odds."""
    old, new = copy.deepcopy(EVENT), copy.deepcopy(EVENT)
    new["$defs"]["Line"]["properties"]["count"]["maximum"] = 50
    at_once = compare(copy.deepcopy(old), copy.deepcopy(new)).changes
    comparison = compare(old, new)
    new["$defs"]["Line"] = {"type": "string"}
    del old["$defs"]["Order"]

    assert comparison.changes == at_once


def test_events_that_are_shown_are_no_common_property() -> None:
    """Changing the event of one comparison doesn't change that of the next."""
    old, new = {"properties": {"a": {"type": "object"}}, "required": ["a"]}, {"not": {"type": "object"}}
    compare(old, new).witnesses["backward"].event["a"]["spoilt"] = True

    assert compare(old, new).witnesses["backward"].event == {"a": {}}


def test_another_source_is_shown_by_an_event_of_either_contract() -> None:
    """The old contract's event has the old source, which isn't the new contract's; and the other way round."""

    def contract(source: str) -> dict[str, Any]:
        event = {
            "type": "object",
            "x-amazon-events-source": source,
            "required": ["source"],
            "properties": {"source": {"type": "string"}},
        }
        return {"openapi": "3.0.3", "components": {"schemas": {"AWSEvent": event}}}

    comparison = compare(contract("shop"), contract("sales"))

    assert [(w.event["source"], w.accepted_by, w.pointer) for w in comparison.changes[0].witnesses] == [
        ("shop", "old", "/source"),
        ("sales", "new", "/source"),
    ]
    assert {direction: w.event["source"] for direction, w in comparison.witnesses.items()} == {
        "backward": "shop",
        "forward": "sales",
    }
