"""Case folders: a contract, and the exact module that it becomes.

To accept a wanted change: with `ACCEPT_CASES=1` in the environment, each `expected.txt` is rewritten.
"""

from __future__ import annotations

import ast
import os
import subprocess
import sys
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


def test_modules_are_as_a_formatter_leaves_them(tmp_path):
    """Projects that format all that they keep get no diff of generated code: lines break where ruff breaks them."""
    for case in CASES.iterdir():
        text = (case / "expected.txt").read_text(encoding="utf-8")
        (tmp_path / f"{case.name}.py").write_text(text, encoding="utf-8")
    command = [sys.executable, "-m", "ruff", "format", "--isolated", "--line-length", "120", "--diff", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (0, "") == (done.returncode, done.stdout)


def test_no_annotated_type_stands_within_another():
    """What is said of a part of a type has a name of its own, so that each line can be read at once."""
    nested = [
        ast.unparse(inner)
        for case in CASES.iterdir()
        for outer in annotated(ast.parse((case / "expected.txt").read_text(encoding="utf-8")))
        for inner in annotated(outer.slice)
    ]

    assert [] == nested


def annotated(tree):
    """Every `Annotated[…]` in some code."""
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Annotated"
    ]
