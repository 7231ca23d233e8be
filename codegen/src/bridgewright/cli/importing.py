"""`import`: other people's event schemas to contracts."""

from __future__ import annotations

import argparse
from pathlib import Path

from bridgewright.cli.output import code, counted, say, show
from bridgewright.findings import BridgewrightError
from bridgewright.findings.report import FORMATS


def add_arguments(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Adds the command to the command line."""
    words = "turn AWS's, AsyncAPI's or anybody's event schemas into contracts"
    added = verbs.add_parser(
        "import",
        help=words,
        description="Turn event schemas into contracts: what a registry exports, AsyncAPI and OpenAPI documents, "
        "JSON Schemas (draft-04 to 2020-12) of an event or of its detail. All are written, or none.",
        epilog="Exit codes: 0 written, or already there; 1 findings, nothing written; 2 usage, environment or crash.",
    )
    added.add_argument("files", nargs="+", type=Path, metavar="FILE", help="a YAML or JSON file")
    added.add_argument("--into", required=True, type=Path, metavar="DIR", help="the contracts folder, made when absent")
    added.add_argument("--root", type=Path, metavar="DIR", help="where referenced files may lie (default: beside FILE)")
    added.add_argument("--source", default="", help="the events' source, where their documents don't say")
    for option, what in (("detail-type", "detail-type"), ("name", "name (its folder)"), ("version", "version")):
        added.add_argument(f"--{option}", default="", metavar="TEXT", help=f"the event's {what}")
    added.add_argument("--lossy", action="store_true", help="leave out what OpenAPI 3.0 can't say, with a warning")
    added.add_argument("--package", default="acme_events", help="bindings of a new project (default: %(default)s)")
    added.add_argument("--format", choices=tuple(FORMATS), default="text", help="of findings (default: %(default)s)")
    added.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """`bridgewright import FILE… --into DIR`."""
    from bridgewright.contracts.catalog.names import bus_problem, package_problem
    from bridgewright.contracts.model import Version
    from bridgewright.foreign.importing import ImportOptions, is_contract_name
    from bridgewright.project.importing import import_events
    from bridgewright.project.starter import bus_of

    if problem := package_problem(options.package) or bus_problem(bus_of(options.package)):
        raise BridgewrightError(f"--package {options.package}: {problem}")
    if options.name and not is_contract_name(options.name):
        raise BridgewrightError(f"--name {options.name}: not lower-case words joined by hyphens and dots")
    if options.version and Version.parse(options.version) is None:
        raise BridgewrightError(f"--version {options.version}: not a version like 1.0.0")
    if options.root is not None and not options.root.is_dir():
        raise BridgewrightError(f"--root {options.root}: not a folder")
    wishes = ImportOptions(options.source, options.detail_type, options.name, options.version, options.lossy)
    done = import_events(options.files, options.into, options.root, wishes, options.package)
    show(options, done.findings)
    for path in done.written:
        say(f"wrote {options.into.parent / path}")
    if code(done.findings):
        say(f"nothing was written: {counted(done.findings)}")
    else:
        say(f"{len(done.written)} written, {len(done.unchanged)} already there: {counted(done.findings)}")
    return code(done.findings)
