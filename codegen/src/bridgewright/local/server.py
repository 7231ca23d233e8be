"""The server process: `python -m bridgewright.local.server FD` serves ministack, with adapters, on an open socket.

Settings come by environment, from `bridgewright.local.process`. Not for use by hand.
"""

from __future__ import annotations

import asyncio
import os
import resource
import select
import shutil
import signal
import sys
import threading
import traceback
from collections.abc import Callable


def main() -> None:
    """Installs the adapters, then serves until SIGTERM or until the parent is gone."""
    threading.Thread(target=_end_with_parent, daemon=True, name="parent-watch").start()
    try:
        _run(int(sys.argv[1]))
    except BaseException:  # noqa: BLE001
        # The watching thread would turn an orderly exit into a crash report; the parent reads this log's last line.
        traceback.print_exc()
        os._exit(1)


def _run(listener: int) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    from ministack import app as ministack  # noqa: PLC0415  (slow, and needs its environment)

    for install in _wanted_adapters():
        install()
    asyncio.run(_serve(ministack.app, listener))


def _wanted_adapters() -> list[Callable[[], None]]:
    from bridgewright.local.adapters import ADAPTERS  # noqa: PLC0415  (imports ministack)

    names = os.environ.pop("BRIDGEWRIGHT_LOCAL_ADAPTERS", None)
    wanted = ADAPTERS.keys() if names is None else [name for name in names.split(",") if name]
    return [ADAPTERS[name] for name in wanted]


async def _serve(app: object, listener: int) -> None:
    from hypercorn.asyncio import serve  # noqa: PLC0415
    from hypercorn.config import Config  # noqa: PLC0415

    config = Config()
    config.bind = [f"fd://{listener}"]
    config.keep_alive_timeout = 75
    config.graceful_timeout = 0.5
    config.loglevel = "WARNING"
    stopped = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopped.set)
    await serve(app, config, shutdown_trigger=stopped.wait)  # type: ignore[arg-type]
    # Worker threads may sit in a long poll or in a Lambda: nothing they hold outlives this process.
    os._exit(0)


def _end_with_parent() -> None:
    """Standard input is a pipe that the parent holds: it ends when the parent does, killed or not.

    A process that the parent forked holds it too, so the parent's id is looked at besides.
    """
    parent = os.getppid()
    while os.getppid() == parent and not select.select([0], [], [], 1)[0]:
        pass
    shutil.rmtree(os.environ["TMPDIR"], ignore_errors=True)
    os.killpg(os.getpgrp(), signal.SIGKILL)


if __name__ == "__main__":
    main()
