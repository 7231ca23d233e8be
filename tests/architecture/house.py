"""The import graph in figures: `python tests/architecture/house.py` prints rooms, floors, arrows and cycles.

It reads the `bridgewright` that Python finds: `PYTHONPATH=<checkout>/codegen/src` measures another checkout. Every
import counts: those in functions, and those under `if TYPE_CHECKING`.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import grimp

TOOL = "bridgewright"


@dataclass(frozen=True, slots=True)
class Plan:
    """The children of one package: who imports whom."""

    package: str
    arrows: Mapping[str, frozenset[str]]

    @property
    def rooms(self) -> int:
        """How many children there are: packages and modules."""
        return len(self.arrows)

    @property
    def count(self) -> int:
        """How many pairs of children there are of which the first imports the second."""
        return sum(map(len, self.arrows.values()))

    @property
    def cycles(self) -> tuple[tuple[str, ...], ...]:
        """The groups of children that import each other in a circle."""
        return tuple(group for group in grouped(self.arrows) if len(group) > 1)

    @property
    def floors(self) -> int:
        """How many children the longest chain of imports passes; those in a cycle stand on one floor."""
        group_of = {child: group for group in grouped(self.arrows) for child in group}
        below = {
            group: {group_of[target] for child in group for target in self.arrows[child]} - {group}
            for group in group_of.values()
        }
        height: dict[tuple[str, ...], int] = {}
        for group in TopologicalSorter(below).static_order():
            height[group] = 1 + max((height[other] for other in below[group]), default=0)
        return max(height.values(), default=0)


def grouped(arrows: Mapping[str, Iterable[str]]) -> list[tuple[str, ...]]:
    """The strongly connected groups of a graph, each sorted: two nodes share one if each leads to the other."""
    reached = {node: _reachable(arrows, node) for node in arrows}
    groups = {
        tuple(sorted({node} | {other for other in reached[node] if node in reached.get(other, ())})) for node in arrows
    }
    return sorted(groups)


def _reachable(arrows: Mapping[str, Iterable[str]], start: str) -> set[str]:
    found: set[str] = set()
    waiting = list(arrows[start])
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting.extend(arrows.get(node, ()))
    return found


def graph(*, types: bool = True) -> grimp.ImportGraph:
    """The tool's import graph, with type-only imports or without."""
    return grimp.build_graph(TOOL, exclude_type_checking_imports=not types, cache_dir=None)


def plan(imports: grimp.ImportGraph, package: str = TOOL) -> Plan:
    """The plan of one package: an import between two modules is one between the children that they lie in."""
    children = imports.find_children(package)
    inside = {module: child for child in children for module in {child} | imports.find_descendants(child)}
    arrows = {
        child: frozenset(
            inside[target]
            for module in {child} | imports.find_descendants(child)
            for target in imports.find_modules_directly_imported_by(module)
            if inside.get(target, child) != child
        )
        for child in children
    }
    return Plan(package, {_short(c): frozenset(map(_short, a)) for c, a in arrows.items()})


def _short(module: str) -> str:
    return module.rpartition(".")[2]


def packages(imports: grimp.ImportGraph) -> Iterator[str]:
    """The tool and every package in it that holds more than one module."""
    yield from sorted(module for module in imports.modules if len(imports.find_children(module)) > 1)


def module_cycles(imports: grimp.ImportGraph) -> tuple[tuple[str, ...], ...]:
    """The groups of modules that import each other in a circle."""
    arrows = {module: imports.find_modules_directly_imported_by(module) for module in imports.modules}
    return tuple(group for group in grouped(arrows) if len(group) > 1)


def a_way_round(arrows: Mapping[str, Iterable[str]], group: tuple[str, ...]) -> list[str]:
    """One circle of a group that has some."""
    try:
        TopologicalSorter({node: set(arrows[node]) & set(group) for node in group}).prepare()
    except CycleError as error:
        way: list[str] = error.args[1]
        return way[::-1]
    return []


def report(imports: grimp.ImportGraph) -> Iterator[str]:
    """The figures as lines for people."""
    found = importlib.util.find_spec(TOOL)
    sources = [Path(place) for place in (found and found.submodule_search_locations) or ()]
    files = [path for source in sources for path in source.rglob("*.py")]
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in files)
    house = plan(imports)
    plans = [plan(imports, package) for package in packages(imports)]
    cycles = [(each, group) for each in plans for group in each.cycles]
    of_modules = module_cycles(imports)
    yield f"{TOOL}: {len(files)} modules, {lines:,} lines"
    yield f"rooms {house.rooms}, floors {house.floors}, arrows {house.count}"
    yield f"cycles of packages {len(cycles)}, of modules {len(of_modules)} (type-only imports included)"
    for each, group in cycles:
        yield f"  in {each.package}: {' > '.join(a_way_round(each.arrows, group))} ({len(group)} in circles)"
    arrows = {module: imports.find_modules_directly_imported_by(module) for module in imports.modules}
    for group in of_modules:
        yield f"  {' > '.join(a_way_round(arrows, group))} ({len(group)} in circles)"
    yield ""
    yield f"{'package':44}{'rooms':>6}{'floors':>7}{'arrows':>7}{'cycles':>7}"
    for each in plans:
        yield f"{each.package:44}{each.rooms:6}{each.floors:7}{each.count:7}{len(each.cycles):7}"


if __name__ == "__main__":
    print("\n".join(report(graph())))
