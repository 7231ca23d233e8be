"""The server's life: loopback only, no leaks, gone with its context or its parent."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from bridgewright.findings import BridgewrightError
from bridgewright.local import LocalAws


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().split(") ")[1][0] != "Z"
    except FileNotFoundError:
        return False


def listening(pid: int) -> set[str]:
    """The local addresses on which a process listens, as Linux tells (`0100007F` is 127.0.0.1)."""
    inodes = {
        found.group(1)
        for descriptor in Path(f"/proc/{pid}/fd").iterdir()
        if (found := re.fullmatch(r"socket:\[(\d+)\]", str(descriptor.readlink())))
    }
    lines = [
        line.split() for table in ("tcp", "tcp6") for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    return {fields[1].split(":")[0] for fields in lines if fields[3] == "0A" and fields[9] in inodes}


def test_it_listens_on_loopback_alone(aws: LocalAws) -> None:
    """Nobody else on the network reaches it: one listening socket, on 127.0.0.1."""
    assert {"0100007F"} == listening(aws.pid)


@pytest.mark.aws
def test_it_is_gone_after_its_context() -> None:
    """The process and its temporary folder go; the port is closed."""
    with LocalAws() as aws:
        pid, folder = aws.pid, aws.folder
        assert (folder / "server.log").is_file()

    assert not running(pid)
    assert not folder.exists()


ABANDON = """
import io, time, zipfile
from bridgewright.local import LocalAws

code = io.BytesIO()
with zipfile.ZipFile(code, "w") as archive:
    archive.writestr("index.py", "import os\\ndef handle(event, context): return os.getpid()")
with LocalAws() as aws:
    functions = aws.client("lambda")
    functions.create_function(
        FunctionName="f", Runtime="python3.11", Handler="index.handle", Timeout=30,
        Role="arn:aws:iam::123456789012:role/r", Code={"ZipFile": code.getvalue()},
    )
    worker = functions.invoke(FunctionName="f")["Payload"].read().decode()
    print(aws.pid, worker, aws.folder, flush=True)
    time.sleep(600)
"""


@pytest.mark.aws
def test_it_ends_when_its_parent_is_killed(eventually: Callable[..., Any]) -> None:
    """Even SIGKILL, which no handler sees, leaves neither server nor Lambda worker nor folder behind."""
    parent = subprocess.Popen([sys.executable, "-c", ABANDON], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    server, worker, folder = parent.stdout.readline().split()
    assert running(int(server))
    assert running(int(worker))

    parent.send_signal(signal.SIGKILL)
    parent.wait()

    assert eventually(lambda: not running(int(server)))
    assert eventually(lambda: not running(int(worker)))
    assert eventually(lambda: not Path(folder).exists())


@pytest.mark.aws
def test_a_server_that_can_not_start_is_one_clear_line() -> None:
    """A wrong setting raises `BridgewrightError` with the server's last line, and leaves nothing behind."""
    with pytest.raises(BridgewrightError, match=r"local AWS did not start: KeyError: 'no-such-adapter'") as failure:
        LocalAws(adapters=("no-such-adapter",)).start()

    assert "\n" not in str(failure.value)


@pytest.mark.aws
def test_a_missing_extra_says_what_to_install(tmp_path: Path) -> None:
    """Without ministack the error names the command that brings it."""
    (tmp_path / "ministack.py").write_text("raise ModuleNotFoundError(\"No module named 'ministack'\")\n")

    with pytest.raises(BridgewrightError, match=r"pip install 'bridgewright\[local\]'"):
        LocalAws(env={"PYTHONPATH": str(tmp_path)}).start()


def test_it_says_when_it_is_not_running() -> None:
    """Use before `with` is a clear error, not an attribute error."""
    with pytest.raises(BridgewrightError, match="not running"):
        _ = LocalAws().endpoint


def test_its_environment_is_enough_for_another_process(aws: LocalAws) -> None:
    """`environment` makes any SDK elsewhere talk to this server."""
    code = "import boto3; print(boto3.client('sts').get_caller_identity()['Account'])"

    answer = subprocess.run(
        [sys.executable, "-c", code], env={**os.environ, **aws.environment}, capture_output=True, text=True, check=True
    )

    assert answer.stdout.strip() == aws.account


@pytest.mark.aws
def test_wait_ends_with_the_server() -> None:
    """`bridgewright local up` sits in `wait`: when the server is gone, it returns."""
    with LocalAws() as aws:
        threading.Timer(0.2, os.kill, (aws.pid, signal.SIGKILL)).start()

        assert aws.wait() == -signal.SIGKILL
