"""Invalid values with one fault each: every way in which a valid detail can be spoilt."""

from __future__ import annotations

import copy
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from bridgewright.contracts.model import EventContract
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.sample.shapes import Shape, Shapes
from bridgewright.sample.validity import validity
from bridgewright.schemas import format_samples

_OTHER_TYPE: dict[str, tuple[JsonValue, ...]] = {
    "string": (17, True, ["text"], {"text": 1}),
    "integer": ("17", 1.5, True, [1]),
    "number": ("1.5", True, [1.5]),
    "boolean": ("true", 1),
    "array": ({}, "text"),
    "object": ([], "text"),
}
_NOT_LISTED: tuple[JsonValue, ...] = ("\u2603", 987654321, [], {})
_LARGEST_PADDED = 5_000_000


@dataclass(frozen=True, slots=True)
class Fault:
    """A detail with one fault: at the JSON Pointer `pointer` it breaks the schema's `keyword`."""

    pointer: str
    keyword: str
    detail: JsonValue


def faults(contract: EventContract, detail: JsonValue) -> Iterator[Fault]:
    """Every single-fault mutation of a valid detail that the OpenAPI validator refuses.

    Each fault holds its own copy. Ends; elements of an array after the first are left alone.
    """
    return value_faults(contract.asserted.content, contract.detail_pointer, detail)


def value_faults(content: dict[str, Any], pointer: str, value: JsonValue) -> Iterator[Fault]:
    """`faults` for a value of any schema of a document."""
    is_valid = validity(content, pointer)
    shapes = Shapes(content)
    chosen = _Chosen(shapes, content)
    for at, here, shape in _places(chosen, shapes.at(pointer), value, ""):
        for keyword, spoilt in _spoilt(shape, here):
            broken = _replaced(value, at, spoilt)
            if not is_valid(broken):
                yield Fault(at, keyword, broken)


class _Chosen:
    """Settles what a value settles: the branch that it is."""

    def __init__(self, shapes: Shapes, content: dict[str, Any]) -> None:
        self.shapes = shapes
        self._content = content
        self._judges: dict[str, Callable[[JsonValue], bool]] = {}

    def shape(self, shape: Shape, value: JsonValue) -> Shape:
        while shape.choice is not None:
            branches = self.shapes.narrowed(shape)
            fitting = [b for b, part in zip(branches, shape.branches, strict=True) if self._takes(part[0][0], value)]
            shape = (fitting or branches)[0]
        return shape

    def _takes(self, pointer: str, value: JsonValue) -> bool:
        if pointer not in self._judges:
            self._judges[pointer] = validity(self._content, pointer)
        return self._judges[pointer](value)


def _places(chosen: _Chosen, shape: Shape, value: JsonValue, at: str) -> Iterator[tuple[str, JsonValue, Shape]]:
    """Every place of a value with the shape that it has there."""
    shape = chosen.shape(shape, value)
    yield at, value, shape
    if isinstance(value, dict):
        for name, part in shape.properties.items():
            if name in value:
                yield from _places(chosen, chosen.shapes.of(part), value[name], f"{at}/{escaped(name)}")
    elif isinstance(value, list) and value and shape.items:
        yield from _places(chosen, chosen.shapes.of(shape.items), value[0], f"{at}/0")


def _spoilt(shape: Shape, value: JsonValue) -> Iterator[tuple[str, JsonValue]]:
    """(keyword, value) of each fault at one place."""
    if not shape.nullable and shape.types:
        yield "nullable", None
    for name in sorted(shape.types):
        yield from (("type", other) for other in _OTHER_TYPE[name])
    if shape.enum is not None:
        yield from (("enum", other) for other in _NOT_LISTED)
    if isinstance(value, dict):
        yield from _spoilt_object(shape, value)
    elif isinstance(value, list):
        yield from _spoilt_array(shape, value)
    elif isinstance(value, str):
        yield from _spoilt_text(shape, value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield from _spoilt_number(shape, value)


def _spoilt_object(shape: Shape, value: dict[str, Any]) -> Iterator[tuple[str, JsonValue]]:
    for name in shape.required:
        yield "required", {key: inner for key, inner in value.items() if key != name}
    yield "additionalProperties", value | {"notDeclared": 1}
    yield "additionalProperties", value | {"notDeclared": {"deep": [None]}}
    if "minProperties" in shape.bounds:
        yield "minProperties", dict(list(value.items())[: shape.bounds["minProperties"] - 1])
    if "maxProperties" in shape.bounds:
        yield "maxProperties", value | {f"more{i}": "x" for i in range(shape.bounds["maxProperties"] + 1)}


def _spoilt_array(shape: Shape, value: list[Any]) -> Iterator[tuple[str, JsonValue]]:
    low, high = shape.bounds.get("minItems", 0), shape.bounds.get("maxItems")
    if low:
        yield "minItems", value[: low - 1]
    if high is not None and value:
        yield "maxItems", [copy.deepcopy(value[i % len(value)]) for i in range(high + 1)]
    if shape.unique and value:
        yield "uniqueItems", [*value, copy.deepcopy(value[-1])]


def _spoilt_text(shape: Shape, value: str) -> Iterator[tuple[str, JsonValue]]:
    low, high = shape.bounds.get("minLength", 0), shape.bounds.get("maxLength")
    if low:
        yield "minLength", value[: low - 1]
    if high is not None and high < _LARGEST_PADDED:
        yield "maxLength", value + (value[-1:] or "a") * (high + 1 - len(value))
    if shape.patterns:
        yield from (
            ("pattern", other) for other in ("", "\u2603", value + " ", " " + value, value[:-1], value.swapcase())
        )
    for name in shape.formats:
        yield from (("format", other) for other in format_samples.WRONG.get(name, ()))
        yield from (("format", other) for other in ((value + " ", value[:-1]) if name in format_samples.WRONG else ()))


def _spoilt_number(shape: Shape, value: float) -> Iterator[tuple[str, JsonValue]]:
    if shape.low is not None:
        yield "minimum", shape.low.value - (not shape.low.exclusive)
    if shape.high is not None:
        yield "maximum", shape.high.value + (not shape.high.exclusive)
    for multiple in shape.multiples:
        yield "multipleOf", value + multiple / 2
    if "int32" in shape.formats:
        yield "format", 2**31
    if "int64" in shape.formats:
        yield "format", 2**63


def _replaced(value: JsonValue, pointer: str, other: JsonValue) -> JsonValue:
    """A copy with another value at a place."""
    if not pointer:
        return copy.deepcopy(other)
    whole = json.loads(json.dumps(value))
    parent, _, token = pointer.rpartition("/")
    holder = value_at(whole, parent)
    key = token.replace("~1", "/").replace("~0", "~")
    holder[int(key) if isinstance(holder, list) else key] = other
    return whole
