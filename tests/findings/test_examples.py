"""Every rule's example is run, and says what stands beside it. `ACCEPT=1` writes what is said; then read it."""

from __future__ import annotations

import json
import os
import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import yaml

from bridgewright.cli import main
from bridgewright.findings.examples import APPENDED, MERGED, UNTOUCHED, WHOLE, Example, File, as_text, examples
from bridgewright.findings.rules import GROUPS, RULES
from bridgewright.project.starter import starter_files
from bridgewright.project.writing import create_files

FOLDER = Path(__file__).parents[2] / "codegen/src/bridgewright/findings/examples"
EXAMPLES = {group.name: examples((FOLDER / f"{group.name}.txt").read_text("utf-8")) for group in GROUPS}
BY_RULE = {rule: example for group in EXAMPLES.values() for rule, example in group.items()}
STARTED = starter_files("acme_events")
RUN = [rule for rule, example in BY_RULE.items() if example.commands]
BY_THE_CASE = {"archive-needs-backward-transitive", "version-not-bumped"}
"""Rules whose example shows the other of two cases."""
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
        base, patch = (path.parent / file.base).read_text("utf-8"), file.text
        whole = merged(*(yaml.load(text, yaml.CSafeLoader) for text in (base, patch)))
        path.write_text(yaml.dump(whole, Dumper=yaml.CSafeDumper, sort_keys=False), "utf-8")
    else:
        assert file.manner == WHOLE
        path.write_text(f"{file.text}\n", "utf-8")


def run(example: Example, folder: Path, capsys: pytest.CaptureFixture[str]) -> str:
    """What the example's last command prints, without files and lines."""
    if example.in_project:
        create_files(folder, STARTED)
    if example.beside_untouched:
        create_files(folder / UNTOUCHED, STARTED)
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
def empty(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in, and no cache."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("BRIDGEWRIGHT_CACHE", "off")
    return tmp_path


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


HARMLESS = [rule for rule in RUN if BY_RULE[rule].commands[-1].startswith("bridgewright changelog")]


@pytest.mark.parametrize("rule", HARMLESS)
def test_a_change_that_is_no_finding_has_its_id(rule: str, empty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A changelog names no ids: the same comparison as data does."""
    asked = replace(BY_RULE[rule], commands=("bridgewright breaking old.yaml new.yaml --mode NONE --format json",))
    (compared,) = json.loads(run(asked, empty, capsys))["comparisons"]

    assert rule in [change["rule"] for change in compared["changes"]]


@pytest.mark.parametrize("group", EXAMPLES)
def test_a_text_of_examples_is_written_as_it_is_read(group: str) -> None:
    """So that `ACCEPT=1` changes what is said and nothing else."""
    text = "\n".join(as_text(one) for one in EXAMPLES[group].values())

    assert text == (FOLDER / f"{group}.txt").read_text("utf-8")


def test_an_example_is_short_and_weighs_what_its_rule_does() -> None:
    """Short enough to be read beside the message; a warning where the table says so."""
    for rule in RUN:
        example = BY_RULE[rule]
        said = re.match(r"(error|warning)\[", example.says)

        assert sum(len(file.text.splitlines()) for file in example.files) <= 50
        assert RULES[rule].group.proved or rule in BY_THE_CASE or (said and said[1] == RULES[rule].severity)


@pytest.mark.parametrize("text", ["== a-rule\n", "== a-rule\n$ bridgewright lint\nAnd a situation.\n"])
def test_a_text_that_is_no_example_is_refused(text: str) -> None:
    """Either commands or a situation."""
    with pytest.raises(ValueError, match="a-rule"):
        examples(text)
