"""One module per major of an event, a command, an API."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bridgewright.contracts.model import HTTP_METHODS, ApiContract, Catalog, EventContract, Kind, OutputFile
from bridgewright.documents.document import Document
from bridgewright.documents.pointers import unescaped
from bridgewright.emit.bindings.annotations import ANY, Literals
from bridgewright.emit.bindings.examples import api_examples, event_examples, examples_text
from bridgewright.emit.bindings.literals import quoted
from bridgewright.emit.bindings.names import module_name
from bridgewright.emit.bindings.plan import ClassPlan, FieldPlan, ModulePlan
from bridgewright.emit.bindings.planning import plan_module
from bridgewright.emit.bindings.render import ModuleHead, module_text
from bridgewright.findings import Finding
from bridgewright.schemas.walking import REF_PREFIX

_ENVELOPE = "AWSEvent"
_INLINE_DETAIL = "AWSEvent.detail"
"""The component that an inline detail is taken for."""


def event_modules(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """`payslip_uploaded/v2.py`, and its package's `__init__.py`."""
    packages: set[str] = set()
    for event in catalog.latest():
        package = module_name(event.name)
        if package not in packages:
            packages.add(package)
            yield OutputFile(
                f"{package}/__init__.py", f'"""The {event.kind} `{event.name}`, a module per major version."""\n'
            )
        plan = event_plan(event)
        yield from plan.findings
        module = f"{package}/v{event.version.major}"
        earlier = catalog.versions(event.name, event.version.major)[:-1]
        contents = [_with_detail_component(version)[0].content for version in earlier]
        yield OutputFile(f"{module}.py", module_text(plan, _event_head(event), contents))
        document, _ = _with_detail_component(event)
        yield OutputFile(f"{module}.examples.json", examples_text(plan, document, event_examples(event, document)))


def api_modules(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """`apis/payslip_upload/v1.py` and the packages around it."""
    newest = {(api.name, api.version.major): api for api in catalog.apis}
    if newest:
        yield OutputFile("apis/__init__.py", '"""The bodies of HTTP APIs, a package per API."""\n')
    for name in dict.fromkeys(name for name, _ in newest):
        yield OutputFile(
            f"apis/{module_name(name)}/__init__.py", f'"""The API `{name}`, a module per major version."""\n'
        )
    for api in newest.values():
        components = api.document.content["components"].get("schemas", {})
        plan = plan_module(api.asserted, {name: name for name in components})
        yield from plan.findings
        docstring = _docstring(f"`{api.name}` {api.version}, an HTTP API.", api.document)
        text = module_text(plan, ModuleHead(docstring, "...", uses=_uses_of_bodies(api)))
        module = f"apis/{module_name(api.name)}/v{api.version.major}"
        yield OutputFile(f"{module}.py", text)
        yield OutputFile(f"{module}.examples.json", examples_text(plan, api.document, api_examples(api)))


def _uses_of_bodies(api: ApiContract) -> dict[str, tuple[str, ...]]:
    """Pointer of a component -> the bodies that it is the schema of, in words."""
    found: dict[str, tuple[str, ...]] = {}
    for path, item in api.document.content["paths"].items():
        for method in HTTP_METHODS:
            operation = item.get(method, {})
            name = f"`{method.upper()} {path}`"
            bodies = {f"The body of {name}": operation.get("requestBody", {})}
            bodies |= {
                f"The body of answer {status} to {name}": answer
                for status, answer in operation.get("responses", {}).items()
            }
            for words, body in bodies.items():
                for media in body.get("content", {}).values():
                    pointer = media.get("schema", {}).get("$ref", "#")[1:]
                    found[pointer] = (*found.get(pointer, ()), words)
    return found


def event_plan(event: EventContract) -> ModulePlan:
    """The plan of an event's module: `AWSEvent` pinned to the event, the detail under the contract's title."""
    document, detail = _with_detail_component(event)
    plan = plan_module(document, {detail: event.title, _ENVELOPE: _ENVELOPE}, models=(detail, _ENVELOPE))
    definitions = tuple(_of_event(d, event) if isinstance(d, ClassPlan) else d for d in plan.definitions)
    return replace(plan, definitions=definitions)


def _with_detail_component(event: EventContract) -> tuple[Document, str]:
    """The document with its detail as a component, and that component's name."""
    parent, _, name = event.detail_pointer.rpartition("/")
    if parent == "/components/schemas":
        return event.asserted, unescaped(name)
    content = event.asserted.content
    declared = content["components"]["schemas"]
    envelope = declared[_ENVELOPE]
    schemas = {
        **declared,
        _INLINE_DETAIL: envelope["properties"]["detail"],
        _ENVELOPE: {
            **envelope,
            "properties": {**envelope["properties"], "detail": {"$ref": f"{REF_PREFIX}{_INLINE_DETAIL}"}},
        },
    }
    return replace(event.asserted, content={**content, "components": {**content["components"], "schemas": schemas}}), (
        _INLINE_DETAIL
    )


def _of_event(plan: ClassPlan, event: EventContract) -> ClassPlan:
    """The envelope, pinned; the detail's class, which says what the contract says of the event; any other as it is."""
    if plan.name == _ENVELOPE:
        return _pinned(plan, event)
    if plan.name == event.title and not plan.description:
        return replace(plan, description=event.document.content["info"].get("description", ""))
    return plan


def _pinned(envelope: ClassPlan, event: EventContract) -> ClassPlan:
    pins = {"source": event.source, "detail-type": event.detail_type}
    fields = {field.json: field for field in envelope.fields}
    for name, value in pins.items():
        declared = fields.get(name, FieldPlan(name, ANY, required=True))
        fields[name] = replace(declared, type=Literals((quoted(value),)), required=True, nullable=False)
    fields["detail"] = replace(fields["detail"], required=True)
    return replace(
        envelope,
        fields=tuple(fields.values()),
        description=envelope.description or f"The whole event as EventBridge delivers it: `detail` is `{event.title}`.",
    )


def _event_head(event: EventContract) -> ModuleHead:
    kind = "an event" if event.kind is Kind.EVENT else "a command"
    docstring = _docstring(f"`{event.name}` {event.version}, {kind} from `{event.source}`.", event.document)
    return ModuleHead(
        docstring,
        "..",
        event.title,
        _ENVELOPE,
        {"SOURCE": event.source, "DETAIL_TYPE": event.detail_type, "VERSION": str(event.version)},
    )


def _docstring(first: str, document: Document) -> str:
    description = document.content["info"].get("description", "")
    paragraphs = (first, description.strip(), f"Generated from {document.path}: edits are lost.")
    return "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
