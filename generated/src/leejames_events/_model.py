"""What every model of the bindings can do: read JSON as its schema does, write what it holds, hide personal data."""

# pyright: reportPrivateUsage=false, reportUnknownVariableType=false
from __future__ import annotations

import sys
from abc import ABCMeta
from collections.abc import Generator, Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, Any, ClassVar, Self, dataclass_transform

from pydantic.main import BaseModel
from pydantic_core import (
    CoreSchema,
    PydanticCustomError,
    SchemaSerializer,
    SchemaValidator,
    ValidationError,
    core_schema,
    from_json,
)

from ._building import (
    core_config,
    core_schema_of,
    declared_serializer,
    message_validator,
    reading_validator,
)
from ._fields import (
    Field,
    Lazy,
    LazyApart,
    fields_of,
    pydantic_fields,
    signature_of,
    tidy_json_schema,
)
from ._types import DECODED, Kept, identity

if TYPE_CHECKING:
    from pydantic import (
        ConfigDict,
        GetCoreSchemaHandler,
        SerializationInfo,
        SerializerFunctionWrapHandler,
    )
    from pydantic._internal._model_construction import ModelMetaclass
else:
    ModelMetaclass = type(BaseModel)

HIDDEN = "<sensitive>"


class _Hidden:
    def __repr__(self) -> str:
        return HIDDEN


_HIDDEN = _Hidden()


@dataclass_transform(kw_only_default=True)
class ModelType(ModelMetaclass):
    """Makes classes as Python does, without pydantic's own reading of annotations: `_fields` does that at first use."""

    def __new__(mcs, name: str, bases: tuple[type, ...], namespace: dict[str, Any], **options: Any) -> type:
        foreign = [key for key, value in namespace.items() if type(value).__module__ in _FOREIGN]
        if foreign:
            message = f"{name}.{foreign[0]}: the bindings have no use for pydantic's fields and decorators"
            raise TypeError(message)
        namespace.update(_LAZY if bases[0] is not BaseModel else {**_LAZY, **_LAZY_APART})
        namespace["_names"] = sys._getframe(1).f_globals
        if "model_config" in namespace and bases[0] is not BaseModel:
            namespace["model_config"] = {**bases[0].model_config, **namespace["model_config"]}  # type: ignore[attr-defined]
        return ABCMeta.__new__(mcs, name, bases, namespace, **options)


_FOREIGN = frozenset({"pydantic.fields", "pydantic._internal._decorators"})
_LAZY: Mapping[str, Lazy] = {
    "_fields": Lazy(fields_of),
    "_reading": Lazy(reading_validator),
    "_message": Lazy(message_validator),
    "_declared": Lazy(declared_serializer),
    "__pydantic_fields__": Lazy(pydantic_fields),
    "__signature__": Lazy(signature_of),
}
_LAZY_APART: Mapping[str, Lazy] = {
    "__pydantic_core_schema__": LazyApart(core_schema_of),
    "__pydantic_validator__": LazyApart(lambda cls: SchemaValidator(cls.__pydantic_core_schema__, core_config(cls))),
    "__pydantic_serializer__": LazyApart(lambda cls: SchemaSerializer(cls.__pydantic_core_schema__)),
}


class Model(BaseModel, metaclass=ModelType):
    """An object of a contract.

    Construct it with keyword arguments of Python's names and types (`pay_date=date(…)`);
    read it from JSON with `from_json` or `from_data`, where only the contract's names and texts count.
    It can't be changed; `replace` makes a changed copy.
    """

    if not TYPE_CHECKING:
        # What pydantic's own metaclass would have set.
        __class_vars__ = frozenset()
        __private_attributes__ = {}
        __pydantic_computed_fields__ = {}
        __pydantic_custom_init__ = False
        __pydantic_extra_info__ = None
        __pydantic_generic_metadata__ = {"origin": None, "args": (), "parameters": ()}
        __pydantic_post_init__ = None
        __pydantic_setattr_handlers__ = {}

    model_config: ClassVar[ConfigDict] = {
        "strict": True,
        "frozen": True,
        "extra": "allow",
        "hide_input_in_errors": True,
        "protected_namespaces": (),
        "arbitrary_types_allowed": True,
        "json_schema_extra": tidy_json_schema,
    }

    SENSITIVE: ClassVar[frozenset[str]] = frozenset()
    """Fields with personal data, by Python name: shown nowhere but in JSON."""
    NULLABLE: ClassVar[frozenset[str]] = frozenset()
    """Fields that may be left out and may be null: None, when given, is null."""
    OPEN: ClassVar[bool] = False
    """True when the contract gives fields beside the declared ones a schema."""

    HELD: ClassVar[Any] = None
    """What holds the object against its schema (`_schema.Held`), if its fields don't say all of it."""

    _names: ClassVar[dict[str, Any]]
    """What names in annotations mean."""
    _fields: ClassVar[dict[str, Field]]
    _reading: ClassVar[SchemaValidator]
    _message: ClassVar[SchemaValidator]
    _declared: ClassVar[SchemaSerializer]

    def __init__(self, /, **fields: Any) -> None:
        cls = type(self)
        given = {}
        for name, value in fields.items():
            field = cls._fields.get(name)
            if field is None and not cls.OPEN:
                message = f"{cls.__name__} has no field {name!r}"
                raise TypeError(message)
            if field is None:
                given[name] = value
            elif value is not None or field.required or name in cls.NULLABLE:
                given[field.json] = value
        try:
            cls.__pydantic_validator__.validate_python(given, self_instance=self)
        except ValidationError as error:
            refused = _without_input(error)
        else:
            return
        raise refused

    # pydantic then builds nested objects itself when it reads, and does not go through this method.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Inside of other types (a `TypeAdapter`, a field of another model), JSON is read and written as alone."""
        whole: Any = cls.__pydantic_core_schema__
        read = core_schema.no_info_before_validator_function(cls.model_validate, whole["schema"])
        written = core_schema.wrap_serializer_function_ser_schema(_written, info_arg=True, schema=whole["schema"])
        inside = core_schema.json_or_python_schema(whole["schema"], read, serialization=written)
        return core_schema.definitions_schema(inside, whole["definitions"])

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The object that JSON text holds; `pydantic.ValidationError` when the contract refuses it."""
        if may_hold_constants(text):
            decoded(cls, text)
        try:
            read: Self = cls._reading.validate_json(text)
        except ValidationError as error:
            refused = _without_input(error)
        else:
            return read
        raise refused

    @classmethod
    def from_data(cls, data: Any) -> Self:
        """The object that decoded JSON (dicts, lists, strings, numbers) holds; `pydantic.ValidationError` as above."""
        try:
            read: Self = cls._reading.validate_python(data, context=DECODED)
        except ValidationError as error:
            refused = _without_input(error)
        else:
            return read
        raise refused

    @classmethod
    def model_validate_json(cls, json_data: str | bytes | bytearray, **options: Any) -> Self:
        """`from_json`: pydantic's options change nothing about the contract's verdict."""
        return cls.from_json(bytes(json_data) if isinstance(json_data, bytearray) else json_data)

    @classmethod
    def model_validate(cls, obj: Any, **options: Any) -> Self:
        """`from_data`, or the object itself when it is one already: JSON's texts are the only ones."""
        return obj if isinstance(obj, cls) else cls.from_data(obj)

    @classmethod
    def model_construct(cls, _fields_set: set[str] | None = None, **values: Any) -> Self:
        """pydantic's: an object of values that nobody checks, under the fields' Python names."""
        made = cls.__new__(cls)
        fields = cls._fields
        given = {fields[name].json if name in fields else name: value for name, value in values.items()}
        declared = {field.json: given.pop(field.json, None) for field in fields.values()}
        known = {
            field.json for name, field in fields.items() if name in (values if _fields_set is None else _fields_set)
        }
        object.__setattr__(made, "__dict__", declared)
        object.__setattr__(made, "__pydantic_fields_set__", known)
        object.__setattr__(made, "__pydantic_extra__", given)
        object.__setattr__(made, "__pydantic_private__", None)
        return made

    @classmethod
    def model_rebuild(cls, **options: Any) -> bool | None:
        """Nothing: annotations are read when they are first needed."""
        return None

    @classmethod
    def example(cls, name: str | None = None, /, **changes: Any) -> Self:
        """A valid object for tests: as in the contract's first example, or the named one, with some fields changed.

        What no example holds is sampled. Raises `LookupError` for a name that the contract doesn't have, and
        `pydantic.ValidationError` for changes that it refuses.
        """
        from ._examples import example_data

        found = cls.from_data(example_data(cls, name))
        return found.replace(**changes) if changes else found

    def to_json(self) -> str:
        """JSON text: the fields that were set or read, under the contract's names."""
        return self.__pydantic_serializer__.to_json(self, exclude_unset=True).decode()

    def to_data(self) -> dict[str, Any]:
        """The same as decoded JSON."""
        written: dict[str, Any] = self.__pydantic_serializer__.to_python(self, mode="json", exclude_unset=True)
        return written

    def model_dump_json(self, **options: Any) -> str:
        """pydantic's, but fields that were not set stay out: they are absent, not null."""
        return super().model_dump_json(**_wanted(self, options))

    def model_dump(self, **options: Any) -> dict[str, Any]:
        """pydantic's, but fields that were not set stay out, and values are as JSON writes them."""
        return super().model_dump(**_wanted(self, options))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """pydantic's, but what is updated is checked: `replace`."""
        copy = super().model_copy(deep=deep)
        return copy.replace(**update) if update else copy

    def declared(self) -> Self:
        """The object without fields, at any depth, that the contract doesn't declare: all that a producer sends."""
        values = {name: _declared(value) for name, value in self.__dict__.items()}
        undeclared = self.__pydantic_extra__ and not type(self).OPEN
        if not undeclared and all(value is self.__dict__[name] for name, value in values.items()):
            return self
        copy = self.model_copy()
        object.__setattr__(copy, "__dict__", values)
        if undeclared:
            object.__setattr__(copy, "__pydantic_extra__", {})
        return copy

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed (None: left out), validated like a new object; undeclared fields stay."""
        cls, read = type(self), self.__pydantic_fields_set__
        kept = {
            name: _kept(self.__dict__[field.json]) if field.read else self.__dict__[field.json]
            for name, field in cls._fields.items()
            if field.json in read and name not in changes
        }
        copy = cls(**kept, **changes)
        if self.__pydantic_extra__:
            object.__setattr__(
                copy, "__pydantic_extra__", {**self.__pydantic_extra__, **(copy.__pydantic_extra__ or {})}
            )
        return copy

    __replace__ = replace

    @property
    def model_fields_set(self) -> set[str]:
        """The fields that were set or read, by Python name, and undeclared ones."""
        named = {field.json: name for name, field in type(self)._fields.items()}
        return {named.get(name, name) for name in self.__pydantic_fields_set__}

    def __iter__(self) -> Generator[tuple[str, Any], None, None]:  # noqa: PYI058 - as pydantic's
        """Names and values, as attributes have them: `dict(model)`."""
        yield from ((name, getattr(self, name)) for name in type(self)._fields)
        yield from (self.__pydantic_extra__ or {}).items()

    def __dir__(self) -> list[str]:
        """Fields under their Python names: what an object keeps under JSON's is JSON's."""
        kept = {field.json for name, field in type(self)._fields.items() if field.json != name}
        return sorted({*super().__dir__()} - kept)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Model) and _is_same(self, other)

    def __setattr__(self, name: str, value: Any) -> None:
        message = f"{type(self).__name__} can't be changed: `replace` makes a changed copy"
        raise AttributeError(message)

    def __hash__(self) -> int:
        return hash((type(self), identity(_members(self))))

    def __setstate__(self, state: dict[Any, Any]) -> None:
        _ = type(self)._fields  # an unpickled object may be the first of its class
        super().__setstate__(state)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        hidden = type(self).SENSITIVE
        for name, field in type(self)._fields.items():
            if field.json in self.__pydantic_fields_set__:
                yield name, _HIDDEN if name in hidden else getattr(self, name)


def _written(value: Any, handler: SerializerFunctionWrapHandler, info: SerializationInfo) -> Any:
    """What is written of a model inside of other types: a field that is absent stays out, as in a model alone."""
    if not isinstance(value, Model):
        return handler(value)
    options = {"include": info.include, "exclude": info.exclude, "exclude_none": info.exclude_none}
    more: dict[str, Any] = {"mode": info.mode, "round_trip": info.round_trip, "context": info.context}
    return value.__pydantic_serializer__.to_python(value, **_wanted(value, options), **more)


def _wanted(model: Model, options: dict[str, Any]) -> dict[str, Any]:
    """Options of pydantic's dumps, where fields may be named as in Python and as in JSON."""
    named = {key: _by_json(options[key], [model]) for key in ("include", "exclude") if options.get(key)}
    return {"exclude_unset": True, **options, **named}


def _by_json(chosen: Any, among: list[Any]) -> Any:
    """What `include` or `exclude` chooses of some values, by JSON's names: those under which objects keep them."""
    if not isinstance(chosen, Mapping | AbstractSet):
        return chosen
    models = [value for value in among if isinstance(value, Model)]

    def names(key: Any) -> set[Any]:
        fields = [type(model)._fields.get(key) for model in models]
        return {field.json if field else key for field in fields} or {key}

    if isinstance(chosen, AbstractSet):
        return {name for key in chosen for name in names(key)}
    elements: list[Any] = []
    for value in among:
        if isinstance(value, dict | list):
            elements += value.values() if isinstance(value, dict) else value
    return {
        name: _by_json(inner, [*elements, *(model.__dict__.get(name) for model in models)])
        for key, inner in chosen.items()
        for name in names(key)
    }


def _members(model: Model) -> dict[str, Any]:
    """What an object's JSON has. A `cached_property` keeps its value beside the fields'."""
    kept = {name: value for name, value in model.__dict__.items() if name in model.__pydantic_fields_set__}
    return {**kept, **(model.__pydantic_extra__ or {})}


def _is_same(one: Any, other: Any) -> bool:
    """True of the same JSON, whatever Python says: true is not 1, and what is absent is not null."""
    if one is other:
        return True
    if isinstance(one, Model):
        return type(one) is type(other) and _is_same(_members(one), _members(other))
    if isinstance(one, dict) and isinstance(other, dict):
        members: dict[str, Any] = one
        return one.keys() == other.keys() and all(_is_same(value, other[name]) for name, value in members.items())
    if isinstance(one, list) and isinstance(other, list):
        ours: list[Any] = one
        theirs: list[Any] = other
        return len(ours) == len(theirs) and all(map(_is_same, ours, theirs))
    return bool(one == other) and isinstance(one, bool) == isinstance(other, bool)


def _declared(value: Any) -> Any:
    if isinstance(value, Model):
        return value.declared()
    if isinstance(value, list):
        items: list[Any] = value
        declared = [_declared(item) for item in items]
        return declared if any(new is not old for new, old in zip(declared, items, strict=True)) else items
    if isinstance(value, dict):
        members: dict[str, Any] = value
        kept = {name: _declared(member) for name, member in members.items()}
        return kept if any(kept[name] is not member for name, member in members.items()) else members
    return value


def _kept(value: Any) -> Any:
    """What an object keeps, for the constructor: each string as one that is written already."""
    if isinstance(value, str):
        return Kept(value)
    if isinstance(value, list):
        items: list[Any] = value
        return [_kept(item) for item in items]
    members: dict[str, Any] = value
    return {name: _kept(member) for name, member in members.items()} if isinstance(value, dict) else value


def decoded(cls: type[BaseModel], text: str | bytes) -> Any:
    """What JSON text holds; a ValidationError when it isn't JSON."""
    try:
        return from_json(text, allow_inf_nan=False)
    except ValueError:
        raise refusal(cls, "Input should be JSON") from None


def as_mapping(cls: type[BaseModel], event: Mapping[str, Any] | str | bytes) -> Mapping[str, Any]:
    """A JSON object, decoded if it is text; a ValidationError when it is something else."""
    value = decoded(cls, event) if isinstance(event, str | bytes) else event
    if isinstance(value, Mapping):
        mapping: Mapping[str, Any] = value
        return mapping
    raise refusal(cls, "Input should be a JSON object")


def refusal(cls: type[BaseModel], message: str) -> ValidationError:
    """A ValidationError of one line that shows nothing of the input."""
    error = PydanticCustomError("json", "{message}", {"message": message})
    return ValidationError.from_exception_data(cls.__name__, [{"type": error, "input": None}], hide_input=True)


def _without_input(error: ValidationError) -> ValidationError:
    """The same refusal, of which `errors()` and `json()` show nothing that was read, as its text doesn't.

    It is raised after the `except`, and not in it: there, the first would stay with it as its context.
    """
    from pydantic_core import InitErrorDetails, PydanticKnownError

    lines: list[InitErrorDetails] = []
    for told in error.errors(include_url=False, include_input=False):
        kind: Any = told["type"]
        context = told.get("ctx", {})
        try:
            PydanticKnownError(kind, context or None)
        except (KeyError, TypeError, ValueError):  # a type of our own
            kind = PydanticCustomError(kind, "{message}", {**context, "message": told["msg"]})
        lines.append({"type": kind, "loc": told["loc"], "input": None, "ctx": context})
    return ValidationError.from_exception_data(error.title, lines, hide_input=True)


def may_hold_constants(text: str | bytes) -> bool:
    """RFC 8259, 6: NaN and Infinity are not JSON; the parser behind pydantic takes them for numbers."""
    return _CONSTANTS.isinstance_python(text)


# Searches a text many times as fast as Python's `in` does.
_CONSTANTS = SchemaValidator(core_schema.str_schema(pattern="NaN|Infinity"))
