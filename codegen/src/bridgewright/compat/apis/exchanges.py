"""Two versions of an HTTP API compared: each schema of what is sent and answered by the engine, in its direction."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Final

from bridgewright.compat.apis.differences import Differences, Pair, several
from bridgewright.compat.apis.projection import Projection
from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, MODES, Bump, Change, Comparison, Witness
from bridgewright.compat.changes.explaining import MALFORMED, NAMES, PRODUCER
from bridgewright.compat.pairs.sides import Options, compare_sides, unread
from bridgewright.compat.proof.engine import Outcome, Side
from bridgewright.compat.proof.judging import SideJudge
from bridgewright.documents.document import JsonValue
from bridgewright.findings import Finding, Location
from bridgewright.schemas.dialects import Dialect, dialect_of
from bridgewright.schemas.equality import Unreadable, same_json
from bridgewright.schemas.references import Resolver
from bridgewright.schemas.walking import followed

_OTHER: Final = {BACKWARD: FORWARD, FORWARD: BACKWARD}
_WORSE: Final = (Outcome.COMPATIBLE, Outcome.UNDECIDED, Outcome.BREAKING)
_AS_TEXT: Final = "on the wire it is text, and as text the other side may read it"
_SILENT: Final = frozenset({"component-renamed"})
"""What isn't about the pair, but about the document."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """A pair's comparison with the directions of the API: backward is old clients against the new server."""

    pair: Pair
    verdict: Mapping[str, Outcome]
    reasons: Mapping[str, str]
    witnesses: Mapping[str, Witness]
    changes: tuple[Change, ...]
    bump: Bump


def compare_apis(
    old: JsonValue, new: JsonValue, options: Options, dialects: tuple[Dialect | None, Dialect | None] | None = None
) -> Comparison:
    """Compares two OpenAPI documents of one HTTP API; their `dialects` stand before what they say of themselves.

    Backward, old clients meet the new server: their requests must be taken, its responses be read. Forward, new
    clients meet an old server. Each change says its `place`; of a shared component, a change is told once for all
    requests and once for all responses that break by it.
    """
    mode = options.mode
    spoken = dialects or (dialect_of(old), dialect_of(new))
    if spoken[0] is None or spoken[1] is None:
        unknown = Finding(Location("", 0, "/jsonSchemaDialect"), "dialect-unknown", "it is no dialect known here")
        return unread(mode, [(side, unknown) for side, dialect in enumerate(spoken) if dialect is None])
    if same_json(old, new):
        return Comparison(dict.fromkeys((BACKWARD, FORWARD), Outcome.COMPATIBLE), (), Bump.NONE, {}, {}, mode)
    try:
        return _compared(old, new, options, (spoken[0], spoken[1]))
    except MALFORMED:
        return unread(mode, [], "a document is malformed: its parts can't be told apart")


def _compared(old: JsonValue, new: JsonValue, options: Options, spoken: tuple[Dialect, Dialect]) -> Comparison:
    mode = options.mode
    told = Differences(old, new).read()
    projections = {
        request: (Projection(old, spoken[0], request), Projection(new, spoken[1], request)) for request in (True, False)
    }
    asked = (_answer(pair, projections[pair.request], options) for pair in _grouped(told, old, new))
    answers = [answer for answer in asked if answer is not None]
    changes = tuple(_merged([*map(partial(_weighed, mode=mode), told.changes), *_changes(answers)]))
    verdict = {direction: _verdict(direction, told.changes, answers) for direction in (BACKWARD, FORWARD)}
    reasons, witnesses = _shown(told, answers, verdict)
    bumps = [Bump.PATCH, *(change.bump for change in changes), *(answer.bump for answer in answers)]
    needed = max(bumps, key=lambda bump: bump.weight)
    if any(verdict[direction] is not Outcome.COMPATIBLE for direction in MODES[mode]):
        needed = Bump.MAJOR
    return Comparison(verdict, changes, needed, witnesses, reasons, mode, options.defaults)


def _shown(
    told: Differences, answers: Iterable[_Answer], verdict: Mapping[str, Outcome]
) -> tuple[dict[str, str], dict[str, Witness]]:
    """Why directions are undecided, and an example for each that breaks: the first that is found."""
    reasons: dict[str, str] = {}
    witnesses: dict[str, Witness] = {}
    for answer in answers:
        for direction, said in answer.reasons.items():
            if verdict[direction] is Outcome.UNDECIDED:
                reasons.setdefault(direction, f"{answer.pair.place}: {said}")
        for direction, witness in answer.witnesses.items():
            witnesses.setdefault(direction, witness)
    for change in told.changes:
        for direction in change.undecided:
            if verdict[direction] is Outcome.UNDECIDED:
                reasons.setdefault(direction, f"{change.place}: {change.note}")
    return reasons, witnesses


def _grouped(told: Differences, old: JsonValue, new: JsonValue) -> Iterator[Pair]:
    """The pairs, those of the same two schemas as one: a component of many responses is compared once."""
    groups: dict[tuple[object, ...], list[Pair]] = {}
    for pair in told.pairs:
        if pair.old is None and pair.new is None:
            continue
        ends = _end(old, pair.old), _end(new, pair.new)
        groups.setdefault((pair.request, *ends, pair.text, pair.unread), []).append(pair)
    for group in groups.values():
        yield replace(group[0], place=several([*dict.fromkeys(pair.place for pair in group)]))


def _end(document: JsonValue, pointer: str | None) -> str | None:
    return None if pointer is None else followed(document, pointer)[0]


def _answer(pair: Pair, documents: tuple[Projection, Projection], options: Options) -> _Answer | None:
    """A pair's comparison; None where both say the same, to the letter."""
    sides = documents[0].at(pair.old), documents[1].at(pair.new)
    if same_json(sides[0].content, sides[1].content):
        return None
    mode = options.mode if pair.request else _swapped(options.mode)
    found = compare_sides(*sides, replace(options, mode=mode))
    if pair.text:
        found = _read_as_text(found, sides, options)
    if pair.unread:
        found = _unproved(found, pair.unread)
    changes = tuple(
        replace(
            change,
            place=pair.place,
            old_pointer=documents[0].original(change.old_pointer, pair.old),
            new_pointer=documents[1].original(change.new_pointer, pair.new),
        )
        for change in found.changes
        if change.rule not in _SILENT
    )
    bump = found.required_bump
    if pair.request:
        return _Answer(pair, found.verdict, found.reasons, found.witnesses, changes, bump)
    changes = tuple(
        replace(
            change,
            breaks=_turned(change.breaks),
            undecided=_turned(change.undecided),
            witnesses=tuple(sorted(change.witnesses, key=lambda witness: witness.accepted_by)),
        )
        for change in changes
    )
    reasons = {_OTHER[direction]: said for direction, said in found.reasons.items()}
    witnesses = {_OTHER[direction]: witness for direction, witness in found.witnesses.items()}
    verdict = {direction: found.verdict[_OTHER[direction]] for direction in (BACKWARD, FORWARD)}
    return _Answer(pair, verdict, reasons, witnesses, changes, bump)


def _turned(directions: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(direction for direction in (BACKWARD, FORWARD) if _OTHER[direction] in directions)


def _swapped(mode: str) -> str:
    """The mode of a schema that is sent by the server."""
    kind, _, rest = mode.partition("_")
    return "_".join(filter(None, ({"BACKWARD": "FORWARD", "FORWARD": "BACKWARD"}.get(kind, kind), rest)))


def _weighed(change: Change, mode: str) -> Change:
    """A change that no schema shows, with the version that it asks for."""
    hurts = any(direction in MODES[mode] for direction in (*change.breaks, *change.undecided))
    return replace(change, bump=Bump.MAJOR) if hurts else change


def _verdict(direction: str, changes: Iterable[Change], answers: Iterable[_Answer]) -> Outcome:
    outcomes = [answer.verdict[direction] for answer in answers]
    outcomes += [Outcome.BREAKING for change in changes if direction in change.breaks]
    outcomes += [Outcome.UNDECIDED for change in changes if direction in change.undecided]
    return max(outcomes, key=_WORSE.index, default=Outcome.COMPATIBLE)


def _changes(answers: Iterable[_Answer]) -> Iterator[Change]:
    for answer in answers:
        yield from answer.changes


def _merged(changes: Iterable[Change]) -> Iterator[Change]:
    """Each change once for each way in which it breaks: a shared component is met at many places."""
    known: dict[tuple[object, ...], list[Change]] = {}
    for change in changes:
        known.setdefault((change.rule, change.old_pointer, change.new_pointer), []).append(change)
    for same in known.values():
        hurting = [change for change in same if change.breaks or change.undecided]
        told: dict[tuple[object, ...], Change] = {}
        for change in hurting or same[:1]:
            told.setdefault((change.breaks, change.undecided), change)
        yield from told.values()


def _read_as_text(found: Comparison, sides: tuple[Side, Side], options: Options) -> Comparison:
    """The comparison without breaks that are none on the wire, where 5 and "5" are the same text."""
    misread: dict[str, str] = {}
    for direction, witness in found.witnesses.items():
        judge = _judge(sides[0 if witness.refused_by == "old" else 1], options)
        if judge is None or any(not judge.refuses(reading) for reading in _readings(witness.event)):
            misread[direction] = _AS_TEXT
    return _undecided(found, misread) if misread else found


def _unproved(found: Comparison, why: str) -> Comparison:
    """The comparison where nothing that is compatible is proved."""
    open_ = {direction: why for direction, outcome in found.verdict.items() if outcome is Outcome.COMPATIBLE}
    return _undecided(found, open_) if open_ else found


def _undecided(found: Comparison, reasons: Mapping[str, str]) -> Comparison:
    """The comparison with some directions undecided, each for a reason."""
    verdict = {d: Outcome.UNDECIDED if d in reasons else outcome for d, outcome in found.verdict.items()}
    witnesses = {d: witness for d, witness in found.witnesses.items() if d not in reasons}
    changes = []
    for change in found.changes:
        lost = tuple(direction for direction in change.breaks if direction in reasons)
        breaks = tuple(direction for direction in change.breaks if direction not in reasons)
        kept = tuple(w for w in change.witnesses if any(NAMES[PRODUCER[way]] == w.accepted_by for way in breaks))
        note = reasons[lost[0]] if lost else change.note
        undecided = tuple(dict.fromkeys((*change.undecided, *lost)))
        changes.append(replace(change, breaks=breaks, undecided=undecided, witnesses=kept, note=note))
    for direction, why in reasons.items():
        if not any(direction in change.undecided for change in changes):
            made = Change("undecided", "", "", None, None, Bump.MINOR, undecided=(direction,), note=why)
            changes.append(made)
    hurt = any(verdict[direction] is not Outcome.COMPATIBLE for direction in MODES[found.mode])
    bump = Bump.MAJOR if hurt else found.required_bump
    told = {**found.reasons, **reasons}
    return Comparison(verdict, tuple(changes), bump, witnesses, told, found.mode, found.defaults)


def _judge(side: Side, options: Options) -> SideJudge | None:
    asserts = options.format == "assert"
    resolver = Resolver(side.content, side.dialect)
    try:
        return SideJudge(side.content, side.dialect, side.pointer, resolver, assert_formats=asserts)
    except Unreadable:
        return None


def _readings(value: JsonValue) -> Iterator[JsonValue]:
    """What a reader may make of a value that it gets as text: each of its parts as text, or as what the text spells."""
    yield _each(value, _text)
    yield _each(value, _spelt)


def _each(value: JsonValue, reading: Callable[[JsonValue], JsonValue]) -> JsonValue:
    if isinstance(value, list):
        return [_each(member, reading) for member in value]
    if isinstance(value, dict):
        return {name: _each(member, reading) for name, member in value.items()}
    return reading(value)


def _text(value: JsonValue) -> JsonValue:
    return value if isinstance(value, str) else json.dumps(value)


def _spelt(value: JsonValue) -> JsonValue:
    try:
        found = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return value
    return value if isinstance(found, list | dict) else found
