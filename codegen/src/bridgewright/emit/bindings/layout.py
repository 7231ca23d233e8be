"""Python code as a tree of brackets, and its lines: broken where a formatter breaks them.

What fits is one line. Of what doesn't, the outermost brackets are opened: their content stands indented, on one line
if it fits there (calls and subscripts; literals have one item a line), else with one item a line and a comma after the
last. A union of types has one a line, each after its `|`. That is the style of ruff and Black.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TypeAlias

__all__ = ["WIDTH", "Brackets", "Code", "Options", "arguments", "flat", "laid_out", "subscript"]

WIDTH = 120
_INDENT = 4


@dataclass(frozen=True, slots=True)
class Brackets:
    """Items between brackets: `Text(max_length=5, pattern="^a")`, `"key": {…}`."""

    opening: str
    """The bracket, and all that stands before it."""
    items: tuple[Code, ...]
    closing: str
    is_literal: bool = False
    """True of a dict, a list, a set: when it is opened, each item has a line."""
    last_comma: bool = True
    """False where a comma after the last item would say something else."""


@dataclass(frozen=True, slots=True)
class Options:
    """`A | B | None`."""

    options: tuple[Code, ...]


Code: TypeAlias = str | Brackets | Options


def subscript(generic: str, items: Iterable[Code]) -> Brackets:
    """`generic[items]`; a comma after a single item would make a tuple of it."""
    several = tuple(items)
    return Brackets(f"{generic}[", several, "]", last_comma=len(several) > 1)


def arguments(function: str, items: Iterable[Code]) -> Brackets:
    """`function(items)`."""
    return Brackets(f"{function}(", tuple(items), ")")


def flat(code: Code) -> str:
    """The code in one line."""
    if isinstance(code, str):
        return code
    if isinstance(code, Options):
        return " | ".join(map(flat, code.options))
    return f"{code.opening}{', '.join(map(flat, code.items))}{code.closing}"


def laid_out(code: Code, indent: int, before: str = "", after: str = "") -> list[str]:
    """The lines of `before code after`, indented by so many spaces."""
    margin = " " * indent
    whole = f"{margin}{before}{flat(code)}{after}"
    if len(whole) <= WIDTH or isinstance(code, str):
        return [whole]
    if isinstance(code, Options):
        return [f"{margin}{before}(", *_item(code, indent + _INDENT), f"{margin}){after}"]
    return [f"{margin}{before}{code.opening}", *_content(code, indent + _INDENT), f"{margin}{code.closing}{after}"]


def _content(code: Brackets, indent: int) -> Iterator[str]:
    """The lines between brackets that were opened."""
    line = ", ".join(map(flat, code.items))
    if not code.is_literal and indent + len(line) <= WIDTH:
        yield " " * indent + line
        return
    for index, item in enumerate(code.items):
        is_last = index == len(code.items) - 1
        yield from _item(item, indent, "" if is_last and not code.last_comma else ",")


def _item(code: Code, indent: int, after: str = "") -> Iterator[str]:
    """The lines of what stands between brackets already: a union needs none of its own."""
    if isinstance(code, Options) and indent + len(flat(code)) + len(after) > WIDTH:
        for index, option in enumerate(code.options):
            is_last = index == len(code.options) - 1
            yield from laid_out(option, indent, "| " if index else "", after if is_last else "")
    else:
        yield from laid_out(code, indent, "", after)
