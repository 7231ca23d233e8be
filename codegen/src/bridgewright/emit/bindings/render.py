"""Plans to Python text, by the templates in `emit/templates`."""

from __future__ import annotations

import ast
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bridgewright.emit.bindings.plan import AliasPlan, ClassPlan, FieldPlan, ModulePlan
from bridgewright.emit.bindings.skeleton import named
from bridgewright.emit.bindings.strings import quoted

_WIDTH = 116


@dataclass(frozen=True, slots=True)
class ModuleHead:
    """What a module says beside its definitions: its docstring, and the event that it is about, if any."""

    docstring: str
    dots: str
    """The relative import of the package's root: `..`."""
    event: str = ""
    """The detail's class name; empty for an API."""
    envelope: str = ""
    constants: Mapping[str, str] | None = None
    """Class constants of the detail: name -> value."""


def module_text(plan: ModulePlan, head: ModuleHead) -> str:
    """The text of one module of models."""
    classes = named(d for d in plan.definitions if isinstance(d, ClassPlan))
    definitions = [_class(classes[d.name], head) if isinstance(d, ClassPlan) else _alias(d) for d in plan.definitions]
    body = "\n".join(str(d) for d in definitions)
    closing = [f"{name}.model_rebuild()" for name in _forward(plan)]
    if head.event:
        closing.insert(0, f"{head.event}.ENVELOPE = {head.envelope}")
    module = {
        "docstring": head.docstring,
        "dots": head.dots,
        "event": head.event,
        "typing": [name for name in ("Annotated", "Any", "ClassVar", "Literal", "TypeAlias") if _used(name, body)],
        "pydantic": [name for name in ("ConfigDict", "Field") if _used(name, body)],
        "formats": "_f." in body,
        "definitions": definitions,
        "closing": closing,
    }
    return rendered("module.py.jinja", module=module)


def _used(name: str, body: str) -> bool:
    uses = {
        "Annotated": "Annotated[",
        "Any": "Any",
        "ClassVar": "ClassVar[",
        "Literal": "Literal[",
        "TypeAlias": "'is_class': False",
        "ConfigDict": "'extra': ''",
        "Field": "Field(",
    }
    return uses[name] in body


def _class(plan: ClassPlan, head: ModuleHead) -> dict[str, Any]:
    constants = []
    if plan.name == head.event:
        constants += [f"{name}: ClassVar[str] = {quoted(value)}" for name, value in (head.constants or {}).items()]
    hidden = [field.name for field in plan.fields if field.sensitive]
    if hidden:
        constants.append(f"SENSITIVE: ClassVar[frozenset[str]] = {_names(hidden)}")
    nullable = [field.name for field in plan.fields if field.nullable and not field.required]
    if nullable:
        constants.append(f"NULLABLE: ClassVar[frozenset[str]] = {_names(nullable)}")
    return {
        "is_class": True,
        "name": plan.name,
        "parent": "Event" if plan.name == head.event else "Model",
        "docstring": plan.description or f"`{plan.name}` of the contract.",
        "extra": plan.extra,
        "constants": constants,
        "fields": [
            {"name": field.name, "text": _field_text(field), "description": field.description} for field in plan.fields
        ],
    }


def _names(names: list[str]) -> str:
    return f"frozenset({{{', '.join(quoted(name) for name in names)}}})"


def _field_text(field: FieldPlan) -> str:
    may_be_left_out = not field.required and not field.nullable
    type_ = f"{field.annotation} | None" if may_be_left_out else field.annotation
    markers = ["_t.ABSENT"] if may_be_left_out else []
    if field.json != field.name:
        markers.append(f"Field(alias={quoted(field.json)})")
    text = annotated(type_, markers)
    return text if field.required else f"{text} = None"


def annotated(type_: str, markers: list[str]) -> str:
    """A type with markers added to those that it has."""
    if not markers:
        return type_
    added = ", ".join(markers)
    return f"{type_[:-1]}, {added}]" if _is_one_annotated(type_) else f"Annotated[{type_}, {added}]"


def _is_one_annotated(type_: str) -> bool:
    try:
        node = ast.parse(type_, mode="eval").body
    except SyntaxError:
        return False
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Annotated"


def _alias(plan: AliasPlan) -> dict[str, Any]:
    return {
        "is_class": False,
        "name": plan.name,
        "annotation": plan.annotation,
        "description": plan.description,
    }


def _forward(plan: ModulePlan) -> list[str]:
    """Classes that name one which stands after them."""
    seen: set[str] = set()
    forward = []
    for definition in plan.definitions:
        seen.add(definition.name)
        if isinstance(definition, ClassPlan) and any(
            use not in seen for use in (*(u for f in definition.fields for u in f.uses), *definition.extra_uses)
        ):
            forward.append(definition.name)
    return forward


def rendered(template: str, **values: Any) -> str:
    """A template's text; a name that the template asks for and nobody gave is an error."""
    return _environment().get_template(template).render(**values)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("bridgewright.emit", "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701  # Python is written, not HTML
    )
    environment.filters["docstring"] = docstring
    return environment


def docstring(text: str, indent: int = 0) -> str:
    """A docstring of prose: wrapped, quotes and backslashes safe."""
    safe = "".join(c if c.isprintable() or c == "\n" else " " for c in text).replace("\\", "\\\\").replace('"""', "'''")
    paragraphs = [
        textwrap.wrap(paragraph, _WIDTH - indent, break_long_words=False, break_on_hyphens=False)
        for paragraph in safe.strip().split("\n")
    ]
    lines = [line for paragraph in paragraphs for line in (paragraph or [""])]
    if len(lines) == 1:
        return f'"""{lines[0]}{" " if lines[0].endswith(chr(34)) else ""}"""'
    margin = " " * indent
    return "\n".join([f'"""{lines[0]}', *(f"{margin}{line}" if line else "" for line in lines[1:]), f'{margin}"""'])
