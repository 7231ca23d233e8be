"""HTTP APIs: two documents, and exactly what comparing them says. `ACCEPT=1` writes what is said; then read it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bridgewright.compat.apis.exchanges import compare_apis
from bridgewright.compat.changes.rules import API_RULES
from bridgewright.compat.pairs.sides import Options
from bridgewright.compat.versions.rendering import findings
from bridgewright.contracts.catalog import document_findings
from bridgewright.documents.decoding import decoded
from bridgewright.documents.document import Document
from bridgewright.project.comparing import Checked, Judgement

CASES = Path(__file__).parent / "api_cases"
FOLDERS = sorted(path.name for path in CASES.iterdir())
OUTPUT_SCHEMA = Path(__file__).parents[2] / "codegen/src/bridgewright/compat/breaking.schema.json"


def document(case: str, name: str) -> Document:
    """A document of a case; the old one is the same for most."""
    path = CASES / case / f"{name}.yaml"
    return decoded(f"{name}.yaml", ".yaml", path.read_bytes())


def judged(case: str) -> Judgement:
    """What is found under the mode that a project has for APIs; a case whose name ends so is judged under FULL."""
    old, new = document(case, "old"), document(case, "new")
    comparison = compare_apis(old.content, new.content, Options("FULL" if case.endswith("--full") else "BACKWARD"))
    found = findings(comparison, old.at, new.at)
    return Judgement((Checked(case, comparison, found),), found)


def told(judgement: Judgement) -> dict[str, Any]:
    """What a case writes down."""
    (one,) = judgement.checked
    return {
        "verdict": {direction: str(outcome) for direction, outcome in one.comparison.verdict.items()},
        "required_bump": str(one.comparison.required_bump),
        "changes": [
            {"rule": c.rule, "place": c.place, "breaks": list(c.breaks), "undecided": list(c.undecided)}
            for c in one.comparison.changes
        ],
        "findings": [
            {
                "at": f"{finding.location}",
                "pointer": finding.location.pointer,
                "severity": str(finding.severity),
                "rule": finding.rule,
                "message": finding.message,
                "hint": finding.hint,
            }
            for finding in one.findings
        ],
    }


@pytest.mark.parametrize("case", FOLDERS)
def test_the_case_reads_as_written(case: str) -> None:
    """Verdicts, version, changes and findings, places and witnesses included."""
    said = told(judged(case))
    expected = CASES / case / "expected.json"
    if os.environ.get("ACCEPT"):
        expected.write_text(json.dumps(said, indent=2, ensure_ascii=False) + "\n")

    assert json.loads(expected.read_text()) == said


@pytest.mark.parametrize("case", FOLDERS)
def test_the_documents_are_what_a_project_may_hold(case: str) -> None:
    """OpenAPI 3.0 whose refs lead somewhere; 3.1 is for the comparison alone."""
    found = [document_findings(document(case, name)) for name in ("old", "new")]

    assert case.startswith("openapi-31") or [[], []] == found


def test_every_rule_about_apis_has_a_case() -> None:
    """A folder is called as the rule that it shows."""
    shown = {change.rule for case in FOLDERS for change in judged(case).checked[0].comparison.changes}

    assert set() == API_RULES.keys() - shown
    assert set() == API_RULES.keys() - {case.partition("--")[0] for case in FOLDERS}


@pytest.mark.parametrize("case", FOLDERS)
def test_the_output_follows_its_schema(case: str) -> None:
    """What `breaking --format json` prints follows the published JSON Schema."""
    jsonschema_rs.Draft202012Validator(json.loads(OUTPUT_SCHEMA.read_text())).validate(judged(case).data)
