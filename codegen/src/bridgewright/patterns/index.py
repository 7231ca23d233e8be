"""Which rules an event could match at all, found without asking each.

Every branch of every rule is filed once, under its most selective leaf: by the exact values, beginnings,
ends or lower-cased texts that the leaf needs, or merely by the field's presence. An event then names its
candidates by a few dictionary look-ups; only those are checked in full. The candidates are always enough:
a branch that matches has, at the leaf it is filed under, a value that finds it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from bridgewright.patterns.fields import Fields, Paths
from bridgewright.patterns.jsontext import spelling
from bridgewright.patterns.operators.addresses import address
from bridgewright.patterns.operators.affix import Prefix, PrefixIgnoreCase, Suffix, SuffixIgnoreCase
from bridgewright.patterns.operators.exact import Constant, Equal, Exactly, Host, Text
from bridgewright.patterns.operators.ignore_case import EqualsIgnoreCase
from bridgewright.patterns.operators.numbers import comparable, is_number
from bridgewright.patterns.operators.table import Operator
from bridgewright.patterns.operators.wildcard import Wildcard
from bridgewright.patterns.tree import Leaf


class Filed(NamedTuple):
    """A branch of a rule."""

    name: str
    leaves: tuple[Leaf, ...]


Key: TypeAlias = tuple[str, Any, Any]
"""How a value finds a branch: the kind of look-up, its size (for beginnings and ends), what is looked up."""

PRESENT: Key = ("present", 0, None)


class Index:
    """Branches by the values that could satisfy them."""

    def __init__(self, rules: Mapping[str, Iterable[tuple[Leaf, ...]]]) -> None:
        branches = [Filed(name, leaves) for name, ways in rules.items() for leaves in ways]
        usable = [[(leaf, keys) for leaf in filed.leaves if (keys := _keys(leaf))] for filed in branches]
        shared = Counter((leaf.path, key) for found in usable for leaf, keys in found for key in keys)
        self.always: list[Filed] = []
        """Branches that no value announces: every leaf of theirs may be absent."""
        self.tables: dict[str, _Table] = {}
        for filed, found in zip(branches, usable, strict=True):
            if not found:
                self.always.append(filed)
                continue
            leaf, keys = min(found, key=lambda pair: _weight(pair, shared))
            table = self.tables.setdefault(leaf.path, _Table())
            for key in keys:
                table.file(key, filed)
        self.paths = Paths.of(self.tables)

    def candidates(self, found: Fields) -> Iterator[Filed]:
        """The branches that the event's fields (at `paths`) announce, and those that nothing announces."""
        yield from self.always
        for path, values in found.items():
            table = self.tables[path]
            for field in values:
                yield from table.find(field.value)


class _Table:
    """The branches filed under one path: by size, by what is looked up."""

    def __init__(self) -> None:
        self.kinds: dict[str, dict[Any, dict[Any, list[Filed]]]] = {}

    def file(self, key: Key, filed: Filed) -> None:
        kind, size, what = key
        self.kinds.setdefault(kind, {}).setdefault(size, {}).setdefault(what, []).append(filed)

    def find(self, value: Any) -> Iterator[Filed]:
        for kind, sizes in self.kinds.items():
            look_up = _LOOK_UPS[kind]
            for size, filed in sizes.items():
                yield from filed.get(look_up(value, size), ())


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


_LOOK_UPS: dict[str, Callable[[Any, Any], Any]] = {
    # A function stands for "finds nothing": no key is one.
    "text": _text,
    "number": _number,
    "constant": lambda value, _: (value,) if value is None or isinstance(value, bool) else None,
    "address": lambda value, _: address(value) if isinstance(value, str) else None,
    "begins": lambda value, size: value[:size] if isinstance(value, str) else None,
    "ends": lambda value, size: value[len(value) - size :] if isinstance(value, str) and len(value) >= size else None,
    "folded": lambda value, _: value.lower() if isinstance(value, str) else None,
    "begins folded": lambda value, size: value[:size].lower() if isinstance(value, str) else None,
    "ends folded": lambda value, size: value[max(0, len(value) - size) :].lower() if isinstance(value, str) else None,
    "present": lambda _value, _: None,
}


def _keys(leaf: Leaf) -> frozenset[Key]:
    """What the leaf can be filed under; empty when absence satisfies it."""
    if leaf.may_be_absent:
        return frozenset()
    keys = frozenset(_key(operator) for operator in leaf.operators)
    return frozenset([PRESENT]) if PRESENT in keys else keys


def _key(operator: Operator) -> Key:
    """The look-up that every value which the operator accepts finds. ASCII folds one to one, so sizes hold."""
    match operator:
        case Host(_, literal):
            return ("address", 0, literal)
        case Equal(text, micro):
            return ("number", 0, text if micro is None else micro)
        case Constant(value):
            return ("constant", 0, (value,))
        case Wildcard():
            first, *_, last = ("", *operator.pieces) if len(operator.pieces) == 1 else operator.pieces
            return _piece("begins", first) if first else _piece("ends", last)
    kind = _KINDS.get(type(operator))
    return PRESENT if kind is None else _piece(kind, operator.value)  # type: ignore[union-attr,arg-type]


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


def _weight(pair: tuple[Leaf, frozenset[Key]], shared: Counter[tuple[str, Key]]) -> tuple[bool, int, str]:
    """How unselective a leaf is: presence last, then by how many branches share its keys."""
    leaf, keys = pair
    return PRESENT in keys, sum(shared[leaf.path, key] for key in keys), leaf.path
