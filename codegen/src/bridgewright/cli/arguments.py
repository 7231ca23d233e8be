"""The arguments of every command. Commands import what they need when they run: `--help` stays fast."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bridgewright.cli import aws, breaking, commands, importing, patterns, rules
from bridgewright.findings.report import FORMATS

Run = Callable[[argparse.Namespace], int]


def parser() -> argparse.ArgumentParser:
    """The whole command line; each command's `run` takes the parsed options and returns the exit code."""
    top = argparse.ArgumentParser(
        prog="bridgewright",
        description="Contract-first events for Amazon EventBridge.",
        epilog="Exit codes: 0 clean; 1 findings, drift or stale output; 2 usage, environment or crash.",
    )
    top.add_argument("--version", action=_Version, help="print the version and Python's, and exit")
    verbs = top.add_subparsers(metavar="COMMAND", required=True)
    _init(verbs)
    _with_project(verbs, "lint", commands.lint, "check contracts and subscriptions")
    generate = _with_project(verbs, "generate", commands.generate, "write bindings, rules, schemas and infrastructure")
    generate.add_argument("--check", action="store_true", help="write nothing; exit 1 when the output is stale")
    validate = _with_project(verbs, "validate", commands.validate, "check event files against their contracts")
    validate.add_argument(
        "events", nargs="+", type=Path, metavar="EVENT", help="a JSON or YAML file with a whole event"
    )
    explain = _with_project(verbs, "explain", patterns.explain, "say who receives an event, and as what message")
    explain.add_argument("event", type=Path, metavar="EVENT", help="a JSON file with a whole event, or -")
    _patterns(verbs)
    _breaking(verbs)
    importing.add_arguments(verbs)
    release = _with_project(verbs, "release", commands.release, "freeze drafts: put their hashes into the lock")
    release.add_argument("names", nargs="*", metavar="NAME/VERSION", help="drafts to release (default: all)")
    for verb, run, words in (
        ("plan", aws.plan, "show what `push` would change in the Schema Registry; exit 1 on drift"),
        ("push", aws.push, "put released contracts into the Schema Registry"),
    ):
        registry = _with_project(verbs, verb, run, words)
        _aws(registry)
    _local(verbs)
    rules.add_arguments(verbs)
    return top


class _Version(argparse.Action):
    """Prints the versions when it is asked to: looking into the installed metadata takes time."""

    def __init__(self, option_strings: list[str], dest: str, **more: Any) -> None:
        super().__init__(option_strings, dest, nargs=0, default=argparse.SUPPRESS, **more)

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        print(commands.versions())
        parser.exit()


def _aws(command: argparse.ArgumentParser) -> None:
    command.add_argument("--endpoint-url", metavar="URL", help="of the registry: another endpoint than AWS's own")
    command.add_argument("--region", help="of the registry: AWS region (default: the AWS environment)")


def _init(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    init = verbs.add_parser("init", help="start a project in this folder", description="Start a project.")
    init.add_argument("folder", nargs="?", type=Path, default=Path(), help="where (default: here)")
    init.add_argument("--package", default="acme_events", help="import name of the bindings (default: %(default)s)")
    init.set_defaults(run=commands.init)


def _patterns(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    match = verbs.add_parser(
        "match",
        help="match an event against an event pattern",
        description="Match an event against an event pattern, as EventBridge does.",
        epilog="Exit codes: 0 match, or a whole batch; 1 no match; 2 an invalid pattern, an unreadable file.",
    )
    match.add_argument("--pattern", type=Path, metavar="FILE", help="the pattern (or a generated rule), or -")
    match.add_argument("--event", type=Path, metavar="FILE", help="the event, or -")
    match.add_argument("--explain", action="store_true", help="say which field doesn't match, and what it must be")
    match.add_argument(
        "--batch", type=Path, metavar="FILE", help='lines of {"pattern": …, "event": …}: a verdict for each, or -'
    )
    match.set_defaults(run=patterns.match)
    transform = verbs.add_parser(
        "transform",
        help="show what a target receives after an input transformer",
        description="Show what a target receives after an input transformer, as EventBridge renders it.",
        epilog="Exit codes: 0 rendered; 1 rendered, and EventBridge drops it; 2 an invalid transformer or event.",
    )
    transform.add_argument("--template", type=Path, required=True, metavar="FILE", help="the InputTemplate, or -")
    transform.add_argument("--paths", type=Path, metavar="FILE", help="the InputPathsMap as JSON, or - (default: none)")
    transform.add_argument("--event", type=Path, required=True, metavar="FILE", help="the event, or -")
    for name in ("rule-arn", "rule-name", "ingestion-time"):
        transform.add_argument(f"--{name}", default="", metavar="TEXT", help=f"of the reserved variable about {name}")
    transform.set_defaults(run=patterns.transform)


def _breaking(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for verb, run, words in (
        ("breaking", breaking.breaking, "prove that a change breaks nobody, or show the event that breaks"),
        ("changelog", breaking.changelog, "say what changed, for whom, and how to migrate (Markdown)"),
    ):
        added = verbs.add_parser(verb, help=words, description=words[0].upper() + words[1:] + ".")
        added.add_argument(
            "documents", nargs="*", type=Path, metavar="OLD NEW", help="two documents (default: the project's history)"
        )
        added.add_argument("--contracts", type=Path, metavar="DIR", help="the folder with bridgewright.toml")
        added.add_argument("--against", metavar="REF", help="a git ref, a contracts folder, or `registry`")
        _aws(added)
        added.add_argument(
            "--mode", type=str.upper, help="NONE, BACKWARD, FORWARD or FULL, or one with _TRANSITIVE (default: FULL)"
        )
        added.add_argument(
            "--content-model",
            choices=("closed-producer", "open"),
            help="what producers send: declared properties only, or anything that the schema allows",
        )
        added.add_argument(
            "--defaults",
            choices=("ignored", "applied"),
            help="whether readers fill in a missing property's default before they validate",
        )
        added.add_argument(
            "--dialect", help="instead of what the documents say: draft-04 to 2020-12, openapi-3.0, openapi-3.1"
        )
        added.add_argument(
            "--format",
            action="append",
            choices=(*FORMATS, *breaking.POLICIES),
            help="of the output, or what a schema's `format` is: an assertion, a warning, an annotation; repeatable",
        )
        if verb == "breaking":
            added.add_argument(
                "--batch",
                type=Path,
                metavar="FILE",
                help='lines of {"name": …, "old": …, "new": …}, or -',
            )
            added.add_argument("--witnesses", type=Path, metavar="DIR", help="save the events that break here")
        added.set_defaults(run=run, verb=verb)


def _local(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    local = verbs.add_parser("local", help="AWS on this machine", description="AWS on this machine.")
    actions = local.add_subparsers(metavar="ACTION", required=True)
    up = actions.add_parser("up", help="run local AWS in the foreground until Ctrl-C")
    up.add_argument("--enforce-iam", action="store_true", help="check signatures and IAM policies")
    up.add_argument("--region", default="eu-west-2", help="default: %(default)s")
    up.set_defaults(run=aws.local_up)


def _with_project(
    verbs: argparse._SubParsersAction[argparse.ArgumentParser], name: str, run: Run, words: str
) -> argparse.ArgumentParser:
    added = verbs.add_parser(name, help=words, description=words[0].upper() + words[1:] + ".")
    added.add_argument("--contracts", type=Path, metavar="DIR", help="the folder with bridgewright.toml")
    added.add_argument("--format", choices=tuple(FORMATS), default="text", help="of findings (default: %(default)s)")
    added.add_argument("--no-cache", dest="cache", action="store_false", help="work everything out anew")
    added.set_defaults(run=run)
    return added
