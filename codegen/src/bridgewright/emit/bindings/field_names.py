"""Field names: snake case, keywords, clashes with pydantic and between properties.

datamodel-code-generator decides them. What it makes of a plain name (`payslipId`, `detail-type`) depends on nothing
else, so that is written here again, and held equal by a test: most projects never import it.
"""

from __future__ import annotations

import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from bridgewright.documents.document import JsonObject
from bridgewright.documents.pointers import value_at
from bridgewright.emit.bindings.names import TAKEN_FIELDS
from bridgewright.emit.bindings.plan import ClassPlan
from bridgewright.emit.bindings.queries import parts

if TYPE_CHECKING:
    from datamodel_code_generator.model.field_name import PydanticFieldNameResolver

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_. -]*", re.ASCII)
_CAPITALISED = re.compile(r"([^_])([A-Z][a-z]+)")
_CAPITAL = re.compile(r"([a-z0-9])([A-Z])")
_OF_CLASSES = frozenset({"mro", "register"})
"""What a pydantic model has by its metaclass, beside `TAKEN_FIELDS`."""


def named(plans: Iterable[ClassPlan], earlier: Sequence[JsonObject] = ()) -> dict[str, ClassPlan]:
    """The plans, by class name, with a Python name for every field.

    `earlier` are the contents of earlier versions, oldest first: of two properties that would be called alike, the one
    that was there first keeps its name.
    """
    return {plan.name: _named(plan, earlier) for plan in plans}


def _named(plan: ClassPlan, earlier: Sequence[JsonObject]) -> ClassPlan:
    properties = tuple(field.json for field in plan.fields)
    if len({_plain_name(name) or "" for name in properties}) < len(properties):
        properties = _by_age(plan.pointer, properties, earlier)
    names: dict[str, str] = {}
    taken: set[str] = set()
    for json, suggested in zip(properties, field_names(properties), strict=True):
        name = suggested
        while name in taken or name in TAKEN_FIELDS or keyword.iskeyword(name):
            name += "_"
        taken.add(name)
        names[json] = name
    return replace(plan, fields=tuple(replace(field, name=names[field.json]) for field in plan.fields))


def _by_age(pointer: str, properties: tuple[str, ...], earlier: Sequence[JsonObject]) -> tuple[str, ...]:
    """The properties of the schema at a pointer, those of earlier versions first."""
    known: dict[str, None] = {}
    for content in earlier:
        schema = value_at(content, pointer)
        found = parts(content, schema, pointer) if isinstance(schema, Mapping) else ()
        known |= {name: None for _, part in found for name in part.get("properties", ()) if name in properties}
    return tuple(dict.fromkeys((*known, *properties)))


def field_names(properties: tuple[str, ...]) -> tuple[str, ...]:
    """The names that datamodel-code-generator gives to one class's properties, in their order."""
    plain = [_plain_name(name) for name in properties]
    distinct = {name for name in plain if name is not None}
    if len(distinct) == len(properties):
        return tuple(name for name in plain if name is not None)
    taken: set[str] = set()
    names = []
    for name in properties:
        given, _ = _resolver().get_valid_field_name_and_alias(name, taken)
        taken.add(given)
        names.append(unicodedata.normalize("NFKC", given))  # as Python reads it
    return tuple(names)


@cache
def _plain_name(name: str) -> str | None:
    """The snake-case name of a property whose name needs nothing else, or None."""
    if not _PLAIN.fullmatch(name):
        return None
    words = re.sub(r"[. -]", "_", name)
    snake = _CAPITAL.sub(r"\1_\2", _CAPITALISED.sub(r"\1_\2", words)).lower()
    return None if keyword.iskeyword(snake) or snake in TAKEN_FIELDS or snake in _OF_CLASSES else snake


@cache
def _resolver() -> PydanticFieldNameResolver:
    from datamodel_code_generator.format import PythonVersion  # noqa: PLC0415
    from datamodel_code_generator.model.field_name import PydanticFieldNameResolver  # noqa: PLC0415

    return PydanticFieldNameResolver(snake_case_field=True, target_python_version=PythonVersion.PY_311)
