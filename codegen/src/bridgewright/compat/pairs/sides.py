"""Two schemas compared: verdicts, witnesses, changes, and the version that they ask for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Final

from bridgewright.compat.changes.comparison import MODES, Bump, Change, Comparison
from bridgewright.compat.changes.explaining import MALFORMED, NAMES, PRODUCER, Explaining, witness_of
from bridgewright.compat.changes.renamed_event import rerouted
from bridgewright.compat.pairs.defaults import DEFAULTS, after_defaults
from bridgewright.compat.pairs.malformed import malformed
from bridgewright.compat.proof.engine import BUDGET, Engine, Outcome, Side, refusal
from bridgewright.findings import Finding
from bridgewright.schemas.equality import Unreadable, same_json

CONTENT_MODELS: Final = ("closed-producer", "open")
FORMATS: Final = ("assert", "warn", "annotation")


@dataclass(frozen=True, slots=True)
class Options:
    """The knobs of a comparison.

    Raises:
        ValueError: an option has no such value.
    """

    mode: str = "FULL"
    content_model: str = "closed-producer"
    format: str = "assert"
    defaults: str = "ignored"
    budget: int = BUDGET

    def __post_init__(self) -> None:
        for value, known, what in (
            (self.mode, tuple(MODES), "mode"),
            (self.content_model, CONTENT_MODELS, "content model"),
            (self.format, FORMATS, "policy for formats"),
            (self.defaults, DEFAULTS, "policy for defaults"),
        ):
            if value not in known:
                raise ValueError(f"{value!r} is no {what}; known: {', '.join(known)}")

    def engine(self, old: Side, new: Side) -> Engine:
        """The engine for two schemas under these options."""
        asserts, closed = self.format == "assert", self.content_model == "closed-producer"
        return Engine(old, new, assert_formats=asserts, closed=closed, budget=self.budget)


def compare_sides(old: Side, new: Side, options: Options) -> Comparison:
    """The comparison of two schemas; one that is malformed is said to be so, and nothing is concluded from it."""
    alike = old.pointer == new.pointer and old.dialect == new.dialect and same_json(old.content, new.content)
    try:
        if alike:
            if not refusal(old) or malformed(old) is None:
                return Comparison(dict.fromkeys(PRODUCER, Outcome.COMPATIBLE), (), Bump.NONE, {}, {}, options.mode)
            return _refused(old, new, options.mode)
        engine = options.engine(old, new)
        if engine.refused and (malformed(old) or malformed(new)):
            return _refused(old, new, options.mode)
        found = _result(engine, options)
        if options.defaults == "ignored":
            return found
        asserts = options.format == "assert"
        return after_defaults(found, engine.sides, partial(_result_of, options), assert_formats=asserts)
    except MALFORMED as error:
        return _refused(old, new, options.mode, str(error) if isinstance(error, Unreadable) else "")


def _refused(old: Side, new: Side, mode: str, reason: str = "") -> Comparison:
    """The answer where a schema is none, or can't be compared for a reason of its own."""
    wrong = [(side, problem) for side, one in enumerate((old, new)) if (problem := malformed(one)) is not None]
    return unread(mode, wrong, reason or "a schema is malformed")


def _result_of(options: Options, old: Side, new: Side) -> Comparison:
    return _result(options.engine(old, new), options)


def _result(engine: Engine, options: Options) -> Comparison:
    """The verdicts, with their witnesses; what changed is found out when it is asked for."""
    decisions = {direction: engine.decide(producer) for direction, producer in PRODUCER.items()}
    witnesses = {
        direction: witness_of(engine, direction, decision.witness[0])
        for direction, decision in decisions.items()
        if decision.witness
    }
    mode, formats = options.mode, options.format
    routing = tuple(rerouted(engine))
    if routing:
        return _of_another_event(routing, Explaining(engine, mode, formats, decisions, witnesses, routing), mode)
    explain = Explaining(engine, mode, formats, decisions, witnesses).explanation
    verdict = {direction: decision.outcome for direction, decision in decisions.items()}
    reasons = {direction: decision.reason for direction, decision in decisions.items() if decision.reason}
    return Comparison.explained_later(verdict, witnesses, reasons, mode, explain)


def _of_another_event(routing: tuple[Change, ...], explaining: Explaining, mode: str) -> Comparison:
    """Both directions break, whatever the schemas say; an event that the schemas tell apart is shown first."""
    witnesses = dict(explaining.witnesses)
    for direction, producer in PRODUCER.items():
        for witness in routing[0].witnesses:
            if witness.accepted_by == NAMES[producer]:
                witnesses.setdefault(direction, witness)
    verdict = dict.fromkeys(PRODUCER, Outcome.BREAKING)
    return Comparison.explained_later(verdict, witnesses, {}, mode, explaining.explanation)


def unread(mode: str, problems: list[tuple[int, Finding]], reason: str = "") -> Comparison:
    """The answer for documents that can't be compared: no verdict but `undecided`, and why."""
    both = tuple(PRODUCER)
    changes = tuple(
        Change(
            problem.rule,
            problem.location.pointer if side == 0 else "",
            problem.location.pointer if side == 1 else "",
            *(None, None, Bump.MAJOR),
            undecided=both,
            note=f"the {NAMES[side]} document: {problem.message}" + (f" ({problem.hint})" if problem.hint else ""),
            in_old=side == 0,
        )
        for side, problem in problems
    ) or (Change("undecided", "", "", None, None, Bump.MAJOR, undecided=both, note=reason),)
    verdict = dict.fromkeys(PRODUCER, Outcome.UNDECIDED)
    bump = Bump.MAJOR if MODES[mode] else Bump.MINOR
    return Comparison(verdict, changes, bump, {}, dict.fromkeys(PRODUCER, changes[0].note), mode)
