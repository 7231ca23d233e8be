"""Which tool works here: whatever changes it may change a result."""

from __future__ import annotations

import hashlib
import os
import sys
from functools import cache
from pathlib import Path


@cache
def tool_digest() -> str:
    """SHA-256 of this package's files, the Python version, and the names and versions of what is installed."""
    hashed = hashlib.sha256(sys.version.encode())
    root = str(Path(__file__).resolve().parents[1])
    for folder, folders, names in os.walk(root):
        folders[:] = sorted(name for name in folders if name != "__pycache__")
        for name in sorted(names):
            path = f"{folder}/{name}"
            hashed.update(path[len(root) :].encode() + b"\0")
            with open(path, "rb") as file:  # noqa: PTH123 - hundreds of files, before anything else is done
                data = file.read()
            hashed.update(b"%d:" % len(data) + data)
    for name in sorted(_installed()):
        hashed.update(name.encode("utf-8", "surrogateescape") + b"\0")
    return hashed.hexdigest()


def _installed() -> set[str]:
    """`pydantic-2.13.0.dist-info` and so on: the folders by which installed distributions say what they are."""
    found: set[str] = set()
    for folder in sys.path:
        try:
            found.update(name for name in os.listdir(folder or ".") if name.endswith((".dist-info", ".egg-info")))  # noqa: PTH208
        except OSError:
            continue
    return found
