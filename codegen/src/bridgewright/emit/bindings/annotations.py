"""What annotations say, as data: the types of fields and aliases before they are written as Python."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from bridgewright.emit.bindings.layout import Code, Options, arguments, subscript
from bridgewright.emit.bindings.literals import quoted

__all__ = [
    "ANY",
    "HOMES",
    "NULL",
    "Annotation",
    "DictOf",
    "Known",
    "ListOf",
    "Literals",
    "Marked",
    "Marker",
    "Named",
    "Nullable",
    "Optional",
    "Plain",
    "Union",
    "code_of",
    "held",
    "held_against",
    "inside",
    "is_anything",
    "marked",
    "united",
    "uses",
]

HOMES: Mapping[str, str] = {
    "Decimal": "decimal",
    "Exact": "_schema",
    "Held": "_schema",
    **dict.fromkeys(
        (
            *("Date", "DateText", "DateTime", "DateTimeText", "DecimalText", "EmptyObject", "Integer", "Items"),
            *("Name", "NotAnObject", "Null", "Number", "Numeric", "Optional", "Tag", "Text", "Uuid", "UuidText"),
            "Whole",
        ),
        "_types",
    ),
}
"""Names that annotations read -> the module that they are imported from, of the standard library or the package."""


@dataclass(frozen=True, slots=True)
class Plain:
    """A type that needs no import of the package: `str`, `Any`."""

    text: str


@dataclass(frozen=True, slots=True)
class Known:
    """A type of `HOMES`: `Date`."""

    name: str


@dataclass(frozen=True, slots=True)
class Named:
    """A class or an alias of the module itself."""

    name: str


@dataclass(frozen=True, slots=True)
class Literals:
    """One of some strings, each as a Python literal."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    item: Annotation


@dataclass(frozen=True, slots=True)
class DictOf:
    """A dict whose keys are strings."""

    value: Annotation


@dataclass(frozen=True, slots=True)
class Union:
    """One of several types, none of which is nullable or a union."""

    options: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Nullable:
    """A type, or None: null in JSON."""

    inner: Annotation


@dataclass(frozen=True, slots=True)
class Optional:
    """A type, or None for a property that was left out: it is never null."""

    inner: Annotation


@dataclass(frozen=True, slots=True)
class Marker:
    """What stands beside a type in `Annotated`: a class of `HOMES`, and the texts of its arguments."""

    name: str
    arguments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Marked:
    """A type with markers, the inner ones first."""

    inner: Annotation
    markers: tuple[Marker, ...]


Annotation: TypeAlias = Plain | Known | Named | Literals | ListOf | DictOf | Union | Nullable | Optional | Marked

ANY = Plain("Any")
NULL = Known("Null")
"""Null alone; Python's `None` could not stand in `None | None`."""


def marked(annotation: Annotation, *markers: Marker) -> Annotation:
    """A type with markers after those that it has. Of one that is nullable or optional, its values are marked."""
    if not markers:
        return annotation
    if isinstance(annotation, Nullable | Optional):
        return type(annotation)(marked(annotation.inner, *markers))
    if isinstance(annotation, Marked):
        return Marked(annotation.inner, (*annotation.markers, *markers))
    return Marked(annotation, markers)


def held(annotation: Annotation, marker: Marker) -> Annotation:
    """A type with a marker that looks at null too."""
    if isinstance(annotation, Marked):
        return Marked(annotation.inner, (*annotation.markers, marker))
    return Marked(annotation, (marker,))


def united(annotations: Iterable[Annotation]) -> Annotation:
    """The union of some types, each once: all strings in one `Literal`, null at the end."""
    options: dict[Annotation, None] = {}
    strings: dict[str, None] = {}
    is_nullable = False
    for annotation in annotations:
        is_nullable = is_nullable or isinstance(annotation, Nullable)
        inner = annotation.inner if isinstance(annotation, Nullable) else annotation
        for option in inner.options if isinstance(inner, Union) else (inner,):
            if isinstance(option, Literals):
                strings |= dict.fromkeys(option.values)
                option = _STRINGS  # noqa: PLW2901 - it keeps the place of them all
            options[option] = None
    several = tuple(Literals(tuple(strings)) if option is _STRINGS else option for option in options)
    union = several[0] if len(several) == 1 else Union(several)
    return Nullable(union) if is_nullable else union


_STRINGS = Literals(())


def held_against(pointer: str) -> Marker:
    """The marker of a value that is held against the schema at a pointer of the module's `_SCHEMAS`."""
    return Marker("Held", ("_SCHEMAS", quoted(pointer)))


def is_anything(annotation: Annotation) -> bool:
    """True of a type that says nothing of its values, held against a schema or not."""
    return annotation == ANY or (isinstance(annotation, Marked) and annotation.inner == ANY)


def inside(annotation: Annotation) -> tuple[Annotation, ...]:
    """The types that a type is made of."""
    match annotation:
        case Plain() | Known() | Named() | Literals():
            return ()
        case Union():
            return annotation.options
        case ListOf():
            return (annotation.item,)
        case DictOf():
            return (annotation.value,)
    return (annotation.inner,)


def uses(*annotations: Annotation) -> tuple[str, ...]:
    """The classes and aliases of the module that some types name, each once."""
    found: dict[str, None] = {}
    stack = [*reversed(annotations)]
    while stack:
        here = stack.pop()
        if isinstance(here, Named):
            found[here.name] = None
        elif not isinstance(here, Plain | Known | Literals):
            stack.extend(reversed(inside(here)))
    return tuple(found)


def code_of(annotation: Annotation, name_of: Callable[[str], str]) -> Code:
    """A type as Python; `name_of` says what a name of `HOMES` or of `typing` is called in the module."""
    match annotation:
        case Plain():
            return name_of(annotation.text)
        case Known():
            return name_of(annotation.name)
        case Named():
            return annotation.name
        case Marked():
            beside = [arguments(name_of(marker.name), marker.arguments) for marker in annotation.markers]
            return subscript(name_of("Annotated"), (code_of(annotation.inner, name_of), *beside))
        case Optional():
            return subscript(name_of("Optional"), (code_of(annotation.inner, name_of),))
        case Literals():
            return subscript(name_of("Literal"), annotation.values)
        case ListOf():
            return subscript("list", (code_of(annotation.item, name_of),))
        case DictOf():
            return subscript("dict", ("str", code_of(annotation.value, name_of)))
    parts = [code_of(inner, name_of) for inner in inside(annotation)]
    options = [option for part in parts for option in (part.options if isinstance(part, Options) else (part,))]
    return Options((*options, "None") if isinstance(annotation, Nullable) else tuple(options))
