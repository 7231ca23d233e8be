"""Strings that a regular expression matches: shortest, longest and random ones.

Look-around and word boundaries are not solved, so a string is a suggestion: the caller checks each with `matches`.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from random import Random
from typing import Any

import jsonschema_rs

from bridgewright.schemas.regex.automaton import NoAutomaton, of_class
from bridgewright.schemas.regex.characters import ANY, NARROW_DOT, Ranges, holds
from bridgewright.schemas.regex.syntax import (
    BadPattern,
    Choice,
    Class,
    Dot,
    Group,
    Literal,
    Node,
    Property,
    Reference,
    Repeat,
    Sequence,
    Shorthand,
    parsed,
)

__all__ = ["BadPattern", "longest", "matches", "random_match", "shortest"]

_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_ANY = _WORD + " -.,'é漢ع😀"
_LARGEST_CLASS = 512
_DEEPEST = 60
"""Groups inside of groups that are followed."""
_MOST_STEPS = 20_000
"""Parts of an expression taken after which repeats inside of repeats are taken as seldom as they may be."""


@lru_cache(maxsize=1024)
def _judge(pattern: str) -> Any:
    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (ValueError, jsonschema_rs.ValidationError) as error:
        raise BadPattern("it is no regular expression") from error


def matches(pattern: str, text: str) -> bool:
    """Whether the pattern is found in `text`, as ECMA 262 reads it (JSON Schema doesn't anchor).

    Raises:
        BadPattern: it is no regular expression.
    """
    return bool(_judge(pattern).is_valid(text))


@lru_cache(maxsize=1024)
def shortest(pattern: str, least: int) -> str:
    """A short match of at least `least` characters where the pattern lets it grow."""
    return _grown(pattern, lambda text: len(text) >= least, least)


@lru_cache(maxsize=1024)
def longest(pattern: str, most: int) -> str:
    """The longest match found of at most `most` characters."""
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if len(_MatchBuilder(middle).built(_tree(pattern))) <= most:
            low = middle
        else:
            high = middle - 1
    return _MatchBuilder(low).built(_tree(pattern))


def random_match(pattern: str, most: int, rng: Random) -> str:
    """A random match; repeats stay near the least so that most come out short."""
    return _MatchBuilder(rng.choice((1, 3, 8, min(most, 64))), rng).built(_tree(pattern))


def _grown(pattern: str, is_enough: Any, most: int) -> str:
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if is_enough(_MatchBuilder(middle).built(_tree(pattern))):
            high = middle
        else:
            low = middle + 1
    return _MatchBuilder(low).built(_tree(pattern))


def _tree(pattern: str) -> Node:
    tree = parsed(pattern)
    if tree.depth > _DEEPEST:
        raise BadPattern("its groups nest too deeply")
    return tree.root


class _MatchBuilder:
    """Builds one match: each repeat is taken up to `cap` times, or at random up to it."""

    def __init__(self, cap: int, rng: Random | None = None) -> None:
        self._cap = cap
        self._rng = rng
        self._groups: dict[int, str] = {}
        self._turn = 0
        self._taken = 0

    def built(self, node: Node) -> str:
        self._taken += 1
        match node:
            case Literal(code=code):
                return chr(code)
            case Class() | Dot() | Property() | Shorthand():
                return self._pick(_members(node))
            case Sequence(parts=parts):
                return "".join(map(self.built, parts))
            case Choice(options=options):
                return self.built(self._option(options))
            case Group(inside=inside, number=number):
                text = self._groups[number] = self.built(inside)
                return text
            case Repeat(inside=inside, least=least, most=most):
                return "".join(self._repeated(inside, least, self._count(least, most)))
            case Reference(number=number):
                return self._groups.get(number, "")
        return ""  # positions and look-around take no characters

    def _repeated(self, inside: Node, least: int, count: int) -> Iterator[str]:
        for number in range(count):
            if self._taken > _MOST_STEPS and number >= least:
                return
            if self._taken > 10 * _MOST_STEPS:
                raise BadPattern("its shortest match is too long")
            yield self.built(inside)

    def _option(self, options: tuple[Node, ...]) -> Node:
        if self._rng:
            return self._rng.choice(options)
        widths = [_widths(option) for option in options]
        if self._cap == 0:
            return options[min(range(len(options)), key=lambda i: widths[i][0])]
        return options[max(range(len(options)), key=lambda i: widths[i][1])]

    def _count(self, least: int, most: int | None) -> int:
        count = max(least, self._cap) if most is None else min(most, max(least, self._cap))
        return self._rng.randint(least, count) if self._rng else count

    def _pick(self, characters: list[str]) -> str:
        if not characters:
            return ""
        if self._rng:
            return self._rng.choice(characters)
        self._turn += 1
        return characters[(self._turn - 1) % len(characters)] if self._cap else characters[0]


_WIDEST = 2**32


@lru_cache(maxsize=4096)
def _widths(node: Node) -> tuple[int, int]:
    """The least and the greatest number of characters that a part takes; a reference may take any."""
    match node:
        case Sequence(parts=parts):
            each = [_widths(part) for part in parts]
            return sum(least for least, _ in each), min(_WIDEST, sum(most for _, most in each))
        case Choice(options=options):
            each = [_widths(option) for option in options]
            return min(least for least, _ in each), max(most for _, most in each)
        case Group(inside=inside):
            return _widths(inside)
        case Repeat(inside=inside, least=fewest, most=highest):
            least, most = _widths(inside)
            return least * fewest, min(_WIDEST, most * (_WIDEST if highest is None else highest))
        case Class() | Dot() | Literal() | Property() | Shorthand():
            return 1, 1
        case Reference():
            return 0, _WIDEST
    return 0, 0


@lru_cache(maxsize=1024)
def _members(node: Class | Dot | Property | Shorthand) -> list[str]:
    """Characters of a set, at most a few hundred of them; telling ones where it has most of all characters."""
    ranges = _ranges(node)
    if isinstance(node, Class) and not node.negated:
        found = [chr(code) for each in node.members for code in _few(_ranges(Class(negated=False, members=(each,))))]
        return list(dict.fromkeys(found))
    likely = _ANY + "\t" if isinstance(node, Shorthand) else _ANY
    return [char for char in likely if holds(ranges, ord(char))] or [chr(code) for code in _few(ranges)]


def _ranges(node: Class | Dot | Property | Shorthand) -> Ranges:
    if isinstance(node, Dot):
        return NARROW_DOT
    try:
        return of_class(node)
    except NoAutomaton:
        return ANY  # the judge keeps what fits


def _few(ranges: Ranges) -> Iterator[int]:
    """Code points of the ranges, some hundreds; of sets of most characters those that tell something."""
    if sum(high - low + 1 for low, high in ranges) > 2 * _LARGEST_CLASS:
        likely = [ord(char) for char in _ANY + "\t" if holds(ranges, ord(char))]
        if likely:
            yield from likely
            return
    for low, high in ranges:
        yield from (code for code in range(low, min(high, low + _LARGEST_CLASS) + 1) if not 0xD800 <= code <= 0xDFFF)
