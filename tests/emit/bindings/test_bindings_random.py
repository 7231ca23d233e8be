"""Random contracts, random values: the bindings' verdict is the judge's, and what was read is written again."""

from __future__ import annotations

import json
import sys
import types
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema.exceptions import ValidationError as Violation
from jsonschema.validators import extend
from pydantic import ValidationError

import letters
from bridgewright import bind
from emit.random_contracts import FORMATS, Judge, ends
from letters import LETTERS
from thorough import law

_KEYS = ("a", "b", "x_y", "x-y")
_COMPONENTS = ("Node", "Name", "List", "Either", "Map")
_TEXTS = st.sampled_from(
    [
        *("", "a", "ab", "abc", "1", "é", "2020-01-02", "2020-13-02", "2020-01-01T00:00:00Z", "2020-01-01T00:00:00"),
        *("2020-01-01T00:00:00.1234567+01:00", "2020-01-01 00:00:00Z", "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11", "aGk="),
        *("0B9B6E1E-3b1f-5f0e-9a57-0a5c1f6a2b11", "0b9b6e1e3b1f5f0e9a570a5c1f6a2b11", "aGk"),
        *LETTERS,
    ]
)
_NUMBERS = st.sampled_from([0, 1, 2, 3, 5, -1, 1.0, 5.0, 2.5, 0.5, 1e20, 2**31, 2**63, 2**70])
_VALUES = st.recursive(
    st.one_of(_TEXTS, _NUMBERS, st.booleans(), st.none()),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from([*_KEYS, "z"]), v, max_size=3),
    max_leaves=6,
)
_OBJECTS = st.dictionaries(st.sampled_from([*_KEYS, "z"]), _VALUES, max_size=4)
_SMALL = st.integers(0, 3)


def _schema(fixed: dict[str, Any], **optional: Any) -> st.SearchStrategy[Any]:
    given = {name: s if isinstance(s, st.SearchStrategy) else st.just(s) for name, s in fixed.items()}
    return st.fixed_dictionaries(given, optional={"nullable": st.booleans(), **optional})


_LEAVES = st.one_of(
    _schema(
        {"type": "string"},
        minLength=_SMALL,
        maxLength=_SMALL,
        pattern=st.sampled_from(["^a", "b$", "[0-9]+", "(?=a)", "^.$", *letters.PATTERNS]),
        format=st.sampled_from(["date", "date-time", "uuid", "byte", "password", "custom"]),
    ),
    _schema(
        {"type": st.sampled_from(["integer", "number"])},
        minimum=st.sampled_from([0, 1, 1.5, 5]),
        maximum=st.sampled_from([0, 1, 1.5, 5]),
        exclusiveMinimum=st.booleans(),
        exclusiveMaximum=st.booleans(),
        multipleOf=st.sampled_from([1, 2, 0.5, 2.5]),
        format=st.sampled_from(["int32", "int64", "double"]),
    ),
    _schema({"type": "boolean"}),
    _schema({"enum": st.lists(_VALUES, min_size=1, max_size=3)}, type=st.sampled_from(["string", "integer", "object"])),
    _schema({"type": "string", "x-extensible-enum": ["a"]}),
    st.sampled_from(_COMPONENTS).map(lambda name: {"$ref": f"#/components/schemas/{name}"}),
    st.just({}),
)


def _larger(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(st.sampled_from(_KEYS), schemas, max_size=3)
    required = st.lists(st.sampled_from(_KEYS), min_size=1, max_size=2, unique=True)
    several = st.lists(schemas, min_size=1, max_size=3)
    of_objects = {
        "properties": properties,
        "required": required,
        "additionalProperties": st.booleans() | schemas,
        "minProperties": _SMALL,
        "maxProperties": _SMALL,
    }
    return st.one_of(
        _schema({"type": "object"}, **of_objects),
        _schema({}, **of_objects),
        _schema({"type": "array"}, items=schemas, minItems=_SMALL, maxItems=_SMALL, uniqueItems=st.booleans()),
        _schema(
            {},
            **{"allOf": several, "anyOf": several, "oneOf": several, "not": schemas},
            type=st.sampled_from(["string", "object", "array"]),
            properties=properties,
            required=required,
            maxLength=_SMALL,
        ),
    )


_SCHEMAS = st.recursive(_LEAVES, _larger, max_leaves=8)


def _type(validator: Any, name: str, instance: Any, schema: Any) -> Iterator[Violation]:
    if not (instance is None and schema.get("nullable") is True) and not validator.is_type(instance, name):
        yield Violation("type")


# One violation of `type`, not two.
_Judge = extend(Judge, {"type": _type})


@law(whole=2_000, few=60)
@given(
    _SCHEMAS.filter(lambda s: "$ref" not in s).map(lambda s: {**s, "type": "object"}),
    st.fixed_dictionaries(dict.fromkeys(_COMPONENTS, _SCHEMAS)).filter(ends),
    st.lists(_OBJECTS, min_size=6, max_size=10),
)
def test_random_contracts_have_the_judge_s_verdict(emitted, detail, components, values):
    """References, combinations and nesting of every keyword."""
    schemas = {
        "AWSEvent": {
            "type": "object",
            "x-amazon-events-source": "shop.orders",
            "x-amazon-events-detail-type": "order.placed",
            "properties": {"detail": {"$ref": "#/components/schemas/Order"}},
        },
        "Order": detail,
        **components,
    }
    document = {
        "openapi": "3.0.3",
        "info": {"title": "OrderPlaced", "version": "1.0.0"},
        "paths": {},
        "components": {"schemas": schemas},
    }
    judge = _Judge({"$ref": "#/components/schemas/Order", **document}, format_checker=FORMATS)

    text, findings = emitted(document)
    model, whole = _imported(text).OrderPlaced, bind(document).AWSEvent

    assert [] == findings
    expected = [judge.is_valid(value) for value in values]
    assert expected == [_verdict(model, value) for value in values]
    assert expected == [_verdict(whole, {"detail": value}) for value in values]


def _imported(text: str) -> Any:
    """The module, its runtime taken from the committed bindings: it is what every package has."""
    module = types.ModuleType("leejames_events.payslip_uploaded.random")
    sys.modules[module.__name__] = module
    try:
        exec(
            compile(
                text.replace("from ..", "from leejames_events.").replace("events. import", "events import"), "m", "exec"
            ),
            module.__dict__,
        )
    finally:
        del sys.modules[module.__name__]
    return module


def _verdict(model: Any, value: Any) -> bool:
    try:
        read = model.from_data(value)
    except ValidationError:
        with pytest.raises(ValidationError):
            model.from_json(json.dumps(value))
        return False
    assert read == model.from_json(json.dumps(value))
    assert value == read.to_data() == json.loads(read.to_json())
    return True
