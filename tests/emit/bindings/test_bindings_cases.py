"""Case folders: a contract, and the exact module that it becomes.

To accept a wanted change: with `ACCEPT_CASES=1` in the environment, each `expected.txt` is rewritten.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

CASES = Path(__file__).parent / "cases"


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_a_contract_becomes_exactly_this_module(case, emitted):
    """Every letter: generated code is read by people, and diffs of it are reviewed."""
    text, findings = emitted(yaml.safe_load((case / "contract.yaml").read_text(encoding="utf-8")))
    if os.environ.get("ACCEPT_CASES"):
        (case / "expected.txt").write_text(text, encoding="utf-8")

    assert [] == findings
    assert (case / "expected.txt").read_text(encoding="utf-8") == text
