"""An event of a foreign document to a contract: names, envelope, components, examples."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from bridgewright.contracts.model import Version
from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.documents.pointers import unescaped, value_at
from bridgewright.findings import Finding, Location, has_errors
from bridgewright.foreign.bundling import Bundle
from bridgewright.foreign.events import ENVELOPE, EventPlace
from bridgewright.foreign.examples import contract_examples
from bridgewright.foreign.forms import EventForm, event_form
from bridgewright.foreign.naming import (
    class_title,
    component_names,
    contract_name,
    is_class_name,
    is_contract_name,
    version_of,
)
from bridgewright.foreign.openapi30.rewriting import Rewriter
from bridgewright.schemas.walking import REF_PREFIX, walk

SOURCE = "x-amazon-events-source"
DETAIL_TYPE = "x-amazon-events-detail-type"
FIELDS = ("version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail")
"""Every event has them: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html"""
_TEXTS = ("version", "id", "detail-type", "source", "account", "region")


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """What the user says of the events, before what their documents say; empty where nothing was said."""

    source: str = ""
    detail_type: str = ""
    name: str = ""
    version: str = ""
    lossy: bool = False


@dataclass(frozen=True, slots=True)
class Hints:
    """What is known of a document beside its content."""

    name: str
    """What the registry, or else the file, calls it: `aws.ec2@EC2InstanceStateChangeNotification`."""
    version: str = ""
    """The registry's number of the schema's version."""


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract made of somebody's schema."""

    name: str
    version: Version
    content: JsonObject
    bundle: Bundle = field(compare=False)
    places: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Pointer of a schema in `content` -> pointer in the bundle."""
    assumed: str = field(default="", compare=False)
    """The detail-type, where neither the document nor the user says it: it is the event's name then."""

    def at(self, pointer: str) -> Location:
        """The place in the original files of what stands at a pointer of the contract."""
        rest = ""
        while pointer and pointer not in self.places:
            pointer, _, token = pointer.rpartition("/")
            rest = f"/{token}{rest}"
        return self.bundle.at(f"{self.places[pointer]}{rest}" if pointer else "")


def contract_of(
    bundle: Bundle, place: EventPlace, wishes: ImportOptions, hints: Hints
) -> tuple[Contract | None, tuple[Finding, ...]]:
    """The contract for one event, or None and what prevents it; warnings come beside a contract."""
    form = event_form(bundle.document, place)
    findings = [bundle.placed(finding) for finding in form.findings]
    info = {**_info(bundle), **_titled(bundle, place), **_described(bundle, place)}
    names = _names(form, place, wishes, hints, info)
    missing = list(_missing(bundle, place, names))
    if has_errors(tuple(findings)) or missing:
        return None, (*findings, *missing)
    called = component_names(form.document.content["components"]["schemas"], ENVELOPE)
    rewriter = Rewriter(
        components=form.document.content["components"]["schemas"],
        names=called,
        locate=lambda pointer: bundle.at(form.at(pointer)),
        original=lambda pointer: value_at(bundle.document.content, form.places.get(pointer, "/-")),
        lossy=wishes.lossy,
    )
    schemas = {called[name]: rewriter.component(name) for name in rewriter.components}
    findings += dict.fromkeys(rewriter.findings)
    envelope = _envelope(rewriter, schemas, form, place)
    if envelope is None:
        hint = "declare `properties.detail`: it is what producers send"
        findings.append(Finding(bundle.at(place.pointer), "detail-missing", "the event has no `detail`", hint))
    if envelope is None or has_errors(tuple(findings)):
        return None, tuple(findings)
    schemas[ENVELOPE] = {SOURCE: names["source"], DETAIL_TYPE: names["detail-type"], **envelope}
    version = version_of(names["version"]) or Version(1, 0, 0)
    content: dict[str, Any] = {
        "openapi": "3.0.3",
        "info": _contract_info(names["title"], version, info, bundle),
        "paths": {},
        "components": {"schemas": _reachable(schemas)},
    }
    if examples := contract_examples(bundle.document.content, place, content):
        content["components"]["examples"] = examples
    places = {at: form.at(made_of) for at, made_of in rewriter.places(schemas).items()}
    assumed = "" if wishes.detail_type or form.detail_type else names["detail-type"]
    return Contract(names["name"], version, content, bundle, places, assumed), tuple(findings)


def _titled(bundle: Bundle, place: EventPlace) -> dict[str, str]:
    """The title and version of a message or schema that is called like `OrderPlaced 2.1.0`; empty for another."""
    for pointer in (place.pointer.removesuffix("/schema").removesuffix("/payload"), place.pointer):
        told = value_at(bundle.document.content, pointer)
        title = told.get("title") if isinstance(told, Mapping) else None
        words, _, number = title.rpartition(" ") if isinstance(title, str) else ("", "", "")
        if is_class_name(words) and Version.parse(number) is not None:
            return {"title": words, "version": number}
    return {}


def _described(bundle: Bundle, place: EventPlace) -> dict[str, str]:
    """What AsyncAPI's message says of itself: the document's own description is about all of them."""
    at = place.pointer.removesuffix("/schema")
    message = value_at(bundle.document.content, at.removesuffix("/payload")) if at.endswith("/payload") else None
    told = message if isinstance(message, Mapping) else {}
    for key in ("description", "summary"):
        text = told.get(key)
        if isinstance(text, str) and text.strip():
            return {"description": text}
    return {}


def _info(bundle: Bundle) -> JsonObject:
    content = bundle.document.content
    info = content.get("info") if isinstance(content, Mapping) else None
    return info if isinstance(info, Mapping) else content if isinstance(content, Mapping) else {}


def _names(form: EventForm, place: EventPlace, wishes: ImportOptions, hints: Hints, info: JsonObject) -> dict[str, str]:
    """What the event is called in every respect; empty where nobody says."""
    publisher, at, short = hints.name.rpartition("@")
    source = wishes.source or form.source or (publisher if at else "")
    own = place.name if place.name != ENVELOPE else ""
    # A title at the root says what a schema is, and the file what it is called; what a document lists, it calls itself.
    called = own if own and (place.pointer or is_contract_name(own) or not is_contract_name(short)) else short
    detail_type = wishes.detail_type or form.detail_type or wishes.name or called
    if source.startswith("aws.") and not (wishes.detail_type or form.detail_type):
        detail_type = ""  # AWS's are sentences, which no name tells
    told_versions = (info.get("version"), hints.version, hints.name if hints.name[:1] in "vV" else "")
    version = wishes.version or next((str(v) for v in told_versions if version_of(v)), "")
    told = info.get("title")
    is_titled = place.name in (ENVELOPE, told)
    title = told if is_titled and is_class_name(told) else class_title(_title(form, called))
    name = wishes.name or contract_name(detail_type, source)
    return {"source": source, "detail-type": detail_type, "version": version, "title": title, "name": name}


def _title(form: EventForm, called: str) -> str:
    return form.title if form.title != "Detail" else called


def _missing(bundle: Bundle, place: EventPlace, names: Mapping[str, str]) -> Iterator[Finding]:
    at = bundle.at(place.pointer)
    if not names["source"]:
        yield Finding(at, "source-missing", "nothing says the event's source", "name it with --source")
    if not names["detail-type"]:
        yield Finding(at, "detail-type-missing", "nothing says the event's detail-type", "name it with --detail-type")


def _contract_info(title: str, version: Version, info: JsonObject, bundle: Bundle) -> dict[str, Any]:
    found: dict[str, Any] = {"title": title, "version": str(version)}
    if isinstance(info.get("description"), str) and info["description"].strip():
        found["description"] = info["description"]
    return {**found, "x-imported-from": bundle.document.path.rpartition("/")[2]}


def _envelope(
    rewriter: Rewriter, schemas: Mapping[str, JsonObject], form: EventForm, place: EventPlace
) -> JsonObject | None:
    """The schema of the whole event, with its `detail` where contracts have it; None when there is no detail."""
    if not place.whole:
        detail: JsonObject = {"$ref": f"{REF_PREFIX}{rewriter.names[form.detail or '']}"}
        properties: dict[str, Any] = {name: {"type": "string"} for name in _TEXTS}
        properties["time"] = {"type": "string", "format": "date-time"}
        properties["resources"] = {"type": "array", "items": {"type": "string"}}
        properties["detail"] = detail
        return {"type": "object", "required": list(FIELDS), "properties": {name: properties[name] for name in FIELDS}}
    whole = schemas[ENVELOPE]
    if isinstance(whole.get("properties"), Mapping) and "detail" in whole["properties"]:
        return whole
    at = f"/components/schemas/{ENVELOPE}"
    for where, part in rewriter.parts(rewriter.components[ENVELOPE], at):
        if "detail" in part.get("properties", {}):
            detail = rewriter.schema(part["properties"]["detail"], f"{where}/properties/detail")
            return {"type": "object", "properties": {"detail": detail}, "allOf": [whole]}
    return None


def _reachable(schemas: Mapping[str, JsonObject]) -> dict[str, JsonObject]:
    """The components that the event needs, the event first, then in their own order."""
    needed, waiting = {ENVELOPE}, [ENVELOPE]
    while waiting:
        for name in _refs(schemas[waiting.pop()]):
            if name not in needed:
                needed.add(name)
                waiting.append(name)
    return {name: schemas[name] for name in (ENVELOPE, *(name for name in schemas if name in needed - {ENVELOPE}))}


def _refs(schema: JsonValue) -> Iterator[str]:
    for _, part in walk(schema, ""):
        if "$ref" in part:
            yield unescaped(part["$ref"].removeprefix(REF_PREFIX))
