"""Pages that are made from the code: compared with what they must say, and written anew under `ACCEPT=1`."""

from __future__ import annotations

import os
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "codegen/docs"
BEGIN = "<!-- made from the code: ACCEPT=1 pytest tests/architecture -->\n"
"""Stands before the part of a page that is made; what stands above it is written by hand."""


def made(page: str, text: str) -> tuple[str, str]:
    """(what the made part of a page says, what it must say); under `ACCEPT=1` it is written first."""
    path = DOCS / page
    by_hand, begin, present = path.read_text("utf-8").partition(BEGIN)
    assert begin, f"{page} has no line {BEGIN}"
    if os.environ.get("ACCEPT") == "1" and present != text:
        path.write_text(by_hand + BEGIN + text, "utf-8")
        present = text
    return present, text


def cell(text: str) -> str:
    """Text as it stands in a cell of a table."""
    return " ".join(text.split()).replace("|", "\\|")


def table(*rows: tuple[str, ...]) -> str:
    """A table in Markdown; the first row is its head."""
    head, *body = ["| " + " | ".join(map(cell, row)) + " |\n" for row in rows]
    return head + "|" + "---|" * len(rows[0]) + "\n" + "".join(body)
