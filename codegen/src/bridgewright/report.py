"""Findings as text for a person, for a program, or for a CI's annotations. Printing is the CLI's."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from bridgewright.findings import Finding


def as_text(findings: tuple[Finding, ...]) -> str:
    """One line a finding: `path:line: error[rule] pointer: message`, and its hint on the next."""
    lines = []
    for finding in findings:
        pointer = f" {printable(finding.location.pointer)}" if finding.location.pointer else ""
        where = f"{printable(str(finding.location))}: {finding.severity}[{finding.rule}]{pointer}"
        head = f"{where}: {printable(finding.message)}"
        lines.append(head + (f"\n    {printable(finding.hint)}" if finding.hint else ""))
    return "\n".join(lines)


def as_json(findings: tuple[Finding, ...]) -> str:
    """A JSON array with one object a finding."""
    return json.dumps(
        [
            {
                "path": finding.location.path,
                "line": finding.location.line,
                "pointer": finding.location.pointer,
                "severity": str(finding.severity),
                "rule": finding.rule,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in findings
        ],
        indent=2,
    )


def printable(text: str) -> str:
    """`text` on one line. Hostile text can't move the cursor or forge a line: whatever isn't printable is escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


FORMATS: Mapping[str, Callable[[tuple[Finding, ...]], str]] = {"text": as_text, "json": as_json}
