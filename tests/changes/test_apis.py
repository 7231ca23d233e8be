"""HTTP APIs in `breaking` and `changelog`: versions, policy, git refs, and what people read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import jsonschema_rs
import pytest

from changes.conftest import ROOT, Run, commit

API = "apis/payslip-upload"
OUTPUT_SCHEMA = ROOT / "codegen/src/bridgewright/compat/breaking.schema.json"
REQUIRED = (
    (
        "required: [delivery, logo, payslip]\n      properties:\n",
        "required: [delivery, logo, note, payslip]\n      properties:\n        note: { type: string, maxLength: 80 }\n",
    ),
)
OPTIONAL = (("        delivery: { $ref", "        note: { type: string, maxLength: 80 }\n        delivery: { $ref"),)
CURRENCY_MORE = (("enum: [GBP, EUR]", "enum: [GBP, EUR, USD]"),)
CURRENCY_LESS = (("enum: [GBP, EUR]", "enum: [GBP]"),)
ANSWER_LESS = (("      required: [payslipId]\n", ""),)
UNITS_GONE = (
    (
        (
            "        units: { type: string, description: 'Hours or days, as printed: `12.50 h`.', "
            "minLength: 1, maxLength: 12 }\n"
        ),
        "",
    ),
)
WAIVER = """[[compatibility.waivers]]
rule = "enum-value-removed"
event = "payslip-upload"
reason = "nobody pays in euros"
expires = "2999-01-01"
"""
WORDS = (("Seconds.", "In seconds."),)
RULE = re.compile(r"(?m)^\S+: (\w+)\[([a-z-]+)\]")


def version(project: Path, named: str, edits: tuple[tuple[str, str], ...], since: str = "1.0.0") -> Path:
    """A further version of the API: an earlier one with some texts replaced."""
    text = (project / API / f"{since}.yaml").read_text().replace(f"version: {since}", f"version: {named}")
    for before, after in edits:
        assert before in text
        text = text.replace(before, after)
    file = project / API / f"{named}.yaml"
    file.write_text(text)
    return file


def say(project: Path, settings: str) -> None:
    """More settings."""
    file = project / "bridgewright.toml"
    file.write_text(file.read_text() + settings)


def rules(printed: str) -> list[str]:
    """`severity rule` of each finding."""
    return sorted(f"{severity} {rule}" for severity, rule in RULE.findall(printed))


@pytest.mark.parametrize(
    ("named", "edits", "expected"),
    [
        ("1.1.0", REQUIRED, ["error property-added-required", "error version-bump-too-small"]),
        ("2.0.0", REQUIRED, []),
        ("1.1.0", OPTIONAL, []),
        ("1.0.1", OPTIONAL, ["error version-bump-too-small"]),
        ("1.1.0", CURRENCY_MORE, []),
        ("1.1.0", CURRENCY_LESS, ["error enum-value-removed", "error version-bump-too-small"]),
        ("1.1.0", ANSWER_LESS, ["error property-became-optional", "error version-bump-too-small"]),
        ("1.0.1", WORDS, []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_version_says_what_the_change_is(
    project: Path, run: Run, named: str, edits: tuple[tuple[str, str], ...], expected: list[str]
) -> None:
    """Old clients meet the new server: what breaks them is a major version, what they may use is a minor one."""
    version(project, named, edits)
    code, printed = run("breaking")

    assert (expected, bool(expected)) == (rules(printed), bool(code)), printed


def test_a_finding_says_where_and_shows_the_request(project: Path, run: Run) -> None:
    """File, line, operation, field, and a body that old clients send and the new server refuses."""
    file = version(project, "1.1.0", REQUIRED)
    line = 1 + file.read_text().splitlines().index("        note: { type: string, maxLength: 80 }")
    _, printed = run("breaking")

    assert (
        f"contracts/{API}/1.1.0.yaml:{line}: error[property-added-required] "
        "/components/schemas/UploadRequest/properties/note: payslip-upload 1.0.0 -> 1.1.0: "
        "POST /payslips, request body (application/json): `UploadRequest.note`: a required property was added; "
        "it breaks old clients of the new server"
    ) in printed
    assert '("note" is a required property): {"delivery":' in printed
    assert "payslip-upload 1.0.0 -> 1.1.0: backward: breaking, forward: compatible; needs a major version" in printed


def test_a_draft_is_held_against_a_ref(project: Path, run: Run) -> None:
    """A draft changes freely; what was released is compared by the newest version of each major."""
    version(project, "1.1.0", OPTIONAL)
    commit(project, "a draft")
    version(project, "1.1.0", REQUIRED)
    changed = run("breaking", "--against", "main")
    (project / API / "1.1.0.yaml").unlink()
    version(project, "1.2.0", REQUIRED)
    replaced = run("breaking", "--against", "main")

    assert (0, ["warning property-became-required", "warning version-not-bumped"]) == (changed[0], rules(changed[1]))
    assert (1, ["error property-became-required", "error version-bump-too-small"]) == (replaced[0], rules(replaced[1]))


@pytest.mark.parametrize(
    ("settings", "edits", "expected"),
    [
        ('[compatibility]\nmode = "FULL"\n', CURRENCY_MORE, []),
        (
            '[compatibility.events."payslip-upload"]\nmode = "FULL"\n',
            CURRENCY_MORE,
            ["error enum-value-added", "error version-bump-too-small"],
        ),
        ('[compatibility.events."payslip-upload"]\nmode = "NONE"\n', CURRENCY_LESS, []),
        ('[compatibility.severity]\nenum-value-removed = "warning"\n', CURRENCY_LESS, ["warning enum-value-removed"]),
        ('[compatibility.severity]\noperation-removed = "off"\n', (("  /payslips:", "  /slips:"),), []),
        (
            '[compatibility]\nmode = "BACKWARD"\nremoval = "major"\n',
            UNITS_GONE,
            ["error property-removed-optional", "error version-bump-too-small"],
        ),
        (
            WAIVER,
            CURRENCY_LESS,
            [],
        ),
    ],
)
def test_the_policy_is_as_for_events(
    project: Path, run: Run, settings: str, edits: tuple[tuple[str, str], ...], expected: list[str]
) -> None:
    """A mode that also protects new clients of an old server is said for the API by name; the rest is as everywhere."""
    say(project, f"\n{settings}")
    version(project, "1.1.0", edits)
    printed = run("breaking")[1]
    of_apis = [rule for rule in rules(printed) if "archive-needs" not in rule]

    assert expected == of_apis, printed


def test_the_command_line_asks_for_both_directions(project: Path, run: Run) -> None:
    """`--mode FULL` is of APIs, too."""
    version(project, "1.1.0", CURRENCY_MORE)

    assert "error enum-value-added" in rules(run("breaking", "--mode", "FULL")[1])


def test_transitive_modes_look_at_every_earlier_version(project: Path, run: Run) -> None:
    """Clients of 1.0.0 are still there when 1.2.0 forgets what 1.1.0 had given up."""
    version(project, "1.1.0", (("responses:\n        '201'", "responses:\n        '200'"),))
    version(project, "1.2.0", WORDS, since="1.1.0")
    say(project, '\n[compatibility.events."payslip-upload"]\nmode = "BACKWARD_TRANSITIVE"\n')

    assert "error response-status-removed" in rules(run("breaking")[1])


def test_json_names_the_place(project: Path, run: Run) -> None:
    """`--format json` follows its schema."""
    version(project, "1.1.0", REQUIRED)
    _, printed = run("breaking", "--format", "json")
    data = json.loads(printed[: printed.rindex("}") + 1])
    jsonschema_rs.Draft202012Validator(json.loads(OUTPUT_SCHEMA.read_text())).validate(data)
    (one,) = (one for one in data["comparisons"] if one["title"].startswith("payslip-upload"))

    assert ["POST /payslips, request body (application/json)"] == [change["place"] for change in one["changes"]]
    assert {"backward"} == one["witnesses"].keys()


def test_the_changelog_speaks_to_clients(project: Path, run: Run) -> None:
    """A chapter for each step, in the words of those who call."""
    version(project, "1.1.0", OPTIONAL)
    version(project, "1.2.0", CURRENCY_LESS, since="1.1.0")
    version(project, "2.0.0", ANSWER_LESS, since="1.2.0")
    printed = run("changelog")[1]
    chapters = printed[printed.index("## payslip-upload") :]

    assert (Path(__file__).parent / "api_changelog.md").read_text() == chapters
