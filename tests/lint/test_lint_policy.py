"""`[lint]` in the settings: a rule weighs as the project says, and a finding passes for a reason and a time."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from bridgewright.findings import Severity
from bridgewright.lint import FIRM, RULES
from bridgewright.project.generating import generate
from bridgewright.project.reading import Project, read_project

CASES = Path(__file__).parent / "cases"
TODAY = date(2026, 11, 23)
RULE = "string-unbounded"


def read(folder: Path, settings: str, case: str = RULE) -> Project:
    """A case's project with more settings, read on one day."""
    shutil.copytree(CASES / case / "contracts", folder / "contracts")
    file = folder / "contracts/bridgewright.toml"
    file.write_text(file.read_text() + settings)
    return read_project(folder / "contracts", TODAY)


def found(project: Project) -> set[tuple[str, str]]:
    """(rule, severity) of every finding."""
    return {(finding.rule, str(finding.severity)) for finding in project.findings}


def waiver(**fields: str) -> str:
    """A waiver of the rule in the case's contract, until tomorrow."""
    told = {
        "rule": RULE,
        "file": "events/order.placed/1.0.0.yaml",
        "reason": "the texts come from a system that cuts them",
        "expires": "2026-11-24",
    } | fields
    return "\n[[lint.waivers]]\n" + "".join(f'{name} = "{value}"\n' for name, value in told.items())


@pytest.mark.parametrize(
    ("said", "expected"), [("error", {(RULE, "error")}), ("warning", {(RULE, "warning")}), ("off", set())]
)
def test_a_rule_weighs_as_the_project_says(tmp_path: Path, said: str, expected: set[tuple[str, str]]) -> None:
    """`off` takes a rule's findings away; a warning lets the project be generated."""
    project = read(tmp_path, f'\n[lint.severity]\n{RULE} = "{said}"\n')

    assert expected == found(project)
    assert (project.error_free is not None) == (said != "error")


def test_a_waiver_lets_a_finding_pass(tmp_path: Path) -> None:
    """Nothing is left of it, and the project can be generated."""
    project = read(tmp_path, waiver())
    written, _ = generate(project)

    assert (set(), True) == (found(project), written is not None)


@pytest.mark.parametrize(
    ("fields", "expected"),
    [
        ({"expires": "2026-11-23"}, set()),
        ({"expires": "2026-11-22"}, {(RULE, "error"), ("waiver-expired", "error")}),
        ({"file": "events"}, set()),
        ({"file": "events/order.placed"}, set()),
        ({"file": "events/order.plac"}, {(RULE, "error"), ("waiver-unused", "warning")}),
        ({"file": "commands"}, {(RULE, "error"), ("waiver-unused", "warning")}),
        ({"rule": "array-unbounded"}, {(RULE, "error"), ("waiver-unused", "warning")}),
        ({"rule": "enum-value-removed"}, {(RULE, "error"), ("unknown-rule", "error")}),
        ({"rule": "filter-invalid"}, {(RULE, "error"), ("rule-is-firm", "error")}),
        ({"pointer": "/components/schemas"}, set()),
        ({"pointer": "/paths"}, {(RULE, "error"), ("waiver-unused", "warning")}),
    ],
    ids=lambda value: " ".join(value.values()) if isinstance(value, dict) else "",
)
def test_a_waiver_covers_what_it_names(tmp_path: Path, fields: dict[str, str], expected: set[tuple[str, str]]) -> None:
    """Its rule, its file or folder, its pointer and below, to the end of its day; what it doesn't cover stays."""
    assert expected == found(read(tmp_path, waiver(**fields)))


def test_a_waiver_stands_where_it_is_written(tmp_path: Path) -> None:
    """An unused one is found at its line in the settings, and says what to do."""
    (unused,) = (f for f in read(tmp_path, waiver(file="commands")).findings if f.rule == "waiver-unused")
    text = (tmp_path / "contracts/bridgewright.toml").read_text().splitlines()

    assert "[[lint.waivers]]" == text[unused.location.line - 1]
    assert ("the waiver of `string-unbounded` for commands waives nothing", True) == (
        unused.message,
        unused.hint.startswith("remove it"),
    )


@pytest.mark.parametrize("field", ["reason", "expires", "file", "rule"])
def test_a_waiver_says_why_and_until_when(tmp_path: Path, field: str) -> None:
    """Without one of these, the settings are wrong."""
    without = "".join(line + "\n" for line in waiver().splitlines() if not line.startswith(field))

    assert {("settings-invalid", "error")} == found(read(tmp_path, without))


@pytest.mark.parametrize("name", ["unknown", "filter-invalid"])
def test_the_severity_of_an_unknown_or_firm_rule_is_a_finding(tmp_path: Path, name: str) -> None:
    """A setting without effect would look like one that has."""
    rule = "rule-is-firm" if name in FIRM else "unknown-rule"

    assert {(RULE, "error"), (rule, "error")} == found(read(tmp_path, f'\n[lint.severity]\n{name} = "off"\n'))


@pytest.mark.parametrize("rule", [rule.id for rule in RULES if rule.severity is Severity.ERROR])
def test_what_is_off_never_breaks_the_generator(tmp_path: Path, rule: str) -> None:
    """Each rule's own case with that rule off: it is generated, or refused with findings."""
    project = read(tmp_path, f'\n[lint.severity]\n{rule} = "off"\n', rule)
    written, findings = generate(project)

    assert (written is None) == any(finding.severity is Severity.ERROR for finding in findings)
    assert (rule in FIRM) == ("rule-is-firm" in {finding.rule for finding in findings})
