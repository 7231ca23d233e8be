"""How fast `compare` is: whole histories, ever wider schemas and a recursive event, beside two other checkers.

    python tests/benchmarks/compatibility.py [--contracts 500] [--widths 20,50,100,200] [--pairs 40]

jsoncompat and jsonsubschema take part where they are installed (`uv run --with jsoncompat --with jsonsubschema ...`).
All contenders take turns on the same pair in one process, so that a busy machine slows all alike; times are CPU time,
for both directions of a pair. The peers answer yes or no; `compare` shows an event for each no, and `explained` also
names every change. A peer is measured on the pairs that it can decide.
"""

from __future__ import annotations

import argparse
import copy
import importlib
import json
import statistics
import time
from collections.abc import Callable, Iterator
from random import Random
from typing import Any, TypeAlias

from bridgewright.compat import compare

Pair: TypeAlias = tuple[Any, Any]
VERSIONS = 5
ENOUGH_SECONDS = 40.0
"""A contender takes as many pairs of one kind as this time allows."""


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


def versions(random: Random, first: dict[str, Any]) -> list[dict[str, Any]]:
    """Five versions: each has an optional property more, every third one also breaks something."""
    made = [first]
    for at in range(1, VERSIONS):
        newer = copy.deepcopy(made[-1])
        newer["properties"][f"added{at}"] = {"type": "string"}
        if random.random() < 0.33:
            newer["properties"]["p0"] = {"type": "boolean"}
        made.append(newer)
    return made


def histories(count: int, width: int) -> Iterator[Pair]:
    """The newest version of each contract with every earlier one."""
    for seed in range(count):
        random = Random(seed)
        *earlier, newest = versions(random, contract(random, width))
        yield from ((old, newest) for old in earlier)


def tree(random: Random) -> dict[str, Any]:
    """A recursive event: an order whose lines have parts, and which may have a parent."""
    return {
        "type": "object",
        "required": ["id", "lines"],
        "properties": {
            "id": {"type": "string", "maxLength": random.randint(8, 40)},
            "lines": {"type": "array", "minItems": 1, "items": {"$ref": "#/definitions/line"}},
            "parent": {"$ref": "#/definitions/order"},
        },
        "definitions": {
            "order": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string"}, "parent": {"$ref": "#/definitions/order"}},
            },
            "line": {
                "type": "object",
                "required": ["sku"],
                "properties": {
                    "sku": {"type": "string", "maxLength": 12},
                    "count": {"type": "integer", "minimum": 1, "maximum": 99},
                    "parts": {"type": "array", "items": {"$ref": "#/definitions/line"}},
                },
            },
        },
    }


def recursive(count: int) -> Iterator[Pair]:
    """A recursive event and a change of it: a bound inside the recursion, a property more, another type."""
    for seed in range(count):
        random = Random(seed)
        old = tree(random)
        new = copy.deepcopy(old)
        line = new["definitions"]["line"]["properties"]
        how = seed % 3
        if how == 0:
            line["count"]["maximum"] = random.choice([50, 500])
        elif how == 1:
            line["note"] = {"type": "string"}
        else:
            line["sku"] = {"type": random.choice(["integer", "string"])}
        yield old, new


def contenders() -> dict[str, Callable[[Any, Any], object]]:
    """Everything that is measured, by name."""
    found: dict[str, Callable[[Any, Any], object]] = {
        "compare": compare,
        "compare, explained": lambda old, new: compare(old, new).changes,
        "compare, open": lambda old, new: compare(old, new, content_model="open", format="annotation"),
    }
    for name, made in (("jsoncompat", _jsoncompat), ("jsonsubschema", _jsonsubschema)):
        try:
            found[name] = made(importlib.import_module(name))
        except ImportError:
            print(f"{name} isn't installed: not measured")
    return found


def _jsoncompat(module: Any) -> Callable[[Any, Any], object]:
    return lambda old, new: module.check_compat(json.dumps(old), json.dumps(new), "both")


def _jsonsubschema(module: Any) -> Callable[[Any, Any], object]:
    return lambda old, new: (module.isSubschema(old, new), module.isSubschema(new, old))


def measured(pairs: list[Pair], asked: dict[str, Callable[[Any, Any], object]]) -> dict[str, list[float]]:
    """The milliseconds that each contender took for each pair that it could decide."""
    times: dict[str, list[float]] = {name: [] for name in asked}
    for old, new in pairs:
        for name, ask in asked.items():
            if sum(times[name]) > 1000 * ENOUGH_SECONDS:
                continue
            start = time.thread_time()
            try:
                ask(old, new)
            except Exception:  # noqa: BLE001 - a peer that can't decide a pair isn't measured on it
                continue
            times[name].append(1000 * (time.thread_time() - start))
    return times


def told(title: str, times: dict[str, list[float]]) -> None:
    """Prints a table: medians, and how many times slower than `compare` each is."""
    print(f"\n{title}")
    ours = statistics.median(times["compare"])
    for name, each in times.items():
        if not each:
            print(f"  {name:<20} decided none")
            continue
        middle = statistics.median(each)
        high = statistics.quantiles(each, n=20)[-1] if len(each) > 1 else middle
        print(f"  {name:<20} {len(each):>5} pairs  median {middle:8.2f} ms  95% {high:8.2f} ms  x{middle / ours:.2f}")


def main() -> None:
    """Prints the figures."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--contracts", type=int, default=500, help="how many histories of five versions")
    arguments.add_argument("--widths", default="20,50,100,200", help="numbers of properties")
    arguments.add_argument("--pairs", type=int, default=40, help="pairs of each width, and of recursive events")
    given = arguments.parse_args()
    asked = contenders()
    alone = {name: asked[name] for name in ("compare", "compare, explained")}
    whole = measured(list(histories(given.contracts, 20)), alone)
    told(f"{given.contracts} contracts x {VERSIONS} versions, transitive", whole)
    print("  all of them: " + ", ".join(f"{name} {sum(each) / 1000:.1f} s" for name, each in whole.items()))
    for width in map(int, given.widths.split(",")):
        told(f"{width} properties", measured(list(histories(given.pairs // (VERSIONS - 1), width)), asked))
    told("a recursive event", measured(list(recursive(given.pairs)), asked))


if __name__ == "__main__":
    main()
