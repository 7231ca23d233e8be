"""The work on parts of a project: remembered or worked out, in one process or several, telling how far it is.

A step of the work is a function of one part that gives a JSON value, so that a process, or a cache, may stand between
the function and who asks. With a cache or without, in one process or several, the same functions see the same parts;
only how often they run differs.
"""

from __future__ import annotations

import gc
import os
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Generic, TypeVar

from bridgewright.findings import BridgewrightError
from bridgewright.project.cache import Cache

_Subject = TypeVar("_Subject")


@dataclass(frozen=True, slots=True)
class Part(Generic[_Subject]):
    """What a step works on, and the key of its result: a hash of everything that it depends on.

    Without a key it is always worked out.
    """

    subject: _Subject
    key: str


def _silent(_done: int, _all: int) -> None:
    """Tells nobody."""


@dataclass(frozen=True, slots=True)
class Workers:
    """`processes`: how many may work at once; `progress` is told how many parts of how many are done."""

    cache: Cache | None = None
    processes: int = 1
    progress: Callable[[int, int], None] = _silent

    def key(self, step: str, *inputs: str | bytes) -> str:
        """The key of what a step makes of these inputs; without a cache, nobody needs one."""
        return self.cache.key(step, *inputs) if self.cache else ""

    def results(self, work: Callable[[_Subject], Any], parts: Sequence[Part[_Subject]], share: int = 16) -> list[Any]:
        """What `work` makes of each part, as JSON values in the parts' order.

        `share` parts are the least for one process: fewer are done before another process has started.

        Raises:
            BridgewrightError: a process was stopped.
        """
        if self.cache is None:
            return self._worked_out(work, [part.subject for part in parts], share)
        results = [self.cache.get(part.key) if part.key else None for part in parts]
        missing = [index for index, result in enumerate(results) if result is None]
        worked_out = self._worked_out(partial(_remembered, self.cache, work), [parts[at] for at in missing], share)
        for index, result in zip(missing, worked_out, strict=True):
            results[index] = result
        return results

    def _worked_out(self, work: Callable[[Any], Any], jobs: Sequence[Any], share: int) -> list[Any]:
        results: list[Any] = []
        for result in self._spread(work, jobs, share):
            results.append(result)
            self.progress(len(results), len(jobs))
        return results

    def _spread(self, work: Callable[[Any], Any], jobs: Sequence[Any], share: int) -> Iterator[Any]:
        processes = min(self.processes, len(jobs) // share)
        if processes < 2:
            yield from map(work, jobs)
            return
        # Few runs have as much to do.
        import multiprocessing  # noqa: PLC0415
        from concurrent.futures import BrokenExecutor, ProcessPoolExecutor  # noqa: PLC0415

        # A fork has everything imported, and the jobs, already. It is safe while there are no threads, and only Linux
        # promises it.
        context = multiprocessing.get_context("fork" if sys.platform == "linux" else None)
        gc.freeze()
        with ProcessPoolExecutor(processes, mp_context=context, initializer=_begin, initargs=(work, jobs)) as pool:
            try:
                yield from pool.map(_done, range(len(jobs)), chunksize=max(1, share // 4))
            except BrokenExecutor:
                raise BridgewrightError(
                    "a process that worked on contracts was stopped; is there memory left?"
                ) from None
            finally:
                pool.shutdown(cancel_futures=True)


def _remembered(cache: Cache, work: Callable[[Any], Any], part: Part[Any]) -> Any:
    result = work(part.subject)
    if part.key:
        cache.put(part.key, result)
    return result


_IN_THIS_PROCESS: list[tuple[Callable[[Any], Any], Sequence[Any]]] = []
"""What a process of a pool works on: it gets all jobs when it begins, and is then asked for one by its number."""


def _begin(work: Callable[[Any], Any], jobs: Sequence[Any]) -> None:
    """A process begins: it lives for seconds, and Ctrl-C is for the one that waits for it."""
    gc.disable()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _IN_THIS_PROCESS[:] = [(work, jobs)]


def _done(index: int) -> Any:
    ((work, jobs),) = _IN_THIS_PROCESS
    return work(jobs[index])


def processors() -> int:
    """How many processes can run at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
