"""`match`, `explain` and `transform` as a user meets them: a real process, its output and its exit code."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
CONTRACTS = ROOT / "contracts"
EVENT = {
    "version": "0", "id": "1", "source": "leejames.documents", "detail-type": "payslip.generated",
    "account": "123456789012", "time": "2026-11-23T09:30:00Z", "region": "eu-west-2", "resources": [],
    "detail": {"metadata": {"schemaVersion": "1.0.0"}, "data": {"revision": 1}},
}  # fmt: skip


def bridgewright(
    *arguments: object, stdin: str = "", cwd: Path = ROOT, **environment: str
) -> subprocess.CompletedProcess[str]:
    """Runs the tool; a traceback in what it prints is a failure anywhere."""
    done = subprocess.run(
        [sys.executable, "-m", "bridgewright", *map(str, arguments)],
        cwd=cwd,
        env=os.environ | environment,
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def written(folder: Path, name: str, content: Any) -> Path:
    """A file with text, or with the JSON of anything else."""
    path = folder / name
    path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return path


@pytest.mark.parametrize(("value", "expected"), [(2, (0, "true\n")), (1, (1, "false\n"))])
def test_match_says_whether_an_event_matches(value: int, expected: tuple[int, str], tmp_path: Path) -> None:
    """`true` and exit 0, or `false` and exit 1."""
    pattern = written(tmp_path, "pattern.json", {"a": [{"numeric": [">", 1]}]})
    done = bridgewright("match", "--pattern", pattern, "--event", "-", stdin=json.dumps({"a": value}))

    assert expected == (done.returncode, done.stdout)
    assert done.stderr == ""


def test_match_explains_itself(tmp_path: Path) -> None:
    """With `--explain` a second line names the field, what it holds and what it must be."""
    pattern = written(tmp_path, "pattern.json", {"a": {"b": [{"numeric": [">", 1]}]}})
    event = written(tmp_path, "event.json", {"a": {"b": 1}})
    done = bridgewright("match", "--pattern", pattern, "--event", event, "--explain")

    assert (1, "false\na.b: 1 is not a number > 1\n") == (done.returncode, done.stdout)


def test_match_takes_a_generated_rule(tmp_path: Path) -> None:
    """The pattern of a rule file is what is matched."""
    rule = written(tmp_path, "rule.json", {"name": "r", "consumer": "c", "eventPattern": {"a": [1]}})
    done = bridgewright("match", "--pattern", rule, "--event", "-", stdin='{"a":1.0}')

    assert (0, "true\n") == (done.returncode, done.stdout)


def test_an_invalid_pattern_is_bad_input(tmp_path: Path) -> None:
    """Exit 2 and one line: AWS's reason, the place in the pattern, and the line in the file."""
    pattern = written(tmp_path, "pattern.json", '{\n "a": [{"prefix": 5}]\n}')
    done = bridgewright("match", "--pattern", pattern, "--event", "-", stdin="{}")

    assert (2, "") == (done.returncode, done.stdout)
    assert (
        done.stderr
        == f"bridgewright: {pattern}: invalid pattern: prefix match pattern must be a string (at /a/0/prefix, line 2)\n"
    )


@pytest.mark.parametrize("event", ["", "{", "nonsense", '{"a":}', "\udcff"])
def test_an_event_that_is_not_json_is_bad_input(event: str, tmp_path: Path) -> None:
    """Exit 2 and one line."""
    pattern = written(tmp_path, "pattern.json", {"a": [1]})
    path = tmp_path / "event.json"
    path.write_bytes(event.encode("utf-8", "surrogateescape"))
    done = bridgewright("match", "--pattern", pattern, "--event", path)

    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))


@pytest.mark.parametrize(
    "arguments",
    [(), ("--pattern", "-"), ("--event", "-"), ("--pattern", "-", "--event", "-"), ("--batch", "nowhere.jsonl")],
)
def test_match_needs_a_pattern_and_an_event(arguments: tuple[str, ...], tmp_path: Path) -> None:
    """Anything else is exit 2 and one line."""
    done = bridgewright("match", *arguments, cwd=tmp_path)

    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))


def test_a_batch_gets_a_verdict_a_line(tmp_path: Path) -> None:
    """Each line is read as EventBridge reads JSON, a reason is one line, and exit is 0.

    Of repeated leaves the last counts, of repeated values each; numbers beyond ±5e9 are compared by spelling.
    """
    lines = [
        '{"pattern": {"a": [300]}, "event": {"a": 3.0e2}}',
        '{"event": {"a": "y"}, "pattern": {"a": ["x"], "a": ["y"]}}',
        '{"pattern": {"a": ["x"], "a": ["y"]}, "event": {"a": "x"}}',
        '{"pattern": {"a": ["x"]}, "event": {"a": "x", "a": "y"}}',
        '{"pattern": {"a": [6000000000]}, "event": {"a": 6e9}}',
        '{"pattern": {"a": [6e9]}, "event": {"a": 6e9}}',
        "",
        '{"pattern": {"a": [{"exists": false}]}, "event": []}',
        '{"pattern": {"a": []}, "event": {}}',
        '{"pattern": {"a": [{"\\n": 1}]}, "event": {}}',
        '{"pattern": "{}", "event": "{}"}',
        '{"pattern": {"a": [1]}}',
        '{"pattern": {"a": [1',
    ]
    batch = written(tmp_path, "cases.jsonl", "\n".join(lines))
    expected = [
        "true",
        "true",
        "false",
        "true",
        "false",
        "true",
        "false",
        "invalid: Empty arrays are not allowed",
        "invalid: Unrecognized match type \\n",
        "invalid: Filter is not an object",
        'invalid: a line must be {"pattern": …, "event": …}',
        "invalid: the line is not JSON: Unexpected end-of-input: was expecting comma to separate entries",
    ]
    from_file = bridgewright("match", "--batch", batch)
    from_stdin = bridgewright("match", "--batch", "-", stdin=batch.read_text(encoding="utf-8"))

    assert expected == from_file.stdout.splitlines()
    assert expected == from_stdin.stdout.splitlines()
    assert (0, 0) == (from_file.returncode, from_stdin.returncode)


def test_a_hostile_batch_gets_verdicts_too(tmp_path: Path) -> None:
    """Deep, huge and undecodable lines neither end the batch nor forge a line of the output."""
    batch = tmp_path / "cases.jsonl"
    batch.write_bytes(
        b'{"pattern": ' + b'{"a":' * 50_000 + b"[1]" + b"}" * 50_000 + b', "event": {}}\n'
        b'{"pattern": {"a": [1]}, "event": ' + b"[" * 50_000 + b"]" * 50_000 + b"}\n"
        b"\xff\n"
        b'{"pattern": {"a": [{"\\ud800true": 1}]}, "event": {}}\n'
    )
    done = bridgewright("match", "--batch", batch)

    assert [
        "invalid: The pattern is nested too deeply",
        "false",
        "invalid: the line is not JSON: Invalid UTF-8",
        "invalid: Unrecognized match type \\ud800true",
    ] == done.stdout.splitlines()


def test_explain_asks_every_subscription(tmp_path: Path) -> None:
    """Each rule says why not, or where the event goes and, indented, the message after the transformer."""
    event = written(tmp_path, "event.json", EVENT | {"detail": {**EVENT["detail"], "data": {"revision": 2}}})  # type: ignore[dict-item]
    first = written(tmp_path, "first.json", EVENT)
    done = bridgewright("explain", event)
    nobody = bridgewright("explain", first)

    (reissues,) = [line for line in done.stdout.splitlines() if line.startswith("reissues")]

    assert reissues == "reissues-payslip-generated-v1: delivered to lambda leejames-reissues"
    assert json.loads(done.stdout.splitlines()[-1]) == json.loads(event.read_text())
    assert (0, "3 subscriptions: 1 would receive the event\n") == (done.returncode, done.stderr)
    assert nobody.returncode == 1
    assert nobody.stdout.splitlines()[-1] == (
        "reissues-payslip-generated-v1: not delivered: detail.data.revision: 1 is not a number > 1"
    )


def test_explain_shows_the_message_that_a_queue_gets(tmp_path: Path) -> None:
    """A queue's transformer leaves source, detail-type and detail; `--format json` says all in members."""
    detail = {"metadata": {"schemaVersion": "1.0.0"}, "data": {"revision": 2}}
    named = {"source": "leejames.payroll", "detail-type": "payslip.regenerate", "detail": detail}
    event = written(tmp_path, "event.json", EVENT | named)
    done = bridgewright("explain", "--format", "json", event)

    found = {item["rule"]: item for item in json.loads(done.stdout)}

    assert [name for name, item in found.items() if item["delivered"]] == ["pdf-payslip-regenerate-v1"]
    assert json.loads(found["pdf-payslip-regenerate-v1"]["message"]) == named
    assert found["pdf-payslip-uploaded-v2"] == {
        "rule": "pdf-payslip-uploaded-v2",
        "consumer": "pdf",
        "delivered": False,
        "reason": 'detail-type: "payslip.regenerate" is not "payslip.uploaded"',
        "message": None,
    }


@pytest.mark.parametrize("text", ["", "nonsense", '{"a":'])
def test_explain_of_what_is_no_event_is_bad_input(text: str, tmp_path: Path) -> None:
    """Exit 2 and one line."""
    done = bridgewright("explain", written(tmp_path, "event.json", text))

    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))


def test_transform_renders_what_the_target_receives(tmp_path: Path) -> None:
    """Paths, reserved variables and the template's text; the newline that ends a text file is not the template's."""
    paths = written(tmp_path, "paths.json", {"revision": "$.detail.data.revision", "gone": "$.detail.gone"})
    template = written(tmp_path, "template", '{"r":<revision>,"g":<gone>,"by":<aws.events.rule-name>}\n')
    event = written(tmp_path, "event.json", EVENT)
    done = bridgewright("transform", "--paths", paths, "--template", template, "--event", event, "--rule-name", "r1")

    assert (0, '{"r":1,"g":"","by":"r1"}\n') == (done.returncode, done.stdout)


def test_transform_says_that_eventbridge_drops_the_result(tmp_path: Path) -> None:
    """An object inside quotes of a JSON template keeps its own quotes: the result isn't JSON (seen on AWS), exit 1."""
    paths = written(tmp_path, "paths.json", {"data": "$.detail.data"})
    event = written(tmp_path, "event.json", EVENT)
    done = bridgewright("transform", "--paths", paths, "--template", "-", "--event", event, stdin='{"d":"<data>"}')

    assert (1, '{"d":"{"revision":1}"}\n') == (done.returncode, done.stdout)
    assert done.stderr == "EventBridge drops the event: this is not JSON\n"


@pytest.mark.parametrize(
    ("paths", "template", "event"),
    [
        ({}, "<nobody>", {}),
        ({"id": "detail.id"}, "<id>", {}),
        ({"id": 5}, "<id>", {}),
        ([], "{}", {}),
        ("nonsense", "{}", {}),
        ({}, "{}", "nonsense"),
        ({}, "{}", []),
    ],
)
def test_transform_refuses_bad_input(paths: Any, template: str, event: Any, tmp_path: Path) -> None:
    """An invalid transformer and an event that is none are exit 2 and one line."""
    done = bridgewright(
        "transform", "--paths", written(tmp_path, "p", paths), "--template", written(tmp_path, "t", template),
        "--event", written(tmp_path, "e", event),
    )  # fmt: skip

    assert (2, "", 1) == (done.returncode, done.stdout, done.stderr.count("\n"))


def test_output_survives_any_locale(tmp_path: Path) -> None:
    """What the terminal's encoding can't show doesn't crash the command."""
    pattern = written(tmp_path, "pattern.json", {"a": [{"prefix": "é"}]})
    done = bridgewright(
        "match", "--pattern", pattern, "--event", "-", "--explain",
        stdin='{"a": "漢"}', PYTHONUTF8="0", PYTHONIOENCODING="ascii", LC_ALL="C",
    )  # fmt: skip

    assert done.returncode == 1
    assert done.stdout.startswith("false\n")
