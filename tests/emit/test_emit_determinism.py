"""The same contracts give the same bytes: in every process, under every hash seed, locale, folder and Python."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECTS = (
    ROOT / "contracts",
    ROOT / "tests/emit/asyncapi/cases/orders/contracts",
    ROOT / "tests/emit/letters/contracts",
)
"""The last has characters that only newer Pythons know as printable."""
DIGEST = """
import hashlib, sys
from pathlib import Path
from bridgewright.contracts.catalog import build_catalog
from bridgewright.emit import emit
from bridgewright.project.folder import load_sources
for project in sys.argv[1:]:
    catalog, _ = build_catalog(load_sources(Path(project))[0])
    files, _ = emit(catalog)
    text = "\\0".join(f"{file.path}\\0{file.text}" for file in files)
    print(len(files), hashlib.sha256(text.encode()).hexdigest())
"""
PYTHONS = {f"3.{minor}": shutil.which(f"python3.{minor}") for minor in range(11, 20)}
"""Interpreters on this machine; BRIDGEWRIGHT_PYTHONS names more, by path, with the tool's dependencies installed."""


def digests(python: str, folder: Path, **environment: str) -> str:
    """What a process of its own makes of the projects: a line with the number of files and a hash for each."""
    return subprocess.run(
        [python, "-c", DIGEST, *map(str, PROJECTS)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT / "codegen/src"), **environment},
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture(scope="module")
def expected() -> str:
    """What this interpreter makes of them, in the repository's folder."""
    return digests(sys.executable, ROOT, PYTHONHASHSEED="0")


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONHASHSEED": "4242", "LC_ALL": "C.UTF-8", "LANG": "tr_TR.UTF-8", "TZ": "Asia/Kolkata"},
        {"PYTHONHASHSEED": "99", "LC_ALL": "tr_TR.UTF-8", "LANGUAGE": "tr", "PYTHONOPTIMIZE": "2"},
    ],
    ids=["ascii", "utf-8", "turkish"],
)
def test_the_same_bytes_whatever_the_process_is_given(expected, tmp_path, environment):
    """Hash seed, locale, time zone, optimisation and working folder, one with formatter settings of its own."""
    (tmp_path / "pyproject.toml").write_text(
        "[tool.black]\nline-length = 20\n[tool.ruff]\nline-length = 20\n[tool.isort]\nprofile = 1\n",
        encoding="utf-8",
    )

    assert expected == digests(sys.executable, tmp_path, **environment)


def test_every_project_was_generated(expected):
    """The comparison above is of something."""
    counts = [int(line.split()[0]) for line in expected.splitlines()]

    assert 3 == len(counts)
    assert 15 < min(counts)


def others() -> list[str]:
    """Other interpreters that can run the tool."""
    named = os.environ.get("BRIDGEWRIGHT_PYTHONS", "").split(os.pathsep)
    found = dict.fromkeys(path for path in [*named, *PYTHONS.values()] if path)
    needs = "import jinja2, jsonschema_rs, openapi_schema_validator, pydantic, yaml, datamodel_code_generator"
    return [
        path
        for path in found
        if Path(path).resolve() != Path(sys.executable).resolve()
        and subprocess.run([path, "-c", needs], capture_output=True, check=False).returncode == 0
    ]


def test_the_same_bytes_with_every_python_at_hand(expected, tmp_path):
    """From 3.11 on: what a colleague with a newer Python generates is what is committed."""
    pythons = others()
    if not pythons:
        pytest.skip("no other Python on this machine has the tool's dependencies; BRIDGEWRIGHT_PYTHONS names some")

    assert dict.fromkeys(pythons, expected) == {python: digests(python, tmp_path) for python in pythons}
