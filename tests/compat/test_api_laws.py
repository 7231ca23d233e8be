"""Laws of HTTP APIs: what is said of a request or response is what `compare` says of its schema, in its direction."""

from __future__ import annotations

import json
from random import Random
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bridgewright.compat import Options, Outcome, compare
from bridgewright.compat.apis.exchanges import compare_apis
from compat.pair_generator import pair
from thorough import law

SEEDS = st.integers(min_value=0, max_value=2**32)
MODES = {"BACKWARD": "FORWARD", "FORWARD": "BACKWARD", "FULL": "FULL", "NONE": "NONE"}


def api(schema: Any, *, request: bool) -> dict[str, Any]:
    """An API whose only operation sends or answers values of a schema; what the schema defines are components."""
    schema = json.loads(json.dumps(schema).replace("#/$defs/", "#/components/schemas/"))
    defined = schema.pop("$defs", {}) if isinstance(schema, dict) else {}
    content = {"content": {"application/json": {"schema": schema}}}
    operation = {"requestBody": content, "responses": {}} if request else {"responses": {"200": content}}
    info = {"title": "A", "version": "1.0.0"}
    return {"openapi": "3.1.0", "info": info, "paths": {"/a": {"post": operation}}, "components": {"schemas": defined}}


@pytest.mark.parametrize("mode", MODES)
@law(whole=80, few=30)
@given(SEEDS)
def test_a_request_is_compared_as_its_schema(mode: str, seed: int) -> None:
    """Backward: old clients send what the new server must take. The version that it asks for is the schema's, too."""
    old, new = pair(Random(seed))
    schemas = compare(old, new, mode=mode, dialect="2020-12")
    apis = compare_apis(api(old, request=True), api(new, request=True), Options(mode))
    assume(Outcome.UNDECIDED not in schemas.verdict.values())  # an API lacks definitions that nothing refers to

    assert dict(schemas.verdict) == dict(apis.verdict)
    assert schemas.required_bump == apis.required_bump


@pytest.mark.parametrize("mode", MODES)
@law(whole=80, few=30)
@given(SEEDS)
def test_a_response_is_compared_the_other_way_round(mode: str, seed: int) -> None:
    """Backward: the new server answers what old clients must read."""
    old, new = pair(Random(seed))
    schemas = compare(old, new, mode=MODES[mode], dialect="2020-12")
    apis = compare_apis(api(old, request=False), api(new, request=False), Options(mode))
    assume(Outcome.UNDECIDED not in schemas.verdict.values())
    turned = {"backward": schemas.verdict["forward"], "forward": schemas.verdict["backward"]}

    assert turned == dict(apis.verdict)
    assert schemas.required_bump == apis.required_bump


@law(whole=80, few=30)
@given(SEEDS, st.booleans())
def test_whatever_isnt_compatible_is_a_change(seed: int, request_: bool) -> None:
    """A direction that breaks, or may, is named by a change at a place; of one that is compatible, none says so."""
    old, new = pair(Random(seed))
    found = compare_apis(api(old, request=request_), api(new, request=request_), Options("BACKWARD"))

    for direction, outcome in found.verdict.items():
        named = [change for change in found.changes if direction in (*change.breaks, *change.undecided)]

        assert (str(outcome) != "compatible") is bool(named)
        assert all(change.place.startswith("POST /a, ") for change in named)


@law(whole=40, few=20)
@given(SEEDS)
def test_an_api_is_compatible_with_itself(seed: int) -> None:
    """Whatever its schemas say, and in another spelling of its paths."""
    schema, _ = pair(Random(seed))
    one = api(schema, request=True)
    other = {**one, "info": {"title": "B", "version": "1.0.0"}}

    assert {"compatible"} == {
        str(outcome) for outcome in compare_apis(one, other, Options("BACKWARD")).verdict.values()
    }
