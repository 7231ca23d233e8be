"""`bridgewright rules [ID]` and `bridgewright --version`: what a finding's id means, and which tool said it."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from bridgewright.cli import main
from bridgewright.findings.rules import GROUPS, TABLE

SHAPE = {
    "id": str,
    "group": str,
    "verbs": list,
    "severity": str,
    "purpose": str,
    "firm": bool,
    "settings": str,
    "waiving": str,
    "situation": str,
    "example": dict | None,
}
"""The keys of a rule's object, in their order."""


def printed(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> str:
    """What a command prints, and nothing on standard error."""
    assert main(arguments) == code
    out, error = capsys.readouterr()
    assert error == ""
    return out


def test_all_rules_are_listed_a_line_each(capsys: pytest.CaptureFixture[str]) -> None:
    """Under a line for each group, with severity and purpose."""
    lines = printed(capsys, "rules").splitlines()

    assert [rule.id for rule in TABLE] == [line.split()[0] for line in lines if line.startswith("  ")]
    assert [group.title for group in GROUPS] == [line for line in lines if line and not line.startswith("  ")]
    assert ["array-unbounded", "error", "Without"] == next(
        line.split()[:3] for line in lines if "array-unbounded" in line
    )


def test_a_rule_is_told_with_what_breaks_it(capsys: pytest.CaptureFixture[str]) -> None:
    """Id, severity, verb and purpose; the example with its message; and how to let it pass."""
    expected = """\
string-unbounded: error; said by lint
Without a greatest length nobody can say that an event fits into an entry, a column or a page.

In the project that `bridgewright init` writes:

`contracts/events/order.placed/1.0.0.yaml`, this merged into it:

    components:
      schemas:
        Order:
          properties:
            text: { type: string }

`bridgewright lint` says:

    error[string-unbounded] /components/schemas/Order/properties/text: the string has no greatest length
        add maxLength (or an enum, a format of fixed size, an anchored pattern of bounded length)

`[lint.severity]` in `bridgewright.toml` weighs it as `error`, `warning` or `off`; `[[lint.waivers]]` lets it pass for \
one `file`, with a `reason` and a day on which that `expires`.
"""

    assert expected == printed(capsys, "rules", "string-unbounded")


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("filter-invalid", "It can't be weighed or waived: AWS refuses what breaks it"),
        ("not-yaml", "It can't be weighed or waived: mend what it finds."),
        ("enum-value-removed", "`[[compatibility.waivers]]` lets it pass for one `event`"),
    ],
)
def test_a_rule_says_what_lets_it_pass(capsys: pytest.CaptureFixture[str], rule: str, said: str) -> None:
    """Where nothing does, it says so."""
    assert said in printed(capsys, "rules", rule).splitlines()[-1]


def test_a_rule_without_an_example_says_when_it_is_broken(capsys: pytest.CaptureFixture[str]) -> None:
    """What a short text can't show: limits of size, the registry, a crash."""
    text = printed(capsys, "rules", "document-over-registry-limit")

    assert "A contract whose canonical JSON has more than 100,000 characters" in text


@pytest.mark.parametrize("arguments", [(), ("array-unbounded",), ("schema-too-deep",)])
def test_the_data_of_a_rule_have_one_shape(capsys: pytest.CaptureFixture[str], arguments: tuple[str, ...]) -> None:
    """All rules are an array of such objects, one rule is the object."""
    told = json.loads(printed(capsys, "rules", *arguments, "--format", "json"))
    rules = [told] if arguments else told

    assert [rule["id"] for rule in rules] == list(arguments or (rule.id for rule in TABLE))
    for rule in rules:
        assert list(rule) == list(SHAPE)
        assert all(isinstance(rule[key], kind) for key, kind in SHAPE.items())
        assert (rule["example"] is None) is bool(rule["situation"])
        if rule["example"]:
            assert {"commands", "files", "says"} == rule["example"].keys()
            assert all({"path", "manner", "text"} == file.keys() for file in rule["example"]["files"])


@pytest.mark.parametrize(
    ("wanted", "hint"),
    [
        ("aray-unbounded", "did you mean array-unbounded"),
        ("zzz", "`bridgewright rules` lists them"),
        ("a\nb\x1b[2J", "there is no rule a\\nb\\x1b[2J;"),
        ("", "`bridgewright rules` lists them"),
        ("x" * 100_000, "`bridgewright rules` lists them"),
    ],
)
def test_an_unknown_id_is_one_line(capsys: pytest.CaptureFixture[str], wanted: str, hint: str) -> None:
    """With the nearest ids, and exit 2."""
    assert main(["rules", wanted]) == 2
    out, error = capsys.readouterr()

    assert out == ""
    assert hint in error
    assert error.count("\n") == 1
    assert len(error) < 200


def test_the_page_is_of_all_rules(capsys: pytest.CaptureFixture[str]) -> None:
    """One rule has no page."""
    assert main(["rules", "not-yaml", "--format", "markdown"]) == 2
    assert "leave the id out" in capsys.readouterr().err


def test_the_version_is_the_tools_and_pythons(capsys: pytest.CaptureFixture[str]) -> None:
    """What a report of a fault begins with."""
    with pytest.raises(SystemExit) as left:
        main(["--version"])

    assert left.value.code == 0
    assert f"bridgewright {version('bridgewright')}, Python {platform.python_version()}\n" == capsys.readouterr().out


def test_rules_are_told_outside_of_any_project(tmp_path: Path) -> None:
    """By a process of its own, in an empty folder: the examples come with the package."""
    command = [sys.executable, "-m", "bridgewright", "rules", "not-yaml"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert "error[not-yaml]" in done.stdout
