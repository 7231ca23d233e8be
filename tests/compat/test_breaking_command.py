"""`bridgewright breaking` and `changelog`: two files, batches, a project's history, its policy, a git ref."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import pytest

ROOT = Path(__file__).resolve().parents[2]
UPLOADED = "events/payslip.uploaded"


def run(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The command as a user starts it."""
    return subprocess.run(
        [sys.executable, "-m", "bridgewright", *arguments],
        cwd=cwd,
        env=os.environ | {"BRIDGEWRIGHT_DEBUG": ""},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def files(folder: Path, old: Any, new: Any) -> tuple[str, str]:
    """Two documents on disk."""
    (folder / "old.json").write_text(json.dumps(old))
    (folder / "new.json").write_text(json.dumps(new))
    return "old.json", "new.json"


OLD = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 9}}, "required": ["name"]}
NEW = {"type": "object", "properties": {"name": {"type": "string", "maxLength": 3}}, "required": ["name"]}


def test_two_files_need_no_project(tmp_path: Path) -> None:
    """A break is a finding at its line with the event that breaks, and exit 1; the same file twice is exit 0."""
    old, new = files(tmp_path, OLD, NEW)
    broken = run("breaking", old, new, cwd=tmp_path)

    assert (broken.returncode, broken.stdout) == (
        1,
        (
            "new.json:1: error[max-length-tightened] /properties/name/maxLength: `name`: the max length was tightened "
            "(9 -> 3); it breaks new consumers of old events\n"
            "    take it back, or make it in a new major version; the old contract accepts and the new one refuses "
            'at /name ("aaaa" is longer than 3 characters): {"name":"aaaa"}\n'
        ),
    )
    assert run("breaking", old, old, cwd=tmp_path).returncode == 0


def test_a_mode_says_what_counts(tmp_path: Path) -> None:
    """What breaks only new consumers of old events is a warning under FORWARD."""
    done = run("breaking", *files(tmp_path, OLD, NEW), "--mode", "forward", cwd=tmp_path)

    assert (done.returncode, "warning[max-length-tightened]" in done.stdout) == (0, True)


def test_every_output_holds_the_event(tmp_path: Path) -> None:
    """json follows its schema, junit is XML, github is an annotation; each shows the witness."""
    documents = files(tmp_path, OLD, NEW)
    outputs = {
        name: run("breaking", *documents, "--format", name, cwd=tmp_path).stdout for name in ("json", "junit", "github")
    }
    schema = json.loads((ROOT / "codegen/src/bridgewright/compat/breaking.schema.json").read_text())
    jsonschema_rs.Draft202012Validator(schema).validate(json.loads(outputs["json"]))
    suite = ElementTree.fromstring(outputs["junit"])

    assert json.loads(outputs["json"])["comparisons"][0]["witnesses"]["backward"]["event"] == {"name": "aaaa"}
    assert '{"name":"aaaa"}' in str(suite.findtext("testcase/failure"))
    assert outputs["github"].startswith("::error file=new.json,line=1,title=max-length-tightened::")


def test_witnesses_are_saved_as_events(tmp_path: Path) -> None:
    """`--witnesses DIR` writes each event that breaks as a file for tests."""
    run("breaking", *files(tmp_path, OLD, NEW), "--witnesses", "events", cwd=tmp_path)

    (saved,) = (tmp_path / "events").iterdir()
    assert (saved.name.startswith("max-length-tightened-"), json.loads(saved.read_text())) == (True, {"name": "aaaa"})


def test_a_batch_answers_line_by_line(tmp_path: Path) -> None:
    """One verdict a line for both directions, by strict set semantics when asked; a broken line is said to be one."""
    lines = [
        {"name": "wider", "old": {"maxLength": 1}, "new": {"maxLength": 2}},
        {"name": "format", "old": {"type": "string"}, "new": {"type": "string", "format": "date"}},
        {"name": "open", "old": {"type": "object"}, "new": {"type": "object", "properties": {"a": {"type": "null"}}}},
        {"name": "no pair"},
    ]
    batch = "\n".join(json.dumps(line) for line in lines) + "\nnonsense\n"
    done = run(
        "breaking", "--batch", "-", "--content-model", "open", "--format", "annotation", cwd=tmp_path, stdin=batch
    )
    answers = [json.loads(line) for line in done.stdout.splitlines()]

    assert done.returncode == 0
    assert [(a.get("name"), a.get("backward"), a.get("forward")) for a in answers] == [
        ("wider", "compatible", "breaking"),
        ("format", "compatible", "compatible"),
        ("open", "breaking", "compatible"),
        ("no pair", None, None),
        (None, None, None),
    ]
    assert answers[0]["witnesses"]["forward"] == "aa"


def test_a_batch_reads_what_the_schema_registry_answers(tmp_path: Path) -> None:
    """The document in an answer is compared, be it JSON or YAML; one in which nothing can be compared is undecided."""
    yaml = "openapi: 3.0.0\ninfo: {title: t, version: 1.0.0}\npaths: {}\ncomponents: {schemas: {A: {maxLength: %d}}}"
    answers = [
        {"Type": "OpenApi3", "SchemaName": "a", "Content": content}
        for content in (yaml % 2, json.dumps({"maxLength": 1}), json.dumps({"definitions": {"A": {}}}))
    ]
    batch = "".join(json.dumps({"old": answers[0], "new": new}) + "\n" for new in answers[1:])
    done = run("breaking", "--batch", "-", cwd=tmp_path, stdin=batch)

    assert [("breaking", "compatible"), ("undecided", "undecided")] == [
        (answer["backward"], answer["forward"]) for answer in map(json.loads, done.stdout.splitlines())
    ]


def test_mistakes_of_usage_are_one_line(tmp_path: Path) -> None:
    """One document, an unknown mode, an unknown dialect, a missing file: exit 2 and a line."""
    old, new = files(tmp_path, OLD, NEW)
    wrong = [(old,), (old, new, "--mode", "SIDEWAYS"), (old, new, "--dialect", "latin"), (old, "missing.json")]
    done = [run("breaking", *arguments, cwd=tmp_path) for arguments in wrong]

    assert [(one.returncode, one.stderr.count("\n")) for one in done] == [(2, 1)] * 4


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The repository's own contracts, in a git repository of their own."""
    shutil.copytree(ROOT / "contracts", tmp_path / "contracts")
    for command in (
        ("init", "-q"),
        ("add", "contracts"),
        ("-c", "user.name=x", "-c", "user.email=x@example.com", "commit", "-q", "-m", "first"),
    ):
        subprocess.run(["git", *command], cwd=tmp_path, check=True, capture_output=True)
    return tmp_path


def draft(project: Path, version: str, *edits: tuple[str, str]) -> None:
    """A further version of payslip.uploaded: 2.1.0 with some texts replaced."""
    folder = project / "contracts" / UPLOADED
    text = (folder / "2.1.0.yaml").read_text().replace("2.1.0", version)
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    (folder / f"{version}.yaml").write_text(text)


def rules(done: subprocess.CompletedProcess[str]) -> set[str]:
    """The rules of the errors that a run printed."""
    return {line.partition("error[")[2].partition("]")[0] for line in done.stdout.splitlines() if "error[" in line}


def test_the_projects_own_history_is_compatible() -> None:
    """1.0.0 -> 1.1.0 and 2.0.0 -> 2.1.0 of payslip.uploaded are proved compatible, and ask for a minor version."""
    done = run("breaking", "--format", "json", cwd=ROOT)
    told = [
        (one["title"], set(one["verdict"].values()), one["required_bump"])
        for one in json.loads(done.stdout)["comparisons"]
        if one["title"].startswith("payslip.uploaded")
    ]

    assert (done.returncode, told) == (
        0,
        [
            ("payslip.uploaded 1.0.0 -> 1.1.0", {"compatible"}, "minor"),
            ("payslip.uploaded 2.0.0 -> 2.1.0", {"compatible"}, "minor"),
        ],
    )


BREAK = ("enum: [GBP, EUR]", "enum: [GBP]")


def test_a_break_within_a_major_is_found_with_every_earlier_version(project: Path) -> None:
    """A currency less breaks archived events of 2.0.0 and 2.1.0, and the version says too little."""
    draft(project, "2.2.0", BREAK)
    done = run("breaking", cwd=project)

    assert (done.returncode, rules(done)) == (1, {"enum-value-removed", "version-bump-too-small"})
    assert "payslip.uploaded 2.0.0 -> 2.2.0: backward: breaking" in done.stderr
    assert 1 == done.stdout.count("error[enum-value-removed]")
    assert "call it 3.0.0, in a file of its own" in done.stdout


def test_against_a_git_ref(project: Path) -> None:
    """The working tree is held against the contracts of a commit; an unknown ref is exit 2."""
    same = run("breaking", "--against", "HEAD", cwd=project)
    draft(project, "2.2.0", BREAK)
    changed = run("breaking", "--against", "HEAD", cwd=project)

    assert (same.returncode, same.stdout) == (0, "")
    assert (changed.returncode, "enum-value-removed" in rules(changed)) == (1, True)
    assert run("breaking", "--against", "no-such-ref", cwd=project).returncode == 2
    assert run("breaking", "--against", "--output=x", cwd=project).returncode == 2


def test_a_field_that_a_consumer_needs(project: Path) -> None:
    """Removing what a consumer says it needs names the consumer."""
    draft(
        project,
        "2.2.0",
        ("        logo: { $ref: '#/components/schemas/Logo' }\n", ""),
        ("[payslipId, delivery, logo, payslip]", "[payslipId, delivery, payslip]"),
    )
    done = run("breaking", cwd=project)

    assert {"property-removed-required", "needed-field-removed"} <= rules(done)
    assert "consumer pdf needs the removed field `/data/logo`" in done.stdout


def test_a_rule_that_stops_matching(project: Path) -> None:
    """A value that a filter waits for disappears: the finding shows an event that the rule matched."""
    draft(
        project, "2.2.0", ("enum: [pdf, paper, portal]", "enum: [paper, portal]"), ("channel: pdf", "channel: portal")
    )
    done = run("breaking", cwd=project)

    assert {"enum-value-removed", "rule-stops-matching"} <= rules(done)
    assert "this change stops rule pdf-payslip-uploaded-v2 of consumer pdf from matching" in done.stdout
    assert 'it matched: {"account":' in done.stdout


def test_a_class_that_is_renamed_breaks_who_imports_it(project: Path) -> None:
    """A component under another name changes no event; in a minor version its class would be gone from the module."""
    draft(project, "2.2.0", ("Employer:", "Company:"), ("schemas/Employer", "schemas/Company"))
    done = run("breaking", cwd=project)

    assert {"binding-class-removed"} == rules(done)
    assert "`Employer` is gone from `payslip_uploaded.v2`: code that imports it breaks" in done.stdout


def test_a_waiver_lets_a_change_pass_until_it_expires(project: Path) -> None:
    """A waiver with a reason silences its rule for its event; expired or unused it is a finding itself."""
    draft(project, "2.2.0", BREAK)
    settings = project / "contracts/bridgewright.toml"
    plain = settings.read_text()
    waiver = (
        '\n[[compatibility.waivers]]\nrule = "{}"\nevent = "payslip.uploaded"\n'
        'reason = "EUR was never sent by anybody"\nexpires = "{}"\n'
    )
    settings.write_text(plain + waiver.format("enum-value-removed", "2999-01-01"))
    waived = run("breaking", cwd=project)
    settings.write_text(plain + waiver.format("enum-value-removed", "2020-01-01"))
    expired = run("breaking", cwd=project)
    settings.write_text(plain + waiver.format("type-changed", "2999-01-01"))
    unused = run("breaking", cwd=project)

    assert (waived.returncode, waived.stdout) == (0, "")
    assert rules(expired) == {"enum-value-removed", "version-bump-too-small", "waiver-expired"}
    assert "warning[waiver-unused]" in unused.stdout


def test_severity_and_mode_are_the_projects(project: Path) -> None:
    """Without an archive, an event can have a mode that protects nobody."""
    draft(project, "2.2.0", BREAK)
    settings = project / "contracts/bridgewright.toml"
    plain = settings.read_text().replace("archive-days = 30", "archive-days = 0")
    settings.write_text(plain + '\n[compatibility.events."payslip.uploaded"]\nmode = "NONE"\n')
    done = run("breaking", cwd=project)

    assert (done.returncode, rules(done)) == (0, set())


def test_the_changelog_is_markdown_for_people(project: Path) -> None:
    """What changed, for whom, and how to migrate, oldest first."""
    draft(project, "2.2.0", BREAK)
    done = run("changelog", cwd=project)

    assert [line for line in done.stdout.splitlines() if line.startswith("## payslip.uploaded 2")] == [
        "## payslip.uploaded 2.0.0 -> 2.1.0",
        "## payslip.uploaded 2.1.0 -> 2.2.0",
    ]
    assert "- Producers upgrade first;" in done.stdout
    assert 'For example `"EUR"` at `/detail/data/payslip/currency`: 2.1.0 takes it, 2.2.0 doesn\'t' in done.stdout


def test_the_changelog_of_a_new_major_says_where_fields_went(project: Path) -> None:
    """1.x was flat: what was removed from its top is told in one item, each field with its new place."""
    done = run("changelog", cwd=project)
    chapter = done.stdout.partition("## payslip.uploaded 1.1.0 -> 2.0.0")[2].partition("\n## ")[0]

    assert "A new major version, beside 1.x." in chapter
    assert "- `PayslipUploaded`: required properties were removed; it breaks old consumers of new events:" in chapter
    assert "  - `currency` (now there is `data.payslip.currency`)" in chapter
    assert "- Producers send 1.x and 2.x side by side until every consumer has moved." in chapter


def test_the_changelog_since_a_ref_holds_what_is_new(project: Path) -> None:
    """Against a ref, only what came after it; and nothing where nothing came."""
    same = run("changelog", "--against", "HEAD", cwd=project)
    draft(project, "2.2.0", BREAK)
    done = run("changelog", "--against", "HEAD", cwd=project)

    assert (0, "") == (same.returncode, same.stdout)
    assert ["## payslip.uploaded 2.1.0 -> 2.2.0"] == [line for line in done.stdout.splitlines() if "## p" in line]
