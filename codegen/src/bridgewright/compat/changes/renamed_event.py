"""What no schema says: another source or detail-type is another event, which no rule for the old one matches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, Bump, Change, Witness
from bridgewright.compat.changes.explaining import NAMES
from bridgewright.compat.proof.engine import Engine, Side
from bridgewright.documents.pointers import value_at
from bridgewright.foreign.events import DETAIL_TYPE, SOURCE

_FIELDS: Final = (
    (SOURCE, "source-changed", "source"),
    (DETAIL_TYPE, "detail-type-changed", "detail-type"),
)


def rerouted(engine: Engine) -> Iterator[Change]:
    """The changes of what rules match an event by, each with an event of either contract that isn't the other's."""
    names = [_names(side) for side in engine.sides]
    before, after = names
    for key, rule, field in _FIELDS:
        if before.get(key) == after.get(key) or key not in before or key not in after:
            continue
        shown = [witness for producer in (0, 1) for witness in _shown(engine, names, producer, key, field)]
        note = f"no rule that matches the {field} {before[key]!r} matches {after[key]!r}: this is a new event"
        if not shown:
            note += "; no event shows it, for none was found that follows its own contract"
        pointers = [f"{side.pointer}/{key}" for side in engine.sides]
        yield Change(
            rule,
            pointers[0],
            pointers[1],
            before[key],
            after[key],
            Bump.MAJOR,
            (BACKWARD, FORWARD),
            witnesses=tuple(shown),
            note=note,
        )


def _names(side: Side) -> dict[str, str]:
    """What rules match an event by: its source and detail-type, where the schema says them."""
    event = value_at(side.content, side.pointer)
    if not isinstance(event, dict):
        return {}
    return {key: event[key] for key in (SOURCE, DETAIL_TYPE) if isinstance(event.get(key), str)}


def _shown(engine: Engine, names: list[dict[str, str]], producer: int, key: str, field: str) -> Iterator[Witness]:
    """An event of one contract: its schema accepts it, and the other contract is about another event."""
    judge, event = engine.judges[producer], engine.example(producer)
    if judge is None or not isinstance(event, dict):
        return
    told = names[producer]
    named: dict[str, Any] = {"source": told.get(SOURCE), "detail-type": told.get(DETAIL_TYPE)}
    event = event | {name: value for name, value in named.items() if value is not None}
    if judge.accepts(event):
        reason = f"events of this contract have the {field} {names[1 - producer][key]!r}"
        yield Witness(event, NAMES[producer], NAMES[1 - producer], f"/{field}", reason)
