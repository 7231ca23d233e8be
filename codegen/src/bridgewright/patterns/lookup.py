"""The look-ups of an index as one generated Python function, for events that are plain along the indexed paths.

Plain: objects all the way, no array, no key with a dot in it that could spell a part of a path. For such an event the
function is exact; for any other it answers `NOT_PLAIN`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final

NOT_PLAIN: Final = ("not plain",)
ABSENT: Final = ("absent",)
MAX_LOOK_UPS = 400
"""Beyond that many kinds of look-ups a function isn't written: it would take long to compile, and to run."""
_SCALARS = frozenset([str, int, float, bool, type(None)])
_FEW = 6
_DEEPEST = 40

_TEXTS = {
    "text": "v",
    "begins": "v[:{size}]",
    "ends": "v[-{size}:]",
    "folded": "v.lower()",
    "begins folded": "v[:{size}].lower()",
    "ends folded": "v[-{size}:].lower()",
}
"""What a string is looked up as; an end longer than the string finds nothing, because keys have the whole size."""


def look_up_function(
    tables: Mapping[str, Mapping[tuple[str, int], Mapping[Any, Any]]], others: Mapping[str, Callable[[Any, Any], Any]]
) -> Callable[[Any], Any]:
    """A function from an event to what its values find in `tables` (path, then kind and size of the look-up).

    `others` looks up what isn't a string. What is found is a tuple or list, `NOT_PLAIN` for an event that isn't.
    """
    if any("" in path.split(".") or path.count(".") > _DEEPEST for path in tables):
        return lambda _: NOT_PLAIN
    tree: dict[str, Any] = {}
    for path, by_kind in tables.items():
        *above, last = path.split(".")
        node = tree
        for step in above:
            node = node.setdefault(step, {})
        node.setdefault(last, {})[""] = by_kind
    writer = _Writer(others)
    writer.node(tree, "event", 1)
    lines = ["def look_up(event):", " if event.__class__ is not dict:", "  return NOT_PLAIN", " found = ()"]
    source = "\n".join([*lines, *writer.lines, " return found"])
    exec(compile(source, "<look-ups>", "exec"), writer.names)  # noqa: S102  (keys and sizes alone are written into it)
    made: Callable[[Any], Any] = writer.names["look_up"]
    return made


class _Writer:
    def __init__(self, others: Mapping[str, Callable[[Any, Any], Any]]) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {"NOT_PLAIN": NOT_PLAIN, "SCALARS": _SCALARS}
        self.others = others

    def name(self, value: Any) -> str:
        name = f"n{len(self.names)}"
        self.names[name] = value
        return name

    def write(self, depth: int, line: str) -> None:
        self.lines.append(" " * depth + line)

    def node(self, tree: Mapping[str, Any], holder: str, depth: int) -> None:
        """Look into the object `holder` for every step of the tree."""
        joined = sorted({key for step, below in tree.items() for key in _joined(step, below)})
        if 0 < len(joined) <= _FEW:
            self.write(depth, f"if {' or '.join(f'{key!r} in {holder}' for key in joined)}:")
        elif joined:
            self.write(depth, f"if not {self.name(frozenset(joined))}.isdisjoint({holder}):")
        if joined:
            self.write(depth + 1, "return NOT_PLAIN")
        for step, below in tree.items():
            self.step(step, below, holder, depth)

    def step(self, step: str, below: Mapping[str, Any], holder: str, depth: int) -> None:
        inner = {name: tree for name, tree in below.items() if name}
        value = f"v{depth}" if inner else "v"
        self.write(depth, f"{value} = {holder}.get({step!r})")
        first = "if"
        if inner:
            self.write(depth, f"if {value}.__class__ is dict:")
            self.node(inner, value, depth + 1)
            first = "elif"
        if "" in below:
            if inner:
                self.write(depth, "else:")
                self.write(depth + 1, f"v = {value}")
                self.found(below[""], step, holder, depth + 1)
            else:
                self.found(below[""], step, holder, depth)
        else:
            self.write(depth, f"{first} {value}.__class__ not in SCALARS:")
            self.write(depth + 1, "return NOT_PLAIN")

    def found(self, tables: Mapping[tuple[str, int], Mapping[Any, Any]], step: str, holder: str, depth: int) -> None:
        """Look up the value `v`, which is None when the key isn't there, too."""
        texts = [(kind, size, table) for (kind, size), table in tables.items() if kind in _TEXTS or kind == "address"]
        others = [(kind, size, table) for (kind, size), table in tables.items() if kind not in _TEXTS]
        self.write(depth, "if v.__class__ is str:")
        for kind, size, table in texts:
            looked = f"{self.name(self.others[kind])}(v, 0)" if kind == "address" else _TEXTS[kind].format(size=size)
            self.take(table, looked, depth + 1)
        for kind, _, table in others:
            if kind == "present":
                self.take(table, "None", depth + 1)
        self.write(depth + 1, "pass")
        scalar = [each for each in others if each[0] != "address"]
        self.write(depth, f"elif v is not None or {step!r} in {holder}:" if scalar else "elif v is not None:")
        self.write(depth + 1, "if v.__class__ is not dict:")
        self.write(depth + 2, "if v.__class__ not in SCALARS:")
        self.write(depth + 3, "return NOT_PLAIN")
        for kind, size, table in scalar:
            self.take(table, f"{self.name(self.others[kind])}(v, {size})", depth + 2)

    def take(self, table: Mapping[Any, Any], looked: str, depth: int) -> None:
        self.write(depth, f"f = {self.name(table.get)}({looked})")
        self.write(depth, "if f is not None:")
        self.write(depth + 1, "found = [*found, *f] if found else f")


def _joined(step: str, below: Mapping[str, Any]) -> Iterable[str]:
    """The keys with dots that would spell `step` and more of the paths below it."""
    for name, tree in below.items():
        if name:
            yield f"{step}.{name}"
            yield from (f"{step}.{rest}" for rest in _joined(name, tree))


@lru_cache(maxsize=4096)
def reader(path: str) -> Callable[[Any], Any]:
    """A function from an event to its scalar at the path, `ABSENT`, or `NOT_PLAIN`."""
    steps = path.split(".")
    ways = [
        (step, tuple(accumulate(steps[index + 1 :], lambda a, b: f"{a}.{b}", initial=step))[1:])
        for index, step in enumerate(steps)
    ]

    def read(event: Any) -> Any:
        value = event
        for step, joined in ways:
            if value.__class__ is not dict:
                return ABSENT if value.__class__ in _SCALARS else NOT_PLAIN
            for key in joined:
                if key in value:
                    return NOT_PLAIN
            value = value.get(step, ABSENT)
            if value is ABSENT:
                return ABSENT
        if value.__class__ in _SCALARS:
            return value
        return ABSENT if value.__class__ is dict else NOT_PLAIN

    return read
