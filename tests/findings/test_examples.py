"""Every rule's example is run, and says what stands beside it. `ACCEPT=1` writes what is said; then read it."""

from __future__ import annotations

import json
import os
import re
import shlex
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bridgewright.cli import main
from bridgewright.findings.examples import APPENDED, MERGED, UNTOUCHED, WHOLE, Example, File, as_text, examples
from bridgewright.findings.rules import GROUPS, RULES, rules_of
from bridgewright.project.commands import start_project

FOLDER = Path(__file__).parents[2] / "codegen/src/bridgewright/findings/examples"
EXAMPLES = {group.name: examples((FOLDER / f"{group.name}.txt").read_text("utf-8")) for group in GROUPS}
BY_RULE = {rule: example for group in EXAMPLES.values() for rule, example in group.items()}
RUN = [rule for rule, example in BY_RULE.items() if example.commands]
VARYING = {"binding-class-removed"}
PLACE = re.compile(r"^\S*: (?=(?:error|warning)\[)", re.MULTILINE)


def merged(base: Any, patch: Any) -> Any:
    """RFC 7396."""
    if not isinstance(patch, dict):
        return patch
    kept = dict(base) if isinstance(base, dict) else {}
    for key, value in patch.items():
        if value is None:
            kept.pop(key, None)
        else:
            kept[key] = merged(kept.get(key), value)
    return kept


def lay(folder: Path, file: File) -> None:
    """Writes a file of an example as it says."""
    path = folder / file.path
    path.parent.mkdir(parents=True, exist_ok=True)
    if file.manner == APPENDED:
        path.write_text(f"{path.read_text('utf-8')}\n{file.text}\n", "utf-8")
    elif file.manner.startswith(MERGED):
        base = yaml.safe_load((path.parent / file.base).read_text("utf-8"))
        whole = merged(base, yaml.safe_load(file.text))
        path.write_text(yaml.safe_dump(whole, sort_keys=False), "utf-8")
    else:
        assert file.manner == WHOLE
        path.write_text(f"{file.text}\n", "utf-8")


def run(example: Example, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the example's last command prints, without files and lines."""
    if example.in_project:
        start_project(folder, "acme_events")
    if example.beside_untouched:
        start_project(folder / UNTOUCHED, "acme_events")
    for file in example.files:
        lay(folder, file)
    for command in example.commands:
        program, *arguments = shlex.split(command)
        assert program == "bridgewright"
        capsys.readouterr()
        main(arguments)
    return PLACE.sub("", capsys.readouterr().out)


def told(example: Example, printed: str) -> str:
    """What of an output is about the rule: its first finding and hint, or the items of a changelog."""
    lines = printed.splitlines()
    if example.commands[-1].startswith("bridgewright changelog"):
        _, _, chapter = printed.partition("\n### What ")
        return "\n".join(line for line in chapter.partition("\n### ")[0].splitlines() if line.startswith("- "))
    for at, line in enumerate(lines):
        if f"[{example.rule}]" in line:
            return "\n".join([line, *(more for more in lines[at + 1 : at + 2] if more.startswith("    "))])
    return ""


@pytest.fixture
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to work in, and no cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIDGEWRIGHT_CACHE", "off")
    yield tmp_path


@pytest.mark.parametrize("rule", RUN)
def test_an_example_says_what_the_tool_says(rule: str, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What is printed for the rule is, word by word, what the example shows."""
    example = BY_RULE[rule]
    printed = run(example, empty, capsys)
    if os.environ.get("ACCEPT") == "1":
        group = RULES[rule].group.name
        EXAMPLES[group] = {**EXAMPLES[group], rule: replace(example, says=told(example, printed))}
        text = "\n".join(as_text(one) for one in EXAMPLES[group].values())
        (FOLDER / f"{group}.txt").write_text(text, "utf-8")
        BY_RULE[rule] = example = EXAMPLES[group][rule]

    assert example.says
    assert told(example, printed) == example.says
