"""What the commands on a project do: call the pipeline, print, answer with an exit code."""

from __future__ import annotations

import argparse

from bridgewright.cli.output import code, counted, project, say, show
from bridgewright.findings import BridgewrightError, Finding


def init(options: argparse.Namespace) -> int:
    """`bridgewright init [FOLDER] [--package NAME]`."""
    from bridgewright.build.names import bus_problem, package_problem
    from bridgewright.pipeline import start_project
    from bridgewright.starter import bus_of

    if problem := package_problem(options.package) or bus_problem(bus_of(options.package)):
        raise BridgewrightError(f"--package {options.package}: {problem}")
    for path in start_project(options.folder, options.package):
        print(f"wrote {options.folder / path}")
    print("next: bridgewright lint, then bridgewright generate")
    return 0


def lint(options: argparse.Namespace) -> int:
    """`bridgewright lint`."""
    read = project(options)
    show(options, read.findings)
    if read.catalog:
        catalog = read.catalog
        say(
            f"{_number(len(catalog.events), 'event and command version')}, {_number(len(catalog.apis), 'API')}, "
            f"{_number(len(catalog.subscriptions), 'subscription')}: {counted(read.findings)}"
        )
    return code(read.findings)


def generate(options: argparse.Namespace) -> int:
    """`bridgewright generate [--check]`."""
    from bridgewright import pipeline

    read = project(options)
    if options.check:
        findings = pipeline.check_generated(read)
        show(options, findings)
        say(f"{read.output.name}/: {counted(findings)}")
        return code(findings)
    written, findings = pipeline.generate(read)
    show(options, findings)
    if written is None:
        say(f"nothing was written: {counted(findings)}")
    else:
        say(
            f"{read.output.name}/: {len(written.written)} written, {len(written.removed)} removed, "
            f"{written.unchanged} unchanged"
        )
    return code(findings)


def validate(options: argparse.Namespace) -> int:
    """`bridgewright validate EVENT…`."""
    from bridgewright import pipeline
    from bridgewright.load import UnreadableFile

    read = project(options)
    if read.sound is None:
        show(options, read.findings)
        say("the contracts themselves are wrong; no event was checked")
        return 1
    findings: tuple[Finding, ...] = ()
    for path in options.events:
        try:
            findings += pipeline.validate_event(read.sound, path)
        except UnreadableFile as unreadable:
            findings += (unreadable.finding,)
    show(options, findings)
    say(f"{_number(len(options.events), 'event')}: {counted(findings)}")
    return code(findings)


def release(options: argparse.Namespace) -> int:
    """`bridgewright release [NAME/VERSION…]`."""
    from bridgewright import pipeline

    read = project(options)
    if read.sound is None:
        show(options, read.findings)
        say("nothing was released")
        return 1
    released, unknown = pipeline.release(read, tuple(options.names))
    if unknown:
        raise BridgewrightError(f"no such draft: {', '.join(unknown)} (a released version can't be released again)")
    for name in released:
        print(f"released {name}")
    if not released:
        say("there are no drafts")
    return 0


def _number(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
