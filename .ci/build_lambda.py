"""Builds the folders that the services' templates name as `CodeUri`, and the zips that AWS would get.

    python .ci/build_lambda.py              .build/lambda/* for this machine: what local AWS runs
    python .ci/build_lambda.py --aws        the same folders for AWS: what `aws cloudformation package` uploads
    python .ci/build_lambda.py --zips       dist/lambda/*.zip for AWS, with their sizes

A folder is third-party requirements from the lock plus the built wheels of the service and the bindings, never
the checkout itself. It is built again only when the lock, a source or this file changed.

boto3 stays out: every Python runtime of Lambda has it (https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html).
With it a folder has 31 MB more and a zip 16 MB, and the pdf service's would pass what can be uploaded directly.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from platform import machine
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
BUILD = ROOT / ".build"
DIST = ROOT / "dist"
SERVICES = ("upload", "pdf")

RUNTIME_HAS = ("boto3", "botocore", "python-dateutil", "s3transfer", "six", "urllib3")
"""What Lambda's runtime brings and nothing but boto3 needs (jmespath is Powertools' too, and stays)."""
UNZIPPED_LIMIT = 250 * 1024 * 1024
"""Bytes of an unzipped deployment package: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html"""
UPLOAD_LIMIT = 50 * 1024 * 1024
"""Bytes of a zip that may be uploaded directly; a larger one goes through S3 (same page)."""
INSTALLERS_NOTES = ("RECORD", "INSTALLER", "REQUESTED", "WHEEL", "direct_url.json", "uv_cache.json", "uv_build.json")
EPOCH = (1980, 1, 1, 0, 0, 0)


class BuildFailed(Exception):
    """Something can't be built, or isn't what it should be; the message is one line."""


@dataclass(frozen=True, slots=True)
class Platform:
    """What a folder is built for: `tag` is uv's name of the platform, empty for this machine."""

    python: str
    tag: str = ""

    def __str__(self) -> str:
        return f"Python {self.python} on {self.tag or 'this machine'}"

    def install_options(self) -> tuple[str, ...]:
        """What `uv pip install` must be told."""
        if not self.tag:
            return ("--python", sys.executable)
        return ("--python-platform", self.tag, "--python-version", self.python, "--only-binary", ":all:")


@dataclass(frozen=True, slots=True)
class Template:
    """What a service's SAM template says about its functions."""

    handlers: tuple[str, ...]
    variables: tuple[str, ...]
    runtime: Platform

    @classmethod
    def read(cls, service: str) -> Template:
        """The template of a service."""
        content = yaml.load(  # a SafeLoader that takes CloudFormation's tags for what they hold
            (ROOT / f"services/{service}/template.yaml").read_text("utf-8"), _TemplateLoader
        )
        shared = content.get("Globals", {}).get("Function", {})
        functions = [
            shared | resource["Properties"]
            for resource in content["Resources"].values()
            if resource["Type"] == "AWS::Serverless::Function"
        ]
        variables = {name for f in (shared, *functions) for name in f.get("Environment", {}).get("Variables", {})}
        (runtime,) = {_lambda_platform(f["Runtime"], f.get("Architectures", ["x86_64"])[0]) for f in functions}
        return cls(tuple(f["Handler"] for f in functions), tuple(sorted(variables)), runtime)


class _TemplateLoader(yaml.SafeLoader):
    """Reads `!Sub x` as `x`."""


def _untagged(loader: yaml.SafeLoader, _tag: str, node: yaml.Node) -> Any:
    if isinstance(node, yaml.ScalarNode):
        return loader.construct_scalar(node)
    if isinstance(node, yaml.SequenceNode):
        return loader.construct_sequence(node)
    return loader.construct_mapping(node)  # type: ignore[arg-type]


_TemplateLoader.add_multi_constructor("!", _untagged)


def _lambda_platform(runtime: str, architecture: str) -> Platform:
    """Python 3.12 and later run on Amazon Linux 2023 (glibc 2.34), earlier ones on Amazon Linux 2 (glibc 2.26)."""
    python = runtime.removeprefix("python")
    processor = "aarch64" if architecture == "arm64" else architecture
    glibc = "manylinux_2_28" if int(python.partition(".")[2]) >= 12 else "manylinux2014"
    return Platform(python, f"{processor}-{glibc}")


HERE = Platform(f"{sys.version_info.major}.{sys.version_info.minor}")


def uv(*arguments: str | Path, cwd: Path = ROOT) -> str:
    """Runs uv and returns what it prints.

    Raises:
        BuildFailed: uv isn't there, or fails.
    """
    # `uv run` names itself in UV; a clone's own uv stands in .uv.
    program = os.environ.get("UV") or shutil.which("uv") or str(ROOT / ".uv/bin/uv")
    command = [program, *map(str, arguments)]
    try:
        done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    except FileNotFoundError as error:
        raise BuildFailed("uv isn't installed: run this through `uv run nox`") from error
    if done.returncode != 0:
        raise BuildFailed(f"{' '.join(['uv', *command[1:4]])} … failed: {' '.join(done.stderr.split())}")
    return done.stdout


def build_wheel(package: str, into: Path) -> Path:
    """The path of a member's wheel, freshly built."""
    uv("build", "-q", "--wheel", "--package", package, "--out-dir", into)
    (wheel,) = into.glob(f"{package.replace('-', '_')}-*.whl")
    return wheel


def build_folder(service: str, platform: Platform, folder: Path, python: str | None) -> bool:
    """Makes `folder` the service's deployment package for a platform; False when it already was.

    `python` imports what was built before it counts as built; None leaves that out.
    """
    stamp = folder.with_name(f"{folder.name}.sha256")
    digest = _digest(service, platform)
    if folder.is_dir() and stamp.is_file() and stamp.read_text("utf-8") == digest:
        return False
    stamp.unlink(missing_ok=True)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        _install(f"leejames-{service}", platform, folder)
    except BuildFailed as error:
        hint = " (a later Runtime in template.yaml takes newer wheels)" if platform.tag.endswith("2014") else ""
        raise BuildFailed(f"{service} for {platform}{hint}: {error}") from error
    _prune(folder)
    if python:
        check_imports(service, folder, python)
    stamp.write_text(digest, "utf-8")
    return True


def _install(package: str, platform: Platform, folder: Path) -> None:
    """The locked requirements, the bindings and the service."""
    left_out = [f"--no-emit-package={name}" for name in RUNTIME_HAS]
    options = ("-q", "--no-deps", "--link-mode=copy", "--target", str(folder), *platform.install_options())
    with tempfile.TemporaryDirectory() as scratch:
        requirements = Path(scratch, "requirements.txt")
        chosen = ("--package", package, "--no-dev", "--no-emit-workspace", *left_out)
        uv("export", "-q", "--frozen", *chosen, "-o", requirements)
        uv("pip", "install", *options, "-r", requirements)
        wheels = [build_wheel(member, Path(scratch)) for member in ("leejames-events", package)]
        uv("pip", "install", *options, *wheels)


def _digest(service: str, platform: Platform) -> str:
    """One hash of everything that the folder is made from."""
    members = (ROOT / "generated", ROOT / "services" / service)
    sources = [path for member in members for path in (member / "src").rglob("*") if path.is_file()]
    own = [member / name for member in members for name in ("pyproject.toml", "LICENSE")]
    files = [Path(__file__), ROOT / "uv.lock", *own, *sources]
    digest = hashlib.sha256(repr(platform).encode())
    for path in sorted(path for path in files if "__pycache__" not in path.parts):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def _prune(folder: Path) -> None:
    """Removes what no import needs; names, licences and entry points of each distribution stay."""
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.name in ("__pycache__", "tests") and path.is_dir() and path.parent != folder:
            shutil.rmtree(path)
        elif path.parent.suffix == ".dist-info" and path.name in INSTALLERS_NOTES:
            path.unlink()
    for name in ("bin", ".lock"):
        path = folder / name
        if path.is_dir():
            shutil.rmtree(path)
        path.unlink(missing_ok=True)
    if editable := [path.name for path in folder.glob("*.pth")]:
        raise BuildFailed(f"{folder.name}: {editable[0]} points out of the package")


_IMPORT = """
import importlib, pkgutil, sys
target, runtime, package, *handlers = sys.argv[1:]
sys.path += [target, runtime]
sys.dont_write_bytecode = True
for module in pkgutil.walk_packages([f"{target}/{package}"], f"{package}."):
    importlib.import_module(module.name)
for handler in handlers:
    module, _, name = handler.rpartition(".")
    assert callable(getattr(importlib.import_module(module), name)), handler
"""


def check_imports(service: str, folder: Path, python: str) -> None:
    """Imports every module and handler of a folder in a clean interpreter, as Lambda has it.

    Only the standard library, the folder and the oldest boto3 that the service allows are there, and Powertools
    sees a Lambda environment (outside of one it skips imports).

    Raises:
        BuildFailed: an import fails: the service uses what its pyproject.toml doesn't declare.
    """
    template = Template.read(service)
    environment = dict.fromkeys(template.variables, "x") | {
        "AWS_DEFAULT_REGION": "eu-west-2",
        "AWS_REGION": "eu-west-2",
        "AWS_LAMBDA_FUNCTION_NAME": f"leejames-{service}",
        "LAMBDA_TASK_ROOT": str(folder),
        "POWERTOOLS_LOG_LEVEL": "INFO",
        "PATH": os.environ["PATH"],
    }
    package = f"{service}_service"
    command = [python, "-I", "-S", "-c", _IMPORT, str(folder), str(_runtime(service)), package, *template.handlers]
    done = subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise BuildFailed(f"{service}: not importable from its package: {done.stderr.strip().splitlines()[-1]}")


def _runtime(service: str) -> Path:
    """A folder with the oldest boto3 that the service declares: Lambda's own is newer."""
    project = tomllib.loads((ROOT / f"services/{service}/pyproject.toml").read_text("utf-8"))["project"]
    boto3 = next(need for need in project["dependencies"] if re.match(r"boto3\b", need))
    folder = BUILD / "runtime" / re.sub(r"[^\w.]+", "-", boto3)
    if not (folder / "boto3").is_dir():
        uv(
            "pip",
            "install",
            "-q",
            "--target",
            folder,
            "--resolution",
            "lowest-direct",
            "--python",
            sys.executable,
            boto3,
        )
    return folder


def write_zip(folder: Path, path: Path) -> None:
    """A zip of a folder: the same bytes whenever the folder's are the same."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in sorted(f for f in folder.rglob("*") if f.is_file()):
            entry = zipfile.ZipInfo(file.relative_to(folder).as_posix(), EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = (0o755 if file.suffix == ".so" else 0o644) << 16
            archive.writestr(entry, file.read_bytes())


def build_folders(aws: bool) -> None:
    """`.build/lambda/*` for this machine or for AWS."""
    for service in SERVICES:
        folder = BUILD / "lambda" / service
        platform = Template.read(service).runtime if aws else HERE
        if build_folder(service, platform, folder, _interpreter_of(platform)):
            print(f"built {folder.relative_to(ROOT)} for {platform}: {_megabytes(_size(folder))}")


def build_zips() -> None:
    """`dist/lambda/*.zip` for AWS, imported by the runtime's Python where this machine has it."""
    for service in SERVICES:
        runtime = Template.read(service).runtime
        python = _interpreter_of(runtime)
        folder = BUILD / "aws" / service
        build_folder(service, runtime, folder, python)
        path = DIST / "lambda" / f"{service}.zip"
        write_zip(folder, path)
        size, zipped = _size(folder), path.stat().st_size
        if size > UNZIPPED_LIMIT:
            raise BuildFailed(f"{service}: {_megabytes(size)} unzipped; Lambda takes {_megabytes(UNZIPPED_LIMIT)}")
        print(f"{path.relative_to(ROOT)}: {_megabytes(zipped)}, {_megabytes(size)} unzipped, for {runtime}")
        if not python:
            print(f"    not imported: there is no {runtime} here")
        if zipped > UPLOAD_LIMIT:
            print("    too large for a direct upload: deploy it through S3")
        for name, part in _largest(folder):
            print(f"    {_megabytes(part):>9}  {name}")


def _interpreter_of(platform: Platform) -> str | None:
    """A Python of this machine that runs what is built for a platform, or None; nothing is downloaded."""
    if not platform.tag or (platform.python == HERE.python and _runs(platform)):
        return sys.executable
    if not _runs(platform):
        return None
    try:
        find = ("python", "find", "--no-project", "--no-python-downloads", "--system")
        return uv(*find, platform.python).strip() or None
    except BuildFailed:
        return None


def _runs(wanted: Platform) -> bool:
    return sys.platform == "linux" and wanted.tag.startswith(f"{machine()}-")


def _largest(folder: Path) -> Iterable[tuple[str, int]]:
    sizes = {path.name: _size(path) for path in folder.iterdir()}
    return sorted(sizes.items(), key=lambda item: -item[1])[:5]


def _size(path: Path) -> int:
    return sum(file.stat().st_size for file in _files(path))


def _files(path: Path) -> Iterator[Path]:
    return (file for file in (path.rglob("*") if path.is_dir() else [path]) if file.is_file())


def _megabytes(size: int) -> str:
    return f"{size / 1024 / 1024:.1f} MB"


def main() -> int:
    """Runs what the arguments ask for; the exit code."""
    parser = argparse.ArgumentParser(description="Build the services' Lambda packages.")
    parser.add_argument("--aws", action="store_true", help="build .build/lambda for AWS, not for this machine")
    parser.add_argument("--zips", action="store_true", help="write dist/lambda/*.zip for AWS")
    options = parser.parse_args()
    try:
        if options.zips:
            build_zips()
        else:
            build_folders(options.aws)
    except BuildFailed as error:
        print(f"packaging failed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
