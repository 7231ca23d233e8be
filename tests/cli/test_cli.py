"""The command line as a user meets it: a real process, its output and its exit code."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def bridgewright(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Runs the tool in `cwd`; a traceback in what it prints is a failure anywhere."""
    done = subprocess.run(
        [sys.executable, "-m", "bridgewright", *arguments],
        cwd=cwd,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done


def snapshot(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file() and "__pycache__" not in p.parts
    }


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that `init` and `generate` made."""
    folder = tmp_path_factory.mktemp("acme")
    assert bridgewright("init", "--package", "acme_events", cwd=folder).returncode == 0
    assert bridgewright("generate", cwd=folder).returncode == 0
    return folder


@pytest.fixture
def project(started: Path, tmp_path: Path) -> Path:
    """A copy of it to break."""
    return shutil.copytree(started, tmp_path / "acme")


CONTRACT = "contracts/events/order.placed/1.0.0.yaml"


def edit(project: Path, path: str, old: str, new: str) -> None:
    text = (project / path).read_text()
    assert old in text
    (project / path).write_text(text.replace(old, new))


def test_init_then_lint_then_generate_in_an_empty_folder(started: Path) -> None:
    """A team that has nothing gets a project that lints clean, and bindings that import."""
    linted = bridgewright("lint", cwd=started)
    imported = subprocess.run(
        [sys.executable, "-c", "from acme_events.order_placed.v1 import OrderPlaced; print(OrderPlaced.VERSION)"],
        cwd=started / "generated/src",
        capture_output=True,
        text=True,
        check=False,
    )

    assert (linted.returncode, linted.stdout) == (0, "")
    assert linted.stderr == "1 event and command version, 0 APIs, 1 subscription: no findings\n"
    assert (imported.stdout, imported.stderr) == ("1.0.0\n", "")


@pytest.mark.parametrize("package", ["aws_events", "default_events", "json", "pydantic", "Acme", f"{'a' * 41}_events"])
def test_init_refuses_a_package_that_settings_would_refuse(tmp_path: Path, package: str) -> None:
    """`init` never writes a project that `lint` doesn't take."""
    done = bridgewright("init", "--package", package, cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.startswith(f"bridgewright: --package {package}: ")
    assert snapshot(tmp_path) == {}


def test_init_overwrites_nothing(project: Path) -> None:
    """A second init is one clear line and exit 2."""
    before = snapshot(project)
    done = bridgewright("init", cwd=project)

    assert done.returncode == 2
    assert done.stderr == "bridgewright: contracts/bridgewright.toml is already there; nothing was written\n"
    assert snapshot(project) == before


def test_generate_is_byte_for_byte_the_same_everywhere(started: Path, tmp_path: Path) -> None:
    """Another folder, hash seed, locale and time zone: the same bytes."""
    elsewhere = tmp_path / "deeper" / "down"
    shutil.copytree(started / "contracts", elsewhere / "contracts")
    done = bridgewright(
        "generate",
        "--contracts",
        str(elsewhere / "contracts"),
        cwd=tmp_path,
        PYTHONHASHSEED="7",
        LC_ALL="C",
        TZ="Asia/Tokyo",
    )
    expected = {path: data for path, data in snapshot(started / "generated").items() if path != "pyproject.toml"}

    assert done.returncode == 0
    assert snapshot(elsewhere / "generated") == expected


def test_generate_check_is_clean_after_generate(project: Path) -> None:
    """Exit 0, and nothing is written."""
    before = snapshot(project)
    done = bridgewright("generate", "--check", cwd=project)

    assert (done.returncode, done.stdout) == (0, "")
    assert snapshot(project) == before


def test_generate_check_names_an_edited_and_a_missing_file(project: Path) -> None:
    """Exit 1 and one finding a file."""
    (project / "generated/infra/messaging.json").unlink()
    edit(project, "generated/src/acme_events/order_placed/v1.py", "class OrderPlaced(", "class OrderPlacee(")
    done = bridgewright("generate", "--check", "--format", "json", cwd=project)

    found = json.loads(done.stdout)

    assert done.returncode == 1
    assert [(item["path"], item["rule"], item["message"]) for item in found] == [
        ("generated/infra/messaging.json", "output-stale", "is missing"),
        ("generated/src/acme_events/order_placed/v1.py", "output-stale", "is not what the contracts say"),
    ]


def test_generate_removes_what_no_contract_makes_any_more(project: Path) -> None:
    """A removed subscription takes its rule file along."""
    (project / "contracts/subscriptions/billing.yaml").unlink()
    done = bridgewright("generate", cwd=project)

    assert done.returncode == 0
    assert not (project / "generated/rules").exists()


def test_contracts_that_collide_are_named(project: Path) -> None:
    """Names that become the same Python module are told apart in the finding, and nothing is written."""
    events = project / "contracts/events"
    shutil.copytree(events / "order.placed", events / "order-placed")
    edit(project, "contracts/events/order-placed/1.0.0.yaml", "detail-type: order.placed", "detail-type: order-placed")
    before = snapshot(project / "generated")
    done = bridgewright("generate", cwd=project)

    assert done.returncode == 1
    assert (
        "error[output-collides]: `order-placed` and `order.placed` would be written to src/acme_events/" in done.stdout
    )
    assert snapshot(project / "generated") == before


def test_an_error_writes_nothing(project: Path) -> None:
    """A broken contract: the finding, exit 1, and not a byte changed."""
    edit(project, CONTRACT, "'#/components/schemas/Order'", "'#/components/schemas/Odrer'")
    before = snapshot(project)
    done = bridgewright("generate", cwd=project)

    assert done.returncode == 1
    assert done.stdout.startswith(
        f"{CONTRACT}:30: error[ref-dangling] /components/schemas/OrderPlaced/properties/data/$ref: "
        "nothing stands at '#/components/schemas/Odrer'\n"
    )
    assert snapshot(project) == before


def test_findings_as_json(project: Path) -> None:
    """Every part of a finding is a member; stdout holds JSON alone."""
    edit(project, CONTRACT, "maxLength: 200", "maxLength: many")
    done = bridgewright("lint", "--format", "json", cwd=project)

    (found,) = json.loads(done.stdout)

    assert done.returncode == 1
    assert found == {
        "path": CONTRACT,
        "line": 47,
        "pointer": "/components/schemas/Order/properties/note/maxLength",
        "severity": "error",
        "rule": "schema-malformed",
        "message": "`maxLength` must be a whole number, 0 or more",
        "hint": "",
        "fingerprint": "a44695c06cf2a8ee",
    }


def test_no_project_is_one_line(tmp_path: Path) -> None:
    """Outside any project: exit 2 and what to do."""
    done = bridgewright("lint", cwd=tmp_path)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "bridgewright init" in done.stderr


def test_release_freezes_a_version(project: Path) -> None:
    """A released version is in the lock; changing it afterwards is a finding."""
    released = bridgewright("release", cwd=project)
    edit(project, CONTRACT, "maxLength: 200", "maxLength: 300")
    changed = bridgewright("lint", cwd=project)

    assert released.stdout == "released order.placed/1.0.0\n"
    assert changed.returncode == 1
    assert "error[released-version-changed]" in changed.stdout


def test_a_comment_does_not_change_a_released_version(project: Path) -> None:
    """The hash is of the canonical document: spelling is free."""
    bridgewright("release", cwd=project)
    edit(project, CONTRACT, "openapi: 3.0.3", "# a comment\nopenapi: '3.0.3'")

    assert bridgewright("lint", cwd=project).returncode == 0


def test_release_of_no_draft_is_refused(project: Path) -> None:
    """Exit 2, and no lock is written."""
    done = bridgewright("release", "order.placed/9.9.9", cwd=project)

    assert done.returncode == 2
    assert "no such draft: order.placed/9.9.9" in done.stderr
    assert not (project / "contracts/bridgewright.lock.json").exists()


def test_validate_accepts_an_example_and_points_into_a_wrong_event(project: Path, tmp_path: Path) -> None:
    """A valid event is exit 0; a wrong one names the file, the pointer and the rule."""
    event = {
        "version": "0", "id": "1", "source": "acme.orders", "detail-type": "order.placed", "account": "1",
        "time": "2026-11-23T09:30:00Z", "region": "eu-west-2", "resources": [],
        "detail": {
            "metadata": {
                "schemaVersion": "1.0.0",
                "idempotencyKey": "3f0a4f7e-6f52-4c0e-8d7e-2f5b0b1c9a11",
                "correlationId": "6f1d2c3b-4a59-4687-b8c9-d0e1f2a3b4c5",
                "occurredAt": "2026-11-23T09:30:00Z",
            },
            "data": {"orderId": "8c6e2a52-8c2a-4d0e-9d6b-7c1f1f4b2a10", "country": "GB", "total": "49.90"},
        },
    }  # fmt: skip
    good, bad = tmp_path / "good.json", tmp_path / "bad.json"
    good.write_text(json.dumps(event))
    event["detail"]["data"]["total"] = 49.9  # type: ignore[index]
    bad.write_text(json.dumps(event, indent=1))

    accepted = bridgewright("validate", str(good), cwd=project)
    refused = bridgewright("validate", "--format", "json", str(good), str(bad), cwd=project)

    (found,) = json.loads(refused.stdout)

    assert accepted.returncode == 0
    assert refused.returncode == 1
    assert (found["path"], found["pointer"], found["rule"]) == (str(bad), "/detail/data/total", "event-invalid")
    assert found["line"] == bad.read_text().splitlines().index('   "total": 49.9') + 1


def test_validate_an_event_of_no_contract(project: Path, tmp_path: Path) -> None:
    """An event that no contract describes is a finding that names what was looked for."""
    stranger = tmp_path / "stranger.json"
    stranger.write_text('{"source": "x", "detail-type": "y", "detail": {}}')
    done = bridgewright("validate", str(stranger), cwd=project)

    assert done.returncode == 1
    assert "error[event-unknown]" in done.stdout


EVENT = {
    "version": "0", "id": "1", "source": "acme.orders", "detail-type": "order.placed", "account": "1",
    "time": "2026-11-23T09:30:00Z", "region": "eu-west-2", "resources": [],
}  # fmt: skip


@pytest.mark.parametrize(
    ("marked", "detail", "pointer", "words"),
    [
        (
            ("minLength: 1, maxLength: 200 }", "maxLength: 3, x-sensitive: true }"),
            {"data": {"note": "SECRET-NI"}},
            "/detail/data/note",
            "<sensitive> is longer than 3 characters",
        ),
        (
            ("    Order:\n", "    Order:\n      x-sensitive: true\n"),
            {"data": {"country": "SECRET-NI"}},
            "/detail/data/country",
            "<sensitive> is not one of",
        ),
        (
            (
                "    Order:\n",
                "    Order:\n      x-sensitive: true\n      maxProperties: 9\n      additionalProperties: { enum: [1] }\n",  # noqa: E501
            ),
            {"data": {"SECRET-NI": True}},
            "/detail/data",
            '<sensitive> is not one of 1',
        ),
        (
            ("    Order:\n", "    Order:\n"),
            {"data": '{"note": "SECRET-NI"}'},
            "/detail/data",
            '<sensitive> is not of type "object"',
        ),
    ],
    ids=["property", "parent", "key of a map", "object as text"],
)  # fmt: skip
def test_validate_prints_no_personal_data(
    project: Path, tmp_path: Path, marked: tuple[str, str], detail: dict[str, object], pointer: str, words: str
) -> None:
    """Where a value is or may hold what is marked `x-sensitive`, neither message nor pointer shows it."""
    edit(project, CONTRACT, *marked)
    event = tmp_path / "event.json"
    event.write_text(json.dumps({**EVENT, "detail": {"metadata": {"schemaVersion": "1.0.0"}, **detail}}))
    done = bridgewright("validate", "--format", "json", str(event), cwd=project)

    assert "SECRET-NI" not in done.stdout + done.stderr
    assert [words in f["message"] for f in json.loads(done.stdout) if f["pointer"] == pointer].count(True) == 1


def test_validate_asks_for_the_whole_event(project: Path, tmp_path: Path) -> None:
    """A bare detail is told from an event that no contract knows."""
    bare = tmp_path / "bare.json"
    bare.write_text('{"metadata": {}, "data": {}}')
    done = bridgewright("validate", str(bare), cwd=project)

    assert done.returncode == 1
    assert "the file must hold the whole event" in done.stdout


def test_validate_goes_on_after_a_file_that_cannot_be_read(project: Path, tmp_path: Path) -> None:
    """Every file is answered for: what is no JSON, what isn't there and what is too large are findings, too."""
    broken, large, bare = (tmp_path / f"{name}.json" for name in ("broken", "large", "bare"))
    broken.write_text("{")
    large.write_text(f'"{"x" * 1_000_000}"')
    bare.write_text("{}")
    done = bridgewright(
        *("validate", "--format", "json", str(broken), str(tmp_path / "absent.json"), str(large), str(bare)),
        cwd=project,
    )

    assert done.returncode == 1
    assert [finding["rule"] for finding in json.loads(done.stdout)] == [
        *("not-json", "file-unreadable", "document-too-large", "event-unknown")
    ]
    assert "Registry" not in done.stdout
    assert done.stderr == "4 events: 4 errors\n"


def test_a_reader_that_goes_away_is_no_crash(project: Path) -> None:
    """`bridgewright lint | head -0` doesn't end in a traceback."""
    edit(project, CONTRACT, "maxLength: 200", "maxLength: many")
    done = subprocess.run(
        f"{sys.executable} -m bridgewright lint | true",
        cwd=project, shell=True, capture_output=True, text=True, check=False,
    )  # fmt: skip

    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "verb",
    [
        *("init", "lint", "generate", "validate", "release", "plan", "push", "local"),
        *("match", "explain", "transform"),
    ],
)
def test_every_verb_explains_itself(verb: str, tmp_path: Path) -> None:
    """`--help` works everywhere, and needs no project."""
    done = bridgewright(verb, "--help", cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith(f"usage: bridgewright {verb}")


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    """No command pays for the libraries of another: help loads none of them."""
    code = (
        "import sys, contextlib\nfrom bridgewright.cli import main\n"
        "with contextlib.suppress(SystemExit): main(['--help'])\n"
        "print({'boto3', 'datamodel_code_generator', 'pydantic', 'jinja2', 'yaml'} & set(sys.modules), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.stderr == "set()\n"
