"""What `.ci/check_wheels.py` asks of a wheel's content, and what each member has for it."""

from __future__ import annotations

import importlib.util
import json
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
LICENCE = (ROOT / "LICENSE").read_text("utf-8")


@pytest.fixture(scope="module", autouse=True)
def scripts() -> None:
    """The scripts import each other from their own folder."""
    sys.path.insert(0, str(ROOT / ".ci"))


@pytest.fixture(scope="module")
def check_wheels(scripts: None) -> object:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("check_wheels", ROOT / ".ci/check_wheels.py")
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules["check_wheels"] = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        ({"bridgewright/__init__.py": "", "bridgewright/py.typed": "", "LICENSE": "mine"}, "the repository's LICENSE"),
        ({"bridgewright/__init__.py": "", "bridgewright/py.typed": ""}, "the repository's LICENSE"),
        ({"bridgewright/__init__.py": "", "LICENSE": LICENCE}, "lacks bridgewright/a.j2"),
        ({"bridgewright/__init__.py": "", "bridgewright/a.j2": "", "LICENSE": LICENCE}, "lacks bridgewright/py.typed"),
    ],
    ids=["other licence", "no licence", "no template", "no type marker"],
)
def test_a_wheel_that_lacks_something_is_refused(
    tmp_path: Path, check_wheels: object, content: dict[str, str], complaint: str
) -> None:
    """An installed tool without a template or a marker works in the checkout, and nowhere else."""
    source = tmp_path / "member/src/bridgewright"
    source.mkdir(parents=True)
    for name in ("__init__.py", "a.j2"):
        (source / name).write_text("")
    with zipfile.ZipFile(tmp_path / "a.whl", "w") as archive:
        for name, text in content.items():
            archive.writestr(f"a.dist-info/licenses/{name}" if name == "LICENSE" else name, text)
    with pytest.raises(check_wheels.BuildFailed, match=complaint):  # type: ignore[attr-defined]
        check_wheels.check_content(tmp_path / "a.whl", tmp_path / "member")  # type: ignore[attr-defined]


@pytest.mark.parametrize("member", ["codegen", "generated", "services/upload", "services/pdf"])
def test_a_member_brings_the_repositorys_licence(member: str) -> None:
    """A wheel is built from the member's folder alone, so that each has a copy, and says so in its metadata."""
    project = tomllib.loads((ROOT / member / "pyproject.toml").read_text("utf-8"))["project"]

    assert (ROOT / member / "LICENSE").read_text("utf-8") == LICENCE
    assert project["license-files"] == ["LICENSE"]


def test_generate_never_removes_the_bindings_licence() -> None:
    """Only what the manifest lists is ever removed."""
    manifest = json.loads((ROOT / "generated/.bridgewright-manifest.json").read_text("utf-8"))

    assert "LICENSE" not in manifest
