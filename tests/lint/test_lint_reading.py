"""The smaller questions that lint rules ask: English words, fields that are always there, unread files, imports."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from bridgewright.lint.english import is_noun_or_gerund, is_past_participle
from bridgewright.lint.presence import is_always_present
from bridgewright.project.reading import read_project

CASES = Path(__file__).parent / "cases"
CONTRACTS = Path(__file__).parents[2] / "contracts"


@pytest.mark.parametrize("word", ["uploaded", "sent", "paid", "signed", "read", "set", "withdrawn", "put"])
def test_past_participles(word: str) -> None:
    """Regular and irregular ones."""
    assert is_past_participle(word)


@pytest.mark.parametrize("word", ["upload", "need", "feed", "red", "up", "speed", "generation", "fail"])
def test_words_that_are_no_past_participle(word: str) -> None:
    """Verbs and nouns, some of which end in -ed."""
    assert not is_past_participle(word)


@pytest.mark.parametrize(
    ("word", "noun"),
    [
        ("regeneration", True),
        ("payment", True),
        ("rendering", True),
        ("document", False),
        ("ping", False),
        ("ship", False),
    ],
)
def test_nouns_and_gerunds(word: str, noun: bool) -> None:
    """Endings tell, but for verbs that only look so."""
    assert noun == is_noun_or_gerund(word)


A = {"type": "object", "required": ["a"], "properties": {"a": {"type": "string"}}}
B = {"type": "object", "required": ["b"], "properties": {"b": {"type": "string"}}}


@pytest.mark.parametrize(
    ("schema", "path", "always"),
    [
        (A, "/a", True),
        (A, "/b", False),
        ({**A, "required": []}, "/a", False),
        ({"type": "object", "required": ["x"], "properties": {"x": A}}, "/x/a", True),
        ({"type": "object", "properties": {"x": A}}, "/x/a", False),
        ({"type": "object", "required": ["x"], "properties": {"x": {**A, "nullable": True}}}, "/x/a", False),
        ({"type": "object", "required": ["x"], "properties": {"x": {"type": "array", "items": A}}}, "/x/a", False),
        ({"allOf": [{"$ref": "#/components/schemas/A"}, B]}, "/a", True),
        ({"allOf": [{"type": "object", "properties": {"a": {}}}, {"required": ["a"]}]}, "/a", True),
        ({"oneOf": [A, {"allOf": [A, B]}]}, "/a", True),
        ({"oneOf": [A, B]}, "/a", False),
        ({"anyOf": [A, {"$ref": "#/components/schemas/A"}]}, "/a", True),
    ],
)
def test_a_field_that_is_always_there(schema: dict[str, Any], path: str, always: bool) -> None:
    """Required all the way, in every alternative, and never null."""
    assert always == is_always_present({"components": {"schemas": {"A": A}}}, schema, path)


def broken_copy(case: str, tmp_path: Path, *files: str) -> set[tuple[str, str]]:
    """The rules and files of a case's findings once some of its files can't be read."""
    shutil.copytree(CASES / case / "contracts", tmp_path / "contracts")
    for file in files:
        (tmp_path / "contracts" / file).write_bytes(b"\xff")
    return {(finding.rule, finding.location.path) for finding in read_project(tmp_path / "contracts").findings}


@pytest.mark.parametrize(
    ("case", "unread"),
    [
        ("clean", "events/order.placed/1.0.0.yaml"),
        ("clean", "events/order.placed/1.1.0.yaml"),
        ("clean", "events/order.placed/2.0.0.yaml"),
        ("clean", "commands/order.ship/1.0.0.yaml"),
        ("clean", "subscriptions/billing.yaml"),
        ("need-unknown", "events/order.placed/1.0.0.yaml"),
        ("filter-field-unknown", "events/order.placed/1.0.0.yaml"),
        ("group-id-unknown", "events/order.placed/1.0.0.yaml"),
        ("command-without-consumer", "subscriptions/billing.yaml"),
        ("consumer-duplicated", "subscriptions/a.yaml"),
    ],
)
def test_an_unread_file_has_no_consequences(case: str, unread: str, tmp_path: Path) -> None:
    """A file that can't be read is one finding: nothing is missing or surplus because of it."""
    found = broken_copy(case, tmp_path, unread)

    assert found == {("not-utf-8", f"contracts/{unread}")}


def test_a_newer_version_that_cannot_be_read_may_have_the_field(tmp_path: Path) -> None:
    """While the newest version is unreadable, nobody can say that it lacks a field."""
    shutil.copytree(CASES / "need-unknown" / "contracts", tmp_path / "contracts")
    newer = tmp_path / "contracts/events/order.placed/1.1.0.yaml"
    newer.write_bytes(b"\xff")

    rules = {finding.rule for finding in read_project(tmp_path / "contracts").findings}

    assert rules == {"not-utf-8"}


def test_the_repository_lints_clean() -> None:
    """The contracts that this repository publishes break no rule."""
    assert read_project(CONTRACTS).findings == ()


def test_lint_loads_neither_generators_nor_the_cloud() -> None:
    """Reading and linting import no model generator, no AWS SDK, and no second validator: they cost a second each."""
    program = (
        "import sys; from pathlib import Path; from bridgewright.project.folder import load_sources; "
        "from bridgewright.contracts.catalog import build_catalog; from bridgewright.lint import lint; "
        f"lint(build_catalog(load_sources(Path({str(CONTRACTS)!r}))[0])[0]); print(*sorted(sys.modules))"
    )

    loaded = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()

    heavy = {
        "boto3",
        "botocore",
        "datamodel_code_generator",
        "openapi_spec_validator",
        "openapi_schema_validator",
        "jsonschema",
        "hypothesis",
    }
    assert not heavy.intersection(loaded)


@pytest.mark.parametrize("seed", ["0", "1"])
def test_findings_come_in_the_same_order(seed: str) -> None:
    """The order and the words of findings don't depend on the interpreter's hash seed."""
    case = CASES / "required-property-undeclared"
    command = [sys.executable, "-m", "bridgewright", "lint", "--format", "json", "--contracts", str(case / "contracts")]

    printed = subprocess.run(command, capture_output=True, text=True, check=False, env={"PYTHONHASHSEED": seed}).stdout

    expected = (case / "expected.txt").read_text().splitlines()
    assert [line.split("]")[0].split("[")[1] for line in expected] == [
        line.split('"')[3] for line in printed.splitlines() if '"rule"' in line
    ]
