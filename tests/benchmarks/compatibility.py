"""How fast `compare` is: 500 contracts of 5 versions, the newest held against every earlier one; and wide schemas.

Run it with `python tests/benchmarks/compatibility.py [CONTRACTS]`. jsonsubschema is measured on the same pairs where it
is installed.
"""

from __future__ import annotations

import contextlib
import copy
import importlib
import statistics
import sys
import time
from collections.abc import Callable
from random import Random
from typing import Any

from bridgewright.compat import compare

_VERSIONS = 5


def contract(random: Random, width: int) -> dict[str, Any]:
    """An event of `width` properties, some of them objects and lists."""
    kinds: list[dict[str, Any]] = [
        {"type": "string", "maxLength": random.randint(10, 90)},
        {"type": "integer", "minimum": random.randint(0, 5)},
        {"type": "array", "items": {"type": "string"}, "maxItems": random.randint(5, 50)},
        {"type": "object", "required": ["x"], "properties": {"x": {"type": "number"}, "y": {"enum": ["a", "b", "c"]}}},
    ]
    names = [f"p{at}" for at in range(width)]
    properties = {name: copy.deepcopy(random.choice(kinds)) for name in names}
    return {"type": "object", "required": names[::3], "properties": properties}


def versions(random: Random, width: int) -> list[dict[str, Any]]:
    """Five versions: each has an optional property more, every third one also breaks something."""
    made = [contract(random, width)]
    for at in range(1, _VERSIONS):
        newer = copy.deepcopy(made[-1])
        newer["properties"][f"added{at}"] = {"type": "string"}
        if random.random() < 0.33:
            newer["properties"]["p0"] = {"type": "boolean"}
        made.append(newer)
    return made


def pairs(count: int, width: int) -> list[tuple[Any, Any]]:
    """The newest version of each contract with every earlier one."""
    found = []
    for seed in range(count):
        *earlier, newest = versions(Random(seed), width)
        found += [(old, newest) for old in earlier]
    return found


def milliseconds(ask: Callable[[Any, Any], object], cases: list[tuple[Any, Any]]) -> list[float]:
    """The time of each answer, in milliseconds of this process."""
    times = []
    for old, new in cases:
        start = time.process_time()
        ask(old, new)
        times.append(1000 * (time.process_time() - start))
    return times


def told(name: str, times: list[float]) -> str:
    """One line of the report."""
    high = statistics.quantiles(times, n=20)[-1]
    return f"{name:<40} {len(times):>6} pairs  median {statistics.median(times):7.2f} ms  95% {high:7.2f} ms"


def peers() -> dict[str, Callable[[Any, Any], object]]:
    """Other checkers, where they are installed; asked for both directions, as `compare` is."""
    found: dict[str, Callable[[Any, Any], object]] = {}
    with contextlib.suppress(ImportError):
        subschema = importlib.import_module("jsonsubschema").isSubschema
        found["jsonsubschema"] = lambda old, new: (subschema(old, new), subschema(new, old))
    return found


def main() -> None:
    """Prints the figures."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    cases, wide = pairs(count, 20), pairs(5, 200)
    times = milliseconds(compare, cases)
    print(told(f"compare: {count} contracts x {_VERSIONS} versions", times))
    print(f"all of them: {sum(times) / 1000:.1f} s")
    print(told("compare: 200 properties", milliseconds(compare, wide)))
    for name, ask in peers().items():
        print(told(f"{name}: 20 properties", milliseconds(ask, cases[:200])))
        print(told(f"{name}: 200 properties", milliseconds(ask, wide)))


if __name__ == "__main__":
    main()
