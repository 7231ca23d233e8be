"""Events in the normal form: the whole event as one component, its detail as another."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import escaped, unescaped
from bridgewright.findings import Finding
from bridgewright.foreign.events import ENVELOPE, EventPlace
from bridgewright.schemas.cycles import cycle_findings
from bridgewright.schemas.lowering import Lowering
from bridgewright.schemas.walking import REF_PREFIX

__all__ = ["EventForm", "any_event_form", "event_form"]

_ANY_ENVELOPE: JsonObject = {
    "type": "object",
    "description": "A whole event as EventBridge delivers it.",
    "required": ["detail-type", "source", "detail"],
    "properties": {
        **{name: {"type": "string"} for name in ("version", "id", "detail-type", "source", "account")},
        "time": {"type": "string", "format": "date-time"},
        "region": {"type": "string"},
        "resources": {"type": "array", "items": {"type": "string"}},
    },
}


@dataclass(frozen=True, slots=True)
class EventForm:
    """One event in the normal form (see `lowering`)."""

    title: str
    """A name for the detail's class."""
    source: str | None
    """The one source that the document states (`x-amazon-events-source`, or the only value it allows), if any."""
    detail_type: str | None
    document: Document
    """`components.schemas` with `AWSEvent`, the whole event, and all that it needs."""
    detail: str | None
    """The component of the detail, where it is an object's schema by itself."""
    options: tuple[str, ...] = ()
    """The components of the whole events, where `AWSEvent` is any of several."""
    places: Mapping[str, str] = field(default_factory=dict)
    """Pointer in `document` -> pointer in the document that was read."""
    findings: tuple[Finding, ...] = ()
    """What is wrong with the document, at its own places."""

    def at(self, pointer: str) -> str:
        """Where the document that was read says what stands at a pointer of `document`."""
        rest = ""
        while pointer and pointer not in self.places:
            pointer, _, token = pointer.rpartition("/")
            rest = f"/{token}{rest}"
        return f"{self.places.get(pointer, '')}{rest}" if pointer else ""


def event_form(document: Document, place: EventPlace) -> EventForm:
    """The event at a place, in the normal form."""
    lowering = Lowering(document, place.dialect)
    title = _title(place, document.content)
    detail = _add_whole(lowering, place, title, ENVELOPE)
    return _form(lowering, title, place.source, place.detail_type, detail)


def any_event_form(document: Document, places: tuple[EventPlace, ...]) -> EventForm:
    """An `AWSEvent` that is any of the events at some places, whose dialect is one."""
    lowering = Lowering(document, places[0].dialect)
    names: list[str] = []
    for place in places:
        title = _title(place, document.content)
        name = f"{title}Event"
        while name in (*names, *lowering.components):
            name += "_"
        _add_whole(lowering, place, title, name)
        names.append(name)
    lowering.components[ENVELOPE] = {"anyOf": [{"$ref": f"{REF_PREFIX}{name}"} for name in names]}
    return replace(_form(lowering, ENVELOPE, None, None, None), options=tuple(names))


def _form(lowering: Lowering, title: str, source: str | None, detail_type: str | None, detail: str | None) -> EventForm:
    document = lowering.document
    components = {ENVELOPE: lowering.components.pop(ENVELOPE), **lowering.components}
    lowering.components = components
    content = {
        "openapi": "3.0.3",
        "info": {"title": title, "version": "1.0.0"},
        "paths": {},
        "components": {"schemas": components},
    }
    places = lowering.places()
    found = [
        replace(finding, location=document.at(places.get(finding.location.pointer, "")))
        for finding in cycle_findings(components)
    ]
    return EventForm(
        title=title,
        source=source,
        detail_type=detail_type,
        document=Document(document.path, content),
        detail=detail,
        places=places,
        findings=tuple(dict.fromkeys([*lowering.findings, *found])),
    )


def _add_whole(lowering: Lowering, place: EventPlace, title: str, name: str) -> str | None:
    """Lowers an event, the whole one as a component of that name; the component of its detail."""
    if place.whole:
        whole = lowering.component(place.pointer, name)
        lowering.run()
        if whole != name:
            lowering.components[name] = {"$ref": f"{REF_PREFIX}{escaped(whole)}"}
        return _detail(lowering.components, name, title)
    detail = lowering.component(place.pointer, title if title != ENVELOPE else f"{ENVELOPE}Detail")
    lowering.run()
    properties = {**_ANY_ENVELOPE["properties"], "detail": {"$ref": f"{REF_PREFIX}{escaped(detail)}"}}
    lowering.components[name] = {**_ANY_ENVELOPE, "properties": properties}
    return detail


def _detail(components: dict[str, dict[str, Any]], whole: str, title: str) -> str | None:
    """The component of a whole event's detail; one that stood inline is made one."""
    schema = components[whole]
    seen: set[str] = set()
    while "$ref" in schema and schema["$ref"] not in seen:
        seen.add(schema["$ref"])
        schema = components[unescaped(schema["$ref"].removeprefix(REF_PREFIX))]
    detail = schema.get("properties", {}).get("detail")
    if not isinstance(detail, Mapping):
        return None
    if detail.keys() == {"$ref"}:
        return unescaped(detail["$ref"].removeprefix(REF_PREFIX))
    name = title
    while name in components:
        name += "Detail"
    components[name] = dict(detail)
    schema["properties"]["detail"] = {"$ref": f"{REF_PREFIX}{escaped(name)}"}
    return name


def _title(place: EventPlace, content: JsonValue) -> str:
    """A class name for the detail: by the detail-type, the event's name, the document's title."""
    info = content.get("info") if isinstance(content, Mapping) else None
    titled = info.get("title") if isinstance(info, Mapping) else None
    for text in (place.detail_type, place.name if place.name != ENVELOPE else "", titled):
        words = re.findall(r"[A-Za-z0-9]+", text) if isinstance(text, str) else []
        name = "".join(word[0].upper() + word[1:] for word in words)
        if name and name != ENVELOPE:
            return f"Type{name}" if name[0].isdigit() else name
    return "Detail"
