"""Generated Python functions: the look-ups of an index, and the reading of one field.

Both are for events that are plain along the paths that matter: objects all the way, no array, no key with a dot in it
that could spell a part of a path. For such an event they are exact; for any other they hand over to a walk.
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

_FROM_START = ("text", "begins", "around", "folded", "begins folded")
_FOLDED = ("folded", "begins folded", "ends folded")
_MANY = 3
_HEAD = 8


Tables: TypeAlias = Mapping[tuple[str, Any], Mapping[Any, Any]]
LookUp: TypeAlias = Callable[[Any], Any]


class Heads:
    """How the values begin that find anything in the tables of one path that are about beginnings or whole texts."""

    def __init__(self, tables: Tables) -> None:
        self.kinds = [(kind, size) for kind, size in tables if kind in _FROM_START]
        sizes = [size[0] if kind == "around" else size for kind, size in self.kinds]
        self.length = min((size for size in sizes if size), default=_HEAD)
        self.is_folded = any(kind in _FOLDED for kind, _ in self.kinds)
        """In lower case: exact for ASCII alone, where letters fold one to one."""
        self.known: set[str] = set()
        for each in self.kinds:
            for text in tables[each]:
                self.add(text)

    def add(self, text: str) -> None:
        """Take in one more key of the tables."""
        head = text[: self.length]
        self.known.add(head.lower() if self.is_folded else head)


def look_up_function(
    tables: Mapping[str, Tables], others: Mapping[str, Callable[[Any, Any], Any]], always: list[Any], walk: LookUp
) -> tuple[LookUp, dict[str, Heads]]:
    """A function from an event to `always` and what its values find in `tables` (path, then kind and size).

    `others` looks up what isn't a string; `walk` answers for events that aren't plain. Also the heads by path: who
    files more in tables from the start of a text adds to them.
    """
    if any("" in path.split(".") or path.count(".") > _DEEPEST for path in tables):
        return walk, {}
    tree: dict[str, Any] = {}
    for path, by_kind in tables.items():
        *above, last = path.split(".")
        node = tree
        for step in above:
            node = node.setdefault(step, {})
        node.setdefault(last, {})[""] = path, by_kind
    writer = _Writer(others)
    writer.names |= {"ALWAYS": always, "walk": walk}
    writer.node(tree, "event", 1)
    lines = ["def look_up(event):", " if event.__class__ is not dict:", "  return walk(event)", " found = ALWAYS"]
    return _function("look_up", [*lines, *writer.lines, " return found"], writer.names), writer.heads


def _function(name: str, lines: list[str], names: dict[str, Any]) -> LookUp:
    exec(compile("\n".join(lines), "<look-ups>", "exec"), names)  # noqa: S102  (keys and sizes alone are written into it)
    made: LookUp = names[name]
    return made


class _Writer:
    def __init__(self, others: Mapping[str, Callable[[Any, Any], Any]]) -> None:
        self.lines: list[str] = []
        self.names: dict[str, Any] = {"SCALARS": _SCALARS}
        self.others = others
        self.heads: dict[str, Heads] = {}

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
            self.write(depth + 1, "return walk(event)")
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
            self.write(depth + 1, "return walk(event)")

    def found(self, place: tuple[str, Tables], step: str, holder: str, depth: int) -> None:
        """Look up the value `v`, which is None when the key isn't there, too."""
        path, tables = place
        self.write(depth, "if v.__class__ is str:")
        self.texts(path, tables, depth + 1)
        scalar = [(kind, size) for kind, size in tables if kind in ("number", "constant", "present")]
        self.write(depth, f"elif v is not None or {step!r} in {holder}:" if scalar else "elif v is not None:")
        self.write(depth + 1, "if v.__class__ is not dict:")
        self.write(depth + 2, "if v.__class__ not in SCALARS:")
        self.write(depth + 3, "return walk(event)")
        for kind, size in scalar:
            self.take(tables[kind, size], f"{self.name(self.others[kind])}(v, 0)", depth + 2)

    def texts(self, path: str, tables: Tables, depth: int) -> None:
        """Look up the string `v`; first, where it spares many, whether anything begins as it does."""
        self.write(depth, "pass")
        heads = Heads(tables)
        gated = heads.kinds if len(heads.kinds) >= _MANY else []
        if gated:
            self.heads[path] = heads
            head = f"{self.piece(0, heads.length)}.lower()" if heads.is_folded else self.piece(0, heads.length)
            is_known = f"{head} in {self.name(heads.known)}"
            self.write(depth, f"if {is_known}{' or not v.isascii()' if heads.is_folded else ''}:")
        for each in gated:
            self.take(tables[each], self.text(*each), depth + 1)
        for (kind, size), table in tables.items():
            if (kind, size) not in gated and kind not in ("number", "constant"):
                self.take(table, self.text(kind, size), depth)

    def text(self, kind: str, size: Any) -> str:
        """What a string is looked up as; too short a string finds nothing, because keys have the whole size.

        Only ASCII is folded: keys and values match character by character.
        """
        match kind:
            case "begins":
                return self.piece(0, size)
            case "ends":
                return self.piece(-size, None)
            case "around":
                return f"{self.piece(0, size[0])} + {self.piece(-size[1], None)} if len(v) >= {sum(size)} else 0"
            case "folded":
                return "v.lower() if v.isascii() else 0"
            case "begins folded":
                return f"k.lower() if (k := {self.piece(0, size)}).isascii() else 0"
            case "ends folded":
                return f"k.lower() if (k := {self.piece(-size, None)}).isascii() else 0"
            case "address":
                return f"{self.name(self.others[kind])}(v, 0)"
        return "v" if kind == "text" else "None"

    def piece(self, start: int, stop: int | None) -> str:
        return f"v[{self.name(slice(start, stop))}]"

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
def reader(path: str) -> LookUp:
    """A function from an event to its scalar at the path, `ABSENT`, or `NOT_PLAIN`."""
    steps = path.split(".")
    if len(steps) > _DEEPEST or "" in steps:
        return lambda _: NOT_PLAIN
    lines = ["def read(v):"]
    for index, step in enumerate(steps):
        joined = tuple(accumulate(steps[index + 1 :], lambda a, b: f"{a}.{b}", initial=step))[1:]
        lines += [" if v.__class__ is not dict:", "  return ABSENT if v.__class__ in SCALARS else NOT_PLAIN"]
        if joined:
            lines += [f" if {' or '.join(f'{key!r} in v' for key in joined)}:", "  return NOT_PLAIN"]
        lines += [f" v = v.get({step!r}, ABSENT)", " if v is ABSENT:", "  return v"]
    lines += [" if v.__class__ in SCALARS:", "  return v", " return ABSENT if v.__class__ is dict else NOT_PLAIN"]
    return _function("read", lines, {"SCALARS": _SCALARS, "ABSENT": ABSENT, "NOT_PLAIN": NOT_PLAIN})
