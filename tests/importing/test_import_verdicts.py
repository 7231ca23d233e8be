"""An imported contract says yes exactly when the original says yes, under the original's own dialect.

The judge of the original is jsonschema-rs, told the dialect; that of the contract is the tool's own for OpenAPI 3.0.
One difference is left: draft-04 takes 1.0 for no integer, and every later dialect does.
"""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.documents.document import Document
from bridgewright.findings import Finding
from bridgewright.foreign.importing import Contract, Hints, ImportOptions, imported
from bridgewright.schemas.judge import Judge
from letters import PATTERNS
from thorough import law

URIS = {
    "draft-04": "http://json-schema.org/draft-04/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
    "2020-12": "https://json-schema.org/draft/2020-12/schema",
}
VALIDATORS: dict[str, Any] = {
    "draft-04": jsonschema_rs.Draft4Validator,
    "draft-06": jsonschema_rs.Draft6Validator,
    "draft-07": jsonschema_rs.Draft7Validator,
    "2019-09": jsonschema_rs.Draft201909Validator,
    "2020-12": jsonschema_rs.Draft202012Validator,
}
VALUES: tuple[Any, ...] = (
    *(None, True, False, 0, 1, 2, 3, -1, 1.5, 2.5, 10, 1000, "", "a", "b", "ab", "abc", "a\n", "1", "2026-11-23"),
    *([], [1], ["a"], [1, "a"], ["a", 1], [1, 1], [1, 2, 3], [None], [[]], [{}], ["a", "b", "a"]),
    *({}, {"a": 1}, {"a": "a"}, {"a": None}, {"b": 1}, {"a": 1, "b": 2}, {"a": 1, "b": 2, "c": 3}, {"c": []}),
    *({"a": {"a": 1}}, {"x-a": 1}, {"a": {"b": "a"}, "b": [1]}, {"a": [1, "a"]}, {"b": {"a": {}}}, {"a\n": 1}),
)


def contract_of(content: Any) -> tuple[Contract | None, tuple[Finding, ...]]:
    """The contract of one JSON Schema of an event's detail."""
    documents = {"happened.json": Document("happened.json", content)}
    contracts, findings = imported(documents, {"happened.json": Hints("happened")}, ImportOptions(source="acme.shop"))
    return (contracts[0] if contracts else None), findings


def disagreements(schema: dict[str, Any], dialect: str) -> list[tuple[Any, bool]]:
    """Each value of which original and contract don't say the same, with the original's verdict."""
    whole = {"$schema": URIS[dialect], **schema}
    contract, findings = contract_of(whole)
    assert contract is not None, findings
    original = VALIDATORS[dialect](whole, validate_formats=True)
    judge = Judge(contract.content)
    detail = contract.content["components"]["schemas"]["AWSEvent"]["properties"]["detail"]
    said = [(value, original.is_valid(value), judge.accepts(detail, value)) for value in VALUES]
    return [(value, right) for value, right, told in said if right != told]


ALL = tuple(URIS)
SINCE_6 = ALL[1:]
SINCE_7 = ALL[2:]
SINCE_2019 = ALL[3:]
CASES: tuple[tuple[str, tuple[str, ...], dict[str, Any]], ...] = (
    ("several types", ALL, {"type": ["string", "integer", "null"], "minLength": 2, "minimum": 2}),
    ("null alone", ALL, {"type": "null"}),
    ("null and a bound", ALL, {"type": ["null", "number"], "maximum": 2}),
    ("all types", ALL, {"type": ["array", "boolean", "integer", "null", "number", "object", "string"]}),
    ("enum of several types", ALL, {"enum": [1, "a", None, [1], {"a": 1}]}),
    ("enum beside a type", ALL, {"type": ["string", "null"], "enum": ["a", 1]}),
    ("enum that its type refuses", ALL, {"type": "string", "enum": [1, None]}),
    ("1 is 1.0 and not true", ALL, {"enum": [1, 1.0, True]}),
    ("const", SINCE_6, {"const": {"a": 1}}),
    ("const of null", SINCE_6, {"const": None}),
    ("const beside enum", SINCE_6, {"const": "a", "enum": ["b", "c"]}),
    (
        "boolean bounds",
        ("draft-04",),
        {"minimum": 1, "exclusiveMinimum": True, "maximum": 3, "exclusiveMaximum": False},
    ),
    ("number bounds", SINCE_6, {"minimum": 1, "exclusiveMinimum": 1, "exclusiveMaximum": 3, "maximum": 2.5}),
    ("true and false", SINCE_6, {"properties": {"a": True, "b": False}}),
    ("false items", SINCE_6, {"items": False}),
    (
        "a ref hides what stands beside it",
        ALL[:3],
        {"$ref": "#/definitions/t", "maxLength": 1, "definitions": {"t": {}}},
    ),
    (
        "a ref and what stands beside it",
        SINCE_2019,
        {"$ref": "#/$defs/t", "maxLength": 1, "$defs": {"t": {"minLength": 1}}},
    ),
    ("recursion to the root", ALL, {"properties": {"a": {"$ref": "#"}}, "maxProperties": 1}),
    ("a ref into a property", ALL, {"properties": {"a": {"type": "integer"}, "b": {"$ref": "#/properties/a"}}}),
    ("dependent names", ALL[:4], {"dependencies": {"a": ["b"]}}),
    (
        "dependent schema",
        ALL[:4],
        {"dependencies": {"a": {"properties": {"b": {"type": "integer"}}, "minProperties": 2}}},
    ),
    ("dependentRequired", SINCE_2019, {"dependentRequired": {"a": ["b", "c"], "b": []}}),
    ("dependentSchemas", SINCE_2019, {"dependentSchemas": {"a": {"required": ["b"]}, "c": False}}),
    ("if, then, else", SINCE_7, {"if": {"type": "string"}, "then": {"maxLength": 1}, "else": {"type": "object"}}),
    ("if and else", SINCE_7, {"if": {"required": ["a"]}, "else": {"type": "array"}}),
    ("then without if", SINCE_7, {"then": False}),
    ("contains", SINCE_6, {"contains": {"type": "string"}}),
    ("minContains 0", SINCE_2019, {"contains": {"type": "string"}, "minContains": 0}),
    ("none contains", SINCE_2019, {"contains": {"type": "string"}, "minContains": 0, "maxContains": 0}),
    (
        "a tuple of equal schemas",
        ALL[:4],
        {"items": [{"type": "integer"}, {"type": "integer"}], "additionalItems": {"type": "integer"}},
    ),
    ("a tuple cut short", ALL[:4], {"items": [{"type": "integer"}, {"type": "integer"}], "additionalItems": False}),
    ("a tuple of one", ("2020-12",), {"prefixItems": [{"type": "integer"}], "maxItems": 1}),
    ("a tuple of anything", ("2020-12",), {"prefixItems": [True, {}], "items": False}),
    ("additionalItems alone", ALL[:4], {"additionalItems": False}),
    ("names that are listed", SINCE_6, {"propertyNames": {"enum": ["a", "b"]}}),
    ("no name at all", SINCE_6, {"propertyNames": False}),
    ("any pattern", ALL, {"patternProperties": {".*": {"type": "integer"}}, "additionalProperties": False}),
    (
        "a pattern of listed names",
        ALL,
        {"patternProperties": {"^(a|b)$": {"type": "integer"}}, "additionalProperties": False},
    ),
    (
        "a pattern over a property",
        ALL,
        {"properties": {"a": {"minimum": 1}}, "patternProperties": {"^a$": {"type": "integer"}}},
    ),
    ("unevaluated in a flat object", SINCE_2019, {"properties": {"a": {}}, "unevaluatedProperties": False}),
    (
        "unevaluated behind allOf and refs",
        SINCE_2019,
        {
            "allOf": [{"$ref": "#/$defs/t"}, {"properties": {"b": {}}}],
            "unevaluatedProperties": False,
            "$defs": {"t": {"properties": {"a": {"type": "integer"}}}},
        },
    ),
    ("unevaluated items", SINCE_2019, {"unevaluatedItems": {"type": "integer"}}),
    ("one of, beside several types", ALL, {"type": ["string", "array"], "oneOf": [{"minLength": 2}, {"minItems": 1}]}),
    ("a format of the dialect", ALL, {"format": "date"}),
    ("a format that the dialect doesn't assert", ALL[:3], {"format": "uuid"}),
    ("nullable means nothing", ALL, {"type": "string", "nullable": True}),
    ("a keyword of a later draft", ("draft-04",), {"const": 1, "propertyNames": False, "if": {}, "then": False}),
    ("nothing", ALL, {}),
)


@pytest.mark.parametrize(
    ("dialect", "schema"),
    [pytest.param(dialect, schema, id=f"{name} ({dialect})") for name, where, schema in CASES for dialect in where],
)
def test_a_keyword_is_said_exactly(dialect: str, schema: dict[str, Any]) -> None:
    """Each keyword that OpenAPI 3.0 lacks, and that other keywords can say, has the same verdict after the import."""
    found = disagreements(schema, dialect)

    assert found == []


@pytest.mark.parametrize(
    ("schema", "pointer"),
    [
        ({"patternProperties": {"^x-": {"type": "string"}}}, "/patternProperties"),
        ({"patternProperties": {"^x-": {}}, "additionalProperties": False}, "/patternProperties"),
        ({"propertyNames": {"maxLength": 3}}, "/propertyNames"),
        ({"prefixItems": [{"type": "string"}, {"type": "integer"}]}, "/prefixItems"),
        ({"contains": {}, "minContains": 2}, "/minContains"),
        ({"contains": {}, "maxContains": 2}, "/maxContains"),
        ({"properties": {"a": {"anyOf": [{}], "unevaluatedProperties": False}}}, "/properties/a/unevaluatedProperties"),
        ({"prefixItems": [{}], "unevaluatedItems": False}, "/unevaluatedItems"),
    ],
)
def test_what_cannot_be_said_is_a_finding(schema: dict[str, Any], pointer: str) -> None:
    """A keyword that OpenAPI 3.0 has no words for is named with its place, and there is no contract."""
    contract, findings = contract_of({"$schema": URIS["2020-12"], **schema})
    found = [(finding.rule, finding.location.path, finding.location.pointer) for finding in findings]

    assert contract is None
    assert found == [("keyword-inexpressible", "happened.json", pointer)]


_NAMES = st.sampled_from(["a", "b", "c"])
_LEAVES = st.sampled_from(
    [
        *({}, {"type": "string"}, {"type": "integer"}, {"type": ["number", "null"]}, {"type": ["string", "array"]}),
        *({"minLength": 2}, {"maximum": 2}, {"enum": [1, "a", None]}, {"maxItems": 1}, {"required": ["a"]}),
        *({"pattern": "^a$"}, {"multipleOf": 2}, {"uniqueItems": True}, {"minProperties": 1}, {"$ref": "#"}),
        *({"type": "object"}, {"type": "null"}, {"enum": []}, {"format": "date"}, {"type": ["boolean", "object"]}),
        *({"pattern": pattern} for pattern in PATTERNS),
    ]
)


def _grown(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    keywords = {
        "properties": st.dictionaries(_NAMES, inner, max_size=2),
        "additionalProperties": st.booleans() | inner,
        "items": inner,
        "not": inner,
        **{key: st.lists(inner, min_size=1, max_size=2) for key in ("allOf", "anyOf", "oneOf")},
        "if": inner,
        "then": inner,
        "else": inner,
        "contains": inner,
        "dependentSchemas": st.dictionaries(_NAMES, inner, max_size=1),
        "dependentRequired": st.dictionaries(_NAMES, st.lists(_NAMES, unique=True, max_size=2), max_size=1),
        "propertyNames": st.sampled_from([{"enum": ["a", "b"]}, True, {"type": "string"}]),
        "unevaluatedProperties": st.booleans() | inner,
        "type": st.sampled_from(["object", "array", ["object", "null"], ["array", "string", "integer"]]),
        "const": st.sampled_from([{"a": 1}, 1, None, [1]]),
        "exclusiveMinimum": st.sampled_from([0, 1.5]),
        "minimum": st.sampled_from([1, 1.5]),
    }
    chosen = st.lists(st.sampled_from(sorted(keywords)), unique=True, min_size=1, max_size=3)
    return chosen.flatmap(lambda names: st.fixed_dictionaries({name: keywords[name] for name in names}))


@law(whole=400, few=150)
@given(st.recursive(_LEAVES, _grown, max_leaves=6))
def test_random_schemas_keep_their_verdict(schema: dict[str, Any]) -> None:
    """Whatever the schema: its contract has its verdict on every value, or there is a finding and no contract."""
    whole = {"$schema": URIS["2020-12"], "properties": {"z": schema}, **schema}
    contract, findings = contract_of(whole)
    if contract is None:
        assert findings
        return
    original = jsonschema_rs.Draft202012Validator(whole, validate_formats=True)
    judge = Judge(contract.content)
    detail = contract.content["components"]["schemas"]["AWSEvent"]["properties"]["detail"]
    said = [
        (value, original.is_valid(value), judge.accepts(detail, value))
        for value in (*VALUES, *({"z": v} for v in VALUES))
    ]

    assert [(value, right) for value, right, told in said if right != told] == []
