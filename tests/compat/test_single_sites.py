"""Single-site changes of a realistic, recursive event: each that breaks is shown, each that doesn't is compatible."""

from __future__ import annotations

from collections import Counter

import jsonschema_rs

from bridgewright.compat import Outcome, compare
from compat.pair_generator import EVENT
from compat.single_sites import BACKWARD, breaks, harmless


def test_every_single_site_break_is_shown() -> None:
    """Whichever keyword changes at whichever place: an event shows the break, and a change is named for it."""
    event = jsonschema_rs.Draft202012Validator(EVENT, validate_formats=True)
    tried: Counter[str] = Counter()
    missed = []
    for keyword, direction, new in breaks():
        tried[keyword] += 1
        comparison = compare(EVENT, new)
        changed = jsonschema_rs.Draft202012Validator(new, validate_formats=True)
        writer, reader = (event, changed) if direction == BACKWARD else (changed, event)
        witness = comparison.witnesses.get(direction)
        shown = witness is not None and writer.is_valid(witness.event) and not reader.is_valid(witness.event)
        if not shown or not any(direction in change.breaks for change in comparison.changes):
            missed.append((keyword, direction, comparison.verdict[direction]))

    assert missed == []
    assert (len(tried), sum(tried.values())) == (36, 339)


def test_no_harmless_change_is_called_breaking() -> None:
    """Other words, another order, a component inlined, wrapped or renamed, an optional property more."""
    wrong = []
    for how, new in harmless():
        comparison = compare(EVENT, new)
        if set(comparison.verdict.values()) != {Outcome.COMPATIBLE}:
            wrong.append((how, comparison.changes))

    assert wrong == []
