"""Builds values that follow a schema and satisfy leaves of patterns, place by place; or says why there are none."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from bridgewright.documents.pointers import escaped
from bridgewright.patterns.operators.exists import Exists
from bridgewright.patterns.tree import Leaf
from bridgewright.routing.fitting import NoValue, Undecided, described, value_for
from bridgewright.sample.shapes import Shape, Shapes
from bridgewright.schemas.judge import Judge, TooManySteps


@dataclass(slots=True)
class Need:
    """What must hold at one place of an event, and below it."""

    below: dict[str, Need] = field(default_factory=dict)
    wanted: list[tuple[int, Leaf]] = field(default_factory=list)
    """Leaves that the place must satisfy, each with the number of the pattern that it is from."""
    unwanted: list[Leaf] = field(default_factory=list)

    @classmethod
    def of(cls, wanted: Iterable[tuple[int, Leaf]], unwanted: Iterable[Leaf] = ()) -> Need:
        """The need that the leaves make together, from the root of an event."""
        root = cls()
        for owner, leaf in wanted:
            root.at(leaf.steps).wanted.append((owner, leaf))
        for leaf in unwanted:
            root.at(leaf.steps).unwanted.append(leaf)
        return root

    def at(self, steps: Sequence[str]) -> Need:
        """The need at a path below, made when there is none yet."""
        node = self
        for step in steps:
            node = node.below.setdefault(step, Need())
        return node

    def everything(self) -> Iterator[Need]:
        """This need and all below it."""
        yield self
        for inner in self.below.values():
            yield from inner.everything()

    @property
    def is_empty(self) -> bool:
        """True when nothing is asked."""
        return not (self.below or self.wanted or self.unwanted)

    @property
    def has_unwanted(self) -> bool:
        """True when a leaf here or below must not be satisfied."""
        return any(need.unwanted for need in self.everything())

    def missed(self) -> Leaf | None:
        """A leaf that fails when nothing stands here; None when absence is fine."""
        for need in self.everything():
            for _, leaf in need.wanted:
                if not leaf.may_be_absent:
                    return leaf
            for leaf in need.unwanted:
                if leaf.may_be_absent:
                    return leaf
        return None


NOTHING = Need()


class Dead(Exception):
    """Proven: nothing fits. `str()` says why, with the place as a JSON Pointer into the event."""

    def __init__(self, at: str, words: str, shown: Sequence[str] = (), others: Sequence[Dead] = ()) -> None:
        super().__init__(at, words, shown)
        self.at, self.words, self.shown = at, words, tuple(dict.fromkeys(shown))
        self.others = others
        """Why the other alternatives of the schema don't fit either."""

    def __str__(self) -> str:
        return self.within("")

    def within(self, base: str) -> str:
        """Why, with the place as a pointer into the part of the event at `base`."""
        at = self.at.removeprefix(base)
        says = f"{at:.200} {self.words:.200}"
        if self.shown:
            says = f"{self.words:.200} never matches: {at:.200} is {' or '.join(self.shown):.300}"
        return "; otherwise ".join([says, *dict.fromkeys(other.within(base) for other in self.others[:3])])


class EventBuilder:
    """Builds values of shapes that meet needs; parts that nothing is asked of only when `is_whole`."""

    def __init__(self, shapes: Shapes, judge: Judge, *, is_whole: bool) -> None:
        self.shapes, self.judge, self.is_whole = shapes, judge, is_whole

    def value(self, shape: Shape, need: Need, at: str) -> Any:
        """A value of the shape that meets the need; `Dead` or `Undecided` when there is none, or none was found."""
        if need.is_empty and not self.is_whole:
            return None
        if self.shapes.height(shape) == float("inf"):
            raise Undecided
        if shape.choice is not None:
            return self._chosen(shape, need, at)
        attempts: list[Callable[[Shape, Need, str], Any]] = [self._object] if "object" in shape.types else []
        attempts += [self._array] if "array" in shape.types else []
        attempts += [self._scalar] if not shape.types or shape.types - {"object", "array"} or shape.nullable else []
        if shape.enum is not None:
            attempts = [self._listed]
        elif not shape.types:
            attempts = [self._object, self._array, self._scalar] if need.below else [self._scalar, self._object]
            attempts = [self._object, *attempts] if shape.kind() == "object" else attempts
            attempts = [self._array, *attempts] if shape.kind() == "array" else attempts
        return self._any([lambda attempt=attempt: attempt(shape, need, at) for attempt in attempts], not shape.types)

    def _any(self, attempts: Sequence[Any], is_open: bool) -> Any:
        dead: list[Dead] = []
        for attempt in attempts:
            try:
                return attempt()
            except Dead as error:
                dead.append(error)
            except Undecided:
                is_open = True
        if is_open or not dead:
            raise Undecided
        first = dead[0]
        if len(dead) == 1:
            raise first
        alike = [error for error in dead if (error.at, error.words) == (first.at, first.words)]
        others = [error for error in dead if error not in alike]
        raise Dead(first.at, first.words, [shown for error in alike for shown in error.shown], others)

    def _chosen(self, shape: Shape, need: Need, at: str) -> Any:
        def attempt(branch: Shape) -> Any:
            value = self.value(branch, need, at)
            if self.is_whole and not self._follows(shape, value):
                raise Undecided
            return value

        branches = sorted(self.shapes.narrowed(shape), key=self.shapes.height)
        return self._any([lambda branch=branch: attempt(branch) for branch in branches], is_open=False)

    def _follows(self, shape: Shape, value: Any) -> bool:
        try:
            return self.judge.accepts({"allOf": [schema for _, schema in shape.part]}, value)
        except TooManySteps:
            return False

    def _listed(self, shape: Shape, need: Need, at: str) -> Any:
        plain = [value for value in shape.enum or () if not isinstance(value, list | dict)]
        if need.is_empty and not plain:
            found = next((value for value in shape.enum or () if self._follows(shape, value)), None)
            return copy.deepcopy(found)
        try:
            return self._scalar(shape, need, at)
        except Dead:
            if len(plain) < len(shape.enum or ()):
                raise Undecided from None
            raise

    def _scalar(self, shape: Shape, need: Need, at: str) -> Any:
        below = [inner.missed() for inner in need.below.values()]
        missed = next((leaf for leaf in below if leaf), None)
        if missed:
            raise Dead(at, missed.describe(), [described(shape)])
        wanted = [leaf for _, leaf in need.wanted]
        if any(operators == (Exists(False),) for operators in (leaf.operators for leaf in wanted)):
            raise Dead(at, "is required, so it always exists")
        try:
            return value_for(shape, self.judge, wanted, need.unwanted)
        except NoValue:
            words = " and ".join(dict.fromkeys(leaf.describe() for leaf in wanted))
            words += "".join(f" and not {leaf.describe()}" for leaf in need.unwanted)
            raise Dead(at, words, [described(shape)]) from None

    def _object(self, shape: Shape, need: Need, at: str) -> dict[str, Any]:
        missed = Need(wanted=need.wanted, unwanted=need.unwanted).missed()
        if missed:
            raise Dead(at, missed.describe(), ["an object"])
        if need.below and any("." in name for name in shape.properties):
            raise Undecided  # a dotted name and nested ones are the same path
        found: dict[str, Any] = {}
        asked = {name: inner for name in shape.properties if (inner := need.below.get(name))}
        for name, part in shape.properties.items():
            inner = asked.get(name, NOTHING)
            if name in shape.required or inner.missed():
                found[name] = self._member(self.shapes.of(part), inner, f"{at}/{escaped(name)}")
        for name, inner in need.below.items():
            if name not in asked and inner.missed():
                found[name] = self._undeclared(shape, name, inner, at)
        if self.is_whole:
            self._fill(found, shape, at)
        return found

    def _member(self, shape: Shape, need: Need, at: str) -> Any:
        try:
            return self.value(shape, need, at)
        except Dead:
            if need.is_empty:
                raise Undecided from None
            raise

    def _undeclared(self, shape: Shape, name: str, need: Need, at: str) -> Any:
        for inner, leaf in [(part, leaf) for part in need.everything() for _, leaf in part.wanted]:
            if any(set(leaf.operators) <= set(other.operators) for other in inner.unwanted):
                raise Dead(f"{at}/{escaped(name)}", f"{leaf.describe()} and not {leaf.describe()}", ["undeclared"])
        if shape.extras is None:
            raise Dead(f"{at}/{escaped(name)}", "is no field of the contract")
        return self.value(self._shape_of(shape.extras), need, f"{at}/{escaped(name)}")

    def _shape_of(self, part: Any) -> Shape:
        return self.shapes.of(part or (("#anything", {}),))

    def _fill(self, found: dict[str, Any], shape: Shape, at: str) -> None:
        """Required members that nobody declared, and as many others as there must be."""
        for name in shape.required:
            if name not in found:
                found[name] = self.value(self._shape_of(shape.extras), NOTHING, f"{at}/{escaped(name)}")
        spare = (name for name in shape.properties if name not in found)
        while len(found) < shape.bounds.get("minProperties", 0):
            name = next(spare, f"key-{len(found)}")
            part = shape.properties.get(name, shape.extras)
            found[name] = self.value(self._shape_of(part), NOTHING, f"{at}/{escaped(name)}")

    def _array(self, shape: Shape, need: Need, at: str) -> list[Any]:
        least, most = shape.bounds.get("minItems", 0), shape.bounds.get("maxItems", 1)
        missed = need.missed()
        if missed is None and least == 0:
            return []
        if missed and most == 0:
            raise Dead(at, missed.describe(), ["an empty array"])
        items = self._shape_of(shape.items)
        elements = self._elements(items, need, at)
        if not self.is_whole:
            return elements
        filling = self.value(items, NOTHING, at) if shape.unique else elements[0]
        return elements + [copy.deepcopy(filling) for _ in range(least - len(elements))]

    def _elements(self, items: Shape, need: Need, at: str) -> list[Any]:
        """One element that meets the need; where the needs of several patterns exclude each other, one for each."""
        owners = {owner for inner in need.everything() for owner, _ in inner.wanted}
        try:
            return [self.value(items, need, at)]
        except Dead:
            if need.has_unwanted:
                raise Undecided from None  # an array fails a leaf in more ways than one element can
            if len(owners) < 2:
                raise
        return [self.value(items, _owned(need, owner), at) for owner in sorted(owners)]


def _owned(need: Need, owner: int) -> Need:
    """What one pattern asks."""
    return Need(
        {name: _owned(inner, owner) for name, inner in need.below.items()},
        [(number, leaf) for number, leaf in need.wanted if number == owner],
    )
