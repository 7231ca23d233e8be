"""Literals: one node, which the value must satisfy or is refused to, as one of two sides says it.

The search holds, compares and hashes literals by the hundred thousand, so a literal is one integer. How it is packed is
known here alone: every other module makes literals with these functions, and asks them what is in one.

`producer` tells who says it. With the content model `closed-producer`, what a producer's schema says of a value also
says that the value has no undeclared properties; without the flag a literal says what its schema says, and no more.
So the flagged literal implies the other one of its node, and a literal contradicts both opposites.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import NewType

from bridgewright.compat.proof.form.nodes import NodeId

Literal = NewType("Literal", int)
"""`node * 4 + producer * 2 + refused`. The functions here return plain sums, for a call of `Literal` costs as much."""


def literal(node: NodeId, *, refused: bool = False, producer: bool = False) -> Literal:
    """The literal for a node."""
    return node << 2 | producer << 1 | refused  # type: ignore[return-value]


def node_of(lit: Literal) -> NodeId:
    """The node that a literal is about."""
    return lit >> 2


def is_refused(lit: Literal) -> bool:
    """True when the value must not satisfy the node."""
    return lit & 1 == 1


def is_producer(lit: Literal) -> bool:
    """True when the producer's schema says it."""
    return lit & 2 == 2


def negated(lit: Literal) -> Literal:
    """The opposite, said by the same side."""
    return lit ^ 1  # type: ignore[return-value]


def of_producer(lit: Literal) -> Literal:
    """The same, said by the producer's schema."""
    return lit | 2  # type: ignore[return-value]


def of_reader(lit: Literal) -> Literal:
    """The same without a word about undeclared properties."""
    return lit & ~2  # type: ignore[return-value]


def said_of(node: NodeId, like: Literal) -> Literal:
    """What the literal `like` says, said of another node by the same side."""
    return node << 2 | like & 3  # type: ignore[return-value]


def said_of_each(nodes: Iterable[NodeId], like: Literal) -> list[Literal]:
    """What the literal `like` says, said of each of these nodes by the same side."""
    how = like & 3
    return [node << 2 | how for node in nodes]  # type: ignore[misc]


def contradicted(lit: Literal, by: Collection[object]) -> bool:
    """True when the opposite of a literal is among these, whichever side says it."""
    return lit ^ 1 in by or lit ^ 3 in by


def contradictory(lits: Collection[Literal]) -> bool:
    """True when two of the literals contradict each other."""
    for lit in lits:  # noqa: SIM110 - a generator takes longer than the question
        if lit ^ 1 in lits or lit ^ 3 in lits:
            return True
    return False
