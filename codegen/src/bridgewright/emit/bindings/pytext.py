"""Small edits of Python type text."""

from __future__ import annotations

import ast
from collections.abc import Iterable


def annotated(type_: str, markers: list[str]) -> str:
    """A type with markers added to those that it has."""
    if not markers:
        return type_
    added = ", ".join(markers)
    return f"{type_[:-1]}, {added}]" if _is_one_annotated(type_) else f"Annotated[{type_}, {added}]"


def united(types: Iterable[str]) -> str:
    """The union of some types, each once: one `Literal`, and `None` at the end."""
    options: dict[str, None] = {}
    values: dict[str, None] = {}
    is_nullable = False
    for type_ in types:
        plain = type_.removesuffix(" | None")
        is_nullable = is_nullable or plain != type_
        listed = _literals(plain)
        options["Literal" if listed else plain] = None
        values |= dict.fromkeys(listed)
    whole = f"Literal[{', '.join(values)}]"
    return " | ".join(
        [*(whole if option == "Literal" else option for option in options), *["None"][: int(is_nullable)]]
    )


def _literals(type_: str) -> list[str]:
    """The texts of a `Literal`'s strings; nothing of any other type."""
    if not (type_.startswith("Literal[") and type_.endswith("]")):
        return []
    node = ast.parse(type_, mode="eval").body
    inner = node.slice if isinstance(node, ast.Subscript) else None
    members = inner.elts if isinstance(inner, ast.Tuple) else [inner] if inner else []
    return [text for member in members if member and (text := ast.get_source_segment(type_, member))]


def _is_one_annotated(type_: str) -> bool:
    if not (type_.startswith("Annotated[") and type_.endswith("]")):
        return False
    node = ast.parse(type_, mode="eval").body
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Annotated"
