"""Small edits of Python type text."""

from __future__ import annotations

import ast


def annotated(type_: str, markers: list[str]) -> str:
    """A type with markers added to those that it has."""
    if not markers:
        return type_
    added = ", ".join(markers)
    return f"{type_[:-1]}, {added}]" if _is_one_annotated(type_) else f"Annotated[{type_}, {added}]"


def _is_one_annotated(type_: str) -> bool:
    if not (type_.startswith("Annotated[") and type_.endswith("]")):
        return False
    node = ast.parse(type_, mode="eval").body
    return isinstance(node, ast.Subscript) and isinstance(node.value, ast.Name) and node.value.id == "Annotated"
