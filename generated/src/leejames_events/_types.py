"""The types of the bindings' fields: JSON in, as strictly as JSON Schema reads it; checked Python values in code.

Reading JSON and constructing in Python are two modes of one type. From JSON, a date is a string of
RFC 3339's full-date and nothing else; in Python it is a `datetime.date`. Objects keep the string.
"""

# pyright: reportUnknownVariableType=false
from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    LiteralString,
    TypeAlias,
    get_args,
    get_origin,
)
from uuid import UUID

from pydantic_core import CoreSchema, PydanticCustomError, SchemaValidator, core_schema

if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import TypeVar

    from pydantic import GetCoreSchemaHandler, ValidatorFunctionWrapHandler

__all__ = [
    "DECODED",
    "PATTERNS",
    "STRING",
    "Date",
    "DateText",
    "DateTime",
    "DateTimeText",
    "DecimalText",
    "EmptyObject",
    "Integer",
    "Items",
    "Kept",
    "Name",
    "NotAnObject",
    "Null",
    "Number",
    "Numeric",
    "Optional",
    "Tag",
    "Text",
    "TypedText",
    "Uuid",
    "UuidText",
    "Whole",
]

_LEAP_YEAR = "(?:[0-9]{2}(?:0[48]|[2468][048]|[13579][26])|(?:[02468][048]|[13579][26])00)"
_DATE = (
    "(?:[0-9]{4}-(?:(?:0[13578]|1[02])-(?:0[1-9]|[12][0-9]|3[01])|(?:0[469]|11)-(?:0[1-9]|[12][0-9]|30)"
    f"|02-(?:0[1-9]|1[0-9]|2[0-8]))|{_LEAP_YEAR}-02-29)"
)
_DATE_TIME = (
    rf"({_DATE})[Tt]((?:[01][0-9]|2[0-3]):[0-5][0-9]):([0-5][0-9])(\.[0-9]+)?"
    "([Zz]|[+-](?:[01][0-9]|2[0-3]):[0-5][0-9])"
)
_LEAP_SECOND = _DATE_TIME.replace("([0-5][0-9])(", "(60)(")
_MINUTES_OF_A_DAY = 24 * 60
_UUID = "[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}"
PATTERNS = {f"^{_DATE}$": "date", f"^{_DATE_TIME}$": "date-time", f"^{_UUID}$": "uuid"}
"""What Rust checks a format by -> the format."""

STRING = core_schema.str_schema(strict=True, min_length=0)
"""Any string of JSON. A length is asked for, since pydantic-core looks for lone surrogates only then."""
_LEAP_SECOND_TEXT = core_schema.str_schema(strict=True, min_length=20)
"""A string that may be a date-time with a leap second: the pattern is left to Python, which is asked last."""
DECODED = object()
"""The context that says: the Python values are decoded JSON."""


class Name(str):
    """The name that a field has in JSON, where it isn't the field's own."""

    __slots__ = ()


class Kept(str):
    """A string that an object of the same class kept: it is valid, and stays as it was written."""

    __slots__ = ()


class _Absent:
    """Takes null from what JSON may hold: None is a value of Python's alone."""

    __slots__ = ()

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = handler(source)
        inner: CoreSchema = schema["schema"] if schema["type"] == "nullable" else schema
        return inner


_ABSENT = _Absent()

if TYPE_CHECKING:
    _T = TypeVar("_T")
    Optional: TypeAlias = Annotated[_T | None, _ABSENT]
else:  # the same, without what typing does to fill in a variable: classes are made while a function starts

    class Optional:
        """A property that may be left out, but is never null: None in Python says that it is left out."""

        def __class_getitem__(cls, type_: Any) -> Any:
            return Annotated[type_ | None, _ABSENT]


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
            min_length=self.min_length or 0,
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


class TypedText(Text):
    """A string of JSON that is read as a Python value of another type.

    Objects keep the string, so that it is written as it was read: to the letter.
    """

    __slots__ = ()

    def format_schema(self) -> CoreSchema:
        """The schema of strings of the format."""
        raise NotImplementedError

    def value(self, text: str) -> Any:
        """The Python value of a string of the format."""
        raise NotImplementedError

    def text(self, value: Any) -> str:
        """The string of a Python value; PydanticCustomError when it is of another type."""
        raise NotImplementedError

    def read(self, kept: Any) -> Any:
        """The Python value of what an object keeps; itself, if it is no string."""
        return self.value(kept) if isinstance(kept, str) else kept

    def _written(self, value: Any) -> str:
        return str(value) if type(value) is Kept else self.text(value)

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        schema = self.format_schema()
        if self.min_length or self.max_length is not None or self.pattern or self.python_pattern:
            schema = core_schema.chain_schema([self.string(), schema])
        return core_schema.json_or_python_schema(
            schema, core_schema.no_info_before_validator_function(self._written, schema)
        )


class DateText(TypedText):
    """`format: date`: RFC 3339's full-date."""

    __slots__ = ()

    def format_schema(self) -> CoreSchema:
        """A day that exists."""
        return core_schema.str_schema(strict=True, pattern=f"^{_DATE}$")

    def value(self, text: str) -> date:
        """The day; of year 0, which RFC 3339 has and Python doesn't, the first day that Python has."""
        return date.min if text.startswith("0000") else date.fromisoformat(text)

    def text(self, value: Any) -> str:
        """`2026-11-23`."""
        if type(value) is date:
            return value.isoformat()
        raise PydanticCustomError("date_type", "Input should be a valid date")


class DateTimeText(TypedText):
    """`format: date-time`: RFC 3339, seconds and offset required. The value is always aware."""

    __slots__ = ()

    def format_schema(self) -> CoreSchema:
        """A time that exists."""
        return core_schema.union_schema(
            [
                core_schema.str_schema(strict=True, pattern=f"^{_DATE_TIME}$"),
                core_schema.no_info_after_validator_function(_leap_second, _LEAP_SECOND_TEXT),
            ],
            mode="left_to_right",
            custom_error_type="date_time",
            custom_error_message="Input should be an RFC 3339 date-time that exists, with seconds and an offset",
        )

    def value(self, text: str) -> datetime:
        """The time, to the microsecond; where Python has no such time, the nearest that it has.

        A leap second is the second after it, and all of year 0 is the beginning of year 1.
        """
        try:
            return datetime.fromisoformat(text.upper())
        except ValueError:
            return _nearest(text.upper())

    def text(self, value: Any) -> str:
        """`2026-11-23T09:30:00Z`."""
        if not isinstance(value, datetime):
            raise PydanticCustomError("datetime_type", "Input should be a valid datetime")
        offset = value.utcoffset()
        if offset is None:
            raise PydanticCustomError("timezone_aware", "Input should have timezone info")
        if offset % timedelta(minutes=1):
            raise PydanticCustomError(
                "date_time", "Input should have an offset of whole minutes: RFC 3339 writes no other"
            )
        return value.isoformat().replace("+00:00", "Z")


class UuidText(TypedText):
    """`format: uuid`: RFC 9562's text, with hyphens."""

    __slots__ = ()

    def format_schema(self) -> CoreSchema:
        """Capitals are allowed."""
        return core_schema.str_schema(strict=True, pattern=f"^{_UUID}$")

    def value(self, text: str) -> UUID:
        """The id."""
        return UUID(text)

    def text(self, value: Any) -> str:
        """Small letters."""
        if isinstance(value, UUID):
            return str(value)
        raise PydanticCustomError("is_instance_of", "Input should be an instance of UUID")


class DecimalText(TypedText):
    """`format: decimal` beside a pattern that accepts decimals alone: the value is exact, and so is its text."""

    __slots__ = ("_accepts",)

    _accepts: SchemaValidator

    def format_schema(self) -> CoreSchema:
        """The pattern says it all."""
        return STRING

    def value(self, text: str) -> Decimal:
        """The number, with as many places as were written."""
        try:
            return Decimal(text)
        except ArithmeticError:
            raise ValueError(text) from None

    def text(self, value: Any) -> str:
        """As the pattern writes it: zeros at the end are added or left out for that, and nothing is rounded."""
        if not isinstance(value, Decimal):
            raise PydanticCustomError("decimal_type", "Input should be a Decimal")
        if not value.is_finite() or abs(value.adjusted()) > 1000:
            raise PydanticCustomError("finite_number", "Input should be a finite decimal of at most 1,000 places")
        for written in _as_written(format(value, "f")):
            if self._is_accepted(written):
                return written
        raise PydanticCustomError(
            "decimal_spelling",
            "Input should be a decimal that can be written as {pattern} without rounding",
            {"pattern": self.pattern or self.python_pattern},
        )

    def _is_accepted(self, text: str) -> bool:
        try:
            accepts = self._accepts
        except AttributeError:
            accepts = self._accepts = SchemaValidator(self.string())
        return accepts.isinstance_python(text)


def _as_written(text: str) -> Iterator[str]:
    """A decimal as it is; then with fewer zeros at its end, then with more."""
    yield text
    whole, _, places = text.partition(".")
    for count in range(len(places) - 1, -1, -1):
        if places[count] != "0":
            break
        yield f"{whole}.{places[:count]}" if count else whole
    for count in range(len(places) + 1, len(places) + 19):
        yield f"{whole}.{places:0<{count}}"


def _leap_second(text: str) -> str:
    """RFC 3339, 5.7: a leap second is 23:59:60 in UTC."""
    match = re.fullmatch(_LEAP_SECOND, text)
    if match is not None:
        local, offset = _minutes(match[2]), match[5]
        ahead = 0 if offset in "Zz" else _minutes(offset[1:]) * (-1 if offset[0] == "-" else 1)
        if (local - ahead) % _MINUTES_OF_A_DAY == _MINUTES_OF_A_DAY - 1:
            return text
    raise PydanticCustomError("date_time", "Input should be a date-time that exists")


def _minutes(clock: str) -> int:
    return int(clock[:2]) * 60 + int(clock[3:5])


def _nearest(text: str) -> datetime:
    """Of a leap second or a time in year 0, neither of which Python has, the nearest time in the same zone."""
    if text.startswith("0000"):
        zone = datetime.fromisoformat(f"2000-01-01T{text[11:17]}00{text[19:]}").tzinfo
        return datetime.min.replace(tzinfo=zone)
    before = datetime.fromisoformat(f"{text[:17]}59{text[19:]}").replace(microsecond=0)
    try:
        return before + timedelta(seconds=1)
    except OverflowError:
        return before


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


Integer: TypeAlias = Annotated[int, Whole()]


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
        said = core_schema.float_schema(
            strict=True, ge=self.ge, gt=self.gt, le=self.le, lt=self.lt, multiple_of=self.multiple_of
        )
        return core_schema.no_info_wrap_validator_function(
            self._read, said, serialization=core_schema.plain_serializer_function_ser_schema(_itself, when_used="json")
        )

    def _read(self, value: Any, _: ValidatorFunctionWrapHandler) -> float:
        """`read`; what it wraps only tells pydantic's JSON Schema of the bounds: it would read 1 as 1.0."""
        return self.read(value)

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


def _bound(kind: LiteralString, words: str, bound: float) -> PydanticCustomError:
    return PydanticCustomError(kind, "Input should be {words} {bound}", {"words": words, "bound": bound})


def _itself(value: Any) -> Any:
    return value


def is_multiple(number: float, of: float) -> bool:
    """True of a multiple of another number, as decimals: 0.3 is one of 0.1, whatever binary fractions say."""
    if isinstance(number, int) and isinstance(of, int):
        return number % of == 0
    from fractions import Fraction

    return Fraction(repr(number)) % Fraction(repr(of)) == 0


Numeric: TypeAlias = Annotated[float, Number()]
Null: TypeAlias = Annotated[None, "null"]
"""Null alone; `None` itself could not stand in `None | None`."""


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


EmptyObject: TypeAlias = Annotated[dict[str, Any], _Empty()]


class Tag:
    """A union of objects that one property, by its name in JSON, tells apart: each has strings that no other has."""

    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        choices: dict[Any, CoreSchema] = {}
        paths: list[list[str | int]] = [[self.name]]
        union: Any = handler(source)
        for cls, (schema, _) in zip(get_args(source), union["choices"], strict=True):
            python, field = next((n, f) for n, f in cls._fields.items() if f.json == self.name)
            choices |= dict.fromkeys(_literals(field.annotation), schema)
            paths += [] if [python] in paths else [[python]]
        known = ", ".join(repr(tag) for tag in choices)
        return core_schema.tagged_union_schema(
            choices,
            paths,
            custom_error_type="union_tag",
            custom_error_message="Input should be an object whose {name} is one of: {known}",
            custom_error_context={"name": self.name, "known": known},
        )


def _literals(annotation: Any) -> tuple[Any, ...]:
    """The strings of a `Literal`, marked or not."""
    return get_args(annotation.__origin__ if get_origin(annotation) is Annotated else annotation)


class Items:
    """An array: how many elements, and whether each may stand in it once only."""

    __slots__ = ("max_length", "min_length", "unique")

    def __init__(self, *, min_length: int | None = None, max_length: int | None = None, unique: bool = False) -> None:
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
        elements: list[Any] = value
        seen: set[Any] = set()
        for element in elements:
            key = identity(element)
            if key in seen:
                raise PydanticCustomError("unique_items", "Elements should all be different")
            seen.add(key)
        return elements
    return value


def identity(value: Any) -> Any:
    """A key that two JSON values share exactly when they are equal: 1 and 1.0 are, 1 and true are not."""
    if isinstance(value, bool):
        return bool, value
    if isinstance(value, dict):
        members: dict[str, Any] = value
        return dict, frozenset((name, identity(member)) for name, member in members.items())
    if isinstance(value, list):
        elements: list[Any] = value
        return list, tuple(identity(element) for element in elements)
    return value


def is_date(text: str) -> bool:
    """RFC 3339, 5.6 (full-date)."""
    return re.fullmatch(_DATE, text) is not None


def is_date_time(text: str) -> bool:
    """RFC 3339, 5.6 (date-time)."""
    if re.fullmatch(_DATE_TIME, text) is not None:
        return True
    try:
        return bool(_leap_second(text))
    except PydanticCustomError:
        return False


def is_uuid(text: str) -> bool:
    """RFC 9562, section 4: with hyphens."""
    return re.fullmatch(_UUID, text) is not None
