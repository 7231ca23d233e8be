"""The cache: where it is, what it takes, and what it forgets."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bridgewright.project import cache as cache_module
from bridgewright.project.cache import Cache, opened


def test_a_value_is_found_under_its_key(tmp_path: Path) -> None:
    """Keys differ when any part does, and parts don't run into each other."""
    cache = Cache(tmp_path)
    cache.put(cache.key("a", b"bc"), {"text": "é\ud800", "number": 10**300})

    assert cache.get(cache.key("a", b"bc")) == {"text": "é\ud800", "number": 10**300}
    assert [cache.get(cache.key(*parts)) for parts in (("ab", b"c"), ("a", "b", "c"), ("a",))] == [None, None, None]


@pytest.mark.parametrize(
    ("environment", "place"),
    [
        ({"BRIDGEWRIGHT_CACHE": "{0}/mine"}, "{0}/mine"),
        ({"BRIDGEWRIGHT_CACHE": "{0}/mine", "CI": "true"}, "{0}/mine"),
        ({"XDG_CACHE_HOME": "{0}/xdg"}, "{0}/xdg/bridgewright"),
        ({"XDG_CACHE_HOME": "{0}/xdg", "CI": "false"}, "{0}/xdg/bridgewright"),
        ({"XDG_CACHE_HOME": "{0}/xdg", "CI": "true"}, None),
        ({"XDG_CACHE_HOME": "{0}/xdg", "BRIDGEWRIGHT_CACHE": "off"}, None),
        ({"XDG_CACHE_HOME": "{0}/xdg", "BRIDGEWRIGHT_CACHE": ""}, None),
    ],
)
def test_where_the_cache_is(tmp_path: Path, environment: dict[str, str], place: str | None) -> None:
    """Named, or the user's own by the XDG specification; with `CI` set there is none unless it is named."""
    found = opened({name: value.format(tmp_path) for name, value in environment.items()})

    assert (found and str(found.folder)) == (place and place.format(tmp_path))


@pytest.mark.skipif(os.name != "posix", reason="file modes are POSIX's")
def test_a_folder_that_others_may_write_to_is_no_cache(tmp_path: Path) -> None:
    """Who can put a file there could put an output there."""
    (tmp_path / "shared").mkdir()
    (tmp_path / "shared").chmod(0o777)

    assert opened({"BRIDGEWRIGHT_CACHE": str(tmp_path / "shared")}) is None


def test_a_place_that_cannot_be_used_is_no_mistake(tmp_path: Path) -> None:
    """A file in the folder's place, or a full or read-only disk, only mean that nothing is remembered."""
    (tmp_path / "file").write_text("")
    Cache(tmp_path / "file").put("0" * 64, 1)

    assert opened({"BRIDGEWRIGHT_CACHE": str(tmp_path / "file")}) is None
    assert Cache(tmp_path / "file").get("0" * 64) is None


def test_the_cache_stays_within_its_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """When there is too much, what nobody asked for the longest goes first; it is looked at once a day."""
    monkeypatch.setattr(cache_module, "LARGEST", 3_000)
    cache = Cache(tmp_path)
    for number in range(10):
        cache.put(f"{number}" * 64, "x" * 1_000)
        entry = next(tmp_path.glob(f"{number}{number}/*"))
        os.utime(entry, (entry.stat().st_mtime - 100 + number,) * 2)
    cache.prune()
    kept = [number for number in range(10) if cache.get(f"{number}" * 64)]
    cache.put("a" * 64, "x" * 5_000)
    cache.prune()

    assert kept == [8, 9]
    assert cache.get("a" * 64)


def test_two_processes_write_the_same_entries_at_once(tmp_path: Path) -> None:
    """Entries appear whole or not at all, whoever else writes or reads them."""
    program = (
        "import sys; from pathlib import Path; from bridgewright.project.cache import Cache\n"
        "cache = Cache(Path(sys.argv[1]))\n"
        "for round in range(200):\n"
        "    key = f'{round % 5}' * 64\n"
        "    cache.put(key, ['x' * 50_000])\n"
        "    assert cache.get(key) == ['x' * 50_000]\n"
    )
    running = [subprocess.Popen([sys.executable, "-c", program, str(tmp_path)]) for _ in range(2)]

    assert [process.wait() for process in running] == [0, 0]
    assert not list(tmp_path.glob("*/*.partial"))


def test_entries_are_json(tmp_path: Path) -> None:
    """Nothing in the cache is ever executed: a hash, and under it JSON."""
    Cache(tmp_path).put("0" * 64, {"a": [1, None]})
    digest, text = next(tmp_path.glob("00/*.json")).read_text().split("\n", 1)

    assert (len(digest), json.loads(text)) == (64, {"a": [1, None]})
