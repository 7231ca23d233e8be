"""codegen/docs/api.md lists the public Python API, whose source is `__all__`. `ACCEPT=1` writes it anew."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from itertools import zip_longest
from types import ModuleType
from typing import Any

from architecture import pages

PUBLIC = (
    "bridgewright",
    "bridgewright.patterns",
    "bridgewright.transform",
    "bridgewright.routing.rules",
    "bridgewright.routing.witnesses",
    "bridgewright.compat",
    "bridgewright.testing",
    "bridgewright.sample",
    "bridgewright.local",
    "bridgewright.findings",
)
"""The packages and modules whose `__all__` is public."""


def sentence(text: str | None) -> str:
    """The first sentence or line of a docstring."""
    return (text or "").strip().partition("\n\n")[0].replace("\n", " ")


@cache
def tree(module: str) -> ast.Module:
    """The syntax tree of a module."""
    return ast.parse(inspect.getsource(import_module(module)))


def home(package: str, name: str) -> str:
    """The module in which a package's name is assigned."""
    for node in ast.walk(tree(package)):
        if isinstance(node, ast.ImportFrom) and node.module and name in {alias.name for alias in node.names}:
            return home(node.module, name)
    return package


def constant(package: str, name: str) -> tuple[str, str]:
    """(what type an assignment declares, the docstring below it)."""
    body = tree(home(package, name)).body
    for node, below in zip_longest(body, body[1:]):
        targets = [node.target] if isinstance(node, ast.AnnAssign) else getattr(node, "targets", [])
        if name not in {getattr(target, "id", "") for target in targets}:
            continue
        declared = ast.unparse(node.annotation) if isinstance(node, ast.AnnAssign) else ""
        is_said = isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
        declared = re.sub(r"^Final\[(.*)\]$|^Final$|^TypeAlias$", r"\1", declared)
        return declared, sentence(str(below.value.value)) if is_said else ""
    return "", ""


def signature(value: Any) -> str:
    """What a callable takes and gives, as its source has it."""
    try:
        told = inspect.signature(value)
    except ValueError:
        return ""
    parameters = [p for p in told.parameters.values() if p.name not in {"self", "cls"} and p.name[0] != "_"]
    annotated = [p.replace(annotation=plain(p.annotation), default=shown(p.default)) for p in parameters]
    return str(told.replace(parameters=annotated, return_annotation=plain(told.return_annotation)))


class Shown:
    """A default, as it is written."""

    def __init__(self, text: str) -> None:
        self._text = text

    def __repr__(self) -> str:
        return self._text


def shown(default: Any) -> Any:
    """A default without the address of an object."""
    if default is inspect.Parameter.empty or not re.search(r" at 0x|<", repr(default)):
        return default
    return Shown("…")


def plain(annotation: Any) -> Any:
    """An annotation as its text."""
    if annotation is inspect.Parameter.empty:
        return annotation
    return Shown(annotation if isinstance(annotation, str) else getattr(annotation, "__name__", str(annotation)))


def members(name: str, value: type) -> Iterator[str]:
    """A line for each method and property that a class itself, or one of ours that it derives from, has."""
    owners = [each for each in value.__mro__ if each.__module__.startswith("bridgewright")]
    seen: set[str] = set()
    for member, found in (item for owner in owners for item in vars(owner).items()):
        if member.startswith("_") or member in seen:
            continue
        seen.add(member)
        inner = found.__func__ if isinstance(found, classmethod | staticmethod) else found
        if isinstance(found, property):
            yield f"  - `{name}.{member}`: {sentence(found.__doc__)}\n"
        elif inspect.isfunction(inner):
            yield f"  - `{name}.{member}{signature(inner)}`: {sentence(inner.__doc__)}\n"


def lines(package: ModuleType) -> Iterator[str]:
    """A line for each public name of a package."""
    for name in sorted(package.__all__, key=str.lower):
        value = getattr(package, name)
        if inspect.isclass(value):
            built = (
                ""
                if issubclass(value, Exception) or hasattr(value, "__members__")
                else signature(value).removesuffix(" -> None")
            )
            yield f"- `{name}{built}`: {sentence(value.__doc__)}\n"
            yield from members(name, value)
        elif inspect.isfunction(value):
            yield f"- `{name}{signature(value)}`: {sentence(value.__doc__)}\n"
        else:
            declared, said = constant(package.__name__, name)
            yield f"- `{name}{declared and ': ' + declared}`: {said or ('as its type says.' if declared else '')}\n"


def page() -> str:
    """The part of the page that is made."""
    packages = map(import_module, PUBLIC)
    return "".join(f"\n## `{p.__name__}`\n\n{sentence(p.__doc__)}\n\n{''.join(lines(p))}" for p in packages)


def test_the_page_says_what_the_packages_say() -> None:
    """Names, signatures and first lines stand in the code; the page repeats them."""
    present, expected = pages.made("api.md", page())

    assert present == expected


def test_every_public_name_says_what_it_is() -> None:
    """A name without a docstring says nothing to a stranger."""
    assert re.findall(r"^ *- `.*`: *$", page(), re.MULTILINE) == []


def test_what_is_public_is_public_everywhere() -> None:
    """A package of the list has an `__all__`, and every name in it can be had."""
    missing = [
        f"{name}.{each}"
        for name in PUBLIC
        for each in import_module(name).__all__
        if not hasattr(import_module(name), each)
    ]

    assert missing == []
