"""A project in a git repository of its own."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from bridgewright.cli import main

ROOT = Path(__file__).resolve().parents[2]
Run: TypeAlias = Callable[..., tuple[int, str]]


def git(folder: Path, *arguments: str) -> None:
    """Runs git as somebody whom no machine knows."""
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "init.defaultBranch=main")
    subprocess.run(["git", *who, *arguments], cwd=folder, check=True, capture_output=True)


def commit(folder: Path, said: str) -> None:
    """Commits all that there is."""
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", said)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """The repository's own contracts, committed to `main`; the contracts folder."""
    contracts = Path(shutil.copytree(ROOT / "contracts", tmp_path / "house/contracts"))
    git(contracts.parent, "init", "-q")
    commit(contracts.parent, "first")
    return contracts


@pytest.fixture
def run(project: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command on the project: its exit code, and all that it printed."""
    monkeypatch.setenv("BRIDGEWRIGHT_CACHE", "off")

    def told(*arguments: str, contracts: Path = project) -> tuple[int, str]:
        code = main([*arguments, "--contracts", str(contracts)])
        captured = capsys.readouterr()
        return code, captured.out + captured.err

    return told
