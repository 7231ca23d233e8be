"""What every command needs: the project it works on, and printing."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bridgewright.findings import Finding, has_errors
from bridgewright.report import FORMATS

if TYPE_CHECKING:
    from bridgewright.pipeline import Project


def project(options: argparse.Namespace) -> Project:
    """The project that the options name, or the nearest one."""
    from bridgewright.pipeline import read_project
    from bridgewright.place import find_contracts

    return read_project(options.contracts or find_contracts(Path.cwd()))


def show(options: argparse.Namespace, findings: tuple[Finding, ...]) -> None:
    """Prints findings in the format that was asked for."""
    text = FORMATS[options.format](findings)
    if text:
        print(text)


def say(text: str) -> None:
    """What is for the person and not for the program that reads the output."""
    print(text, file=sys.stderr)


def counted(findings: tuple[Finding, ...]) -> str:
    """`2 errors, 1 warning`, or `no findings`."""
    errors = sum(has_errors((finding,)) for finding in findings)
    warnings = len(findings) - errors
    words = [f"{n} {word}{'s' * (n != 1)}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return ", ".join(words) or "no findings"


def code(findings: tuple[Finding, ...]) -> int:
    """The exit code for these findings."""
    return 1 if has_errors(findings) else 0
