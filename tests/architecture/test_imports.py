"""Who may import whom, where import-linter has no contract for it: what a member imports, it declares."""

from __future__ import annotations

import re
import sys
import tomllib
from importlib.metadata import packages_distributions
from pathlib import Path

import grimp
import pytest

ROOT = Path(__file__).resolve().parents[2]

HANDED_ON = {
    "boto3": {"botocore"},
    "leejames-events": {"pydantic"},
    "ministack": {"hypercorn"},
    "pydantic": {"pydantic-core"},
}
"""What a dependency shows in its own API: clients raise botocore's errors, the bindings pydantic's ValidationError,
pydantic is two distributions of one release, and the emulator (pinned exactly) is an application for hypercorn."""


def imported(package: str) -> set[str]:
    """The top-level names of all that a package imports at run time, but the standard library and itself."""
    graph = grimp.build_graph(
        package, include_external_packages=True, exclude_type_checking_imports=True, cache_dir=None
    )
    names = {
        found.partition(".")[0]
        for module in graph.modules
        if module.partition(".")[0] == package
        for found in graph.find_modules_directly_imported_by(module)
    }
    return names - set(sys.stdlib_module_names) - {package}


def declared(pyproject: str, *extras: str) -> set[str]:
    """The distributions that a member's pyproject.toml asks for, and what those hand on."""
    project = tomllib.loads((ROOT / pyproject).read_text("utf-8"))["project"]
    needs = [*project["dependencies"], *(n for e in extras for n in project["optional-dependencies"][e])]
    names = {re.split(r"[^\w.-]", need, maxsplit=1)[0].lower() for need in needs}
    return names.union(*(HANDED_ON.get(name, set()) for name in names))


def distributions(names: set[str]) -> set[str]:
    """The distributions that provide these top-level names."""
    providers = packages_distributions()
    return {min(providers.get(name, [name])).lower().replace("_", "-") for name in names}


def test_bindings_import_pydantic_and_nothing_else() -> None:
    """A team that installs the bindings gets pydantic and the standard library."""
    assert {"pydantic", "pydantic_core"} >= imported("leejames_events")
    assert {"pydantic", "pydantic-core"} == declared("generated/pyproject.toml")


@pytest.mark.parametrize("service", ["upload", "pdf"])
def test_a_service_imports_the_bindings_and_what_it_declares(service: str) -> None:
    """The workspace shares one environment, where an undeclared import works by accident; on Lambda it doesn't."""
    found = distributions(imported(f"{service}_service"))

    assert "leejames-events" in found
    assert "bridgewright" not in found
    assert set() == found - declared(f"services/{service}/pyproject.toml")


def test_the_tool_imports_what_it_declares() -> None:
    """Extras included: `local` brings the emulator, `testing` brings pytest."""
    found = distributions(imported("bridgewright"))

    assert set() == found - declared("codegen/pyproject.toml", "local", "testing")
