"""Plans to Python text, by the templates in `emit/templates`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.emit.bindings.annotations import HOMES
from bridgewright.emit.bindings.definitions import AliasLines, ClassLines, Writer
from bridgewright.emit.bindings.docstrings import docstring, told, uses_of_classes
from bridgewright.emit.bindings.field_names import named
from bridgewright.emit.bindings.layout import WIDTH, laid_out
from bridgewright.emit.bindings.literals import literal, quoted
from bridgewright.emit.bindings.plan import ClassPlan, ModulePlan

__all__ = ["ModuleHead", "module_text", "rendered"]

_STANDARD = {"decimal": ("Decimal",), "typing": ("Annotated", "Any", "ClassVar", "Literal", "TypeAlias")}
"""Modules of the standard library -> what generated modules import of them."""
_RELATIVE = {"_event": ("Event",), "_model": ("Model",)} | {
    module: tuple(name for name, home in HOMES.items() if home == module) for module in ("_schema", "_types")
}


@dataclass(frozen=True, slots=True)
class ModuleHead:
    """What a module says beside its definitions: its docstring, and the event that it is about, if any."""

    docstring: str
    dots: str
    """The relative import of the package's root: `..`."""
    event: str = ""
    """The detail's class name; empty for an API."""
    envelope: str = ""
    constants: Mapping[str, str] = field(default_factory=dict)
    """Class constants of the detail: name -> value."""
    uses: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Pointer of a schema -> what it is used for outside of the module's classes, in words."""


def module_text(plan: ModulePlan, head: ModuleHead, earlier: Sequence[JsonObject] = ()) -> str:
    """The text of one module of models; `earlier` are the contents of the contract's earlier versions, oldest first."""
    classes = named((d for d in plan.definitions if isinstance(d, ClassPlan)), earlier)
    writer = Writer(frozenset(definition.name for definition in plan.definitions))
    definitions = _definitions(plan, head, classes, writer)
    schemas = _schemas(plan.schemas, writer)
    return rendered(
        "module.py.jinja",
        docstring=head.docstring,
        forward=_names_later(plan),
        imports=_imports(writer, head.dots),
        schemas=schemas,
        definitions=definitions,
        closing=[f"{head.event}.ENVELOPE = {head.envelope}"] if head.event else [],
    )


def _definitions(
    plan: ModulePlan, head: ModuleHead, classes: Mapping[str, ClassPlan], writer: Writer
) -> list[ClassLines | AliasLines]:
    uses = uses_of_classes(plan.definitions)
    lines: list[ClassLines | AliasLines] = []
    for definition in plan.definitions:
        if isinstance(definition, ClassPlan):
            name = definition.name
            is_event = name == head.event
            says = told(definition, [*head.uses.get(definition.pointer, ()), *uses.get(name, ())])
            lines += writer.class_(
                classes[name], "Event" if is_event else "Model", says, head.constants if is_event else {}
            )
        else:
            lines += writer.alias(definition)
    return lines


def _schemas(schemas: Mapping[str, JsonValue], writer: Writer) -> list[str]:
    """The module's `_SCHEMAS`, an entry a line at least."""
    if not schemas:
        return []
    entries = [
        line for at, schema in schemas.items() for line in laid_out(literal(schema, f"{quoted(at)}: "), 4, "", ",")
    ]
    return [f"_SCHEMAS: dict[str, {writer.name('Any')}] = {{", *entries, "}"]


def _imports(writer: Writer, dots: str) -> list[list[str]]:
    """Import lines: of the standard library, of pydantic, of the package."""
    pydantic = ["from pydantic import ConfigDict"] if "ConfigDict" in writer.read else []
    standard = [line for module, names in _STANDARD.items() for line in _import(module, names, writer)]
    relative = [line for module, names in _RELATIVE.items() for line in _import(f"{dots}{module}", names, writer)]
    return [group for group in (standard, pydantic, relative) if group]


def _import(module: str, names: Sequence[str], writer: Writer) -> list[str]:
    """`from module import …` of those names that were written; one a line where they don't fit in one."""
    wanted = [
        name if (called := writer.name(name)) == name else f"{name} as {called}"
        for name in sorted(names)
        if name in writer.read
    ]
    line = f"from {module} import {', '.join(wanted)}"
    if len(line) <= WIDTH:
        return [line] if wanted else []
    return [f"from {module} import (", *(f"    {name}," for name in wanted), ")"]


def _names_later(plan: ModulePlan) -> bool:
    """True when a class names one that stands after it: then annotations are strings, and read more slowly."""
    seen: set[str] = set()
    for definition in plan.definitions:
        seen.add(definition.name)
        if any(use not in seen or use == definition.name for use in definition.uses):
            return True
    return False


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
