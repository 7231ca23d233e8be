"""The server as a child process: loopback only, a clean environment, no traces left behind."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bridgewright.findings import BridgewrightError

START_SECONDS = 60
STOP_SECONDS = 5


@dataclass(frozen=True, slots=True)
class ServerSettings:
    """What the server must be; `adapters` is `None` for all of them, or the names of those wanted."""

    account: str
    region: str
    enforce_iam: bool = False
    adapters: tuple[str, ...] | None = None
    extra: Mapping[str, str] = field(default_factory=dict)


class Server:
    """One running server. It ends with `stop`, and also when this process ends, however that happens."""

    def __init__(self, settings: ServerSettings) -> None:
        """Starts the server and waits until it answers; raises `BridgewrightError` when it doesn't."""
        self.folder = Path(tempfile.mkdtemp(prefix="bridgewright-local-"))
        self.log = self.folder / "server.log"
        listener = socket.create_server(("127.0.0.1", 0))
        self.endpoint = f"http://127.0.0.1:{listener.getsockname()[1]}"
        # Handing over the open socket, and not a port number, leaves no moment in which another process takes it.
        with listener, self.log.open("wb") as log:
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "bridgewright.local.server", str(listener.fileno())],
                stdin=subprocess.PIPE,
                stdout=log,
                stderr=log,
                env=_server_environment(settings, self.folder, listener.getsockname()[1]),
                cwd=self.folder,
                pass_fds=[listener.fileno()],
                start_new_session=True,
            )
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return self._process.pid

    def wait(self) -> int:
        """Blocks until the server ends; returns its exit code."""
        return self._process.wait()

    def stop(self) -> None:
        """Ends the server and its Lambda workers, and removes their temporary folder. Safe to call twice."""
        self._process.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(STOP_SECONDS)
        # The workers share the server's session: what is left of the group goes with it.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        if self._process.stdin is not None:
            self._process.stdin.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _wait_until_ready(self) -> None:
        try:
            with urllib.request.urlopen(f"{self.endpoint}/_ministack/health", timeout=START_SECONDS) as answer:  # noqa: S310
                json.load(answer)
        except (OSError, ValueError) as error:
            lines = self.log.read_text(errors="replace").strip().splitlines()
            reason = lines[-1] if lines else str(error)
            hint = " (pip install 'bridgewright[local]')" if "No module named" in reason else ""
            raise BridgewrightError(f"local AWS did not start: {reason}{hint}") from error


def _server_environment(settings: ServerSettings, folder: Path, port: int) -> dict[str, str]:
    """Only what the server needs: nothing of the host's credentials, proxies or settings passes through."""
    environment = {
        "PATH": os.defpath,
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "GATEWAY_PORT": str(port),
        "BIND_HOST": "127.0.0.1",
        "MINISTACK_HOST": "127.0.0.1",
        "MINISTACK_ACCOUNT_ID": settings.account,
        "MINISTACK_REGION": settings.region,
        "IOT_MTLS_ENABLED": "0",
        "SFTP_ENABLED": "0",
        "AUTH": "true" if settings.enforce_iam else "false",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        # A test must not wait a minute for each retry of an asynchronous invocation, as it would on AWS.
        "LAMBDA_ASYNC_RETRY_BASE_SECONDS": "0.1",
        "LOG_LEVEL": "INFO",
    }
    if settings.adapters is not None:
        environment["BRIDGEWRIGHT_LOCAL_ADAPTERS"] = ",".join(settings.adapters)
    for name in ("PYTHONPATH", "PYTHONHASHSEED", "PYTHONDONTWRITEBYTECODE"):
        if name in os.environ:
            environment[name] = os.environ[name]
    return environment | dict(settings.extra)
