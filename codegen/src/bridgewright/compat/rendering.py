"""A comparison as data for programs, as findings for people, and as lines of a changelog."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from bridgewright.compat.comparison import BACKWARD, FORWARD, MODES, Bump, Change, Comparison, Witness
from bridgewright.compat.engine import Outcome
from bridgewright.compat.rules import RULES
from bridgewright.findings import Finding, Severity
from bridgewright.model import Document, JsonValue
from bridgewright.schema import canonical_json

READERS: Final = {BACKWARD: "new consumers of old events", FORWARD: "old consumers of new events"}
_SHORT: Final = 120


def fingerprint(change: Change) -> str:
    """16 hex digits that name a change as long as it is the same: rule, place, before and after."""
    told = [change.rule, change.old_pointer, change.new_pointer, change.before, change.after]
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


def findings(comparison: Comparison, new: Document, prefix: str = "") -> tuple[Finding, ...]:
    """One finding for each change that breaks something or warns, at its line in the new document."""
    return tuple(finding for _, finding in change_findings(comparison, new, prefix))


def change_findings(comparison: Comparison, new: Document, prefix: str = "") -> Iterator[tuple[Change, Finding]]:
    """Each change that breaks something or warns, with its finding."""
    for change in comparison.changes:
        severity = _severity(change, comparison.mode)
        if severity is not None:
            place = new.at(change.new_pointer)
            yield change, Finding(place, change.rule, prefix + message(change), _hint(change), severity)


def _severity(change: Change, mode: str) -> Severity | None:
    if any(direction in MODES[mode] for direction in (*change.breaks, *change.undecided)):
        return Severity.ERROR
    if change.breaks or change.undecided or RULES[change.rule].warns or change.warns or change.bump is Bump.MAJOR:
        return Severity.WARNING
    return None


def message(change: Change) -> str:
    """One sentence: what changed, from what to what, and whom it breaks."""
    said = RULES[change.rule].says
    if change.before is not None or change.after is not None:
        said += f" ({_shown(change.before)} -> {_shown(change.after)})"
    if change.breaks:
        said += "; it breaks " + " and ".join(READERS[direction] for direction in change.breaks)
    if change.undecided:
        said += "; undecided for " + " and ".join(READERS[direction] for direction in change.undecided)
    return said + (f": {change.note}" if change.note else "")


def _hint(change: Change) -> str:
    witness = change.witness
    if witness is None:
        return "release a new major version, or take the change back" if change.bump is Bump.MAJOR else ""
    at = f" at {witness.pointer}" if witness.pointer else ""
    return (
        f"the {witness.accepted_by} contract accepts and the {witness.refused_by} one refuses{at} "
        f"({witness.reason}): {canonical_json(witness.event)}"
    )


def _shown(value: JsonValue) -> str:
    text = "nothing" if value is None else canonical_json(value)
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def summary(comparison: Comparison) -> str:
    """`backward: compatible, forward: breaking; needs a major version`."""
    told = ", ".join(f"{direction}: {outcome}" for direction, outcome in comparison.verdict.items())
    if comparison.required_bump is Bump.NONE:
        return f"{told}; nothing changed"
    return f"{told}; needs a {comparison.required_bump} version"


def changelog(title: str, comparison: Comparison) -> str:
    """Markdown: what changed, for whom, and how to migrate."""
    lines = [f"## {title}", "", f"Needs a {comparison.required_bump} version. " + _for_whom(comparison), ""]
    for change in comparison.changes:
        place = change.new_pointer or change.old_pointer or "/"
        lines.append(f"- **{change.rule}** `{place}`: {message(change)}.")
        if change.witness is not None:
            lines.append(f"  For example: `{canonical_json(change.witness.event)}`")
        if change.breaks:
            lines.append(f"  Migration: {_migration(change)}")
    return "\n".join(lines) + "\n"


def _for_whom(comparison: Comparison) -> str:
    words = {
        Outcome.COMPATIBLE: "are safe",
        Outcome.BREAKING: "break",
        Outcome.UNDECIDED: "may break (there is neither a proof nor an example)",
    }
    told = [f"{READERS[direction]} {words[outcome]}" for direction, outcome in comparison.verdict.items()]
    text = "; ".join(told)
    return f"{text[0].upper()}{text[1:]}."


def _migration(change: Change) -> str:
    if change.breaks == (BACKWARD,):
        return "upgrade producers first, and drain or translate archived events before consumers upgrade."
    if change.breaks == (FORWARD,):
        return "upgrade every consumer before a producer sends the new version."
    return "publish a new major version beside the old one until every consumer has moved."
