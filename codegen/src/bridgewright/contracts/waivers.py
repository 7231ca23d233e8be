"""What a project says of findings themselves: how a rule weighs, and which findings pass, why and until when."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from bridgewright.contracts.model import Waiver
from bridgewright.documents.document import Document
from bridgewright.findings import Finding, Severity

_HINT: Final = "remove it, or mend the name (`lint` rules stand under [lint], the others under [compatibility])"
_FIRM_HINT: Final = "remove it, and mend what the rule finds"


class Waivers:
    """The waivers of one table of the settings; it remembers which were of use.

    `at` is the JSON Pointer of the table in `document`, the settings.
    """

    def __init__(self, waivers: tuple[Waiver, ...], document: Document, at: str, today: date) -> None:
        self._waivers = waivers
        self._document = document
        self._at = at
        self._today = today
        self._used: set[int] = set()

    def waived(self, finding: Finding, event: str = "", file: str = "") -> bool:
        """True when a waiver that hasn't expired lets the finding pass.

        `event` is the contract that it is about, `file` its file in the contracts folder.
        """
        passes = False
        for at, waiver in enumerate(self._waivers):
            if waiver.rule == finding.rule and _covers(waiver, finding, event, file):
                self._used.add(at)
                passes = passes or self._today <= waiver.expires
        return passes

    def findings(self, known: Collection[str], firm: Collection[str]) -> Iterator[Finding]:
        """Waivers of rules that aren't `known` or are `firm`, that have expired, and that waive nothing."""
        for at, waiver in enumerate(self._waivers):
            place = self._document.at(f"{self._at}/waivers/{at}")
            said = f"the waiver of `{waiver.rule}` for {waiver.event or waiver.file}"
            if waiver.rule in firm:
                yield Finding(place, "rule-is-firm", f"`{waiver.rule}` can't be waived", _FIRM_HINT)
            elif waiver.rule not in known:
                yield Finding(place, "unknown-rule", f"there is no rule `{waiver.rule}` here", _HINT)
            elif self._today > waiver.expires:
                hint = "mend what it waived, or agree on another day"
                yield Finding(place, "waiver-expired", f"{said} expired on {waiver.expires}", hint)
            elif at not in self._used:
                hint = "remove it: it would hide the next mistake"
                yield Finding(place, "waiver-unused", f"{said} waives nothing", hint, Severity.WARNING)


def weighed(finding: Finding, severity: Mapping[str, str]) -> Finding | None:
    """The finding as heavy as the project says; None when it is `off`."""
    wanted = severity.get(finding.rule)
    if wanted is None:
        return finding
    return None if wanted == "off" else replace(finding, severity=Severity(wanted))


def unknown_rules(
    severity: Mapping[str, str], document: Document, at: str, known: Collection[str], firm: Collection[str]
) -> Iterator[Finding]:
    """A finding for each rule of a `severity` table that isn't `known` or is `firm`; `at` points to its parent."""
    for rule in severity:
        place = document.at(f"{at}/severity/{rule}")
        if rule in firm:
            yield Finding(place, "rule-is-firm", f"the severity of `{rule}` can't be set", _FIRM_HINT)
        elif rule not in known:
            yield Finding(place, "unknown-rule", f"there is no rule `{rule}` here", _HINT)


def _covers(waiver: Waiver, finding: Finding, event: str, file: str) -> bool:
    pointer = finding.location.pointer
    return (
        (not waiver.event or waiver.event == event)
        and (not waiver.file or file == waiver.file or file.startswith(f"{waiver.file}/"))
        and (not waiver.pointer or pointer == waiver.pointer or pointer.startswith(f"{waiver.pointer}/"))
    )
