"""What `house.py` counts, on a graph whose figures are known, and what it must say of this tool."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

ACCEPTED = frozenset({"bridgewright.runtime"})
"""The packages whose modules may still import each other in a circle. None is added."""


@pytest.fixture(scope="module")
def house() -> ModuleType:
    """The script, as a module."""
    spec = importlib.util.spec_from_file_location("house", Path(__file__).with_name("house.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["house"] = module
    spec.loader.exec_module(module)
    return module


def test_rooms_floors_arrows_and_cycles_are_counted(house: ModuleType) -> None:
    """`d` imports a circle of `b` and `c`, which imports `a`: four rooms on three floors."""
    arrows = {"a": (), "b": ("a", "c"), "c": ("b",), "d": ("b",)}
    plan = house.Plan("a.package", {child: frozenset(targets) for child, targets in arrows.items()})

    assert (plan.rooms, plan.floors, plan.count) == (4, 3, 4)
    assert plan.cycles == (("b", "c"),)
    assert house.a_way_round(arrows, ("b", "c")) in (["b", "c", "b"], ["c", "b", "c"])


def test_no_package_gains_a_cycle(house: ModuleType) -> None:
    """Rooms are understood one after the other, so no two of them need each other; type-only imports count."""
    imports = house.graph()
    found = {package for package in house.packages(imports) if house.plan(imports, package).cycles}

    assert found - ACCEPTED == set()


def test_a_cycle_of_modules_is_one_of_a_package(house: ModuleType) -> None:
    """No circle runs through a package's front door: each lies among the children of one package."""
    circles = house.module_cycles(house.graph())

    assert all(len({module.rpartition(".")[0] for module in circle}) == 1 for circle in circles)
