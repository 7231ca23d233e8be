"""Components that are part of themselves for the same value, or of chains too long to follow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bridgewright.documents.document import JsonObject
from bridgewright.documents.pointers import escaped, unescaped
from bridgewright.findings import Finding, Location
from bridgewright.schemas.keywords import COMBINED, CONDITIONS
from bridgewright.schemas.walking import REF_PREFIX

MAX_CHAIN = 60
"""Schemas that speak of one value, each inside or behind the one before."""


def cycle_findings(components: Mapping[str, JsonObject]) -> Iterator[Finding]:
    """The first `ref-loop` or `schema-too-deep` of a planner's document: refs, combinations and conditions alone."""
    lengths: dict[str, int] = {}
    for start in components:
        if problem := _problem(components, start, lengths):
            rule, name, message = problem
            pointer = f"/components/schemas/{escaped(name)}"
            yield Finding(Location("", 0, pointer), rule, message, "replace one of the refs")
            return


def _problem(components: Mapping[str, JsonObject], start: str, lengths: dict[str, int]) -> tuple[str, str, str] | None:
    """(rule, component, message) of what is wrong from a component on; `lengths` are those that are known."""
    entered: set[str] = set()
    stack = [start]
    while stack:
        name = stack[-1]
        if name in lengths:
            stack.pop()
            continue
        entered.add(name)
        refs, own = _in_place(components[name])
        missing = [target for target, _ in refs if target not in lengths]
        for target in missing:
            if target in entered:
                return "ref-loop", target, "following its refs leads back here, and never to a value's own schema"
        if missing:
            stack.append(missing[0])
            continue
        lengths[name] = max([own, *(depth + lengths[target] for target, depth in refs)])
        if lengths[name] > MAX_CHAIN:
            return "schema-too-deep", name, f"more than {MAX_CHAIN} schemas speak of one value, one inside another"
        stack.pop()
    return None


def _in_place(schema: JsonObject) -> tuple[list[tuple[str, int]], int]:
    """((component, depth) of each ref for the same value, the depth of what stands in the schema itself)."""
    refs: list[tuple[str, int]] = []
    deepest = 1
    stack: list[tuple[Any, int]] = [(schema, 1)]
    while stack:
        part, depth = stack.pop()
        deepest = max(deepest, depth)
        if "$ref" in part:
            refs.append((unescaped(part["$ref"].removeprefix(REF_PREFIX)), depth))
            continue
        stack.extend((part[keyword], depth + 1) for keyword in ("not", *CONDITIONS) if keyword in part)
        stack.extend((member, depth + 1) for keyword in COMBINED for member in part.get(keyword, ()))
        stack.extend((member, depth + 1) for member in part.get("dependentSchemas", {}).values())
    return refs, deepest
