"""What the makers of values ask of the search: the border between a branch's type and everything else.

`objects`, `arrays`, `numbers` and `texts` make the values of one branch. An object's properties and an array's items
are values of their own, about which they ask the search anew; so they know the search by this protocol alone, and the
search, which fulfils it, knows them.
"""

from __future__ import annotations

from typing import Protocol, TypeAlias

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.search.answers import Answer
from bridgewright.compat.proof.search.expansion import Expansion
from bridgewright.compat.proof.search.literals import Literal
from bridgewright.documents.document import JsonValue

State: TypeAlias = frozenset[Literal]
"""A question: whether some value satisfies all of these literals."""


class Questions(Protocol):
    """Answers questions about the nodes of one forest."""

    forest: Forest
    expansion: Expansion

    def ask(self, state: State, want: int = 1) -> Answer:
        """Up to `want` values that satisfy every literal of the state."""

    def fits(self, state: State, value: JsonValue) -> bool | None:
        """Whether a value satisfies every literal of the state; None where that isn't known."""

    def pay(self) -> None:
        """Takes one step off the budget.

        Raises:
            Unsure: the budget is used up.
        """
