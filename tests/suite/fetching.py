"""The suite as `jsonschema`'s source distribution on PyPI carries it: fetched by pip when it isn't there yet."""

from __future__ import annotations

import hashlib
import subprocess
import tempfile
import venv
from pathlib import Path

_PACKAGE = "jsonschema==4.26.0"
_FILE = "jsonschema-4.26.0.tar.gz"
_SHA256 = "0c26707e2efad8aa1bfc5b7ce170f3fccc2e4918ff85989ba9ffa9facb2be326"
"""What was released; figures are of this."""


class NotTheSuite(Exception):
    """The file isn't the one that was released."""


def fetched(folder: Path) -> Path:
    """The archive, in this folder.

    Raises:
        NotTheSuite: what lies or came there has other contents.
        CalledProcessError: pip couldn't get it.
    """
    archive = folder / _FILE
    if not archive.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory() as made:
            venv.create(made, with_pip=True)
            options = ("--no-deps", "--no-binary", "jsonschema", "--dest", str(folder))
            subprocess.run([f"{made}/bin/python", "-m", "pip", "download", "-q", *options, _PACKAGE], check=True)
    return verified(archive, _SHA256)


def verified(archive: Path, sha256: str) -> Path:
    """The file, whose SHA-256 this is.

    Raises:
        NotTheSuite: it is another's.
    """
    found = hashlib.sha256(archive.read_bytes()).hexdigest()
    if found != sha256:
        raise NotTheSuite(f"{archive}: its SHA-256 is {found}, not {sha256}; remove it, and it is fetched anew")
    return archive
