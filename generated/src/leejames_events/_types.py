"""The types of the bindings' fields: JSON in, as strictly as JSON Schema reads it; checked Python values in code.

Reading JSON and constructing in Python are two modes of one type. From JSON, a date is a string of
RFC 3339's spelling and nothing else; in Python it is a `datetime.date`.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Annotated, Any, SupportsIndex, TypeAlias
from uuid import UUID

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

__all__ = [
    "ABSENT",
    "EMPTY",
    "UUID",
    "Date",
    "DateText",
    "DateTime",
    "DateTimeText",
    "Items",
    "NotAnObject",
    "Number",
    "Text",
    "Uuid",
    "UuidText",
    "Whole",
    "date",
    "datetime",
]

_DATE = r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_DATE_TIME = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[Tt]([0-2][0-9]:[0-5][0-9]):([0-5][0-9]|60)(\.[0-9]+)?"
    r"([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_UUID = r"^[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$"


class _Absent:
    """Marks a property that may be left out, but is never null: None in Python says that it is left out."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        inner: CoreSchema = schema["schema"] if schema["type"] == "nullable" else schema
        return inner


ABSENT = _Absent()


class Text:
    """A string: lengths in code points, a pattern that is searched for, and a format's check.

    `pattern` is a regular expression of Rust's, `python_pattern` one of Python's, for what Rust's can't say.
    """

    __slots__ = ("format", "max_length", "min_length", "pattern", "python_pattern")

    def __init__(
        self,
        *,
        min_length: int | None = None,
        max_length: int | None = None,
        pattern: str | None = None,
        python_pattern: str | None = None,
        format: str | None = None,
    ) -> None:
        self.min_length = min_length
        self.max_length = max_length
        self.pattern = pattern
        self.python_pattern = python_pattern
        self.format = format

    def string(self) -> CoreSchema:
        """The schema of the string as it is written in JSON."""
        schema = core_schema.str_schema(
            strict=True,
            min_length=self.min_length,
            max_length=self.max_length,
            pattern=self.python_pattern or self.pattern,
            regex_engine="python-re" if self.python_pattern else "rust-regex",
        )
        if self.format is None:
            return schema
        from ._formats import checked

        return core_schema.no_info_after_validator_function(checked(self.format), schema)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return self.string()


class DateText(Text):
    """`format: date`: RFC 3339's full-date."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        full_date = core_schema.str_schema(strict=True, pattern=_DATE)
        return core_schema.json_or_python_schema(
            core_schema.chain_schema([self.string(), full_date, core_schema.date_schema(strict=False)]),
            core_schema.date_schema(strict=True),
            serialization=core_schema.to_string_ser_schema(when_used="json"),
        )


class DateTimeText(Text):
    """`format: date-time`: RFC 3339, seconds and offset required. The value is always aware."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.json_or_python_schema(
            core_schema.no_info_after_validator_function(_read_date_time, self.string()),
            core_schema.no_info_after_validator_function(
                _whole_minutes, core_schema.datetime_schema(strict=True, tz_constraint="aware")
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _written_date_time, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )


class UuidText(Text):
    """`format: uuid`: RFC 9562's text, with hyphens."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        hyphenated = core_schema.str_schema(strict=True, pattern=_UUID)
        return core_schema.json_or_python_schema(
            core_schema.no_info_after_validator_function(
                _read_uuid, core_schema.chain_schema([self.string(), hyphenated])
            ),
            core_schema.is_instance_schema(UUID, cls_repr="UUID"),
            serialization=core_schema.plain_serializer_function_ser_schema(
                _written_uuid, return_schema=core_schema.str_schema(), when_used="json"
            ),
        )


class WrittenDateTime(datetime):
    """A date-time that was spelled in a way that `datetime` does not keep: a long fraction, `z`, a leap second."""

    written: str | None = None

    def __reduce_ex__(self, protocol: SupportsIndex) -> tuple[Any, ...]:
        return (_read_date_time, (self.written,)) if self.written else (datetime.fromisoformat, (self.isoformat(),))


class WrittenUuid(UUID):
    """A UUID that was written with capital letters: JSON keeps them; `str`, as for any UUID, has none."""

    __slots__ = ("written",)

    written: str

    def __init__(self, written: str) -> None:
        super().__init__(written)
        object.__setattr__(self, "written", written)

    def __reduce__(self) -> tuple[type[WrittenUuid], tuple[str]]:
        return WrittenUuid, (self.written,)


def _read_date_time(text: str) -> datetime:
    match = _DATE_TIME.fullmatch(text)
    if match is None:
        raise PydanticCustomError("date_time", "Input should be an RFC 3339 date-time with seconds and an offset")
    day, minute, second, fraction, offset = match.groups()
    leap = second == "60"
    spelled = f"{day}T{minute}:{'59' if leap else second}{(fraction or '')[:7]}{offset.upper()}"
    try:
        value = datetime.fromisoformat(spelled)
        if leap:
            value = _after_leap_second(value)
    except (ValueError, OverflowError):
        raise PydanticCustomError("date_time", "Input should be a date-time that exists") from None
    if _written_date_time(value) == text:
        return value
    kept = WrittenDateTime.fromisoformat(value.isoformat())
    kept.written = text
    return kept


def _after_leap_second(last: datetime) -> datetime:
    """RFC 3339, 5.7: a leap second is 23:59:60 in UTC. Python has none, so the value is the second after."""
    offset = last.utcoffset() or timedelta()
    utc = last.replace(tzinfo=None) - offset
    if (utc.hour, utc.minute) != (23, 59):
        raise ValueError
    return last.replace(microsecond=0) + timedelta(seconds=1)


def _whole_minutes(value: datetime) -> datetime:
    offset = value.utcoffset()
    if offset is None or offset % timedelta(minutes=1):
        raise PydanticCustomError("date_time", "Input should have an offset of whole minutes: RFC 3339 writes no other")
    return value


def _written_date_time(value: datetime) -> str:
    written: str | None = getattr(value, "written", None)
    return written or value.isoformat().replace("+00:00", "Z")


def _read_uuid(text: str) -> UUID:
    return UUID(text) if text == text.lower() else WrittenUuid(text)


def _written_uuid(value: UUID) -> str:
    return value.written if isinstance(value, WrittenUuid) else str(value)


Date: TypeAlias = Annotated[date, DateText()]
DateTime: TypeAlias = Annotated[datetime, DateTimeText()]
Uuid: TypeAlias = Annotated[UUID, UuidText()]


class Whole:
    """An integer; JSON's `5.0` is one too, `true` is not (JSON Schema validation, 6.1.1)."""

    __slots__ = ("ge", "gt", "le", "lt", "multiple_of")

    def __init__(
        self,
        *,
        ge: int | None = None,
        gt: int | None = None,
        le: int | None = None,
        lt: int | None = None,
        multiple_of: int | None = None,
    ) -> None:
        self.ge, self.gt, self.le, self.lt, self.multiple_of = ge, gt, le, lt, multiple_of

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        whole = core_schema.int_schema(
            strict=True, ge=self.ge, gt=self.gt, le=self.le, lt=self.lt, multiple_of=self.multiple_of
        )
        return core_schema.no_info_before_validator_function(_whole, whole)


def _whole(value: Any) -> Any:
    return int(value) if type(value) is float and value.is_integer() else value


class Number:
    """A number, kept as the int or float that it was written as. NaN and the infinities are not numbers in JSON."""

    __slots__ = ("ge", "gt", "le", "lt", "multiple_of")

    def __init__(
        self,
        *,
        ge: float | None = None,
        gt: float | None = None,
        le: float | None = None,
        lt: float | None = None,
        multiple_of: float | None = None,
    ) -> None:
        self.ge, self.gt, self.le, self.lt, self.multiple_of = ge, gt, le, lt, multiple_of

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_plain_validator_function(
            self.read, serialization=core_schema.plain_serializer_function_ser_schema(_itself, when_used="json")
        )

    def read(self, value: Any) -> float:
        """The number itself, when it is one and within the bounds."""
        if type(value) not in (int, float):
            raise PydanticCustomError("number", "Input should be a valid number")
        number: float = value
        if number - number != 0:
            raise PydanticCustomError("finite_number", "Input should be a finite number")
        if self.ge is not None and not number >= self.ge:
            raise _bound("greater_than_equal", "greater than or equal to", self.ge)
        if self.gt is not None and not number > self.gt:
            raise _bound("greater_than", "greater than", self.gt)
        if self.le is not None and not number <= self.le:
            raise _bound("less_than_equal", "less than or equal to", self.le)
        if self.lt is not None and not number < self.lt:
            raise _bound("less_than", "less than", self.lt)
        if self.multiple_of is not None and not is_multiple(number, self.multiple_of):
            raise _bound("multiple_of", "a multiple of", self.multiple_of)
        return number


def _bound(kind: str, words: str, bound: float) -> PydanticCustomError:
    return PydanticCustomError(kind, "Input should be {words} {bound}", {"words": words, "bound": bound})


def _itself(value: Any) -> Any:
    return value


def is_multiple(number: float, of: float) -> bool:
    """Is a number a multiple of another, as decimals: 0.3 is one of 0.1, whatever binary fractions say."""
    from fractions import Fraction

    return Fraction(repr(number)) % Fraction(repr(of)) == 0


class _NotAnObject:
    """What a schema that speaks of properties, but has no `type`, accepts beside objects."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.no_info_after_validator_function(_not_an_object, core_schema.any_schema())


def _not_an_object(value: Any) -> Any:
    if isinstance(value, dict):
        raise PydanticCustomError("object", "Input should follow the object's schema")
    return value


NotAnObject: TypeAlias = Annotated[Any, _NotAnObject()]


class _Empty:
    """An object without any property."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.dict_schema(strict=True, max_length=0)


EMPTY = _Empty()


class Items:
    """An array: how many elements, and whether each may stand in it once only."""

    __slots__ = ("max_length", "min_length", "unique")

    def __init__(
        self, *, min_length: int | None = None, max_length: int | None = None, unique: bool = False
    ) -> None:
        self.min_length, self.max_length, self.unique = min_length, max_length, unique

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        elements = handler(source)
        if elements["type"] != "list":
            message = "Items is for lists"
            raise TypeError(message)
        schema = core_schema.list_schema(
            elements.get("items_schema"), strict=True, min_length=self.min_length, max_length=self.max_length
        )
        return core_schema.no_info_before_validator_function(_all_different, schema) if self.unique else schema


def _all_different(value: Any) -> Any:
    if isinstance(value, list):
        seen: set[Any] = set()
        for element in value:
            key = identity(element)
            if key in seen:
                raise PydanticCustomError("unique_items", "Elements should all be different")
            seen.add(key)
    return value


def identity(value: Any) -> Any:
    """A key that two JSON values share exactly when they are equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, bool):
        return bool, value
    if isinstance(value, dict):
        return dict, frozenset((name, identity(member)) for name, member in value.items())
    if isinstance(value, list):
        return list, tuple(identity(element) for element in value)
    return value


def is_date(text: str) -> bool:
    """RFC 3339, 5.6 (full-date)."""
    try:
        return re.search(_DATE, text) is not None and "\n" not in text and bool(date.fromisoformat(text))
    except ValueError:
        return False


def is_date_time(text: str) -> bool:
    """RFC 3339, 5.6 (date-time)."""
    try:
        return bool(_read_date_time(text))
    except PydanticCustomError:
        return False


def is_uuid(text: str) -> bool:
    """RFC 9562, section 4: with hyphens."""
    return re.search(_UUID, text) is not None and "\n" not in text
