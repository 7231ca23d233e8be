"""A comparison as data for programs and as findings for people."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from typing import Any, Final, TypeAlias

from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, MODES, Bump, Change, Comparison, Witness
from bridgewright.compat.changes.rules import API_RULES, RULES
from bridgewright.documents.canonical import canonical_json
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import unescaped
from bridgewright.findings import Finding, Location, Severity
from bridgewright.schemas.keywords import DEFINITIONS

Place: TypeAlias = Callable[[str], Location]
"""Where a pointer into a document is, for people."""
READERS: Final = {BACKWARD: "new consumers of old events", FORWARD: "old consumers of new events"}
CALLERS: Final = {BACKWARD: "old clients of the new server", FORWARD: "new clients of an old server"}
"""The same directions of an HTTP API."""
WHOLE: Final = "the event"
_SHORT: Final = 120
_TABLES: Final = ("schemas", *DEFINITIONS)
_ONE_VALUE: Final = frozenset(
    {
        *("enum-value-removed", "enum-value-added", "enum-introduced", "enum-dropped", "const-introduced"),
        *("pattern-added", "pattern-removed", "format-added", "format-removed"),
    }
)
"""Rules whose name says whether the value that is told came or went."""


def fingerprint(change: Change) -> str:
    """16 hex digits that name a change as long as it is the same: rule, place, before and after."""
    told = [change.rule, change.old_pointer, change.new_pointer, change.before, change.after]
    told += [change.place] * bool(change.place)
    return hashlib.sha256(canonical_json(told).encode()).hexdigest()[:16]


def as_data(comparison: Comparison) -> dict[str, Any]:
    """The object of one comparison in `breaking --format json` (`breaking.schema.json` beside this module)."""
    return {
        "mode": comparison.mode,
        "defaults": comparison.defaults,
        "verdict": {direction: str(outcome) for direction, outcome in comparison.verdict.items()},
        "required_bump": str(comparison.required_bump),
        "reasons": dict(comparison.reasons),
        "witnesses": {direction: _witness(witness) for direction, witness in comparison.witnesses.items()},
        "changes": [
            {
                "rule": change.rule,
                "fingerprint": fingerprint(change),
                "old_pointer": change.old_pointer,
                "new_pointer": change.new_pointer,
                "before": change.before,
                "after": change.after,
                "bump": str(change.bump),
                "breaks": list(change.breaks),
                "undecided": list(change.undecided),
                "note": change.note,
                **({"place": change.place} if change.place else {}),
                "warns": change.warns or RULES[change.rule].warns,
                "witnesses": [_witness(witness) for witness in change.witnesses],
            }
            for change in comparison.changes
        ],
    }


def _witness(witness: Witness) -> dict[str, JsonValue]:
    return {
        "event": witness.event,
        "accepted_by": witness.accepted_by,
        "refused_by": witness.refused_by,
        "pointer": witness.pointer,
        "reason": witness.reason,
    }


def batch_line(name: JsonValue, comparison: Comparison) -> dict[str, Any]:
    """The object that a batch prints for one pair: both verdicts, and an event for each that breaks."""
    return {
        "name": name,
        **{direction: str(outcome) for direction, outcome in comparison.verdict.items()},
        "required_bump": str(comparison.required_bump),
        "witnesses": {direction: witness.event for direction, witness in comparison.witnesses.items()},
        "reasons": dict(comparison.reasons),
    }


def findings(comparison: Comparison, old: Place, new: Place, prefix: str = "") -> tuple[Finding, ...]:
    """One finding for each change that breaks something or warns, at its line in the new document.

    `old` and `new` say where a pointer into a document is. What is wrong with the old document itself is told there.
    """
    return tuple(finding for _, finding in change_findings(comparison, old, new, prefix))


def change_findings(
    comparison: Comparison, old: Place, new: Place, prefix: str = ""
) -> Iterator[tuple[Change, Finding]]:
    """Each change that breaks something or warns, with its finding."""
    for change in comparison.changes:
        severity = _severity(change, comparison.mode)
        if severity is not None:
            place = old(change.old_pointer) if change.in_old else new(change.new_pointer)
            yield change, Finding(place, change.rule, prefix + message(change), _hint(change), severity)


def _severity(change: Change, mode: str) -> Severity | None:
    if any(direction in MODES[mode] for direction in (*change.breaks, *change.undecided)):
        return Severity.ERROR
    others: tuple[str, ...] = (*change.breaks, *change.undecided)
    if change.place:  # nobody lets new clients call an old server
        others = tuple(direction for direction in others if direction == BACKWARD)
    if others or RULES[change.rule].warns or change.warns or change.bump is Bump.MAJOR:
        return Severity.WARNING
    return None


def message(change: Change) -> str:
    """One sentence: where, what changed, from what to what, and whom it breaks."""
    whom = CALLERS if change.place else READERS
    said = f"{subject(change)}: {RULES[change.rule].says}{_values(change)}"
    if change.breaks:
        said += "; it breaks " + " and ".join(whom[direction] for direction in change.breaks)
    if change.undecided:
        said += "; undecided for " + " and ".join(whom[direction] for direction in change.undecided)
    return said + (f": {change.note}" if change.note else "")


def subject(change: Change) -> str:
    """What changed, for a sentence: the field and, of an HTTP API, where it is sent or answered."""
    if not change.place:
        return f"`{label(change)}`"
    field = "" if change.rule in API_RULES else label(change)
    return f"{change.place}: `{field}`" if field not in ("", WHOLE) else change.place


def label(change: Change) -> str:
    """The changed field as people call it: `Payslip.currency`, `lines[].amount`; a property that is gone, too."""
    gone = change.rule.startswith("property-removed-")
    pointer = change.old_pointer if gone else change.new_pointer or change.old_pointer
    keys = [unescaped(key) for key in pointer.split("/")[1:]]
    found = ""
    while keys:
        key = keys.pop(0)
        if key in _TABLES and keys:
            found = keys.pop(0)
        elif key in ("properties", "patternProperties") and keys:
            found += f".{keys.pop(0)}"
        elif key in ("items", "prefixItems", "contains"):
            found += "[]"
        elif key == "additionalProperties" and keys:
            found += ".*"
    return found.removeprefix(".") or WHOLE


def _values(change: Change) -> str:
    """What was there before and after, where that says more than the rule does."""
    before, after = change.before, change.after
    if change.rule.startswith("property-") or (before is None and after is None):
        return ""
    if change.rule in _ONE_VALUE:
        value = after if before is None else before
        listed = value if isinstance(value, list) else [value]
        return f" ({_cut(', '.join(canonical_json(member) for member in listed))})"
    return f" ({_shown(before)} -> {_shown(after)})"


def _hint(change: Change) -> str:
    witness = change.witness
    do = "take it back, or make it in a new major version" if change.bump is Bump.MAJOR else ""
    if witness is None:
        return do
    at = f" at {witness.pointer}" if witness.pointer else ""
    shown = (
        f"the {witness.accepted_by} contract accepts and the {witness.refused_by} one refuses{at} "
        f"({witness.reason}): {canonical_json(witness.event)}"
    )
    return f"{do}; {shown}" if do else shown


def _shown(value: JsonValue) -> str:
    return "none" if value is None else _cut(canonical_json(value))


def _cut(text: str) -> str:
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def summary(comparison: Comparison) -> str:
    """`backward: compatible, forward: breaking; needs a major version`."""
    told = ", ".join(f"{direction}: {outcome}" for direction, outcome in comparison.verdict.items())
    if comparison.required_bump is Bump.NONE:
        return f"{told}; nothing changed"
    if not MODES[comparison.mode]:
        return told
    return f"{told}; needs a {comparison.required_bump} version"
