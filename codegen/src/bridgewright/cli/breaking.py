"""`breaking` and `changelog`: would this change break anybody, and what changed for whom."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bridgewright.cli.output import code, counted, project, say
from bridgewright.findings import BridgewrightError, Finding
from bridgewright.report import FORMATS

if TYPE_CHECKING:
    from bridgewright.pipeline import Checked

STDIN = Path("-")
POLICIES = ("assert", "warn", "annotation")


def breaking(options: argparse.Namespace) -> int:
    """`bridgewright breaking [OLD NEW]`: 0 when nothing that counts breaks, 1 when something does; a batch is 0."""
    from bridgewright import pipeline

    _check(options)
    if options.batch:
        for line in _answers(_lines(options.batch), _knobs(options)):
            print(line, flush=True)
        return 0
    if options.documents:
        checked: tuple[Checked, ...] = (pipeline.compare_documents(*options.documents, **_knobs(options)),)
        findings = checked[0].findings
    else:
        checked, findings = pipeline.compare_history(project(options), options.against, _knobs(options))
    _show(_output(options), checked, findings)
    if options.witnesses:
        pipeline.save_witnesses(options.witnesses, checked)
    for one in checked:
        say(f"{one.title}: {one.summary}")
    say(counted(findings))
    return code(findings)


def changelog(options: argparse.Namespace) -> int:
    """`bridgewright changelog [OLD NEW]`: Markdown, newest change last."""
    from bridgewright import pipeline

    _check(options)
    if options.documents:
        checked: tuple[Checked, ...] = (pipeline.compare_documents(*options.documents, **_knobs(options)),)
    else:
        checked, _ = pipeline.compare_history(project(options), options.against, _knobs(options), neighbours=True)
    print("\n".join(one.changelog for one in checked), end="")
    return 0


def _check(options: argparse.Namespace) -> None:
    if len(options.documents) not in (0, 2):
        raise BridgewrightError(f"`{options.verb}` takes two documents, OLD and NEW, or none for the project's history")
    if options.documents and options.against:
        raise BridgewrightError("--against is for the project's history; two documents are compared with each other")


def _knobs(options: argparse.Namespace) -> dict[str, Any]:
    policies = [given for given in options.format or () if given in POLICIES]
    knobs = {
        "mode": options.mode,
        "content_model": options.content_model,
        "dialect": options.dialect,
        "format": policies[-1] if policies else None,
    }
    return {name: value for name, value in knobs.items() if value is not None}


def _output(options: argparse.Namespace) -> str:
    return next((given for given in reversed(options.format or ()) if given in FORMATS), "text")


def _show(output: str, checked: Iterable[Checked], findings: tuple[Finding, ...]) -> None:
    if output == "json":
        print(json.dumps([one.data for one in checked], indent=2, ensure_ascii=False))
        return
    text = FORMATS[output](findings)
    if text:
        print(text)


def _answers(lines: Iterable[str], knobs: dict[str, Any]) -> Iterator[str]:
    """One JSON object a line; a line that is no pair gets an `error`."""
    from bridgewright.compat import compare
    from bridgewright.compat.rendering import batch_line

    for line in lines:
        if not line.strip():
            continue
        case: Any = None
        try:
            case = json.loads(line)
            answer = batch_line(case.get("name"), compare(case["old"], case["new"], **knobs))
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
