"""Strings that a regular expression matches: shortest, longest and random ones.

JSON Schema's patterns are ECMA 262; the tree comes from Python's own parser, whose dialect is close. So a string is
a suggestion (look-around and word boundaries are not solved either): the caller checks each with `matches`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterator
from functools import lru_cache
from itertools import accumulate
from random import Random
from re import _parser  # type: ignore[attr-defined]  # the standard library's only regex syntax tree
from typing import Any

import jsonschema_rs

_WORD = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
_ANY = _WORD + " -.,'é漢ع😀"
_LETTERS = "A-Za-z0-9éЖ漢 "  # suggestions for a Unicode property; the judge keeps those that fit
_CATEGORIES: dict[str, Callable[[str], bool]] = {
    "CATEGORY_DIGIT": lambda c: c.isascii() and c.isdigit(),
    "CATEGORY_NOT_DIGIT": lambda c: not (c.isascii() and c.isdigit()),
    "CATEGORY_WORD": lambda c: c in _WORD,
    "CATEGORY_NOT_WORD": lambda c: c not in _WORD,
    "CATEGORY_SPACE": lambda c: c.isspace(),
    "CATEGORY_NOT_SPACE": lambda c: not c.isspace(),
}
_LARGEST_CLASS = 512
_DEEPEST = 60
"""Groups inside of groups that are followed."""
_MOST_STEPS = 20_000
"""Parts of an expression taken after which repeats inside of repeats are taken as seldom as they may be."""


class BadPattern(Exception):
    """The pattern can't be read."""


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
        if len(_Builder(middle).built(_tree(pattern))) <= most:
            low = middle
        else:
            high = middle - 1
    return _Builder(low).built(_tree(pattern))


def random_match(pattern: str, most: int, rng: Random) -> str:
    """A random match; repeats stay near the least so that most come out short."""
    return _Builder(rng.choice((1, 3, 8, min(most, 64))), rng).built(_tree(pattern))


def _grown(pattern: str, is_enough: Any, most: int) -> str:
    low, high = 0, most
    while low < high:
        middle = (low + high) // 2
        if is_enough(_Builder(middle).built(_tree(pattern))):
            high = middle
        else:
            low = middle + 1
    return _Builder(low).built(_tree(pattern))


@lru_cache(maxsize=1024)
def _tree(pattern: str) -> Any:
    """The syntax tree, ECMA's spellings put into Python's; `matches` makes up for what differs in meaning."""
    if max(accumulate({"(": 1, ")": -1}.get(char, 0) for char in pattern), default=0) > _DEEPEST:
        raise BadPattern("its groups nest too deeply")
    text = re.sub(r"\(\?<(?=[A-Za-z_])", "(?P<", pattern)
    text = re.sub(r"\\k<(\w+)>", r"(?P=\1)", text)
    text = re.sub(r"^\^(\(\?[is]+\))", r"\1^", text).replace(r"\z", r"\Z")
    text = re.sub(
        r"(\[[^\]]*)?\\[pP]\{[^}]*\}",
        lambda found: (found[1] or "") + (_LETTERS if found[1] else f"[{_LETTERS}]"),
        text,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about sets that may mean something else one day
        try:
            return _parser.parse(text, re.ASCII)
        except (re.error, RecursionError, OverflowError) as error:
            raise BadPattern(str(error)) from error


class _Builder:
    """Builds one match: each repeat is taken up to `cap` times, or at random up to it."""

    def __init__(self, cap: int, rng: Random | None = None) -> None:
        self._cap = cap
        self._rng = rng
        self._groups: dict[int, str] = {}
        self._turn = 0
        self._taken = 0

    def built(self, tree: Any) -> str:
        return "".join(self._one(str(operator), value) for operator, value in tree)

    def _one(self, operator: str, value: Any) -> str:
        self._taken += 1
        if operator == "LITERAL":
            return chr(value)
        if operator in {"ANY", "NOT_LITERAL"}:
            return self._pick([c for c in _ANY if operator == "ANY" or ord(c) != value])
        if operator == "IN":
            return self._pick(_members(tuple(value)))
        if operator == "BRANCH":
            return self.built(self._branch(value[1]))
        if operator == "SUBPATTERN":
            return self._group(value[0], self.built(value[3]))
        if operator in {"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"}:
            return "".join(self._repeated(value[2], value[0], self._count(value[0], int(value[1]))))
        if operator == "ATOMIC_GROUP":
            return self.built(value)
        if operator == "GROUPREF":
            return self._groups.get(value, "")
        return ""  # positions and look-around take no characters

    def _repeated(self, tree: Any, low: int, count: int) -> Iterator[str]:
        for number in range(count):
            if self._taken > _MOST_STEPS and number >= low:
                return
            if self._taken > 10 * _MOST_STEPS:
                raise BadPattern("its shortest match is too long")
            yield self.built(tree)

    def _group(self, number: int | None, text: str) -> str:
        if number is not None:
            self._groups[number] = text
        return text

    def _branch(self, branches: list[Any]) -> Any:
        if self._rng:
            return self._rng.choice(branches)
        widths = [branch.getwidth() for branch in branches]
        if self._cap == 0:
            return branches[min(range(len(branches)), key=lambda i: widths[i][0])]
        return branches[max(range(len(branches)), key=lambda i: widths[i][1])]

    def _count(self, low: int, high: int) -> int:
        count = min(high, max(low, self._cap))
        return self._rng.randint(low, count) if self._rng else count

    def _pick(self, characters: list[str]) -> str:
        if not characters:
            return ""
        if self._rng:
            return self._rng.choice(characters)
        self._turn += 1
        return characters[(self._turn - 1) % len(characters)] if self._cap else characters[0]


@lru_cache(maxsize=1024)
def _members(items: tuple[Any, ...]) -> list[str]:
    """Characters of a class, at most a few hundred of them."""
    found: list[str] = []
    negated = False
    for operator, value in items:
        name = str(operator)
        if name == "NEGATE":
            negated = True
        elif name == "LITERAL":
            found.append(chr(value))
        elif name == "RANGE":
            found.extend(chr(c) for c in range(value[0], min(value[1], value[0] + _LARGEST_CLASS) + 1))
        elif name == "CATEGORY":
            found.extend(c for c in _ANY + "\t" if _CATEGORIES[str(value)](c))
    if negated:
        return [c for c in _ANY if c not in found]
    return [c for c in found if not 0xD800 <= ord(c) <= 0xDFFF]
