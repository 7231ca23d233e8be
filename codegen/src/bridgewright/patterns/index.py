"""Which rules an event could match at all, found without asking each.

Every branch of every rule is filed once, under its most selective leaf: by the exact values, beginnings,
ends or lower-cased texts that the leaf needs, or merely by the field's presence. An event then names its
candidates by a few dictionary look-ups; only those are checked in full. The candidates are always enough:
a branch that matches has, at the leaf it is filed under, a value that finds it.

The look-ups are written out as one Python function (`lookup`), made anew when there is a new kind of them; the
dictionaries that it looks into change as rules come and go.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, NamedTuple, TypeAlias

from bridgewright.patterns.fields import Field, Paths, fields
from bridgewright.patterns.jsontext import spelling
from bridgewright.patterns.lookup import MAX_LOOK_UPS, Heads, LookUp, look_up_function
from bridgewright.patterns.operators.addresses import address
from bridgewright.patterns.operators.affix import Prefix, PrefixIgnoreCase, Suffix, SuffixIgnoreCase
from bridgewright.patterns.operators.exact import Constant, Equal, Exactly, Host, Text
from bridgewright.patterns.operators.ignore_case import EqualsIgnoreCase
from bridgewright.patterns.operators.numbers import comparable, is_number
from bridgewright.patterns.operators.table import Operator
from bridgewright.patterns.operators.wildcard import Wildcard
from bridgewright.patterns.tree import Leaf


class Filed(NamedTuple):
    """A branch of a rule, and the leaf of it that holds once the look-up found it, if any."""

    name: str
    leaves: tuple[Leaf, ...]
    proven: Leaf | None


Key: TypeAlias = tuple[str, Any, Any]
"""How a value finds a branch: the kind of look-up, its size (for beginnings and ends), what is looked up."""
Branches: TypeAlias = Iterable[tuple[Leaf, ...]]
Table: TypeAlias = dict[Any, list[Filed]]

_SHORT = 6
_PRESENCE = 1000
PRESENT: Key = ("present", 0, None)
ALL: Key = ("all", 0, None)
"""Under it, leaves of a path are counted whatever they ask for."""


class Index:
    """Branches by the values that could satisfy them; rules come and go."""

    def __init__(self) -> None:
        self.always: list[Filed] = []
        """Branches that no value announces: every leaf of theirs may be absent."""
        self.tables: dict[str, dict[tuple[str, Any], Table]] = {}
        """By path, then by kind of look-up and its size."""
        self._asked: dict[str, dict[Key, int]] = {}
        """By path: how many leaves ask for a key."""
        self._waiting: dict[str, Branches] = {}
        self._paths: Paths | None = None
        self._look_up: LookUp | None = None
        self._heads: dict[str, Heads] = {}
        self.candidates: Callable[[Any], Sequence[Filed]] = self._brought_up_to_date
        """The branches that an event announces, and those that nothing announces."""

    def add(self, name: str, branches: Branches) -> None:
        """Put in a rule of a new name; it is filed when somebody asks, so that many together are filed well."""
        self._waiting[name] = branches
        self._count(branches, 1)
        self.candidates = self._brought_up_to_date

    def remove(self, name: str, branches: Branches) -> None:
        """Take out a rule that was put in with these branches."""
        self._count(branches, -1)
        if self._waiting.pop(name, None) is not None:
            return
        for leaf in {leaf for leaves in branches for leaf in leaves}:
            for (kind, size), table in self.tables.get(leaf.path, {}).items():
                for what in [what for (of, by, what) in leaf.filing.keys if (of, by) == (kind, size) and what in table]:
                    table[what] = [filed for filed in table[what] if filed.name != name]
                    if not table[what]:
                        del table[what]
        self.always[:] = [filed for filed in self.always if filed.name != name]

    def _brought_up_to_date(self, event: Any) -> Sequence[Filed]:
        """File what waits, and look up from then on without asking whether something does."""
        for name, branches in self._waiting.items():
            for leaves in branches:
                self._file(name, leaves)
        self._waiting.clear()
        if self._look_up is None:
            self._look_up, self._heads = self._walk, {}
            if sum(map(len, self.tables.values())) <= MAX_LOOK_UPS:
                self._look_up, self._heads = look_up_function(self.tables, LOOK_UPS, self.always, self._walk)
        self.candidates = self._look_up
        return self.candidates(event)

    def _walk(self, event: Any) -> Sequence[Filed]:
        """The candidates of any event, found without a generated function."""
        if self._paths is None:
            self._paths = Paths.of(self.tables, may_be_empty=True)
        walked = fields(event, self._paths)
        if walked is None:
            return ()
        return [*self.always, *(filed for path, values in walked.items() for filed in self._found(path, values))]

    def _found(self, path: str, values: list[Field]) -> Iterator[Filed]:
        """What the values of a field announce."""
        for field in values:
            for (kind, size), table in self.tables[path].items():
                yield from table.get(LOOK_UPS[kind](field.value, size), ())

    def _count(self, branches: Branches, change: int) -> None:
        """Count what the branches ask for, path by path."""
        for leaves in branches:
            for leaf in leaves:
                asked = self._asked.get(leaf.path)
                if asked is None:
                    asked = self._asked[leaf.path] = {ALL: 0}
                asked[ALL] += change
                for key in (leaf.filing or _filing(leaf)).keys:
                    asked[key] = asked.get(key, 0) + change
                    if change < 0 and not asked[key]:
                        del asked[key]

    def _file(self, name: str, leaves: tuple[Leaf, ...]) -> None:
        usable = [leaf for leaf in leaves if leaf.filing.keys]
        if not usable:
            self.always.append(Filed(name, leaves, None))
            return
        leaf = min(usable, key=self._weight) if len(usable) > 1 else usable[0]
        keys, is_proof, _ = leaf.filing
        filed = Filed(name, leaves, leaf if is_proof else None)
        tables = self.tables.get(leaf.path)
        if tables is None:
            tables = self.tables[leaf.path] = {}
            self._paths = self._look_up = None
        heads = self._heads.get(leaf.path)
        for kind, size, what in keys:
            table = tables.get((kind, size))
            if table is None:
                table = tables[kind, size] = {}
                self._look_up = None
            if heads and (kind, size) in heads.kinds:
                heads.add(what)
            if what in table:
                table[what].append(filed)
            else:
                table[what] = [filed]

    def _weight(self, leaf: Leaf) -> tuple[int, str]:
        """How unselective a leaf is: which share of the rules on its path share its keys, in powers of two."""
        path, (keys, _, penalty) = leaf.path, leaf.filing
        asked = self._asked[path]
        sharing = sum([asked[key] for key in keys])
        return penalty + sharing.bit_length() - asked[ALL].bit_length(), path


class Filing(NamedTuple):
    """What a leaf can be filed under, and how selective that is at best."""

    keys: tuple[Key, ...]
    """Empty when absence satisfies the leaf."""
    is_proof: bool
    """Whether what finds the leaf satisfies it."""
    penalty: int
    """Of what many events share: presence most of all, then short beginnings and ends, and the envelope."""


def _filing(leaf: Leaf) -> Filing:
    """The leaf's filing, found once and kept with it."""
    keys, is_proof = _keys(leaf)
    short = min([size for _, size, _ in keys if size.__class__ is int and size], default=_SHORT)
    penalty = max(0, _SHORT - short) + (0 if leaf.path.startswith("detail.") else _SHORT)
    made = Filing(keys, is_proof, penalty + (_PRESENCE if PRESENT in keys else 0))
    object.__setattr__(leaf, "filing", made)
    return made


def _text(value: Any, size: int) -> Any:  # noqa: ARG001
    return value if isinstance(value, str) else _text


def _number(value: Any, size: int) -> Any:  # noqa: ARG001
    if not is_number(value):
        return _number
    micro = comparable(value)
    if micro is not None:
        return micro
    try:
        return spelling(value)
    except ValueError:
        return _number


def _folded(text: str) -> str | None:
    return text.lower() if text.isascii() else None


def _around(text: str, first: int, last: int) -> str | None:
    return text[:first] + text[-last:] if len(text) >= first + last else None


LOOK_UPS: dict[str, Callable[[Any, Any], Any]] = {
    # A function stands for "finds nothing": no key is one.
    "text": _text,
    "number": _number,
    "constant": lambda value, _: (value,) if value is None or isinstance(value, bool) else None,
    "address": lambda value, _: address(value) if isinstance(value, str) else None,
    "begins": lambda value, size: value[:size] if isinstance(value, str) else None,
    "ends": lambda value, size: value[len(value) - size :] if isinstance(value, str) and len(value) >= size else None,
    "around": lambda value, sizes: _around(value, *sizes) if isinstance(value, str) else None,
    "folded": lambda value, _: _folded(value) if isinstance(value, str) else None,
    "begins folded": lambda value, size: _folded(value[:size]) if isinstance(value, str) else None,
    "ends folded": lambda value, size: _folded(value[-size:]) if isinstance(value, str) else None,
    "present": lambda _value, _: None,
}


def _keys(leaf: Leaf) -> tuple[tuple[Key, ...], bool]:
    """What the leaf can be filed under, and whether a look-up proves it."""
    if leaf.may_be_absent:
        return (), False
    if leaf.path.endswith("."):  # whether a last step "" is looked into depends on the pattern's other paths
        return (PRESENT,), False
    keys = tuple(dict.fromkeys([_key(operator) for operator in leaf.operators]))
    return ((PRESENT,), False) if PRESENT in keys else (keys, all(map(_is_proven, leaf.operators)))


def _is_proven(operator: Operator) -> bool:
    """Whether the look-up finds nothing but what the operator accepts."""
    return operator.__class__ is not Wildcard or len(operator.pieces) <= _ONE_STAR


_ONE_STAR = 2


def _key(operator: Operator) -> Key:
    """The look-up that every value which the operator accepts finds; only ASCII is folded, which is exact."""
    kind = _KINDS.get(operator.__class__)
    if kind:
        return _piece(kind, operator.value)  # type: ignore[union-attr,arg-type]
    match operator:
        case Host(_, literal):
            return ("address", 0, literal)
        case Equal(text, micro):
            return ("number", 0, text if micro is None else micro)
        case Constant(value):
            return ("constant", 0, (value,))
        case Wildcard():
            first, last = operator.pieces[0], operator.pieces[-1]
            if len(operator.pieces) == 1:
                return "text", 0, first
            if first and last:
                return "around", (len(first), len(last)), first + last
            return _piece("begins", first) if first else _piece("ends", last)
    return PRESENT


_KINDS: dict[type, str] = {
    Text: "text",
    Exactly: "text",
    Prefix: "begins",
    Suffix: "ends",
    EqualsIgnoreCase: "folded",
    PrefixIgnoreCase: "begins folded",
    SuffixIgnoreCase: "ends folded",
}


def _piece(kind: str, text: str) -> Key:
    if kind == "text":
        return kind, 0, text
    folded = kind.endswith("folded")
    if folded and not text.isascii():
        return PRESENT
    if kind == "folded":
        return kind, 0, text.lower()
    return (kind, len(text), text.lower() if folded else text) if text else PRESENT
