"""codegen/docs/map.md says of every room what is in it, in the room's own words. `ACCEPT=1` writes it anew."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

from architecture import pages

TOOL = pages.ROOT / "codegen/src/bridgewright"
OPENED = ("contracts", "schemas", "foreign", "emit", "compat", "project", "local")
"""The rooms whose modules are told one by one."""


def sentence(path: Path) -> str:
    """The first line of a module's docstring."""
    said = ast.get_docstring(ast.parse(path.read_text("utf-8"))) or ""
    return said.partition("\n")[0]


def layers() -> list[list[str]]:
    """The storeys of the house from the top, as import-linter holds them."""
    settings = tomllib.loads((pages.ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    (house,) = (
        each for each in settings["contracts"] if each["type"] == "layers" and each["containers"] == ["bridgewright"]
    )
    return [re.findall(r"\w+", layer) for layer in house["layers"]]


def packages(folder: Path) -> Iterator[Path]:
    """A package and all packages in it."""
    yield folder
    for path in sorted(folder.iterdir()):
        if (path / "__init__.py").is_file():
            yield from packages(path)


def module(path: Path) -> Path:
    """The file that says what a room holds."""
    return path / "__init__.py" if path.is_dir() else path


def rooms(name: str) -> Iterator[Path]:
    """A room of the house and the packages in it; a module is a room alone."""
    yield from packages(TOOL / name) if (TOOL / name).is_dir() else [TOOL / f"{name}.py"]


def called(path: Path) -> str:
    """A room's path below the tool, as people write it."""
    return f"`{path.relative_to(TOOL)}{'/' if path.is_dir() else ''}`"


def inside(name: str) -> str:
    """The modules of a room, package by package."""
    rows = [("module", "what it does")]
    for package in packages(TOOL / name):
        files = sorted(path for path in package.glob("*.py") if path.name != "__init__.py")
        rows.extend((called(path), sentence(path)) for path in files)
    return f"\n### {name}\n\n{sentence(TOOL / name / '__init__.py')}\n\n" + pages.table(*rows)


def page() -> str:
    """The part of the map that is made."""
    rows = [("floor", "room", "what is in it")]
    storeys = layers()
    for above, names in enumerate(storeys):
        found = [room for name in names for room in rooms(name)]
        rows.extend((str(len(storeys) - above), called(room), sentence(module(room))) for room in found)
    return (
        "\n## The rooms, from the top floor down\n\nA room imports only rooms on lower floors.\n\n"
        + pages.table(*rows)
        + "\n## Inside the rooms\n"
        + "".join(map(inside, OPENED))
    )


def test_the_map_says_what_the_rooms_say() -> None:
    """A room's first line stands in the room; the map repeats it."""
    present, expected = pages.made("map.md", page())

    assert present == expected


def test_every_room_says_what_is_in_it() -> None:
    """A statement of one sentence, for somebody who has never been there."""
    told = {called(room): sentence(module(room)) for names in layers() for name in names for room in rooms(name)}

    assert [room for room, said in told.items() if not re.fullmatch(r"[^?]+[^.?]\.", said)] == []


def test_the_map_knows_every_room() -> None:
    """No package and no module beside `__init__.py` is left out."""
    there = {path.stem for path in TOOL.iterdir() if module(path).is_file() and path.suffix in ("", ".py")}

    assert there - {"__init__"} == {name for names in layers() for name in names}


@pytest.mark.parametrize("page", [pages.DOCS / "map.md", pages.ROOT / "CONTRIBUTING.md"], ids=lambda path: path.name)
def test_paths_in_prose_are_there(page: Path) -> None:
    """Each path that tells where a new thing goes leads to a file or folder."""
    by_hand = page.read_text("utf-8").partition(pages.BEGIN)[0]
    paths = set(re.findall(r"`([\w.-]+(?:/[\w.-]+)*(?:/|\.(?:py|md|toml|json|yaml)))`", by_hand))
    missing = [path for path in paths if not (pages.ROOT / path).exists() and not (TOOL / path).exists()]

    assert paths
    assert sorted(missing) == []


def test_contributing_tells_the_storeys() -> None:
    """CONTRIBUTING's line of storeys is import-linter's."""
    line = " > ".join(" | ".join(names) for names in layers())

    assert f"`{line}`" in (pages.ROOT / "CONTRIBUTING.md").read_text("utf-8")
