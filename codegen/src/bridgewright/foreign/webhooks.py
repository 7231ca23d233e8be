"""Webhooks of an OpenAPI document: the body of each is the detail of an event.

https://spec.openapis.org/oas/v3.1.0#fixed-fields: `webhooks`; `x-webhooks` in 3.0.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from bridgewright.documents.document import JsonObject
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.walking import followed


def webhook_bodies(content: JsonObject) -> Iterator[tuple[str, str]]:
    """(name, pointer of the body's schema) of each webhook with a JSON body, in the document's order."""
    for table in ("webhooks", "x-webhooks"):
        hooks = content.get(table)
        for name in hooks if isinstance(hooks, Mapping) else ():
            at = _body(content, f"/{table}/{escaped(name)}")
            if at is not None:
                yield name, at


def _body(content: JsonObject, pointer: str) -> str | None:
    hook, item = followed(content, pointer)
    for verb in item if isinstance(item, Mapping) else ():
        operation = item[verb]
        if not isinstance(operation, Mapping) or "requestBody" not in operation:
            continue
        body, held = followed(content, f"{hook}/{escaped(verb)}/requestBody")
        media = held.get("content") if isinstance(held, Mapping) else None
        for kind, told in media.items() if isinstance(media, Mapping) else ():
            if _is_json(kind) and isinstance(told, Mapping) and isinstance(told.get("schema"), Mapping | bool):
                return f"{body}/content/{escaped(kind)}/schema"
    return None


def _is_json(media_type: str) -> bool:
    essence = media_type.partition(";")[0].strip().lower()
    return essence == "application/json" or essence.endswith("+json")
