"""From one branch of a type to all its open ones: choices are narrowed, then split.

A choice is split like a disjunction in a tableau: each alternative goes on as a branch of its own. Before that, every
demand among the alternatives is asked for alone, and dropped where no property or item can be so: a choice of which one
alternative is left is no choice, and one without any closes the branch. That is what keeps many choices from
multiplying. The smallest choice is split first. A branch that isn't closed and has nothing left to choose is *open*.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bridgewright.compat.proof.search.answers import Status
from bridgewright.compat.proof.search.branch import Alternative, Branch, Choice, Requirement
from bridgewright.compat.proof.search.questions import Questions, State
from bridgewright.schemas.format_languages import Unsure

_MAX_BRANCHES: Final = 400


class Splitting:
    """Splits the branches of one search."""

    def __init__(self, search: Questions) -> None:
        self._search = search

    def open_branches(self, state: State, start: Branch) -> Iterator[Branch]:
        """The open branches below `start`, once it is told what the state says. None: no value of its type fits.

        Raises:
            Unsure: there are too many, or the budget is used up.
        """
        self._search.expansion.add(start, sorted(state))
        stack = [start]
        count = 0
        while stack:
            branch = stack.pop()
            self._search.pay()
            if branch.closed:
                continue
            if branch.finite is not None or not branch.choices:
                count += 1
                if count > _MAX_BRANCHES:
                    raise Unsure
                yield branch
                continue
            if len(branch.choices) > 1 and not self._narrowed(branch):
                continue
            if not branch.choices:
                stack.append(branch)
                continue
            stack += self.split(branch, min(branch.choices, key=len))

    def split(self, branch: Branch, choice: Choice) -> list[Branch]:
        """A branch for each alternative of a choice, the first one last; some may be closed at once."""
        made = []
        for alternative in reversed(choice):
            taken = branch.copy()
            taken.choices.remove(choice)
            self._search.expansion.add(taken, list(alternative))
            made.append(taken)
        return made

    def _narrowed(self, branch: Branch) -> bool:
        """Drops alternatives whose members can't be; False when that closes the branch."""
        narrowed = []
        taken: list[Requirement] = []
        for choice in branch.choices:
            left = tuple(alternative for alternative in choice if self._possible(branch, alternative))
            if not left:
                return False
            if len(left) == 1:
                taken.extend(left[0])
            else:
                narrowed.append(left)
        branch.choices = narrowed
        if taken:
            self._search.expansion.add(branch, taken)
        return not branch.closed

    def _possible(self, branch: Branch, alternative: Alternative) -> bool:
        """False when it is proved that no property or item is as one of the demands says."""
        for need in alternative:
            if isinstance(need, int):
                continue
            kind, operand, inside = need
            if kind == "property":
                lits = self._search.expansion.property_literals(branch, operand)
            elif kind == "item":
                lits = self._search.expansion.item_literals(branch, operand)
            else:
                continue
            if self._search.ask(frozenset(lits | {inside})).status is Status.EMPTY:
                return False
        return True
