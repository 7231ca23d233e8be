"""Classes and aliases as the lines that the template `definitions.py.jinja` puts together."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field

from bridgewright.emit.bindings.annotations import (
    HOMES,
    Annotation,
    DictOf,
    Known,
    ListOf,
    Literals,
    Marked,
    Marker,
    Named,
    Nullable,
    Optional,
    Plain,
    Union,
    code_of,
    held_against,
    marked,
    uses,
)
from bridgewright.emit.bindings.docstrings import docstring
from bridgewright.emit.bindings.layout import Brackets, Code, arguments, laid_out
from bridgewright.emit.bindings.literals import quoted
from bridgewright.emit.bindings.names import class_name
from bridgewright.emit.bindings.plan import AliasPlan, ClassPlan, FieldPlan

__all__ = ["AliasLines", "ClassLines", "Writer"]


@dataclass(frozen=True, slots=True)
class ClassLines:
    """A class: its head, and its body in blocks that blank lines part."""

    head: str
    blocks: tuple[tuple[str, ...], ...]
    is_class: bool = True


@dataclass(frozen=True, slots=True)
class AliasLines:
    """An alias, and its docstring."""

    lines: tuple[str, ...]
    is_class: bool = False


@dataclass(slots=True)
class Writer:
    """Writes the definitions of one module, and remembers the names that they read."""

    names: frozenset[str]
    """Those of the module's own classes and aliases."""
    read: set[str] = field(default_factory=set)
    """Names of `HOMES`, of `typing` and of pydantic, and `Model` and `Event`, that were written."""
    _defined: set[str] = field(default_factory=set)
    _parts: set[str] = field(default_factory=set)
    """Aliases of parts of types."""

    def name(self, name: str) -> str:
        """What a name of another module is called here: it gives way to the module's own."""
        self.read.add(name)
        return f"_{name}" if name in HOMES and name in self.names else name

    def alias(self, plan: AliasPlan) -> Iterator[AliasLines]:
        """An alias, after the aliases of its type's parts."""
        type_, parts = self._unnested(plan.type, plan.name, "")
        yield from parts
        yield self._alias(plan.name, type_, plan.description)
        self._defined.add(plan.name)

    def _alias(self, name: str, type_: Annotation, description: str = "") -> AliasLines:
        lines = laid_out(code_of(type_, self.name), 0, f"{name}: {self.name('TypeAlias')} = ")
        return AliasLines((*lines, *([docstring(description)] if description else [])))

    def class_(
        self, plan: ClassPlan, parent: str, told: str, constants: Mapping[str, str]
    ) -> Iterator[ClassLines | AliasLines]:
        """A class with the given docstring, after the aliases of its fields' parts; `constants` are the event's."""
        fields: list[str] = []
        for field_ in plan.fields:
            type_, parts = self._unnested(_annotation(field_), plan.name, field_.json)
            yield from parts
            default = "" if field_.required else " = None"
            fields += laid_out(code_of(type_, self.name), 4, f"{field_.name}: ", default)
            fields += [_docstring(field_.description)] if field_.description else []
        blocks = (
            [_docstring(told)] if told else [],
            [f'    model_config = {self.name("ConfigDict")}(extra="forbid")'] if plan.closed else [],
            [*self._constants(plan, constants)],
            self._extra(plan.extra) if plan.extra else [],
            fields,
        )
        full = tuple(tuple(block) for block in blocks if block)
        yield ClassLines(f"class {plan.name}({self.name(parent)}):", full or (("    pass",),))
        self._defined.add(plan.name)

    def _constants(self, plan: ClassPlan, constants: Mapping[str, str]) -> Iterator[str]:
        """The class's constants: those of the event, and what it tells the runtime of its fields."""
        hidden = [field.name for field in plan.fields if field.sensitive]
        nullable = [field.name for field in plan.fields if field.nullable and not field.required]
        constant = self.name("ClassVar") if constants or hidden or nullable or plan.check or plan.extra else ""
        for name, value in constants.items():
            yield f"    {name}: {constant}[str] = {quoted(value)}"
        for name, fields in (("SENSITIVE", hidden), ("NULLABLE", nullable)):
            if fields:
                yield from laid_out(_frozenset(fields), 4, f"{name}: {constant}[frozenset[str]] = ")
        if plan.check is not None:
            held = self.name("Held")
            marker = arguments(held, held_against(plan.check).arguments)
            yield from laid_out(marker, 4, f"HELD: {constant}[{held} | None] = ")
        if plan.extra:
            yield f"    OPEN: {constant}[bool] = True"

    def _extra(self, extra: Annotation) -> list[str]:
        return laid_out(code_of(Nullable(DictOf(extra)), self.name), 4, "__pydantic_extra__: ")

    def _unnested(self, annotation: Annotation, owner: str, member: str) -> tuple[Annotation, list[AliasLines]]:
        """A type in which no `Annotated` stands within another, and the aliases that this takes.

        They are named after the class or alias `owner` and its property `member`.

        A part that names a class which stands further down stays where it is: an alias is read at once.
        """
        if _is_flat(annotation):
            return annotation, []
        aliases: list[AliasLines] = []

        def claim(part: Annotation, name: str) -> Annotation:
            if not self._defined.issuperset(uses(part)):
                return part
            alias = f"_{name}"
            while alias in self._parts or alias == "_SCHEMAS" or alias[1:] in HOMES:
                alias += "_"
            self._parts.add(alias)
            aliases.append(self._alias(alias, part))
            return Named(alias)

        hint = f"{owner}{class_name(member)}" if member else owner
        return _with_aliases(annotation, hint, claim, within=False), aliases


def _is_flat(annotation: Annotation) -> bool:
    """True of most types: what they are made of is made of nothing."""
    inner = annotation.inner if isinstance(annotation, Nullable | Optional) else annotation
    return isinstance(inner.inner if isinstance(inner, Marked) else inner, Plain | Known | Named | Literals)


def _with_aliases(
    annotation: Annotation, hint: str, claim: Callable[[Annotation, str], Annotation], *, within: bool
) -> Annotation:
    """The type with an alias for every marked type that stands within another, the inner ones first."""
    if isinstance(annotation, Plain | Known | Named | Literals):
        return annotation
    if isinstance(annotation, Marked):
        inner = _with_aliases(annotation.inner, hint, claim, within=True)
        own = Marked(inner, annotation.markers)
        return claim(own, hint) if within else own
    if isinstance(annotation, ListOf):
        return ListOf(_with_aliases(annotation.item, f"{hint}Item", claim, within=within))
    if isinstance(annotation, DictOf):
        return DictOf(_with_aliases(annotation.value, f"{hint}Value", claim, within=within))
    if isinstance(annotation, Union):
        numbered = enumerate(annotation.options, 1)
        return Union(tuple(_with_aliases(o, f"{hint}Option{n}", claim, within=within) for n, o in numbered))
    return type(annotation)(_with_aliases(annotation.inner, hint, claim, within=within))


def _annotation(plan: FieldPlan) -> Annotation:
    """What a field's annotation says: the type, that it may be left out, its name in JSON."""
    is_optional = not plan.required and not plan.nullable
    named = [Marker("Name", (quoted(plan.json),))] if plan.json != plan.name else []
    return marked(Optional(plan.type) if is_optional else plan.type, *named)


def _docstring(text: str) -> str:
    return f"    {docstring(text, 4)}"


def _frozenset(names: list[str]) -> Code:
    whole = Brackets("{", tuple(quoted(name) for name in names), "}", is_literal=True)
    return Brackets("frozenset(", (whole,), ")", last_comma=False)
