"""codegen/docs/rules.md is the print of the rules. `ACCEPT=1 pytest tests/lint/test_rules_page.py` writes it anew."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from bridgewright.cli import main
from bridgewright.findings.rules import TABLE

PAGE = Path(__file__).resolve().parents[2] / "codegen/docs/rules.md"


def test_the_page_says_what_the_tables_say(capsys: pytest.CaptureFixture[str]) -> None:
    """Severity and purpose of a rule stand in one place; the page repeats them for readers."""
    assert main(["rules", "--format", "markdown"]) == 0
    page = capsys.readouterr().out
    if os.environ.get("ACCEPT") == "1":
        PAGE.write_text(page, "utf-8")

    assert page == PAGE.read_text("utf-8")


def test_every_id_that_a_finding_can_have_is_on_the_page() -> None:
    """Each rule is a row of a table, which leads to a section of its own."""
    page = PAGE.read_text("utf-8")
    ids = [rule.id for rule in TABLE]

    assert ids == [
        linked for id_, linked in re.findall(r"^\| \[`(.*)`\]\(#(.*?)\) ", page, re.MULTILINE) if id_ == linked
    ]
    assert ids == re.findall(r"^### `(.*)`$", page, re.MULTILINE)
