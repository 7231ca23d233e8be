"""Webhooks of an OpenAPI document: the body of each is the detail of an event.

https://spec.openapis.org/oas/v3.1.0#fixed-fields: `webhooks`; `x-webhooks` in 3.0.
"""

from __future__ import annotations

from collections.abc import Mapping

from bridgewright.dialect import EventPlace, dialect_of
from bridgewright.model import Document, JsonValue
from bridgewright.schema import escaped, followed

_JSON = "application/json"


def webhook_places(document: Document) -> tuple[EventPlace, ...]:
    """An event for each webhook with a JSON body, in the document's order."""
    content, dialect = document.content, dialect_of(document.content)
    if dialect is None or not isinstance(content, Mapping) or "openapi" not in content:
        return ()
    found = []
    for table in ("webhooks", "x-webhooks"):
        hooks = content.get(table)
        for name in hooks if isinstance(hooks, Mapping) else ():
            at = _body(content, f"/{table}/{escaped(name)}")
            if at is not None:
                found.append(EventPlace(name, at, whole=False, dialect=dialect))
    return tuple(found)


def _body(content: JsonValue, pointer: str) -> str | None:
    """The pointer of the schema of a webhook's body."""
    hook, item = followed(content, pointer)
    for verb in item if isinstance(item, Mapping) else ():
        operation = item[verb]
        if not isinstance(operation, Mapping) or "requestBody" not in operation:
            continue
        body, held = followed(content, f"{hook}/{escaped(verb)}/requestBody")
        media = held.get("content") if isinstance(held, Mapping) else None
        told = media.get(_JSON) if isinstance(media, Mapping) else None
        if isinstance(told, Mapping) and isinstance(told.get("schema"), Mapping | bool):
            return f"{body}/content/{escaped(_JSON)}/schema"
    return None
