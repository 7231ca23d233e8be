"""`[compatibility] format` is one setting: bindings, examples, `validate`, samples and `breaking` all follow it."""

from __future__ import annotations

import json
import subprocess
import sys
from itertools import islice
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bridgewright.compat import compare
from bridgewright.project.events import validate_event
from bridgewright.project.generating import generate
from bridgewright.project.reading import Project, read_project
from bridgewright.sample import details
from bridgewright.schemas.judge import Judge

CONTRACT = """\
openapi: 3.0.3
info: { title: OrderPlaced, version: 1.0.0, description: An order was placed. }
paths: {}
components:
  schemas:
    AWSEvent:
      type: object
      x-amazon-events-source: shop.orders
      x-amazon-events-detail-type: order.placed
      required: [detail-type, resources, detail, id, source, time, region, version, account]
      properties:
        detail: { $ref: '#/components/schemas/OrderPlaced' }
        account: { type: string, maxLength: 12 }
        detail-type: { type: string, maxLength: 128 }
        id: { type: string, maxLength: 36 }
        region: { type: string, maxLength: 32 }
        resources: { type: array, maxItems: 10, items: { type: string, maxLength: 200 } }
        source: { type: string, maxLength: 64 }
        time: { type: string, maxLength: 64 }
        version: { type: string, maxLength: 8 }
    OrderPlaced:
      type: object
      required: [metadata, data]
      properties:
        metadata: { $ref: '#/components/schemas/Metadata' }
        data: { $ref: '#/components/schemas/Data' }
    Metadata:
      type: object
      required: [schemaVersion]
      properties:
        schemaVersion: { type: string, maxLength: 20, pattern: '^1\\.[0-9]+\\.[0-9]+$' }
    Data:
      type: object
      required: [orderId]
      properties:
        orderId: { type: string, maxLength: 36, format: uuid }
        placedOn: { type: string, maxLength: 10, format: date }
        count: { type: integer, format: int32 }
        format: { type: string, maxLength: 3 }
  examples:
    order:
      summary: An order
      value:
        metadata: { schemaVersion: 1.0.0 }
        data: { orderId: %s, placedOn: '2026-11-23', count: 1, format: A4 }
"""
SETTINGS = """\
[bindings]
package = "shop_events"
output = "../generated"
[bus]
name = "shop"
[registry]
name = "shop"
"""
UUID = "0b9b6e1e-3b1f-5f0e-9a57-0a5c1f6a2b11"
POLICIES = {
    "assert": "",
    "warn": '[compatibility]\nformat = "warn"\n',
    "annotation": '[compatibility]\nformat = "annotation"\n',
    "of the event": '[compatibility.events."order.placed"]\nformat = "annotation"\n',
}
LENIENT = tuple(policy for policy in POLICIES if policy != "assert")


def project(folder: Path, policy: str, order_id: str = UUID) -> Project:
    """A project with one event, whose example has this order id."""
    event = folder / "contracts/events/order.placed/1.0.0.yaml"
    event.parent.mkdir(parents=True)
    event.write_text(CONTRACT % order_id)
    (folder / "contracts/bridgewright.toml").write_text(SETTINGS + POLICIES[policy])
    return read_project(folder / "contracts")


def event_file(folder: Path, order_id: str) -> Path:
    """A whole event with this order id."""
    envelope = {"version": "0", "id": "1", "detail-type": "order.placed", "source": "shop.orders", "account": "1"}
    detail = {"metadata": {"schemaVersion": "1.0.0"}, "data": {"orderId": order_id}}
    path = folder / "event.json"
    path.write_text(json.dumps({**envelope, "time": "", "region": "", "resources": [], "detail": detail}))
    return path


def read_by_bindings(folder: Path, order_id: Any) -> str:
    """What the generated bindings make of an order id, asked in a process of their own: its type, or `refused`."""
    code = (
        "import json, sys\n"
        "from pydantic import ValidationError\n"
        "from shop_events.order_placed.v1 import OrderPlaced\n"
        "detail = {'metadata': {'schemaVersion': '1.0.0'}, 'data': {'orderId': sys.argv[1]}}\n"
        "try: print(type(OrderPlaced.model_validate_json(json.dumps(detail)).data.order_id).__name__)\n"
        "except ValidationError: print('refused')\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, order_id], cwd=folder / "generated/src", capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("policy", "good", "bad"),
    [("assert", "UUID", "refused"), *((policy, "str", "str") for policy in LENIENT)],
)
def test_bindings_follow_the_setting(tmp_path: Path, policy: str, good: str, bad: str) -> None:
    """Where formats are asserted, a uuid is a UUID; where they are words, it is any text of its length."""
    written, findings = generate(project(tmp_path, policy))

    assert (written is not None, findings) == (True, ())
    assert (read_by_bindings(tmp_path, UUID), read_by_bindings(tmp_path, "order 12")) == (good, bad)


@pytest.mark.parametrize(("policy", "wrong"), [("assert", 1), *((policy, 0) for policy in LENIENT)])
def test_examples_and_events_follow_the_setting(tmp_path: Path, policy: str, wrong: int) -> None:
    """Lint's examples and `validate` say of the same event what the bindings say."""
    lenient = project(tmp_path, policy, order_id="order-12")
    found = [finding.rule for finding in lenient.findings]
    assert lenient.catalog is not None
    events = [finding.rule for finding in validate_event(lenient.catalog, event_file(tmp_path, "order-12"))]

    assert (found, events) == (["example-does-not-validate"] * wrong, ["event-invalid"] * wrong)


@pytest.mark.parametrize("policy", LENIENT)
def test_samples_follow_the_setting(tmp_path: Path, policy: str) -> None:
    """Contract tests send texts of no format too: consumers may get them."""
    catalog = project(tmp_path, policy).catalog
    assert catalog is not None
    sent = {detail["data"]["orderId"] for detail in islice(details(catalog.events[0]), 20)}

    assert any(len(text) != len(UUID) for text in sent)


def test_the_published_document_keeps_its_formats(tmp_path: Path) -> None:
    """The setting says what is judged, not what is written: the registry gets the contract as it is."""
    generate(project(tmp_path, "annotation"))
    published = json.loads((tmp_path / "generated/schemas/order.placed/1.0.0.json").read_text())

    assert "uuid" == published["components"]["schemas"]["Data"]["properties"]["orderId"]["format"]


@pytest.mark.parametrize(("policy", "accepted"), [("assert", False), *((policy, True) for policy in LENIENT)])
def test_the_json_schema_for_other_tools_follows_the_setting(tmp_path: Path, policy: str, accepted: bool) -> None:
    """It has the contract's verdict, so a validator that asserts formats finds none where they are words."""
    generate(project(tmp_path, policy))
    schema = json.loads((tmp_path / "generated/jsonschema/order.placed/v1.json").read_text())
    event = json.loads(event_file(tmp_path, "order-12").read_text())

    assert accepted == jsonschema_rs.Draft202012Validator(schema, validate_formats=True).is_valid(event)


def test_a_size_can_rest_on_a_format_only_where_it_is_asserted(tmp_path: Path) -> None:
    """A uuid has 36 characters; where nobody checks that, the string has no greatest length."""
    rules = []
    for number, policy in enumerate(("assert", "annotation")):
        folder = tmp_path / str(number)
        project(folder, policy)
        contract = folder / "contracts/events/order.placed/1.0.0.yaml"
        contract.write_text(contract.read_text().replace("maxLength: 36, format: uuid", "format: uuid"))
        rules.append({finding.rule for finding in read_project(folder / "contracts").findings})

    assert rules == [set(), {"string-unbounded"}]


@pytest.mark.parametrize(
    ("policy", "verdict"), [("assert", "breaking"), ("warn", "compatible"), ("annotation", "compatible")]
)
def test_breaking_follows_the_setting(policy: str, verdict: str) -> None:
    """The same knob, in a comparison of two schemas."""
    found = compare({"type": "string"}, {"type": "string", "format": "uuid"}, format=policy)

    assert verdict == str(found.verdict["backward"])


def of_openapi(**schema: Any) -> dict[str, Any]:
    """A contract whose event is one value."""
    return {"openapi": "3.0.3", "info": {}, "components": {"schemas": {"AWSEvent": schema}}}


@pytest.mark.parametrize(
    ("kind", "format_", "good", "bad"),
    [
        ("integer", "int32", 2**31 - 1, 2**31),
        ("integer", "int32", -(2**31), -(2**31) - 1),
        ("number", "int32", 2**31 - 0.5, 2**31),
        ("integer", "int64", 2**63 - 1, 2**63),
        ("string", "byte", "QUJD", "QUJ"),
        ("string", "byte", "", "Q Q="),
    ],
)
def test_the_formats_of_openapi_are_asserted_by_all(kind: str, format_: str, good: Any, bad: Any) -> None:
    """OpenAPI 3.0's own formats, which JSON Schema doesn't know: what bindings refuse, judge and `breaking` refuse."""
    contract = of_openapi(type=kind, format=format_)
    schema = contract["components"]["schemas"]["AWSEvent"]
    judge = Judge(contract)
    asserted, words = (compare(of_openapi(type=kind), contract, format=policy) for policy in ("assert", "annotation"))

    assert (True, False) == (judge.accepts(schema, good), judge.accepts(schema, bad))
    assert ("breaking", "compatible") == (str(asserted.verdict["backward"]), str(words.verdict["backward"]))
    assert not judge.accepts(schema, asserted.witnesses["backward"].event)


def test_a_format_of_openapi_says_what_its_bounds_say() -> None:
    """`int32` in another spelling is the same."""
    spelled = of_openapi(type="integer", minimum=-(2**31), maximum=2**31 - 1)
    verdict = compare(of_openapi(type="integer", format="int32"), spelled).verdict

    assert ["compatible", "compatible"] == [str(outcome) for outcome in verdict.values()]
