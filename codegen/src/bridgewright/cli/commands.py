"""What the commands on a project do: call the pipeline, print, answer with an exit code."""

from __future__ import annotations

import argparse
import re

from bridgewright.cli.output import code, counted, project, say, show
from bridgewright.findings import BridgewrightError

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
    read = project(options)
    show(options, read.findings)
    if read.catalog:
        catalog = read.catalog
        say(
            f"{len(catalog.events)} event and command versions, {len(catalog.apis)} APIs, "
            f"{len(catalog.subscriptions)} subscriptions: {counted(read.findings)}"
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

    read = project(options)
    if read.sound is None:
        show(options, read.findings)
        say("the contracts themselves are wrong; no event was checked")
        return 1
    findings = tuple(f for path in options.events for f in pipeline.validate_event(read.sound, path))
    show(options, findings)
    say(f"{len(options.events)} events: {counted(findings)}")
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
