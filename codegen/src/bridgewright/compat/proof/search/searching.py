"""Is there a value that holds some nodes and refuses others? The question behind every verdict.

The search takes the literals apart type by type, choice by choice. When every branch closes, there is no such value,
and that is a proof. A value that contains a part for which the same question is open needn't be searched: a smallest
value never repeats its own question, so such a branch closes (that is what makes recursive schemas decidable). What
can't be decided within the budget is `UNKNOWN`; nothing here guesses.
"""

from __future__ import annotations

import marshal
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Any, Final, TypeAlias

from bridgewright.compat.proof.form.forest import TYPES, Forest
from bridgewright.compat.proof.search.answers import CUT, EMPTY, UNKNOWN, Answer, Status
from bridgewright.compat.proof.search.arrays import arrays
from bridgewright.compat.proof.search.branch import Alternative, Leaf, Part
from bridgewright.compat.proof.search.expansion import Expansion
from bridgewright.compat.proof.search.holding import Holding, both, negation, type_of
from bridgewright.compat.proof.search.literals import (
    Literal,
    contradictory,
    is_producer,
    is_refused,
    node_of,
    said_of,
)
from bridgewright.compat.proof.search.objects import objects
from bridgewright.compat.proof.search.possible import PossibleTypes
from bridgewright.compat.proof.search.scalars import numbers, texts
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import key_of, number_spellings, spelling, value_of
from bridgewright.schemas.formats import Unsure

State: TypeAlias = frozenset[Literal]

_MAX_DEPTH: Final = 45
_MAX_LEAVES: Final = 400
_MAX_REFUSED: Final = 40
_ALTERNATIVES_A_STEP: Final = 15
_VALUES_A_STEP: Final = 10
_MAX_SPELLINGS: Final = 64
_MAX_SAMPLES: Final = 4096
_samples: dict[tuple[Any, bool], bytes] = {}
"""A value of each schema that was asked for lately: versions of a contract share most of them."""


class Search:
    """Answers questions about one forest within one budget of steps."""

    def __init__(self, forest: Forest, budget: int) -> None:
        self.forest = forest
        self.expansion = Expansion(forest)
        self._possible_types = PossibleTypes(forest)
        self.holding = Holding(forest)
        self.budget = budget
        self._answers: dict[State, Answer] = {}
        self._states: dict[State, State] = {}
        self._active: dict[State, int] = {}
        self._shallowest_cut = _MAX_DEPTH + 1

    def renew(self, budget: int) -> None:
        """Another question about the same forest: what is known stays known, but for what was given up."""
        self.budget = budget
        self.expansion.looked_at = 0
        self._answers = {
            state: answer for state, answer in self._answers.items() if answer.status is not Status.UNKNOWN
        }

    def ask(self, state: State, want: int = 1) -> Answer:
        """Up to `want` values that fit every literal of the state."""
        sampled = self._sampled(state) if want == 1 and len(state) == 1 else None
        spelled = None if sampled is None else _samples.get(sampled)
        if spelled is not None:
            return Answer(Status.FOUND, (marshal.loads(spelled),))  # noqa: S302 - dumped below
        answer = self._asked(self._opened(state), want)
        if sampled is not None and answer.values and not self.spent:
            if len(_samples) >= _MAX_SAMPLES:
                _samples.pop(next(iter(_samples), sampled), None)
            _samples[sampled] = marshal.dumps(answer.values[0], 2)
        return answer

    def _sampled(self, state: State) -> tuple[Any, bool] | None:
        """What a value for the state is remembered by: a schema that says all by itself, in whichever comparison."""
        (part,) = state
        node = self.forest.nodes[node_of(part)]
        return (node.value, is_producer(part)) if node.kind == "atom" and not is_refused(part) else None

    def _opened(self, state: State) -> State:
        """The state without atoms: what they say, so that one question is never asked in two spellings."""
        known = self._states.get(state)
        if known is None:
            opened = self.forest.opened
            known = self._states[state] = frozenset([said_of(opened(node_of(part)), part) for part in state])
        return known

    def _asked(self, state: State, want: int) -> Answer:
        known = self._answers.get(state)
        if known is not None and (known.complete or known.asked >= want or len(known.values) >= want):
            return known
        if contradictory(state):
            return EMPTY
        if state in self._active:
            self._shallowest_cut = min(self._shallowest_cut, self._active[state])
            return CUT
        depth = len(self._active)
        if depth >= _MAX_DEPTH or self.spent:
            return UNKNOWN
        self._active[state] = depth
        outer, self._shallowest_cut = self._shallowest_cut, _MAX_DEPTH + 1
        try:
            answer = self._searched(state, want, None)
        finally:
            del self._active[state]
            cut, self._shallowest_cut = self._shallowest_cut, min(outer, self._shallowest_cut)
        if cut <= _MAX_DEPTH and answer.status is Status.FOUND:
            answer = Answer(answer.status, answer.values, asked=want)
        if cut >= depth or answer.status is Status.FOUND:
            self._answers[state] = answer
            self._shallowest_cut = outer
        return answer

    @property
    def spent(self) -> bool:
        """True when the budget is used up: a step is a branch, or some alternatives that were weighed."""
        return self.left <= 0

    @property
    def left(self) -> int:
        """What is left of the budget."""
        return self.budget - self.expansion.looked_at // _ALTERNATIVES_A_STEP

    def witness(self, state: State, accepted: Callable[[JsonValue], bool]) -> Answer:
        """The first value for the state that `accepted` confirms."""
        state = self._opened(state)
        if contradictory(state):
            return EMPTY
        self._active[state] = 0
        answer = self._searched(state, 1, accepted)
        self._active.clear()
        return answer

    def fits(self, state: State, value: JsonValue) -> bool | None:
        """Whether a value holds and refuses what the state says."""
        verdicts: list[bool | None] = []
        for part in state:
            verdict = self.holding.holds(node_of(part), value)
            verdicts.append(negation(verdict) if is_refused(part) else verdict)
            if verdicts[-1] is False:
                return False
        return both(verdicts)

    def _searched(self, state: State, want: int, accepted: Callable[[JsonValue], bool] | None) -> Answer:
        found: dict[object, JsonValue] = {}
        sure = True
        for start in self._starts(state):
            sure = self._taken(state, start, want, accepted, found) and sure
            if len(found) >= want:
                return Answer(Status.FOUND, tuple(found.values()), asked=want)
        if found:
            return Answer(Status.FOUND, tuple(found.values()), complete=sure and accepted is None, asked=want)
        return EMPTY if sure else UNKNOWN

    def _starts(self, state: State) -> Iterator[Leaf]:
        possible = frozenset(TYPES).intersection(*[self._possible_types.of(part) for part in state])
        for name in TYPES:
            if name not in possible:
                continue
            if name == "number" and self.forest.tells_spelling:
                yield Leaf(name, spelled=True)
                yield Leaf(name, spelled=False)
            else:
                yield Leaf(name)

    def _taken(
        self,
        state: State,
        start: Leaf,
        want: int,
        accepted: Callable[[JsonValue], bool] | None,
        found: dict[object, JsonValue],
    ) -> bool:
        """Puts values of one type into `found`; True when it is known that there are no others."""
        tries = 0
        sure = True
        try:
            for value in self._values(state, start, want, checked=accepted is None):
                if accepted is not None and not accepted(value):
                    sure = False  # an over-approximation, or a judge that sees it otherwise: no proof
                    tries += self.fits(state, value) is not False
                    if tries > _MAX_REFUSED:
                        break
                    continue
                found.setdefault(None if want == 1 else (key_of(value), self._spelled(value)), value)
                if len(found) >= want:
                    return False
        except (Unsure, RecursionError):
            return False
        return sure

    def _values(self, state: State, start: Leaf, want: int, *, checked: bool) -> Iterator[JsonValue]:
        """Values of one type, `checked` against the state; raises `Unsure` at the end when there may be others."""
        unsure = False
        for leaf in self._leaves(state, start):
            try:
                for value in self._of_leaf(state, leaf, want):
                    fit = self.fits(state, value) if checked else True
                    if fit is False:
                        unsure = True
                        continue
                    unsure = unsure or fit is None
                    yield value
            except Unsure:
                unsure = True
        if unsure:
            raise Unsure

    def _of_leaf(self, state: State, leaf: Leaf, want: int) -> Iterator[JsonValue]:
        if leaf.finite is not None:
            yield from self._listed(state, leaf)
        elif leaf.type == "null":
            yield from [None] * (("null",) not in leaf.excluded)
        elif leaf.type == "boolean":
            yield from (value for value in (True, False) if ("boolean", value) not in leaf.excluded)
        elif leaf.type == "number":
            yield from numbers(self, leaf)
        elif leaf.type == "string":
            yield from texts(self, leaf, want)
        elif leaf.type == "array":
            yield from arrays(self, leaf, want)
        else:
            yield from objects(self, leaf, want)

    def _listed(self, state: State, leaf: Leaf) -> Iterator[JsonValue]:
        """The values of an enumeration that fit: each is looked at, so the answer is exact."""
        unsure = False
        for at, key in enumerate(sorted(leaf.finite or (), key=repr)):
            self.budget -= at % _VALUES_A_STEP == 0
            if self.spent:
                raise Unsure
            value = value_of(key)
            if type_of(value) != leaf.type or key in leaf.excluded:
                continue
            if leaf.spelled is False:
                value = float(value)
            spellings: Iterable[JsonValue] = (value,)
            if leaf.type in ("array", "object") and self.forest.tells_spelling:
                spellings = islice(number_spellings(value), _MAX_SPELLINGS + 1)
            for tried, spelled in enumerate(spellings):
                if tried == _MAX_SPELLINGS:
                    raise Unsure
                fit = self.fits(state, spelled)
                unsure = unsure or fit is None
                if fit is not False:
                    yield spelled
        if unsure:
            raise Unsure

    def _spelled(self, value: JsonValue) -> object:
        """What tells values apart that are equal: how their numbers are spelled, where that counts."""
        return spelling(value) if self.forest.tells_spelling else isinstance(value, float)

    def _leaves(self, state: State, start: Leaf) -> Iterator[Leaf]:
        """The branches that don't close, with nothing left to choose."""
        self.expansion.add(start, sorted(state))
        stack = [start]
        yielded = 0
        while stack:
            leaf = stack.pop()
            self.budget -= 1
            if self.spent:
                raise Unsure
            if leaf.closed:
                continue
            if leaf.finite is not None or not leaf.choices:
                yielded += 1
                if yielded > _MAX_LEAVES:
                    raise Unsure
                yield leaf
                continue
            if len(leaf.choices) > 1 and not self._narrowed(leaf):
                continue
            if not leaf.choices:
                stack.append(leaf)
                continue
            choice = min(leaf.choices, key=len)
            for alternative in reversed(choice):
                branch = leaf.copy()
                branch.choices.remove(choice)
                self.expansion.add(branch, list(alternative))
                stack.append(branch)

    def _narrowed(self, leaf: Leaf) -> bool:
        """Drops demands for parts that can't be; False when that closes the leaf.

        Each part is asked for alone, which is what keeps many choices from multiplying.
        """
        narrowed = []
        taken: list[Part] = []
        for choice in leaf.choices:
            left = tuple(alternative for alternative in choice if self._possible(leaf, alternative))
            if not left:
                return False
            if len(left) == 1:
                taken.extend(left[0])
            else:
                narrowed.append(left)
        leaf.choices = narrowed
        if taken:
            self.expansion.add(leaf, taken)
        return not leaf.closed

    def _possible(self, leaf: Leaf, alternative: Alternative) -> bool:
        for part in alternative:
            if isinstance(part, int):
                continue
            kind, place, inside = part
            if kind == "property":
                parts = self.expansion.property_literals(leaf, place)
            elif kind == "item":
                parts = self.expansion.item_literals(leaf, place)
            else:
                continue
            if self.ask(frozenset(parts | {inside})).status is Status.EMPTY:
                return False
        return True
