"""Fields of a contract's detail, named by JSON Pointers: where a schema speaks of one, and what stands near it."""

from __future__ import annotations

from difflib import get_close_matches

from bridgewright.contracts.model import Catalog, EventContract, Subscription
from bridgewright.documents.document import JsonObject
from bridgewright.documents.pointers import unescaped
from bridgewright.lint.largest import is_map
from bridgewright.lint.presence import is_always_present
from bridgewright.lint.rule import listed
from bridgewright.schemas.walking import places_at


def newest_taken(subscription: Subscription, catalog: Catalog) -> EventContract | None:
    """The newest version that a subscription takes; None when there is none, or when a newer one could not be read."""
    versions = catalog.versions(subscription.contract, subscription.major)
    return versions[-1] if versions and subscription.contract not in catalog.unread else None


def places(contract: EventContract, path: str) -> tuple[tuple[str, JsonObject], ...]:
    """(pointer, schema) of every schema that speaks of the detail's field at `path`; empty when there is none."""
    return places_at(contract.asserted.content, {"$ref": f"#{contract.detail_pointer}"}, "", path)


def scalars(contract: EventContract, path: str) -> tuple[JsonObject, ...]:
    """The schemas of a field's values as a rule sees them: of an array, its elements."""
    found: list[JsonObject] = []
    for depth in range(5):
        here = [schema for _, schema in places(contract, path + "/*" * depth)]
        found.extend(schema for schema in here if schema.get("type") != "array")
    return tuple(found)


def is_known(contract: EventContract, path: str) -> bool:
    """True when the schema declares the field, or leaves open which fields stand there."""
    steps = path.split("/")
    for count in range(1, len(steps)):
        if any(is_map(schema) or not schema for _, schema in places(contract, "/".join(steps[:count]))):
            return True
    return bool(places(contract, path))


def near_field(contract: EventContract, path: str) -> str:
    """A hint that names the fields which stand where `path` leaves the schema."""
    steps = path.split("/")
    reached = next(count for count in range(len(steps) - 1, 0, -1) if places(contract, "/".join(steps[:count])))
    parent = "/".join(steps[:reached])
    declared = {name for schema in scalars(contract, parent) for name in schema.get("properties", {})}
    near = get_close_matches(unescaped(steps[reached]), declared, n=1)
    if near:
        return f"did you mean {parent}/{near[0]}?"
    return f"{parent or 'the detail'} has {listed(sorted(declared))}" if declared else ""


def first_optional(contract: EventContract, path: str) -> str:
    """The first part of `path` that an event may lack; empty when the field is always there, or unknown."""
    content, detail = contract.asserted.content, {"$ref": f"#{contract.detail_pointer}"}
    steps = path.split("/")
    if not places(contract, path):
        return ""
    prefixes = ("/".join(steps[:count]) for count in range(2, len(steps) + 1))
    return next((prefix for prefix in prefixes if not is_always_present(content, detail, prefix)), "")
