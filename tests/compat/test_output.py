"""What programs read: json by its published schema, whatever was compared; fingerprints that outlive a moved line."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import jsonschema_rs
import pytest

from bridgewright.cli import main

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = json.loads((ROOT / "codegen/src/bridgewright/compat/breaking.schema.json").read_text())
UPLOADED = "events/payslip.uploaded"

Run = Callable[..., tuple[int, Any]]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The repository's own contracts, and a draft that breaks a value, a field and a consumer; the contracts folder."""
    folder = Path(shutil.copytree(ROOT / "contracts", tmp_path / "contracts"))
    text = (folder / UPLOADED / "2.1.0.yaml").read_text().replace("2.1.0", "2.2.0")
    for before, after in (
        ("enum: [GBP, EUR]", "enum: [GBP]"),
        ("enum: [pdf, paper, portal]", "enum: [paper, portal]"),
        ("channel: pdf", "channel: portal"),
        ("        logo: { $ref: '#/components/schemas/Logo' }\n", ""),
        ("[payslipId, delivery, logo, payslip]", "[payslipId, delivery, payslip]"),
    ):
        assert before in text
        text = text.replace(before, after)
    (folder / UPLOADED / "2.2.0.yaml").write_text(text)
    return folder


@pytest.fixture
def told(capsys: pytest.CaptureFixture[str]) -> Run:
    """A command's exit code and decoded JSON."""

    def run(*arguments: str) -> tuple[int, Any]:
        code = main([*arguments, "--format", "json"])
        return code, json.loads(capsys.readouterr().out)

    return run


def pair(folder: Path, old: Any, new: Any) -> list[str]:
    """Two documents on disk."""
    paths = []
    for name, content in (("old", old), ("new", new)):
        (folder / f"{name}.json").write_text(json.dumps(content))
        paths.append(str(folder / f"{name}.json"))
    return paths


LOOKAHEAD = {"pattern": "^(?!.*a{3})(?=.*b).*$"}
PAIRS: dict[str, tuple[Any, Any, list[str]]] = {
    "the same": ({}, {}, []),
    "two breaks": ({"type": "string", "maxLength": 9}, {"type": ["string", "null"], "maxLength": 3}, []),
    "null as event": ({"type": ["null", "string"]}, {"type": "string"}, []),
    "booleans": (True, False, []),
    "undecided": (LOOKAHEAD, {"pattern": "^(?=.*b)(?!.*aaa).*$"}, []),
    "unreadable": ({"type": "gibberish"}, {"type": "string"}, []),
    "no schema": ([1], "two", []),
    "defaults": (
        {"type": "object"},
        {"type": "object", "required": ["a"], "properties": {"a": {"default": 1}}},
        ["--defaults", "applied"],
    ),
    "a mode": ({"maximum": 1}, {"maximum": 2}, ["--mode", "backward_transitive"]),
}


@pytest.mark.parametrize("name", PAIRS)
def test_two_files_follow_the_schema(tmp_path: Path, told: Run, name: str) -> None:
    """Whatever two files hold: verdicts, witnesses, reasons and findings are as published."""
    old, new, arguments = PAIRS[name]
    _, data = told("breaking", *pair(tmp_path, old, new), *arguments)
    jsonschema_rs.Draft202012Validator(SCHEMA).validate(data)

    assert 1 == len(data["comparisons"])


@pytest.mark.parametrize("name", ["breaks", "unused waiver", "wrong settings", "no history"])
def test_a_project_follows_the_schema(project: Path, told: Run, name: str) -> None:
    """Breaking changes, consumers, versions, the policy's own findings; a project that can't be read; a new one."""
    settings = project / "bridgewright.toml"
    if name == "unused waiver":
        waiver = 'rule = "type-changed"\nevent = "payslip.uploaded"\nreason = "for the test"\nexpires = "2999-01-01"\n'
        settings.write_text(f"{settings.read_text()}\n[[compatibility.waivers]]\n{waiver}")
    if name == "wrong settings":
        settings.write_text("[bindings]\n")
    if name == "no history":
        shutil.rmtree(project / "events/payslip.uploaded")
    code, data = told("breaking", "--contracts", str(project))
    jsonschema_rs.Draft202012Validator(SCHEMA).validate(data)

    assert 1 == code
    if name == "breaks":
        assert {
            *("enum-value-removed", "property-removed-required", "version-bump-too-small"),
            *("needed-field-removed", "rule-stops-matching"),
        } <= {finding["rule"] for finding in data["findings"]}


def test_the_schema_refuses_what_nobody_prints(tmp_path: Path, told: Run) -> None:
    """A schema that takes anything would hold nothing: without a member, or with another one, output is refused."""
    _, data = told("breaking", *pair(tmp_path, {"maxLength": 9}, {"maxLength": 3}))
    validator = jsonschema_rs.Draft202012Validator(SCHEMA)
    change = data["comparisons"][0]["changes"][0]
    for holder in (data, data["comparisons"][0], change, change["witnesses"][0], data["findings"][0]):
        for name in list(holder):
            value = holder.pop(name)
            assert not validator.is_valid(data), name
            holder[name] = value
        holder["surprise"] = 1
        assert not validator.is_valid(data)
        del holder["surprise"]

    assert validator.is_valid(data)


def test_the_findings_of_lint_follow_the_same_schema(project: Path, told: Run) -> None:
    """`lint --format json` is an array of the same findings."""
    code, data = told("lint", "--contracts", str(project))
    one = {"$ref": "#/$defs/Finding", "$defs": SCHEMA["$defs"]}

    assert (1, True) == (code, len(data) > 1)
    assert all(jsonschema_rs.Draft202012Validator(one).is_valid(finding) for finding in data)


def fingerprints(data: Any) -> list[tuple[str, str]]:
    """(rule, fingerprint) of every finding and change."""
    changes = [change for one in data["comparisons"] for change in one["changes"]]
    return [(told["rule"], told["fingerprint"]) for told in (*data["findings"], *changes)]


def test_fingerprints_outlive_moved_lines(project: Path, told: Run) -> None:
    """Comments, and other places of properties: each finding is known again; they differ from each other."""
    draft = project / UPLOADED / "2.2.0.yaml"
    _, before = told("breaking", "--contracts", str(project))
    text = draft.read_text()
    first = "        employer: { $ref: '#/components/schemas/Employer' }\n"
    second = "        employee: { $ref: '#/components/schemas/Employee' }\n"
    assert first + second in text
    draft.write_text("# moved\n\n\n" + text.replace(first + second, second + "\n" + first))
    _, after = told("breaking", "--contracts", str(project))

    assert [f["line"] for f in before["findings"]] != [f["line"] for f in after["findings"]]
    assert fingerprints(before) == fingerprints(after)
    assert len({f["fingerprint"] for f in before["findings"]}) == len(before["findings"])


@pytest.mark.parametrize("verb", ["lint", "breaking"])
def test_junit_and_github_say_the_same(project: Path, capsys: pytest.CaptureFixture[str], verb: str) -> None:
    """A failed case for each error, an annotation for each finding, with file and line."""
    main([verb, "--contracts", str(project), "--format", "json"])
    data = json.loads(capsys.readouterr().out)
    findings = data["findings"] if verb == "breaking" else data
    main([verb, "--contracts", str(project), "--format", "junit"])
    suite = ElementTree.fromstring(capsys.readouterr().out)
    main([verb, "--contracts", str(project), "--format", "github"])
    annotations = capsys.readouterr().out.splitlines()

    assert [f["rule"] for f in findings] == [case.get("classname") for case in suite.iter("testcase")]
    assert [f["severity"] == "error" for f in findings] == [
        case.find("failure") is not None for case in suite.iter("testcase")
    ]
    assert [f"::{f['severity']} file={f['path']},line={max(f['line'], 1)},title={f['rule']}" for f in findings] == [
        line.rpartition("title=")[0] + "title=" + line.rpartition("title=")[2].partition("::")[0]
        for line in annotations
    ]


def test_a_clean_junit_report_has_a_passed_case(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """CI takes a report without any test for one that failed to run."""
    main(["breaking", *pair(tmp_path, {}, {}), "--format", "junit"])
    suite = ElementTree.fromstring(capsys.readouterr().out)

    assert ("1", "0", ["no findings"]) == (
        suite.get("tests"),
        suite.get("failures"),
        [case.get("name") for case in suite.iter("testcase")],
    )
