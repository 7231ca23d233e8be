"""How long, and how wide in bytes, a string can be that matches a regular expression as a whole."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from bridgewright.schemas.regex.automaton import NoAutomaton, of_class
from bridgewright.schemas.regex.syntax import (
    BadPattern,
    Boundary,
    Choice,
    Class,
    Dot,
    Edge,
    Group,
    Literal,
    Node,
    Property,
    Repeat,
    Sequence,
    Shorthand,
    parsed,
    under,
)

_LARGE: Final = 10**9
_PRINTABLE: Final = (0x20, 0x7E)


class _NoBound(Exception):
    """The expression has no greatest match, or one that nobody can tell."""


@lru_cache(maxsize=4096)
def longest_match(pattern: str) -> int | None:
    """The greatest number of characters that a string matching all of `pattern` has.

    None when there is no greatest number, when the pattern also matches inside of longer strings, or when it asks for
    more than characters (lookarounds, references).
    """
    inside = _whole(pattern)
    try:
        return None if inside is None else _longest(inside)
    except _NoBound:
        return None


@lru_cache(maxsize=4096)
def is_plain_ascii(pattern: str) -> bool:
    """True when a string matching all of `pattern` has only printable ASCII characters."""
    inside = _whole(pattern)
    if inside is None:
        return False
    nodes = under(inside)
    if not all(isinstance(node, _KNOWN) for node in nodes):
        return False
    return all(_is_plain(node) for node in nodes if isinstance(node, _CHARACTERS))


_CHARACTERS: Final = (Class, Literal, Property, Shorthand)
_KNOWN: Final = (*_CHARACTERS, Boundary, Choice, Group, Repeat, Sequence)


def _whole(pattern: str) -> Node | None:
    """What stands between `^` and `$`; None where the pattern isn't anchored on both sides."""
    try:
        tree = parsed(pattern)
    except BadPattern:
        return None
    root = tree.root
    if tree.flags or not isinstance(root, Sequence) or len(root.parts) < 2:
        return None
    first, *middle, last = root.parts
    return Sequence(tuple(middle)) if first == Edge(is_start=True) and last == Edge(is_start=False) else None


def _longest(node: Node) -> int:
    match node:
        case Sequence(parts=parts):
            return _bounded(sum(map(_longest, parts)))
        case Choice(options=options):
            return max(map(_longest, options))
        case Group(inside=inside):
            return _longest(inside)
        case Repeat(inside=inside, most=most):
            once = _longest(inside)
            if most is None and once:
                raise _NoBound
            return _bounded(once * (most or 0))
        case Boundary():
            return 0
        case Class() | Dot() | Literal() | Property() | Shorthand():
            return 1
    raise _NoBound


def _bounded(length: int) -> int:
    if length > _LARGE:
        raise _NoBound
    return length


def _is_plain(node: Class | Literal | Property | Shorthand) -> bool:
    try:
        return all(_PRINTABLE[0] <= low and high <= _PRINTABLE[1] for low, high in of_class(node))
    except NoAutomaton:
        return False
