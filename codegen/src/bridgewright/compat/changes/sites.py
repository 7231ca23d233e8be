"""Where two schemas differ: every changed site, named by a rule, with the edit that makes that change alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from bridgewright.compat.changes.branches import matched
from bridgewright.compat.changes.differences import ANNOTATIONS, Differences, Position, Site
from bridgewright.compat.changes.discriminators import discriminator_sites
from bridgewright.compat.changes.edits import Edit
from bridgewright.compat.proof.engine import Engine
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import Unreadable
from bridgewright.schemas.keywords import DEFINITIONS
from bridgewright.schemas.references import refers

MAX_SITES: Final = 400
_MAX_DEPTH: Final = 60
_ABSENT: Final[Mapping[str, Any]] = {}


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
        for position in (Position(old, new), *self._reached_dynamically()):
            for site in self.pair(position, 0):
                found.append(site)
                if len(found) >= MAX_SITES:
                    return tuple(found)
        return tuple(found)

    def _reached_dynamically(self) -> list[Position]:
        """Places in both documents that the walk doesn't come to by itself: dynamic refs lead there from elsewhere."""
        both = self.engine.resolver(0).bearers & self.engine.resolver(1).bearers
        return [Position(pointer, pointer) for pointer in sorted(both)]

    def _schema(self, side: int, pointer: str) -> tuple[Any, str]:
        """The schema at a pointer after following refs that stand alone, and where it was found."""
        for _ in range(_MAX_DEPTH):
            schema = self.engine.resolver(side).value(pointer)
            if not isinstance(schema, Mapping) or not isinstance(schema.get("$ref"), str):
                break
            if not self.dialects[side].lone_refs and any(map(_says_something, schema)):
                break
            target = self.engine.resolver(side).target(schema["$ref"], pointer)
            if target is None:
                break
            pointer = target
        if schema is True:
            return _ABSENT, pointer
        return ({"not": {}} if schema is False else schema), pointer

    def pair(self, position: Position, depth: int) -> Iterator[Site]:
        """The sites below two schemas."""
        old, old_at = self._schema(0, position.old)
        new, new_at = self._schema(1, position.new)
        if (old_at, new_at) in self._seen or depth > _MAX_DEPTH:
            return
        self._seen.add((old_at, new_at))
        if not isinstance(old, Mapping) or not isinstance(new, Mapping):
            return
        same = self.engine.same_at(old_at, new_at) is True
        if same and old == new and not refers(old) and "discriminator" not in old:
            return
        walk = _Walk(self, old, new, replace(position, old=old_at, new=new_at), depth)
        yield from walk.annotations()
        yield from discriminator_sites(self.engine, (old, new), walk.position, walk.same_branch)
        # Below schemas of one meaning there may be other words, but nothing else.
        for site in walk.assertions():
            if site.rule.startswith("format-") and not self.engine.assert_formats:
                yield replace(site, edit=None)
            elif not same or site.edit is None:
                yield site


class _Walk(Differences):
    """The sites of one pair of schemas, and of their parts."""

    def __init__(
        self, sites: Sites, old: Mapping[str, Any], new: Mapping[str, Any], position: Position, depth: int
    ) -> None:
        super().__init__(sites.engine, old, new, position)
        self.sites = sites
        self.depth = depth

    def assertions(self) -> Iterator[Site]:
        """Differences that assert something, keyword by keyword, then those of the parts."""
        yield from self.of_keywords()
        yield from self._properties()
        yield from self._items()
        for keyword in ("allOf", "anyOf", "oneOf"):
            yield from self._branches(keyword)
        if "$ref" in self.old or "$ref" in self.new:
            yield from self._reference()

    def _properties(self) -> Iterator[Site]:
        old, new = _members(self.old), _members(self.new)
        old_needs, new_needs = _required(self.old), _required(self.new)
        for name in sorted({*old, *new, *old_needs, *new_needs}):
            unmoved = name in old and name in new and (name in old_needs) == (name in new_needs)
            if unmoved and self.engine.same_schema(old[name], new[name]):
                continue
            yield from self._property(name, old, new, name in old_needs, name in new_needs)
        before, after = self.old.get("additionalProperties", True), self.new.get("additionalProperties", True)
        if self.unlike("additionalProperties"):
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
        edit = self.position.edit or Edit(self.position.old, self.position.new, property_name=name)
        old_at, new_at = self.position.old + at * (name in old), self.position.new + at * (name in new)
        if name in old and name in new:
            yield from self.sites.pair(Position(old_at, new_at, self.position.edit), self.depth + 1)
            if was_needed != is_needed:
                rule = "property-became-required" if is_needed else "property-became-optional"
                needs = self.position.edit or Edit(self.position.old, self.position.new, needs_name=name)
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
            inside = Position(self.position.old + at, self.position.new + at, self.position.edit)
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
                    inside = Position(self.position.old + tail, self.position.new + tail, self.position.edit)
                    yield from self.sites.pair(inside, self.depth + 1)
            else:
                yield self.site("constraint-changed", keyword, before, after, "items", "additionalItems")
        if "items" in tuples or ("items" not in self.old and "items" not in self.new):
            return
        if "items" in self.old and "items" in self.new:
            inside = Position(f"{self.position.old}/items", f"{self.position.new}/items", self.position.edit)
            yield from self.sites.pair(inside, self.depth + 1)
        else:
            rule = "type-narrowed" if "items" in self.new else "type-widened"
            yield self.site(rule, "items", self.old.get("items"), self.new.get("items"))

    def _branches(self, keyword: str) -> Iterator[Site]:
        old, new = self.old.get(keyword, []), self.new.get(keyword, [])
        if not isinstance(old, list) or not isinstance(new, list):
            return
        pairs, gone, come = matched(old, new, partial(self.same_branch, keyword, old, new))
        for one, other in pairs:
            tail_old, tail_new = f"/{keyword}/{one}", f"/{keyword}/{other}"
            inside = Position(self.position.old + tail_old, self.position.new + tail_new, self.position.edit)
            yield from self.sites.pair(inside, self.depth + 1)
        if come:
            rule = {"allOf": "all-of-added", "anyOf": "any-of-variant-added", "oneOf": "one-of-variant-added"}[keyword]
            if not old and keyword != "allOf":
                rule = "constraint-changed"
            edit = Edit(self.position.old, self.position.new, (keyword,), added_branches=tuple(come))
            site = self.site(rule, keyword, None, [new[at] for at in come])
            yield replace(site, edit=self.position.edit or edit)
        if gone:
            rule = "all-of-removed" if keyword == "allOf" else "variant-removed" if new else "constraint-changed"
            edit = Edit(self.position.old, self.position.new, (keyword,), removed_branches=tuple(gone))
            site = self.site(rule, keyword, [old[at] for at in gone], None)
            yield replace(site, edit=self.position.edit or edit)

    def same_branch(self, keyword: str, old: list[Any], new: list[Any], one: int, other: int) -> bool:
        """True when two branches of a keyword mean the same."""
        if old[one] == new[other] and "$ref" not in (old[one] if isinstance(old[one], dict) else {}):
            return True
        old_at, new_at = f"{self.position.old}/{keyword}/{one}", f"{self.position.new}/{keyword}/{other}"
        return self.engine.same_at(old_at, new_at) is True

    def _reference(self) -> Iterator[Site]:
        """A ref with siblings, which asserts beside them."""
        both = isinstance(self.old.get("$ref"), str) and isinstance(self.new.get("$ref"), str)
        if both:
            try:
                old = self.engine.resolver(0).target(self.old["$ref"], self.position.old)
                new = self.engine.resolver(1).target(self.new["$ref"], self.position.new)
            except Unreadable:
                return
            if old is not None and new is not None:
                yield from self.sites.pair(Position(old, new, self.position.edit), self.depth + 1)
                return
        yield self.site("constraint-changed", "$ref", self.old.get("$ref"), self.new.get("$ref"))


def _members(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    found = schema.get("properties")
    return found if isinstance(found, Mapping) else {}


def _required(schema: Mapping[str, Any]) -> frozenset[str]:
    found = schema.get("required")
    return frozenset(name for name in found if isinstance(name, str)) if isinstance(found, list) else frozenset()


def _says_something(keyword: str) -> bool:
    """True when a keyword beside a ref says more than the ref does."""
    return keyword not in (*ANNOTATIONS, *DEFINITIONS, "$ref", "$id", "$schema", "deprecated")
