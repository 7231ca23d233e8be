"""What every command needs: the project it works on, and printing."""

from __future__ import annotations

import argparse
import gc
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from bridgewright.findings import Finding, has_errors
from bridgewright.findings.report import FORMATS

if TYPE_CHECKING:
    from bridgewright.project.cache import Cache
    from bridgewright.project.reading import Project
    from bridgewright.project.workers import Workers


def project(options: argparse.Namespace) -> Project:
    """The project that the options name, or the nearest one."""
    return read(contracts(options), cache(options))


def project_in_git(options: argparse.Namespace) -> Project:
    """The same, with what git says of versions that were released."""
    from bridgewright.project.releasing import with_history

    return with_history(project(options))


def contracts(options: argparse.Namespace) -> Path:
    """The contracts folder that the options name, or the nearest one."""
    from bridgewright.project.find import find_contracts

    return options.contracts or find_contracts(Path.cwd())


def cache(options: argparse.Namespace) -> Cache | None:
    """The cache, where the options and the environment let one be used."""
    from bridgewright.project.cache import opened

    return opened(os.environ) if getattr(options, "cache", True) else None


def read(folder: Path, known: Cache | None) -> Project:
    """The project in a contracts folder, with a line on the terminal that says how far it is."""
    from bridgewright.project.reading import read_project

    with workers("contracts", known) as several:
        return read_project(folder, workers=several)


@contextmanager
def workers(what: str, known: Cache | None) -> Iterator[Workers]:
    """As many processes as can run at once, and a line on the terminal that says how far they are with it."""
    from bridgewright.cli.progress import Progress
    from bridgewright.project.workers import Workers, processors

    gc.disable()  # nothing that is made here goes away again before the process does
    try:
        with Progress(what) as progress:
            yield Workers(known, processors(), progress)
    finally:
        gc.freeze()
        gc.enable()


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
