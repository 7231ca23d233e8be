"""`compare`: two documents in, verdicts, changes and the version that they ask for out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from bridgewright.compat.comparison import BACKWARD, FORWARD, MODES, Bump, Change, Comparison, Witness
from bridgewright.compat.defaults import DEFAULTS, after_defaults
from bridgewright.compat.dialect import UNSAID, dialect_of, says_dialect
from bridgewright.compat.documents import DETAIL_TYPE, SOURCE, event_names, sides
from bridgewright.compat.edits import edited
from bridgewright.compat.engine import BUDGET, Decision, Engine, Outcome, refusal
from bridgewright.compat.rules import RULES
from bridgewright.compat.sites import Site, Sites
from bridgewright.compat.values import Unreadable, same_json
from bridgewright.model import JsonValue

CONTENT_MODELS: Final = ("closed-producer", "open")
FORMATS: Final = ("assert", "warn", "annotation")
_PRODUCER: Final = {BACKWARD: 0, FORWARD: 1}
_NAMES: Final = ("old", "new")
_MAX_TRIED_ALONE: Final = 160


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

    try:
        engine = engine_of(old, new)
        found = _Comparing(engine, old, new, mode, format).result()
        if defaults == "ignored":
            return found
        again = partial(_compared, engine_of=engine_of, mode=mode, formats=format)
        return after_defaults(found, (old, new), engine.sides, again, assert_formats=asserts)
    except (Unreadable, RecursionError, AttributeError, LookupError, TypeError, ValueError, ArithmeticError) as error:
        return _unread(old, new, mode, str(error) if isinstance(error, Unreadable) else "a schema is malformed")


def _compared(
    old: JsonValue, new: JsonValue, engine_of: Callable[[JsonValue, JsonValue], Engine], mode: str, formats: str
) -> Comparison:
    return _Comparing(engine_of(old, new), old, new, mode, formats).result()


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


class _Comparing:
    """One comparison on its way."""

    def __init__(self, engine: Engine, old: JsonValue, new: JsonValue, mode: str, formats: str) -> None:
        self.formats = formats
        self.unchanged = same_json(old, new)
        self.engine = engine
        self.documents = (old, new)
        self.mode = mode
        self.required = MODES[mode]

    def result(self) -> Comparison:
        decisions = {direction: self.engine.decide(producer) for direction, producer in _PRODUCER.items()}
        witnesses = {
            direction: self._witness(direction, decision.witness[0])
            for direction, decision in decisions.items()
            if decision.witness
        }
        sites = () if self.unchanged else Sites(self.engine).all()
        changes = [*self._routing(decisions), *self._changes(sites, decisions, witnesses)]
        verdict = {direction: decision.outcome for direction, decision in decisions.items()}
        return Comparison(
            verdict,
            tuple(changes),
            self._bump(changes, verdict),
            witnesses,
            {direction: decision.reason for direction, decision in decisions.items() if decision.reason},
            self.mode,
        )

    def _witness(self, direction: str, event: JsonValue) -> Witness:
        producer = _PRODUCER[direction]
        reader = self.engine.judges[1 - producer]
        pointer, reason = reader.reason(event) if reader else ("", "")
        return Witness(event, _NAMES[producer], _NAMES[1 - producer], pointer, reason)

    def _routing(self, decisions: dict[str, Decision]) -> list[Change]:
        """Another source or detail-type is another event: no rule for the old one matches it, whatever its schema."""
        before, after = event_names(self.documents[0]), event_names(self.documents[1])
        changes = []
        for key, rule, field in (
            (SOURCE, "source-changed", "source"),
            (DETAIL_TYPE, "detail-type-changed", "detail-type"),
        ):
            if before.get(key) == after.get(key) or key not in before or key not in after:
                continue
            for direction in decisions:
                decisions[direction] = Decision(Outcome.BREAKING)
            pointer = f"{self.engine.sides[0].pointer}/{key}"
            note = f"no rule that matches the {field} {before[key]!r} matches {after[key]!r}: this is a new event"
            changes.append(
                Change(rule, pointer, pointer, before[key], after[key], Bump.MAJOR, (BACKWARD, FORWARD), note=note)
            )
        return changes

    def _changes(
        self, sites: tuple[Site, ...], decisions: Mapping[str, Decision], witnesses: Mapping[str, Witness]
    ) -> list[Change]:
        asserting = [site for site in sites if site.edit is not None]
        alone = len(asserting) == 1
        changes = [
            self._change(site, decisions, witnesses, tried=at < _MAX_TRIED_ALONE, alone=alone)
            for at, site in enumerate(sites)
        ]
        changes += self._renamed(sites)
        root = (self.engine.sides[0].pointer, self.engine.sides[1].pointer)
        if decisions[BACKWARD].outcome is not Outcome.COMPATIBLE and self.engine.is_empty(1):
            told = tuple(witness for direction, witness in witnesses.items() if direction == BACKWARD)
            changes.append(Change("schema-unsatisfiable", *root, None, None, Bump.MAJOR, (BACKWARD,), (), told))
        for direction, decision in decisions.items():
            if decision.outcome is Outcome.UNDECIDED:
                changes.append(
                    Change("undecided", *root, None, None, Bump.MAJOR, undecided=(direction,), note=decision.reason)
                )
            elif decision.witness and not any(direction in change.breaks for change in changes):
                told = (witnesses[direction],)
                bump = Bump.MAJOR if direction in self.required else Bump.MINOR
                note = "several changes break together what none breaks alone"
                changes.append(Change("constraint-changed", *root, None, None, bump, (direction,), (), told, note))
        return changes

    def _change(
        self,
        site: Site,
        decisions: Mapping[str, Decision],
        witnesses: Mapping[str, Witness],
        *,
        tried: bool,
        alone: bool,
    ) -> Change:
        rule = RULES[site.rule]
        made = Change(site.rule, site.old_pointer, site.new_pointer, site.before, site.after, rule.harmless)
        if site.rule == "discriminator-changed":
            return replace(made, bump=Bump.MAJOR, note="readers that choose a variant by it choose another")
        if site.rule.startswith("format-") and self.formats == "warn":
            made = replace(made, warns=True)
        if site.edit is None or (not tried and not alone):
            return made
        breaks: list[str] = []
        shown: list[Witness] = []
        for direction, decision in decisions.items():
            if decision.outcome is not Outcome.BREAKING or direction not in witnesses:
                continue
            if alone:
                breaks.append(direction)
                shown.append(witnesses[direction])
                continue
            found = self._alone(site, direction)
            if found is not None:
                breaks.append(direction)
                shown.append(found)
        major = any(direction in self.required for direction in breaks)
        bump = Bump.MAJOR if major else rule.harmless
        return replace(_graded(made, breaks), bump=bump, breaks=tuple(breaks), witnesses=tuple(shown))

    def _alone(self, site: Site, direction: str) -> Witness | None:
        """An event that shows this change, looked at without the others."""
        assert site.edit is not None  # noqa: S101 - for the type checker: only asserting sites come here
        producer = _PRODUCER[direction]
        try:
            decision = self.engine.decide_edited(edited(self.engine, site.edit, producer), producer)
        except (Unreadable, TypeError, KeyError, ValueError, RecursionError):
            return None
        return self._witness(direction, decision.witness[0]) if decision.witness else None

    def _renamed(self, sites: tuple[Site, ...]) -> list[Change]:
        """Other component names with the same meaning."""
        tables = [_component_names(document) for document in self.documents]
        if sites or tables[0] == tables[1] or not self.engine.same:
            return []
        gone, come = sorted(tables[0] - tables[1]), sorted(tables[1] - tables[0])
        root = (self.engine.sides[0].pointer, self.engine.sides[1].pointer)
        return [Change("component-renamed", *root, gone, come, Bump.PATCH)]

    def _bump(self, changes: list[Change], verdict: Mapping[str, Outcome]) -> Bump:
        if self.unchanged:
            return Bump.NONE
        if any(verdict[direction] is not Outcome.COMPATIBLE for direction in self.required):
            return Bump.MAJOR
        least = Bump.PATCH if self.engine.same else Bump.MINOR
        return max([least, *(change.bump for change in changes)], key=lambda bump: bump.weight)


def _graded(change: Change, breaks: list[str]) -> Change:
    """The change under the id that fits what it does, where only that tells narrower from wider."""
    opposite = {
        "map-value-narrowed": "map-value-widened",
        "map-value-widened": "map-value-narrowed",
        "property-names-tightened": "property-names-loosened",
    }
    if change.rule not in opposite or len(breaks) != 1:
        return change
    loose = change.rule.endswith(("widened", "loosened"))
    fits = (breaks[0] == FORWARD) == loose
    return change if fits else replace(change, rule=opposite[change.rule])


def _component_names(document: JsonValue) -> frozenset[str]:
    if not isinstance(document, dict):
        return frozenset()
    tables = [document.get("$defs"), document.get("definitions")]
    components = document.get("components")
    tables.append(components.get("schemas") if isinstance(components, dict) else None)
    return frozenset(name for table in tables if isinstance(table, dict) for name in table)


def _unread(old: JsonValue, new: JsonValue, mode: str, reason: str) -> Comparison:
    """The answer for documents that can't be compared: no verdict but `undecided`, unless they are the same."""
    if same_json(old, new):
        same = dict.fromkeys(_PRODUCER, Outcome.COMPATIBLE)
        return Comparison(same, (), Bump.NONE, {}, {}, mode)
    change = Change("undecided", "", "", None, None, Bump.MAJOR, undecided=tuple(_PRODUCER), note=reason)
    verdict = dict.fromkeys(_PRODUCER, Outcome.UNDECIDED)
    bump = Bump.MAJOR if MODES[mode] else Bump.MINOR
    return Comparison(verdict, (change,), bump, {}, dict.fromkeys(_PRODUCER, reason), mode)
