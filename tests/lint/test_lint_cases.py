"""Every lint rule, shown by a contracts folder that breaks it and the exact findings."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgewright.contracts.catalog import build_catalog
from bridgewright.findings import Finding
from bridgewright.lint import RULES, lint
from bridgewright.project.folder import load_sources

CASES = Path(__file__).parent / "cases"
NO_RULE = {"clean"}


def findings_of(folder: Path) -> tuple[Finding, ...]:
    """What loading, building and linting say of a contracts folder."""
    sources, found = load_sources(folder)
    assert sources is not None
    catalog, built = build_catalog(sources)
    assert catalog is not None
    return (*found, *built, *lint(catalog))


def lines(findings: tuple[Finding, ...]) -> str:
    """One finding a line, with everything that it says."""
    return "".join(
        f"{f.location}: {f.severity}[{f.rule}] {f.location.pointer}: {f.message} ({f.hint})\n" for f in findings
    )


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_a_case_gives_exactly_its_findings(case: str) -> None:
    """Place, rule, pointer, message and hint of every finding of a case are those that stand in `expected.txt`."""
    expected = (CASES / case / "expected.txt").read_text(encoding="utf-8")

    assert expected == lines(findings_of(CASES / case / "contracts"))


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if path.name not in NO_RULE))
def test_a_case_is_about_one_rule(case: str) -> None:
    """A case breaks the rule that it is named for, and no other."""
    rules = {finding.rule for finding in findings_of(CASES / case / "contracts")}

    assert rules == {case}


def test_every_rule_has_a_case_and_every_case_a_rule() -> None:
    """The folders of `cases` are the table's ids, and one project without a mistake."""
    folders = {path.name for path in CASES.iterdir()}

    assert folders - NO_RULE == {rule.id for rule in RULES}


def test_a_rule_is_named_for_its_function() -> None:
    """The id names the function, in kebab-case, ids are in order, and every rule says why it exists."""
    ids = [rule.id for rule in RULES]

    assert ids == sorted(set(ids))
    assert ids == [rule.check.__name__.replace("_", "-") for rule in RULES]
    assert all(len(rule.purpose) > 20 for rule in RULES)


def test_a_clean_project_has_no_findings() -> None:
    """Nothing is said of contracts without a mistake."""
    assert findings_of(CASES / "clean" / "contracts") == ()
