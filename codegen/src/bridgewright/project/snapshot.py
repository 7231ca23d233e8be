"""A project as it lay on disk when its output was last found right: where it is so still, nothing need be read.

This looks at every byte of the contracts and of the output, and imports nothing that reads them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bridgewright.contracts.model import OutputFile, Settings
from bridgewright.findings import Finding
from bridgewright.project.cache import Cache
from bridgewright.project.json_data import finding_data, finding_from
from bridgewright.project.writing import package_files, with_manifest

_READ = (".yaml", ".yml", ".json", ".toml")


@dataclass(frozen=True, slots=True)
class Unchanged:
    """A project whose output is right: the output's folder, and findings that are no errors."""

    output: Path
    findings: tuple[Finding, ...]
    count: int
    """The files in place."""


class Snapshot:
    """A project as it lay on disk before it was read."""

    def __init__(self, cache: Cache, contracts: Path) -> None:
        self._cache, self._contracts = cache, contracts
        self._key = self._present_key()

    def unchanged(self) -> Unchanged | None:
        """What is known of the project when neither contracts nor output differ from when the output was right."""
        known: dict[str, Any] | None = self._cache.get(self._key) if self._key else None
        if known is None:
            return None
        output = (self._contracts / known["output"]).resolve()
        expected: dict[str, str] = known["files"]
        try:
            if any(_digest(f"{output}/{path}") != digest for path, digest in expected.items()):
                return None
            if any(path not in expected for path in package_files(output, known["package"])):
                return None
        except OSError:
            return None
        return Unchanged(output, tuple(map(finding_from, known["findings"])), len(expected))

    def remember(self, settings: Settings, files: tuple[OutputFile, ...], findings: tuple[Finding, ...]) -> None:
        """Remembers that these files are in place, and are the output of the project as it was before and is now."""
        if self._key is None or self._present_key() != self._key:
            return
        told = {
            "output": settings.output,
            "package": f"src/{settings.package}",
            "files": {file.path: hashlib.sha256(file.text.encode()).hexdigest() for file in with_manifest(files)},
            "findings": [finding_data(finding) for finding in findings],
        }
        self._cache.put(self._key, told)

    def _present_key(self) -> str | None:
        """The project's key on this day (waivers expire), or None when there is more than files in it."""
        root = os.path.abspath(self._contracts)  # noqa: PTH100 - findings name the folder as it was given, links and all
        hashed = hashlib.sha256()
        try:
            for path, data in _contents(root, ""):
                hashed.update(b"%b\0%d:" % (os.fsencode(path), len(data)) + data)
        except (OSError, _MoreThanFiles):
            return None
        return self._cache.key("unchanged", str(datetime.now(UTC).date()), os.fsencode(root), hashed.digest())


class _MoreThanFiles(Exception):
    """A link, or something else that isn't a file or folder: what it leads to can't be told from its name."""


def _contents(folder: str, prefix: str) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of every file in a contracts folder; of one that isn't read, the path alone."""
    for entry in sorted(os.scandir(folder), key=lambda entry: entry.name):
        path = f"{prefix}{entry.name}"
        if entry.name.startswith("."):
            continue
        if entry.is_dir(follow_symlinks=False):
            yield f"{path}/", b""
            yield from _contents(entry.path, f"{path}/")
        elif not entry.is_file(follow_symlinks=False):
            raise _MoreThanFiles
        else:
            yield path, _bytes(entry.path) if entry.name.endswith(_READ) else b""


def _digest(path: str) -> str:
    return hashlib.sha256(_bytes(path)).hexdigest()


def _bytes(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123 - thousands of files: Path.open takes three times as long
        return file.read()
