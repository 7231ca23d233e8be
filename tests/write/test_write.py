"""Files on disk: exactly what was emitted, next to what isn't ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from bridgewright.contracts.model import OutputFile
from bridgewright.findings import BridgewrightError
from bridgewright.project.writing import MANIFEST, create_files, drift, write_output

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


def test_drift_tells_a_stranger_from_a_leftover(tmp_path: Path) -> None:
    """`generate` removes what it once wrote; a file that it never wrote is for its owner to remove."""
    write_output(tmp_path, (ONE, TWO))
    (tmp_path / "src/acme/stranger.py").write_text("")

    assert {f.location.path.rpartition("/")[2]: f.hint for f in drift(tmp_path, (ONE,), PACKAGE)} == {
        MANIFEST: "run `bridgewright generate` and commit the result",
        "two.py": "run `bridgewright generate` and commit the result",
        "stranger.py": "remove it: bridgewright did not write it",
    }


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


def test_a_folder_in_the_way_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """Where one file can't be put, none is replaced, and the message names the place and not a partial file."""
    write_output(tmp_path, (ONE,))
    (tmp_path / TWO.path).mkdir(parents=True)
    before = files_in(tmp_path)

    with pytest.raises(BridgewrightError) as refused:
        write_output(tmp_path, (OutputFile(ONE.path, "one = 'new'\n"), TWO))

    assert str(refused.value).startswith(f"{tmp_path / TWO.path}: can't be written: a folder stands there")
    assert files_in(tmp_path) == before


def test_an_error_while_writing_leaves_everything_as_it_was(tmp_path: Path) -> None:
    """What only shows when the texts are written (a name that is too long) replaces no file and leaves no partial."""
    write_output(tmp_path, (ONE,))
    before = files_in(tmp_path)
    long = OutputFile(f"src/acme/{'x' * 250}.py", "")

    with pytest.raises(BridgewrightError) as refused:
        write_output(tmp_path, (OutputFile(ONE.path, "one = 'new'\n"), long))

    assert str(refused.value).startswith(f"{tmp_path / long.path}: can't be written")
    assert files_in(tmp_path) == before


@pytest.mark.parametrize("link", ["src", ONE.path])
def test_a_link_out_of_the_folder_is_not_followed(tmp_path: Path, link: str) -> None:
    """Neither a linked folder nor a linked file makes output end elsewhere."""
    folder, elsewhere = tmp_path / "generated", tmp_path / "elsewhere"
    (folder / link).parent.mkdir(parents=True)
    elsewhere.mkdir()
    (folder / link).symlink_to(elsewhere if link == "src" else elsewhere / "one.py")

    with pytest.raises(BridgewrightError, match="a link leads out"):
        write_output(folder, (ONE,))
    assert files_in(elsewhere) == {}


def test_what_people_write_is_never_removed(tmp_path: Path) -> None:
    """A manifest that lists `pyproject.toml` or `README.md` doesn't make them ours."""
    for name in ("pyproject.toml", "README.md"):
        (tmp_path / name).write_text("mine")
    (tmp_path / MANIFEST).write_text('["pyproject.toml", "README.md"]')
    done = write_output(tmp_path, (ONE,))

    assert done.removed == ()
    assert {"pyproject.toml", "README.md"} <= set(files_in(tmp_path))
