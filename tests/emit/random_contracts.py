"""Random event contracts for the emitters' laws: every keyword of OpenAPI 3.0, references and nesting."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from hypothesis import strategies as st
from jsonschema import FormatChecker
from jsonschema.exceptions import ValidationError as Violation
from jsonschema.validators import extend
from openapi_schema_validator import OAS30Validator, oas30_format_checker

import letters
from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog, ContractFile, Sources
from bridgewright.documents.document import Document
from letters import LETTERS

KEYS = ("a", "b", "x_y", "x-y")
COMPONENTS = ("Node", "Name", "List", "Either")
_TEXTS = st.sampled_from(
    ["", "a", "ab", "abc", "1", "é", "2020-01-02", "2020-01-01T00:00:00Z", "aGk=", "aGk", "1.50", "-0", "NaN", *LETTERS]
)
_NUMBERS = st.sampled_from([0, 1, 2, 3, 5, -1, 1.0, 5.0, 2.5, 0.5, 2**31, -(2**31), 2**63, 2**70])
VALUES = st.recursive(
    st.one_of(_TEXTS, _NUMBERS, st.booleans(), st.none()),
    lambda v: st.lists(v, max_size=3) | st.dictionaries(st.sampled_from([*KEYS, "z"]), v, max_size=3),
    max_leaves=6,
)
OBJECTS = st.dictionaries(st.sampled_from([*KEYS, "z"]), VALUES, max_size=4)
_SMALL = st.integers(0, 3)
_REFS = st.sampled_from(COMPONENTS).map(lambda name: {"$ref": f"#/components/schemas/{name}"})


def _schema(fixed: dict[str, Any], **optional: Any) -> st.SearchStrategy[Any]:
    given = {name: s if isinstance(s, st.SearchStrategy) else st.just(s) for name, s in fixed.items()}
    texts = {"description": st.just("words"), "x-sensitive": st.booleans(), "example": st.just("a")}
    return st.fixed_dictionaries(given, optional={"nullable": st.booleans(), **texts, **optional})


LEAVES = st.one_of(
    _schema(
        {"type": "string"},
        minLength=_SMALL,
        maxLength=_SMALL,
        pattern=st.sampled_from(["^a", "b$", "[0-9]+", "^.$", *letters.PATTERNS]),
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
    _schema({}, format=st.sampled_from(["int32", "byte"])),
    _schema({"type": "boolean"}),
    _schema({"enum": st.lists(VALUES, min_size=1, max_size=3)}, type=st.sampled_from(["string", "integer", "object"])),
    _REFS,
)


def _larger(schemas: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    properties = st.dictionaries(st.sampled_from(KEYS), schemas, max_size=3)
    required = st.lists(st.sampled_from(KEYS), min_size=1, max_size=2, unique=True)
    several = st.lists(schemas, min_size=1, max_size=3)
    more = st.booleans() | schemas
    return st.one_of(
        _schema({"type": "object"}, properties=properties, required=required, additionalProperties=more),
        _schema({}, properties=properties, required=required, minProperties=_SMALL, maxProperties=_SMALL),
        _schema({"type": "array"}, items=schemas, minItems=_SMALL, maxItems=_SMALL, uniqueItems=st.booleans()),
        _schema({}, **{"allOf": several, "anyOf": several, "oneOf": several, "not": schemas}, properties=properties),
    )


SCHEMAS = st.recursive(LEAVES, _larger, max_leaves=8)
DETAILS = SCHEMAS.filter(lambda s: "$ref" not in s).map(lambda s: {**s, "type": "object"})


def _in_place(schema: Any) -> Iterator[str]:
    """Components that a schema refers to for the very value that it speaks of."""
    if "$ref" in schema:
        yield schema["$ref"].rpartition("/")[2]
    for option in [*(o for k in ("allOf", "anyOf", "oneOf") for o in schema.get(k, ())), schema.get("not", {})]:
        yield from _in_place(option) if option else ()


def ends(components: dict[str, Any]) -> bool:
    """Does no component refer to itself for the same value? No validator can judge one that does."""
    for start in components:
        waiting, seen = [start], set()
        while waiting:
            for name in _in_place(components[waiting.pop()]):
                if name == start:
                    return False
                if name not in seen:
                    seen.add(name)
                    waiting.append(name)
    return True


def document(detail: Any, components: dict[str, Any]) -> dict[str, Any]:
    """The contract of `order.placed` with a detail schema and components beside it."""
    envelope = {
        "type": "object",
        "x-amazon-events-source": "shop.orders",
        "x-amazon-events-detail-type": "order.placed",
        "required": ["detail-type", "source", "detail"],
        "properties": {
            "detail-type": {"type": "string"},
            "source": {"type": "string"},
            "detail": {"$ref": "#/components/schemas/Order"},
        },
    }
    return {
        "openapi": "3.0.3",
        "info": {"title": "OrderPlaced", "version": "1.0.0"},
        "paths": {},
        "components": {"schemas": {"AWSEvent": envelope, "Order": detail, **components}},
    }


CONTRACTS = st.builds(document, DETAILS, st.fixed_dictionaries(dict.fromkeys(COMPONENTS, SCHEMAS)).filter(ends))


def catalog_of(content: dict[str, Any], *later: dict[str, Any], **tables: Any) -> Catalog:
    """The catalog of a project with one event, `order.placed` 1.0.0 (and 1.1.0 …), and further tables of settings."""
    settings = {
        "bindings": {"package": "shop_events", "output": "../generated"},
        "bus": {"name": "shop"},
        "registry": {"name": "shop"},
        **tables,
    }
    files = tuple(
        ContractFile(
            "events",
            "order.placed",
            f"1.{minor}.0",
            Document(f"contracts/events/order.placed/1.{minor}.0.yaml", version),
        )
        for minor, version in enumerate((content, *later))
    )
    catalog, findings = build_catalog(Sources(Document("contracts/bridgewright.toml", settings), None, files, ()))

    assert () == tuple(findings)
    assert catalog is not None
    return catalog


def searched_as_ecma(validator: Any, pattern: str, instance: Any, schema: Any) -> Iterator[Violation]:
    """`pattern` with `$` as the end of the text, as in ECMA 262; Python's also matches before a last line break."""
    if isinstance(instance, str) and not re.search(pattern.replace("$", r"\Z"), instance):
        yield Violation("pattern")


def _is_integer(checker: Any, value: Any) -> bool:
    return (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer())


Judge = extend(
    OAS30Validator,
    {"pattern": searched_as_ecma},
    type_checker=OAS30Validator.TYPE_CHECKER.redefine("integer", _is_integer),
)
"""OpenAPI 3.0's validator, with JSON Schema's reading of 1.0 (an integer) and of `$`."""

FORMATS = FormatChecker(())
"""OpenAPI's formats; its own `byte` crashes on text outside ASCII (openapi-schema-validator 0.9.0)."""
FORMATS.checkers = dict(oas30_format_checker.checkers)


@FORMATS.checks("byte")
def _is_byte(value: object) -> bool:
    return not isinstance(value, str) or (value.isascii() and oas30_format_checker.conforms(value, "byte"))
