"""How far a long run is, on a terminal: one line on standard error that goes away again."""

from __future__ import annotations

import os
import sys
from time import monotonic
from types import TracebackType
from typing import Self, TextIO

_WIDTH = 30
_PATIENCE = 0.3
"""Seconds before anything is shown: most runs are over by then."""
_EVERY = 0.05


class Progress:
    """Call it with how many parts of how many are done; it shows nothing in pipes, logs and dumb terminals."""

    def __init__(self, what: str, stream: TextIO | None = None) -> None:
        self._what = what
        self._stream = stream or sys.stderr
        self._shows = self._stream.isatty() and os.environ.get("TERM") != "dumb"
        self._next = monotonic() + _PATIENCE
        self._width = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._width:
            self._stream.write(f"\r{' ' * self._width}\r")
            self._stream.flush()

    def __call__(self, done: int, every: int) -> None:
        """Shows that `done` parts of `every` are done, a few times a second at most."""
        now = monotonic()
        if not self._shows or now < self._next:
            return
        self._next = now + _EVERY
        full = _WIDTH * done // max(every, 1)
        line = f"[{'#' * full}{'.' * (_WIDTH - full)}] {done}/{every} {self._what}"
        self._stream.write(f"\r{line.ljust(self._width)}")
        self._stream.flush()
        self._width = max(self._width, len(line))
