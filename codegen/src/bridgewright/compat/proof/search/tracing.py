"""A search that writes down what it does: the tree of what was asked and split, in words.

The tree has a line for each question, for each branch of it, and for how both ended; a question about a member stands
below the branch that asks it. It is for whoever asks why a pair of schemas gets its verdict, or takes its time: nothing
here changes an answer, and a search without a trace knows nothing of it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.search.answers import CUT, Answer, Status
from bridgewright.compat.proof.search.branch import Branch, Choice
from bridgewright.compat.proof.search.questions import State
from bridgewright.compat.proof.search.searching import Search
from bridgewright.compat.proof.search.showing import Printer
from bridgewright.compat.proof.search.splitting import Splitting
from bridgewright.documents.canonical import canonical_json
from bridgewright.documents.document import JsonValue

_INDENT: Final = "  "


@dataclass(slots=True)
class Step:
    """A line of the trace, and the lines below it. Of a branch the text is told at the end, when all is known of it."""

    text: str = ""
    branch: Branch | None = None
    ended: str = ""
    steps: list[Step] = field(default_factory=list)

    def lines(self, printer: Printer, depth: int = 0) -> Iterator[str]:
        """The step and what is below it, indented."""
        if self.branch is None:
            text, ended = self.text, self.ended
        else:
            text = printer.branch(self.branch)
            ended = "closed" if self.branch.closed else self.ended or "not reached"
        yield f"{_INDENT * depth}{text} -> {ended}"
        for step in self.steps:
            yield from step.lines(printer, depth + 1)


class TracedSearch(Search):
    """A search that keeps its steps."""

    def __init__(self, forest: Forest, budget: int, printer: Printer) -> None:
        super().__init__(forest, budget)
        self._printer = printer
        self.root = Step()
        self.path = [self.root]
        """The steps that lead to what is being done."""
        self.splitting = _TracedSplitting(self)

    def told(self) -> str:
        """The tree as text, a line for each step."""
        return "\n".join(line for step in self.root.steps for line in step.lines(self._printer))

    def below(self, step: Step) -> Step:
        """Adds a step below the one that is being done."""
        self.path[-1].steps.append(step)
        return step

    def witness(self, state: State, accepted: Callable[[JsonValue], bool]) -> Answer:
        """See `Search.witness`; a value that the validators don't confirm is a step, too."""

        def confirmed(value: JsonValue) -> bool:
            found = accepted(value)
            self.below(Step(f"{canonical_json(value)}", ended="confirmed" if found else "not confirmed"))
            return found

        return super().witness(state, confirmed)

    def _asked(self, state: State, want: int) -> Answer:
        before = len(self.path[-1].steps)
        answer = super()._asked(state, want)
        if len(self.path[-1].steps) == before:  # known, contradictory or asked within itself: nothing was searched
            why = "asked already, further up" if answer is CUT else f"{_ended(answer)}, at once"
            self.below(Step(self._question(state), ended=why))
        return answer

    def _searched(self, state: State, want: int, accepted: Callable[[JsonValue], bool] | None) -> Answer:
        step = self.below(Step(self._question(state)))
        depth = len(self.path)
        self.path.append(step)
        answer = super()._searched(state, want, accepted)
        del self.path[depth:]
        step.ended = _ended(answer)
        return answer

    def _question(self, state: State) -> str:
        return f"? {self._printer.literals(state)}"


class _TracedSplitting(Splitting):
    """Keeps the branches of each question as steps below it."""

    def __init__(self, search: TracedSearch) -> None:
        super().__init__(search)
        self._traced = search
        self._steps: dict[int, Step] = {}
        """The step of each branch, by the branch's identity: steps keep their branches, so none is used twice."""

    def open_branches(self, state: State, start: Branch) -> Iterator[Branch]:
        depth = len(self._traced.path)
        self._steps[id(start)] = self._traced.below(Step(branch=start))
        for branch in super().open_branches(state, start):
            step = self._steps[id(branch)]
            step.ended = "open"
            self._traced.path[depth:] = [step]
            yield branch
            del self._traced.path[depth:]
        del self._traced.path[depth:]

    def split(self, branch: Branch, choice: Choice) -> list[Branch]:
        made = super().split(branch, choice)
        step = self._steps[id(branch)]
        step.ended = "split"
        for each in reversed(made):
            self._steps[id(each)] = Step(branch=each)
            step.steps.append(self._steps[id(each)])
        return made

    def _narrowed(self, branch: Branch) -> bool:
        step = self._steps[id(branch)]
        self._traced.path.append(step)
        narrowed = super()._narrowed(branch)
        self._traced.path.pop()
        if not narrowed:
            step.ended = "closed: no alternative is left"
        return narrowed


def _ended(answer: Answer) -> str:
    if answer.status is Status.FOUND:
        return f"found {', '.join(map(canonical_json, answer.values))}"
    return "nothing" if answer.status is Status.EMPTY else "unknown"
