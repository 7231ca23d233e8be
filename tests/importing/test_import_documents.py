"""Which events a document holds, and what their contracts are called."""

from __future__ import annotations

from typing import Any

import pytest

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import ContractFile, Sources
from bridgewright.documents.document import Document
from bridgewright.findings import has_errors
from bridgewright.foreign.importing import Contract, Hints, ImportOptions, imported
from bridgewright.lint import lint

SETTINGS = Document(
    "contracts/bridgewright.toml",
    {"bindings": {"package": "shop_events"}, "bus": {"name": "shop"}, "registry": {"name": "shop"}},
)
ENVELOPE = {
    "type": "object",
    "required": ["detail-type", "resources", "detail", "id", "source", "time", "region", "version", "account"],
    "properties": {
        "detail": {"$ref": "#/components/schemas/EC2InstanceStateChangeNotification"},
        **{name: {"type": "string"} for name in ("detail-type", "id", "source", "region", "version", "account")},
        "resources": {"type": "array", "items": {"type": "string"}},
        "time": {"type": "string", "format": "date-time"},
    },
    "x-amazon-events-detail-type": "EC2 Instance State-change Notification",
    "x-amazon-events-source": "aws.ec2",
}
STATE = {
    "type": "object",
    "required": ["instance-id", "state"],
    "properties": {"instance-id": {"type": "string"}, "state": {"type": "string"}},
}
AWS_OPENAPI = {
    "openapi": "3.0.0",
    "info": {"version": "1.0.0", "title": "EC2InstanceStateChangeNotification"},
    "paths": {},
    "components": {"schemas": {"AWSEvent": ENVELOPE, "EC2InstanceStateChangeNotification": STATE}},
}
AWS_DRAFT_4 = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "EC2InstanceStateChangeNotification",
    "definitions": {"EC2InstanceStateChangeNotification": STATE},
    **ENVELOPE,
    "properties": {
        **ENVELOPE["properties"],  # type: ignore[dict-item]
        "detail": {"$ref": "#/definitions/EC2InstanceStateChangeNotification"},
    },
}
ASYNCAPI_2 = {
    "asyncapi": "2.6.0",
    "info": {"title": "Orders", "version": "2.1.0"},
    "channels": {"orders": {"publish": {"message": {"$ref": "#/components/messages/placed"}}}},
    "components": {
        "messages": {
            "placed": {
                "name": "order.placed",
                "payload": {"type": "object", "properties": {"id": {"type": ["string", "null"]}}},
                "examples": [{"name": "first", "payload": {"id": "o-1"}}, {"payload": {"id": 1}}],
            }
        }
    },
}
WHOLE = {
    "type": "object",
    "required": ["source", "detail-type", "detail"],
    "properties": {
        "source": {"const": "acme.shop"},
        "detail-type": {"enum": ["OrderShipped"]},
        "detail": {"type": "object", "properties": {"on": {"type": "string", "format": "date"}}},
    },
}
ASYNCAPI_3 = {
    "asyncapi": "3.0.0",
    "info": {"title": "Orders", "version": "1.0.0"},
    "channels": {"bus": {"address": "shop", "messages": {"shipped": {"$ref": "#/components/messages/shipped"}}}},
    "operations": {},
    "components": {
        "messages": {
            "shipped": {"payload": {"schemaFormat": "application/schema+json;version=draft-07", "schema": WHOLE}}
        }
    },
}
UNNAMED = {
    "asyncapi": "3.0.0",
    "info": {"title": "Orders", "version": "1.0.0"},
    "components": {"messages": {"OrderLost": {"payload": {"type": "object"}}}},
}
WEBHOOKS = {
    "openapi": "3.1.0",
    "info": {"title": "Hooks", "version": "3"},
    "webhooks": {
        "order.paid": {"post": {"requestBody": {"$ref": "#/components/requestBodies/Paid"}}},
        "order.lost": {"post": {"responses": {}}},
    },
    "components": {
        "requestBodies": {"Paid": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/Paid"}}}}},
        "schemas": {"Paid": {"type": "object", "properties": {"at": {"type": ["string", "null"]}}}},
    },
}
COMPOSED = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "allOf": [
        {"type": "object", "properties": {"source": {"const": "acme.shop"}, "detail-type": {"const": "Order Paid"}}},
        {"properties": {"detail": {"type": "object", "required": ["id"]}}, "required": ["detail"]},
    ],
}


def read(content: Any, called: str = "order.placed", **wishes: str) -> tuple[tuple[Contract, ...], tuple[str, ...]]:
    """The contracts of one document, and the rules of what was found wrong, but for a detail-type that nobody says."""
    documents = {"file.json": Document("file.json", content)}
    said = ImportOptions(**wishes)  # type: ignore[arg-type]
    contracts, findings = imported(documents, {"file.json": Hints(called)}, said)
    return contracts, tuple(finding.rule for finding in findings if finding.rule != "detail-type-assumed")


@pytest.mark.parametrize(
    ("content", "wishes", "expected"),
    [
        pytest.param(
            AWS_OPENAPI,
            {},
            (
                "aws.ec2.ec2-instance-state-change-notification",
                "1.0.0",
                "aws.ec2",
                "EC2 Instance State-change Notification",
            ),
            id="a registry's OpenAPI document",
        ),
        pytest.param(
            AWS_DRAFT_4,
            {},
            (
                "aws.ec2.ec2-instance-state-change-notification",
                "1.0.0",
                "aws.ec2",
                "EC2 Instance State-change Notification",
            ),
            id="a registry's draft-04 document",
        ),
        pytest.param(
            ASYNCAPI_2, {"source": "acme.shop"}, ("order.placed", "2.1.0", "acme.shop", "order.placed"), id="AsyncAPI 2"
        ),
        pytest.param(
            ASYNCAPI_3, {}, ("order-shipped", "1.0.0", "acme.shop", "OrderShipped"), id="AsyncAPI 3, whole event"
        ),
        pytest.param(
            UNNAMED, {"source": "acme.shop"}, ("order-lost", "1.0.0", "acme.shop", "OrderLost"), id="AsyncAPI's own key"
        ),
        pytest.param(
            WEBHOOKS,
            {"source": "acme.pay"},
            ("order.paid", "3.0.0", "acme.pay", "order.paid"),
            id="OpenAPI 3.1 webhook",
        ),
        pytest.param(COMPOSED, {}, ("order-paid", "1.0.0", "acme.shop", "Order Paid"), id="an envelope of parts"),
        pytest.param(
            STATE, {"source": "acme.shop"}, ("order.placed", "1.0.0", "acme.shop", "order.placed"), id="a detail"
        ),
        pytest.param(
            STATE,
            {"source": "acme.shop", "name": "order.gone", "detail_type": "Order Gone", "version": "4.0.1"},
            ("order.gone", "4.0.1", "acme.shop", "Order Gone"),
            id="names by options",
        ),
    ],
)
def test_names(content: Any, wishes: dict[str, str], expected: tuple[str, ...]) -> None:
    """Name, version, source and detail-type are what the document says, or else what the user says."""
    (contract,), findings = read(content, **wishes)
    envelope = contract.content["components"]["schemas"]["AWSEvent"]
    told = (envelope["x-amazon-events-source"], envelope["x-amazon-events-detail-type"])

    assert findings == ()
    assert (contract.name, str(contract.version), *told) == expected


def test_an_event_is_described_by_its_message() -> None:
    """The document's description is about the whole system; it stays where a message says nothing."""
    message = UNNAMED["components"]["messages"]["OrderLost"]  # type: ignore[index]
    told = [{"description": "An order got lost.", "summary": "Lost."}, {"summary": "An order got lost."}, {}]
    described = []
    for words in told:
        info = {**UNNAMED["info"], "description": "The shop."}  # type: ignore[dict-item]
        messages = {"messages": {"OrderLost": {**message, **words}}}
        (contract,), _ = read({**UNNAMED, "info": info, "components": messages}, source="acme.shop")
        described.append(contract.content["info"]["description"])

    assert described == ["An order got lost.", "An order got lost.", "The shop."]


@pytest.mark.parametrize("content", [AWS_OPENAPI, AWS_DRAFT_4, ASYNCAPI_2, ASYNCAPI_3, WEBHOOKS, COMPOSED, STATE])
def test_what_is_imported_lints(content: Any) -> None:
    """No lint error stands against somebody else's event: nobody here can change what it looks like."""
    (contract,), _ = read(content, source="" if content in (AWS_OPENAPI, AWS_DRAFT_4) else "acme.shop")
    file = ContractFile("events", contract.name, str(contract.version), Document("contracts/x.yaml", contract.content))
    catalog, built = build_catalog(Sources(SETTINGS, None, (file,), ()))

    assert catalog is not None
    assert [f for f in (*built, *lint(catalog)) if has_errors((f,))] == []


def test_an_aws_contract_says_what_the_registry_says() -> None:
    """The schemas of a registry document stay as they are; only the envelope's order of keys is ours."""
    (contract,), _ = read(AWS_OPENAPI)

    assert contract.content["components"]["schemas"] == AWS_OPENAPI["components"]["schemas"]  # type: ignore[index]


def test_examples_that_follow_the_contract_come_along() -> None:
    """A message's example becomes the contract's; one that its own schema refuses doesn't."""
    (contract,), _ = read(ASYNCAPI_2, source="acme.shop")

    assert contract.content["components"]["examples"] == {"first": {"value": {"id": "o-1"}}}


@pytest.mark.parametrize(
    ("content", "wishes", "expected"),
    [
        pytest.param(STATE, {}, ("source-missing",), id="a detail of nobody"),
        pytest.param(STATE, {"source": "aws.shop"}, ("detail-type-missing",), id="AWS's detail-types are sentences"),
        pytest.param([1], {}, ("not-a-schema",), id="a list"),
        pytest.param({"openapi": "3.1.0", "components": {}}, {}, ("aws-event-missing",), id="no event at all"),
        pytest.param({"swagger": "2.0"}, {}, ("dialect-unknown",), id="Swagger"),
        pytest.param({"$schema": "urn:mine"}, {"source": "a"}, ("dialect-unknown",), id="a dialect of their own"),
        pytest.param({"$ref": "#/nowhere"}, {"source": "a"}, ("ref-dangling",), id="a ref to nothing"),
        pytest.param({"allOf": [{"$ref": "#"}]}, {"source": "a"}, ("ref-loop",), id="nothing but itself"),
        pytest.param({"properties": []}, {"source": "a"}, ("schema-invalid",), id="a keyword of another kind"),
        pytest.param({"pattern": "(?<n>a)\\k<m>["}, {"source": "a"}, ("schema-invalid",), id="no regular expression"),
        pytest.param({"x-amazon-events-source": "a"}, {}, ("detail-missing",), id="a whole event without detail"),
    ],
)
def test_what_is_wrong_is_found(content: Any, wishes: dict[str, str], expected: tuple[str, ...]) -> None:
    """No contract is made of half an event: the finding says what is missing."""
    contracts, findings = read(content, **wishes)

    assert (contracts, findings) == ((), expected)


@pytest.mark.parametrize(
    ("content", "wishes", "message"),
    [
        (STATE, {}, "nothing says the event's detail-type: its name, 'order.placed', is taken for it"),
        (STATE, {"detail_type": "Order Placed"}, None),
        (COMPOSED, {}, None),
        (
            {**ASYNCAPI_2, "components": {"messages": {key: {"payload": {"type": "object"}} for key in ("aOne", "b")}}},
            {},
            "nothing says the detail-types of 2 events: names are taken for them, like 'aOne'",
        ),
    ],
)
def test_a_detail_type_that_nobody_says_is_a_warning(content: Any, wishes: dict[str, str], message: str | None) -> None:
    """Bindings refuse every event that bears another: better to know that it was a guess."""
    said = ImportOptions(source="acme.shop", **wishes)
    _, findings = imported({"a.json": Document("a.json", content)}, {"a.json": Hints("order.placed")}, said)

    expected = [("detail-type-assumed", "warning", message)] if message else []

    assert expected == [(finding.rule, finding.severity.value, finding.message) for finding in findings]


def test_a_message_in_avro_is_left_out_when_that_is_asked_for() -> None:
    """One message of somebody else's document doesn't keep the others out."""
    avro = {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "payload": {"type": "record"}}
    content = {**ASYNCAPI_2, "components": {"messages": {"seen": avro, "placed": {"payload": {"type": "object"}}}}}
    documents = {"a.json": Document("a.json", content)}
    told = []
    for lossy in (False, True):
        contracts, findings = imported(
            documents, {"a.json": Hints("a")}, ImportOptions(source="acme.shop", lossy=lossy)
        )
        about = [finding.severity.value for finding in findings if finding.rule == "dialect-unknown"]
        told.append(([contract.name for contract in contracts], about))

    assert told == [(["placed"], ["error"]), (["placed"], ["warning"])]


def test_two_events_of_one_name() -> None:
    """Two documents that would be one contract are told apart by the user, not by chance."""
    documents = {"a.json": Document("a.json", STATE), "b.json": Document("b.json", {"type": "object"})}
    wanted = {"a.json": Hints("order.placed"), "b.json": Hints("order.placed")}
    _, findings = imported(documents, wanted, ImportOptions(source="acme.shop"))

    assert [(finding.rule, finding.location.path) for finding in findings] == [("name-taken", "b.json")]


def test_events_of_one_document_are_called_by_their_own_names() -> None:
    """Whatever the file is called, and whatever the case: a message that comes later renames none."""
    payload = {"payload": {"type": "object"}}
    several = {**ASYNCAPI_2, "components": {"messages": {"lightMeasured": payload, "dimLight": payload}}}
    alone = {**ASYNCAPI_2, "components": {"messages": {"lightMeasured": payload}}}
    contracts, findings = read(several, called="street-lights", source="acme.city")
    (only,), _ = read(alone, called="street-lights", source="acme.city")

    assert findings == ()
    assert [contract.name for contract in (*contracts, only)] == ["light-measured", "dim-light", "light-measured"]


def test_names_of_one_document_that_would_be_one_are_numbered() -> None:
    """Nobody could tell them apart by an option: `.` and `-` are one in a module, and other scripts have no ASCII."""
    said = {"light.on": "object", "light-on": "array", "lightOn": "string", "光": "object", "音": "array"}
    messages = {name: {"payload": {"type": kind}} for name, kind in said.items()}
    contracts, findings = read({**ASYNCAPI_2, "components": {"messages": messages}}, source="acme.city")

    assert findings == ()
    assert [contract.name for contract in contracts] == ["light.on", "light-on2", "light-on3", "event", "event2"]


def test_one_name_for_two_events() -> None:
    """`--name` is for one event."""
    twice = {**WEBHOOKS, "webhooks": {"a": WEBHOOKS["webhooks"]["order.paid"], "b": WEBHOOKS["webhooks"]["order.paid"]}}  # type: ignore[index]
    _, findings = read(twice, source="acme.shop", name="order.paid")

    assert findings == ("event-ambiguous",)


def test_values_of_an_enum_stand_once() -> None:
    """As JSON has them: 1 and 1.0 are one, 1 and true are two; and thousands take no longer than hundreds."""
    values = [1, 1.0, True, "1", [1], [1.0], {"a": 1, "b": None}, {"b": None, "a": 1.0}, None, "None"]
    (contract,), _ = read({"enum": [*values, *range(20_000)]}, source="acme.shop")
    (told,) = [each["enum"] for each in contract.content["components"]["schemas"].values() if "enum" in each]

    assert [repr(value) for value in told[:9]] == [
        *("1", "True", "'1'", "[1]", "{'a': 1, 'b': None}", "None", "'None'", "0", "2"),
    ]


def test_left_out_with_a_warning() -> None:
    """`--lossy` makes a contract all the same, and says where it differs."""
    documents = {"file.json": Document("file.json", {"patternProperties": {"^x-": {"type": "string"}}})}
    wishes = ImportOptions(source="acme.shop", detail_type="Order Placed", lossy=True)
    contracts, findings = imported(documents, {"file.json": Hints("order.placed")}, wishes)

    assert len(contracts) == 1
    assert [(finding.rule, finding.severity.value) for finding in findings] == [("keyword-inexpressible", "warning")]
