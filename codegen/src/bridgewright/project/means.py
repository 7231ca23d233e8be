"""With what a project is worked on: one process or several, from memory or anew, telling how far it is or not."""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bridgewright.cache import Cache

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")

_WORTH = 16
"""Jobs for each process: fewer are done before another process has started."""


def _silent(_done: int, _all: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Means:
    """`processes`: how many may work at once; `progress` is told how many parts of how many are done."""

    cache: Cache | None = None
    processes: int = 1
    progress: Callable[[int, int], None] = _silent

    def spread(self, work: Callable[[_Job], _Result], jobs: Sequence[_Job]) -> Iterator[_Result]:
        """What `work` makes of each job, in their order."""
        for done, result in enumerate(self._results(work, jobs), 1):
            self.progress(done, len(jobs))
            yield result

    def _results(self, work: Callable[[_Job], _Result], jobs: Sequence[_Job]) -> Iterator[_Result]:
        processes = min(self.processes, len(jobs) // _WORTH)
        if processes < 2:
            yield from map(work, jobs)
            return
        import multiprocessing  # noqa: PLC0415 - few runs have as much to do

        # A fork has everything imported already. It is safe while there are no threads, and only Linux promises it.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
        gc.freeze()
        with context.Pool(processes, initializer=gc.disable) as pool:
            yield from pool.imap(work, jobs, chunksize=4)


def processors() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
