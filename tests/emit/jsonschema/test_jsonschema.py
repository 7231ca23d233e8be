"""JSON Schema of each event: the contract's verdict, the dialect's own rules, what readers see.

To accept a wanted change of the case: with `ACCEPT_CASES=1` in the environment, `expected.json` is rewritten.
"""

from __future__ import annotations

import itertools
import os
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft7Validator, Draft202012Validator, FormatChecker
from jsonschema.validators import extend

from bridgewright.contracts.catalog import build_catalog
from bridgewright.emit.jsonschema import emit_jsonschema, event_schema
from bridgewright.project.folder import load_sources
from bridgewright.sample import details, envelope, faults
from emit.random_contracts import CONTRACTS, FORMATS, OBJECTS, Judge, catalog_of, searched_as_ecma
from thorough import law

CASES = Path(__file__).with_name("cases")
ROOT = Path(__file__).resolve().parents[3]
CATALOG = build_catalog(load_sources(ROOT / "contracts")[0])[0]
EVENTS = pytest.mark.parametrize("event", CATALOG.events, ids=lambda event: event.id)

_Reader = extend(Draft202012Validator, {"pattern": searched_as_ecma})


def reader(schema):
    """A reader of the schema, formats asserted: it knows nothing of OpenAPI."""
    return _Reader(schema, format_checker=FormatChecker())


def contract_judge(event):
    """OpenAPI's own validator of the whole event."""
    content = event.document.content
    return Judge({"$ref": "#/components/schemas/AWSEvent", **content}, format_checker=FORMATS)


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_a_contract_becomes_the_schema_beside_it(case):
    """`nullable`, exclusive bounds, `byte`, `int32`, refs with neighbours, unknown keywords, `x-` keywords."""
    catalog = catalog_of(yaml.safe_load((case / "contract.yaml").read_text(encoding="utf-8")))
    (file,) = emit_jsonschema(catalog)
    if os.environ.get("ACCEPT_CASES"):
        (case / "expected.json").write_text(file.text, encoding="utf-8")

    assert "jsonschema/order.placed/v1.json" == file.path
    assert (case / "expected.json").read_text(encoding="utf-8") == file.text


@EVENTS
def test_valid_and_spoilt_events_get_the_contract_s_verdict(event):
    """Sampled details, and every single fault of some of them, inside a whole event."""
    schema, judge = reader(event_schema(event, "hr")), contract_judge(event)
    valid = [*(example.detail for example in event.examples), *itertools.islice(details(event, seed=5), 6)]
    spoilt = [fault.detail for detail in valid[:1] for fault in faults(event, detail)]
    events = [envelope(event, detail) for detail in [*valid, *spoilt]]
    events += [{name: value for name, value in events[0].items() if name != gone} for gone in events[0]]

    expected = [judge.is_valid(whole) for whole in events]
    assert expected == [schema.is_valid(whole) for whole in events]
    assert len(valid) <= expected.count(True) < len(expected)


@law(whole=300, few=75)
@given(CONTRACTS, st.lists(OBJECTS, min_size=6, max_size=10))
def test_random_contracts_get_the_contract_s_verdict(content, values):
    """Every keyword of OpenAPI 3.0 beside every other; the result is a valid schema of its dialect, and of draft 7."""
    (event,) = catalog_of(content).events
    schema = event_schema(event, "hr")
    events = [{"detail-type": "order.placed", "source": "shop.orders", "detail": value} for value in values]

    Draft202012Validator.check_schema(schema)
    Draft7Validator.check_schema(schema)
    judge = contract_judge(event)
    assert [judge.is_valid(whole) for whole in events] == [reader(schema).is_valid(whole) for whole in events]
    older = Draft7Validator({**schema, "$schema": "http://json-schema.org/draft-07/schema#"})
    plain = Draft202012Validator(schema)
    assert [plain.is_valid(whole) for whole in events] == [older.is_valid(whole) for whole in events]


def test_formats_assert_nothing_where_the_policy_says_so():
    """`format = "annotation"`: they are still said, for readers, in a word that no validator asserts."""
    content = yaml.safe_load((CASES / "translated" / "contract.yaml").read_text(encoding="utf-8"))
    (event,) = catalog_of(content, compatibility={"format": "annotation"}).events
    order = event_schema(event, "hr")["$defs"]["Order"]["properties"]

    assert {"type": "string", "contentEncoding": "base64"} == order["seal"]
    assert {"type": "integer", "x-format": "int32", "minimum": 0} == order["stock"]


@EVENTS
def test_the_schema_stands_alone_and_is_valid_under_its_metaschema(event):
    """Every ref stays inside; nothing of the document that the event doesn't need comes along."""
    schema = event_schema(event, "hr")

    Draft202012Validator.check_schema(schema)
    refs = {part["$ref"] for part in _objects(schema) if "$ref" in part}
    assert {f"#/$defs/{name}" for name in schema["$defs"]} == refs


def test_what_is_personal_is_still_said():
    """`x-sensitive` reaches those who read JSON Schema."""
    event = next(e for e in CATALOG.latest() if e.name == "payslip.uploaded" and e.version.major == 2)

    definitions = event_schema(event, "hr")["$defs"]
    assert [True, True] == [
        definitions["Money"]["x-sensitive"],
        definitions["Employee"]["properties"]["niNumber"]["x-sensitive"],
    ]


def test_ids_are_those_of_the_versions():
    """The same on every machine; two versions never share one."""
    ids = [event_schema(event, "leejames-hr")["$id"] for event in CATALOG.events]

    assert "urn:bridgewright:leejames-hr:payslip.uploaded:2.1.0" in ids
    assert sorted(set(ids)) == sorted(ids)


def test_the_newest_version_of_each_major_has_a_file():
    """As the bindings have it."""
    paths = [file.path for file in emit_jsonschema(CATALOG)]

    assert [f"jsonschema/{e.name}/v{e.version.major}.json" for e in CATALOG.latest()] == paths
    assert 2 == len([path for path in paths if path.startswith("jsonschema/payslip.uploaded/")])


def _objects(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for member in value if isinstance(value, list) else ():
        yield from _objects(member)
