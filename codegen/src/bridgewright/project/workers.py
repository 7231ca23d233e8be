"""With what a project is worked on: one process or several, from memory or anew, telling how far it is or not."""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from bridgewright.findings import BridgewrightError
from bridgewright.project.cache import Cache

_Job = TypeVar("_Job")
_Result = TypeVar("_Result")


def _silent(_done: int, _all: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Means:
    """`processes`: how many may work at once; `progress` is told how many parts of how many are done."""

    cache: Cache | None = None
    processes: int = 1
    progress: Callable[[int, int], None] = _silent

    def spread(self, work: Callable[[_Job], _Result], jobs: Sequence[_Job], share: int = 16) -> Iterator[_Result]:
        """What `work` makes of each job, in their order.

        `share` jobs are the least for one process: fewer are done before another process has started.
        """
        for done, result in enumerate(self._results(work, jobs, share), 1):
            self.progress(done, len(jobs))
            yield result

    def _results(self, work: Callable[[_Job], _Result], jobs: Sequence[_Job], share: int) -> Iterator[_Result]:
        processes = min(self.processes, len(jobs) // share)
        if processes < 2:
            yield from map(work, jobs)
            return
        # Few runs have as much to do.
        import multiprocessing  # noqa: PLC0415
        from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # noqa: PLC0415

        # A fork has everything imported already. It is safe while there are no threads, and only Linux promises it.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
        gc.freeze()
        with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin) as pool:
            try:
                yield from pool.map(work, jobs, chunksize=max(1, share // 4))
            except BrokenExecutor:
                raise BridgewrightError(
                    "a process that worked on contracts was stopped; is there memory left?"
                ) from None
            finally:
                pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """A process begins: it lives for seconds, and Ctrl-C is for the one that waits for it."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)


def processors() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
