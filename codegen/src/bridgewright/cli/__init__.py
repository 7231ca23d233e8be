"""The command line: arguments in, printing and exit codes out; the only room that prints.

Exit codes: 0 clean; 1 findings, drift or stale output; 2 usage, environment or crash.
"""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Sequence

from bridgewright.cli.arguments import parser
from bridgewright.findings import BridgewrightError

__all__ = ["main"]

CLEAN, FOUND, FAILED, INTERRUPTED = 0, 1, 2, 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit code; never lets a traceback out.

    `BRIDGEWRIGHT_DEBUG=1` shows the traceback of a crash.
    """
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # what the terminal's encoding lacks is no crash
    try:
        options = parser().parse_args(arguments)
        code: int = options.run(options)
        sys.stdout.flush()
    except BridgewrightError as error:
        return _failed(f"bridgewright: {error}")
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output went away; the interpreter's own flush at exit must not complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    except Exception as error:  # noqa: BLE001 - a crash is one clear line, and exit 2
        if os.environ.get("BRIDGEWRIGHT_DEBUG"):
            import traceback

            traceback.print_exc()
        kind = type(error).__name__
        return _failed(f"bridgewright: internal error ({kind}); run again with BRIDGEWRIGHT_DEBUG=1 and report it")
    return code


def _failed(message: str) -> int:
    print(" ".join(message.split()), file=sys.stderr)
    return FAILED
