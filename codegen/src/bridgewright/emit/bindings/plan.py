"""What a module of bindings is made of: plain data between the reading of schemas and the writing of Python."""

from __future__ import annotations

from dataclasses import dataclass, replace

from bridgewright.findings import Finding
from bridgewright.model import JsonValue

__all__ = ["AliasPlan", "ClassPlan", "FieldPlan", "ModulePlan", "replace"]


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A property: `json` is its name in the contract, `name` its Python name once it has one."""

    json: str
    annotation: str
    """Python text of the type: of a value that is there."""
    required: bool
    nullable: bool = False
    description: str = ""
    sensitive: bool = False
    uses: tuple[str, ...] = ()
    """Classes and aliases that the annotation names."""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A model: an object schema with declared properties."""

    name: str
    pointer: str
    description: str
    fields: tuple[FieldPlan, ...]
    extra: str | None = None
    """The type of undeclared properties: None when the schema says nothing of them, `""` when it forbids them."""
    check: str | None = None
    """Pointer of a schema that the raw object is held against, for what the fields can't say."""
    extra_uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AliasPlan:
    """A component that is no model: a string, an array, a map, a union."""

    name: str
    annotation: str
    description: str = ""
    uses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """The classes and aliases of one document, each after those that it uses, as far as recursion allows."""

    definitions: tuple[ClassPlan | AliasPlan, ...]
    schemas: JsonValue = None
    """The schemas that checks read: pointer -> schema."""
    findings: tuple[Finding, ...] = ()
