"""`example()` of classes that were bound in memory: the document's own examples, and samples that the class accepts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from bridgewright.documents.document import JsonValue
from bridgewright.emit.bindings.plan import ClassPlan, ModulePlan
from bridgewright.sample import Unsatisfiable, one_value

__all__ = ["examples_of"]

Example = Callable[[type[BaseModel], str | None], JsonValue]


def examples_of(plan: ModulePlan, content: dict[str, Any], detail: str, document: JsonValue) -> Example:
    """What gives a class's example as decoded JSON; LookupError where there is none.

    `content` is the planned document, `detail` the name of the detail's class, or empty; `document` is the user's own.
    """
    pointers = {
        definition.name: definition.pointer for definition in plan.definitions if isinstance(definition, ClassPlan)
    }
    named = _named(document)

    def example(cls: type[BaseModel], name: str | None) -> JsonValue:
        known = named if cls.__name__ == detail else {}
        if known and (name is None or name in known):
            return known[name or next(iter(known))]
        if name is None and cls.__name__ in pointers:
            try:
                return one_value(content, pointers[cls.__name__], lambda value: _accepts(cls, value))
            except Unsatisfiable:
                raise LookupError(f"{cls.__name__} has no example") from None
        raise LookupError(f"{cls.__name__} has no example{'' if name is None else f' {name!r}'}")

    return example


def _accepts(cls: Any, value: JsonValue) -> bool:
    try:
        cls.from_data(value)
    except ValidationError:
        return False
    return True


def _named(document: JsonValue) -> dict[str, JsonValue]:
    """`components.examples` of an OpenAPI document: details."""
    components = document.get("components") if isinstance(document, Mapping) else None
    examples = components.get("examples") if isinstance(components, Mapping) else None
    return {
        name: example["value"]
        for name, example in (examples.items() if isinstance(examples, Mapping) else ())
        if isinstance(example, Mapping) and "value" in example
    }
