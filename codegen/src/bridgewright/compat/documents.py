"""Which schema of a document is compared: a plain schema's own, an event's, or all components by name."""

from __future__ import annotations

from typing import Any, Final

from bridgewright.compat.dialect import Dialect
from bridgewright.compat.engine import Side
from bridgewright.compat.values import Unreadable
from bridgewright.model import JsonValue
from bridgewright.schema import escaped

EVENT: Final = "AWSEvent"
_ALL: Final = "AllComponents.compared"
SOURCE: Final = "x-amazon-events-source"
DETAIL_TYPE: Final = "x-amazon-events-detail-type"


def sides(old: JsonValue, new: JsonValue, dialects: tuple[Dialect, Dialect]) -> tuple[Side, Side]:
    """Both documents with the pointers of the schemas that are compared.

    A contract is compared by its event; another OpenAPI document by every component that both documents name.

    Raises:
        Unreadable: an OpenAPI document holds no schemas.
    """
    tables = [_components(document) for document in (old, new)]
    if tables[0] is None and tables[1] is None:
        return Side(old, dialects[0], ""), Side(new, dialects[1], "")
    if tables[0] is None or tables[1] is None:
        found = [("" if table is None else _only(table)) for table in tables]
        return Side(old, dialects[0], found[0]), Side(new, dialects[1], found[1])
    if EVENT in tables[0] and EVENT in tables[1]:
        return Side(old, dialects[0], _pointer(EVENT)), Side(new, dialects[1], _pointer(EVENT))
    shared = [name for name in tables[0] if name in tables[1]]
    if len(tables[0]) == len(tables[1]) == 1 and not shared:
        return Side(old, dialects[0], _only(tables[0])), Side(new, dialects[1], _only(tables[1]))
    return _gathered(old, dialects[0], shared), _gathered(new, dialects[1], shared)


def event_names(document: JsonValue) -> dict[str, str]:
    """What rules match an event by: its source and detail-type, where the document is a contract."""
    table = _components(document) or {}
    event = table.get(EVENT)
    if not isinstance(event, dict):
        return {}
    return {key: event[key] for key in (SOURCE, DETAIL_TYPE) if isinstance(event.get(key), str)}


def _components(document: JsonValue) -> dict[str, Any] | None:
    if not isinstance(document, dict) or "openapi" not in document:
        return None
    components = document.get("components")
    schemas = components.get("schemas") if isinstance(components, dict) else None
    if not isinstance(schemas, dict):
        raise Unreadable("the document has no `components.schemas`")
    return schemas


def _only(table: dict[str, Any]) -> str:
    if EVENT in table:
        return _pointer(EVENT)
    if len(table) != 1:
        raise Unreadable(
            f"which of {len(table)} components is meant? A document of one, or with {EVENT}, can be compared"
        )
    return _pointer(next(iter(table)))


def _pointer(name: str) -> str:
    return f"/components/schemas/{escaped(name)}"


def _gathered(document: JsonValue, dialect: Dialect, names: list[str]) -> Side:
    """The document with one more component: an object with a property for each of `names`."""
    properties = {name: {"$ref": f"#{_pointer(name)}"} for name in names}
    schemas = document["components"]["schemas"] | {_ALL: {"type": "object", "properties": properties}}
    content = document | {"components": document["components"] | {"schemas": schemas}}
    return Side(content, dialect, _pointer(_ALL))
