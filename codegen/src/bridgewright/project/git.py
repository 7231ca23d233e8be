"""Reads a contracts folder as it was at a git ref. Runs `git`, and only reads with it."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from bridgewright.findings import BridgewrightError

_SECONDS: Final = 60
_LINK: Final = "120000"
_BRANCH: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]*", re.ASCII)


class LockThen(NamedTuple):
    """A lock as a commit held it; `commit` is what messages call that commit."""

    commit: str
    text: bytes


@contextmanager
def contracts_at(contracts: Path, ref: str) -> Iterator[Path]:
    """The contracts folder at a git ref (a branch, a tag, a commit), in a temporary folder.

    Its files are read one by one: `git archive` leaves out what `.gitattributes` says (`export-ignore`).

    Raises:
        BridgewrightError: there is no git, no repository, no such ref, or the folder wasn't there then.
    """
    if ref.startswith("-"):
        raise BridgewrightError(f"{ref!r} is no git ref")
    folder = contracts.resolve()
    top = Path(_git(folder, "rev-parse", "--show-toplevel").decode().rstrip("\n"))
    inside = folder.relative_to(top.resolve()).as_posix()
    _check_ref(top, ref)
    tree = f"{ref}:{'' if inside == '.' else inside}"
    if not _answers(top, "cat-file", "-e", tree):
        raise BridgewrightError(f"{ref} has no folder {inside}: there is nothing to compare with")
    with TemporaryDirectory(prefix="bridgewright-") as made:
        target = Path(made) / folder.name
        target.mkdir()
        _write(top, tree, target)
        yield target


def last_lock(contracts: Path, name: str, ref: str = "HEAD") -> LockThen | None:
    """The lock `name` of a contracts folder at a ref; where it isn't there, as the last commit before had it.

    None when no commit had it, or nobody can tell: without a repository, without git.
    """
    folder = contracts.resolve()
    if not os.environ.get("GIT_DIR") and not any((at / ".git").exists() for at in (folder, *folder.parents)):
        return None
    try:
        then = _run(folder, "cat-file", "blob", f"{ref}:./{name}")
        if then.returncode == 0:
            return LockThen(ref, then.stdout)
        removal = ("log", "-1", "--first-parent", "--diff-filter=D", "--format=%h", ref, "--", name)
        gone = _run(folder, *removal).stdout.decode().strip()
        then = _run(folder, "cat-file", "blob", f"{gone}~1:./{name}") if gone else then
    except BridgewrightError:
        return None
    return LockThen(f"{gone}~1", then.stdout) if gone and then.returncode == 0 else None


def _check_ref(top: Path, ref: str) -> None:
    """Refuses a ref that isn't there, and says how to get it."""
    if _answers(top, "rev-parse", "--verify", "--quiet", f"{ref}^{{commit}}"):
        return
    name = ref.removeprefix("origin/")
    if name == ref and _answers(top, "rev-parse", "--verify", "--quiet", f"refs/remotes/origin/{ref}^{{commit}}"):
        raise BridgewrightError(f"git has no {ref} here, but origin/{ref}: say `--against origin/{ref}`")
    shallow = _run(top, "rev-parse", "--is-shallow-repository").stdout.strip() == b"true"
    depth = "check out with `fetch-depth: 0` (actions/checkout)"
    if not _BRANCH.fullmatch(name) or name == "HEAD":
        advice = f"this checkout is shallow: {depth}, or run `git fetch --unshallow`" if shallow else "mend the name"
        raise BridgewrightError(f"git has no {ref!r} here; {advice}")
    fetch = f"run `git fetch origin {name}:refs/remotes/origin/{name}`, and say `--against origin/{name}`"
    advice = f"this checkout is shallow: {depth}, or {fetch}" if shallow else f"mend the name, or {fetch}"
    raise BridgewrightError(f"git has no {ref} here; {advice}")


def _write(top: Path, tree: str, target: Path) -> None:
    """Writes what a tree holds: files as they were committed, and links that stay inside."""
    entries: list[tuple[str, str, str]] = []
    for listed in _git(top, "ls-tree", "-r", "-z", tree).split(b"\0"):
        told, _, inside = listed.partition(b"\t")
        mode, kind, name = told.decode().split() if told else ("", "", "")
        if kind == "blob":
            entries.append((mode, name, os.fsdecode(inside)))
    packed = _git(top, "cat-file", "--batch", given="".join(f"{name}\n" for _, name, _ in entries).encode())
    start = 0
    for mode, _, path in entries:
        end = packed.index(b"\n", start)
        size = int(packed[start:end].split()[-1])
        data = packed[end + 1 : end + 1 + size]
        start = end + size + 2
        file = target / path
        file.parent.mkdir(parents=True, exist_ok=True)
        if mode != _LINK:
            file.write_bytes(data)
            continue
        leads_to = os.path.normpath(PurePosixPath(path).parent / os.fsdecode(data))
        if f"{leads_to}/".startswith(("/", "../")):
            raise BridgewrightError(f"{tree}: {path} is a link that leads out of the folder")
        file.symlink_to(os.fsdecode(data))


def _answers(folder: Path, *arguments: str) -> bool:
    return _run(folder, *arguments).returncode == 0


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    done = _run(folder, *arguments, given=given)
    if done.returncode:
        words = done.stderr.decode(errors="replace").strip().splitlines() or ["it failed"]
        raise BridgewrightError(f"git {arguments[0]}: {words[-1]}")
    return done.stdout


def _run(folder: Path, *arguments: str, given: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - arguments are a list, and the ref can't be an option
            ["git", "-C", str(folder), *arguments],  # noqa: S607 - the user's own git
            input=given,
            capture_output=True,
            check=False,
            timeout=_SECONDS,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise BridgewrightError(f"git can't be run: {error}") from error
