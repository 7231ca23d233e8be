"""The law of bindings in memory: a model accepts what a JSON Schema validator accepts, in the document's own dialect.

`BRIDGEWRIGHT_THOROUGH=1` tries a hundred times as many documents, other ones in each run (`nox -s laws`).
"""

from __future__ import annotations

import json
from random import Random
from typing import Any

import jsonschema
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from binding.near_events import NearEvents
from binding.random_documents import METASCHEMAS, Documents
from bridgewright import CannotBind, bind
from thorough import THOROUGH, law

_VALIDATORS = {
    "draft-04": (jsonschema_rs.Draft4Validator, jsonschema.Draft4Validator),
    "draft-06": (jsonschema_rs.Draft6Validator, jsonschema.Draft6Validator),
    "draft-07": (jsonschema_rs.Draft7Validator, jsonschema.Draft7Validator),
    "2019-09": (jsonschema_rs.Draft201909Validator, jsonschema.Draft201909Validator),
    "2020-12": (jsonschema_rs.Draft202012Validator, jsonschema.Draft202012Validator),
}
# The same documents in every ordinary run.
_laws = law(whole=5_000, few=50, derandomize=not THOROUGH, database=None)


@pytest.mark.parametrize("dialect", METASCHEMAS)
def test_the_verdict_is_the_validator_s(dialect):
    """Every keyword, alone and combined, formats asserted; judged by jsonschema-rs."""

    @_laws
    @given(st.integers(0, 2**32))
    def law(seed: int) -> None:
        source = Documents(Random(seed), dialect)
        document = source.document()
        events = _events(Random(seed), document, source)
        model = _model(document)
        if model is None:
            return
        judge = _VALIDATORS[dialect][0](document, validate_formats=True)

        assert [judge.is_valid(event) for event in events] == [_verdict(model, event) for event in events], document

    law()


@pytest.mark.parametrize("dialect", METASCHEMAS)
def test_a_second_validator_says_the_same(dialect):
    """The Python package `jsonschema`, without the keywords that it reads by Python's own means."""

    @_laws
    @given(st.integers(0, 2**32))
    def law(seed: int) -> None:
        source = Documents(Random(seed), dialect, unlike=False)
        document = source.document()
        events = _events(Random(seed), document, source)
        model = _model(document)
        if model is None:
            return
        judge = _VALIDATORS[dialect][1](document)
        try:
            told = [judge.is_valid(event) for event in events]
        except (TypeError, RecursionError):  # its own faults: `additionalItems` beside `items: true`, loops that end
            return

        assert told == [_verdict(model, event) for event in events], document

    law()


def _events(random: Random, document: Any, source: Documents) -> list[Any]:
    """Events anywhere, events that follow the schema as far as rules go, and such with one fault."""
    near = NearEvents(random, document, lambda: source.event()["detail"])
    draws = (source.event, near.event, near.event_with_a_fault)
    return [draw() for draw in draws for _ in range(5)]


def _model(document: Any) -> Any:
    """The whole event's class; None for what no validator can judge, refs that lead back to the same value."""
    try:
        return bind(document).AWSEvent
    except CannotBind as refusal:
        if {finding.rule for finding in refusal.findings} == {"ref-loop"}:
            return None
        raise


def _verdict(model: Any, event: Any) -> bool:
    """Does the model read it, and write the same JSON again, by every way there is?"""
    text = json.dumps(event)
    try:
        read = model.model_validate_json(text)
    except ValidationError:
        with pytest.raises(ValidationError):
            model.from_data(event)
        return False
    assert model.from_data(event) == read == model.model_validate(event)
    for written in (read.to_json(), read.model_dump_json(), read.model_dump_json(by_alias=True)):
        assert event == json.loads(written)
    assert event == read.to_data() == read.model_dump(mode="json")
    return True
