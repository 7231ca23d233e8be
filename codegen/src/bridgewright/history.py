"""Reads a contracts folder as it was at a git ref. Runs `git`, and only reads with it."""

from __future__ import annotations

import io
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from bridgewright.findings import BridgewrightError

_SECONDS = 60


@contextmanager
def contracts_at(contracts: Path, ref: str) -> Iterator[Path]:
    """The contracts folder at a git ref (a branch, a tag, a commit), in a temporary folder.

    Raises:
        BridgewrightError: there is no git, no repository, no such ref, or the folder wasn't there then.
    """
    if ref.startswith("-"):
        raise BridgewrightError(f"{ref!r} is no git ref")
    folder = contracts.resolve()
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    inside = folder.relative_to(top.resolve()).as_posix()
    packed = _git(top, "archive", "--format=tar", f"{ref}:{'' if inside == '.' else inside}")
    with TemporaryDirectory(prefix="bridgewright-") as made:
        target = Path(made) / folder.name
        target.mkdir()
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(target, filter="data")
        yield target


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(  # noqa: S603 - arguments are a list, and the ref can't be an option
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BridgewrightError(f"git can't be run: {error}") from error
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["it failed"]
        raise BridgewrightError(f"git {arguments[0]}: {words[-1]}")
    return done.stdout
