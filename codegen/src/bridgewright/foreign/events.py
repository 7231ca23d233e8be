"""The events of a foreign document: which schema is the whole event, which the detail, and what they are called.

Registry documents and their envelope: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-schema.html and
https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.findings import Finding
from bridgewright.foreign.webhooks import webhook_bodies
from bridgewright.schemas.dialects import DIALECTS, Dialect, dialect_of, named_dialect, stated_version
from bridgewright.schemas.walking import followed

__all__ = ["ENVELOPE", "EventPlace", "event_places"]

ENVELOPE = "AWSEvent"
SOURCE = "x-amazon-events-source"
DETAIL_TYPE = "x-amazon-events-detail-type"


@dataclass(frozen=True, slots=True)
class EventPlace:
    """Where an event stands in a document."""

    name: str
    """What the document calls it: the message's, the component's, the schema's title; or empty."""
    pointer: str
    """Of the schema."""
    whole: bool
    """True when the schema is the whole event's, not its detail's."""
    dialect: Dialect
    source: str | None = None
    detail_type: str | None = None


def event_places(
    document: Document, *, dialect: str | None = None, whole: bool | None = None
) -> tuple[tuple[EventPlace, ...], tuple[Finding, ...]]:
    """The events that a document holds, in its order, and what prevents finding them.

    OpenAPI: `components.schemas.AWSEvent`, or the other schemas that are envelopes by their properties, or webhooks.
    AsyncAPI: each message with a payload; one in Avro, Protobuf or their like is a finding. JSON Schema: `AWSEvent`
    among the definitions of a root that says nothing else, or the root. A schema is the whole event's when it
    has `x-amazon-events-…`, or declares `detail` beside a `detail-type` or `source` that may be a text; else the
    detail's. `dialect` and `whole` say it instead.
    """
    content = document.content
    if not isinstance(content, Mapping):
        return (), (_wrong(document, "not-a-schema", "the document must be an object"),)
    known = DIALECTS.get(dialect) if dialect is not None else dialect_of(content)
    if known is None:
        asked = dialect or content.get("$schema") or content.get("jsonSchemaDialect")
        message = f"{str(asked)[:200]!r} is no dialect that is known here"
        return (), (_wrong(document, "dialect-unknown", message, f"known are {', '.join(DIALECTS)}"),)
    if stated_version(content, "swagger") is not None:
        return (), (_wrong(document, "dialect-unknown", "Swagger 2.0 has no events", "convert it to OpenAPI 3"),)
    if stated_version(content, "asyncapi") is not None:
        return _messages(document, content, known, whole, dialect)
    if stated_version(content, "openapi") is not None:
        places = tuple(_components(content, known, whole)) or tuple(_webhooks(content, known, whole))
        message, hint = "no AWSEvent schema, and no webhook", "declare components.schemas.AWSEvent"
    else:
        places = (_root(content, known, whole),)
        message, hint = "", ""
    return places, () if places else (_wrong(document, "aws-event-missing", message, hint),)


def _components(content: JsonObject, dialect: Dialect, whole: bool | None) -> Iterator[EventPlace]:
    schemas = value_at(content, "/components/schemas")
    if not isinstance(schemas, Mapping):
        return
    names = [ENVELOPE] if ENVELOPE in schemas else [n for n in schemas if _is_whole(content, schemas[n])]
    for name in names:
        pointer = f"/components/schemas/{escaped(name)}"
        yield _place(content, pointer, dialect, name, whole=True if whole is None else whole)


def _webhooks(content: JsonObject, dialect: Dialect, whole: bool | None) -> Iterator[EventPlace]:
    for name, pointer in webhook_bodies(content):
        yield _place(content, pointer, dialect, name, whole=whole is True)


def _messages(
    document: Document, content: JsonObject, dialect: Dialect, whole: bool | None, asked: str | None
) -> tuple[tuple[EventPlace, ...], tuple[Finding, ...]]:
    """AsyncAPI's messages: the components', then those that channels and operations hold themselves."""
    seen: set[str] = set()
    told: list[tuple[str, Dialect, str, str]] = []
    findings = []
    for pointer, key in _message_places(content):
        at, message = followed(content, pointer)
        if at in seen or not isinstance(message, Mapping) or "payload" not in message:
            continue
        seen.add(at)
        message = {**_traits(content, at, message), **message}
        stated, where, inside, payload = message.get("schemaFormat"), at, f"{at}/payload", message["payload"]
        held, formed = followed(content, inside)
        if isinstance(formed, Mapping) and "schemaFormat" in formed and "schema" in formed:
            stated, where, inside, payload = formed["schemaFormat"], held, f"{held}/schema", formed["schema"]
        if asked is None and isinstance(stated, str) and not _is_json_schema(stated):
            text = f"the payload is written in {stated[:100]!r}, which is no JSON Schema"
            hint = "write it as JSON Schema, or leave the message out (`import --lossy` does)"
            findings.append(Finding(document.at(f"{where}/schemaFormat"), "dialect-unknown", text, hint))
        elif isinstance(payload, Mapping | bool):
            spoken = _format_of(stated, payload, dialect) if asked is None else dialect
            told.append((inside, spoken, _own_name(message) or key, key))
    if not told and not findings:
        hint = "declare components.messages.<name>.payload"
        findings.append(_wrong(document, "aws-event-missing", "no message with a payload", hint))
    times = Counter(own for _, _, own, _ in told)
    return tuple(
        _place(content, inside, spoken, own if times[own] == 1 else key, whole=whole)
        for inside, spoken, own, key in told
    ), tuple(findings)


def _traits(content: JsonValue, at: str, message: JsonObject) -> dict[str, JsonValue]:
    """What the traits of a message say of it, where it doesn't say it itself."""
    told: dict[str, JsonValue] = {}
    traits = message.get("traits")
    for index in range(len(traits)) if isinstance(traits, list) else ():
        _, trait = followed(content, f"{at}/traits/{index}")
        told |= trait if isinstance(trait, Mapping) else {}
    return told


def _is_json_schema(format_: str) -> bool:
    """True for a `schemaFormat` of AsyncAPI's own, of JSON Schema or OpenAPI; people spell more than the table has.

    https://www.asyncapi.com/docs/reference/specification/v3.0.0#schemaFormatTable
    """
    media = format_.partition(";")[0].lower()
    return any(word in media for word in ("asyncapi", "openapi", "schema", "application/json", "application/yaml"))


def _own_name(message: JsonObject) -> str:
    """What a message calls itself: its `name`, or its `messageId` (AsyncAPI 2.4 to 2.6); empty when it doesn't."""
    own = (message.get("name"), message.get("messageId"))
    return next((text for text in own if isinstance(text, str) and text), "")


def _message_places(content: JsonObject) -> Iterator[tuple[str, str]]:
    declared = value_at(content, "/components/messages")
    for name in declared if isinstance(declared, Mapping) else ():
        yield f"/components/messages/{escaped(name)}", name
    channels = content.get("channels")
    for channel, held in channels.items() if isinstance(channels, Mapping) else ():
        at = f"/channels/{escaped(channel)}"
        messages = held.get("messages") if isinstance(held, Mapping) else None
        for name in messages if isinstance(messages, Mapping) else ():
            yield f"{at}/messages/{escaped(name)}", name
        for verb in ("publish", "subscribe"):
            operation = held.get(verb) if isinstance(held, Mapping) else None
            message = operation.get("message") if isinstance(operation, Mapping) else None
            if isinstance(operation, Mapping) and isinstance(message, Mapping):
                own = operation.get("operationId")
                name = own if isinstance(own, str) and own else channel
                options = message.get("oneOf")
                for index in range(len(options)) if isinstance(options, list) else ():
                    yield f"{at}/{verb}/message/oneOf/{index}", name
                if not isinstance(options, list):
                    yield f"{at}/{verb}/message", name


def _format_of(stated: JsonValue, payload: JsonValue, dialect: Dialect) -> Dialect:
    """The dialect that `schemaFormat` names, or else the payload itself; AsyncAPI's own is draft-07."""
    if isinstance(stated, str):
        if "openapi" in stated:
            return DIALECTS["2020-12" if "version=3.1" in stated else "openapi-3.0"]
        for name in DIALECTS:
            if name in stated:
                return DIALECTS[name]
    named = payload.get("$schema") if isinstance(payload, Mapping) else None
    return DIALECTS.get(named_dialect(named) or "", dialect) if isinstance(named, str) else dialect


def _root(content: JsonObject, dialect: Dialect, whole: bool | None) -> EventPlace:
    asserting = dialect.keywords | {"$ref"}
    if not any(keyword in asserting for keyword in content):
        for table in ("definitions", "$defs", "components/schemas"):
            if isinstance(value_at(content, f"/{table}/{ENVELOPE}"), Mapping):
                return _place(content, f"/{table}/{ENVELOPE}", dialect, "", whole=True if whole is None else whole)
    title = content.get("title")
    return _place(content, "", dialect, title if isinstance(title, str) else "", whole=whole)


def _place(content: JsonObject, pointer: str, dialect: Dialect, name: str, whole: bool | None) -> EventPlace:
    parts = tuple(_parts(content, value_at(content, pointer)))
    is_whole = _looks_whole(content, parts) if whole is None else whole
    return EventPlace(
        name=name,
        pointer=pointer,
        whole=is_whole,
        dialect=dialect,
        source=_stated(content, parts, SOURCE, "source" if is_whole else None),
        detail_type=_stated(content, parts, DETAIL_TYPE, "detail-type" if is_whole else None),
    )


def _parts(content: JsonValue, schema: JsonValue) -> Iterator[JsonObject]:
    """A schema, what its `$ref` leads to, and the members of its `allOf`."""
    stack, seen = [schema], set()
    while stack:
        part = stack.pop()
        if not isinstance(part, Mapping) or id(part) in seen:
            continue
        seen.add(id(part))
        yield part
        ref, members = part.get("$ref"), part.get("allOf")
        if isinstance(ref, str) and ref.startswith("#"):
            stack.append(value_at(content, ref[1:]))
        if isinstance(members, list):
            stack.extend(reversed(members))


def _is_whole(content: JsonValue, schema: JsonValue) -> bool:
    return _looks_whole(content, tuple(_parts(content, schema)))


def _looks_whole(content: JsonValue, parts: tuple[JsonObject, ...]) -> bool:
    found: dict[str, JsonValue] = {}
    for part in parts:
        if SOURCE in part or DETAIL_TYPE in part:
            return True
        properties = part.get("properties")
        found |= properties if isinstance(properties, Mapping) else {}
    names = [name for name in ("detail-type", "source") if name in found]
    return "detail" in found and any(_may_be_text(content, found[name]) for name in names)


def _may_be_text(content: JsonValue, schema: JsonValue) -> bool:
    """Isn't it of another type, as the `source` of JSON:API's errors is (https://jsonapi.org/format/#error-objects)?"""
    types = [part["type"] for part in _parts(content, schema) if "type" in part]
    return all("string" in told for told in types if isinstance(told, str | list))


def _stated(content: JsonValue, parts: tuple[JsonObject, ...], extension: str, property_: str | None) -> str | None:
    """What a schema states of a name of the event: by the registry's extension, or as the only value it allows."""
    for part in parts:
        if isinstance(part.get(extension), str) and part[extension]:
            return str(part[extension])
    for part in parts if property_ else ():
        properties = part.get("properties")
        for member in _parts(content, properties.get(property_) if isinstance(properties, Mapping) else None):
            allowed = [member["const"]] if "const" in member else member.get("enum")
            if isinstance(allowed, list) and len(allowed) == 1 and isinstance(allowed[0], str) and allowed[0]:
                return allowed[0]
    return None


def _wrong(document: Document, rule: str, message: str, hint: str = "") -> Finding:
    return Finding(document.at(), rule, message, hint)
