"""What `.ci/build_lambda.py` promises about the packages that Lambda gets."""

from __future__ import annotations

import importlib.util
import os
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]


def _loaded(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


build_lambda = _loaded(ROOT / ".ci/build_lambda.py")


@pytest.mark.parametrize(
    ("runtime", "architecture", "tag"),
    [
        ("python3.11", "x86_64", "x86_64-manylinux2014"),
        ("python3.12", "x86_64", "x86_64-manylinux_2_28"),
        ("python3.13", "arm64", "aarch64-manylinux_2_28"),
    ],
)
def test_wheels_fit_the_runtimes_operating_system(runtime: str, architecture: str, tag: str) -> None:
    """Python 3.12 and later run on Amazon Linux 2023 (glibc 2.34), 3.11 and earlier on Amazon Linux 2 (glibc 2.26).

    https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtimes.html; a wheel for a newer glibc installs in neither
    CI nor tests with an error, and fails at the function's first import.
    """
    assert tag == build_lambda._lambda_platform(runtime, architecture).tag


@pytest.mark.parametrize(
    ("service", "handlers"),
    [
        ("upload", ("upload_service.handler.handle", "upload_service.reissues.handle")),
        ("pdf", ("pdf_service.handler.handle",)),
    ],
)
def test_handlers_are_read_from_the_template(service: str, handlers: tuple[str, ...]) -> None:
    """What is imported is what AWS would call, and what runs is what the template says."""
    template = build_lambda.Template.read(service)

    assert handlers == template.handlers
    assert "BUS_NAME" in template.variables


def test_the_same_folder_gives_the_same_zip(tmp_path: Path) -> None:
    """Names sorted, one time stamp, fixed permissions: a deployment changes only when the code does."""
    for name, when in (("first", 1_000_000_000), ("second", 1_700_000_000)):
        for file in ("b.py", "a/x.so") if name == "first" else ("a/x.so", "b.py"):
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(file)
            path.chmod(0o600 if name == "first" else 0o755)
            os.utime(path, (when, when))
        build_lambda.write_zip(tmp_path / name, tmp_path / f"{name}.zip")
    with zipfile.ZipFile(tmp_path / "first.zip") as archive:
        modes = {entry.filename: oct(entry.external_attr >> 16) for entry in archive.infolist()}

    assert (tmp_path / "first.zip").read_bytes() == (tmp_path / "second.zip").read_bytes()
    assert {"a/x.so": "0o755", "b.py": "0o644"} == modes


def _package(folder: Path, handler: str) -> Path:
    (folder / "pdf_service").mkdir(parents=True)
    (folder / "pdf_service/__init__.py").write_text("")
    (folder / "pdf_service/handler.py").write_text(handler)
    return folder


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A Lambda runtime that brings nothing, so that the test needs no network."""
    monkeypatch.setattr(build_lambda, "_runtime", lambda _: tmp_path / "runtime")


@pytest.mark.parametrize(
    ("handler", "complaint"),
    [
        ("import yaml\ndef handle(): ...", "No module named 'yaml'"),
        ("def other(): ...", "has no attribute 'handle'"),
        ("import leejames_events\ndef handle(): ...", "No module named 'leejames_events'"),
    ],
    ids=["undeclared", "no handler", "bindings not packaged"],
)
def test_a_package_that_does_not_import_is_refused(tmp_path: Path, runtime: None, handler: str, complaint: str) -> None:
    """This environment has yaml and the bindings; a clean interpreter with only the package has not."""
    folder = _package(tmp_path / "package", handler)
    with pytest.raises(build_lambda.BuildFailed, match=complaint):
        build_lambda.check_imports("pdf", folder, sys.executable)


def test_a_package_that_imports_is_accepted_and_left_as_it_was(tmp_path: Path, runtime: None) -> None:
    """The check leaves no bytecode behind: it would change the zip."""
    folder = _package(tmp_path / "package", "import json\ndef handle(): ...")
    build_lambda.check_imports("pdf", folder, sys.executable)

    assert ["__init__.py", "handler.py"] == sorted(path.name for path in (folder / "pdf_service").iterdir())


def test_an_editable_install_is_refused(tmp_path: Path) -> None:
    """A .pth points at the checkout: everything works here, and nothing on AWS."""
    (tmp_path / "leejames_events.pth").write_text("/checkout/generated/src")
    with pytest.raises(build_lambda.BuildFailed, match=r"leejames_events\.pth points out of the package"):
        build_lambda._prune(tmp_path)


def test_what_no_import_needs_is_removed(tmp_path: Path) -> None:
    """Bytecode, packaged tests and installers' notes go; metadata, entry points and licences stay."""
    for name in (
        "bin/tool",
        "lib/__pycache__/a.pyc",
        "lib/tests/test_a.py",
        "lib/a.py",
        "lib-1.dist-info/RECORD",
        "lib-1.dist-info/METADATA",
        "lib-1.dist-info/entry_points.txt",
        "lib-1.dist-info/licenses/LICENSE",
    ):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("")
    build_lambda._prune(tmp_path)

    assert [
        "lib-1.dist-info/METADATA",
        "lib-1.dist-info/entry_points.txt",
        "lib-1.dist-info/licenses/LICENSE",
        "lib/a.py",
    ] == sorted(path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*") if path.is_file())
