"""One branch of the search for a value of one type: what has been decided, and what is still to choose.

A *requirement* is a literal or a demand. A literal (`literals`) is about the value itself: it must satisfy a node, or
must not. A *demand* is about a member of it: some property or item must be there that is as the literal `inside`
says. A *choice* is a disjunction of alternatives, and each alternative a conjunction of requirements.

What a branch knows is sorted by use, so that contradictions show at once: bounds of length (`low`, `high`), names
that must be there and that must not, listed and excluded values, whether items are distinct. Such a branch is
*closed* as soon as two of these exclude each other, a literal contradicts one that was seen, or a choice has no
alternative left: no value fits. It is *open* when nothing is left to choose; then a value is made of what it knows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeAlias

from bridgewright.compat.proof.form.nodes import NodeId
from bridgewright.compat.proof.search.literals import Literal
from bridgewright.schemas.equality import Key


class Demand(NamedTuple):
    """A member that the value must have, which is as `inside` says.

    `kind` says what: `property` (of the name `operand`), `matching` (of a name that matches the pattern `operand`),
    `other` (of a name that the props node `operand` doesn't declare), `name` (any property whose name is as `inside`
    says), `item` (at the index `operand`), `tail` (at an index from `operand` on), `count` (`operand` items, or more),
    `fewer` (no more of them than `operand`).
    """

    kind: str
    operand: Any
    inside: Literal


Requirement: TypeAlias = Literal | Demand
Alternative: TypeAlias = tuple[Requirement, ...]
Choice: TypeAlias = tuple[Alternative, ...]


@dataclass(slots=True)
class Branch:
    """What is known of the value so far; when `closed`, no value fits."""

    type: str
    seen: set[Requirement] = field(default_factory=set)
    positive: list[Literal] = field(default_factory=list)
    """Literals of nodes about this type that the value must satisfy: patterns, props, items and such."""
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
    integer_notation: bool | None = None
    """Numbers, where draft-04 tells 2 from 2.0: whether this branch is of those written as integers."""
    closed: bool = False

    def copy(self) -> Branch:
        """A branch of its own."""
        return Branch(
            self.type,
            set(self.seen),
            list(self.positive),
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
            self.integer_notation,
            self.closed,
        )
