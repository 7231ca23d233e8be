"""`breaking` and `changelog`: would this change break anybody, and what changed for whom."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bridgewright.cli.output import code, counted, project, project_in_git, say
from bridgewright.findings import BridgewrightError
from bridgewright.findings.report import FORMATS

if TYPE_CHECKING:
    from bridgewright.project.comparing import Judgement
    from bridgewright.project.earlier import Earlier
    from bridgewright.project.reading import Project

STDIN = Path("-")
POLICIES = ("assert", "warn", "annotation")


def breaking(options: argparse.Namespace) -> int:
    """`bridgewright breaking [OLD NEW]`: 0 when nothing that counts breaks, 1 when something does; a batch is 0."""
    from bridgewright.project.comparing import save_witnesses

    _check(options)
    if options.batch:
        for line in _answers(_lines(options.batch), _knobs(options)):
            print(line, flush=True)
        return 0
    judged = _judged(options)
    _show(_output(options), judged)
    if options.witnesses:
        save_witnesses(options.witnesses, judged.checked)
    for note in judged.notes:
        say(note)
    for one in judged.checked:
        say(f"{one.title}: {one.summary}")
    say(counted(judged.findings))
    return code(judged.findings)


def changelog(options: argparse.Namespace) -> int:
    """`bridgewright changelog [OLD NEW]`: Markdown, newest change last."""
    _check(options)
    judged = _judged(options, neighbours=True)
    print("\n".join(one.changelog for one in judged.checked), end="")
    if not judged.checked:
        say("nothing changed: no contract has an earlier version")
    return 0


def _judged(options: argparse.Namespace, *, neighbours: bool = False) -> Judgement:
    from bridgewright.project import comparing

    knobs = _knobs(options)
    if options.documents:
        return comparing.compare_documents(*options.documents, **knobs)
    read = project(options) if options.against else project_in_git(options)
    before = _earlier(options, read, knobs) if options.against and read.catalog else None
    return comparing.compare_history(read, before, knobs, neighbours=neighbours)


def _earlier(options: argparse.Namespace, read: Project, knobs: dict[str, Any]) -> Earlier:
    """The old side that `--against` names."""
    from bridgewright.project import earlier
    from bridgewright.project.comparing import needs_every_version

    if options.against != earlier.REGISTRY or read.catalog is None:
        return earlier.earlier_at(read, options.against)
    from bridgewright import registry

    names = earlier.registry_names(read.catalog)
    client = registry.connect(options.endpoint_url, options.region)
    every = needs_every_version(read, knobs)
    pulled = registry.pull(client, read.catalog.settings.registry, names, every=every)
    return earlier.earlier_in_registry(read.catalog, pulled)


def _check(options: argparse.Namespace) -> None:
    if len(options.documents) not in (0, 2):
        raise BridgewrightError(f"`{options.verb}` takes two documents, OLD and NEW, or none for the project's history")
    if options.documents and options.against:
        raise BridgewrightError("--against is for the project's history; two documents are compared with each other")
    if (options.endpoint_url or options.region) and options.against != "registry":
        raise BridgewrightError("--endpoint-url and --region are for `--against registry`")


def _knobs(options: argparse.Namespace) -> dict[str, Any]:
    policies = [given for given in options.format or () if given in POLICIES]
    knobs = {
        "mode": options.mode,
        "content_model": options.content_model,
        "defaults": options.defaults,
        "dialect": options.dialect,
        "format": policies[-1] if policies else None,
    }
    return {name: value for name, value in knobs.items() if value is not None}


def _output(options: argparse.Namespace) -> str:
    return next((given for given in reversed(options.format or ()) if given in FORMATS), "text")


def _show(output: str, judged: Judgement) -> None:
    text = (
        json.dumps(judged.data, indent=2, ensure_ascii=False) if output == "json" else FORMATS[output](judged.findings)
    )
    if text:
        print(text)


def _answers(lines: Iterable[str], knobs: dict[str, Any]) -> Iterator[str]:
    """One JSON object a line; a line that is no pair gets an `error`."""
    from bridgewright.compat import compare
    from bridgewright.compat.versions.rendering import batch_line
    from bridgewright.project.given import unwrapped

    for line in lines:
        if not line.strip():
            continue
        case: Any = None
        try:
            case = json.loads(line)
            old, new = unwrapped(case["old"]), unwrapped(case["new"])
            answer = batch_line(case.get("name"), compare(old, new, **knobs))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            name = {"name": case.get("name")} if isinstance(case, dict) else {}
            answer = name | {"error": 'a line must be {"name": …, "old": …, "new": …}'}
        yield json.dumps(answer, ensure_ascii=False)


def _lines(path: Path) -> Iterator[str]:
    if path == STDIN:
        yield from sys.stdin
        return
    try:
        with path.open(encoding="utf-8") as file:
            yield from file
    except (OSError, UnicodeDecodeError) as error:
        raise BridgewrightError(f"{path}: can't be read: {error}") from error
