"""What dynamic refs lead to is what the validator finds at each value: schemas of several resources, and values.

A pair with a known answer: `{"enum": [value]}` breaks against a schema if, and only if, the schema refuses the value.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs
from hypothesis import given, reject
from hypothesis import strategies as st

from bridgewright import CannotBind, bind
from bridgewright.compat import compare
from thorough import law

LAW = law(whole=3_000, few=60, database=None)
NAMES = ("a", "b")
TYPES = ("object", "string", "integer", "null", "array")
SCALARS = st.sampled_from([None, 1, "text", [], {}])
OBJECTS = st.recursive(
    SCALARS,
    lambda inner: st.dictionaries(st.sampled_from(NAMES), inner, min_size=1) | st.lists(inner, max_size=2),
    max_leaves=6,
)
VALUES = st.lists(OBJECTS, min_size=1, max_size=8)
_SIMPLE = st.one_of(st.sampled_from(TYPES).map(lambda name: {"type": name}), st.just({}), st.booleans())


def bodies(below: st.SearchStrategy[Any], in_place: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Schemas whose members follow `below`; `in_place` follows for the same value."""
    return st.fixed_dictionaries(
        {"properties": st.fixed_dictionaries(dict.fromkeys(NAMES, below))},
        optional={
            "type": st.sampled_from([("object", "null"), ("object",), ("object", "array", "string")]).map(list),
            "items": below,
            "required": st.lists(st.sampled_from(NAMES), unique=True, max_size=1),
            "anyOf": st.lists(in_place, min_size=1, max_size=2),
            "oneOf": st.lists(in_place, min_size=1, max_size=3),
            "allOf": st.lists(in_place, min_size=1, max_size=2),
            "unevaluatedProperties": _SIMPLE,
        },
    )


@st.composite
def of_2020(draw: st.DrawFn) -> dict[str, Any]:
    """A schema of three resources; dynamic refs stand below properties and items, so that no value loops."""
    uris = ("one", "two", "three")
    dynamic = st.sampled_from(["#node", "#leaf", *(f"{uri}#node" for uri in uris)]).map(
        lambda ref: {"$dynamicRef": ref}
    )
    plain = st.sampled_from(["one", "two", "three", "two#/$defs/part"]).map(lambda ref: {"$ref": ref})
    made: dict[str, Any] = {}
    for at, uri in enumerate(uris):
        later = [{"$ref": other} for other in uris[at + 1 :]]
        in_place = _SIMPLE | bodies(_SIMPLE | dynamic | plain, _SIMPLE) | (st.sampled_from(later) if later else _SIMPLE)
        body = draw(bodies(dynamic | plain, in_place))
        leaf = {"$dynamicAnchor": "leaf", **draw(bodies(_SIMPLE, _SIMPLE))}
        part = draw(bodies(_SIMPLE | dynamic, _SIMPLE))
        anchor = {"$dynamicAnchor": "node"} if draw(st.booleans()) or at == 0 else {"$anchor": "node"}
        made[uri] = {"$id": f"https://events.test/{uri}", **anchor, **body, "$defs": {"leaf": leaf, "part": part}}
    first = {"minProperties": 0, **made.pop("one")}  # a schema, not definitions alone
    first["$defs"] |= made
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **first}


@st.composite
def of_2019(draw: st.DrawFn) -> dict[str, Any]:
    """The same in 2019-09, where only whole resources are recursive."""
    uris = ("one", "two", "three")
    recursive = st.just({"$recursiveRef": "#"})
    plain = st.sampled_from(uris).map(lambda ref: {"$ref": ref})
    made: dict[str, Any] = {}
    for at, uri in enumerate(uris):
        later = [{"$ref": other} for other in uris[at + 1 :]]
        in_place = _SIMPLE | bodies(_SIMPLE | recursive | plain, _SIMPLE)
        in_place |= st.sampled_from(later) if later else _SIMPLE
        body = draw(bodies(recursive | plain, in_place))
        anchor = {"$recursiveAnchor": True} if draw(st.booleans()) else {}
        made[uri] = {"$id": f"https://events.test/{uri}", **anchor, **body}
    first = {"minProperties": 0, **made.pop("one")}  # a schema, not definitions alone
    return {"$schema": "https://json-schema.org/draft/2019-09/schema", **first, "$defs": made}


def verdict(value: Any, schema: Any) -> str:
    """What reading the one event says."""
    found = compare({"enum": [value]}, schema, mode="BACKWARD", content_model="open")
    return str(found.verdict["backward"])


@LAW
@given(of_2020(), VALUES)
def test_a_dynamic_ref_leads_where_the_validator_finds_it(schema: dict[str, Any], values: list[Any]) -> None:
    """The verdict of the pair is the validator's, by every way in which resources are entered."""
    validator = jsonschema_rs.Draft202012Validator(schema, offline=True)
    for value in values:
        accepts = validator.is_valid(value)

        assert ("compatible" if accepts else "breaking") == verdict(value, schema)


@LAW
@given(of_2019(), VALUES)
def test_a_recursive_ref_leads_where_the_validator_finds_it(schema: dict[str, Any], values: list[Any]) -> None:
    """The same of 2019-09; where a resource has no anchor, there may be no verdict, and never another one."""
    validator = jsonschema_rs.Draft201909Validator(schema, offline=True)
    anchored = all("$recursiveAnchor" in resource for resource in (schema, *schema["$defs"].values()))
    for value in values:
        accepts = validator.is_valid(value)
        expected = {"compatible" if accepts else "breaking"} | (set() if anchored else {"undecided"})

        assert verdict(value, schema) in expected


@LAW
@given(st.one_of(of_2020(), of_2019()), VALUES)
def test_bindings_take_what_the_validator_accepts(schema: dict[str, Any], values: list[Any]) -> None:
    """Where bindings follow a schema at all, they follow its dynamic refs."""
    made = jsonschema_rs.validator_for(schema, offline=True)
    try:
        event = bind(schema, whole=False).AWSEvent
    except CannotBind:
        reject()
    for value in values:
        try:
            event.from_data({"source": "a", "detail-type": "b", "detail": value})
            accepts = True
        except ValueError:
            accepts = False

        assert accepts is made.is_valid(value)
