"""README's example works as written: contract, subscription, handler and contract test, in a project of their own.

The producer of the same event stands in `codegen/docs/publishing.md`.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text("utf-8")
PUBLISHING = (ROOT / "codegen/docs/publishing.md").read_text("utf-8")
EXAMPLE = re.compile(r"<!-- example: (\S+) -->\n```\w+\n(.*?)```", re.DOTALL)
EVENT = {
    "source": "acme.orders",
    "detail-type": "order.shipped",
    "detail": {
        "metadata": {"schemaVersion": "1.0.0"},
        "data": {"orderId": "8c6e2a52-8c2a-4d0e-9d6b-7c1f1f4b2a10", "shippedOn": "2026-11-23", "carrier": "dhl"},
    },
}


def run(*arguments: str, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(cwd / "generated/src"), *filter(None, [os.environ.get("PYTHONPATH")])])
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd,
        env=os.environ | {"PYTHONPATH": path},
        input=stdin,
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a reader has after typing README's example into a fresh project."""
    folder = tmp_path_factory.mktemp("readme")
    assert run("-m", "bridgewright", "init", "--package", "acme_events", cwd=folder).returncode == 0
    for path, text in EXAMPLE.findall(README + PUBLISHING):
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def test_the_contract_lints_and_generates(project: Path) -> None:
    """`bridgewright lint` finds nothing, and `generate` writes."""
    linted = run("-m", "bridgewright", "lint", cwd=project)
    generated = run("-m", "bridgewright", "generate", cwd=project)

    assert (linted.returncode, linted.stdout) == (0, "")
    assert (generated.returncode, generated.stdout) == (0, "")


def test_the_handler_takes_what_the_rule_delivers(project: Path) -> None:
    """One good message is handled, one that breaks the contract is reported as failed."""
    broken = EVENT | {"detail": {"metadata": {"schemaVersion": "1.0.0"}, "data": {}}}
    batch = {
        "Records": [
            {"messageId": "good", "body": json.dumps(EVENT)},
            {"messageId": "bad", "body": json.dumps(broken)},
        ]
    }
    done = run("-c", "import handler, json, sys; print(handler.handle(json.load(sys.stdin), None))", cwd=project, stdin=json.dumps(batch))  # fmt: skip  # noqa: E501

    assert done.stderr == ""
    assert done.stdout.splitlines() == [
        "8c6e2a52-8c2a-4d0e-9d6b-7c1f1f4b2a10 2026-11-23",
        "{'batchItemFailures': [{'itemIdentifier': 'bad'}]}",
    ]


def test_the_producer_publishes_the_event(project: Path) -> None:
    """The entry on the wire is what the contract says."""
    code = (
        "import json, producer\n"
        "class Client:\n"
        "    def put_events(self, Entries):\n"
        "        print(json.dumps(Entries)); return {'FailedEntryCount': 0, 'Entries': [{'EventId': '1'}]}\n"
        "assert producer.ship(Client(), '8c6e2a52-8c2a-4d0e-9d6b-7c1f1f4b2a10', '2026-11-23')\n"
    )
    done = run("-c", code, cwd=project)

    assert done.stderr == ""
    (entry,) = json.loads(done.stdout)
    assert (entry["Source"], entry["DetailType"], entry["EventBusName"]) == ("acme.orders", "order.shipped", "acme")
    assert json.loads(entry["Detail"]) == EVENT["detail"]


def test_the_contract_test_passes(project: Path) -> None:
    """pytest needs no setting: it finds the contracts, and runs the test once for each message."""
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_tracking.py", cwd=project)

    assert done.returncode == 0, done.stdout
    assert re.search(r"^(2[6-9]|[3-9]\d|\d{3,}) passed", done.stdout, re.MULTILINE), done.stdout


def test_the_contract_test_fails_where_a_handler_refuses(project: Path) -> None:
    """A handler that reports each message as failed doesn't get through."""
    path = project / "handler.py"
    right = path.read_text()
    path.write_text(right.replace("shipped = parse(", "raise NotThisEvent(").replace('record["body"])', '"no")'))
    done = run("-m", "pytest", "-q", "-p", "no:cacheprovider", "test_tracking.py", cwd=project)
    path.write_text(right)

    assert done.returncode == 1, done.stdout
    assert "passed" not in done.stdout.splitlines()[-1]


def test_the_mistake_reads_as_shown(project: Path) -> None:
    """README shows a finding; the tool prints exactly that."""
    (shown,) = re.findall(r"<!-- output: dlh -->\n```\n(.*?)```", README, re.DOTALL)
    path = project / "contracts/subscriptions/tracking.yaml"
    right = path.read_text()
    path.write_text(right.replace("[dhl]", "[dlh]"))
    done = run("-m", "bridgewright", "lint", cwd=project)
    path.write_text(right)

    assert (done.returncode, done.stdout) == (1, shown)


def test_the_commands_are_all_there() -> None:
    """README's table of commands is the command line's own list."""
    listed = set(re.findall(r"^\| `bridgewright (\w+)", README, re.MULTILINE))
    done = run("-m", "bridgewright", "--help", cwd=ROOT)
    offered = set(re.findall(r"^    (\w+)(?: {2,}|$)", done.stdout, re.MULTILINE))

    assert listed == offered


def test_the_sessions_are_all_there() -> None:
    """README and CONTRIBUTING name sessions that exist, and README names them all."""
    offered = set(re.findall(r"^[*-] ([\w-]+) ->", run("-m", "nox", "-l", cwd=ROOT).stdout, re.MULTILINE))
    (sentence,) = re.findall(r"`nox` wraps them: (.*?)\.\n", README)

    assert set(re.findall(r"`([\w-]+)`", sentence)) == offered
