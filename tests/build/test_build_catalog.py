"""Documents to a catalog: what is interpreted, what is left out, and how a mistake is said."""

from __future__ import annotations

from typing import Any

import pytest

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog, ContractFile, Kind, Sources, TargetKind, Version
from bridgewright.documents.document import Document
from bridgewright.findings import Finding

SETTINGS = {"bindings": {"package": "shop_events"}, "bus": {"name": "shop"}, "registry": {"name": "shop"}}


def contract(**schemas: Any) -> dict[str, Any]:
    """A small event; `schemas` adds or replaces components."""
    envelope = {
        "type": "object",
        "x-amazon-events-source": "shop.orders",
        "x-amazon-events-detail-type": "order.placed",
        "properties": {"detail": {"$ref": "#/components/schemas/Order"}},
    }
    order = {"type": "object", "properties": {"id": {"type": "string"}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "OrderPlaced", "version": "1.0.0"},
        "paths": {},
        "components": {
            "schemas": {"AWSEvent": envelope, "Order": order, **schemas},
            "examples": {"one": {"summary": "One", "value": {"id": "1"}}},
        },
    }


def built(
    *files: tuple[str, str, str, Any],
    settings: Any = SETTINGS,
    lock: Any = None,
    subscriptions: tuple[Any, ...] = (),
) -> tuple[Catalog | None, tuple[Finding, ...]]:
    """The catalog of files given as (folder, name, stem, content)."""
    sources = Sources(
        Document("contracts/bridgewright.toml", settings),
        None if lock is None else Document("bridgewright.lock.json", lock),
        tuple(
            ContractFile(folder, name, stem, Document(f"{folder}/{name}/{stem}.yaml", c))
            for folder, name, stem, c in files
        ),
        tuple(Document(f"subscriptions/{n}.yaml", content) for n, content in enumerate(subscriptions)),
    )
    return build_catalog(sources)


def messages(findings: tuple[Finding, ...]) -> list[tuple[str, str, str]]:
    """(rule, pointer, message) of each finding."""
    return [(finding.rule, finding.location.pointer, finding.message) for finding in findings]


def test_an_event_says_what_its_document_says() -> None:
    """Source, detail-type, the detail's place, examples, and the hash that the lock holds."""
    catalog, findings = built(
        ("events", "order.placed", "1.0.0", contract()), lock={"order.placed/1.0.0": f"sha256:{'0' * 64}"}
    )

    assert catalog is not None
    assert findings == ()
    (event,) = catalog.events
    assert (event.kind, event.version, event.title) == (Kind.EVENT, Version(1, 0, 0), "OrderPlaced")
    assert (event.source, event.detail_type) == ("shop.orders", "order.placed")
    assert event.detail_pointer == "/components/schemas/Order"
    assert [(example.name, example.detail) for example in event.examples] == [("one", {"id": "1"})]
    assert event.released_hash == f"sha256:{'0' * 64}"


def test_events_are_sorted_by_version_and_not_by_text() -> None:
    """1.10.0 comes after 1.9.0, and is the newest of its major."""
    versions = ("1.10.0", "2.0.0", "1.9.0")
    catalog, _ = built(*(("events", "order.placed", version, contract()) for version in versions))

    assert catalog is not None
    assert [str(event.version) for event in catalog.events] == ["1.9.0", "1.10.0", "2.0.0"]
    assert [str(event.version) for event in catalog.latest()] == ["1.10.0", "2.0.0"]


def test_a_title_that_is_no_class_name_gives_way_to_the_name() -> None:
    """The class is named for the folder when the title can't name one."""
    content = contract() | {"info": {"title": "an order was placed!", "version": "1.0.0"}}
    catalog, _ = built(("events", "order.placed-again", "1.0.0", content))

    assert catalog is not None
    assert catalog.events[0].title == "OrderPlacedAgain"


def test_a_broken_contract_stays_out_and_the_rest_goes_on() -> None:
    """The contract's name is kept, so that rules that count don't miss it."""
    catalog, findings = built(
        ("events", "order.placed", "1.0.0", contract()),
        ("events", "order.paid", "1.0.0", contract(Order={"type": "text"})),
    )

    assert catalog is not None
    assert [event.name for event in catalog.events] == ["order.placed"]
    assert catalog.unread == {"order.paid"}
    assert messages(findings) == [
        (
            "schema-malformed",
            "/components/schemas/Order/type",
            "`type` must be one of array, boolean, integer, number, object, string",
        )
    ]


def test_two_files_of_one_version_leave_the_contract_unread() -> None:
    """Nobody can say which of the two is meant."""
    catalog, findings = built(
        ("events", "order.placed", "1.0.0", contract()), ("commands", "order.placed", "1.0.0", contract())
    )

    assert catalog is not None
    assert catalog.unread == {"order.placed"}
    assert [finding.rule for finding in findings] == ["version-duplicated"]


def api(**operation: Any) -> dict[str, Any]:
    """An API with one operation."""
    good = {"operationId": "get", "responses": {"200": {"description": "OK"}}}
    return {
        "openapi": "3.0.3",
        "info": {"title": "Orders", "version": "1.0.0"},
        "paths": {"/orders": {"get": good | operation}},
        "components": {"schemas": {}},
    }


GET = "/paths/~1orders/get"


@pytest.mark.parametrize(
    ("operation", "pointer", "message"),
    [
        ({"responses": {}}, f"{GET}/responses", "it has less than 1 property"),
        ({"responses": {"200": {}}}, f"{GET}/responses/200", '"description" is a required property'),
        ({"responses": {"99": {"description": "?"}}}, f"{GET}/responses", "unexpected"),
        (
            {"parameters": [{"name": "a", "in": "path", "schema": {}}]},
            f"{GET}/parameters/0",
            '"required" is a required',
        ),
        ({"parameters": [{"name": "a", "in": "body", "schema": {}}]}, f"{GET}/parameters/0/in", "'body' is not one of"),
        ({"parameters": [{"name": "a", "in": "query"}]}, f"{GET}/parameters/0", '"schema" is a required property'),
        ({"requestBody": {}}, f"{GET}/requestBody", '"content" is a required property'),
        ({"requestBody": {"$ref": 7}}, f"{GET}/requestBody/$ref", '7 is not of type "string"'),
        ({"summery": "x"}, GET, "unexpected"),
    ],
)
def test_an_api_is_held_to_openapi(operation: dict[str, Any], pointer: str, message: str) -> None:
    """The OpenAPI Initiative's own schema of 3.0 judges everything but Schema Objects; the member at fault is named."""
    _, findings = built(("apis", "orders", "1.0.0", api(**operation)))

    (found,) = messages(findings)
    assert ("openapi-invalid", pointer) == found[:2]
    assert message in found[2]


def test_a_document_without_paths_is_told_what_an_event_has() -> None:
    """OpenAPI 3.0 requires `paths`; an event's are empty."""
    content = contract()
    del content["paths"]

    _, findings = built(("events", "order.placed", "1.0.0", content))

    (finding,) = findings
    assert finding.message == '"paths" is a required property'
    assert finding.hint == "an event's document has `paths: {}`"


@pytest.mark.parametrize("place", ["parameters", "requestBody", "responses"])
def test_schemas_of_an_api_are_checked_wherever_they_stand(place: str) -> None:
    """A malformed schema or a dangling ref in a parameter, a body or a response is found."""
    media = {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Nowhere"}}}}
    written: dict[str, Any] = {
        "parameters": [{"name": "a", "in": "query", "schema": {"$ref": "#/components/schemas/Nowhere"}}],
        "requestBody": media,
        "responses": {"200": {"description": "OK", **media}},
    }

    _, findings = built(("apis", "orders", "1.0.0", api(**{place: written[place]})))

    assert [finding.rule for finding in findings] == ["ref-dangling"]


def test_refs_of_an_api_that_go_in_circles_are_found() -> None:
    """Refs between parameters that never reach one would hang whoever follows them."""
    content = api(parameters=[{"$ref": "#/components/parameters/A"}])
    content["components"]["parameters"] = {
        "A": {"$ref": "#/components/parameters/B"},
        "B": {"$ref": "#/components/parameters/A"},
    }

    _, findings = built(("apis", "orders", "1.0.0", content))

    assert {finding.rule for finding in findings} == {"ref-loop"}


def test_names_and_examples_are_no_refs() -> None:
    """A property called `$ref`, and an example that holds one, are data."""
    order = {"type": "object", "properties": {"$ref": {"type": "string"}, "example": {"type": "string"}}}
    content = contract(Order=order)
    content["components"]["examples"]["one"]["value"] = {"$ref": "#/nowhere"}

    _, findings = built(("events", "order.placed", "1.0.0", content))

    assert findings == ()


@pytest.mark.parametrize("shape", ["property", "items", "additionalProperties"])
def test_a_schema_may_contain_itself_one_step_further_in(shape: str) -> None:
    """Trees are fine: only a component that is part of itself for the same value is a loop."""
    ref = {"$ref": "#/components/schemas/Order"}
    order = {
        "property": {"type": "object", "properties": {"parent": ref}},
        "items": {"type": "array", "items": ref},
        "additionalProperties": {"type": "object", "additionalProperties": ref},
    }[shape]

    _, findings = built(("events", "order.placed", "1.0.0", contract(Order=order)))

    assert findings == ()


TARGET = {"kind": "sqs", "name": "billing"}
ENTRY = {"event": "order.placed", "major": 1}


def test_a_subscription_says_what_its_file_says() -> None:
    """Kebab-case settings become fields, with the defaults of AWS where the file is silent."""
    content = {
        "consumer": "billing",
        "target": {**TARGET, "batch-size": 5},
        "subscriptions": [{**ENTRY, "needs": ["/id"]}],
    }
    catalog, findings = built(subscriptions=(content,))

    assert catalog is not None
    assert findings == ()
    (subscription,) = catalog.subscriptions
    assert (subscription.target.kind, subscription.target.batch_size) == (TargetKind.SQS, 5)
    assert (subscription.target.max_attempts, subscription.target.max_age) == (185, 86_400)
    assert (subscription.rule_name, subscription.pointer) == ("billing-order-placed-v1", "/subscriptions/0")


@pytest.mark.parametrize(
    ("change", "pointer", "message"),
    [
        (
            {"consumer": "Billing Dept"},
            "/consumer",
            "consumer must be 1 to 32 lower-case letters, digits and `-`, a letter first",
        ),
        ({"colour": "red"}, "/colour", "'colour' is not known here"),
        ({"target": TARGET | {"maxreceives": 3}}, "/target/maxreceives", "'maxreceives' is not known here"),
        ({"target": "billing"}, "/target", "target must be a mapping"),
        (
            {"target": {"kind": "lambda", "name": "billing", "max-receives": 3}},
            "/target/max-receives",
            "`max-receives` is for queues, and the target is a Lambda function",
        ),
        (
            {"target": {"kind": "sns", "name": "x"}},
            "/target/kind",
            "kind must be 'sqs', 'sqs-fifo' or 'lambda'",
        ),
        (
            {"target": {**TARGET, "retention": 5}},
            "/target/retention",
            "retention must be a whole number from 60 to 1,209,600",
        ),
        ({"subscriptions": []}, "/subscriptions", "subscriptions must not be empty"),
        (
            {"subscriptions": [{"major": 1}]},
            "/subscriptions/0",
            "entry 1 of subscriptions: write either `event: <name>` or `command: <name>`",
        ),
        (
            {"subscriptions": [{**ENTRY, "major": "1"}]},
            "/subscriptions/0/major",
            "major must be a whole number, 0 or more",
        ),
        (
            {"subscriptions": [{**ENTRY, "needs": ["id"]}]},
            "/subscriptions/0/needs/0",
            "entry 1 of needs must be a JSON Pointer into the detail",
        ),
    ],
)
def test_a_mistake_in_a_subscription_is_said_once(change: dict[str, Any], pointer: str, message: str) -> None:
    """One mistake is one finding at its place, and other files go on."""
    content = {"consumer": "billing", "target": TARGET, "subscriptions": [ENTRY]}
    catalog, findings = built(subscriptions=(content | change, content | {"consumer": "other"}))

    assert catalog is not None
    assert [subscription.consumer for subscription in catalog.subscriptions] == ["other"]
    (found,) = messages(findings)
    assert ("subscription-invalid", pointer) == found[:2]
    assert found[2].startswith(message)


@pytest.mark.parametrize(
    ("table", "name", "value", "message"),
    [
        ("bindings", "package", "Shop-Events", "package must be 1 to 64 lower-case letters, digits and `_`"),
        ("bindings", "package", "json", "package: 'json' already means something in Python"),
        ("bindings", "output", "../../generated", "output must be a folder beside the contracts folder"),
        ("bindings", "output", "a/../../b", "output must be a folder beside the contracts folder"),
        ("bindings", "package", "pydantic", "package: 'pydantic' is a library that the bindings import"),
        ("bindings", "package", "aws_events", "package: names that begin with `aws` are left to AWS's own events"),
        ("bindings", "package", "shop_", "package must be 1 to 64 lower-case letters, digits and `_`"),
        ("bindings", "output", "generated", "output must be a folder beside the contracts folder"),
        ("bindings", "output", "../contracts", "output must not be the contracts folder, or a folder in it"),
        ("bindings", "output", "../contracts/generated", "output must not be the contracts folder, or a folder in it"),
        ("bus", "name", "b" * 41, "name must be 1 to 40 letters, digits"),
        ("bus", "name", "default", "name: every account already has a bus `default`"),
        ("bus", "name", "aws.partner", "name: buses that begin with `aws.` are those of AWS's partners"),
        ("bus", "entry-limit", 2_000_000, "entry-limit must be a whole number from 1,000 to 1,000,000"),
        ("bus", "archive-days", True, "archive-days must be a whole number from 0 to 36,500"),
    ],
)
def test_a_mistake_in_the_settings_leaves_no_catalog(table: str, name: str, value: Any, message: str) -> None:
    """Settings are strict: wrong types, names that can't be, and folders outside of the project."""
    settings = {**SETTINGS, table: {**SETTINGS[table], name: value}}

    catalog, findings = built(settings=settings)

    assert catalog is None
    (found,) = messages(findings)
    assert ("settings-invalid", f"/{table}/{name}") == found[:2]
    assert found[2].startswith(message)


@pytest.mark.parametrize("content", [[], "text", None])
def test_a_file_that_holds_no_mapping_is_told_so(content: Any) -> None:
    """The words are those of YAML, and name nothing of the program."""
    _, findings = built(subscriptions=(content,))

    assert [f.message for f in findings] == ["the file must be a mapping"]


@pytest.mark.parametrize("written", ["maxreceives", "max_receives", "maxReceives", "max-receive"])
def test_a_misspelt_setting_is_told_the_right_one(written: str) -> None:
    """A near name is asked for, spelt as the file must spell it."""
    content = {"consumer": "billing", "target": {**TARGET, written: 3}, "subscriptions": [ENTRY]}
    _, findings = built(subscriptions=(content,))

    assert [f.hint for f in findings] == ["did you mean `max-receives`?"]


def test_a_list_of_types_is_told_to_write_nullable() -> None:
    """OpenAPI 3.0 has one type, and null is a keyword beside it."""
    note = {"type": "object", "properties": {"text": {"type": ["string", "null"]}}}
    _, findings = built(("events", "order.placed", "1.0.0", contract(Note=note)))

    assert [f.hint for f in findings] == ["write one type, and `nullable: true` for null"]
