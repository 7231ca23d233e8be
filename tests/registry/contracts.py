"""Contracts made in a line."""

from __future__ import annotations

from typing import Any

from bridgewright.contracts.model import Catalog, EventContract, Kind, Settings, Version
from bridgewright.documents.canonical import canonical_json, content_hash
from bridgewright.documents.document import Document
from bridgewright.registry import RegistrySchema


def document(version: str, title: str = "OrderPlaced", text: str = "An order was placed.") -> dict[str, Any]:
    """The least document that the registry takes for an event."""
    return {
        "openapi": "3.0.3",
        "info": {"title": title, "version": version, "description": text},
        "paths": {},
        "components": {
            "schemas": {
                "AWSEvent": {
                    "type": "object",
                    "x-amazon-events-source": "shop.orders",
                    "x-amazon-events-detail-type": "order.placed",
                    "properties": {"detail": {"$ref": "#/components/schemas/OrderPlaced"}},
                },
                "OrderPlaced": {"type": "object", "properties": {"id": {"type": "string", "maxLength": 36}}},
            }
        },
    }


def contract(
    version: str, *, draft: bool = False, name: str = "order.placed", title: str = "OrderPlaced", **changes: Any
) -> EventContract:
    """An event contract, released unless it is a draft."""
    content = changes.pop("content", document(version, title))
    parsed = Version.parse(version)
    assert parsed is not None
    released = None if draft else changes.pop("released_hash", content_hash(content))
    return EventContract(
        kind=Kind.EVENT,
        name=name,
        version=parsed,
        title=title,
        source=changes.pop("source", "shop.orders"),
        detail_type=name,
        detail_pointer="/components/schemas/OrderPlaced",
        document=Document(f"contracts/events/{name}/{version}.yaml", content),
        released_hash=released,
    )


def catalog(*events: EventContract) -> Catalog:
    """A catalog of these events, in the order in which `build` sorts them."""
    ordered = tuple(sorted(events, key=lambda e: (e.name, e.version)))
    return Catalog(Settings("shop_events", "../generated", "shop", "shop"), ordered, (), (), {})


def wanted_schema(version: str, name: str = "shop.orders@OrderPlaced-v1", text: str = "") -> RegistrySchema:
    """A registry schema whose content says this version."""
    content = document(version, text=text)
    parsed = Version.parse(version)
    assert parsed is not None
    return RegistrySchema(name, "order.placed", parsed, canonical_json(content), "", {}, content_hash(content))
