"""A project's policy: knobs for each event, what an archive needs, severities, waivers, versions that say enough."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from bridgewright import lint
from bridgewright.findings import Finding
from bridgewright.project.comparing import Judgement, compare_history
from bridgewright.project.earlier import earlier_at
from bridgewright.project.reading import read_project

CONTRACTS = Path(__file__).resolve().parents[2] / "contracts"
UPLOADED = "events/payslip.uploaded"
EVENT = '\n[compatibility.events."payslip.uploaded"]\n'
TODAY = date(2026, 11, 23)

BREAK_OLD = ("enum: [GBP, EUR]", "enum: [GBP]")
BREAK_NEW = ("enum: [GBP, EUR]", "enum: [GBP, EUR, USD]")
FORMAT = ("key: { type: string,", "key: { type: string, format: uri-reference,")


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The repository's own contracts; the contracts folder."""
    return Path(shutil.copytree(CONTRACTS, tmp_path / "contracts"))


def draft(project: Path, version: str, *edits: tuple[str, str]) -> None:
    """A further version of payslip.uploaded: 2.1.0 with some texts replaced."""
    text = (project / UPLOADED / "2.1.0.yaml").read_text().replace("2.1.0", version)
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    (project / UPLOADED / f"{version}.yaml").write_text(text)


def say(project: Path, settings: str, *, archive_days: int = 30) -> None:
    """More settings."""
    file = project / "bridgewright.toml"
    file.write_text(file.read_text().replace("archive-days = 30", f"archive-days = {archive_days}") + settings)


def judged(project: Path, against: str | None = None, **knobs: str) -> Judgement:
    """What `breaking` finds on one day."""
    read = read_project(project, TODAY)
    return compare_history(read, earlier_at(read, against) if against else None, knobs, today=TODAY)


def found(judgement: Judgement) -> set[str]:
    """`severity rule` of every finding but lint's."""
    beside = {rule.id for rule in lint.RULES}
    return {f"{finding.severity} {finding.rule}" for finding in judgement.findings if finding.rule not in beside}


def one(judgement: Judgement, rule: str) -> Finding:
    """The only finding of a rule."""
    (finding,) = (finding for finding in judgement.findings if finding.rule == rule)
    return finding


@pytest.mark.parametrize(
    ("knob", "edits", "without", "with_"),
    [
        (
            'mode = "FORWARD"',
            (BREAK_OLD,),
            {"error enum-value-removed", "error version-bump-too-small"},
            {"warning enum-value-removed"},
        ),
        (
            'mode = "BACKWARD"',
            (BREAK_NEW,),
            {"error enum-value-added", "error version-bump-too-small"},
            {"warning enum-value-added"},
        ),
        ('format = "annotation"', (FORMAT,), {"error format-added", "error version-bump-too-small"}, set()),
        (
            'format = "warn"',
            (FORMAT,),
            {"error format-added", "error version-bump-too-small"},
            {"warning format-added"},
        ),
        (
            'removal = "major"',
            (("        department: { type: string, minLength: 1, maxLength: 60 }\n", ""),),
            {"warning property-removed-optional"},
            {"error property-removed-optional", "error version-bump-too-small"},
        ),
        (
            'content-model = "open"',
            (("        currency: {", "        remark: { type: string, maxLength: 9 }\n        currency: {"),),
            set(),
            {"error property-added-optional", "error version-bump-too-small"},
        ),
        (
            'defaults = "applied"',
            (
                (
                    "        currency: {",
                    "        remark: { type: string, maxLength: 9, default: '' }\n        currency: {",
                ),
                ("required: [employer, employee,", "required: [remark, employer, employee,"),
            ),
            {"error property-added-required", "error version-bump-too-small"},
            {"warning property-added-required"},
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
@pytest.mark.parametrize("table", ["\n[compatibility]\n", EVENT], ids=["project", "event"])
def test_each_knob_is_the_projects_or_an_events(
    project: Path, table: str, knob: str, edits: tuple[tuple[str, str], ...], without: set[str], with_: set[str]
) -> None:
    """Said for the project or for one event, it holds; said of another event, it doesn't."""
    draft(project, "2.2.0", *edits)
    say(
        project,
        table.replace("payslip.uploaded", "payslip.generated") + (knob if "events" in table else ""),
        archive_days=0,
    )
    elsewhere = found(judged(project))
    settings = project / "bridgewright.toml"
    settings.write_text(
        settings.read_text().replace(knob, "").replace("payslip.generated", "payslip.uploaded") + knob + "\n"
    )

    assert (without, with_) == (elsewhere, found(judged(project)))


RULE = "archive-needs-backward-transitive"


@pytest.mark.parametrize(
    ("mode", "days", "expected"),
    [
        ("BACKWARD_TRANSITIVE", 30, set()),
        ("FULL_TRANSITIVE", 30, set()),
        ("FULL", 30, {f"warning {RULE}"}),
        ("BACKWARD", 30, {f"warning {RULE}"}),
        ("NONE", 30, {f"error {RULE}"}),
        ("FORWARD", 30, {f"error {RULE}"}),
        ("FORWARD_TRANSITIVE", 30, {f"error {RULE}"}),
        ("NONE", 0, set()),
        ("FORWARD", 0, set()),
    ],
)
@pytest.mark.parametrize("table", ["\n[compatibility]\n", EVENT], ids=["project", "event"])
def test_an_archive_needs_backward_transitive(
    project: Path, table: str, mode: str, days: int, expected: set[str]
) -> None:
    """The archive replays events of every version: a weaker mode is a finding at its line."""
    say(project, f'{table}mode = "{mode}"\n', archive_days=days)
    judgement = judged(project)

    assert expected == found(judgement)
    for finding in judgement.findings:
        line = (project / "bridgewright.toml").read_text().splitlines()[finding.location.line - 1]
        assert f'mode = "{mode}"' == line


def test_a_mode_that_nobody_wrote_is_no_finding(project: Path) -> None:
    """By default the last version is protected in both directions, and the archive's events in theirs."""
    assert set() == found(judged(project))


@pytest.mark.parametrize(("days", "expected"), [(30, {"2.0.0", "2.1.0"}), (0, {"2.1.0"})])
def test_an_archive_brings_every_version_in(project: Path, days: int, expected: set[str]) -> None:
    """With an archive, the newest version is held against all earlier ones; without, against the last."""
    say(project, "", archive_days=days)
    draft(project, "2.2.0", BREAK_OLD)

    assert expected == {
        one.title.split()[1] for one in judged(project).checked if one.title.startswith("payslip.uploaded 2")
    }


def test_what_the_archive_asks_can_be_turned_off(project: Path) -> None:
    """Then the mode is what it says."""
    draft(project, "2.2.0", BREAK_OLD)
    say(project, f'\n[compatibility]\nmode = "NONE"\n[compatibility.severity]\n{RULE} = "off"\n')

    assert (set(), ()) == (found(judged(project)), judged(project).checked)


def test_a_waived_change_asks_for_no_version_but_the_rest_does(project: Path) -> None:
    """Of two changes one is waived: the version must still say what the other one is."""
    optional = ("        currency: {", "        remark: { type: string, maxLength: 9 }\n        currency: {")
    waiver = (
        '\n[[compatibility.waivers]]\nrule = "enum-value-removed"\nevent = "payslip.uploaded"\n'
        'reason = "EUR was never sent by anybody"\nexpires = "2026-11-23"\n'
    )
    say(project, waiver)
    draft(project, "2.1.1", BREAK_OLD, optional)
    judgement = judged(project)

    assert {"error version-bump-too-small"} == found(judgement)
    assert (
        "this is a minor change, and 2.1.1 says less: `Payslip.remark`"
        in one(judgement, "version-bump-too-small").message
    )
    assert "call it 2.2.0" in one(judgement, "version-bump-too-small").hint


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("off", set()),
        ("warning", {"warning enum-value-removed"}),
        ("error", {"error enum-value-removed", "error version-bump-too-small"}),
    ],
)
def test_a_rule_weighs_as_the_project_says(project: Path, said: str, expected: set[str]) -> None:
    """What is no error asks for no major version."""
    draft(project, "2.2.0", BREAK_OLD)
    say(project, f'\n[compatibility.severity]\nenum-value-removed = "{said}"\n')

    assert expected == found(judged(project))


@pytest.mark.parametrize(
    ("settings", "expected"),
    [
        ('[compatibility.severity]\nno-such-rule = "off"\n', "unknown-rule"),
        ('[compatibility.severity]\nstring-unbounded = "off"\n', "unknown-rule"),
        ('[compatibility.severity]\nversion-decreased = "off"\n', "rule-is-firm"),
        ('[compatibility.events."no.such"]\nmode = "FULL_TRANSITIVE"\n', "unknown-event"),
    ],
)
def test_a_policy_without_effect_is_a_finding(project: Path, settings: str, expected: str) -> None:
    """A misspelt name would look like a policy."""
    say(project, "\n" + settings)

    assert {f"error {expected}"} == found(judged(project))


def test_a_change_of_several_versions_is_told_once(project: Path) -> None:
    """2.0.0 and 2.1.0 lose the same value: one finding, of the last of them; the comparisons are all there."""
    draft(project, "2.2.0", BREAK_OLD)
    judgement = judged(project)

    assert one(judgement, "enum-value-removed").message.startswith(
        "payslip.uploaded 2.1.0 -> 2.2.0: `Payslip.currency`: "
    )
    assert 2 == sum("enum-value-removed" in [c.rule for c in o.comparison.changes] for o in judgement.checked)


Prepare = Callable[[Path], None]


def released_edited(project: Path) -> None:
    file = project / UPLOADED / "2.1.0.yaml"
    file.write_text(file.read_text().replace(*BREAK_NEW))


def last_removed(project: Path) -> None:
    (project / UPLOADED / "2.1.0.yaml").unlink()


def patch_with_a_field(project: Path) -> None:
    draft(
        project, "2.1.1", ("        currency: {", "        remark: { type: string, maxLength: 9 }\n        currency: {")
    )


def minor_with_a_break(project: Path) -> None:
    draft(project, "2.2.0", BREAK_OLD)


def words_changed(project: Path) -> None:
    draft(project, "2.1.1", ("A note from payroll", "Words from payroll"))


@pytest.mark.parametrize(
    ("prepare", "rule", "hint"),
    [
        (released_edited, "published-version-changed", "restore it, and put the change into a new file, 3.0.0.yaml"),
        (last_removed, "version-decreased", "bring this checkout up to date, or count upwards from there"),
        (patch_with_a_field, "version-bump-too-small", "call it 2.2.0, in a file of its own"),
        (minor_with_a_break, "version-bump-too-small", "call it 3.0.0, in a file of its own, or take the change back"),
        (words_changed, "", ""),
    ],
)
def test_a_version_says_what_its_change_is(
    project: Path, tmp_path: Path, prepare: Prepare, rule: str, hint: str
) -> None:
    """Against the contracts as they were: each finding stands at the version, and says which one to take."""
    then = str(shutil.copytree(project, tmp_path / "then"))
    prepare(project)
    versions = [
        f
        for f in judged(project, then).findings
        if "version" in f.rule and f.location.path.endswith(".yaml") and not f.rule.startswith("released-")
    ]

    assert ([rule] if rule else []) == sorted({finding.rule for finding in versions})
    assert all(finding.location.pointer == "/info/version" and finding.location.line for finding in versions)
    assert ({hint} if rule else set()) <= {finding.hint for finding in versions}


@pytest.mark.parametrize(("releases", "expected"), [(True, "warning"), (False, "error")])
def test_a_draft_that_changes_keeps_its_version_only_where_versions_are_released(
    project: Path, tmp_path: Path, releases: bool, expected: str
) -> None:
    """A draft may change until it is released; where nothing is ever released, the version is all there is."""
    if not releases:
        (project / "bridgewright.lock.json").unlink()
    draft(project, "2.2.0")
    then = str(shutil.copytree(project, tmp_path / "then"))
    draft(project, "2.2.0", BREAK_NEW)

    assert f"{expected} version-not-bumped" in found(judged(project, then, mode="BACKWARD_TRANSITIVE"))
