"""Discriminators are compared by the schemas that their values lead to, and a variant that comes is named as one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bridgewright.compat import compare
from compat.test_cases import told

CASES = Path(__file__).parent / "discriminators"


@pytest.mark.parametrize("case", sorted(CASES.iterdir()), ids=lambda case: case.name)
def test_a_discriminator_is_what_it_leads_to(case: Path) -> None:
    """The case's documents differ in what readers choose, or in how it is spelled alone; the answer tells which."""
    old, new, expected = (json.loads((case / f"{name}.json").read_text()) for name in ("old", "new", "expected"))

    assert expected == told(compare(old, new))
