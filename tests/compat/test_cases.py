"""Each rule of the table has a case: two schemas, and exactly what comparing them says, witness included."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from bridgewright.compat import RULES as ALL_RULES
from bridgewright.compat import Comparison, compare
from bridgewright.compat.changes.rules import API_RULES
from bridgewright.compat.versions.rendering import findings
from bridgewright.documents.document import Document
from bridgewright.project.comparing import Checked, Judgement

CASES = Path(__file__).parent / "cases"
RULES = [rule for rule in ALL_RULES if rule not in API_RULES]
"""Those of schemas; `test_api_cases` has the others."""
OUTPUT_SCHEMA = Path(__file__).parents[2] / "codegen/src/bridgewright/compat/breaking.schema.json"


def told(comparison: Comparison) -> dict[str, Any]:
    """What a case writes down of a comparison."""
    return {
        "verdict": {direction: str(outcome) for direction, outcome in comparison.verdict.items()},
        "required_bump": str(comparison.required_bump),
        "changes": [
            {
                "rule": change.rule,
                "old_pointer": change.old_pointer,
                "new_pointer": change.new_pointer,
                "breaks": list(change.breaks),
                "undecided": list(change.undecided),
                "bump": str(change.bump),
                "witnesses": [
                    {"event": witness.event, "accepted_by": witness.accepted_by, "refused_by": witness.refused_by}
                    for witness in change.witnesses
                ],
            }
            for change in comparison.changes
        ],
    }


def read(case: str, name: str) -> Any:
    path = CASES / case / f"{name}.json"
    return json.loads(path.read_text()) if path.exists() else {}


@pytest.mark.parametrize("rule", RULES)
def test_the_case_reads_as_written(rule: str) -> None:
    """Comparing old with new says exactly what the case expects, and names the rule."""
    comparison = compare(read(rule, "old"), read(rule, "new"), **read(rule, "options"))

    assert told(comparison) == read(rule, "expected")
    assert rule in [change.rule for change in comparison.changes]


def test_the_table_is_the_folders() -> None:
    """There is a case for every rule, and a rule for every case."""
    assert {path.name for path in CASES.iterdir()} == set(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_the_output_follows_its_schema(rule: str) -> None:
    """What `breaking --format json` prints follows the published JSON Schema."""
    comparison = compare(read(rule, "old"), read(rule, "new"), **read(rule, "options"))
    places = [Document(f"{name}.json", read(rule, name)).at for name in ("old", "new")]
    found = findings(comparison, *places)
    data = Judgement((Checked(rule, comparison, found),), found).data

    jsonschema_rs.Draft202012Validator(json.loads(OUTPUT_SCHEMA.read_text())).validate(data)
