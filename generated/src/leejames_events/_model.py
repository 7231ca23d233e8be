"""What every model of the bindings can do: read JSON as its schema does, write what it holds, hide personal data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, PydanticCustomError, from_json
from pydantic_core.core_schema import ModelField, ModelFieldsSchema

HIDDEN = "<sensitive>"


class _Hidden:
    def __repr__(self) -> str:
        return HIDDEN


_HIDDEN = _Hidden()


def _by_contract_name(fields: ModelFieldsSchema) -> None:
    """Keeps values under the contract's names.

    Were they kept under the Python names, pydantic would mix up a field with an unknown property that has
    its Python name: 2.12 writes null for the field, 2.13 takes the property for known and drops it.
    """
    kept: dict[str, ModelField] = {}
    for name, field in fields["fields"].items():
        alias = field.pop("validation_alias", None)
        field.pop("serialization_alias", None)
        kept[alias if isinstance(alias, str) else name] = field
    fields["fields"] = kept


def _kept_as(name: str) -> property:
    def read(model: BaseModel) -> Any:
        return model.__dict__[name]

    return property(read)


class Model(BaseModel):
    """An object of a contract.

    Construct it with keyword arguments of Python's spelling and Python's types (`pay_date=date(…)`);
    read it from JSON with `from_json` or `from_data`, where only the contract's spelling counts.
    It can't be changed; `replace` makes a changed copy.
    """

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="allow",
        hide_input_in_errors=True,
        protected_namespaces=(),
        arbitrary_types_allowed=True,
    )

    SENSITIVE: ClassVar[frozenset[str]] = frozenset()
    """Fields with personal data, by Python name: shown nowhere but in JSON."""
    NULLABLE: ClassVar[frozenset[str]] = frozenset()
    """Fields that may be left out and may be null: None, when given, is null."""
    OPEN: ClassVar[bool] = False
    """Does the contract give fields beside the declared ones a schema?"""

    HELD: ClassVar[Any] = None
    """What holds the object against its schema (`_schema.Held`), if its fields don't say all of it."""

    def __init__(self, /, **fields: Any) -> None:
        cls = type(self)
        declared = cls.__pydantic_fields__
        given = {}
        for name, value in fields.items():
            field = declared.get(name)
            if field is None and not cls.OPEN:
                message = f"{cls.__name__} has no field {name!r}"
                raise TypeError(message)
            if field is None:
                given[name] = value
            elif value is not None or field.is_required() or name in cls.NULLABLE:
                given[field.alias or name] = value
        cls.__pydantic_validator__.validate_python(given, self_instance=self)

    # pydantic then builds nested objects itself when it reads, and does not go through this method.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.__pydantic_fields__.items():
            if field.alias:
                setattr(cls, name, _kept_as(field.alias))

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        model = handler.resolve_ref_schema(schema)
        if model["type"] == "model" and model["schema"]["type"] == "model-fields":
            _by_contract_name(model["schema"])
        held: CoreSchema = cls.HELD.around(schema) if cls.HELD else schema
        return held

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The object that JSON text holds; `pydantic.ValidationError` when the contract refuses it."""
        if _may_hold_constants(text):
            _refuse_constants(cls, text)
        return cls.model_validate_json(text)

    @classmethod
    def from_data(cls, data: Any) -> Self:
        """The object that decoded JSON (dicts, lists, strings, numbers) holds; `pydantic.ValidationError` as above."""
        return cls.model_validate_json(json_text(cls, data))

    def to_json(self) -> str:
        """JSON text: the fields that were set or read, under the contract's names."""
        return self.model_dump_json(exclude_unset=True)

    def to_data(self) -> dict[str, Any]:
        """The same as decoded JSON."""
        return self.model_dump(mode="json", exclude_unset=True)

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
        declared = type(self).__pydantic_fields__
        read = self.__pydantic_fields_set__
        kept = {n: getattr(self, n) for n, f in declared.items() if (f.alias or n) in read and n not in changes}
        copy = type(self)(**kept, **changes)
        if self.__pydantic_extra__:
            object.__setattr__(copy, "__pydantic_extra__", {**self.__pydantic_extra__, **(copy.__pydantic_extra__ or {})})
        return copy

    __replace__ = replace

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Model)
            and type(self) is type(other)
            and self.__dict__ == other.__dict__
            and (self.__pydantic_extra__ or {}) == (other.__pydantic_extra__ or {})
        )

    def __setattr__(self, name: str, value: Any) -> None:
        message = f"{type(self).__name__} can't be changed: `replace` makes a changed copy"
        raise AttributeError(message)

    def __hash__(self) -> int:
        return hash((type(self), self.to_json()))

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        hidden = type(self).SENSITIVE
        for name, field in type(self).__pydantic_fields__.items():
            if (field.alias or name) in self.__pydantic_fields_set__:
                yield name, _HIDDEN if name in hidden else getattr(self, name)


def _declared(value: Any) -> Any:
    if isinstance(value, Model):
        return value.declared()
    if isinstance(value, list):
        items = [_declared(item) for item in value]
        return items if any(new is not old for new, old in zip(items, value, strict=True)) else value
    if isinstance(value, dict):
        members = {name: _declared(member) for name, member in value.items()}
        return members if any(members[name] is not member for name, member in value.items()) else value
    return value


def json_text(cls: type[BaseModel], data: Any) -> str:
    """Decoded JSON as text again; a ValidationError for what JSON can't say (NaN, other Python objects)."""
    try:
        return json.dumps(data, allow_nan=False)
    except (ValueError, TypeError, RecursionError):
        raise refusal(cls, "Input should be decoded JSON, without NaN or infinities") from None


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
        return value
    raise refusal(cls, "Input should be a JSON object")


def refusal(cls: type[BaseModel], message: str) -> ValidationError:
    """A ValidationError of one line that shows nothing of the input."""
    error = PydanticCustomError("json", "{message}", {"message": message})
    return ValidationError.from_exception_data(cls.__name__, [{"type": error, "input": None}], hide_input=True)


def _may_hold_constants(text: str | bytes) -> bool:
    if isinstance(text, str):
        return "NaN" in text or "Infinity" in text
    return b"NaN" in text or b"Infinity" in text


def _refuse_constants(cls: type[BaseModel], text: str | bytes) -> None:
    """RFC 8259, 6: NaN and Infinity are not JSON; the parser behind pydantic takes them for numbers."""
    decoded(cls, text)
