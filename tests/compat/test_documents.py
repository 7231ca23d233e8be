"""Documents of every kind that event schemas come in, as files: `breaking` reads what `import` and `bind` read."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from bridgewright.project.comparing import Judgement, compare_documents

CASES = Path(__file__).parent / "documents"


def judged(case: Path) -> Judgement:
    """What comparing a case's two files says; paths are as seen from the case's folder."""
    old, new = (next(case.glob(f"{name}.*")) for name in ("old", "new"))
    options = case / "options.json"
    before = Path.cwd()
    os.chdir(case)
    try:
        knobs = json.loads(options.read_text()) if options.exists() else {}
        return compare_documents(Path(old.name), Path(new.name), **knobs)
    finally:
        os.chdir(before)


def told(found: Judgement) -> dict[str, Any]:
    """What a case writes down of it."""
    return {
        "verdict": {way: str(outcome) for way, outcome in found.checked[0].comparison.verdict.items()},
        "findings": [f"{f.location}: {f.severity}[{f.rule}] {f.location.pointer}: {f.message}" for f in found.findings],
        "notes": list(found.notes),
    }


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_a_document_is_read_for_what_it_is(case: Path) -> None:
    """The verdict is about the schemas in it; where none can be compared it is undecided, and a finding says why."""
    expected = json.loads((case / "expected.json").read_text())

    assert expected == told(judged(case))
