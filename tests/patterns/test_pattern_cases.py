"""The case tables: every row is a pattern, an event, what AWS says, and where that is known from."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from bridgewright.patterns import InvalidPattern, Pattern, RuleSet

CASES = Path(__file__).parent / "cases"
SOURCES = yaml.safe_load((CASES / "sources.yaml").read_text())
ROWS = [
    pytest.param(*row, id=f"{table.stem}-{number}")
    for table in sorted(CASES.glob("*.yaml"))
    if table.stem != "sources"
    for number, row in enumerate(yaml.safe_load(table.read_text()), 1)
]


def verdict(pattern: Any, event: Any) -> bool | str:
    """What the engine answers for a row: true, false, or `invalid: reason`."""
    try:
        parsed = Pattern.parse(pattern)
    except InvalidPattern as error:
        return f"invalid: {error.reason}"
    return parsed.matches(event)


@pytest.mark.parametrize(("source", "pattern", "event", "expected"), ROWS)
def test_a_row_gives_the_verdict_of_aws(source: str, pattern: str, event: str | None, expected: bool | str) -> None:
    """Each row matches, doesn't match, or is refused with the engine's reason, exactly as its source says."""
    assert source in SOURCES

    assert expected == verdict(pattern, event)


@pytest.mark.parametrize(("source", "pattern", "event", "expected"), [r for r in ROWS if r.values[3] in (True, False)])
def test_a_row_holds_in_canonical_form_explained_and_in_a_rule_set(
    source: str, pattern: str, event: str, expected: bool
) -> None:
    """The canonical form, the explanation and a rule set say the same as the pattern, and canonical is stable."""
    parsed = Pattern.parse(pattern)
    canonical = parsed.canonical()

    assert expected == Pattern.parse(canonical).matches(event)
    assert canonical == Pattern.parse(canonical).canonical()
    assert expected == parsed.explain(event).matched
    assert parsed.matches_decoded(json.loads(event)) == ("rule" in RuleSet({"rule": parsed}).match(event))


def test_the_tables_are_large_enough() -> None:
    """At least 300 rows, of which at least 80 are refused patterns."""
    assert len(ROWS) >= 300
    assert sum(isinstance(row.values[3], str) for row in ROWS) >= 80


def test_no_row_stands_twice() -> None:
    """A repeated row would only look like more coverage."""
    seen = [json.dumps(row.values[1:3]) for row in ROWS]

    assert sorted(set(seen)) == sorted(seen)
