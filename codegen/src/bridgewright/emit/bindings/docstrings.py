"""Docstrings of generated code: prose, wrapped, from which nothing can break out."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator

from bridgewright.emit.bindings.annotations import (
    Annotation,
    DictOf,
    Known,
    ListOf,
    Literals,
    Named,
    Plain,
    Union,
    inside,
)
from bridgewright.emit.bindings.literals import shown
from bridgewright.emit.bindings.names import class_name
from bridgewright.emit.bindings.plan import AliasPlan, ClassPlan

__all__ = ["docstring", "told", "uses_of_classes"]

_WIDTH = 116


def docstring(text: str, indent: int = 0) -> str:
    """A docstring of prose: wrapped, quotes and backslashes safe."""
    safe = shown(text).replace("\\", "\\\\").replace('"""', "'''")
    lines = [line for paragraph in safe.strip().split("\n") for line in _wrapped(paragraph, _WIDTH - indent)]
    if len(lines) == 1:
        return f'"""{lines[0]}{" " if lines[0].endswith(chr(34)) else ""}"""'
    margin = " " * indent
    return "\n".join([f'"""{lines[0]}', *(f"{margin}{line}" if line else "" for line in lines[1:]), f'{margin}"""'])


def _wrapped(paragraph: str, width: int) -> list[str]:
    if len(paragraph) <= width:
        return [paragraph.rstrip()]
    return textwrap.wrap(paragraph, width, break_long_words=False, break_on_hyphens=False) or [""]


def told(plan: ClassPlan, uses: list[str]) -> str:
    """What a class's docstring says: its description, its title, or what it is used for; empty if nothing is known."""
    if plan.description:
        return _summed_up(plan.description)
    if plan.title and class_name(plan.title) != plan.name:
        return plan.title
    if not uses:
        return ""
    return f"{uses[0]}{', and more' if len(uses) > 1 else ''}."


def _summed_up(text: str) -> str:
    """What takes more than one line, with its first sentence for a summary (PEP 257)."""
    first, stop, rest = text.partition(". ")
    too_long = len(text) > _WIDTH - len('    """"""') and "\n" not in first
    return f"{first}.\n\n{rest}" if stop and too_long and len(first) < _WIDTH - 4 else text


def uses_of_classes(definitions: Iterable[ClassPlan | AliasPlan]) -> dict[str, list[str]]:
    """Class or alias -> what it is used for, each in words, in the order of the definitions."""
    found: dict[str, dict[str, None]] = {}
    for definition in definitions:
        if isinstance(definition, AliasPlan):
            uses = _roles(definition.type, f"`{definition.name}`")
        else:
            uses = (
                use for field in definition.fields for use in _roles(field.type, f"`{field.json}`", definition.name)
            )
        for name, words in uses:
            if words and name != definition.name:
                found.setdefault(name, {})[words] = None
    return {name: list(words) for name, words in found.items()}


def _roles(annotation: Annotation, subject: str, owner: str = "", role: str = "") -> Iterator[tuple[str, str]]:
    """(class or alias, what it is used for) in the type of a property of a class, or in the type of an alias."""
    match annotation:
        case Plain() | Known() | Literals():
            return
        case Named():
            yield annotation.name, _words(role, subject, owner)
            return
        case ListOf():
            role = role or "An element"
        case DictOf():
            role = role or "A value"
        case Union():
            role = role or "One kind"
    for inner in inside(annotation):
        yield from _roles(inner, subject, owner, role)


def _words(role: str, subject: str, owner: str) -> str:
    if not role:
        return f"The {subject} of `{owner}`" if owner else ""
    return f"{role} of {subject} in `{owner}`" if owner else f"{role} of {subject}"
