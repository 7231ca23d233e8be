"""Documents of several events: each pair has a comparison of its own, and the document has the worst of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final

from bridgewright.compat.changes.comparison import (
    BACKWARD,
    FORWARD,
    MODES,
    Bump,
    Change,
    Comparison,
    Explanation,
    Witness,
)
from bridgewright.compat.changes.explaining import NAMES
from bridgewright.compat.pairs.documents import Subject
from bridgewright.compat.proof.engine import Engine, Outcome, Side
from bridgewright.documents.document import JsonValue

_ALL: Final = "AllComponents.compared"
_WEIGHT: Final = (Outcome.COMPATIBLE, Outcome.UNDECIDED, Outcome.BREAKING)


def gathered(old: JsonValue, new: JsonValue, pairs: Sequence[tuple[Subject, Subject]]) -> tuple[Side, Side]:
    """Two documents of many components as two schemas: each an object with a property for every name in common.

    Components refer to each other, so that comparing them one by one would compare most of them many times.
    """
    return _gathered(old, [one for one, _ in pairs]), _gathered(new, [other for _, other in pairs])


def _gathered(document: Any, subjects: list[Subject]) -> Side:
    properties = {subject.name: {"$ref": f"#{subject.pointer}"} for subject in subjects}
    schemas = document["components"]["schemas"] | {_ALL: {"type": "object", "properties": properties}}
    content = document | {"components": document["components"] | {"schemas": schemas}}
    return Side(content, subjects[0].dialect, f"/components/schemas/{_ALL}")


def event_removed(gone: Side, name: str, engine_of: Callable[[Side, Side], Engine], mode: str) -> Comparison:
    """An event that the new document doesn't have: consumers who follow it know nothing of what was sent before.

    Any event that follows the old schema shows it; where none can, nobody has ever sent one.
    """
    decision = engine_of(gone, Side(False, gone.dialect, "")).decide(0)
    verdict = {BACKWARD: decision.outcome, FORWARD: Outcome.COMPATIBLE}
    reason = f"the new document has no event {name!r:.100}"
    shown = tuple(Witness(event, *NAMES, "", reason) for event in decision.witness)
    breaks = (BACKWARD,) if decision.outcome is Outcome.BREAKING else ()
    undecided = (BACKWARD,) if decision.outcome is Outcome.UNDECIDED else ()
    major = BACKWARD in MODES[mode] and (breaks or undecided)
    bump = Bump.MAJOR if major else Bump.MINOR
    change = Change("event-removed", gone.pointer, "", None, None, bump, breaks, undecided, shown, note=reason)
    witnesses = dict.fromkeys(breaks, shown[0]) if shown else {}
    return Comparison(verdict, (change,), bump, witnesses, dict.fromkeys(undecided, reason), mode)


def event_added(name: str, pointer: str, mode: str) -> Comparison:
    """An event that the old document doesn't have: nobody reads it yet, and rules for other events don't match it."""
    note = f"the old document has no event {name!r:.100}"
    change = Change("event-added", "", pointer, None, None, Bump.MINOR, note=note)
    return Comparison(dict.fromkeys((BACKWARD, FORWARD), Outcome.COMPATIBLE), (change,), Bump.MINOR, {}, {}, mode)


def together(made: Sequence[Comparison], mode: str) -> Comparison:
    """Several comparisons as one: the worst verdict of each direction, every change once."""
    verdict = {way: max((one.verdict[way] for one in made), key=_WEIGHT.index) for way in (BACKWARD, FORWARD)}
    witnesses: dict[str, Witness] = {}
    reasons: dict[str, str] = {}
    for one in made:
        for way, witness in one.witnesses.items():
            witnesses.setdefault(way, witness)
        for way, reason in one.reasons.items():
            if verdict[way] is Outcome.UNDECIDED:
                reasons.setdefault(way, reason)

    def explained() -> Explanation:
        changes: dict[tuple[str, str, str, str], Change] = {}
        for one in made:
            for change in one.changes:
                changes.setdefault((change.rule, change.old_pointer, change.new_pointer, change.note), change)
        return tuple(changes.values()), max((one.required_bump for one in made), key=lambda bump: bump.weight)

    return Comparison.explained_later(verdict, witnesses, reasons, mode, explained)
