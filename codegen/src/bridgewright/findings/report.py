"""Findings as text for a person, for a program, or for a CI's annotations. Printing is the CLI's."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping

from bridgewright.findings import Finding, Severity


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
    return json.dumps([finding_data(finding) for finding in findings], indent=2)


def finding_data(finding: Finding) -> dict[str, str | int]:
    """The JSON object of a finding."""
    return {
        "path": finding.location.path,
        "line": finding.location.line,
        "pointer": finding.location.pointer,
        "severity": str(finding.severity),
        "rule": finding.rule,
        "message": finding.message,
        "hint": finding.hint,
        "fingerprint": fingerprint(finding),
    }


def fingerprint(finding: Finding) -> str:
    """16 hex digits that name a finding as long as it is the same, on whichever line: rule, file, pointer, message."""
    from hashlib import sha256  # noqa: PLC0415 - most runs print nothing that needs one

    told = [finding.rule, finding.location.path, finding.location.pointer, finding.message]
    return sha256(json.dumps(told).encode()).hexdigest()[:16]


def printable(text: str) -> str:
    """`text` on one line. Hostile text can't move the cursor or forge a line: whatever isn't printable is escaped."""
    return "".join(char if char.isprintable() else char.encode("unicode_escape").decode() for char in text)


def as_github(findings: tuple[Finding, ...]) -> str:
    """GitHub's workflow commands: an annotation a finding (docs.github.com, Workflow commands)."""
    lines = []
    for finding in findings:
        place = f"file={_property(finding.location.path)},line={max(finding.location.line, 1)}"
        lines.append(f"::{finding.severity} {place},title={_property(finding.rule)}::{_data(_said(finding, ' — '))}")
    return "\n".join(lines)


def as_junit(findings: tuple[Finding, ...]) -> str:
    """A JUnit report: a failed test case for each error, a passed one with output for each warning.

    Without findings there is one that passed: a report without any is taken for a run that failed.
    """
    from xml.sax.saxutils import escape  # noqa: PLC0415 - it imports an HTTP client

    failures = sum(finding.severity is Severity.ERROR for finding in findings)
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuite name="bridgewright" tests="{max(len(findings), 1)}" failures="{failures}">',
    ]
    if not findings:
        lines.append('  <testcase classname="bridgewright" name="no findings"/>')
    for finding in findings:
        where = _attribute(f"{finding.location} {finding.location.pointer}".strip())
        said = escape(printable(_said(finding, ": ")))
        tag = "failure" if finding.severity is Severity.ERROR else "system-out"
        attributes = f" message={_attribute(finding.message)}" if tag == "failure" else ""
        case = f"classname={_attribute(finding.rule)} name={where}"
        lines.append(f"  <testcase {case}><{tag}{attributes}>{said}</{tag}></testcase>")
    return "\n".join([*lines, "</testsuite>"])


def _said(finding: Finding, between: str) -> str:
    return between.join(part for part in (finding.message, finding.hint) if part)


def _attribute(text: str) -> str:
    from xml.sax.saxutils import quoteattr  # noqa: PLC0415

    return quoteattr(printable(text))


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")


FORMATS: Mapping[str, Callable[[tuple[Finding, ...]], str]] = {
    "text": as_text,
    "json": as_json,
    "github": as_github,
    "junit": as_junit,
}
