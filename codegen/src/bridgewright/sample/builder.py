"""A value from a shape: the recursion, with its ends in sight."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from bridgewright.documents.document import JsonValue
from bridgewright.sample.choices import Choices, Least, Mixed
from bridgewright.sample.errors import Unsatisfiable
from bridgewright.sample.scalars import corners
from bridgewright.sample.shapes import Shape, Shapes
from bridgewright.schemas.equality import Key, key_of

ITEMS = (100, 5, 2)
"""Most elements of an array, of an array in an array, and so on; deeper ones get one."""
_MOST_LEAST = 10_000
"""Most elements or properties that are made because the schema wants so many."""
_UNBOUNDED_EXTRA = 3
_FREE_KEYS = 3
_SAME_ON_PATH = 2
_PLACES = 50_000
_REDRAWS = 40
_LEAST = Least()


class ValueBuilder:
    """Builds values of one document's shapes."""

    def __init__(self, shapes: Shapes) -> None:
        self._shapes = shapes
        self._corners: dict[Any, tuple[JsonValue, ...] | Unsatisfiable] = {}
        self._open: Counter[Any] = Counter()
        self._arrays = 0
        self._places = 0

    def built(self, shape: Shape, choices: Choices) -> JsonValue:
        """One value; it fits the shape but for `not`, exclusive `oneOf` and contradictions.

        Raises:
            Unsatisfiable: something that is required can't be built.
        """
        self._open.clear()
        self._arrays = self._places = 0
        return self._value(shape, choices)

    def _value(self, shape: Shape, choices: Choices) -> JsonValue:
        if self._shapes.height(shape) == float("inf"):
            culprit = self._shapes.impossible_part(shape)
            if culprit is None:
                raise Unsatisfiable(shape.pointer, "it requires itself without end")
            raise Unsatisfiable(culprit.pointer, "no value fits")
        if self._open[shape.key] > _SAME_ON_PATH:  # from the last one on, only the least was built: it would never end
            raise Unsatisfiable(shape.pointer, "it requires itself without end")
        self._places += 1
        if self._open[shape.key] >= _SAME_ON_PATH or self._places > _PLACES:
            choices = _LEAST
        self._open[shape.key] += 1
        try:
            return self._chosen(shape, choices)
        finally:
            self._open[shape.key] -= 1

    def _chosen(self, shape: Shape, choices: Choices) -> JsonValue:
        if shape.choice is not None:
            branches = self._shapes.narrowed(shape)
            heights = [self._shapes.height(branch) for branch in branches]
            return self._value(branches[choices.branch(shape, heights)], choices)
        if shape.enum is None and shape.nullable and choices.is_null(shape):
            return None
        if shape.enum is None and shape.kind() == "object":
            return self._object(shape, choices)
        if shape.enum is None and shape.kind() == "array":
            return self._array(shape, choices)
        return choices.scalar(shape, self._corners_of(shape))

    def _corners_of(self, shape: Shape) -> tuple[JsonValue, ...]:
        if shape.key not in self._corners:
            try:
                self._corners[shape.key] = corners(shape)
            except Unsatisfiable as problem:
                self._corners[shape.key] = problem
        found = self._corners[shape.key]
        if isinstance(found, Unsatisfiable):
            raise found
        return found

    def _object(self, shape: Shape, choices: Choices) -> dict[str, JsonValue]:
        least = _least(shape, "minProperties")
        most = shape.bounds.get("maxProperties", len(shape.properties) + least + _FREE_KEYS)
        optional = [name for name in shape.properties if name not in shape.required]
        chosen = [name for name in optional if choices.includes(shape, name)]
        spare = [name for name in optional if name not in chosen]
        chosen += spare[: max(0, least - len(shape.required) - len(chosen))]
        found: dict[str, JsonValue] = {}
        for name in (*shape.properties, *shape.required):
            if name in shape.required and name not in found:
                found[name] = self._property(shape, name, choices)
            elif name in chosen and len(found) < most - _missing(shape, found):
                self._add_optional(found, shape, name, choices)
        self._add_free(found, shape, choices, (least, most))
        return found

    def _property(self, shape: Shape, name: str, choices: Choices) -> JsonValue:
        part = shape.properties.get(name, shape.extras or ())
        return self._value(self._shapes.of(part), choices) if part else "free"

    def _add_optional(self, found: dict[str, JsonValue], shape: Shape, name: str, choices: Choices) -> None:
        """Leaves out what can't be built: an optional property may have no value at all."""
        try:
            found[name] = self._property(shape, name, choices)
        except Unsatisfiable:
            found.pop(name, None)

    def _add_free(self, found: dict[str, JsonValue], shape: Shape, choices: Choices, bounds: tuple[int, int]) -> None:
        """Keys that nobody declared: as many as a map wants, and now and then one in an open object."""
        if shape.extras is None:
            return
        least, most = bounds
        room, lacking = max(0, most - len(found)), max(0, least - len(found))
        wanted = 0
        if shape.declares_extras:
            wanted = choices.length(shape, lacking, max(lacking, min(room, _FREE_KEYS)))
        elif lacking or (room and choices.adds_unknown()):
            wanted = max(1, lacking)
        for number in range(wanted):
            key = f"key-{number + 1}" if number else "notDeclared"
            if key not in found and key not in shape.properties:
                found[key] = self._property(shape, key, choices)

    def _array(self, shape: Shape, choices: Choices) -> list[JsonValue]:
        low = _least(shape, "minItems")
        cap = ITEMS[self._arrays] if self._arrays < len(ITEMS) else 1
        high = max(low, min(shape.bounds.get("maxItems", low + _UNBOUNDED_EXTRA), cap))
        if not shape.items:
            return ["free"] * low if not shape.unique else list(range(low))
        items = self._shapes.of(shape.items)
        if self._shapes.height(items) == float("inf"):
            return []
        self._arrays += 1
        try:
            length = choices.length(shape, low, high)
            return (
                self._distinct(items, length, choices)
                if shape.unique
                else [self._value(items, choices) for _ in range(length)]
            )
        finally:
            self._arrays -= 1

    def _distinct(self, items: Shape, length: int, choices: Choices) -> list[JsonValue]:
        """As many different elements as can be drawn, up to `length`."""
        drawn: dict[Key, JsonValue] = {}
        redraw = Mixed(Random(length))  # noqa: S311  (repeatable, not secret)
        for turn in range(length + _REDRAWS):
            if len(drawn) == length:
                break
            value = self._value(items, choices if turn < length else redraw)
            drawn.setdefault(key_of(value), value)
        return list(drawn.values())


def _least(shape: Shape, keyword: str) -> int:
    least = shape.bounds.get(keyword, 0)
    if least > _MOST_LEAST:
        raise Unsatisfiable(shape.pointer, f"not more than {_MOST_LEAST:,} parts are made")
    return least


def _missing(shape: Shape, found: dict[str, JsonValue]) -> int:
    return sum(name not in found for name in shape.required)
