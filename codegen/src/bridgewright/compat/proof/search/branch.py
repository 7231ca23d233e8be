"""One branch of the search for a value of one type: what has been decided, and what is still to choose.

A *literal* is a node, held or refused, said by the producer's schema or by the other one. A *demand* asks for a
part of the value: a property, an item. A *choice* is a disjunction of such things, of which one must come true.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from bridgewright.compat.proof.form.forest import NodeId
from bridgewright.compat.proof.search.literals import Literal
from bridgewright.schemas.equality import Key


class Demand(NamedTuple):
    """Something that must be somewhere in the value.

    `kind`: `property` (named `place`), `matching` (a name that matches the pattern `place`), `other` (a name that the
    props node `place` doesn't declare), `name` (a name that follows `inside`), `item` (at index `place`), `tail` (at an
    index from `place` on), `count` (`place` items that follow `inside`), `fewer` (at most `place` of them).
    """

    kind: str
    place: Any
    inside: Literal


Part: TypeAlias = Literal | Demand
Alternative: TypeAlias = tuple[Part, ...]
Choice: TypeAlias = tuple[Alternative, ...]


@dataclass(slots=True)
class Leaf:
    """What is known of the value so far; `closed` says that no value fits."""

    type: str
    seen: set[Part] = field(default_factory=set)
    held: list[Literal] = field(default_factory=list)
    """Literals of nodes that speak of this type, held: patterns, props, items and such."""
    refused: list[NodeId] = field(default_factory=list)
    demands: list[Demand] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    broken: list[Literal] = field(default_factory=list)
    """Refused `props` nodes, whose ways of being broken aren't listed yet."""
    finite: frozenset[Key] | None = None
    excluded: set[Key] = field(default_factory=set)
    low: int = 0
    high: int | None = None
    required: set[str] = field(default_factory=set)
    declared: set[str] = field(default_factory=set)
    """The required names that the producer's own schema says."""
    absent: set[str] = field(default_factory=set)
    unique: bool = False
    repeated: bool = False
    integer: bool | None = None
    spelled: bool | None = None
    """Numbers, where draft-04 tells 2 from 2.0: whether this branch is of those spelled as integers."""
    closed: bool = False

    def copy(self) -> Leaf:
        """A branch of its own."""
        return Leaf(
            self.type,
            set(self.seen),
            list(self.held),
            list(self.refused),
            list(self.demands),
            list(self.choices),
            list(self.broken),
            self.finite,
            set(self.excluded),
            self.low,
            self.high,
            set(self.required),
            set(self.declared),
            set(self.absent),
            self.unique,
            self.repeated,
            self.integer,
            self.spelled,
            self.closed,
        )
