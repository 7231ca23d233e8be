"""Findings and output files as JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from bridgewright.contracts.model import OutputFile
from bridgewright.findings import Finding, Location, Severity


def finding_data(finding: Finding) -> list[Any]:
    """A finding as JSON."""
    at = finding.location
    return [at.path, at.line, at.pointer, finding.rule, finding.message, finding.hint, str(finding.severity)]


def finding_from(data: list[Any]) -> Finding:
    """The finding that JSON spells."""
    path, line, pointer, rule, message, hint, severity = data
    return Finding(Location(path, line, pointer), rule, message, hint, Severity(severity))


def items_data(items: Iterable[OutputFile | Finding]) -> list[list[Any]]:
    """Output files and findings as JSON."""
    return [finding_data(item) if isinstance(item, Finding) else [item.path, item.text] for item in items]


def items_from(data: list[list[Any]]) -> tuple[OutputFile | Finding, ...]:
    """The output files and findings that JSON spells."""
    return tuple(OutputFile(*item) if len(item) == 2 else finding_from(item) for item in data)
