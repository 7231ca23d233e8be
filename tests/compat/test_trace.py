"""A search tells in words what it asks, what it splits and how each branch ends."""

from __future__ import annotations

from random import Random

import pytest

from bridgewright.compat import Options, compare
from bridgewright.compat.tracing import trace
from bridgewright.schemas.equality import Unreadable
from compat.pair_generator import pair

OLD = {"type": "object", "properties": {"a": {"type": "string"}}}


def test_a_break_is_told_from_the_question_to_the_witness() -> None:
    """Both sides' literals stand in the question, what they demand in the branch, and the value below it."""
    new = {"type": "object", "properties": {"a": {"type": "integer"}}}
    told = """\
? old: type object, properties/a: schema {"type":"string"}; \
new: not(type object, properties/a: schema {"type":"integer"}) -> found {"a":""}
  object old: properties/a: type string; new: not(properties/a: type integer); \
needs property a with new: not(type integer) -> open
    ? old: type string; new: not(type integer) -> found ""
      string -> open
    {"a":""} -> confirmed
breaking, 2 steps"""

    assert told == trace(OLD, new)


def test_a_proof_is_told_by_the_branches_that_close() -> None:
    """A choice is split into its alternatives; where no property can be as demanded, the branch ends with nothing."""
    new = {"type": "object", "properties": {"a": {"maxLength": 9}, "b": {}}, "maxProperties": 3}
    old = {"type": "object", "properties": {"a": {"maxLength": 5}}, "maxProperties": 2}
    told = """\
? old: type object, properties <= 2, properties/a: schema {"maxLength":5}; \
new: not(type object, properties <= 3, properties/a: schema {"maxLength":9}) -> nothing
  object old: properties <= 2, properties/a: length <= 5; \
choose new: not(properties <= 3) or new: not(properties/a: length <= 9) -> split
    object old: properties <= 2, properties/a: length <= 5; new: not(properties <= 3) -> closed
    object old: properties <= 2, properties/a: length <= 5; new: not(properties/a: length <= 9); \
needs property a with new: not(length <= 9) -> open
      ? old: length <= 5; new: not(length <= 9) -> nothing
        string old: length <= 5; new: not(length <= 9) -> closed
compatible, 4 steps"""

    assert told == trace(old, new)


def test_a_recursive_schema_comes_back_to_its_own_question() -> None:
    """A question that is asked within itself is not searched again."""
    tree = {"properties": {"next": {"$ref": "#"}, "value": {"type": "integer"}}}
    wider = {"properties": {"next": {"$ref": "#"}, "value": {"type": "number"}}}

    assert "-> asked already, further up" in trace(tree, wider)
    assert trace(tree, wider).splitlines()[-1].startswith("compatible")


@pytest.mark.parametrize("content_model", ["closed-producer", "open"])
def test_a_trace_ends_with_the_verdict(content_model: str) -> None:
    """Who asks for a trace gets the verdict that `compare` gives."""
    for seed in range(60):
        old, new = pair(Random(seed))
        found = compare(old, new, content_model=content_model)
        for direction, outcome in found.verdict.items():
            try:
                told = trace(old, new, direction, Options(content_model=content_model))
            except Unreadable:
                continue
            assert (seed, outcome.value) == (seed, told.splitlines()[-1].split(",")[0].split(":")[0])


def test_documents_that_cannot_be_compared_have_no_trace() -> None:
    """Nothing is searched where no event of one document belongs to one of the other."""
    old, new = ({"asyncapi": "3.0.0", "info": {"title": "T", "version": "1"}} for _ in range(2))
    with pytest.raises(Unreadable):
        trace(old, new)
