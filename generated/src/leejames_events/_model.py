"""What every model of the bindings can do: read JSON as its schema does, write what it holds, hide personal data."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict, GetCoreSchemaHandler, ValidationError
from pydantic_core import CoreSchema, PydanticCustomError, from_json

HIDDEN = "<sensitive>"


class _Hidden:
    def __repr__(self) -> str:
        return HIDDEN


_HIDDEN = _Hidden()


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
            if name not in declared and not cls.OPEN:
                message = f"{cls.__name__} has no field {name!r}"
                raise TypeError(message)
            if value is not None or name not in declared or declared[name].is_required() or name in cls.NULLABLE:
                given[name] = value
        cls.__pydantic_validator__.validate_python(given, self_instance=self, by_alias=False, by_name=True)

    # pydantic then builds nested objects itself when it reads, and does not go through this method.
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        held: CoreSchema = cls.HELD.around(schema) if cls.HELD else schema
        return held

    @classmethod
    def from_json(cls, text: str | bytes) -> Self:
        """The object that JSON text holds; `pydantic.ValidationError` when the contract refuses it."""
        if _may_hold_constants(text):
            _refuse_constants(cls, text)
        return cls.model_validate_json(text, by_alias=True, by_name=False)

    @classmethod
    def from_data(cls, data: Any) -> Self:
        """The object that decoded JSON (dicts, lists, strings, numbers) holds; `pydantic.ValidationError` as above."""
        return cls.model_validate_json(json_text(cls, data), by_alias=True, by_name=False)

    def to_json(self) -> str:
        """JSON text: the fields that were set or read, under the contract's names."""
        return self.model_dump_json(by_alias=True, exclude_unset=True)

    def to_data(self) -> dict[str, Any]:
        """The same as decoded JSON."""
        return self.model_dump(mode="json", by_alias=True, exclude_unset=True)

    def replace(self, **changes: Any) -> Self:
        """A copy with some fields changed (None: left out), validated like a new object; undeclared fields stay."""
        cls = type(self)
        declared = cls.__pydantic_fields__
        kept = {name: getattr(self, name) for name in self.model_fields_set if name in declared and name not in changes}
        copy = cls(**kept, **changes)
        if self.__pydantic_extra__:
            object.__setattr__(copy, "__pydantic_extra__", {**self.__pydantic_extra__, **(copy.__pydantic_extra__ or {})})
            copy.__pydantic_fields_set__.update(self.__pydantic_extra__)
        return copy

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        cls = type(self)
        for name in cls.__pydantic_fields__:
            if name in self.model_fields_set:
                yield name, _HIDDEN if name in cls.SENSITIVE else getattr(self, name)


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
