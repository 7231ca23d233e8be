"""Examples of models for tests: read from the file beside a model's module, when one is asked for."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel


def example_data(cls: type[BaseModel], name: str | None) -> Any:
    """The decoded JSON of a class's example; of the contract's first, or of the one that is named.

    Raises `LookupError` for a name that is not one of its examples, and for a class without any.
    """
    bound: Any = getattr(cls, "__bound_in__", None)
    if bound is not None:
        return bound._example(cls, name)
    for owner in cls.__mro__:
        found = _file_of(owner.__module__)
        places = found.get("classes", {}).get(owner.__name__, {})
        if name in places or (name is None and places):
            key = next(iter(places)) if name is None else name
            return _value_at(found["examples"][key], places[key])
        if name is None and owner.__name__ in found.get("samples", {}):
            return found["samples"][owner.__name__]
        if places or owner.__name__ in found.get("samples", {}):
            known = ", ".join(places) or "none of the contract's"
            raise LookupError(f"{cls.__name__} has no example {name!r}; it has: {known}")
    raise LookupError(f"{cls.__name__} has no example")


@cache
def _file_of(module: str) -> dict[str, Any]:
    package, _, name = module.rpartition(".")
    if not module.startswith(f"{__package__}.") or name.startswith("_"):
        return {}
    file = files(package).joinpath(f"{name}.examples.json")
    if not file.is_file():
        return {}
    read: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return read


def _value_at(value: Any, pointer: str) -> Any:
    for token in pointer.split("/")[1:]:
        key = token.replace("~1", "/").replace("~0", "~")
        items: Any = value
        value = items[int(key) if isinstance(items, list) else key]
    return value
