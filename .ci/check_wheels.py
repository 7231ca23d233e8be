"""Builds every wheel into dist/ and tries the two that others install, each alone in a fresh environment.

The bindings must need pydantic and nothing else, import, and read and write every example of the contracts, on the
oldest pydantic that they allow and on the newest. The tool must start a project in an empty folder, lint and
generate it, and install what it generated.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from pathlib import Path

from build_lambda import DIST, ROOT, BuildFailed, build_wheel, uv

from bridgewright.project.reading import read_project

MEMBERS = {
    "bridgewright": "codegen",
    "leejames-events": "generated",
    "leejames-upload": "services/upload",
    "leejames-pdf": "services/pdf",
}
"""The folder of each distribution."""
TYPED = ("bridgewright", "leejames_events")
"""What others import: type checkers read its annotations only with a marker (PEP 561)."""

_ROUND_TRIP = """
import importlib, json, sys
from importlib.metadata import version
cases = json.load(sys.stdin)
for case in cases:
    model = getattr(importlib.import_module(case["module"]), case["class"])
    event = model.from_data(case["detail"])
    assert event.to_data() == case["detail"], f"{case['name']}: written as {event.to_json()}"
    assert model.from_json(event.to_json()) == event, case["name"]
    assert model.from_sqs_body(json.dumps(
        {"source": model.SOURCE, "detail-type": model.DETAIL_TYPE, "detail": case["detail"]})) == event, case["name"]
print(version("pydantic"))
"""


@dataclass(frozen=True, slots=True)
class Case:
    """One example of a contract, and the class that reads it."""

    name: str
    module: str
    class_name: str
    detail: object


@dataclass(frozen=True, slots=True)
class FreshEnvironment:
    """A virtual environment with nothing in it but what is installed here."""

    folder: Path

    @classmethod
    def create(cls, folder: Path) -> FreshEnvironment:
        """An empty one, of this Python."""
        uv("venv", "-q", "--no-project", "--python", sys.executable, folder / "venv", cwd=folder)
        return cls(folder)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "venv/bin/python"

    def install(self, *requirements: str | Path, resolution: str = "highest") -> None:
        """Installs from the index and from files, the newest or the oldest allowed."""
        options = ("--python", self.python, "--no-config", "--resolution", resolution)
        uv("pip", "install", "-q", *options, *requirements, cwd=self.folder)

    def run(self, *arguments: str | Path, given: str = "") -> str:
        """What a command of this environment prints.

        Raises:
            BuildFailed: it fails.
        """
        command = [str(self.python.parent / arguments[0]), *map(str, arguments[1:])]
        done = subprocess.run(command, input=given, cwd=self.folder, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            last = (done.stderr.strip() or done.stdout.strip()).splitlines()[-1:] or ["it says nothing"]
            raise BuildFailed(f"{arguments[0]} {arguments[1]!s:.40} exits with {done.returncode}: {last[0]}")
        return done.stdout.strip()


def build_wheels() -> dict[str, Path]:
    """The path of each member's new wheel, by name; older ones go."""
    for old in DIST.glob("*.whl"):
        old.unlink()
    wheels = {package: build_wheel(package, DIST) for package in MEMBERS}
    for wheel in wheels.values():
        print(f"{wheel.relative_to(ROOT)}: {wheel.stat().st_size / 1024:.0f} KB")
    return wheels


def check_metadata(package: str, wheel: Path) -> tuple[str, ...]:
    """The names that a wheel requires without any extra, once its metadata and content are fit to be published.

    Raises:
        BuildFailed: its metadata or content isn't fit to be published.
    """
    metadata = _metadata(wheel)
    if metadata["Name"] != package or not metadata["Summary"] or metadata["Requires-Python"] != ">=3.11":
        raise BuildFailed(f"{wheel.name}: METADATA lacks its name, summary or Requires-Python >=3.11")
    with zipfile.ZipFile(wheel) as archive:
        strays = [name for name in archive.namelist() if re.search(r"(^|/)(tests?|__pycache__|\.venv)/", name)]
    if strays:
        raise BuildFailed(f"{wheel.name}: {strays[0]} doesn't belong into a wheel")
    check_content(wheel, ROOT / MEMBERS[package])
    needs = [need for need in metadata.get_all("Requires-Dist", []) if "extra ==" not in need]
    return tuple(re.split(r"[^\w.-]", need, maxsplit=1)[0].lower() for need in needs)


def check_content(wheel: Path, member: Path) -> None:
    """Compares a wheel with the member's folder: all that its source holds, templates and type marker too, and LICENSE.

    Raises:
        BuildFailed: something is missing, or the licence is another than the repository's.
    """
    source = member / "src"
    files = {path.relative_to(source).as_posix() for path in source.rglob("*") if path.is_file()}
    wanted = {name for name in files if "__pycache__" not in name}
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        licences = [name for name in names if name.endswith(".dist-info/licenses/LICENSE")]
        if not licences or archive.read(licences[0]) != (ROOT / "LICENSE").read_bytes():
            raise BuildFailed(f"{wheel.name}: lacks the repository's LICENSE")
    wanted |= {f"{package}/py.typed" for package in TYPED if (source / package).is_dir()}
    if missing := sorted(wanted - names):
        raise BuildFailed(f"{wheel.name}: lacks {missing[0]}")


def _metadata(wheel: Path) -> Message:
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith(".dist-info/METADATA")]
        return BytesParser().parsebytes(archive.read(name))


def check_bindings(wheel: Path) -> None:
    """Installs the bindings alone, with the oldest and with the newest pydantic, and round-trips every example."""
    needs = check_metadata("leejames-events", wheel)
    if needs != ("pydantic",):
        raise BuildFailed(f"{wheel.name} requires {', '.join(needs)}: it must need pydantic and nothing else")
    cases = list(_cases())
    given = json.dumps([{"name": c.name, "module": c.module, "class": c.class_name, "detail": c.detail} for c in cases])
    for resolution in ("lowest-direct", "highest"):
        with tempfile.TemporaryDirectory() as folder:
            environment = FreshEnvironment.create(Path(folder))
            # Named besides the wheel, its own requirement counts as direct: "lowest" takes the floor.
            floor = next(n for n in _metadata(wheel).get_all("Requires-Dist", []) if n.startswith("pydantic"))
            environment.install(wheel, floor, resolution=resolution)
            pydantic = environment.run("python", "-I", "-c", _ROUND_TRIP, given=given)
            print(f"{wheel.name} alone on pydantic {pydantic}: {len(cases)} examples read and written")


def _cases() -> Iterator[Case]:
    """Every example of every version, for the bindings of its major."""
    project = read_project(ROOT / "contracts")
    if project.catalog is None:
        raise BuildFailed("the contracts can't be read: run `bridgewright lint`")
    package = project.catalog.settings.package
    for event in project.catalog.events:
        newest = project.catalog.versions(event.name, event.version.major)[-1]
        module = f"{package}.{re.sub(r'[^a-z0-9]+', '_', event.name)}.v{event.version.major}"
        for example in event.examples:
            yield Case(f"{event.id} {example.name}", module, newest.title, example.detail)


def check_tool(wheel: Path) -> None:
    """Installs the tool alone and takes the path of a team that has nothing of this repository."""
    needs = check_metadata("bridgewright", wheel)
    if ours := [need for need in needs if "leejames" in need]:
        raise BuildFailed(f"{wheel.name} requires {ours[0]}")
    with tempfile.TemporaryDirectory() as folder:
        environment = FreshEnvironment.create(Path(folder))
        environment.install(wheel)
        for command in (
            ("--version",),
            ("rules", "string-unbounded"),
            ("init",),
            ("lint",),
            ("generate",),
            ("generate", "--check"),
            ("lint",),
        ):
            environment.run("bridgewright", *command)
        environment.install(Path(folder) / "generated")
        environment.run("python", "-I", "-c", "import acme_events.order_placed.v1")
        print(f"{wheel.name} alone: init, lint and generate in an empty folder; the result installs and imports")


def main() -> int:
    """Builds and checks; the exit code."""
    try:
        wheels = build_wheels()
        for package in MEMBERS:
            check_metadata(package, wheels[package])
        check_bindings(wheels["leejames-events"])
        check_tool(wheels["bridgewright"])
    except BuildFailed as error:
        print(f"packaging failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
