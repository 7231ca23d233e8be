"""Puts output files on disk, removes stale ones, or only says what would change.

A manifest beside the output lists what the last run wrote: only that is ever removed, so files written by
hand in the same folder are safe. In the bindings' own package folder a stranger is drift, too.
"""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from bridgewright.contracts.model import OutputFile
from bridgewright.findings import BridgewrightError, Finding, Location

MANIFEST = ".bridgewright-manifest.json"
_BY_HAND = ("LICENSE", "README.md", "pyproject.toml")
"""Never removed, whatever the manifest says: people write them."""


@dataclass(frozen=True, slots=True)
class Written:
    """What a run did: paths relative to the output folder."""

    written: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: int


def with_manifest(files: tuple[OutputFile, ...]) -> tuple[OutputFile, ...]:
    """The files and the manifest that lists them."""
    listing = json.dumps([file.path for file in files], indent=0) + "\n"
    return (*files, OutputFile(MANIFEST, listing))


def write_output(folder: Path, files: tuple[OutputFile, ...]) -> Written:
    """Makes `folder` hold exactly these files, next to what isn't ours.

    A file that already has its text isn't touched. Every place is checked and every text is on disk before
    the first file is replaced.

    Raises:
        BridgewrightError: a file can't be written; none was replaced.
    """
    files = with_manifest(files)
    stale = _stale(folder, files)
    _check_places(folder, (*(file.path for file in files), *stale))
    changed = [file for file in files if _text(folder / file.path) != file.text]
    _put_all([(folder / file.path, file.text) for file in changed])
    try:
        for path in stale:
            (folder / path).unlink()
            _remove_empty(folder, (folder / path).parent)
    except OSError as error:
        raise BridgewrightError(f"{error.filename or folder}: can't be removed: {error.strerror}") from error
    return Written(tuple(file.path for file in changed), stale, len(files) - len(changed))


def drift(folder: Path, files: tuple[OutputFile, ...], package: str) -> tuple[Finding, ...]:
    """A finding for each file on disk that differs from what would be written; empty when none does.

    `package` is the bindings' folder (`src/leejames_events`), in which any other file is drift.
    """
    files = with_manifest(files)
    hint = "run `bridgewright generate` and commit the result"
    findings = []
    for file in files:
        present = _text(folder / file.path)
        if present != file.text:
            what = "is missing" if present is None else "is not what the contracts say"
            line = 0 if present is None else _first_difference(present, file.text)
            findings.append(Finding(Location(_shown(folder, file.path), line), "output-stale", what, hint))
    expected = {file.path for file in files}
    stale = _stale(folder, files)
    strangers = {path for path in package_files(folder, package) if path not in expected}.difference(stale)
    foreign = "remove it: bridgewright did not write it"
    findings.extend(
        Finding(Location(_shown(folder, path)), "output-stale", "comes from no contract", advice)
        for paths, advice in ((stale, hint), (strangers, foreign))
        for path in paths
    )
    return tuple(sorted(findings))


def _shown(folder: Path, path: str) -> str:
    return f"{folder.name}/{path}"


def _text(path: Path) -> str | None:
    try:
        return path.read_bytes().decode()
    except (FileNotFoundError, NotADirectoryError):
        return None
    except (IsADirectoryError, UnicodeDecodeError):
        return ""
    except OSError as error:
        raise BridgewrightError(f"{path}: can't be read: {error.strerror}") from error


def _first_difference(present: str, expected: str) -> int:
    pairs = zip(present.splitlines(), expected.splitlines(), strict=False)
    return next(
        (number for number, (left, right) in enumerate(pairs, 1) if left != right),
        min(present.count("\n"), expected.count("\n")) + 1,
    )


def _stale(folder: Path, files: tuple[OutputFile, ...]) -> tuple[str, ...]:
    """What the manifest on disk lists, exists, and is written no more."""
    text = _text(folder / MANIFEST)
    if text is None:
        return ()
    try:
        listed = json.loads(text)
    except ValueError:
        listed = None
    if not isinstance(listed, list) or not all(isinstance(path, str) and _is_inside(path) for path in listed):
        raise BridgewrightError(
            f"{folder / MANIFEST}: not a list of paths; restore it, or delete it and the stale files"
        )
    current = {file.path for file in files}.union(_BY_HAND)
    return tuple(sorted(path for path in set(listed) - current if (folder / path).is_file()))


def _is_inside(path: str) -> bool:
    pure = PurePosixPath(path)
    return bool(pure.parts) and not pure.is_absolute() and ".." not in pure.parts


def package_files(folder: Path, package: str) -> Iterator[str]:
    """The files in the bindings' folder, relative to the output folder; hidden ones and Python's own left out."""
    for path in sorted((folder / package).rglob("*")):
        relative = path.relative_to(folder)
        if path.is_file() and "__pycache__" not in relative.parts and not path.name.startswith("."):
            yield relative.as_posix()


def _check_places(folder: Path, paths: Iterable[str]) -> None:
    """Raises BridgewrightError where no file can be put, or where a link would put it outside of the folder."""
    root = folder.resolve()
    present: dict[Path, bool] = {}
    for path in paths:
        target = folder / path
        parent = target.parent
        if parent not in present:
            present[parent] = _is_place(target, folder, root)
        if not present[parent]:
            continue
        try:
            mode = target.lstat().st_mode
        except FileNotFoundError:
            continue
        if stat.S_ISDIR(mode) or (stat.S_ISLNK(mode) and target.is_dir()):
            raise _not_written(target, "a folder stands there")
        if stat.S_ISLNK(mode) and not target.resolve().is_relative_to(root):
            raise _not_written(target, f"a link leads out of {folder}")


def _is_place(target: Path, folder: Path, root: Path) -> bool:
    """True when a file's folder is there; BridgewrightError where it can't be, or is outside of `folder`."""
    for parent in target.parents:
        if os.path.lexists(parent):
            if not parent.is_dir():
                raise _not_written(target, f"{parent} is not a folder")
            break
    if not target.parent.resolve().is_relative_to(root):
        raise _not_written(target, f"a link leads out of {folder}")
    return parent == target.parent


def _not_written(target: Path, reason: str) -> BridgewrightError:
    return BridgewrightError(f"{target}: can't be written: {reason}; nothing was written")


def _put_all(texts: list[tuple[Path, str]]) -> None:
    """Puts every text beside its place first and then all into place: an error leaves the old files as they were."""
    partials: dict[Path, Path] = {}
    target = Path()
    try:
        for folder in dict.fromkeys(target.parent for target, _ in texts):
            target = folder
            folder.mkdir(parents=True, exist_ok=True)
        for target, text in texts:
            partials[target] = partial = target.parent / f".{target.name}.{os.getpid()}.partial"
            with open(partial, "wb") as file:  # noqa: PTH123 - thousands of files
                file.write(text.encode())
        for target, _ in texts:
            os.replace(partials[target], target)  # noqa: PTH105 - as above
            del partials[target]
    except OSError as error:
        raise BridgewrightError(f"{target}: can't be written: {error.strerror}") from error
    finally:
        for partial in partials.values():
            with suppress(OSError):
                partial.unlink()


def _remove_empty(root: Path, folder: Path) -> None:
    while folder != root and not any(entry.name != "__pycache__" for entry in folder.iterdir()):
        for cached in (folder / "__pycache__").glob("*.pyc"):
            cached.unlink()
        if (folder / "__pycache__").is_dir():
            (folder / "__pycache__").rmdir()
        folder.rmdir()
        folder = folder.parent


def create_files(folder: Path, files: tuple[OutputFile, ...]) -> tuple[str, ...]:
    """Writes new files and returns their paths; none is written when one is already there.

    Raises:
        BridgewrightError: one exists, or the folder can't be written.
    """
    for file in files:
        if os.path.lexists(folder / file.path):
            raise BridgewrightError(f"{folder / file.path} is already there; nothing was written")
    _check_places(folder, (file.path for file in files))
    _put_all([(folder / file.path, file.text) for file in files])
    return tuple(file.path for file in files)


def replace_file(path: Path, text: str) -> None:
    """Writes one file whole.

    Raises:
        BridgewrightError: it can't be written.
    """
    _put_all([(path, text)])
