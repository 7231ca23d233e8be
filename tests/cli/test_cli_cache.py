"""What the command line remembers between runs, and what it must notice all the same."""

from __future__ import annotations

import contextlib
import os
import pty
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from bridgewright.cli import progress

ROOT = Path(__file__).resolve().parents[2]
CONTRACT = "contracts/events/order.placed/1.0.0.yaml"
UNSET = {"BRIDGEWRIGHT_CACHE", "CI"}
MODULE = "generated/src/acme_events/order_placed/v1.py"


def bridgewright(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "bridgewright", *arguments],
        cwd=cwd,
        env={name: value for name, value in os.environ.items() if name not in UNSET} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


def told(done: subprocess.CompletedProcess[str]) -> tuple[int, str, str]:
    return done.returncode, done.stdout, done.stderr


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A project that `init` made, with a warning in it."""
    folder = tmp_path_factory.mktemp("acme")
    bridgewright("init", "--package", "acme_events", cwd=folder)
    text = (folder / CONTRACT).read_text()
    (folder / CONTRACT).write_text(text.replace("  schemas:\n", "  schemas:\n    Unused: { type: boolean }\n"))
    return folder


@pytest.fixture
def project(started: Path, tmp_path: Path) -> Path:
    """A copy of it, generated and found to be right once."""
    folder: Path = shutil.copytree(started, tmp_path / "acme")
    assert bridgewright("generate", cwd=folder, BRIDGEWRIGHT_CACHE=str(tmp_path / "cache")).returncode == 0
    return folder


def checked(project: Path, *arguments: str) -> tuple[int, str, str]:
    cache = str(project.parent / "cache")
    return told(bridgewright("generate", "--check", *arguments, cwd=project, BRIDGEWRIGHT_CACHE=cache))


def test_a_remembered_check_says_what_a_check_says(project: Path) -> None:
    """Exit code, findings (warnings too) in every format, and the line for people are the same."""
    for spelled in ((), ("--format", "json"), ("--format", "github"), ("--format", "junit")):
        assert checked(project, "--no-cache", *spelled) == checked(project, *spelled)
    assert "component-unused" in checked(project)[1]


def test_generating_what_is_in_place_says_what_generating_says(project: Path) -> None:
    """Nothing need be read to know that nothing would be written; a file that is gone is written again."""
    cache = {"BRIDGEWRIGHT_CACHE": str(project.parent / "cache")}
    anew = told(bridgewright("generate", "--no-cache", cwd=project))

    assert anew == told(bridgewright("generate", cwd=project, **cache))
    assert "generated/: 0 written, 0 removed," in anew[2]
    removed(project)
    assert "generated/: 1 written, 0 removed," in bridgewright("generate", cwd=project, **cache).stderr
    assert checked(project)[0] == 0


def edited(project: Path) -> str:
    path = project / MODULE
    status = path.stat()
    path.write_text(path.read_text().replace("Order", "0rder", 1))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return f"{MODULE}:"


def removed(project: Path) -> str:
    (project / "generated/schemas/order.placed/1.0.0.json").unlink()
    return "generated/schemas/order.placed/1.0.0.json: error[output-stale]: is missing"


def added(project: Path) -> str:
    (project / "generated/src/acme_events/mine.py").write_text("")
    return "generated/src/acme_events/mine.py: error[output-stale]: comes from no contract"


def contract_changed(project: Path) -> str:
    path = project / CONTRACT
    status = path.stat()
    path.write_text(path.read_text().replace("maxLength: 200", "maxLength: 201"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    return f"{MODULE}:"


def contract_added(project: Path) -> str:
    shutil.copy(project / CONTRACT, project / CONTRACT.replace("1.0.0", "1.1.0"))
    return "error[version-differs-from-file]"


def settings_changed(project: Path) -> str:
    path = project / "contracts/bridgewright.toml"
    path.write_text(path.read_text().replace("entry-limit = 1_000_000", "entry-limit = 500_000"))
    return "generated/src/acme_events/"


def subscription_added(project: Path) -> str:
    (project / "contracts/subscriptions/again.yaml").write_text("{}\n")
    return "contracts/subscriptions/again.yaml"


@pytest.mark.parametrize(
    "change",
    [edited, removed, added, contract_changed, contract_added, settings_changed, subscription_added],
    ids=lambda change: change.__name__,
)
def test_a_change_is_always_found(project: Path, change: Callable[[Path], str]) -> None:
    """Bytes are compared, not times and sizes: whatever changes, a remembered project is worked out anew."""
    assert checked(project)[0] == 0
    expected = change(project)
    code, out, err = checked(project)

    assert code == 1
    assert expected in out
    assert (code, out, err) == checked(project, "--no-cache")


@pytest.mark.parametrize(
    ("arguments", "environment"),
    [(("--no-cache",), {}), ((), {"CI": "true"}), ((), {"BRIDGEWRIGHT_CACHE": "off"})],
    ids=["--no-cache", "CI", "off"],
)
def test_runs_without_a_cache(
    started: Path, tmp_path: Path, arguments: tuple[str, ...], environment: dict[str, str]
) -> None:
    """An option, an environment variable and CI each keep a run from remembering anything."""
    folder = shutil.copytree(started, tmp_path / "acme")
    homes = {"XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path / "home")}
    done = bridgewright("generate", *arguments, cwd=folder, **homes, **environment)

    assert done.returncode == 0
    assert [path.name for path in tmp_path.iterdir()] == ["acme"]


HEAVY = (
    *("boto3", "botocore", "datamodel_code_generator", "hypothesis", "jinja2", "jsonschema", "jsonschema_rs"),
    *("multiprocessing", "openapi_schema_validator", "pydantic", "ssl", "yaml"),
)
NEEDED = {
    ("--help",): set(),
    ("match", "--pattern", "rule.json", "--event", "event.json"): set(),
    ("transform", "--template", "template.txt", "--event", "event.json"): set(),
    ("generate", "--check"): set(),
    ("lint",): {"jsonschema_rs", "pydantic", "yaml"},
    ("breaking",): {"jsonschema_rs", "pydantic", "yaml"},
    ("generate",): set(),
    ("generate", "--no-cache"): {"jinja2", "jsonschema_rs", "pydantic", "yaml"},
}


@pytest.mark.parametrize("arguments", NEEDED, ids=" ".join)
def test_a_command_imports_what_it_needs(project: Path, arguments: tuple[str, ...]) -> None:
    """Nothing heavy is imported on a path that doesn't need it."""
    (project / "rule.json").write_text('{"source": ["a"]}')
    (project / "event.json").write_text('{"source": "a"}')
    (project / "template.txt").write_text('"a"')
    program = (
        "import sys\nfrom bridgewright.cli import main\n"
        "try:\n    main(sys.argv[1:])\nexcept SystemExit:\n    pass\n"
        f"print('imported', *sorted(set({HEAVY!r}) & set(sys.modules)))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, *arguments],
        cwd=project,
        env=os.environ | {"BRIDGEWRIGHT_CACHE": str(project.parent / "cache")},
        capture_output=True,
        text=True,
        check=True,
    )

    assert NEEDED[arguments] == set(ran.stdout.splitlines()[-1].split()[1:])


def read_to_end(terminal: int) -> str:
    """All that was written to the other end, which is closed: then Linux gives an error, and others nothing more."""
    seen = b""
    with contextlib.suppress(OSError):
        while chunk := os.read(terminal, 1_000):
            seen += chunk
    os.close(terminal)
    return seen.decode()


def test_progress_is_shown_on_a_terminal_and_goes_away(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bar with how many parts are done; at the end the line is empty again."""
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    monkeypatch.setattr(progress, "_EVERY", 0)
    monkeypatch.setenv("TERM", "xterm")
    ours, theirs = pty.openpty()
    with os.fdopen(theirs, "w") as terminal, progress.Progress("contracts", terminal) as shown:
        shown(1, 4)
        shown(4, 4)
    seen = read_to_end(ours).split("\r")

    assert seen[1] == "[#######.......................] 1/4 contracts"
    assert seen[2] == "[##############################] 4/4 contracts"
    assert seen[3:] == [" " * len(seen[2]), ""]


def test_progress_is_not_shown_in_a_pipe(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A log holds no bars."""
    monkeypatch.setattr(progress, "_PATIENCE", 0)
    with (tmp_path / "log").open("w") as log, progress.Progress("contracts", log) as shown:
        shown(1, 4)

    assert (tmp_path / "log").read_text() == ""
