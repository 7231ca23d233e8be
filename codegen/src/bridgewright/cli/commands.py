"""What each command does with its options: calls the pipeline, prints, answers with an exit code."""

from __future__ import annotations

import argparse
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from bridgewright.findings import BridgewrightError, Finding, has_errors
from bridgewright.report import FORMATS

if TYPE_CHECKING:
    from bridgewright.pipeline import Project

_PACKAGE = re.compile(r"[a-z][a-z0-9_]{0,63}", re.ASCII)


def init(options: argparse.Namespace) -> int:
    """`bridgewright init [FOLDER] [--package NAME]`."""
    from bridgewright.pipeline import start_project

    if not _PACKAGE.fullmatch(options.package):
        raise BridgewrightError(f"{options.package!r} is no package name; use lower-case letters, digits and _")
    for path in start_project(options.folder, options.package):
        print(f"wrote {options.folder / path}")
    print("next: bridgewright lint, then bridgewright generate")
    return 0


def lint(options: argparse.Namespace) -> int:
    """`bridgewright lint`."""
    project = _project(options)
    _show(options, project.findings)
    if project.catalog:
        catalog = project.catalog
        _say(
            f"{len(catalog.events)} event and command versions, {len(catalog.apis)} APIs, "
            f"{len(catalog.subscriptions)} subscriptions: {_counted(project.findings)}"
        )
    return _code(project.findings)


def generate(options: argparse.Namespace) -> int:
    """`bridgewright generate [--check]`."""
    from bridgewright import pipeline

    project = _project(options)
    if options.check:
        findings = pipeline.check_generated(project)
        _show(options, findings)
        _say(f"{project.output.name}/: {_counted(findings)}")
        return _code(findings)
    written, findings = pipeline.generate(project)
    _show(options, findings)
    if written is None:
        _say(f"nothing was written: {_counted(findings)}")
    else:
        _say(
            f"{project.output.name}/: {len(written.written)} written, {len(written.removed)} removed, "
            f"{written.unchanged} unchanged"
        )
    return _code(findings)


def validate(options: argparse.Namespace) -> int:
    """`bridgewright validate EVENT…`."""
    from bridgewright import pipeline

    project = _project(options)
    if project.sound is None:
        _show(options, project.findings)
        _say("the contracts themselves are wrong; no event was checked")
        return 1
    findings = tuple(f for path in options.events for f in pipeline.event_findings(project.sound, path))
    _show(options, findings)
    _say(f"{len(options.events)} events: {_counted(findings)}")
    return _code(findings)


def release(options: argparse.Namespace) -> int:
    """`bridgewright release [NAME/VERSION…]`."""
    from bridgewright import pipeline

    project = _project(options)
    if project.sound is None:
        _show(options, project.findings)
        _say("nothing was released")
        return 1
    released, unknown = pipeline.release(project, tuple(options.names))
    if unknown:
        raise BridgewrightError(f"no such draft: {', '.join(unknown)} (a released version can't be released again)")
    for contract in released:
        print(f"released {contract.id}")
    if not released:
        _say("there are no drafts")
    return 0


def plan(options: argparse.Namespace) -> int:
    """`bridgewright plan`."""
    raise NotImplementedError


def push(options: argparse.Namespace) -> int:
    """`bridgewright push`."""
    raise NotImplementedError


def local_up(options: argparse.Namespace) -> int:
    """`bridgewright local up`."""
    raise NotImplementedError


def _project(options: argparse.Namespace) -> Project:
    from bridgewright.load import find_contracts
    from bridgewright.pipeline import read_project

    return read_project(options.contracts or find_contracts(Path.cwd()))


def _show(options: argparse.Namespace, findings: tuple[Finding, ...]) -> None:
    text = FORMATS[options.format](findings)
    if text:
        print(text)


def _say(text: str) -> None:
    """What is for the person and not for the program that reads the output."""
    print(text, file=sys.stderr)


def _counted(findings: tuple[Finding, ...]) -> str:
    errors = sum(has_errors((finding,)) for finding in findings)
    warnings = len(findings) - errors
    words = [f"{n} {word}{'s' * (n != 1)}" for n, word in ((errors, "error"), (warnings, "warning")) if n]
    return ", ".join(words) or "no findings"


def _code(findings: tuple[Finding, ...]) -> int:
    return 1 if has_errors(findings) else 0
