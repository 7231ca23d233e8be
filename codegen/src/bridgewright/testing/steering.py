"""Samples that a filter lets through, and samples that it stops: random ones rarely hit a narrow filter."""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping
from typing import Any

from bridgewright.contracts.model import EventContract
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.patterns import Leaf, Pattern
from bridgewright.sample import details
from bridgewright.sample.validity import validity
from bridgewright.schemas.walking import schemas_at

_TRIES_PER_SAMPLE = 40


def matching(contract: EventContract, condition: Mapping[str, Any] | None, *, seed: int = 0) -> Iterator[JsonValue]:
    """Sampled details of a contract that the condition (a pattern over the detail) lets through; may end."""
    return _sifted(contract, condition, is_wanted=True, seed=seed)


def stopped(contract: EventContract, condition: Mapping[str, Any] | None, *, seed: int = 0) -> Iterator[JsonValue]:
    """Sampled details of a contract that the condition stops; may end, and does at once without a condition."""
    return iter(()) if condition is None else _sifted(contract, condition, is_wanted=False, seed=seed)


def _sifted(
    contract: EventContract, condition: Mapping[str, Any] | None, *, is_wanted: bool, seed: int
) -> Iterator[JsonValue]:
    if condition is None:
        yield from details(contract, seed=seed)
        return
    pattern = Pattern.parse({"detail": dict(condition)})
    is_valid = validity(contract.asserted.content, contract.detail_pointer)
    literals = {leaf.pointer: _literals(condition, leaf, contract) for leaf in pattern.leaves()}
    since = 0
    for number, detail in enumerate(details(contract, seed=seed)):
        turned = detail
        if pattern.matches({"detail": detail}) != is_wanted:
            turned = _turned(detail, pattern, literals, number, is_wanted=is_wanted)
        if pattern.matches({"detail": turned}) == is_wanted and (turned is detail or is_valid(turned)):
            since = 0
            yield turned
        since += 1
        if since > _TRIES_PER_SAMPLE:
            return


def _turned(
    detail: JsonValue, pattern: Pattern, literals: Mapping[str, list[Any]], number: int, *, is_wanted: bool
) -> JsonValue:
    """A copy with the filter's fields set to values that satisfy it, or one of them to a value that doesn't."""
    turned = copy.deepcopy(detail)
    leaves = pattern.leaves()
    for leaf in leaves if is_wanted else leaves[number % len(leaves) :][:1]:
        fitting = [value for value in literals[leaf.pointer] if leaf.accepts(value) == is_wanted]
        if fitting:
            _put(turned, leaf.steps[1:], fitting[number % len(fitting)])
        elif leaf.may_be_absent == is_wanted:
            _put(turned, leaf.steps[1:], None, is_absent=True)
    return turned


def _put(detail: JsonValue, steps: tuple[str, ...], value: Any, *, is_absent: bool = False) -> None:
    for step in steps[:-1]:
        if isinstance(detail, list):
            detail = detail[0] if detail else {}
        if not isinstance(detail, dict):
            return
        detail = detail.setdefault(step, {})
    if isinstance(detail, dict):
        if is_absent:
            detail.pop(steps[-1], None)
        else:
            detail[steps[-1]] = value


def _literals(condition: Mapping[str, Any], leaf: Leaf, contract: EventContract) -> list[Any]:
    """Values worth trying at a leaf: those that the filter names and their neighbours, and the schema's enums."""
    named = list(_scalars(_at(condition, leaf.steps[1:])))
    near = [n + step for n in named if isinstance(n, int | float) and not isinstance(n, bool) for step in (-1, 1)]
    texts = [
        t
        for n in named
        if isinstance(n, str)
        for t in (n.replace("*", ""), n.replace("*", "A1"), n + "x", "x" + n, n.swapcase())
    ]
    path = "".join(f"/{escaped(step)}" for step in leaf.steps[1:])
    content = contract.asserted.content
    schemas = schemas_at(content, {"$ref": f"#{contract.detail_pointer}"}, path)
    enums = [value for schema in schemas for value in schema.get("enum", ())]
    bounds = [schema[name] for schema in schemas for name in ("minimum", "maximum") if name in schema]
    return list(itertools.chain(named, enums, bounds, near, texts))


def _at(condition: Any, steps: tuple[str, ...]) -> Any:
    """The part of a filter under a dotted path; all of it where `$or` or dotted keys stand in the way."""
    part = condition
    for step in steps:
        if not isinstance(part, Mapping) or step not in part:
            return condition
        part = part[step]
    return part


def _scalars(part: Any) -> Iterator[Any]:
    if isinstance(part, Mapping):
        for inner in part.values():
            yield from _scalars(inner)
    elif isinstance(part, list):
        for inner in part:
            yield from _scalars(inner)
    elif part is not None:
        yield part
