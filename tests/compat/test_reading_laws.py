"""Laws of reading: nothing compared is never compatible, and `compare` reads the dialect that `bind` reads."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any, Final

from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bridgewright import bind
from bridgewright.binding import CannotBind
from bridgewright.compat import Comparison, Outcome, compare
from bridgewright.schemas.equality import number_spellings
from compat.pair_generator import schema, value
from thorough import law

SEEDS = st.integers(min_value=0, max_value=2**32)
INFO: Final = {"title": "orders", "version": "1.0.0"}
UNREAD: Final = {"undecided", "schema-invalid", "dialect-unknown"}
"""The rules that tell of documents of which nothing was compared."""
MALFORMED: Final[tuple[dict[str, Any], ...]] = (
    {"type": "strnig"},
    {"type": ["string", 5]},
    {"required": True},
    {"properties": []},
    {"minLength": -1},
    {"maxItems": "3"},
    {"pattern": 5},
    {"allOf": []},
    {"anyOf": {"type": "string"}},
    {"enum": 5},
    {"multipleOf": 0},
    {"minimum": "1"},
    {"uniqueItems": "yes"},
    {"$schema": "http://json-schema.org/draft-07/schema#", "exclusiveMinimum": True},
    {"$schema": "http://json-schema.org/draft-04/schema#", "exclusiveMaximum": 3},
    {"$schema": "https://json-schema.org/draft/2020-12/schema", "items": [{"type": "string"}]},
)
"""Schemas that are none."""
NAMES: Final = (
    *("http://json-schema.org/draft-04/schema#", "https://json-schema.org/draft-04/schema"),
    *("http://json-schema.org/draft-06/schema", "http://json-schema.org/draft-07/schema#"),
    *("http://json-schema.org/draft-07/hyper-schema#", "https://json-schema.org/draft/2019-09/schema"),
    *("https://json-schema.org/draft/2020-12/schema#", "https://json-schema.org/schema"),
    "https://spec.openapis.org/oas/3.1/dialect/base",
)
"""What documents call their dialect."""
TELLING: Final[tuple[dict[str, Any], ...]] = (
    {"type": "integer"},
    {"type": "array", "items": {"type": "integer"}},
    {"enum": [1, [1], {"a": 1}]},
    {"minimum": 1, "exclusiveMinimum": True},
    {"exclusiveMaximum": 1},
    {"items": [{"type": "string"}], "additionalItems": False},
    {"prefixItems": [{"type": "string"}]},
    {"$ref": "#/definitions/short", "maxLength": 1},
    {"const": 1},
    {"if": {"type": "string"}, "then": {"maxLength": 1}},
    {"dependencies": {"a": ["b"]}},
    {"dependentRequired": {"a": ["b"]}},
    {"contains": {"type": "string"}, "minContains": 2},
    {"propertyNames": {"maxLength": 1}},
    {"properties": {"a": {}}, "unevaluatedProperties": False},
    {"type": "string", "nullable": True},
)
"""Schemas that mean something else in another dialect, or are none there."""
VALUES: Final = (
    *(0, 1, 1.0, 2, "a", "ab", None, [], ["a"], ["a", "b"], [1], [1.0], [1, 2]),
    *({"a": 1}, {"a": 1.0}, {"a": 1, "b": 2}, {"ab": 1}),
)


def described(kind: str, version: str, **parts: Any) -> dict[str, Any]:
    return {kind: version, "info": INFO, **parts}


def messages(*payloads: Any, version: str = "3.0.0", prefix: str = "m") -> dict[str, Any]:
    """An AsyncAPI document with a message for each payload."""
    named = {f"{prefix}{index}": payload for index, payload in enumerate(payloads)}
    if version.startswith("3"):
        channels: dict[str, Any] = {name: {"messages": {name: {"payload": told}}} for name, told in named.items()}
    else:
        channels = {name: {"publish": {"message": {"name": name, "payload": told}}} for name, told in named.items()}
    return described("asyncapi", version, channels=channels)


def without_schemas(random: Random) -> Any:
    """A document of any kind in which nothing can be compared."""
    inner = schema(random)
    avro = {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "payload": {"type": "record"}}
    kinds: list[Any] = [
        described("swagger", "2.0", definitions={"A": inner}),
        {random.choice(["definitions", "$defs"]): {"A": inner}},
        {"$schema": random.choice(NAMES), "title": "library", "definitions": {"A": inner, "B": True}},
        {"$schema": f"https://acme.example/{random.random()}", "type": "object", "properties": {"a": inner}},
        described("openapi", "3.1.0", jsonSchemaDialect="https://acme.example/d", components={"schemas": {"A": inner}}),
        described("openapi", random.choice(["3.0.3", "3.1.0"]), paths={}),
        described("openapi", "3.1.0", paths={}, components={"parameters": {"A": {"schema": inner}}}),
        described("asyncapi", random.choice(["2.6.0", "3.0.0"]), channels={}),
        described("asyncapi", "3.0.0", channels={"a": {"messages": {"a": {"summary": "no payload"}}}}),
        described("asyncapi", "3.0.0", channels={"a": {"messages": {"a": avro}}}),
        {"version": "0", "detail-type": "placed", "source": "acme", "detail": value(random)},
        {"orderId": value(random), "customer": value(random)},
        random.choice([None, 1, "text", [], [inner]]),
        malformed(random),
        {"Type": "OpenApi3", "Content": random.choice(["{", "[]", '"text"', "{} {}"])},
    ]
    found = random.choice(kinds)
    return {"Type": "JSONSchemaDraft4", "Content": json.dumps(found)} if random.random() < 0.2 else found


def malformed(random: Random) -> dict[str, Any]:
    """A schema that is none, or has a part that is none."""
    wrong = random.choice(MALFORMED)
    named = {"$schema": wrong["$schema"]} if "$schema" in wrong else {}
    part = {key: told for key, told in wrong.items() if key != "$schema"}
    around: list[dict[str, Any]] = [
        part,
        {"type": "object", "properties": {"a": part}},
        {"type": "object", "additionalProperties": part},
        {"anyOf": [{"type": "string"}, part]},
        {"type": "object", "properties": {"a": {"$ref": "#/definitions/A"}}, "definitions": {"A": part}},
    ]
    return {**named, **random.choice(around)}


def with_schemas(random: Random) -> Any:
    """A document of any kind in which there is something to compare."""
    inner = {"type": "object", "properties": {"a": schema(random, 1)}}
    kinds: list[Any] = [
        inner,
        {"$schema": random.choice(NAMES), **inner},
        messages(inner, {"type": "string"}, version=random.choice(["2.6.0", "3.0.0"])),
        described("openapi", "3.1.0", components={"schemas": {"A": inner, "B": {"type": "string"}}}),
        described("openapi", "3.1.0", components={"schemas": {"AWSEvent": inner}}),
    ]
    return random.choice(kinds)


@law(whole=2_000, few=200)
@given(SEEDS)
def test_nothing_compared_is_never_compatible(seed: int) -> None:
    """Where a side has no schema to compare, both directions are undecided, and a change says why; equal or not."""
    random = Random(seed)
    empty = without_schemas(random)
    other = random.choice([empty, without_schemas(random), with_schemas(random)])

    for old, new in ((empty, other), (other, empty)):
        found = compare(old, new)

        assert {Outcome.UNDECIDED} == set(found.verdict.values())
        assert found.changes
        assert {change.rule for change in found.changes} <= UNREAD
        assert all(change.note for change in found.changes)


@law(whole=500, few=60)
@given(SEEDS)
def test_no_name_in_common_is_never_compatible(seed: int) -> None:
    """Documents of events with other names are not compared, be their schemas the same."""
    random = Random(seed)
    payloads = [schema(random) for _ in range(random.randint(1, 3))]
    versions = [random.choice(["2.0.0", "2.6.0", "3.0.0"]) for _ in range(2)]
    old, new = (messages(*payloads, version=at, prefix=name) for at, name in zip(versions, "mn", strict=True))

    found = compare(old, new)

    assert {Outcome.UNDECIDED} == set(found.verdict.values())


@law(whole=500, few=60)
@given(SEEDS)
def test_what_is_no_schema_to_bind_is_none_to_compare(seed: int) -> None:
    """`bind` and `compare` call the same schemas malformed, by the same rule."""
    wrong = malformed(Random(seed))

    found = compare({"type": "object"}, wrong)

    assert {"schema-invalid"} == {change.rule for change in found.changes}
    assert "schema-invalid" in refusals(wrong)


def refusals(document: Any) -> set[str]:
    """The rules by which `bind` refuses a document; none where it binds it."""
    try:
        bind(document, whole=True)
    except CannotBind as refused:
        return {finding.rule for finding in refused.findings}
    return set()


def telling(random: Random) -> dict[str, Any]:
    """A document that says its dialect under any of its names, or doesn't, and is understood by it alone."""
    named = {"$schema": random.choice(NAMES)} if random.random() < 0.8 else {}
    parts = random.sample(TELLING, random.randint(1, 3))
    inside = {"allOf": parts} if len(parts) > 1 else parts[0]
    return {
        **named,
        "type": "object",
        "required": ["v"],
        "properties": {"v": inside},
        "definitions": {"short": {"type": "string"}},
    }


FOLDERS: Final = [Path(__file__).parent / name for name in ("documents", "discriminators", "cases")]
DOCUMENTS: Final = [
    json.loads(p.read_text()) for f in FOLDERS for name in ("old", "new") for p in f.glob(f"*/{name}.json")
]
JUNK: Final = (
    *(None, True, 0, -1, 1.5, "", "#", "#/", "#/definitions/A", "http://x/y", [], {}, [{}], {"$ref": "#"}),
    *({"type": "object"}, "3.0", {"a": 1}),
)
KEYS: Final = (
    *("$ref", "type", "openapi", "asyncapi", "swagger", "$schema", "$id", "paths", "components", "discriminator"),
    *("messages", "nullable", "items", "Content", "webhooks", "id", "allOf", "enum"),
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Each container of a document, with each of its keys."""
    for key, member in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield value, key
        yield from places(member)


def broken(random: Random) -> Any:
    """A document of any kind with something in it that nobody would write."""
    made = copy.deepcopy(random.choice(DOCUMENTS))
    for _ in range(random.randint(1, 3)):
        found = list(places(made))
        if not found:
            break
        holder, key = random.choice(found)
        way = random.random()
        if way < 0.3:
            del holder[key]
        elif way < 0.8 or isinstance(holder, list):
            holder[key] = copy.deepcopy(random.choice(JUNK))
        else:
            holder[random.choice(KEYS)] = copy.deepcopy(random.choice(JUNK))
    return made


@law(whole=3_000, few=250)
@given(SEEDS)
def test_no_document_makes_it_raise(seed: int) -> None:
    """Whatever stands in a document, there is a verdict with its changes; and none of a document breaks itself."""
    random = Random(seed)
    old, new = broken(random), broken(random)

    found, itself = compare(old, new), compare(new, copy.deepcopy(new))

    assert {"backward", "forward"} == set(found.verdict)
    assert found.changes or Outcome.COMPATIBLE in found.verdict.values()
    assert Outcome.BREAKING not in itself.verdict.values()


def answered(comparison: Comparison) -> bool | None:
    """Does the new schema accept all that the old one does? None where it isn't known."""
    return {Outcome.COMPATIBLE: True, Outcome.BREAKING: False, Outcome.UNDECIDED: None}[comparison.verdict["backward"]]


@law(whole=1_500, few=60)
@given(SEEDS)
def test_compare_reads_the_dialect_that_bind_reads(seed: int) -> None:
    """One value against a document: `compare` and the bindings agree, whatever the document calls its dialect."""
    random = Random(seed)
    document = telling(random)
    refused = refusals(document)

    for one in random.sample(VALUES, 5):
        event = {"v": one}
        found = compare({"enum": [event]}, document, content_model="open")

        if refused:
            assert answered(found) is None
        else:
            # `enum` takes 1.0 for 1, in any dialect; draft-04's `integer` doesn't.
            assert all(accepted(document, equal) for equal in number_spellings(event)) == answered(found)


def accepted(document: Any, event: Any) -> bool:
    """Do the bindings of a document take an event?"""
    try:
        bind(document, whole=True).AWSEvent.model_validate_json(json.dumps(event))
    except ValidationError:
        return False
    return True
