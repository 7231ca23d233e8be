"""`compare`: two documents in, verdicts, changes and the version that they ask for out."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Final

from bridgewright.compat.comparison import MODES, Bump, Change, Comparison
from bridgewright.compat.defaults import DEFAULTS, after_defaults
from bridgewright.compat.dialect import UNSAID, dialect_of, says_dialect
from bridgewright.compat.documents import sides
from bridgewright.compat.engine import BUDGET, Engine, Outcome, Side, refusal
from bridgewright.compat.explaining import MALFORMED, NAMES, PRODUCER, Explaining, witness_of
from bridgewright.compat.routing import rerouted
from bridgewright.compat.values import Unreadable, same_json
from bridgewright.model import JsonValue

CONTENT_MODELS: Final = ("closed-producer", "open")
FORMATS: Final = ("assert", "warn", "annotation")


def compare(  # noqa: PLR0913 - the knobs of a comparison, by name
    old: JsonValue,
    new: JsonValue,
    *,
    mode: str = "FULL",
    content_model: str = "closed-producer",
    format: str = "assert",  # noqa: A002 - the knob's name in settings, and in JSON Schema
    defaults: str = "ignored",
    dialect: str | None = None,
    budget: int = BUDGET,
) -> Comparison:
    """Compares two schemas, or two whole contract documents.

    `mode` says which directions count (see `MODES`). `content_model`: `closed-producer` (producers send only declared
    properties) or `open` (strict set semantics). `format`: `assert`, or `warn`/`annotation` (formats decide nothing).
    `defaults`: `ignored`, or `applied` (readers fill in defaults before they validate; see `defaults`).
    `dialect` names the language of both documents (`draft-04`, `draft-07`, `2020-12`, `oas3.0`, `oas3.1`, ...); without
    it each document says so itself. `budget` bounds the steps of the search. Nothing in a document makes this raise.

    Raises:
        ValueError: an option has no such value.
    """
    if mode not in MODES:
        raise ValueError(f"{mode!r} is no mode; known: {', '.join(MODES)}")
    if content_model not in CONTENT_MODELS:
        raise ValueError(f"{content_model!r} is no content model; known: {', '.join(CONTENT_MODELS)}")
    if format not in FORMATS:
        raise ValueError(f"{format!r} is no policy for formats; known: {', '.join(FORMATS)}")
    if defaults not in DEFAULTS:
        raise ValueError(f"{defaults!r} is no policy for defaults; known: {', '.join(DEFAULTS)}")
    dialect_of(None, dialect)  # so that a wrong name is said before anything is read
    asserts = format == "assert"

    def engine_of(one: JsonValue, other: JsonValue) -> Engine:
        return _engine(one, other, dialect, asserts, content_model == "closed-producer", budget)

    if same_json(old, new):
        return Comparison(dict.fromkeys(PRODUCER, Outcome.COMPATIBLE), (), Bump.NONE, {}, {}, mode)
    try:
        engine = engine_of(old, new)
        found = _result(engine, mode, format)
        if defaults == "ignored":
            return found
        again = partial(_compared, engine_of=engine_of, mode=mode, formats=format)
        return after_defaults(found, (old, new), engine.sides, again, assert_formats=asserts)
    except MALFORMED as error:
        return _unread(mode, str(error) if isinstance(error, Unreadable) else "a schema is malformed")


def compare_at(  # noqa: PLR0913 - the knobs of `compare`
    old: tuple[JsonValue, str],
    new: tuple[JsonValue, str],
    *,
    mode: str = "FULL",
    content_model: str = "closed-producer",
    format: str = "assert",  # noqa: A002 - the knob's name in settings
    defaults: str = "ignored",
    dialect: str | None = None,
    budget: int = BUDGET,
) -> Comparison:
    """Compares the schemas at two pointers of two documents, each given as (document, pointer); knobs as `compare`."""
    asserts = format == "assert"

    def engine_of(one: JsonValue, other: JsonValue) -> Engine:
        sides = (Side(one, dialect_of(one, dialect), old[1]), Side(other, dialect_of(other, dialect), new[1]))
        return Engine(*sides, assert_formats=asserts, closed=content_model == "closed-producer", budget=budget)

    try:
        engine = engine_of(old[0], new[0])
        found = _result(engine, mode, format)
        if defaults == "ignored":
            return found
        again = partial(_compared, engine_of=engine_of, mode=mode, formats=format)
        return after_defaults(found, (old[0], new[0]), engine.sides, again, assert_formats=asserts)
    except MALFORMED as error:
        return _unread(mode, str(error) if isinstance(error, Unreadable) else "a schema is malformed")


def _compared(
    old: JsonValue, new: JsonValue, engine_of: Callable[[JsonValue, JsonValue], Engine], mode: str, formats: str
) -> Comparison:
    return _result(engine_of(old, new), mode, formats)


def _engine(  # noqa: PLR0913, PLR0917 - what `compare` was given
    old: JsonValue, new: JsonValue, dialect: str | None, assert_formats: bool, closed: bool, budget: int
) -> Engine:
    """The engine for two documents; where neither says its dialect, the newest in which both are schemas."""
    tried: list[str | None] = [dialect]
    if dialect is None and not says_dialect(old) and not says_dialect(new):
        tried = list(UNSAID)
    first: Engine | Unreadable | None = None
    for name in tried:
        both = sides(old, new, (dialect_of(old, name), dialect_of(new, name)))
        made: Engine | Unreadable
        try:
            made = Engine(*both, assert_formats=assert_formats, closed=closed, budget=budget)
        except Unreadable as error:
            made = error
        refused = made.refused if isinstance(made, Engine) else any(refusal(side) for side in both)
        if not refused:  # it is a schema of this dialect, whatever else is wrong with it
            first = made
            break
        first = first or made
    if isinstance(first, Engine):
        return first
    raise first or Unreadable("no dialect fits")


def _result(engine: Engine, mode: str, formats: str) -> Comparison:
    """The verdicts, with their witnesses; what changed is found out when it is asked for."""
    decisions = {direction: engine.decide(producer) for direction, producer in PRODUCER.items()}
    witnesses = {
        direction: witness_of(engine, direction, decision.witness[0])
        for direction, decision in decisions.items()
        if decision.witness
    }
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


def _unread(mode: str, reason: str) -> Comparison:
    """The answer for documents that can't be compared: no verdict but `undecided`."""
    change = Change("undecided", "", "", None, None, Bump.MAJOR, undecided=tuple(PRODUCER), note=reason)
    verdict = dict.fromkeys(PRODUCER, Outcome.UNDECIDED)
    bump = Bump.MAJOR if MODES[mode] else Bump.MINOR
    return Comparison(verdict, (change,), bump, {}, dict.fromkeys(PRODUCER, reason), mode)
