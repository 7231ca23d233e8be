"""Where two schemas differ: every changed site, named by a rule, with the edit that makes that change alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from bridgewright.compat.dialect import speaks
from bridgewright.compat.edits import Edit
from bridgewright.compat.engine import Engine
from bridgewright.compat.references import refers
from bridgewright.compat.values import Unreadable, key_of
from bridgewright.model import JsonValue
from bridgewright.schema import escaped

MAX_SITES: Final = 400
_MAX_DEPTH: Final = 60
_TYPES: Final = frozenset({"null", "boolean", "integer", "number", "string", "array", "object"})
_ABSENT: Final[Mapping[str, Any]] = {}

_SIZES: Final = {
    "maxLength": ("max-length", False),
    "minLength": ("min-length", True),
    "maxItems": ("max-items", False),
    "minItems": ("min-items", True),
    "maxProperties": ("max-properties", False),
    "minProperties": ("min-properties", True),
}
_ANNOTATIONS: Final = ("title", "description", "examples", "example", "$comment", "readOnly", "writeOnly")
_STRUCTURE: Final = ("$ref", "deprecated", "$defs", "definitions", "$schema", "$id")
_GROUPS: Final = (
    (("contains", "minContains", "maxContains"), "constraint-changed"),
    (("if", "then", "else"), "constraint-changed"),
    (("not",), "constraint-changed"),
    (("unevaluatedProperties",), "constraint-changed"),
    (("unevaluatedItems",), "constraint-changed"),
    (("additionalItems",), "constraint-changed"),
    (("patternProperties",), "map-value"),
    (("dependentSchemas", "dependencies"), "constraint-changed"),
    (("dependentRequired",), "dependent-required"),
    (("propertyNames",), "property-names"),
    (("$dynamicRef", "$recursiveRef"), "constraint-changed"),
)


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
class _Place:
    """A pair of schemas; `edit` is set where one of them isn't spelled out, so that only their parent can change."""

    old: str
    new: str
    edit: Edit | None = None


class Sites:
    """Walks two schemas side by side; equal parts, in whichever spelling, are passed over."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.dialects = tuple(side.dialect for side in engine.sides)
        self._seen: set[tuple[str, str]] = set()

    def all(self) -> tuple[Site, ...]:
        """Every site, parents first, at most `MAX_SITES` of them."""
        old, new = (side.pointer for side in self.engine.sides)
        found: list[Site] = []
        for site in self.pair(_Place(old, new), 0):
            found.append(site)
            if len(found) >= MAX_SITES:
                break
        return tuple(found)

    def _schema(self, side: int, pointer: str) -> tuple[Any, str]:
        """The schema at a pointer after following refs that stand alone, and where it was found."""
        for _ in range(_MAX_DEPTH):
            schema = self.engine.resolver(side).value(pointer)
            if not isinstance(schema, Mapping) or not isinstance(schema.get("$ref"), str):
                break
            if not self.dialects[side].ref_hides_siblings and any(
                key not in (*_ANNOTATIONS, *_STRUCTURE) for key in schema
            ):
                break
            target = self.engine.resolver(side).target(schema["$ref"], pointer)
            if target is None:
                break
            pointer = target
        if schema is True:
            return _ABSENT, pointer
        return ({"not": {}} if schema is False else schema), pointer

    def pair(self, place: _Place, depth: int) -> Iterator[Site]:
        """The sites below two schemas."""
        old, old_at = self._schema(0, place.old)
        new, new_at = self._schema(1, place.new)
        if (old_at, new_at) in self._seen or depth > _MAX_DEPTH:
            return
        self._seen.add((old_at, new_at))
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            return
        same = self.engine.same_at(old_at, new_at) is True
        if same and old == new and not refers(old):
            return
        walk = _Walk(self, old, new, replace(place, old=old_at, new=new_at), depth)
        yield from walk.annotations()
        # Below schemas of one meaning there may be other words, but nothing else.
        for site in walk.assertions():
            if site.rule.startswith("format-") and not self.engine.assert_formats:
                yield replace(site, edit=None)
            elif not same or site.edit is None:
                yield site


class _Walk:
    """The sites of one pair of schemas."""

    def __init__(self, sites: Sites, old: Mapping[str, Any], new: Mapping[str, Any], place: _Place, depth: int) -> None:
        self.sites = sites
        self.old = old
        self.new = new
        self.place = place
        self.depth = depth

    def site(self, rule: str, keyword: str, before: JsonValue, after: JsonValue, *group: str) -> Site:
        """A site at a keyword, edited with all the keywords of its group."""
        edit = self.place.edit or Edit(self.place.old, self.place.new, (keyword, *group))
        at = f"/{escaped(keyword)}" if keyword else ""
        old = self.place.old + (at if keyword in self.old else "")
        new = self.place.new + (at if keyword in self.new else "")
        return Site(rule, old, new, before, after, edit)

    def annotations(self) -> Iterator[Site]:
        """Differences that assert nothing."""
        for keyword, rule in (("default", "default-changed"), ("deprecated", "property-deprecated")):
            if self.old.get(keyword) != self.new.get(keyword):
                yield replace(self.site(rule, keyword, self.old.get(keyword), self.new.get(keyword)), edit=None)
        for keyword in _ANNOTATIONS:
            before, after = self.old.get(keyword), self.new.get(keyword)
            if before != after:
                yield replace(self.site("annotation-changed", keyword, before, after), edit=None)
        if self.old.get("discriminator") != self.new.get("discriminator"):
            before, after = self.old.get("discriminator"), self.new.get("discriminator")
            yield replace(self.site("discriminator-changed", "discriminator", before, after), edit=None)

    def assertions(self) -> Iterator[Site]:
        """Differences that assert something, keyword by keyword, then those of the parts."""
        yield from self._types()
        yield from self._enumeration()
        yield from self._bounds()
        yield from self._texts()
        yield from self._groups()
        yield from self._properties()
        yield from self._items()
        for keyword in ("allOf", "anyOf", "oneOf"):
            yield from self._branches(keyword)
        if "$ref" in self.old or "$ref" in self.new:
            yield from self._reference()

    def _unlike(self, keyword: str) -> bool:
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
        same_at = self.sites.engine.same_at
        return any(same_at(self.place.old + at + tail, self.place.new + at + tail) is False for tail in tails)

    def _type_set(self, side: int) -> frozenset[str]:
        schema = (self.old, self.new)[side]
        told = schema.get("type")
        names = {told} if isinstance(told, str) else set(told) if isinstance(told, list) else set(_TYPES)
        if self.sites.dialects[side].openapi and schema.get("nullable") is True:
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
                        Edit(self.place.old, self.place.new, ("enum", "const"), removed=tuple(values))
                        if removed
                        else (Edit(self.place.old, self.place.new, ("enum", "const"), added=tuple(values)))
                    )
                    yield replace(site, edit=self.place.edit or edit)

    def _bounds(self) -> Iterator[Site]:
        for keyword, (name, is_least) in _SIZES.items():
            old, new = self.old.get(keyword), self.new.get(keyword)
            yield from self._bound(name, (keyword,), old, new, is_least=is_least)
        for keyword, exclusive in (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum")):
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
        for keywords, rule in _GROUPS:
            spoken = [
                key
                for key in keywords
                if self._unlike(key) and (speaks(self.sites.dialects[0], key) or speaks(self.sites.dialects[1], key))
            ]
            if not spoken:
                continue
            before, after = self.old.get(spoken[0]), self.new.get(spoken[0])
            rest = [key for key in keywords if key != spoken[0]]
            yield self.site(_graded(rule, before, after), spoken[0], before, after, *rest)

    def _properties(self) -> Iterator[Site]:
        old, new = _members(self.old), _members(self.new)
        old_needs, new_needs = _required(self.old), _required(self.new)
        for name in sorted({*old, *new, *old_needs, *new_needs}):
            unmoved = name in old and name in new and (name in old_needs) == (name in new_needs)
            if unmoved and self.sites.engine.same_schema(old[name], new[name]):
                continue
            yield from self._property(name, old, new, name in old_needs, name in new_needs)
        before, after = self.old.get("additionalProperties", True), self.new.get("additionalProperties", True)
        if self._unlike("additionalProperties"):
            yield from self._additional(before, after)

    def _property(
        self,
        name: str,
        old: Mapping[str, Any],
        new: Mapping[str, Any],
        was_needed: bool,
        is_needed: bool,
    ) -> Iterator[Site]:
        at = f"/properties/{escaped(name)}"
        edit = self.place.edit or Edit(self.place.old, self.place.new, property_name=name)
        old_at, new_at = self.place.old + at * (name in old), self.place.new + at * (name in new)
        if name in old and name in new:
            yield from self.sites.pair(_Place(old_at, new_at, self.place.edit), self.depth + 1)
            if was_needed != is_needed:
                rule = "property-became-required" if is_needed else "property-became-optional"
                needs = self.place.edit or Edit(self.place.old, self.place.new, needs_name=name)
                yield Site(rule, old_at, new_at, was_needed, is_needed, needs)
        elif name in new:
            if was_needed == is_needed:
                rule = "property-added-optional"
            else:
                rule = "property-added-required" if is_needed else "property-became-optional"
            yield Site(rule, old_at, new_at, None, new[name], edit)
        elif name in old:
            rule = "property-removed-required" if was_needed and not is_needed else "property-removed-optional"
            yield Site(rule, old_at, new_at, old[name], None, edit)
        elif was_needed != is_needed:
            rule = "property-became-required" if is_needed else "property-became-optional"
            yield Site(rule, old_at, new_at, was_needed, is_needed, edit)

    def _additional(self, before: Any, after: Any) -> Iterator[Site]:
        keyword = "additionalProperties"
        if after is False and before in (True, {}):
            yield self.site("content-model-closed", keyword, before, after)
        elif before is False and after in (True, {}):
            yield self.site("content-model-opened", keyword, before, after)
        elif isinstance(before, dict) and isinstance(after, dict) and before and after:
            at = f"/{keyword}"
            inside = _Place(self.place.old + at, self.place.new + at, self.place.edit)
            found = list(self.sites.pair(inside, self.depth + 1))
            yield from found
        else:
            narrower = before in (True, {}) or after is False
            yield self.site(f"map-value-{'narrowed' if narrower else 'widened'}", keyword, before, after)

    def _items(self) -> Iterator[Site]:
        old, new = self.old.get("items", True), self.new.get("items", True)
        tuples = ("prefixItems", *(["items"] if isinstance(old, list) or isinstance(new, list) else []))
        for keyword in tuples:
            before, after = self.old.get(keyword), self.new.get(keyword)
            if before is None and after is None:
                continue
            if isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
                for at in range(len(before)):
                    tail = f"/{keyword}/{at}"
                    inside = _Place(self.place.old + tail, self.place.new + tail, self.place.edit)
                    yield from self.sites.pair(inside, self.depth + 1)
            else:
                yield self.site("constraint-changed", keyword, before, after, "items", "additionalItems")
        if "items" in tuples or ("items" not in self.old and "items" not in self.new):
            return
        if "items" in self.old and "items" in self.new:
            inside = _Place(f"{self.place.old}/items", f"{self.place.new}/items", self.place.edit)
            yield from self.sites.pair(inside, self.depth + 1)
        else:
            rule = "type-narrowed" if "items" in self.new else "type-widened"
            yield self.site(rule, "items", self.old.get("items"), self.new.get("items"))

    def _branches(self, keyword: str) -> Iterator[Site]:
        old, new = self.old.get(keyword, []), self.new.get(keyword, [])
        if not isinstance(old, list) or not isinstance(new, list):
            return
        pairs, gone, come = self._matched(keyword, old, new)
        for one, other in pairs:
            tail_old, tail_new = f"/{keyword}/{one}", f"/{keyword}/{other}"
            inside = _Place(self.place.old + tail_old, self.place.new + tail_new, self.place.edit)
            yield from self.sites.pair(inside, self.depth + 1)
        if come:
            rule = {"allOf": "all-of-added", "anyOf": "any-of-variant-added", "oneOf": "one-of-variant-added"}[keyword]
            if not old and keyword != "allOf":
                rule = "constraint-changed"
            edit = Edit(self.place.old, self.place.new, (keyword,), added_branches=tuple(come))
            site = self.site(rule, keyword, None, [new[at] for at in come])
            yield replace(site, edit=self.place.edit or edit)
        if gone:
            rule = "all-of-removed" if keyword == "allOf" else "variant-removed" if new else "constraint-changed"
            edit = Edit(self.place.old, self.place.new, (keyword,), removed_branches=tuple(gone))
            site = self.site(rule, keyword, [old[at] for at in gone], None)
            yield replace(site, edit=self.place.edit or edit)

    def _matched(
        self, keyword: str, old: list[Any], new: list[Any]
    ) -> tuple[list[tuple[int, int]], list[int], list[int]]:
        """Which branch became which: equal ones, then those of one name, then by place where the numbers are even."""
        gone, come = list(range(len(old))), list(range(len(new)))
        pairs: list[tuple[int, int]] = []

        def take(one: int, other: int) -> None:
            pairs.append((one, other))
            gone.remove(one)
            come.remove(other)

        for same in (self._same_node, _same_name):
            for one in list(gone):
                for other in list(come):
                    if same(keyword, one, other, old[one], new[other]):
                        take(one, other)
                        break
        if len(gone) == len(come):
            for one, other in zip(list(gone), list(come), strict=True):
                take(one, other)
        return pairs, gone, come

    def _same_node(self, keyword: str, one: int, other: int, old: Any, new: Any) -> bool:
        if old == new and "$ref" not in (old if isinstance(old, dict) else {}):
            return True
        old_at, new_at = f"{self.place.old}/{keyword}/{one}", f"{self.place.new}/{keyword}/{other}"
        return self.sites.engine.same_at(old_at, new_at) is True

    def _reference(self) -> Iterator[Site]:
        """A ref with siblings, which asserts beside them."""
        both = isinstance(self.old.get("$ref"), str) and isinstance(self.new.get("$ref"), str)
        if both:
            try:
                old = self.sites.engine.resolver(0).target(self.old["$ref"], self.place.old)
                new = self.sites.engine.resolver(1).target(self.new["$ref"], self.place.new)
            except Unreadable:
                return
            if old is not None and new is not None:
                yield from self.sites.pair(_Place(old, new, self.place.edit), self.depth + 1)
                return
        yield self.site("constraint-changed", "$ref", self.old.get("$ref"), self.new.get("$ref"))


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


def _members(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("properties")
    return found if isinstance(found, Mapping) else {}


def _required(schema: Mapping[str, Any]) -> frozenset[str]:
    found = schema.get("required")
    return frozenset(name for name in found if isinstance(name, str)) if isinstance(found, list) else frozenset()


def _same_name(keyword: str, one: int, other: int, old: Any, new: Any) -> bool:
    """True when two branches are named alike: the same ref, title or constant property."""
    del keyword, one, other
    if not isinstance(old, dict) or not isinstance(new, dict):
        return False
    name = _name_of(old)
    return name is not None and name == _name_of(new)


def _name_of(branch: dict[str, Any]) -> Any:
    if isinstance(branch.get("$ref"), str):
        return branch["$ref"]
    consts = [
        (name, str(part.get("const", part.get("enum"))))
        for name, part in sorted(_members(branch).items())
        if isinstance(part, dict) and ("const" in part or len(part.get("enum", ())) == 1)
    ]
    return tuple(consts) or branch.get("title")
