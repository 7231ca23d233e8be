"""Bindings of a document in memory, for a REPL, a notebook or a test: `bind(document).AWSEvent` is the whole event."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from dataclasses import replace
from hashlib import sha256
from os import PathLike
from types import ModuleType
from typing import Any

from bridgewright.binding.examples import examples_of
from bridgewright.binding.modules import loaded_module, made_module
from bridgewright.binding.reading import read_document
from bridgewright.documents.document import Document
from bridgewright.documents.pointers import escaped
from bridgewright.emit.bindings.annotations import ANY, Literals
from bridgewright.emit.bindings.literals import quoted
from bridgewright.emit.bindings.plan import ClassPlan, FieldPlan, ModulePlan
from bridgewright.emit.bindings.planning import plan_module
from bridgewright.emit.bindings.queries import is_object
from bridgewright.emit.bindings.render import ModuleHead, module_text
from bridgewright.findings import BridgewrightError, Finding, has_errors
from bridgewright.findings.report import as_text
from bridgewright.foreign.events import ENVELOPE, EventPlace, event_places
from bridgewright.foreign.forms import EventForm, any_event_form, event_form

__all__ = ["CannotBind", "bind"]

_NAMED = "NamedEvent"
"""The whole event with its names pinned: what `from_eventbridge` reads."""
_LOCK = threading.RLock()


class CannotBind(BridgewrightError):
    """The document has no event that could be bound exactly; `findings` say what is wrong and where."""

    def __init__(self, findings: tuple[Finding, ...]) -> None:
        self.findings = findings
        super().__init__(as_text(findings))

    def __reduce__(self) -> tuple[type[CannotBind], tuple[tuple[Finding, ...]]]:
        return CannotBind, (self.findings,)


def bind(
    document: Mapping[str, Any] | str | bytes | PathLike[str],
    *,
    message: str | None = None,
    dialect: str | None = None,
    whole: bool | None = None,
) -> ModuleType:
    """A module of pydantic models for one event; its `AWSEvent` is the whole event.

    Args:
        document: an OpenAPI 3.0 or 3.1 document with `components.schemas.AWSEvent` or webhooks, a JSON Schema
            (draft-04 to 2020-12) or an AsyncAPI 2 or 3 document: decoded, as JSON or YAML text, or the path of a file.
            It may stand in the answer of the Schema Registry's `describe_schema` or `export_schema`.
        message: which event, where the document has several: the name of the message, the webhook or the component.
            When left out, `AWSEvent` is any of them, and each has a class of its own, named after it.
        dialect: `draft-04`, `draft-06`, `draft-07`, `2019-09`, `2020-12` or `openapi-3.0`; what the document says of
            itself when left out, and 2020-12 when it says nothing.
        whole: is the schema the whole event's (True) or its detail's (False)? When left out, it is the whole event's
            if it has `x-amazon-events-source` or `x-amazon-events-detail-type`, or declares `detail` beside a
            `source` or `detail-type` that may be a text. Around a detail's schema stands an `AWSEvent` that asks for
            `source`, `detail-type` and `detail`, and pins no name.

    `AWSEvent` accepts exactly what a JSON Schema validator accepts by the document's own dialect, formats asserted:
    it pins `source` and `detail-type` where the schema does. `from_eventbridge` of the detail's class, which
    is there when the document names both (`x-amazon-events-…`, `const`, an `enum` of one), refuses other names as
    the generated bindings do. The same document gives the same module for as long as anybody holds it. Its classes
    can be pickled within the process; `sys.modules` gets nothing but `bridgewright.runtime` and what is below it.

    Raises:
        CannotBind: whatever is wrong with the document, as findings.
    """
    asked = read_document(document)
    if isinstance(asked, Finding):
        raise CannotBind((asked,))
    key = _key(asked, message, dialect, whole)
    with _LOCK:
        known = loaded_module(key)
        if known is None:
            known = _bound(asked, key, message=message, dialect=dialect, whole=whole)
    return known


def _key(document: Document, *options: object) -> str:
    """A name for a document and the options: the same in every process."""
    text = json.dumps([document.content, *options], ensure_ascii=True)
    return f"event_{sha256(text.encode()).hexdigest()[:16]}"


def _bound(document: Document, key: str, *, message: str | None, dialect: str | None, whole: bool | None) -> ModuleType:
    try:
        chosen = _chosen(document, message, dialect, whole)
        form = event_form(document, chosen[0]) if len(chosen) == 1 else any_event_form(document, chosen)
        _stop_at_errors(form.findings)
        plan, head = _planned(form)
        _stop_at_errors(tuple(_at_home(document, form, finding) for finding in plan.findings))
        return _with_examples(made_module(key, module_text(plan, head), ENVELOPE), plan, head, form, document)
    except (RecursionError, MemoryError, SyntaxError):
        wrong = Finding(document.at(), "schema-too-deep", "the schemas nest too deeply", "take some of them apart")
        raise CannotBind((wrong,)) from None
    except CannotBind:
        raise
    except Exception as problem:
        message = f"the models can't be made ({type(problem).__name__}): a fault of bridgewright's, please report it"
        raise CannotBind((Finding(document.at(), "binding-failed", message),)) from problem


def _with_examples(
    module: ModuleType, plan: ModulePlan, head: ModuleHead, form: EventForm, document: Document
) -> ModuleType:
    module.__dict__["_example"] = examples_of(plan, form.document.content, head.event, document.content)
    return module


def _stop_at_errors(findings: tuple[Finding, ...]) -> None:
    if has_errors(findings):
        raise CannotBind(tuple(sorted(findings)))


def _chosen(document: Document, message: str | None, dialect: str | None, whole: bool | None) -> tuple[EventPlace, ...]:
    """The places of the events that are asked for: one at least."""
    places, findings = event_places(document, dialect=dialect, whole=whole)
    named = tuple(place for place in places if message in (None, place.name, place.pointer))
    if message is None or not named:
        _stop_at_errors(findings)
    names = ", ".join(place.name or place.pointer for place in places)[:500]
    if not named:
        wrong = Finding(
            document.at(), "event-unknown", f"the document has no event {message!r:.100}", f"it has {names}"
        )
        raise CannotBind((wrong, *findings))
    if len({place.dialect for place in named}) > 1:
        hint = f"say which one by `message`: {names}"
        raise CannotBind((Finding(document.at(), "event-unknown", "its events speak several dialects", hint),))
    return named


def _at_home(document: Document, form: EventForm, finding: Finding) -> Finding:
    """A finding of the planner's document at the place that the user wrote."""
    return replace(finding, location=document.at(form.at(finding.location.pointer)))


def _planned(form: EventForm) -> tuple[ModulePlan, ModuleHead]:
    content = form.document.content
    schemas = content["components"]["schemas"]
    detail = form.detail
    if detail is not None and not is_object(content, schemas[detail], f"/components/schemas/{escaped(detail)}"):
        detail = None
    roots = {ENVELOPE: ENVELOPE} | ({detail: form.title} if detail and detail != ENVELOPE else {})
    roots |= {name: name for name in form.options}
    models = tuple(name for name in roots if name != detail or "$ref" not in schemas[name])
    plan = plan_module(form.document, roots, models, foreign=True)
    docstring = f"`{form.title}`: an event, bound in memory."
    if detail not in models or detail == ENVELOPE or form.source is None or form.detail_type is None:
        return plan, ModuleHead(docstring, ".")
    names = {definition.name for definition in plan.definitions}
    name = _NAMED
    while name in names:
        name += "_"
    whole = next(d for d in plan.definitions if isinstance(d, ClassPlan) and d.name == ENVELOPE)
    narrow = _pinned(whole, name, {"source": form.source, "detail-type": form.detail_type})
    constants = {"SOURCE": form.source, "DETAIL_TYPE": form.detail_type, "VERSION": "1.0.0"}
    head = ModuleHead(docstring, ".", form.title, name, constants)
    return replace(plan, definitions=(*plan.definitions, narrow)), head


def _pinned(whole: ClassPlan, name: str, pins: Mapping[str, str]) -> ClassPlan:
    """The whole event with its names and its detail required, and the names the document's own."""
    fields = {field.json: field for field in whole.fields}
    for key, value in pins.items():
        declared = fields.get(key, FieldPlan(key, ANY, required=True))
        fields[key] = replace(declared, type=Literals((quoted(value),)), required=True, nullable=False)
    fields["detail"] = replace(fields["detail"], required=True)
    return replace(whole, name=name, fields=tuple(fields.values()))
