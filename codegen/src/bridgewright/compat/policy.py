"""A project's own rules for changes: modes, severities, and waivers that say why and until when."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Final

from bridgewright.compat.history import Step
from bridgewright.compat.rules import RULES
from bridgewright.findings import Finding, Severity
from bridgewright.model import Catalog, Waiver

_NOT_WAIVED: Final = frozenset({"published-version-changed", "version-decreased"})
"""What was published stays published: no reason undoes that."""


class Policy:
    """Applies a catalog's policy to findings, and remembers which waivers were of use."""

    def __init__(self, catalog: Catalog, today: date) -> None:
        self.settings = catalog.settings.compatibility
        self.document = catalog.settings.document
        self.names = frozenset(event.name for event in catalog.events)
        self.today = today
        self._used: set[int] = set()

    def mode(self, event: str, default: str | None) -> str:
        """The mode for an event: the command line's, or its own, or the project's."""
        return default or self.settings.modes.get(event) or self.settings.mode

    def knobs(self) -> dict[str, str]:
        """What `compare` is told."""
        return {"content_model": self.settings.content_model, "format": self.settings.format}

    def applied(self, step: Step, found: tuple[Finding, ...]) -> tuple[Finding, ...]:
        """The findings of one step under this policy: some weigh otherwise, some are waived."""
        kept = []
        waived = False
        for finding in found:
            if finding.severity is Severity.ERROR and self._waived(step, finding):
                waived = True
                continue
            weighed = self._weighed(finding)
            if weighed is not None:
                kept.append(weighed)
        broken = any(f.severity is Severity.ERROR and f.rule in RULES for f in kept)
        if waived and not broken:  # what was waived no longer asks for another version
            kept = [finding for finding in kept if finding.rule != "version-bump-too-small"]
        return tuple(kept)

    def _weighed(self, finding: Finding) -> Finding | None:
        wanted = self.settings.severity.get(finding.rule)
        if wanted is None and finding.rule == "property-removed-optional" and self.settings.removal == "major":
            wanted = "error"
        if wanted is None or finding.rule in _NOT_WAIVED:
            return finding
        return None if wanted == "off" else replace(finding, severity=Severity(wanted))

    def _waived(self, step: Step, finding: Finding) -> bool:
        if finding.rule in _NOT_WAIVED:
            return False
        for at, waiver in enumerate(self.settings.waivers):
            if waiver.event == step.new.name and waiver.rule == finding.rule and _covers(waiver, finding):
                self._used.add(at)
                if self.today <= waiver.expires:
                    return True
        return False

    def findings(self) -> Iterator[Finding]:
        """What is wrong with the policy itself: rules and events that don't exist, waivers expired or of no use."""
        at = "/compatibility"
        for rule in self.settings.severity:
            if rule not in RULES and rule not in _OTHER_RULES:
                yield self._finding(f"{at}/severity/{rule}", "unknown-rule", f"there is no rule `{rule}`")
        for event in self.settings.modes:
            if event not in self.names:
                yield self._finding(f"{at}/events/{event}", "unknown-event", f"there is no event `{event}`")
        for index, waiver in enumerate(self.settings.waivers):
            place = f"{at}/waivers/{index}"
            if self.today > waiver.expires:
                message = f"the waiver of {waiver.rule} for {waiver.event} expired on {waiver.expires}"
                yield self._finding(place, "waiver-expired", message)
            elif index not in self._used:
                message = f"the waiver of {waiver.rule} for {waiver.event} waives nothing"
                yield replace(self._finding(place, "waiver-unused", message), severity=Severity.WARNING)

    def _finding(self, pointer: str, rule: str, message: str) -> Finding:
        return Finding(self.document.at(pointer), rule, message, "remove it, or mend it")


_OTHER_RULES: Final = frozenset(
    {
        *("rule-stops-matching", "rule-starts-matching", "needed-field-removed", "transform-path-removed"),
        *("version-bump-too-small", "version-not-bumped"),
    }
)


def _covers(waiver: Waiver, finding: Finding) -> bool:
    pointer = finding.location.pointer
    return not waiver.pointer or pointer == waiver.pointer or pointer.startswith(f"{waiver.pointer}/")
