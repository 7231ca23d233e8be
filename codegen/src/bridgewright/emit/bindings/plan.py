"""What a module of bindings is made of: plain data between the reading of schemas and the writing of Python."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bridgewright.documents.document import JsonValue
from bridgewright.emit.bindings.annotations import Annotation, uses
from bridgewright.findings import Finding

__all__ = ["AliasPlan", "ClassPlan", "FieldPlan", "ModulePlan"]


@dataclass(frozen=True, slots=True)
class FieldPlan:
    """A property: `json` is its name in the contract, `name` its Python name once it has one."""

    json: str
    type: Annotation
    """Of a value that is there."""
    required: bool
    nullable: bool = False
    description: str = ""
    sensitive: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class ClassPlan:
    """A model: an object schema with declared properties."""

    name: str
    description: str
    fields: tuple[FieldPlan, ...]
    title: str = ""
    extra: Annotation | None = None
    """The type of undeclared properties: None when the schema says nothing of them."""
    closed: bool = False
    """True when undeclared properties are forbidden."""
    check: str | None = None
    """The pointer of the schema that the raw object is held against, for what the fields can't say."""
    pointer: str = ""
    """Where the schema stands in its document."""

    @property
    def uses(self) -> tuple[str, ...]:
        """Classes and aliases that the fields name."""
        return uses(*(field.type for field in self.fields), *([self.extra] if self.extra else []))


@dataclass(frozen=True, slots=True)
class AliasPlan:
    """A component that is no model: a string, an array, a map, a union."""

    name: str
    type: Annotation
    description: str = ""

    @property
    def uses(self) -> tuple[str, ...]:
        """Classes and aliases that the type names."""
        return uses(self.type)


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """The classes and aliases of one document, each after those that it uses, as far as recursion allows."""

    definitions: tuple[ClassPlan | AliasPlan, ...]
    schemas: Mapping[str, JsonValue] = field(default_factory=dict)
    """The schemas that values are held against, and those that they refer to: pointer -> schema."""
    findings: tuple[Finding, ...] = ()
