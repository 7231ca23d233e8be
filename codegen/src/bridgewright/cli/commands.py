"""What the commands on a project do: call a room, print, answer with an exit code."""

from __future__ import annotations

import argparse

from bridgewright.cli.output import cache, code, contracts, counted, project, project_in_git, read, say, show, workers
from bridgewright.findings import BridgewrightError, Finding


def versions() -> str:
    """`bridgewright --version`: `bridgewright 0.1.0, Python 3.14.0`."""
    import platform
    from importlib.metadata import PackageNotFoundError, version

    try:
        own = version("bridgewright")
    except PackageNotFoundError:  # a checkout that is only on the path
        own = "(not installed)"
    return f"bridgewright {own}, Python {platform.python_version()}"


def init(options: argparse.Namespace) -> int:
    """`bridgewright init [FOLDER] [--package NAME]`."""
    from bridgewright.contracts.catalog.names import bus_problem, package_problem
    from bridgewright.project.starter import bus_of, start_project

    if problem := package_problem(options.package) or bus_problem(bus_of(options.package)):
        raise BridgewrightError(f"--package {options.package}: {problem}")
    for path in start_project(options.folder, options.package):
        print(f"wrote {options.folder / path}")
    print("next: bridgewright lint, then bridgewright generate")
    return 0


def lint(options: argparse.Namespace) -> int:
    """`bridgewright lint`."""
    found = project_in_git(options)
    show(options, found.findings)
    if found.catalog:
        catalog = found.catalog
        say(
            f"{_number(len(catalog.events), 'event and command version')}, {_number(len(catalog.apis), 'API')}, "
            f"{_number(len(catalog.subscriptions), 'subscription')}: {counted(found.findings)}"
        )
    return code(found.findings)


def generate(options: argparse.Namespace) -> int:
    """`bridgewright generate [--check]`."""
    from bridgewright.project.snapshot import Snapshot

    folder, known = contracts(options), cache(options)
    before = Snapshot(known, folder) if known else None
    if before and (present := before.unchanged()):  # then nothing is read
        show(options, present.findings)
        said = counted(present.findings) if options.check else f"0 written, 0 removed, {present.count} unchanged"
        say(f"{present.output.name}/: {said}")
        return code(present.findings)
    from bridgewright.project import generating

    found = read(folder, known)
    if options.check:
        with workers("output", known) as several:
            findings = generating.check_generated(found, several, before)
        show(options, findings)
        say(f"{found.output.name}/: {counted(findings)}")
        return code(findings)
    with workers("output", known) as several:
        written, findings = generating.generate(found, several, before)
    show(options, findings)
    if written is None:
        say(f"nothing was written: {counted(findings)}")
    else:
        say(
            f"{found.output.name}/: {len(written.written)} written, {len(written.removed)} removed, "
            f"{written.unchanged} unchanged"
        )
    return code(findings)


def validate(options: argparse.Namespace) -> int:
    """`bridgewright validate EVENT…`."""
    from bridgewright.documents.files import UnreadableFile
    from bridgewright.project.events import validate_event

    found = project(options)
    if found.error_free is None:
        show(options, found.findings)
        say("the contracts themselves are wrong; no event was checked")
        return 1
    findings: tuple[Finding, ...] = ()
    for path in options.events:
        try:
            findings += validate_event(found.error_free, path)
        except UnreadableFile as unreadable:
            findings += (unreadable.finding,)
    show(options, findings)
    say(f"{_number(len(options.events), 'event')}: {counted(findings)}")
    return code(findings)


def release(options: argparse.Namespace) -> int:
    """`bridgewright release [NAME/VERSION…]`."""
    from bridgewright.project import releasing

    found = project_in_git(options)
    if found.error_free is None:
        show(options, found.findings)
        say("nothing was released")
        return 1
    released, unknown = releasing.release(found, tuple(options.names))
    if unknown:
        raise BridgewrightError(f"no such draft: {', '.join(unknown)} (a released version can't be released again)")
    for name in released:
        print(f"released {name}")
    if not released:
        say("there are no drafts")
    return 0


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
