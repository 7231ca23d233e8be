"""The differences of two schemas keyword by keyword: annotations, types, values, bounds, texts, conditions."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bridgewright.compat.changes.edits import Edit
from bridgewright.compat.proof.engine import Engine
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import key_of
from bridgewright.schemas.keywords import BOUNDS, LEAST, MOST, SAID_TOGETHER

_TYPES: Final = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})

ANNOTATIONS: Final = ("title", "description", "examples", "example", "$comment", "readOnly", "writeOnly")


@dataclass(frozen=True, slots=True)
class Site:
    """One difference; `edit` makes it in a document, and is None for what asserts nothing."""

    rule: str
    old_pointer: str
    new_pointer: str
    before: JsonValue
    after: JsonValue
    edit: Edit | None


@dataclass(frozen=True, slots=True)
class Position:
    """A pair of schemas; `edit` is set where one of them isn't spelled out, so that only their parent can change."""

    old: str
    new: str
    edit: Edit | None = None


class Differences:
    """The sites of one pair of schemas."""

    def __init__(self, engine: Engine, old: Mapping[str, Any], new: Mapping[str, Any], position: Position) -> None:
        self.engine = engine
        self.old = old
        self.new = new
        self.position = position

    def site(self, rule: str, keyword: str, before: JsonValue, after: JsonValue, *group: str) -> Site:
        """A site at a keyword, edited with all the keywords of its group."""
        edit = self.position.edit or Edit(self.position.old, self.position.new, (keyword, *group))
        at = f"/{escaped(keyword)}" if keyword else ""
        old = self.position.old + (at if keyword in self.old else "")
        new = self.position.new + (at if keyword in self.new else "")
        return Site(rule, old, new, before, after, edit)

    def annotations(self) -> Iterator[Site]:
        """Differences that assert nothing."""
        for keyword, rule in (("default", "default-changed"), ("deprecated", "property-deprecated")):
            if self.old.get(keyword) != self.new.get(keyword):
                yield replace(self.site(rule, keyword, self.old.get(keyword), self.new.get(keyword)), edit=None)
        for keyword in ANNOTATIONS:
            before, after = self.old.get(keyword), self.new.get(keyword)
            if before != after:
                yield replace(self.site("annotation-changed", keyword, before, after), edit=None)

    def of_keywords(self) -> Iterator[Site]:
        """Differences that assert something, without those of the parts."""
        yield from self._types()
        yield from self._enumeration()
        yield from self._bounds()
        yield from self._texts()
        yield from self._groups()

    def unlike(self, keyword: str) -> bool:
        """True when the operands differ, or say something else for all that they are spelled alike."""
        before, after = self.old.get(keyword), self.new.get(keyword)
        if before is None and after is None:
            return False
        if before != after:
            return True
        tails = [""]
        if isinstance(before, dict):
            tails += [f"/{escaped(name)}" for name in before]
        at = f"/{keyword}"
        same_at = self.engine.same_at
        return any(same_at(self.position.old + at + tail, self.position.new + at + tail) is False for tail in tails)

    def _type_set(self, side: int) -> frozenset[str]:
        schema = (self.old, self.new)[side]
        told = schema.get("type")
        names = {told} if isinstance(told, str) else set(told) if isinstance(told, list) else set(_TYPES)
        if self.engine.sides[side].dialect.nullable and schema.get("nullable") is True:
            names.add("null")
        if "number" in names:
            names.add("integer")
        return frozenset(names)

    def _types(self) -> Iterator[Site]:
        old, new = self._type_set(0), self._type_set(1)
        if old == new:
            return
        before, after = self.old.get("type"), self.new.get("type")
        if old < new:
            rule = "null-added" if new - old == {"null"} else "type-widened"
        elif new < old:
            rule = "null-removed" if old - new == {"null"} else "type-narrowed"
        else:
            rule = "type-changed"
        yield self.site(rule, "type", before, after, "nullable")

    def _enumeration(self) -> Iterator[Site]:
        old, new = _listed(self.old), _listed(self.new)
        if old is None and new is None:
            return
        keyword = "const" if "const" in (self.new if new is not None else self.old) else "enum"
        other = "enum" if keyword == "const" else "const"
        before, after = self.old.get("const", self.old.get("enum")), self.new.get("const", self.new.get("enum"))
        if old is None:
            yield self.site(f"{keyword}-introduced", keyword, None, after, other)
        elif new is None:
            yield self.site("enum-dropped", keyword, before, None, other)
        elif "const" in self.old and "const" in self.new and old.keys() != new.keys():
            yield self.site("const-changed", "const", before, after)
        else:
            for rule, more, less in (("enum-value-removed", old, new), ("enum-value-added", new, old)):
                values = [value for key, value in more.items() if key not in less]
                if values:
                    removed = rule == "enum-value-removed"
                    site = self.site(rule, keyword, values if removed else None, None if removed else values, other)
                    edit = (
                        Edit(self.position.old, self.position.new, ("enum", "const"), removed=tuple(values))
                        if removed
                        else (Edit(self.position.old, self.position.new, ("enum", "const"), added=tuple(values)))
                    )
                    yield replace(site, edit=self.position.edit or edit)

    def _bounds(self) -> Iterator[Site]:
        for keyword in (each for pair in zip(MOST, LEAST, strict=True) for each in pair):
            old, new = self.old.get(keyword), self.new.get(keyword)
            yield from self._bound(_spaced(keyword), (keyword,), old, new, is_least=keyword in LEAST)
        for keyword, exclusive in BOUNDS:
            old = _bound_of(self.old, keyword, exclusive)
            new = _bound_of(self.new, keyword, exclusive)
            yield from self._bound(keyword, (keyword, exclusive), old, new, is_least=keyword == "minimum")
        old, new = self.old.get("multipleOf"), self.new.get("multipleOf")
        if old != new:
            coarser = old is None or (new is not None and new > old)
            yield self.site("multiple-of-added" if coarser else "multiple-of-removed", "multipleOf", old, new)
        if bool(self.old.get("uniqueItems")) != bool(self.new.get("uniqueItems")):
            rule = "unique-items-added" if self.new.get("uniqueItems") else "unique-items-removed"
            before, after = self.old.get("uniqueItems"), self.new.get("uniqueItems")
            yield self.site(rule, "uniqueItems", before, after)

    def _bound(self, name: str, group: tuple[str, ...], old: Any, new: Any, *, is_least: bool) -> Iterator[Site]:
        if old == new:
            return
        keyword = next((key for key in group if key in self.new or key in self.old), group[0])
        rest = tuple(key for key in group if key != keyword)
        before, after = self.old.get(keyword), self.new.get(keyword)
        if new is None:
            rule = "removed"
        elif old is None:
            rule = "tightened"
        else:
            rule = "tightened" if (new > old) == is_least else "loosened"
        yield self.site(f"{name}-{rule}", keyword, before, after, *rest)

    def _texts(self) -> Iterator[Site]:
        for keyword in ("pattern", "format"):
            old, new = self.old.get(keyword), self.new.get(keyword)
            if old != new:
                end = "added" if old is None else "removed" if new is None else "changed"
                yield self.site(f"{keyword}-{end}", keyword, old, new)

    def _groups(self) -> Iterator[Site]:
        dialects = [side.dialect for side in self.engine.sides]
        for keywords in SAID_TOGETHER:
            spoken = [key for key in keywords if self.unlike(key) and any(d.asserts(key) for d in dialects)]
            if not spoken:
                continue
            before, after = self.old.get(spoken[0]), self.new.get(spoken[0])
            rest = [key for key in keywords if key != spoken[0]]
            yield self.site(_graded(_rule_of(keywords[0]), before, after), spoken[0], before, after, *rest)


def _spaced(keyword: str) -> str:
    """A keyword as the ids of rules spell it: `max-length` of `maxLength`."""
    return re.sub("[A-Z]", lambda letter: f"-{letter[0].lower()}", keyword)


def _rule_of(keyword: str) -> str:
    """The rule of a change in a keyword that OpenAPI 3.0 lacks."""
    match keyword:
        case "patternProperties":
            return "map-value"
        case "dependentRequired" | "propertyNames":
            return _spaced(keyword)
        case _:
            return "constraint-changed"


def _listed(schema: Mapping[str, Any]) -> dict[Any, JsonValue] | None:
    if "const" in schema:
        return {key_of(schema["const"]): schema["const"]}
    if isinstance(schema.get("enum"), list):
        return {key_of(value): value for value in schema["enum"]}
    return None


def _bound_of(schema: Mapping[str, Any], keyword: str, exclusive: str) -> Any:
    """The stricter of the two bounds, so that bounds can be ordered: (value, weight of exclusiveness)."""
    sign = 1 if keyword == "minimum" else -1
    told = []
    if isinstance(schema.get(keyword), int | float):
        told.append((schema[keyword], sign * (schema.get(exclusive) is True)))
    other = schema.get(exclusive)
    if isinstance(other, int | float) and not isinstance(other, bool):
        told.append((other, sign))
    return (max(told) if sign > 0 else min(told)) if told else None


def _graded(rule: str, before: Any, after: Any) -> str:
    """The id for a change of keywords that only grow or shrink: by what is there before and after."""
    more = before is None or (isinstance(before, dict) and isinstance(after, dict) and len(after) > len(before))
    if rule == "dependent-required":
        return f"{rule}-{'added' if more or (after is not None and _larger(after, before)) else 'removed'}"
    if rule == "property-names":
        return f"{rule}-{'loosened' if after is None else 'tightened'}"
    if rule == "map-value":
        return f"{rule}-{'widened' if after is None else 'narrowed'}"
    return rule


def _larger(after: Any, before: Any) -> bool:
    return sum(len(names) for names in after.values()) > sum(len(names) for names in before.values())
