"""What `bind` takes and gives: documents of every kind in, a usable module or findings out."""

from __future__ import annotations

import copy
import gc
import json
import pickle
import subprocess
import sys
import weakref
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from pydantic import ValidationError

from bridgewright import CannotBind, bind

_ORDER = {"type": "object", "required": ["orderId"], "properties": {"orderId": {"type": "string", "minLength": 1}}}
_EVENT = {"source": "shop.orders", "detail-type": "Order Placed", "detail": {"orderId": "7"}}
_REGISTRY = {
    "$schema": "http://json-schema.org/draft-04/schema#",
    "title": "OrderPlaced",
    "definitions": {"Order": _ORDER},
    "properties": {
        "detail": {"$ref": "#/definitions/Order"},
        "detail-type": {"type": "string"},
        "source": {"type": "string"},
    },
    "required": ["detail-type", "source", "detail"],
    "type": "object",
    "x-amazon-events-detail-type": "Order Placed",
    "x-amazon-events-source": "shop.orders",
}


def _openapi(version: str) -> dict[str, Any]:
    envelope = {key: value for key, value in _REGISTRY.items() if key not in ("$schema", "title", "definitions")}
    envelope["properties"] = {**envelope["properties"], "detail": {"$ref": "#/components/schemas/Order"}}
    schemas = {"AWSEvent": envelope, "Order": _ORDER}
    info = {"title": "OrderPlaced", "version": "1.0.0"}
    return {"openapi": version, "info": info, "paths": {}, "components": {"schemas": schemas}}


def _asyncapi(version: str, payload: Any) -> dict[str, Any]:
    messages = {"OrderPlaced": {"payload": payload}}
    return {"asyncapi": version, "info": {"title": "Shop", "version": "1"}, "components": {"messages": messages}}


def _webhook(table: str, version: str, media_type: str) -> dict[str, Any]:
    body = {"content": {"application/xml": {"schema": {}}, media_type: {"schema": _ORDER}}}
    hooks = {"Order Placed": {"post": {"requestBody": body}}, "Order Seen": {"get": {"responses": {}}}}
    return {"openapi": version, "info": {"title": "Shop", "version": "1"}, table: hooks}


def _accepts(module: Any, event: Any) -> bool:
    try:
        module.AWSEvent.model_validate_json(json.dumps(event))
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize(
    "document",
    [
        _REGISTRY,
        _openapi("3.0.0"),
        _openapi("3.1.0"),
        _webhook("webhooks", "3.1.0", "application/json"),
        _webhook("x-webhooks", "3.0.3", "application/vnd.shop+json; charset=utf-8"),
        _asyncapi("2.6.0", _REGISTRY),
        _asyncapi("3.0.0", {"schemaFormat": "application/schema+json;version=draft-07", "schema": _ORDER}),
        {"title": "Order Placed", **_ORDER},
        json.dumps(_REGISTRY),
        json.dumps(_REGISTRY).encode(),
        {"Content": json.dumps(_REGISTRY), "SchemaName": "shop.orders@OrderPlaced", "LastModified": datetime.now(UTC)},
        json.dumps({"Content": json.dumps(_openapi("3.0.0")), "SchemaVersion": "1"}),
        "title: Order Placed\ntype: object\nrequired: [orderId]\nproperties: {orderId: {type: string, minLength: 1}}\n",
    ],
)
def test_a_document_of_any_kind_gives_the_whole_event(document):
    """`AWSEvent` has a typed detail, and the schema's verdict."""
    module = bind(document)

    event = module.AWSEvent.from_json(json.dumps(_EVENT))
    assert ("7", "Order Placed", "shop.orders") == (event.detail.order_id, event.detail_type, event.source)
    assert [True, False, False] == [
        _accepts(module, _EVENT),
        _accepts(module, {**_EVENT, "detail": {"orderId": ""}}),
        _accepts(module, {"source": "shop.orders", "detail-type": "Order Placed"}),
    ]


def test_a_refusal_says_what_to_do():
    """As the command line does: file, line, rule, pointer, what is wrong, and how it is mended."""
    with pytest.raises(CannotBind) as refusal:
        bind('{"type": "object", "properties": {"a": {"maxLength": "3"}}}')

    assert (
        "<document>:1: error[schema-invalid] /properties/a/maxLength: `maxLength` must be a whole number from 0 on\n"
        "    write what 2020-12 allows"
    ) == str(refusal.value)


def test_a_message_in_another_language_stands_in_nobody_s_way():
    """A payload in Avro can't be bound; the other messages can, by name."""
    document = _asyncapi("2.6.0", _ORDER)
    avro = {"schemaFormat": "application/vnd.apache.avro;version=1.9.0", "payload": {"type": "record"}}
    document["components"]["messages"]["Counted"] = avro

    assert _accepts(bind(document, message="OrderPlaced"), _EVENT)
    for asked in ({}, {"message": "Counted"}):
        with pytest.raises(CannotBind, match=r"avro;version=1\.9\.0', which is no JSON Schema"):
            bind(document, **asked)


def test_a_file_is_read_by_its_path(tmp_path):
    """As a path or as a text that is one."""
    path: Path = tmp_path / "order.json"
    path.write_text(json.dumps(_REGISTRY))

    assert [True, True] == [_accepts(bind(path), _EVENT), _accepts(bind(str(path)), _EVENT)]


def test_the_whole_event_pins_what_the_schema_pins():
    """The verdict of `AWSEvent` is the schema's; `from_eventbridge` refuses other names, as generated bindings do."""
    module = bind(_REGISTRY)
    other = {**_EVENT, "source": "another.shop"}

    assert _accepts(module, other)
    assert "7" == module.OrderPlaced.from_eventbridge(_EVENT).order_id
    with pytest.raises(ValueError, match=r"not 'Order Placed' from 'shop\.orders'"):
        module.OrderPlaced.from_eventbridge(other)


def test_a_schema_is_taken_as_the_event_s_or_the_detail_s_as_the_caller_says():
    """The guess is by the envelope's properties; `whole` overrides it."""
    envelope = {"type": "object", "properties": {"detail": {"type": "integer"}, "source": {"type": "string"}}}
    inside = {"source": "a", "detail-type": "b", "detail": {"detail": 1}}

    assert [True, False] == [
        _accepts(bind(envelope), {"detail": 1}),
        _accepts(bind(envelope, whole=False), {"detail": 1}),
    ]
    assert [False, True] == [_accepts(bind(envelope), {"detail": "1"}), _accepts(bind(envelope, whole=False), inside)]


def test_a_document_of_several_messages_is_any_of_them_or_the_one_named():
    """Each message has a class of its own beside `AWSEvent`."""
    document = _asyncapi("2.6.0", _ORDER)
    document["components"]["messages"]["OrderCounted"] = {"payload": {"type": "integer"}}
    counted = {**_EVENT, "detail": 5}

    module, one = bind(document), bind(document, message="OrderCounted")

    assert [True, True, False] == [_accepts(module, e) for e in (_EVENT, counted, {**_EVENT, "detail": "x"})]
    assert [False, True] == [_accepts(one, event) for event in (_EVENT, counted)]
    assert 5 == module.OrderCountedEvent.from_json(json.dumps(counted)).detail
    with pytest.raises(CannotBind, match="no event 'Nobody'"):
        bind(document, message="Nobody")


@pytest.mark.parametrize(
    "schema_format", ["application/vnd.apache.avro;version=1.9.0", "application/raml+yaml;version=1.0"]
)
def test_a_message_in_another_schema_language_is_not_read_as_json_schema(schema_format):
    """Avro's `string` is a type there as here; the other messages can still be asked for."""
    document = _asyncapi("2.6.0", _ORDER)
    document["components"]["messages"]["OrderSeen"] = {"schemaFormat": schema_format, "payload": {"type": "string"}}

    with pytest.raises(CannotBind, match=r"dialect-unknown\] /components/messages/OrderSeen/schemaFormat"):
        bind(document)
    assert _accepts(bind(document, message="OrderPlaced"), _EVENT)


def test_a_payload_may_be_a_ref_to_a_schema_with_its_format():
    """AsyncAPI 3: a Multi Format Schema Object among the components."""
    draft_4 = {"schemaFormat": "application/schema+json;version=draft-04", "schema": {"type": "integer"}}
    document = _asyncapi("3.0.0", {"$ref": "#/components/schemas/Count"})
    document["components"]["schemas"] = {"Count": draft_4}

    assert [True, False] == [_accepts(bind(document), {**_EVENT, "detail": number}) for number in (5, 5.0)]


def test_the_dialect_is_the_document_s_or_the_caller_s():
    """`5.0` is no integer in draft-04; beside a `$ref`, draft-07 reads nothing."""
    schema = {"x-amazon-events-source": "a", "type": "object", "properties": {"detail": {"type": "integer"}}}
    siblings = {**_REGISTRY, "$schema": "http://json-schema.org/draft-07/schema#"}
    siblings["properties"] = {"detail": {"$ref": "#/definitions/Order", "maxProperties": 0}}
    newer = {**siblings, "$schema": "https://json-schema.org/draft/2020-12/schema"}

    assert [True, False] == [_accepts(bind(schema, dialect=d), {"detail": 5.0}) for d in ("2020-12", "draft-04")]
    assert [True, False] == [_accepts(bind(document), _EVENT) for document in (siblings, newer)]


@pytest.mark.parametrize(
    ("ref", "place"),
    [
        ("#/definitions/Line", {}),
        ("#/properties/first", {}),
        ("#line", {"$id": "#line"}),
        ("line.json", {"$id": "line.json"}),
        ("http://shop/line.json#", {"$id": "line.json"}),
        ("#/definitions/a~1b%25", {}),
    ],
)
def test_refs_lead_anywhere_in_the_document(ref, place):
    """By pointer, `$id` or anchor, whatever stands in the names."""
    line = {"type": "string", "maxLength": 1, **place}
    document = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$id": "http://shop/order.json",
        "x-amazon-events-source": "a",
        "type": "object",
        "properties": {"first": {"type": "string", "maxLength": 1}, "detail": {"$ref": ref}},
        "definitions": {"Line": line, "a/b%": line},
    }

    assert [True, False] == [_accepts(bind(document), {"detail": text}) for text in ("a", "ab")]


@pytest.mark.parametrize(
    ("document", "rule", "pointer"),
    [
        ({"$ref": "#"}, "ref-loop", ""),
        ({**_REGISTRY, "properties": {"detail": {"$ref": "#/nowhere"}}}, "ref-dangling", "/properties/detail/$ref"),
        ({**_REGISTRY, "properties": {"detail": {"$ref": "other.json"}}}, "ref-dangling", "/properties/detail/$ref"),
        ({**_REGISTRY, "required": "detail"}, "schema-invalid", "/required"),
        ({**_REGISTRY, "type": "any"}, "schema-invalid", "/type"),
        ({**_REGISTRY, "$schema": "http://json-schema.org/draft-03/schema#"}, "dialect-unknown", ""),
        (
            {**_REGISTRY, "definitions": {"Order": {"pattern": r"^(?:(a)|b\1)+$"}}},
            "keyword-not-enforced",
            "/definitions/Order/pattern",
        ),
        ({"swagger": "2.0"}, "dialect-unknown", ""),
        ("swagger: 2.0", "dialect-unknown", ""),
        ({"openapi": "3.0.0"}, "aws-event-missing", ""),
        ({"asyncapi": "2.0.0"}, "aws-event-missing", ""),
        ({1: 2}, "not-json-value", ""),
        ({"enum": [float("nan")]}, "not-json-value", ""),
        ({"enum": [0] * 2_000_000}, "not-json-value", ""),
        (None, "not-a-schema", ""),
        ("[]", "not-a-schema", ""),
        ("{", "not-json", ""),
        ("nowhere.json", "file-unreadable", ""),
        ("nowhere", "file-unreadable", ""),
        (b"\xff", "not-utf-8", ""),
    ],
)
def test_what_can_not_be_bound_is_said_in_findings(document, rule, pointer):
    """Rule and place, and nothing but this exception."""
    with pytest.raises(CannotBind) as refusal:
        bind(document)

    assert [(rule, pointer)] == [(f.rule, f.location.pointer) for f in refusal.value.findings]


def _nested(levels: int, keyword: str) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "object"}
    for _ in range(levels):
        schema = {"allOf": [schema]} if keyword == "allOf" else {"type": "object", "properties": {"a": schema}}
    return {"x-amazon-events-source": "a", "type": "object", "properties": {"detail": schema}}


@pytest.mark.parametrize("keyword", ["allOf", "properties"])
@pytest.mark.parametrize("levels", [10, 40, 300, 5000])
def test_depth_ends_in_a_binding_or_a_finding(levels, keyword):
    """Never in a stack's end."""
    try:
        found = _accepts(bind(_nested(levels, keyword)), {"detail": {}})
    except CannotBind as refusal:
        found = len(refusal.findings) == 1

    assert found


@pytest.mark.parametrize("keyword", ["minLength", "maxLength", "minItems", "maxItems", "maxProperties", "maximum"])
def test_bounds_may_be_larger_than_any_machine_counts(keyword):
    """A length that nothing has bounds nothing, from above; from below, it lets nothing through."""
    values = {"Length": ("string", "a"), "Items": ("array", []), "Properties": ("object", {}), "imum": ("integer", 1)}
    type_, value = values[keyword[3:]]
    module = bind({"type": "object", "properties": {"a": {"type": type_, keyword: 10**30}}}, whole=False)

    assert keyword.startswith("max") == _accepts(module, {**_EVENT, "detail": {"a": value}})


def test_what_no_schema_speaks_of_may_be_anything():
    """Examples of another form are none."""
    document = _openapi("3.0.0")
    document["components"]["examples"] = "none"

    assert _accepts(bind(document), _EVENT)


_NAMES = [
    *("class", "model_config", "json", "copy", "__init__", "self", "", "1a", "Name", "name", "na-me", "na.me", "a/b"),
    *("a~b", 'a"b', "a\\b", "é", "K", "😀", "\n", "_x", "__class__", "__dict__", "model_fields", "SOURCE", "HELD"),
    *("detail", "from_json", "type", "properties", "{{ x }}", "%", "None", "replace", "list", "$ref", "x" * 300),
]


@pytest.mark.parametrize(
    "beside",
    [
        {"not": {"pattern": "a"}},
        {"not": {"anyOf": [{"type": "array"}, {"minimum": 1}]}},
        {"not": {"not": {"type": "null"}}},
        {"oneOf": [{"minimum": 1}, {"maximum": 3}]},
        {"oneOf": [{"minimum": 1}, {"type": "object"}]},
        {"if": {"minimum": 1}, "then": {"type": "object"}},
        {"if": {"type": "object"}, "else": {"type": "null"}},
    ],
)
def test_null_is_refused_by_whatever_refuses_it(beside):
    """What speaks of other types accepts null; so it counts in `not`, `oneOf` and `if`, beside a class, too."""
    schema = {"$schema": "http://json-schema.org/draft-07/schema#", "type": ["null", "object"], **beside}
    module = bind({**schema, "properties": {"a": {"type": "string"}}}, whole=False)
    event = {"source": "shop.orders", "detail-type": "Order Placed", "detail": None}

    assert jsonschema_rs.Draft7Validator(schema).is_valid(None) == _accepts(module, event)


def test_any_names_of_properties_and_components_can_be_read_and_written():
    """Keywords, Python's own names, names that differ by case or punctuation: each has an attribute of its own."""
    schema = {"type": "object", "properties": {name: {"$ref": "#/definitions/Text"} for name in _NAMES}}
    named = {f"{name}": {"type": "object", "properties": {"a": {"type": "string"}}} for name in _NAMES}
    document = {
        **_REGISTRY,
        "definitions": {**named, "Order": schema, "Text": {"type": "string"}},
        "properties": {
            "detail": {"$ref": "#/definitions/Order"},
            **{f"p{i}": {"$ref": f"#/definitions/{_token(name)}"} for i, name in enumerate(_NAMES)},
        },
        "required": [],
    }
    event = {"detail": {name: f"v{index}" for index, name in enumerate(_NAMES)}, "p0": {"a": "b"}}

    read = bind(document).AWSEvent.from_json(json.dumps(event))

    assert event == json.loads(read.to_json()) == json.loads(read.model_dump_json())
    names = list(type(read.detail).model_fields)
    assert sorted(event["detail"].values()) == sorted(getattr(read.detail, name) for name in names)


def _token(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1").replace("%", "%25")


def test_objects_can_be_copied_pickled_and_compared_within_the_process():
    """The same document gives the same module, by any thread."""
    with ThreadPoolExecutor(8) as pool:
        modules = set(pool.map(lambda _: bind(_REGISTRY), range(32)))

    (module,) = modules
    event = module.AWSEvent.from_json(json.dumps(_EVENT))
    assert event == pickle.loads(pickle.dumps(event)) == copy.deepcopy(event) == copy.copy(event)
    assert "AWSEvent(detail=OrderPlaced(order_id='7'), detail_type='Order Placed', source='shop.orders')" == repr(event)


def test_modules_are_collected_and_leave_nothing_behind():
    """`sys.modules` gets the package of shared code alone; a module lives as long as its classes are held."""
    before = {name for name in sys.modules if not name.startswith("bridgewright.runtime")}
    model = bind({**_REGISTRY, "title": "Collected"}).AWSEvent
    event = model.from_json(json.dumps(_EVENT))
    gc.collect()

    assert event == pickle.loads(pickle.dumps(event))
    assert before == {name for name in sys.modules if not name.startswith("bridgewright.runtime")}
    kept = weakref.ref(model)
    del model, event
    gc.collect()
    assert kept() is None


def test_importing_the_tool_costs_nothing_until_something_is_bound():
    """`bind` is imported when it is asked for."""
    loaded = "print('bridgewright.binding' in sys.modules, 'jinja2' in sys.modules)"
    script = f"import sys, bridgewright; {loaded}; bridgewright.bind; {loaded}"

    output = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout

    assert "False False\nTrue True\n" == output


@pytest.mark.parametrize("token", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_json_is_refused_by_every_way(token):
    """RFC 8259, 6: where the schema says nothing of the value, too."""
    text = f'{{"source": "a", "detail-type": "b", "detail": {{"orderId": "1", "more": [{token}]}}}}'
    model = bind(_REGISTRY).AWSEvent

    for read in (model.model_validate_json, model.from_json):
        with pytest.raises(ValidationError):
            read(text)
