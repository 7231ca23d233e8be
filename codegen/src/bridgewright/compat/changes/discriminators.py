"""Discriminators by what they mean: which schema readers choose for which value, however refs to it are spelled.

https://spec.openapis.org/oas/v3.0.3#discriminator-object: a value names a variant by the `mapping`, or by the name of
the variant's component. A component that is renamed together with the refs to it changes nothing. A value that comes
or goes with a variant of `oneOf` or `anyOf` is told as that variant. What is left is a change that no schema shows:
both accept the same events, and readers that choose by the value choose another schema.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final, TypeAlias

from bridgewright.compat.changes.branches import matched
from bridgewright.compat.changes.differences import Position, Site
from bridgewright.compat.proof.engine import Engine, Outcome
from bridgewright.documents.pointers import escaped, unescaped
from bridgewright.schemas.equality import Unreadable
from bridgewright.schemas.keywords import CHOICES

_COMPONENTS: Final = "/components/schemas/"
SameBranch: TypeAlias = Callable[[str, list[Any], list[Any], int, int], bool]
"""Whether branches mean the same: of a keyword, its operands, and the index in each."""


@dataclass(frozen=True, slots=True)
class Chooser:
    """How a reader of one side chooses: by which property, and which values lead where."""

    property: str
    explicit: Mapping[str, str]
    """Value -> pointer of the schema (or the text of a ref that leads nowhere), as the mapping says it."""
    implicit: Mapping[str, str]
    """The same by the names of components that the mapping doesn't speak of."""
    variants: Mapping[str, int] = field(default_factory=dict)
    """Pointer of a schema -> the branch that refers to it."""

    def of(self, value: str) -> str | None:
        """Where a value leads."""
        return self.explicit.get(value, self.implicit.get(value))


def discriminator_sites(
    engine: Engine,
    schemas: tuple[Mapping[str, Any], Mapping[str, Any]],
    position: Position,
    same_branch: SameBranch,
) -> Iterator[Site]:
    """The changes of a discriminator: `discriminator-changed`, or variants that came and went where no branch says so.

    `same_branch` says whether two branches of a keyword mean the same.
    """
    told = [schema.get("discriminator") for schema in schemas]
    if told == [None, None]:
        return
    at = [pointer + "/discriminator" for pointer in (position.old, position.new)]
    changed = Site("discriminator-changed", at[0], at[1], told[0], told[1], None)
    choosers = [_chooser(engine, side, schemas[side], (position.old, position.new)[side]) for side in (0, 1)]
    old, new = choosers
    if old is None or new is None or old.property != new.property:
        if told[0] != told[1]:
            yield changed
        return
    variants = _Variants(engine, old, new, _pairs(schemas, same_branch))
    for value in dict.fromkeys((*old.explicit, *new.explicit)):
        one, other = old.of(value), new.of(value)
        where = f"/mapping/{escaped(value)}"
        if other is None and not old.variants:
            yield Site("variant-removed", at[0] + where, at[1], value, None, None)
        elif one is None and not new.variants:
            yield Site("one-of-variant-added", at[0], at[1] + where, None, value, None)
        elif not variants.agree(one, other):
            yield changed
            return


@dataclass(frozen=True, slots=True)
class _Variants:
    """The variants of both sides, and which branch of the old schema became which of the new one."""

    engine: Engine
    old: Chooser
    new: Chooser
    became: Mapping[int, int]

    def agree(self, one: str | None, other: str | None) -> bool:
        """True when a value leads to one variant on both sides; or to none on one, as the variant isn't there."""
        if one is None:
            return other is None or self.new.variants.get(other) not in self.became.values()
        if other is None:
            return self.old.variants.get(one) not in self.became
        if self.engine.same_at(one, other) is True:
            return True
        if one in self.old.variants and other in self.new.variants:
            return self.became.get(self.old.variants[one]) == self.new.variants[other]
        try:
            apart = self.engine.of_schemas(one, other)
            return all(apart.decide(producer).outcome is Outcome.COMPATIBLE for producer in (0, 1))
        except Unreadable:
            return one == other


def _chooser(engine: Engine, side: int, schema: Mapping[str, Any], pointer: str) -> Chooser | None:
    told = schema.get("discriminator")
    if not isinstance(told, Mapping) or not isinstance(told.get("propertyName"), str):
        return None
    mapping = told.get("mapping")
    explicit = {
        value: _target(engine, side, ref, pointer) or ref
        for value, ref in (mapping.items() if isinstance(mapping, Mapping) else ())
        if isinstance(ref, str)
    }
    variants: dict[str, int] = {}
    for keyword in CHOICES:
        branches = schema.get(keyword)
        for index, branch in enumerate(branches if isinstance(branches, list) else ()):
            ref = branch.get("$ref") if isinstance(branch, Mapping) else None
            target = _target(engine, side, ref, pointer) if isinstance(ref, str) else None
            if target is not None:
                variants.setdefault(target, index)
    named = (target for target in variants if target not in explicit.values())
    implicit = {unescaped(target.rpartition("/")[2]): target for target in named}
    return Chooser(told["propertyName"], explicit, implicit, variants)


def _target(engine: Engine, side: int, ref: str, pointer: str) -> str | None:
    """Where a ref, or the bare name of a component, leads."""
    resolver = engine.resolver(side)
    try:
        return resolver.target(ref, pointer) or resolver.target(f"#{_COMPONENTS}{escaped(ref)}", pointer)
    except Unreadable:
        return None


def _pairs(schemas: tuple[Mapping[str, Any], Mapping[str, Any]], same_branch: SameBranch) -> dict[int, int]:
    for keyword in CHOICES:
        old, new = (schema.get(keyword) for schema in schemas)
        if isinstance(old, list) and isinstance(new, list):
            return dict(matched(old, new, partial(same_branch, keyword, old, new))[0])
    return {}
