"""The look-ups of an index as one generated Python function, for events that are plain along the indexed paths.

Plain: objects all the way, no array, no key with a dot in it that could spell a part of a path. For such an event the
function is exact; for any other it answers `NOT_PLAIN`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from itertools import accumulate
from typing import Any, Final, TypeAlias

NOT_PLAIN: Final = ("not plain",)
ABSENT: Final = ("absent",)
MAX_LOOK_UPS = 400
"""Beyond that many kinds of look-ups a function isn't written: it would take long to compile, and to run."""
_SCALARS = frozenset([str, int, float, bool, type(None)])
_FEW = 6
_DEEPEST = 40

_BEGINNINGS = ("begins", "around")
_FOLDED = ("folded", "begins folded", "ends folded")
_MANY = 3


Tables: TypeAlias = Mapping[tuple[str, Any], Mapping[Any, Any]]
Heads: TypeAlias = dict[str, tuple[int, set[str]]]


def look_up_function(
    tables: Mapping[str, Tables], others: Mapping[str, Callable[[Any, Any], Any]]
) -> tuple[Callable[[Any], Any], Heads]:
    """A function from an event to what its values find in `tables` (path, then kind and size of the look-up).

    `others` looks up what isn't a string. What is found is a tuple or list, `NOT_PLAIN` for an event that isn't.
    Also the heads: by path, how many characters, and with which ones a value must begin to find anything in the
    tables of beginnings; who files more there, adds their heads.
    """
    if any("" in path.split(".") or path.count(".") > _DEEPEST for path in tables):
        return lambda _: NOT_PLAIN, {}
    tree: dict[str, Any] = {}
    for path, by_kind in tables.items():
        *above, last = path.split(".")
        node = tree
        for step in above:
            node = node.setdefault(step, {})
        node.setdefault(last, {})[""] = path, by_kind
    writer = _Writer(others)
    writer.node(tree, "event", 1)
    lines = ["def look_up(event):", " if event.__class__ is not dict:", "  return NOT_PLAIN", " found = ()"]
    source = "\n".join([*lines, *writer.lines, " return found"])
    exec(compile(source, "<look-ups>", "exec"), writer.names)  # noqa: S102  (keys and sizes alone are written into it)
    made: Callable[[Any], Any] = writer.names["look_up"]
    return made, writer.heads


class _Writer:
    def __init__(self, others: Mapping[str, Callable[[Any, Any], Any]]) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {"NOT_PLAIN": NOT_PLAIN, "SCALARS": _SCALARS}
        self.others = others
        self.heads: Heads = {}

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

    def found(self, place: tuple[str, Tables], step: str, holder: str, depth: int) -> None:
        """Look up the value `v`, which is None when the key isn't there, too."""
        path, tables = place
        self.write(depth, "if v.__class__ is str:")
        self.texts(path, tables, depth + 1)
        scalar = [(kind, size) for kind, size in tables if kind in ("number", "constant", "present")]
        self.write(depth, f"elif v is not None or {step!r} in {holder}:" if scalar else "elif v is not None:")
        self.write(depth + 1, "if v.__class__ is not dict:")
        self.write(depth + 2, "if v.__class__ not in SCALARS:")
        self.write(depth + 3, "return NOT_PLAIN")
        for kind, size in scalar:
            self.take(tables[kind, size], f"{self.name(self.others[kind])}(v, 0)", depth + 2)

    def texts(self, path: str, tables: Tables, depth: int) -> None:
        """Look up the string `v`."""
        self.write(depth, "pass")
        if any(kind in _FOLDED for kind, _ in tables):
            self.write(depth, "w = v.lower()")  # where keys (ASCII) could match, character by character
        beginnings = [(kind, size) for kind, size in tables if kind in _BEGINNINGS]
        if len(beginnings) >= _MANY:
            length = min(size if kind == "begins" else size[0] for kind, size in beginnings)
            heads = {what[:length] for each in beginnings for what in tables[each]}
            self.heads[path] = length, heads
            self.write(depth, f"if {self.piece('v', 0, length)} in {self.name(heads)}:")
        for each in beginnings:
            self.take(tables[each], self.text(*each), depth + (path in self.heads))
        for (kind, size), table in tables.items():
            if kind not in (*_BEGINNINGS, "number", "constant"):
                self.take(table, self.text(kind, size), depth)

    def text(self, kind: str, size: Any) -> str:
        """What a string is looked up as; too short a string finds nothing, because keys have the whole size."""
        match kind:
            case "begins":
                return self.piece("v", 0, size)
            case "ends":
                return self.piece("v", -size, None)
            case "around":
                return (
                    f"{self.piece('v', 0, size[0])} + {self.piece('v', -size[1], None)} if len(v) >= {sum(size)} else 0"
                )
            case "folded":
                return "w"
            case "begins folded":
                return self.piece("w", 0, size)
            case "ends folded":
                return self.piece("w", -size, None)
            case "address":
                return f"{self.name(self.others[kind])}(v, 0)"
        return "v" if kind == "text" else "None"

    def piece(self, value: str, start: int, stop: int | None) -> str:
        return f"{value}[{self.name(slice(start, stop))}]"

    def take(self, table: Mapping[Any, Any], looked: str, depth: int) -> None:
        """Add what is found in a table; a membership test is cheaper than a call, and finds nothing most times."""
        name = self.name(table)
        if not looked.isidentifier():
            self.write(depth, f"k = {looked}")
            looked = "k"
        self.write(depth, f"if {looked} in {name}:")
        self.write(depth + 1, f"found = [*found, *{name}[{looked}]] if found else {name}[{looked}]")


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
