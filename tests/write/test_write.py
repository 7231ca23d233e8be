"""Files on disk: exactly what was emitted, next to what isn't ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgewright.findings import BridgewrightError
from bridgewright.model import OutputFile
from bridgewright.write import MANIFEST, create_files, drift, write_output

ONE = OutputFile("src/acme/one.py", "one = 1\n")
TWO = OutputFile("src/acme/deep/two.py", "two = 2\n")
PACKAGE = "src/acme"


def files_in(folder: Path) -> dict[str, str]:
    return {p.relative_to(folder).as_posix(): p.read_text() for p in folder.rglob("*") if p.is_file()}


def test_writes_all_then_nothing(tmp_path: Path) -> None:
    """A second run finds everything in place and touches no file."""
    first = write_output(tmp_path, (ONE, TWO))
    stamps = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.py")}
    second = write_output(tmp_path, (ONE, TWO))

    assert first.written == (ONE.path, TWO.path, MANIFEST)
    assert (second.written, second.removed, second.unchanged) == ((), (), 3)
    assert stamps == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.py")}


def test_removes_only_what_it_wrote(tmp_path: Path) -> None:
    """A file that is emitted no more goes, with its empty folder; a hand-written neighbour stays."""
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    write_output(tmp_path, (ONE, TWO))
    done = write_output(tmp_path, (ONE,))

    assert done.removed == (TWO.path,)
    assert set(files_in(tmp_path)) == {"pyproject.toml", ONE.path, MANIFEST}
    assert not (tmp_path / "src/acme/deep").exists()


@pytest.mark.parametrize("listed", ["../precious.txt", "/etc/hostname"])
def test_a_forged_manifest_removes_nothing_outside(tmp_path: Path, listed: str) -> None:
    """The manifest is data from disk: paths that lead out of the folder are refused."""
    folder = tmp_path / "generated"
    folder.mkdir()
    precious = tmp_path / "precious.txt"
    precious.write_text("keep")
    (folder / MANIFEST).write_text(f'["{listed}"]')

    with pytest.raises(BridgewrightError, match="not a list of paths"):
        write_output(folder, (ONE,))
    assert precious.read_text() == "keep"
    assert set(files_in(folder)) == {MANIFEST}


def test_drift_names_file_and_line(tmp_path: Path) -> None:
    """An edited file is named with its first differing line, a missing and a foreign one with the file."""
    folder = tmp_path / "generated"
    write_output(folder, (ONE, TWO, OutputFile("rules/a.json", "1\n2\n3\n")))
    (folder / "rules/a.json").write_text("1\nX\n3\n")
    (folder / ONE.path).unlink()
    (folder / "src/acme/stranger.py").write_text("")

    found = drift(folder, (ONE, TWO, OutputFile("rules/a.json", "1\n2\n3\n")), PACKAGE)

    assert [(str(f.location), f.rule, f.message) for f in found] == [
        ("generated/rules/a.json:2", "output-stale", "is not what the contracts say"),
        ("generated/src/acme/one.py", "output-stale", "is missing"),
        ("generated/src/acme/stranger.py", "output-stale", "comes from no contract"),
    ]


def test_no_drift_after_writing(tmp_path: Path) -> None:
    """What was just written is what is expected; compiled files don't count."""
    write_output(tmp_path, (ONE, TWO))
    (tmp_path / "src/acme/__pycache__").mkdir()
    (tmp_path / "src/acme/__pycache__/one.cpython-311.pyc").write_bytes(b"\0")

    assert drift(tmp_path, (ONE, TWO), PACKAGE) == ()


def test_create_overwrites_nothing(tmp_path: Path) -> None:
    """One existing file stops all of them."""
    (tmp_path / TWO.path).parent.mkdir(parents=True)
    (tmp_path / TWO.path).write_text("mine")

    with pytest.raises(BridgewrightError, match="already there"):
        create_files(tmp_path, (ONE, TWO))
    assert files_in(tmp_path) == {TWO.path: "mine"}


def test_an_unwritable_folder_is_one_line(tmp_path: Path) -> None:
    """A file where a folder must be is a BridgewrightError, not a traceback."""
    (tmp_path / "src").write_text("a file")

    with pytest.raises(BridgewrightError, match="can't be written"):
        write_output(tmp_path, (ONE,))
