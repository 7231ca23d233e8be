"""Plans to Python text, by the templates in `emit/templates`."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from bridgewright.documents.document import JsonObject
from bridgewright.emit.bindings.field_names import named
from bridgewright.emit.bindings.plan import ClassPlan, FieldPlan, ModulePlan
from bridgewright.emit.bindings.pytext import annotated
from bridgewright.emit.bindings.strings import literal, quoted, shown

_WIDTH = 116
_STRING_OR_NAME = re.compile(
    r'''"""(?:[^\\]|\\.)*?"""|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|(?<![\w.])([^\W\d]\w*)''', re.DOTALL
)


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


@dataclass(frozen=True, slots=True)
class _FieldText:
    """What the template writes of a field."""

    name: str
    text: str
    description: str


@dataclass(frozen=True, slots=True)
class _ClassText:
    """What the template writes of a class."""

    name: str
    parent: str
    docstring: str
    closed: bool
    extra: str
    constants: list[str]
    fields: list[_FieldText]
    is_class: bool = True


@dataclass(frozen=True, slots=True)
class _AliasText:
    """What the template writes of an alias."""

    name: str
    annotation: str
    description: str
    is_class: bool = False


def module_text(plan: ModulePlan, head: ModuleHead, earlier: Sequence[JsonObject] = ()) -> str:
    """The text of one module of models; `earlier` are the contents of the contract's earlier versions, oldest first."""
    classes = named((d for d in plan.definitions if isinstance(d, ClassPlan)), earlier)
    definitions = [
        _class(classes[d.name], head) if isinstance(d, ClassPlan) else _AliasText(d.name, d.type.text, d.description)
        for d in plan.definitions
    ]
    body = rendered("definitions.py.jinja", definitions=definitions, schemas=_schemas(plan))
    names = _names_in(body)
    return rendered(
        "module.py.jinja",
        docstring=head.docstring,
        dots=head.dots,
        event=head.event,
        typing=[name for name in ("Annotated", "Any", "ClassVar", "Literal", "TypeAlias") if name in names],
        pydantic=[name for name in ("ConfigDict",) if name in names],
        schema="_s." in body,
        types="_t." in body,
        body=body,
        forward=_names_later(plan),
        closing=[f"{head.event}.ENVELOPE = {head.envelope}"] if head.event else [],
    )


def _names_in(body: str) -> frozenset[str]:
    """The names that the code reads, not as attributes and not within strings; parsing takes ten times as long."""
    return frozenset(match[1] for match in _STRING_OR_NAME.finditer(body) if match[1])


def _schemas(plan: ModulePlan) -> list[str]:
    """The lines of the module's `_SCHEMAS`."""
    return [f"{quoted(pointer)}: {literal(schema)}," for pointer, schema in plan.schemas.items()]


def _class(plan: ClassPlan, head: ModuleHead) -> _ClassText:
    constants = []
    if plan.name == head.event:
        constants += [f"{name}: ClassVar[str] = {quoted(value)}" for name, value in (head.constants or {}).items()]
    hidden = [field.name for field in plan.fields if field.sensitive]
    if hidden:
        constants.append(f"SENSITIVE: ClassVar[frozenset[str]] = {_names(hidden)}")
    nullable = [field.name for field in plan.fields if field.nullable and not field.required]
    if nullable:
        constants.append(f"NULLABLE: ClassVar[frozenset[str]] = {_names(nullable)}")
    if plan.check:
        constants.append(f"HELD: ClassVar[_s.Held | None] = {plan.check}")
    if plan.extra:
        constants.append("OPEN: ClassVar[bool] = True")
    return _ClassText(
        name=plan.name,
        parent="Event" if plan.name == head.event else "Model",
        docstring=_summed_up(plan.description) or f"`{plan.name}` of the contract.",
        closed=plan.closed,
        extra=plan.extra.text if plan.extra else "",
        constants=constants,
        fields=[_FieldText(field.name, _field_text(field), field.description) for field in plan.fields],
    )


def _summed_up(text: str) -> str:
    """What takes more than one line, with its first sentence for a summary (PEP 257)."""
    first, stop, rest = text.partition(". ")
    too_long = len(text) > _WIDTH - len('    """"""') and "\n" not in first
    return f"{first}.\n\n{rest}" if stop and too_long and len(first) < _WIDTH - 4 else text


def _names(names: list[str]) -> str:
    return f"frozenset({{{', '.join(quoted(name) for name in names)}}})"


def _field_text(field: FieldPlan) -> str:
    may_be_left_out = not field.required and not field.nullable
    type_ = f"{field.type.text} | None" if may_be_left_out else field.type.text
    markers = ["_t.ABSENT"] if may_be_left_out else []
    if field.json != field.name:
        markers.append(f"_t.Name({quoted(field.json)})")
    text = annotated(type_, markers)
    return text if field.required else f"{text} = None"


def _names_later(plan: ModulePlan) -> bool:
    """Does a class name one which stands after it? Then annotations are strings, and read more slowly."""
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


def _wrapped(paragraph: str, width: int) -> list[str]:
    if len(paragraph) <= width:
        return [paragraph.rstrip()]
    return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False) or [""]


def docstring(text: str, indent: int = 0) -> str:
    """A docstring of prose: wrapped, quotes and backslashes safe."""
    safe = shown(text).replace("\\", "\\\\").replace('"""', "'''")
    lines = [line for paragraph in safe.strip().split("\n") for line in _wrapped(paragraph, _WIDTH - indent)]
    if len(lines) == 1:
        return f'"""{lines[0]}{" " if lines[0].endswith(chr(34)) else ""}"""'
    margin = " " * indent
    return "\n".join([f'"""{lines[0]}', *(f"{margin}{line}" if line else "" for line in lines[1:]), f'{margin}"""'])
