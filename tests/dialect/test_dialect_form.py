"""Schemas of every dialect in the planner's one form, and the events that documents hold."""

from __future__ import annotations

from typing import Any

import pytest

from bridgewright.documents.document import Document
from bridgewright.foreign.events import event_places
from bridgewright.foreign.forms import event_form
from bridgewright.schemas.dialects import dialect_of


def _lowered(schema: Any, dialect: str, **beside: Any) -> Any:
    """What becomes of a schema that is an event's detail."""
    document = Document("event.json", {"x-amazon-events-source": "a", "properties": {"detail": schema}, **beside})
    (place,), _ = event_places(document, dialect=dialect)
    form = event_form(document, place)

    assert () == form.findings
    return form.document.content["components"]["schemas"][form.detail]


@pytest.mark.parametrize(
    ("dialect", "schema", "form"),
    [
        ("2020-12", True, {}),
        ("2020-12", False, {"not": {}}),
        (
            "draft-07",
            {"type": ["string", "null"], "minLength": 1.0},
            {"type": "string", "nullable": True, "minLength": 1},
        ),
        ("draft-07", {"type": ["integer", "number"]}, {"type": "number"}),
        (
            "draft-07",
            {"type": ["string", "array"], "maxLength": 2, "maxItems": 3},
            {"anyOf": [{"type": "string", "maxLength": 2}, {"type": "array", "maxItems": 3}]},
        ),
        (
            "draft-07",
            {"type": ["string", "array"], "enum": ["a"]},
            {"enum": ["a"], "allOf": [{"anyOf": [{"type": "string"}, {"type": "array"}]}]},
        ),
        ("draft-07", {"type": "null"}, {"enum": [None]}),
        ("draft-07", {"const": 5}, {"enum": [5]}),
        ("draft-04", {"const": 5}, {}),
        ("draft-04", {"type": "integer"}, {"type": "integer", "exactInteger": True}),
        ("draft-04", {"minimum": 1, "exclusiveMinimum": True}, {"minimum": 1, "exclusiveMinimum": True}),
        ("draft-06", {"exclusiveMinimum": 1}, {"minimum": 1, "exclusiveMinimum": True}),
        ("draft-06", {"minimum": 2, "exclusiveMinimum": 1}, {"minimum": 2}),
        ("draft-07", {"items": [{}, {}], "additionalItems": False}, {"prefixItems": [{}, {}], "items": {"not": {}}}),
        ("draft-07", {"items": {}, "additionalItems": False}, {"items": {}}),
        (
            "draft-07",
            {"dependencies": {"a": ["b"], "c": {"required": ["d"]}}},
            {"dependentRequired": {"a": ["b"]}, "dependentSchemas": {"c": {"required": ["d"]}}},
        ),
        ("2019-09", {"contains": {}, "minContains": 2}, {"contains": {}, "minContains": 2}),
        ("2020-12", {"contains": {}}, {"contains": {}}),
        ("draft-04", {"format": "uuid"}, {}),
        ("2019-09", {"format": "uuid"}, {"format": "uuid"}),
        ("openapi-3.0", {"type": "string", "nullable": True, "const": 1}, {"type": "string", "nullable": True}),
        ("2020-12", {"type": "string", "nullable": True}, {"type": "string"}),
        (
            "2020-12",
            {"if": {}, "x-sensitive": True, "examples": [1], "title": "T"},
            {"title": "T", "x-sensitive": True, "if": {}},
        ),
    ],
)
def test_each_dialect_s_words_are_said_in_the_form(dialect, schema, form):
    """Nothing is left that the dialect doesn't know, or that the form says otherwise."""
    assert form == _lowered(schema, dialect)


@pytest.mark.parametrize(
    ("dialect", "form"),
    [
        ("draft-07", {"maxLength": 1}),
        ("2020-12", {"minLength": 1, "allOf": [{"$ref": "#/components/schemas/Text"}]}),
    ],
)
def test_what_stands_beside_a_ref_counts_from_2019_on(dialect, form):
    """Until draft-07 it is ignored."""
    schema = {"$ref": "#/$defs/Text", "minLength": 1}

    assert form == _lowered(schema, dialect, **{"$defs": {"Text": {"maxLength": 1}}})


_IGLU = "schemas/com.snowplowanalytics.self-desc/schema"


@pytest.mark.parametrize(
    ("content", "dialect"),
    [
        ({"openapi": "3.0.3"}, "openapi-3.0"),
        ({"openapi": "3.1.0"}, "2020-12"),
        ({"openapi": 3.0}, "openapi-3.0"),
        ({"openapi": 3.1}, "2020-12"),
        ({"asyncapi": "2.6.0"}, "draft-07"),
        ({"$schema": "http://json-schema.org/draft-04/schema#"}, "draft-04"),
        ({"$schema": "https://json-schema.org/draft/2019-09/schema"}, "2019-09"),
        ({"$schema": "http://json-schema.org/draft-07/schema/"}, "draft-07"),
        ({"$schema": "http://json-schema.org/draft-04/hyper-schema#"}, "draft-04"),
        ({"$schema": "https://json-schema.org/draft-2020-12/schema"}, "2020-12"),
        ({"$schema": "http://json-schema.org/schema#"}, "2020-12"),
        ({"$schema": f"http://iglucentral.com/{_IGLU}/jsonschema/1-0-0#"}, "draft-04"),
        ({"openapi": "3.1.1", "jsonSchemaDialect": "https://spec.openapis.org/oas/3.1/dialect/2024-11-10"}, "2020-12"),
        ({"openapi": "3.2.0", "jsonSchemaDialect": "https://spec.openapis.org/oas/3.2/dialect/2025-09-17"}, "2020-12"),
        ({}, "2020-12"),
        ({"properties": {"a": {"items": []}}}, "draft-07"),
        ({"properties": {"a": {"exclusiveMinimum": True}}}, "draft-04"),
    ],
)
def test_a_document_s_dialect_is_what_it_says_or_how_it_is_written(content, dialect):
    """The newest in which it is well-formed."""
    found = dialect_of(content)

    assert found is not None
    assert dialect == found.name


@pytest.mark.parametrize(
    "named",
    ["http://json-schema.org/draft-03/schema#", "https://acme.test/draft-07/schema", "", "draft-07"],
)
def test_a_dialect_that_is_named_otherwise_is_unknown(named):
    """Nothing is guessed where a document says what it is."""
    assert dialect_of({"$schema": named}) is None


_ORDER = {"title": "Order", "properties": {"id": {}}}
_WHOLE = {"properties": {"detail": {}, "source": {"const": "shop"}, "detail-type": {"enum": ["Order Placed"]}}}


@pytest.mark.parametrize(
    ("content", "events"),
    [
        (_ORDER, [("Order", "", False, None, None)]),
        (_WHOLE, [("", "", True, "shop", "Order Placed")]),
        (
            {"title": "Failed", "properties": {"detail": {"type": "string"}, "source": {"type": "object"}}},
            [("Failed", "", False, None, None)],
        ),
        (
            {"properties": {"detail": {}, "source": {"$ref": "#/$defs/Text"}}, "$defs": {"Text": {"type": ["string"]}}},
            [("", "", True, None, None)],
        ),
        ({"definitions": {"AWSEvent": _WHOLE}}, [("", "/definitions/AWSEvent", True, "shop", "Order Placed")]),
        (
            {"openapi": "3.0.0", "components": {"schemas": {"Order": _ORDER, "Placed": _WHOLE}}},
            [("Placed", "/components/schemas/Placed", True, "shop", "Order Placed")],
        ),
        (
            {"asyncapi": "2.0.0", "components": {"messages": {"A": {"payload": _ORDER}, "B": {"payload": _WHOLE}}}},
            [
                ("A", "/components/messages/A/payload", False, None, None),
                ("B", "/components/messages/B/payload", True, "shop", "Order Placed"),
            ],
        ),
        (
            {"asyncapi": "2.0.0", "channels": {"c/d": {"publish": {"message": {"payload": _ORDER}}}}},
            [("c/d", "/channels/c~1d/publish/message/payload", False, None, None)],
        ),
        (
            {
                "asyncapi": "2.4.0",
                "channels": {
                    "c": {
                        "publish": {
                            "message": {
                                "oneOf": [
                                    {"messageId": "placed", "payload": _ORDER},
                                    {"name": "lost", "messageId": "x", "payload": _ORDER},
                                ]
                            }
                        }
                    }
                },
            },
            [
                ("placed", "/channels/c/publish/message/oneOf/0/payload", False, None, None),
                ("lost", "/channels/c/publish/message/oneOf/1/payload", False, None, None),
            ],
        ),
        (
            {
                "asyncapi": "2.6.0",
                "channels": {"c": {"publish": {"operationId": "sendOrder", "message": {"payload": {}}}}},
                "components": {
                    "messages": {
                        "a": {"name": "CloudEvent", "payload": {}},
                        "b": {"name": "CloudEvent", "payload": {}},
                        "c": {"messageId": "orderPlaced", "payload": {}},
                    }
                },
            },
            [
                ("a", "/components/messages/a/payload", False, None, None),
                ("b", "/components/messages/b/payload", False, None, None),
                ("orderPlaced", "/components/messages/c/payload", False, None, None),
                ("sendOrder", "/channels/c/publish/message/payload", False, None, None),
            ],
        ),
    ],
)
def test_events_are_found_where_documents_have_them(content, events):
    """Name, place, whether it is the whole event's schema, and the names that it states."""
    places, findings = event_places(Document("event.json", content))

    assert () == findings
    assert events == [(p.name, p.pointer, p.whole, p.source, p.detail_type) for p in places]


@pytest.mark.parametrize(
    ("message", "at"),
    [
        ({"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "payload": {"type": "record"}}, "/schemaFormat"),
        (
            {"payload": {"schemaFormat": "application/vnd.google.protobuf;version=3", "schema": "message A {}"}},
            "/payload/schemaFormat",
        ),
    ],
)
def test_a_payload_in_another_language_is_a_finding(message, at):
    """Avro's `type: record` is no mistake in a JSON Schema: the format says what it is. Other messages are found."""
    content = {"asyncapi": "3.0.0", "components": {"messages": {"A": message, "B": {"payload": _ORDER}}}}
    places, (finding,) = event_places(Document("event.json", content))

    assert ["B"] == [place.name for place in places]
    assert ("dialect-unknown", f"/components/messages/A{at}") == (finding.rule, finding.location.pointer)
    assert "no JSON Schema" in finding.message


def test_traits_say_what_a_message_leaves_out():
    """Name and language may stand in a trait; what the message says itself comes first."""
    traits = {"named": {"name": "placed"}, "avro": {"schemaFormat": "application/vnd.apache.avro;version=1.9.0"}}
    named = [{"$ref": "#/components/messageTraits/named"}]
    messages = {
        "A": {"traits": named, "payload": _ORDER},
        "B": {"traits": named, "name": "lost", "payload": _ORDER},
        "C": {"traits": [{"$ref": "#/components/messageTraits/avro"}], "payload": {"type": "record"}},
    }
    content = {"asyncapi": "2.6.0", "components": {"messageTraits": traits, "messages": messages}}
    places, findings = event_places(Document("event.json", content))

    assert ["placed", "lost"] == [place.name for place in places]
    assert [("dialect-unknown", "/components/messages/C")] == [(f.rule, f.location.pointer[:22]) for f in findings]
