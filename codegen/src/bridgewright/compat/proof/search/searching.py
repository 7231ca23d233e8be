"""The search: whether some value satisfies all literals of a state, by an analytic tableau.

1. A state is asked about type by type, for the types that every literal leaves possible (`possible`).
2. For one type, a branch starts with all literals of the state. What follows from them is added to it, until only
   choices are left (`expansion`); the smallest choice is split into a branch for each alternative (`splitting`).
3. A branch closes when it contradicts itself. When all branches of all types close, no value satisfies the state:
   that is a proof, and the answer is `EMPTY`.
4. From an open branch a value is made (`objects`, `arrays`, `numbers`, `texts`, `enumerations`). The values of
   properties and items are states of their own, asked about in the same way: a question within the question.
5. A question that is asked within itself is `CUT`: it finds nothing there. A smallest value never contains a value
   for its own question, so no value is missed, and recursive schemas come to an end. An answer that leans on a cut is
   remembered only once the question that was cut has been answered.
6. Each value is held against the state again, and a witness against the validators of both sides besides. A value
   that is refused, a branch that can't be searched to its end, a spent budget: each takes the proof away, and the
   answer is `UNKNOWN` unless a value is found. Nothing here guesses.

Smullyan, First-Order Logic (1968), tells the method; the cut is the loop check of tableaux for description logics
(Baader and Sattler, 2001, https://doi.org/10.1023/A:1013882326814).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.nodes import TYPES
from bridgewright.compat.proof.search.answers import CUT, EMPTY, UNKNOWN, Answer, Status
from bridgewright.compat.proof.search.arrays import arrays
from bridgewright.compat.proof.search.branch import Branch
from bridgewright.compat.proof.search.enumerations import listed
from bridgewright.compat.proof.search.expansion import Expansion
from bridgewright.compat.proof.search.literals import contradictory, is_producer, is_refused, node_of, said_of
from bridgewright.compat.proof.search.numbers import numbers
from bridgewright.compat.proof.search.objects import objects
from bridgewright.compat.proof.search.possible import ALL_TYPES, PossibleTypes
from bridgewright.compat.proof.search.questions import State
from bridgewright.compat.proof.search.samples import Sampled, remember, sample
from bridgewright.compat.proof.search.satisfaction import Satisfaction, both, negation
from bridgewright.compat.proof.search.splitting import Splitting
from bridgewright.compat.proof.search.texts import texts
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import key_of, spelling
from bridgewright.schemas.format_languages import Unsure

_MAX_DEPTH: Final = 45
_MAX_REFUSED: Final = 40
_ALTERNATIVES_A_STEP: Final = 15


class Search:
    """Answers questions about one forest within one budget of steps."""

    def __init__(self, forest: Forest, budget: int) -> None:
        self.forest = forest
        self.expansion = Expansion(forest)
        self._possible_types = PossibleTypes(forest)
        self._satisfaction = Satisfaction(forest)
        self.splitting = Splitting(self)
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
        known = () if sampled is None else sample(sampled)
        if known:
            return Answer(Status.FOUND, known)
        answer = self._asked(self._opened(state), want)
        if sampled is not None and answer.values and not self.spent:
            remember(sampled, answer.values[0])
        return answer

    def _sampled(self, state: State) -> Sampled | None:
        """What a value for the state is remembered by: a schema that says all by itself, in whichever comparison."""
        (lit,) = state
        node = self.forest.nodes[node_of(lit)]
        return (node.value, is_producer(lit)) if node.kind == "atom" and not is_refused(lit) else None

    def _opened(self, state: State) -> State:
        """The state without atoms: what they say, so that one question is never asked in two spellings."""
        known = self._states.get(state)
        if known is None:
            opened = self.forest.opened
            known = self._states[state] = frozenset([said_of(opened(node_of(lit)), lit) for lit in state])
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

    def pay(self) -> None:
        """Takes one step off the budget.

        Raises:
            Unsure: the budget is used up.
        """
        self.budget -= 1
        if self.budget <= self.expansion.looked_at // _ALTERNATIVES_A_STEP:
            raise Unsure

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
        """Whether a value satisfies what the state says: every literal of it."""
        verdicts: list[bool | None] = []
        for lit in state:
            verdict = self._satisfaction.satisfied(node_of(lit), value)
            verdicts.append(negation(verdict) if is_refused(lit) else verdict)
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

    def _starts(self, state: State) -> Iterator[Branch]:
        possible = ALL_TYPES.intersection(*[self._possible_types.of(lit) for lit in state])
        for name in TYPES:
            if name not in possible:
                continue
            if name == "number" and self.forest.exact_integers:
                yield Branch(name, integer_notation=True)
                yield Branch(name, integer_notation=False)
            else:
                yield Branch(name)

    def _taken(
        self,
        state: State,
        start: Branch,
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
                found.setdefault(None if want == 1 else (key_of(value), self._notation(value)), value)
                if len(found) >= want:
                    return False
        except (Unsure, RecursionError):
            return False
        return sure

    def _values(self, state: State, start: Branch, want: int, *, checked: bool) -> Iterator[JsonValue]:
        """Values of one type, `checked` against the state; raises `Unsure` at the end when there may be others."""
        unsure = False
        for branch in self.splitting.open_branches(state, start):
            try:
                for value in self._of_branch(state, branch, want):
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

    def _of_branch(self, state: State, branch: Branch, want: int) -> Iterator[JsonValue]:
        if branch.finite is not None:
            yield from listed(self, state, branch)
        elif branch.type == "null":
            yield from [None] * (("null",) not in branch.excluded)
        elif branch.type == "boolean":
            yield from (value for value in (True, False) if ("boolean", value) not in branch.excluded)
        elif branch.type == "number":
            yield from numbers(self, branch)
        elif branch.type == "string":
            yield from texts(self, branch, want)
        elif branch.type == "array":
            yield from arrays(self, branch, want)
        else:
            yield from objects(self, branch, want)

    def _notation(self, value: JsonValue) -> object:
        """What tells values apart that are equal: how their numbers are written, where that counts."""
        return spelling(value) if self.forest.exact_integers else isinstance(value, float)
