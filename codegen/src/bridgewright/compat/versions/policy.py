"""A project's own rules for changes: knobs for each event, severities, and waivers that say why and until when."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from bridgewright.compat.changes.comparison import MODES, Bump, Change, Comparison
from bridgewright.compat.versions.rendering import change_findings
from bridgewright.compat.versions.steps import REMOVAL_NOTE, Contract, Step, version_findings
from bridgewright.contracts.model import Catalog, ChangePolicy, EventContract
from bridgewright.contracts.waivers import Waivers, unknown_rules, weighed
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.findings import Finding, Severity
from bridgewright.findings.rules import TABLE

ARCHIVE_RULE: Final = "archive-needs-backward-transitive"
_AT: Final = "/compatibility"
_SET: Final = tuple(rule for rule in TABLE if rule.group.settings == "compatibility")
_FIRM: Final = frozenset(rule.id for rule in _SET if rule.firm)
"""What was published stays published: no reason undoes that."""
_WEIGHED: Final = frozenset(rule.id for rule in _SET if not rule.firm)
"""The rules whose severity can be set, and which can be waived."""


class Policy:
    """Applies a catalog's policy to comparisons; `told` are knobs of the command line, which stand before it."""

    def __init__(self, catalog: Catalog, today: date, told: Mapping[str, Any] | None = None) -> None:
        self._catalog = catalog
        self._settings = catalog.settings.compatibility
        self._document = catalog.settings.document
        self._told = dict(told or {})
        self._waivers = Waivers(self._settings.waivers, self._document, _AT, today)

    def knobs(self, event: str) -> ChangePolicy:
        """The knobs of an event: the command line's, or its own, or the project's."""
        return replace(self._settings.of(event), **self._told)

    def mode_of(self, contract: Contract) -> str:
        """The mode of a contract.

        An API's is BACKWARD (old clients, new server) wherever the project's promises anything: FORWARD and FULL are
        of an API only when they are said for it by name, or on the command line.
        """
        mode = self.knobs(contract.name).mode
        own = value_at(self._document.content, f"{_AT}/events/{escaped(contract.name)}/mode")
        if isinstance(contract, EventContract) or own is not None or "mode" in self._told or mode == "NONE":
            return mode
        return "BACKWARD_TRANSITIVE" if mode.endswith("_TRANSITIVE") else "BACKWARD"

    @property
    def archived(self) -> bool:
        """True when an archive may replay the events of every version, and the project takes it into account."""
        return (
            self._catalog.settings.archive_days > 0
            and self._settings.severity.get(ARCHIVE_RULE) != "off"
            and "mode" not in self._told
        )

    def findings_of(self, step: Step, comparison: Comparison, further: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """The findings of one step under this policy: some weigh otherwise, some are waived.

        `further` is what the change does to consumers. What is let pass no longer asks for another version.
        """
        kept: list[Finding] = []
        passed: list[Change] = []
        new = step.new.document.at
        old = new if step.origin or step.said else step.old.document.at  # elsewhere, its file isn't here to look at
        for change, told in change_findings(comparison, old, new, f"{step.title}: "):
            major = change.note == REMOVAL_NOTE and MODES[comparison.mode]
            finding = replace(told, severity=Severity.ERROR) if major else told
            judged = self._judged(step.new.name, finding)
            if judged is None or finding.severity is Severity.ERROR is not judged.severity:
                passed.append(change)
            if judged is not None:
                kept.append(judged)
        needed = needed_bump(comparison, passed)
        released = bool(self._catalog.released)
        rest = (*version_findings(step, comparison, needed, releases=released), *further)
        kept += [judged for finding in rest if (judged := self._judged(step.new.name, finding)) is not None]
        return tuple(sorted(kept))

    def _judged(self, event: str, finding: Finding) -> Finding | None:
        if finding.rule in _FIRM:
            return finding
        return None if self._waivers.waived(finding, event) else weighed(finding, self._settings.severity)

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the policy itself; ask when every step has been judged."""
        yield from unknown_rules(self._settings.severity, self._document, _AT, _WEIGHED, _FIRM)
        contracts: tuple[Contract, ...] = (*self._catalog.events, *self._catalog.apis)
        names = {contract.name for contract in contracts} | self._catalog.unread
        for event in self._settings.events:
            if event not in names:
                place = self._document.at(f"{_AT}/events/{escaped(event)}")
                yield Finding(place, "unknown-event", f"there is no event `{event}`", "remove it, or mend the name")
        for finding in self._modes_too_weak():
            judged = self._judged("", finding)
            if judged is not None:
                yield judged
        yield from self._waivers.findings(_WEIGHED, _FIRM)

    def _modes_too_weak(self) -> Iterator[Finding]:
        """Modes in the settings that promise less than an archive needs."""
        if not self.archived:
            return
        for place in (_AT, *(f"{_AT}/events/{escaped(event)}" for event in self._settings.events)):
            mode = value_at(self._document.content, f"{place}/mode")
            if mode is None or (mode.endswith("_TRANSITIVE") and "backward" in MODES[mode]):
                continue
            backward = "backward" in MODES[mode]
            wanted = f"{mode}_TRANSITIVE" if backward else "FULL_TRANSITIVE" if MODES[mode] else "BACKWARD_TRANSITIVE"
            days = self._catalog.settings.archive_days
            yield Finding(
                self._document.at(f"{place}/mode"),
                ARCHIVE_RULE,
                f"the archive replays events of every version for {days} days, and {mode} "
                + ("looks at the version before alone" if backward else "protects no reader of old events"),
                f"write {wanted}" + ("; new readers are held to events of every version as it is" if backward else ""),
                Severity.WARNING if backward else Severity.ERROR,
            )


def needed_bump(comparison: Comparison, passed: list[Change]) -> Bump:
    """The version that a comparison asks for when some of its changes are let pass."""
    if not passed:
        return comparison.required_bump
    rest = [change for change in comparison.changes if change not in passed]
    required = MODES[comparison.mode]
    if any(direction in required for change in rest for direction in (*change.breaks, *change.undecided)):
        return Bump.MAJOR
    return max([Bump.MINOR, *(change.bump for change in rest)], key=lambda bump: bump.weight)
