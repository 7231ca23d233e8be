"""How long `generate` takes for 50, 500 and 2,000 contracts: anew, again, only checked, and after one change.

    python tests/benchmarks/generation.py [--counts 50,500,2000] [--mixed 500] [--real 500] [--starts]

Every run is a process of its own with a cache of its own, as a user starts it. `wall` and `cpu` are seconds (of all its
processes), `peak` the most memory that they held together (MB; pages that they share count once). The named peer is
datamodel-code-generator, which writes models of the same contracts in one process, without a formatter and without
looking at anything but the schemas: `peer` is its CPU time for as many contracts. A busy machine slows both alike, so
the ratio `cpu / peer` is what compares from day to day.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from contract_projects import mixed, real, typical
from corpora_documents import install

SAMPLE = 40
"""Contracts that the peer is given; its time for more is in proportion."""
PEER = """
import sys, time
from pathlib import Path
from datamodel_code_generator import generate
from datamodel_code_generator.enums import DataModelType, InputFileType
def models(path):
    generate(path, input_file_type=InputFileType.OpenAPI, output_model_type=DataModelType.PydanticV2BaseModel,
        formatters=[], disable_timestamp=True, snake_case_field=True, use_annotated=True, field_constraints=True)
models(Path(sys.argv[1]))
started = time.process_time()
for path in sys.argv[1:]:
    models(Path(path))
print(time.process_time() - started)
"""
STARTS = {
    "python -c pass": (sys.executable, "-c", "pass"),
    "python -c 'import pydantic.main'": (sys.executable, "-c", "import pydantic.main"),
    "bridgewright --help": (sys.executable, "-m", "bridgewright", "--help"),
    "bridgewright lint": (sys.executable, "-m", "bridgewright", "lint"),
    "bridgewright breaking": (sys.executable, "-m", "bridgewright", "breaking"),
    "bridgewright release no/1.0.0": (sys.executable, "-m", "bridgewright", "release", "no/1.0.0"),
    "bridgewright generate --check": (sys.executable, "-m", "bridgewright", "generate", "--check"),
}


@dataclass(frozen=True, slots=True)
class Run:
    """What one process and its children took."""

    wall: float
    cpu: float
    peak: float

    def row(self, name: str, peer: float) -> str:
        """One line of the table."""
        return f"{name:<28}{self.wall:>9.2f}{self.cpu:>9.2f}{self.cpu / peer:>10.2f}{self.peak:>9.0f}"


def run(*command: str, cache: Path) -> Run:
    """Runs a command to its end; its exit code must be 0."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    process = subprocess.Popen(
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=os.environ | {"BRIDGEWRIGHT_CACHE": str(cache)}
    )
    peak = _Peak(process.pid)
    _, told = process.communicate()
    wall = time.perf_counter() - started
    peak.stop()
    assert process.returncode == 0, told.decode()
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Run(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak.megabytes)


class _Peak:
    """Looks at the memory of a process and its children, ten times a second."""

    def __init__(self, pid: int) -> None:
        self._pid, self._done = pid, threading.Event()
        self.megabytes = 0.0
        self._thread = threading.Thread(target=self._watch)
        self._thread.start()

    def stop(self) -> None:
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.1):
            self.megabytes = max(self.megabytes, sum(map(_proportional, _family(self._pid))) / 1024)


def _family(pid: int) -> Iterator[int]:
    yield pid
    try:
        for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            yield from _family(int(child))
    except OSError:
        return


def _proportional(pid: int) -> int:
    """Kilobytes, pages that n processes share counted as one nth (Linux: proc(5), smaps_rollup)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def peer_seconds(contracts: Path) -> float:
    """CPU seconds that datamodel-code-generator takes for one contract."""
    paths = sorted(contracts.glob("events/*/*.*"))[:SAMPLE]
    ran = subprocess.run([sys.executable, "-c", PEER, *map(str, paths)], capture_output=True, text=True, check=True)
    return float(ran.stdout.splitlines()[-1]) / len(paths)


def measure(contracts: Path, count: int, cache: Path) -> None:
    """Prints the rows of one project."""
    each = peer_seconds(contracts)
    peer = each * count
    generate = (sys.executable, "-m", "bridgewright", "generate", "--contracts", str(contracts))
    print(f"{'peer: models alone':<28}{'':>9}{peer:>9.2f}{1:>10.2f}")
    print(run(*generate, cache=cache).row("generate, anew", peer))
    print(run(*generate, cache=cache).row("generate, nothing changed", peer))
    print(run(*generate, "--check", cache=cache).row("--check, nothing changed", peer))
    changed = sorted(contracts.glob("events/*/*.*"))[count // 2]
    text = changed.read_text(encoding="utf-8")
    changed.write_text(text.replace("{", '{"x-changed": 1,', 1) if text.startswith("{") else text + "x-changed: 1\n")
    print(run(*generate, cache=cache).row("generate, one changed", peer))
    print(run(*generate, "--check", "--no-cache", cache=cache).row("--check --no-cache", peer), flush=True)


def described(contracts: Path, name: str) -> None:
    """Prints how much there is."""
    paths = list(contracts.glob("events/*/*.*"))
    print(f"\n{len(paths)} {name} contracts, {sum(path.stat().st_size for path in paths) / 1e6:.1f} MB", flush=True)


def starts() -> None:
    """Prints what it takes to start: the best of several runs."""
    print("\nstart (best of 7; in the folder of this repository's contracts)")
    cache = Path(tempfile.mkdtemp())
    for name, command in STARTS.items():
        taken = []
        for _ in range(7):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                command, capture_output=True, check=False, env=os.environ | {"BRIDGEWRIGHT_CACHE": str(cache)}
            )
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
        print(f"{name:<36}{1000 * min(taken):>6.0f} ms CPU")
    shutil.rmtree(cache)


def main() -> None:
    """Measures what the options ask for."""
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--counts", default="50,500,2000", help="typical contracts")
    options.add_argument("--mixed", type=int, default=500, help="contracts of all sizes")
    options.add_argument("--real", type=int, default=0, help="contracts imported from packages, installed for this")
    options.add_argument("--starts", action="store_true", help="what each command takes to start, too")
    told = options.parse_args()
    projects = [("typical", int(count), typical) for count in told.counts.split(",") if count]
    projects += [("mixed", told.mixed, mixed)] if told.mixed else []
    print(f"{os.cpu_count()} cores\n{'':<28}{'wall':>9}{'cpu':>9}{'cpu/peer':>10}{'peak':>9}")
    for name, count, make in projects:
        with tempfile.TemporaryDirectory() as folder:
            contracts = make(Path(folder), count)
            described(contracts, name)
            measure(contracts, count, Path(folder) / "cache")
    if told.real:
        with tempfile.TemporaryDirectory() as folder:
            npm, pypi, _ = install(Path(folder))
            contracts = real(Path(folder) / "real", told.real, npm, pypi)
            described(contracts, "real")
            measure(contracts, told.real, Path(folder) / "cache")
    if told.starts:
        starts()


if __name__ == "__main__":
    main()
