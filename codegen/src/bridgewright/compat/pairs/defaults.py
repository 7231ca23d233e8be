"""The knob `defaults = "applied"`: what holds when readers fill in defaults before they validate.

An event that the reader's schema accepts without asking for the properties that are filled in (`filling`) is an event
that it accepts once they are. So the comparison is made once more with a reader that asks for less, and its events are
shown only where the reader as it is refuses them, filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Final, TypeAlias

from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, MODES, Bump, Change, Comparison, Witness
from bridgewright.compat.changes.rules import RULES
from bridgewright.compat.pairs.filling import Filling, filling
from bridgewright.compat.proof.engine import Outcome, Side
from bridgewright.compat.proof.judging import SideJudge
from bridgewright.schemas.references import Resolver

DEFAULTS: Final = ("ignored", "applied")
_READER: Final = {BACKWARD: 1, FORWARD: 0}
_FALLBACKS: Final = ("undecided", "constraint-changed")
_NOTE: Final = (
    'by defaults = "applied" it breaks no reader that fills in the default before it validates; '
    "the generated bindings fill in none"
)
_Tried: TypeAlias = tuple[Comparison, Callable[[Witness], bool]]
"""The comparison with a reader that asks for less, and whether an event breaks the reader as it is, once filled in."""


def after_defaults(
    plain: Comparison,
    sides: tuple[Side, Side],
    compared: Callable[[Side, Side], Comparison],
    *,
    assert_formats: bool,
) -> Comparison:
    """The comparison for readers that fill in defaults.

    `plain` is the one for readers that don't, and `compared` makes another of two sides.
    """
    verdict, witnesses, reasons = dict(plain.verdict), dict(plain.witnesses), dict(plain.reasons)
    tried: dict[str, _Tried] = {}
    for direction, reader in _READER.items():
        fills = filling(sides[reader], assert_formats=assert_formats)
        if plain.verdict[direction] is Outcome.COMPATIBLE or fills is None:
            continue
        pair = list(sides)
        pair[reader] = replace(sides[reader], content=fills.content)
        found = compared(pair[0], pair[1])
        shown = _refuses(fills, assert_formats)
        tried[direction] = found, shown
        verdict[direction] = found.verdict[direction]
        witnesses.pop(direction, None)
        reasons.pop(direction, None)
        if direction in found.reasons:
            reasons[direction] = found.reasons[direction]
        if direction in found.witnesses:
            if shown(found.witnesses[direction]):
                witnesses[direction] = found.witnesses[direction]
            else:
                verdict[direction] = Outcome.UNDECIDED
                reasons[direction] = "the event that was found doesn't break once defaults are filled in"
    changes = tuple(_changes(plain, tried, verdict, reasons))
    return replace(
        plain,
        verdict=verdict,
        changes=changes,
        required_bump=_bump(plain, changes, verdict) if tried else plain.required_bump,
        witnesses=witnesses,
        reasons=reasons,
        defaults="applied",
    )


def _bump(plain: Comparison, changes: tuple[Change, ...], verdict: Mapping[str, Outcome]) -> Bump:
    if any(verdict[direction] is not Outcome.COMPATIBLE for direction in MODES[plain.mode]):
        return Bump.MAJOR
    return max([Bump.MINOR, *(change.bump for change in changes)], key=lambda bump: bump.weight)


def _changes(
    plain: Comparison, tried: Mapping[str, _Tried], verdict: Mapping[str, Outcome], reasons: Mapping[str, str]
) -> Iterator[Change]:
    """The plain changes with what still breaks once defaults are filled in, and why no single change does."""
    for change in plain.changes:
        if not _is_fallback(change):
            yield _standing(change, tried, MODES[plain.mode])
        elif not tried.keys() >= {*change.breaks, *change.undecided}:
            yield change
    for direction, (found, _) in tried.items():
        if verdict[direction] is Outcome.UNDECIDED and found.verdict[direction] is not Outcome.UNDECIDED:
            yield Change("undecided", "", "", None, None, Bump.MAJOR, undecided=(direction,), note=reasons[direction])
        else:
            yield from (c for c in found.changes if _is_fallback(c) and direction in (*c.breaks, *c.undecided))


def _standing(change: Change, tried: Mapping[str, _Tried], required: tuple[str, ...]) -> Change:
    """A change with the directions that it breaks all the same, and events that show it."""
    breaks: list[str] = []
    shown: list[Witness] = []
    for direction in change.breaks:
        found, is_real = tried.get(direction, (None, None))
        same: Change | None = change
        if found is not None:
            same = next((c for c in found.changes if _location(c) == _location(change) and direction in c.breaks), None)
        if same is not None:
            breaks.append(direction)
            refuser = ("old", "new")[_READER[direction]]
            shown += [w for w in same.witnesses if w.refused_by == refuser and (is_real is None or is_real(w))]
    if tuple(breaks) == change.breaks:
        return replace(change, witnesses=tuple(shown))
    bump = Bump.MAJOR if any(direction in required for direction in breaks) else RULES[change.rule].harmless
    note = f"{change.note}; {_NOTE}" if change.note else _NOTE
    return replace(change, breaks=tuple(breaks), witnesses=tuple(shown), bump=bump, note=note, warns=True)


def _is_fallback(change: Change) -> bool:
    """True when a change only says that no single change breaks, or that there is no answer."""
    return change.rule in _FALLBACKS and change.before is None and change.after is None


def _location(change: Change) -> tuple[str, str]:
    return change.old_pointer, change.new_pointer


def _refuses(fills: Filling, assert_formats: bool) -> Callable[[Witness], bool]:
    """Whether the reader refuses an event with its defaults filled in, asked of a validator."""
    side = fills.side
    resolver = Resolver(side.content, side.dialect)
    judge = SideJudge(side.content, side.dialect, side.pointer, resolver, assert_formats=assert_formats)
    return lambda witness: judge.refuses(fills.filled(witness.event))
