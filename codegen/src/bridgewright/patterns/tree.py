"""A pattern as a tree: which leaves it has, which of them are alternatives, which branches that makes.

Source: aws/event-ruler `JsonRuleCompiler` and README, "And and Or Relationship among fields".
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, TypeAlias

from bridgewright.patterns.errors import InvalidPattern, step
from bridgewright.patterns.jsontext import Members, Node
from bridgewright.patterns.operators.exact import parse_scalar
from bridgewright.patterns.operators.exists import Exists
from bridgewright.patterns.operators.table import Operator, parse_operator

OR = "$or"
MAX_BRANCHES = 1000
MAX_OR_DEPTH = 200
"""More alternatives within alternatives than 4,096 characters hold, the longest pattern that EventBridge takes."""

RESERVED = frozenset(
    [
        *("exactly", "equals-ignore-case", "prefix", "suffix", "anything-but", "exists", "wildcard", "numeric", "cidr"),
        *("html", "=", "<", "<=", ">", ">=", "regex", "not-wildcard", "not-equals-ignore-case"),
        *("date-after", "date-on-or-after", "date-before", "date-on-or-before", "in-date-range"),
        *("ip-address-in-range", "ip-address-not-in-range"),
    ]
)
"""Names that no field inside `$or` may have (event-ruler `Constants`)."""


ABSENT = Exists(value=False)


@dataclass(frozen=True, slots=True)
class Leaf:
    """One field of a pattern and what its value may be.

    `path` is the dotted path from the event's root (`detail.data.revision`): EventBridge doesn't tell a dot
    in a key from a step. `pointer` is an RFC 6901 JSON Pointer to the leaf's array in the pattern.
    """

    path: str
    operators: tuple[Operator, ...]
    pointer: str = field(default="", compare=False)
    prepared: Any = field(default=None, init=False, repr=False, compare=False)
    """What a rule set made of the leaf, to ask it fast."""
    filing: Any = field(default=None, init=False, repr=False, compare=False)
    """What an index can file the leaf under."""

    @property
    def steps(self) -> tuple[str, ...]:
        """The path in steps, a dot in a key being one more step."""
        return tuple(self.path.split("."))

    @property
    def may_be_absent(self) -> bool:
        """True when the leaf is satisfied without the field (`exists: false`)."""
        return ABSENT in self.operators

    def accepts(self, value: object) -> bool:
        """Whether one scalar of an event satisfies the leaf."""
        return any(operator.matches(value) for operator in self.operators)

    def describe(self) -> str:
        """What the field may be, in words."""
        return " or ".join(operator.describe() for operator in self.operators)


@dataclass(frozen=True, slots=True)
class Or:
    """`$or`: at least two scopes, one of which must hold; `path` is the path of the object that it stands in."""

    path: str
    scopes: tuple[Scope, ...]


@dataclass(frozen=True, slots=True)
class Scope:
    """Leaves and alternatives that must all hold, in the order written."""

    entries: tuple[Leaf | Or, ...]

    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf, those of alternatives included, in the order written."""
        found: list[Leaf] = []
        for entry in self.entries:
            found += [entry] if isinstance(entry, Leaf) else [leaf for scope in entry.scopes for leaf in scope.leaves()]
        return tuple(found)


Branch: TypeAlias = dict[str, Leaf]
"""One way to satisfy a pattern: a leaf for each path. Of leaves with the same path the last one counts."""


def parse_tree(node: Node) -> Scope:
    """The tree of a decoded pattern.

    Where `$or` isn't an alternative (no array of two or more objects, or reserved names inside) it is a
    field like any other, as in event-ruler's README ("backward compatibility"); when that fails too, the
    first reason is the one raised.
    """
    if not isinstance(node, Members):
        raise InvalidPattern("Filter is not an object")
    try:
        return Scope(tuple(_entries(node, "", "", _Mode.TOP)))
    except InvalidPattern as error:
        try:
            return Scope(tuple(_entries(node, "", "", _Mode.PLAIN)))
        except InvalidPattern:
            raise error from None


def branches(scope: Scope) -> tuple[Branch, ...]:
    """Every way to satisfy the scope; `InvalidPattern` beyond 1,000 of them (user guide, "Using $or")."""
    if Or not in map(type, scope.entries):
        return ({leaf.path: leaf for leaf in scope.entries},)  # type: ignore[misc]
    return tuple(_expand(scope, [{}]))


class _Mode:
    TOP, INSIDE_OR, PLAIN = range(3)


MAX_LEVELS = 690
"""4,096 characters, the longest pattern that PutRule takes, hold 682 levels (`{"a":` and `}`)."""


def _entries(members: Members, base: str, pointer: str, mode: int, level: int = 0) -> list[Leaf | Or]:
    """What stands in an object at the path `base`; an empty path leaves no dot before a leaf's own key."""
    if level > MAX_LEVELS:
        raise InvalidPattern("The pattern is nested too deeply")
    if not members:
        raise InvalidPattern("Empty objects are not allowed", pointer)
    found: list[Leaf | Or] = []
    for name, child in members:
        place = step(pointer, name) if "~" in name or "/" in name else f"{pointer}/{name}"
        if name == OR and mode != _Mode.PLAIN:
            found.append(_alternatives(child, base, place, level))
            continue
        if mode == _Mode.INSIDE_OR and name in RESERVED:
            raise InvalidPattern(f"{name} is Ruler reserved fieldName which cannot be used inside $or.", place)
        if child.__class__ is Members:
            found += _entries(child, f"{base}.{name}" if level else name, place, mode, level + 1)
        elif child.__class__ is list:
            found.append(_leaf(child, f"{base}.{name}" if base else name, place))
        else:
            raise InvalidPattern(f'"{name}" must be an object or an array', place)
    return found


def _alternatives(child: Any, base: str, pointer: str, level: int) -> Or:
    if pointer.count(f"/{OR}/") > MAX_OR_DEPTH:
        raise InvalidPattern("The pattern is nested too deeply")
    if not isinstance(child, list):
        raise InvalidPattern("It must be an Array followed with $or.", pointer)
    scopes = []
    for index, item in enumerate(child):
        if not isinstance(item, Members):
            raise InvalidPattern("Only JSON object is allowed in array of $or relationship.", step(pointer, index))
        scopes.append(Scope(tuple(_entries(item, base, step(pointer, index), _Mode.INSIDE_OR, level))))
    if len(scopes) < 2:
        raise InvalidPattern("There must have at least 2 Objects in $or relationship.", pointer)
    return Or(base, tuple(scopes))


def _leaf(values: list[Any], path: str, pointer: str) -> Leaf:
    if not values:
        raise InvalidPattern("Empty arrays are not allowed", pointer)
    given = tuple(values)
    try:
        return _known_leaf(given, path, pointer)
    except TypeError:  # a list within: nothing to know it by
        return _made_leaf(given, path, pointer)


def _made_leaf(values: tuple[Any, ...], path: str, pointer: str) -> Leaf:
    operators = [
        parse_operator(value, f"{pointer}/{index}") if isinstance(value, (Members, list)) else parse_scalar(value)
        for index, value in enumerate(values)
    ]
    return Leaf(path, tuple(operators), pointer)


_known_leaf = lru_cache(maxsize=4096)(_made_leaf)
"""Rules of one bus repeat most of their leaves: one is made and kept for all."""


def _expand(scope: Scope, found: list[Branch]) -> list[Branch]:
    for entry in scope.entries:
        if isinstance(entry, Leaf):
            for branch in found:
                branch[entry.path] = entry
            continue
        forked: list[Branch] = []
        for alternative in entry.scopes:
            forked += _expand(alternative, [dict(branch) for branch in found])
            if len(forked) > MAX_BRANCHES:
                raise InvalidPattern(f"Event pattern has more than {MAX_BRANCHES} combinations of $or")
        found = forked
    return found
