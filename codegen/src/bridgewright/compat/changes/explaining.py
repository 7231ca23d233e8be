"""What changed between two schemas, change by change: found out when somebody asks, for a verdict needs none of it."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, MODES, Bump, Change, Explanation, Witness
from bridgewright.compat.changes.differences import Site
from bridgewright.compat.changes.edits import edited
from bridgewright.compat.changes.rules import RULES
from bridgewright.compat.changes.sites import Sites
from bridgewright.compat.proof.engine import Decision, Engine, Outcome
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import Unreadable

PRODUCER: Final = {BACKWARD: 0, FORWARD: 1}
"""Which side sends the events of a direction: 0 is the old one."""
MALFORMED: Final = (Unreadable, RecursionError, AttributeError, LookupError, TypeError, ValueError, ArithmeticError)
"""What reading a document that is no schema may raise."""
NAMES: Final = ("old", "new")
"""What the sides are called."""
_MAX_TRIED_ALONE: Final = 160
_ALIKE_FOR_SCHEMAS: Final = (
    "no event shows it, for both schemas accept the same ones: readers that choose a variant by it choose another"
)


def witness_of(engine: Engine, direction: str, event: JsonValue) -> Witness:
    """The event that shows a break, with what the validator of the refusing side says of it."""
    producer = PRODUCER[direction]
    reader = engine.judges[1 - producer]
    pointer, reason = reader.reason(event) if reader else ("", "")
    return Witness(event, NAMES[producer], NAMES[1 - producer], pointer, reason)


class Explaining:
    """The changes of one comparison; `routing` are those that no schema shows."""

    def __init__(  # noqa: PLR0913, PLR0917 - all that a comparison has found so far
        self,
        engine: Engine,
        mode: str,
        formats: str,
        decisions: Mapping[str, Decision],
        witnesses: Mapping[str, Witness],
        routing: tuple[Change, ...] = (),
    ) -> None:
        self.engine = engine
        self.formats = formats
        self.required = MODES[mode]
        self.decisions = decisions
        self.witnesses = witnesses
        self.routing = routing

    def explanation(self) -> Explanation:
        """Every change, and the bump that they ask for. Documents are read as they were when they were compared."""
        self.engine = self.engine.as_compared()
        sites: tuple[Site, ...] = ()
        named: list[Change] = []  # when they can't be told, the verdict stands without them
        with contextlib.suppress(*MALFORMED):
            sites = Sites(self.engine).all()
            alone = len([site for site in sites if site.edit is not None]) == 1
            named = [self._change(site, at < _MAX_TRIED_ALONE, alone) for at, site in enumerate(sites)]
        named += self._renamed(sites)
        changes = [*self.routing, *named]
        changes += self._of_the_whole(changes)
        return tuple(changes), self._bump(changes)

    def _change(self, site: Site, tried: bool, alone: bool) -> Change:
        rule = RULES[site.rule]
        made = Change(site.rule, site.old_pointer, site.new_pointer, site.before, site.after, rule.harmless)
        if site.rule == "discriminator-changed":
            return replace(made, bump=Bump.MAJOR, note=_ALIKE_FOR_SCHEMAS)
        if site.rule.startswith("format-") and self.formats == "warn":
            made = replace(made, warns=True)
        if site.edit is None or (not tried and not alone):
            return made
        breaks: list[str] = []
        shown: list[Witness] = []
        for direction, decision in self.decisions.items():
            if decision.outcome is not Outcome.BREAKING or direction not in self.witnesses:
                continue
            if alone:
                breaks.append(direction)
                shown.append(self.witnesses[direction])
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
        producer = PRODUCER[direction]
        try:
            decision = self.engine.decide_edited(edited(self.engine, site.edit, producer), producer)
        except (Unreadable, TypeError, KeyError, ValueError, RecursionError):
            return None
        return witness_of(self.engine, direction, decision.witness[0]) if decision.witness else None

    def _renamed(self, sites: tuple[Site, ...]) -> list[Change]:
        """Other component names with the same meaning."""
        tables = [_component_names(document) for document in (side.content for side in self.engine.sides)]
        if sites or tables[0] == tables[1] or not self.engine.same:
            return []
        gone, come = sorted(tables[0] - tables[1]), sorted(tables[1] - tables[0])
        root = (self.engine.sides[0].pointer, self.engine.sides[1].pointer)
        return [Change("component-renamed", *root, gone, come, Bump.PATCH)]

    def _of_the_whole(self, named: list[Change]) -> list[Change]:
        """What is true of the schemas, and no single change says."""
        root = (self.engine.sides[0].pointer, self.engine.sides[1].pointer)
        changes = []
        if (
            self.decisions[BACKWARD].outcome is not Outcome.COMPATIBLE
            and FORWARD not in self.witnesses
            and self.engine.is_empty(1)
        ):
            told = tuple(witness for direction, witness in self.witnesses.items() if direction == BACKWARD)
            changes.append(Change("schema-unsatisfiable", *root, None, None, Bump.MAJOR, (BACKWARD,), (), told))
        for direction, decision in self.decisions.items():
            bump = Bump.MAJOR if direction in self.required else Bump.MINOR
            if decision.outcome is Outcome.UNDECIDED and not self.routing:
                changes.append(
                    Change("undecided", *root, None, None, bump, undecided=(direction,), note=decision.reason)
                )
            elif decision.witness and not any(direction in change.breaks for change in (*named, *changes)):
                told = (self.witnesses[direction],)
                note = "several changes break together what none breaks alone"
                changes.append(Change("constraint-changed", *root, None, None, bump, (direction,), (), told, note))
        return changes

    def _bump(self, changes: list[Change]) -> Bump:
        if any(self.decisions[direction].outcome is not Outcome.COMPATIBLE for direction in self.required):
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
