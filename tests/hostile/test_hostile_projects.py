"""Whatever stands in a contracts folder, the answer is quick, exact and short, and nothing else happens."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path
from typing import TypeAlias

import pytest

from bridgewright.cli import main
from bridgewright.findings import BridgewrightError
from bridgewright.project.reading import read_project
from hostile.projects import EVENT, EXPENSIVE, PROJECTS, TOML, VALID, Entry, Folder, Link, Project

SECONDS = 10
MEMORY = 1_000_000_000
GREEDY = (
    "YAML bomb",
    "12 MB",
    "300,000 values",
    "3,000 levels of YAML flow",
    "100,000 levels of JSON",
    "pattern of a gigabyte",
    "link to an endless device",
    "filter with 4,096 combinations",
    "settings nested 3,000 deep",
)
NAMES = [project.name for project in PROJECTS]


def test_a_project_without_a_mistake_is_clean(tmp_path: Path) -> None:
    """The contract that the hostile projects are made of has no findings by itself."""
    put(tmp_path, Project("valid", {EVENT: VALID}))

    assert read_project(tmp_path / "contracts").findings == ()


@pytest.mark.parametrize("project", PROJECTS, ids=NAMES)
def test_a_broken_project_gives_exactly_its_findings(
    project: Project, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """`lint` ends with exit 1 and the rule and place of each mistake, or exit 2 and one line; no file appears."""
    put(tmp_path, project)
    before = listing(tmp_path)

    code = main(["lint", "--format", "json", "--contracts", str(tmp_path / "contracts")])

    printed = capsys.readouterr()
    assert before == listing(tmp_path)
    assert expected_outcome(project) == outcome(code, printed.out, printed.err)


@pytest.mark.slow
@pytest.mark.parametrize("project", [*EXPENSIVE, *(p for p in PROJECTS if p.name in GREEDY)], ids=lambda p: p.name)
def test_the_command_ends_soon_and_needs_little(project: Project, tmp_path: Path) -> None:
    """What costs a careless reader hours or gigabytes ends within ten seconds and 1 GB, with the same findings."""
    put(tmp_path, project)

    done = run(tmp_path, "lint", "--format", "json")

    assert expected_outcome(project) == outcome(done.returncode, done.stdout, done.stderr)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["not YAML", "dangling ref", "unknown setting", "exponential allOf", "no settings"])
def test_nothing_is_generated_from_a_broken_project(name: str, tmp_path: Path) -> None:
    """`generate` writes nothing when there is an error."""
    put(tmp_path, PROJECTS[NAMES.index(name)])
    before = listing(tmp_path)

    done = run(tmp_path, "generate")

    assert done.returncode == (2 if name == "no settings" else 1)
    assert before == listing(tmp_path)


def test_a_file_that_cannot_be_opened_is_one_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file without read permission ends the command, naming the file and the system's reason."""
    project = PROJECTS[NAMES.index("dangling ref")]
    put(tmp_path, project)
    (path,) = (tmp_path / path for path in project.files)
    path.chmod(0)
    if os.access(path, os.R_OK):
        pytest.skip("this user may read everything")

    with pytest.raises(BridgewrightError, match=r"1\.0\.0\.yaml: can't be read: Permission denied"):
        read_project(tmp_path / "contracts")


Outcome: TypeAlias = tuple[int, "list[tuple[str, str]]", str]


def expected_outcome(project: Project) -> Outcome:
    """Exit code, findings (rule, place), and the line of an error."""
    if project.error:
        return 2, [], project.error
    return (0 if project.only_warns else 1), sorted(project.findings), ""


def outcome(code: int, out: str, err: str) -> Outcome:
    """What a run said, in the same shape; of an error's line the part that doesn't depend on where the project is."""
    assert "Traceback" not in out + err
    if code == 2:
        assert err.count("\n") == 1
        return code, [], next((p.error for p in PROJECTS if p.error and p.error in err), err)
    places = [(found["rule"], f"{found['path']}:{found['line']}".removesuffix(":0")) for found in json.loads(out)]
    return code, sorted(places), ""


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """The command in a folder, with little memory and little time."""
    return subprocess.run(
        [sys.executable, "-m", "bridgewright", *arguments, "--contracts", str(folder / "contracts")],
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY)),
    )


def listing(folder: Path) -> list[tuple[str, int]]:
    """Every file below a folder, with its size."""
    return sorted((str(path.relative_to(folder)), path.lstat().st_size) for path in folder.rglob("*"))


def put(folder: Path, project: Project) -> None:
    """Writes a project's files."""
    (folder / "contracts").mkdir()
    entries: dict[str, Entry] = dict(project.files)
    if project.settings is not None:
        entries[TOML] = project.settings
    for name, entry in entries.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if isinstance(entry, Link):
            path.symlink_to(entry.to)
        elif isinstance(entry, Folder):
            path.mkdir()
        else:
            path.write_bytes(entry)
