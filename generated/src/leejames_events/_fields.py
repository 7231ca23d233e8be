"""What a class's annotations say of its fields, read when the class is first used; and what attributes read then."""

# pyright: reportPrivateUsage=false, reportUnknownVariableType=false
from __future__ import annotations

from collections.abc import Callable, Iterator
from types import UnionType
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    ClassVar,
    NamedTuple,
    Union,
    get_args,
    get_origin,
)

from ._types import PATTERNS, Name, TypedText

if TYPE_CHECKING:
    from ._model import Model

__all__ = [
    "Field",
    "Lazy",
    "LazyApart",
    "evaluated",
    "fields_of",
    "pydantic_fields",
    "signature_of",
    "tidy_json_schema",
]

Read = Callable[[Any], Any]


class Field(NamedTuple):
    """What a field's annotation says."""

    json: str
    """The name in JSON, under which an object keeps the value."""
    annotation: Any
    required: bool
    read: Read | None
    """From the value that is kept to Python's, where they differ."""
    default: Any
    """None in the bindings; classes that people derive have others."""


class Lazy:
    """A class attribute that is made when a class is first asked for it; each class has its own."""

    def __init__(self, make: Callable[[Any], Any]) -> None:
        self._make = make

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        value = self._make(owner)
        setattr(owner, self._name, value)
        return value


class LazyApart(Lazy):
    """One that stands in `Model` alone, and keeps each class's value under another name.

    pydantic looks into a class's own `__dict__` for what this makes, and would take this for it.
    """

    def __get__(self, instance: object, owner: type) -> Any:
        kept = f"_made{self._name}"
        made = vars(owner).get(kept)
        if made is None:
            made = self._make(owner)
            setattr(owner, kept, made)
        return made


def fields_of(cls: type[Model]) -> dict[str, Field]:
    """Python name -> field, the inherited ones first; from now on, attributes read what the fields say."""
    fields: dict[str, Field] = {}
    for base in reversed(cls.__mro__[1:]):
        if "_names" in vars(base):
            fields |= getattr(base, "_fields", {})
    for name, annotation in _annotations(cls):
        alias = _json_name(annotation)
        field = Field(
            name if alias is None else alias,
            annotation,
            name not in vars(cls),
            _reader(annotation),
            vars(cls).get(name),
        )
        fields[name] = field
        if field.json != name or field.read:
            setattr(cls, name, _attribute(field.json, field.read))
    return fields


def _annotations(cls: type[Model]) -> Iterator[tuple[str, Any]]:
    """The class's own fields; an annotation that names a class which stands after this one is a string."""
    for name, annotation in cls.__annotations__.items():
        is_constant = annotation.startswith("ClassVar") if isinstance(annotation, str) else _is_constant(annotation)
        if not name.startswith("_") and not is_constant:
            yield name, evaluated(cls, annotation)


def _is_constant(annotation: Any) -> bool:
    return annotation is ClassVar or get_origin(annotation) is ClassVar


def evaluated(cls: type[Model], annotation: Any) -> Any:
    """What an annotation means: it may be a string."""
    return eval(annotation, cls._names) if isinstance(annotation, str) else annotation


def _json_name(annotation: Any) -> str | None:
    """What `Name` says of the type, or of one of several: the one that may also be None."""
    if get_origin(annotation) is Annotated:
        name = next((str(m) for m in annotation.__metadata__ if isinstance(m, Name)), None)
        return _json_name(annotation.__origin__) if name is None else name
    if get_origin(annotation) in (Union, UnionType):
        return next((name for option in get_args(annotation) if (name := _json_name(option)) is not None), None)
    return None


def _attribute(name: str, read: Read | None) -> property:
    if read is None:
        return property(lambda model: model.__dict__[name])

    def value(model: Any) -> Any:
        kept = model.__dict__[name]
        return None if kept is None else read(kept)

    return property(value)


def _reader(annotation: Any) -> Read | None:
    """What turns a kept value of a type into Python's: it lets through what isn't of that type."""
    origin = get_origin(annotation)
    if origin is Annotated:
        typed = next((m for m in annotation.__metadata__ if isinstance(m, TypedText)), None)
        return typed.read if typed else _reader(annotation.__origin__)
    if origin is list or origin is dict:
        inner = _reader(get_args(annotation)[-1])
        return (_each if origin is list else _each_value)(inner) if inner else None
    if origin is Union or origin is UnionType:
        options = [read for option in get_args(annotation) if (read := _reader(option))]
        return _first(options) if options else None
    return None


def _each(read: Read) -> Read:
    def value(kept: Any) -> Any:
        items: list[Any] = kept
        return [read(item) for item in items] if isinstance(kept, list) else kept

    return value


def _each_value(read: Read) -> Read:
    def value(kept: Any) -> Any:
        members: dict[str, Any] = kept
        return {name: read(member) for name, member in members.items()} if isinstance(kept, dict) else kept

    return value


def _first(options: list[Read]) -> Read:
    if len(options) == 1:
        return options[0]

    def read(kept: Any) -> Any:
        for option in options:
            try:
                value = option(kept)
            except ValueError:
                continue
            if value is not kept:
                return value
        return kept

    return read


def pydantic_fields(cls: type[Model]) -> dict[str, Any]:
    """What pydantic would say of the fields: for `model_fields` and libraries that ask, read off a twin."""
    import pydantic

    namespace: dict[str, Any] = {"__module__": cls.__module__, "__qualname__": cls.__qualname__, "__annotations__": {}}
    for name, field in cls._fields.items():
        alias = () if field.json == name else (pydantic.Field(alias=field.json),)
        namespace["__annotations__"][name] = Annotated[(field.annotation, pydantic.Field(), *alias)]
        if not field.required:
            namespace[name] = field.default
    namespace["model_config"] = {"defer_build": True, "arbitrary_types_allowed": True, "protected_namespaces": ()}
    make: Any = type(pydantic.BaseModel)
    fields: dict[str, Any] = make(cls.__name__, (pydantic.BaseModel,), namespace).__pydantic_fields__
    return fields


def signature_of(cls: type[Model]) -> Any:
    """Of the constructor: keyword arguments alone, with the types of their values and none of the markers."""
    from inspect import Parameter, Signature
    from types import SimpleNamespace
    from typing import get_type_hints

    types = get_type_hints(SimpleNamespace(__annotations__={name: f.annotation for name, f in cls._fields.items()}))
    parameters = [
        Parameter(
            name, Parameter.KEYWORD_ONLY, annotation=types[name], default=Parameter.empty if f.required else f.default
        )
        for name, f in cls._fields.items()
    ]
    return Signature([*parameters, Parameter("fields", Parameter.VAR_KEYWORD)] if cls.OPEN else parameters)


def tidy_json_schema(said: dict[str, Any], cls: type[Model]) -> None:
    """For pydantic's JSON Schema of a class: formats by their names, no default where None means absent."""
    fields: dict[str, dict[str, Any]] = said.get("properties", {})
    for name in [field.json for field in cls._fields.values() if field.json in fields]:
        if fields[name].get("default", name) is None:
            del fields[name]["default"]
    for part in (*fields.values(), said.get("additionalProperties")):
        _tidy(part)


def _tidy(part: Any) -> None:
    if not isinstance(part, dict):
        return
    said: dict[str, Any] = part
    for key, nothing in (("minLength", 0), ("propertyNames", {"minLength": 0})):
        if said.get(key) == nothing:
            del said[key]
    if said.get("pattern") in PATTERNS:
        said["format"] = PATTERNS[said.pop("pattern")]
    options: list[dict[str, Any]] = said.get("anyOf", [])
    for inner in (said.get("items"), said.get("additionalProperties"), *options, *said.get("oneOf", ())):
        _tidy(inner)
    if any(option.get("format") == "date-time" for option in options):
        said["anyOf"] = options = [option for option in options if option != _LEAP_SECOND]
    if len(options) == 1:
        said |= said.pop("anyOf")[0]


_LEAP_SECOND = {"minLength": 20, "type": "string"}
"""What beside the pattern of all other date-times is said of them."""
