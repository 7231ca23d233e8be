"""Results that were worked out before, by what they were worked out from.

A key is a SHA-256 of everything that a result depends on: bytes of files, settings, and the tool itself. Entries are
JSON texts, each under its own hash: one that is cut short, or was changed, is as good as none. Nothing here ever
fails: without a place to write, results are worked out anew.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import time
from typing import Any

from bridgewright.project.tool_digest import tool_digest

__all__ = ["Cache", "opened"]

LARGEST = 256 * 1024 * 1024
"""Bytes of all entries together: the oldest go first."""
OLDEST = 30 * 24 * 3600
"""Seconds after which an entry that nobody asked for is removed."""
_DAY = 24 * 3600
_OFF = {"", "0", "false", "no", "off"}


def opened(environment: Mapping[str, str]) -> Cache | None:
    """The user's cache, or None where none is wanted or can be had.

    `BRIDGEWRIGHT_CACHE` names its folder, or is `off`; otherwise it is `bridgewright` in `XDG_CACHE_HOME` or
    `~/.cache` (XDG Base Directory Specification). With `CI` set there is none unless it is named.
    """
    named = environment.get("BRIDGEWRIGHT_CACHE")
    if named is not None:
        return _at(Path(named)) if named.lower() not in _OFF else None
    if environment.get("CI", "").lower() not in _OFF:
        return None
    home = environment.get("XDG_CACHE_HOME", "")
    if not os.path.isabs(home):  # noqa: PTH117 - as the specification has it, relative ones are ignored
        home = os.path.expanduser("~/.cache")  # noqa: PTH111 - Path.expanduser raises where there is no home
    return _at(Path(home) / "bridgewright") if os.path.isabs(home) else None  # noqa: PTH117


def _at(folder: Path) -> Cache | None:
    """A cache in a folder that is, or becomes, this user's own: nobody else may put results into it."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.stat()
    except OSError:
        return None
    if hasattr(os, "getuid") and (status.st_uid != os.getuid() or status.st_mode & 0o022):
        return None
    return Cache(folder.absolute())


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; several processes may use it at once."""

    folder: Path

    def key(self, *parts: str | bytes) -> str:
        """The key of what is worked out from `parts` by this version of the tool."""
        hashed = hashlib.sha256(tool_digest().encode())
        for part in parts:
            data = part if isinstance(part, bytes) else part.encode("utf-8", "surrogatepass")
            hashed.update(b"%d:" % len(data))
            hashed.update(data)
        return hashed.hexdigest()

    def get(self, key: str) -> Any:
        """The JSON value under a key, or None."""
        path = self._path(key)
        try:
            with open(path, "rb") as file:  # noqa: PTH123 - hundreds of files: Path.open takes three times as long
                digest, data = file.read(65).rstrip(b"\n"), file.read()
                if time() - os.fstat(file.fileno()).st_mtime > _DAY:
                    os.utime(path)
            if hashlib.sha256(data).hexdigest().encode() != digest:
                return None
            return json.loads(data)
        except (OSError, ValueError, RecursionError):
            return None

    def put(self, key: str, value: Any) -> None:
        """Remembers a JSON value under a key."""
        path = self._path(key)
        partial = f"{path}.{os.getpid()}.partial"
        data = json.dumps(value, separators=(",", ":")).encode()
        try:
            os.makedirs(os.path.dirname(path), mode=0o700, exist_ok=True)  # noqa: PTH103, PTH120
            with open(partial, "wb") as file:  # noqa: PTH123
                file.write(hashlib.sha256(data).hexdigest().encode() + b"\n")
                file.write(data)
            os.replace(partial, path)  # noqa: PTH105
        except OSError:
            with suppress(OSError):
                os.unlink(partial)  # noqa: PTH108

    def prune(self) -> None:
        """Removes what is old or too much; looks once a day."""
        marker = self.folder / "pruned"
        with suppress(OSError):
            if marker.exists() and time() - marker.stat().st_mtime < _DAY:
                return
            marker.touch()
            entries = [(path.stat(), path) for path in self.folder.glob("*/*")]
            left = sum(status.st_size for status, _ in entries)
            for status, path in sorted(entries, key=lambda entry: entry[0].st_mtime):
                if left <= LARGEST and time() - status.st_mtime < OLDEST:
                    break
                left -= status.st_size
                path.unlink(missing_ok=True)

    def _path(self, key: str) -> str:
        return f"{self.folder}/{key[:2]}/{key[2:]}.json"
