"""codegen/docs/settings.md says what the models of the settings say. `ACCEPT=1` writes it anew."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator
from enum import Enum
from typing import Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel
from pydantic.fields import FieldInfo
from pydantic_core import PydanticUndefined

from architecture import pages
from bridgewright.contracts.catalog.names import WORDS
from bridgewright.contracts.catalog.settings import _SettingsFile
from bridgewright.contracts.catalog.subscriptions import _SubscriptionFile

WRITTEN = {str: "text", int: "number", bool: "true or false"}


def models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation: of `dict[str, Entry]`, Entry."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from models(part)


def values(annotation: Any) -> str:
    """What may be written for an annotation, in words."""
    origin, parts = get_origin(annotation), get_args(annotation)
    if annotation in WRITTEN:
        return WRITTEN[annotation]
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return ", ".join(f"`{member.value}`" for member in annotation)
    if origin is Literal:
        return ", ".join(f"`{part}`" for part in parts)
    if origin is dict:
        inner = parts[1] if not hasattr(parts[1], "__metadata__") else parts[1].__origin__
        return "a mapping" if inner is Any else f"a mapping to {values(inner)}"
    if origin in (list, tuple):
        return "a list"
    if origin in (Union, types.UnionType):
        return ", ".join(values(part) for part in parts if part is not type(None))
    return "a table" if next(models(annotation), None) else values(parts[0])


def bounds(field: FieldInfo) -> str:
    """Numbers, lengths and patterns that a field is held to, in words."""
    said = {
        name: getattr(one, name)
        for one in field.metadata
        for name in ("ge", "le", "pattern", "min_length", "max_length")
        if getattr(one, name, None) is not None
    }
    if "pattern" in said:
        return f": {WORDS[said['pattern']]}"
    if "le" in said:
        return f" from {said['ge']:,} to {said['le']:,}"
    if "ge" in said:
        return f" from {said['ge']:,}"
    if "max_length" in said:
        return f" of {said['min_length']} to {said['max_length']} characters"
    return ""


def default(field: FieldInfo) -> str:
    """What holds when nothing is written."""
    value = field.default
    if field.default_factory is not None or value in ((), "", None):
        return "none"
    if value is PydanticUndefined:
        return "must be there"
    return f"`{value}`"


def in_toml(path: str, kind: Any) -> str:
    """A table's head, as TOML writes it."""
    return f"[[{path}]]" if kind is list else f"[{path}]"


def in_yaml(path: str, _: Any) -> str:
    """Where a mapping stands in a file; `[]` are the entries of a list."""
    return path


def sections(model: type[BaseModel], head: str, path: str, titled: Callable[[str, Any], str]) -> Iterator[str]:
    """A table for what a model holds itself, under its head, and one for each model in its fields."""
    rows = [("setting", "value", "default", "meaning")]
    inner: list[str] = []
    for key, field in model.model_fields.items():
        name, kind = field.alias or key, get_origin(field.annotation)
        assert field.description, f"{model.__name__}.{key} has no description"
        found = next(models(field.annotation), None)
        if found is None:
            rows.append((f"`{name}`", values(field.annotation) + bounds(field), default(field), field.description))
        else:
            below = path + name + ({dict: ".<name>", tuple: "[]"}.get(kind, ""))
            required = "It must be there." if field.is_required() else "It may be left out."
            title = f"### `{titled(below, kind)}`\n\n{field.description} {required}\n"
            inner.extend([f"{title}\n"] if issubclass(model, found) else sections(found, title, f"{below}.", titled))
    if head or len(rows) > 1:
        yield f"{head}\n{pages.table(*rows)}\n"
    yield from inner


def page() -> str:
    """The part of the page that is made."""
    settings = "".join(sections(_SettingsFile, "", "", in_toml))
    subscriptions = "".join(sections(_SubscriptionFile, "", "", in_yaml))
    return f"\n## `bridgewright.toml`\n\n{settings}## `subscriptions/*.yaml`\n{subscriptions}".rstrip() + "\n"


def test_the_page_says_what_the_models_say() -> None:
    """Name, value, default and meaning of a setting stand in its model; the page repeats them for readers."""
    present, expected = pages.made("settings.md", page())

    assert present == expected
