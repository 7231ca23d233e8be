"""JSON values: exact numbers, keys that are equal when JSON Schema holds values to be equal, and sameness."""

from __future__ import annotations

import marshal
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any, Final, TypeAlias

from bridgewright.documents.canonical import canonical_json
from bridgewright.documents.document import JsonValue

Key: TypeAlias = tuple[Any, ...]
"""A JSON value that can be hashed, equal when JSON Schema holds the values to be equal (1 and 1.0 are)."""


_EXACT: Final = 2**53
"""Whole numbers below have a double that is equal to them."""


class Unreadable(Exception):
    """A schema, or a value in it, that no dialect gives a meaning; the message says where and why."""


def exact(number: float) -> Fraction:
    """The number that the JSON text meant: 0.1 is a tenth.

    Raises:
        Unreadable: it is no number (infinite, say).
    """
    try:
        return Fraction(number) if isinstance(number, int) else Fraction(repr(number))
    except (ValueError, OverflowError):
        raise Unreadable(f"{number!r} is no JSON number") from None


def key_of(value: JsonValue) -> Key:
    """The value's key; two values have one key when JSON Schema calls them equal."""
    if value is None:
        return ("null",)
    if isinstance(value, bool):
        return ("boolean", value)
    if isinstance(value, int | float):
        return ("number", exact(value))
    if isinstance(value, str):
        return ("string", value)
    if isinstance(value, list | tuple):
        return ("array", tuple(key_of(member) for member in value))
    if isinstance(value, dict):
        return ("object", tuple(sorted((str(name), key_of(member)) for name, member in value.items())))
    raise Unreadable(f"{type(value).__name__} is no JSON value")


def value_of(key: Key) -> JsonValue:
    """A value that has this key."""
    kind = key[0]
    if kind == "null":
        return None
    if kind == "number":
        return number_of(key[1])
    if kind == "array":
        return [value_of(member) for member in key[1]]
    if kind == "object":
        return {name: value_of(member) for name, member in key[1]}
    return key[1]


def number_of(fraction: Fraction) -> int | float:
    """A JSON number for a fraction: an integer where it is one."""
    return int(fraction) if fraction.denominator == 1 else float(fraction)


def number_spellings(value: JsonValue) -> Iterator[JsonValue]:
    """This value, and those equal to it that are of another type to draft-04: 2 is an integer there, 2.0 is none."""
    if isinstance(value, bool) or not isinstance(value, int | float | list | dict):
        yield value
    elif isinstance(value, list):
        yield from map(list, product(*map(number_spellings, value)))
    elif isinstance(value, dict):
        for members in product(*map(number_spellings, value.values())):
            yield dict(zip(value, members, strict=True))
    else:
        yield value
        if value == int(value) and abs(value) < _EXACT:
            yield float(value) if isinstance(value, int) else int(value)


def spelling(value: JsonValue) -> bytes | None:
    """Bytes that are equal only for the same JSON, True and 1 told apart; None for what isn't plain JSON data.

    Two orders of keys are two spellings: unequal bytes say nothing.
    """
    try:
        return marshal.dumps(value, 2)
    except ValueError:
        return None


def same_json(one: JsonValue, other: JsonValue) -> bool:
    """True when two documents are the same JSON: unlike Python, which holds True and 1 to be equal."""
    try:
        if one != other:
            return False
        spelled = spelling(one)
        if spelled is not None and spelled == spelling(other):
            return True
        return one is other or canonical_json(one) == canonical_json(other)
    except (RecursionError, TypeError):
        return one is other
