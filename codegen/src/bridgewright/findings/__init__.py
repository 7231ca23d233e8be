"""Every mistake in a contract is a value: where it is, which rule it breaks, what to do.

Stages collect findings and never stop at the first. A broken environment (no project, no
network, an unreadable folder) is not a finding: it raises one `BridgewrightError`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

__all__ = ["BridgewrightError", "Finding", "Location", "Severity", "has_errors"]


class BridgewrightError(Exception):
    """The tool can't do its work here; the message is one line that says what to do about it."""


class Severity(StrEnum):
    """How a finding weighs: an `error` fails the command (exit 1), a `warning` is only shown."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A place in a file.

    `path` is relative to the project (POSIX separators), or as the user gave it; `line` is
    1-based, 0 when the file as a whole is meant; `pointer` is an RFC 6901 JSON Pointer into the
    document, `""` for its root.
    """

    path: str
    line: int = 0
    pointer: str = ""

    def __str__(self) -> str:
        """`path:line`, or the path alone for a whole file."""
        return f"{self.path}:{self.line}" if self.line else self.path


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One mistake: `rule` is a kebab-case id, `message` says what is wrong, `hint` what to do."""

    location: Location
    rule: str
    message: str
    hint: str = ""
    severity: Severity = Severity.ERROR


def has_errors(findings: tuple[Finding, ...]) -> bool:
    """True when at least one finding is an error."""
    return any(finding.severity is Severity.ERROR for finding in findings)
