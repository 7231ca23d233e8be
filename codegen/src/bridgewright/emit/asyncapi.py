"""One AsyncAPI 3.0 document of the whole system: who sends what on the bus, who receives it, and by which rule.

A channel is one major of one event or command: an event type on the bus, which `source` and `detail-type` name.
Its payload is the whole event, as it stands on the bus. A subscription is a `receive` operation: its queues are said
by AsyncAPI's SQS binding; there is no binding for EventBridge (https://github.com/asyncapi/bindings), so the rule, and
what its transformer leaves of the event, stands under `x-eventbridge-rule`.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pydantic_core import to_json

from bridgewright.contracts.model import Catalog, EventContract, Kind, OutputFile, Settings, Target, TargetKind
from bridgewright.documents.pointers import value_at
from bridgewright.emit.bindings.version import bindings_version
from bridgewright.emit.jsonschema import event_components
from bridgewright.emit.rules import rule_document
from bridgewright.findings import Finding
from bridgewright.routing.rules import Rule, rules_of
from bridgewright.sample import envelope
from bridgewright.schemas.walking import schemas_at

__all__ = ["asyncapi_document", "emit_asyncapi"]

_ENVELOPE = "AWSEvent"
_CORRELATION = "/metadata/correlationId"
_DLQ_RETENTION = 1_209_600
"""Fourteen days: as the messaging stack has it."""


def emit_asyncapi(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """`asyncapi.json`; nothing for a project without events."""
    if catalog.events:
        yield OutputFile("asyncapi.json", to_json(asyncapi_document(catalog), indent=2).decode() + "\n")


def asyncapi_document(catalog: Catalog) -> dict[str, Any]:
    """The document as a JSON value: https://www.asyncapi.com/docs/reference/specification/v3.0.0 ."""
    settings = catalog.settings
    events = catalog.latest()
    schemas: dict[str, Any] = {}
    for event in events:
        schemas |= _schemas(event)
    return {
        "asyncapi": "3.0.0",
        "id": f"urn:bridgewright:{settings.registry}",
        "info": {
            "title": settings.bus,
            "version": bindings_version(catalog),
            "description": f"Events and commands on the EventBridge bus `{settings.bus}`, who sends them and who"
            " receives them. Generated from the contracts: edits are lost.",
        },
        "defaultContentType": "application/json",
        "servers": {"bus": _server(settings)},
        "channels": {_key(event): _channel(event, settings) for event in events},
        "operations": _operations(catalog),
        "components": {"messages": {_key(event): _message(event) for event in events}, "schemas": schemas},
    }


def _key(event: EventContract) -> str:
    """`payslip.uploaded.v2`."""
    return f"{event.name}.v{event.version.major}"


def _server(settings: Settings) -> dict[str, Any]:
    return {
        "host": "events.{region}.amazonaws.com",
        "protocol": "eventbridge",
        "title": settings.bus,
        "description": f"The EventBridge bus `{settings.bus}`: events are sent by `PutEvents`.",
        "variables": {"region": {"description": "The AWS region that the bus is in.", "examples": ["eu-west-2"]}},
    }


def _channel(event: EventContract, settings: Settings) -> dict[str, Any]:
    channel: dict[str, Any] = {"address": event.detail_type, "title": f"{event.title} {event.version.major}.x"}
    description = event.document.content["info"].get("description")
    if description:
        channel["description"] = description
    return channel | {
        "servers": [{"$ref": "#/servers/bus"}],
        "messages": {event.title: {"$ref": f"#/components/messages/{_key(event)}"}},
        "tags": [{"name": event.kind.value, "description": _KINDS[event.kind]}],
        "x-eventbridge": {"bus": settings.bus, "source": event.source, "detailType": event.detail_type},
    }


_KINDS = {
    Kind.EVENT: "States a fact; any number of consumers receive it.",
    Kind.COMMAND: "Asks for something to be done; exactly one consumer receives it.",
}


def _message(event: EventContract) -> dict[str, Any]:
    message: dict[str, Any] = {
        "name": event.title,
        "title": f"{event.title} {event.version}",
        "contentType": "application/json",
        "payload": {"$ref": f"#/components/schemas/{_key(event)}"},
    }
    content = event.document.content
    if schemas_at(content, value_at(content, event.detail_pointer), _CORRELATION):
        message["correlationId"] = {"location": f"$message.payload#/detail{_CORRELATION}"}
    if event.examples:
        message["examples"] = [
            {"name": example.name}
            | ({"summary": example.summary} if example.summary else {})
            | {"payload": envelope(event, example.detail)}
            for example in event.examples
        ]
    return message


def _schemas(event: EventContract) -> dict[str, Any]:
    """The event's components under the name of its channel: the whole event there itself, its parts below it."""

    def name(component: str) -> str:
        return _key(event) if component == _ENVELOPE else f"{_key(event)}.{component}"

    components = event_components(event, lambda component: f"#/components/schemas/{name(component)}")
    return {name(component): schema for component, schema in components.items()}


def _operations(catalog: Catalog) -> dict[str, Any]:
    """`payslip.uploaded.v2.send` and `payslip.uploaded.v2.receive.pdf`, channel by channel."""
    rules = rules_of(catalog)
    operations: dict[str, Any] = {}
    for event in catalog.latest():
        key, name = _key(event), f"{event.name} {event.version.major}.x"
        operations[f"{key}.send"] = _operation(event, "send", f"{event.source} sends {name}")
        for rule in rules:
            subscription = rule.subscription
            if (subscription.contract, subscription.major) == (event.name, event.version.major):
                received = _operation(event, "receive", f"{subscription.consumer} receives {name}")
                operations[f"{key}.receive.{subscription.consumer}"] = received | _received_by(rule)
    return operations


def _operation(event: EventContract, action: str, summary: str) -> dict[str, Any]:
    channel = f"#/channels/{_key(event)}"
    return {
        "action": action,
        "channel": {"$ref": channel},
        "summary": summary,
        "messages": [{"$ref": f"{channel}/messages/{event.title}"}],
    }


def _received_by(rule: Rule) -> dict[str, Any]:
    """What a subscription adds to its operation: purpose, queues, rule, and the fields that the consumer reads."""
    subscription = rule.subscription
    target = subscription.target
    told: dict[str, Any] = {}
    description = subscription.document.content.get("description")
    if description:
        told["description"] = description
    if target.kind is not TargetKind.LAMBDA:
        told["bindings"] = {"sqs": {"queues": _queues(target), "bindingVersion": "0.2.0"}}
    told["x-eventbridge-rule"] = rule_document(rule) | {
        "target": {"kind": target.kind.value, "name": target.name},
        "deadLetterQueue": f"{target.name}-undelivered",
        "retryPolicy": {"maximumRetryAttempts": target.max_attempts, "maximumEventAgeInSeconds": target.max_age},
    }
    if subscription.needs:
        told["x-needs"] = [f"/detail{pointer}" for pointer in subscription.needs]
    return told


def _queues(target: Target) -> list[dict[str, Any]]:
    """The consumer's queue and its dead-letter queue, under the names that the messaging stack gives them."""
    fifo = target.kind is TargetKind.SQS_FIFO
    ending = ".fifo" if fifo else ""
    dead = f"{target.name}-dlq{ending}"
    return [
        {
            "name": f"{target.name}{ending}",
            "fifoQueue": fifo,
            "visibilityTimeout": target.visibility_timeout,
            "messageRetentionPeriod": target.retention,
            "redrivePolicy": {"deadLetterQueue": {"name": dead}, "maxReceiveCount": target.max_receives},
        },
        {"name": dead, "fifoQueue": fifo, "messageRetentionPeriod": _DLQ_RETENTION},
    ]
