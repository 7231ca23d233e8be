"""`unevaluatedProperties` and `unevaluatedItems`, where what has been evaluated can be read off the schema."""

from __future__ import annotations

from typing import Any

from bridgewright.documents.document import JsonObject
from bridgewright.foreign.openapi30.conjunction import NEVER, Conjunction
from bridgewright.foreign.openapi30.wording import Wording
from bridgewright.schemas.keywords import CHOICES, CONDITIONS

_MAYBE = (*CHOICES, *CONDITIONS, "dependentSchemas")


def say_unevaluated(wording: Wording, schema: JsonObject, pointer: str, result: Conjunction) -> None:
    """A list of names, of what the schema and all that it surely includes declare; or of no items."""
    if "unevaluatedProperties" in schema:
        _say_properties(wording, schema, pointer, result)
    if "unevaluatedItems" in schema:
        said = wording.schema(schema["unevaluatedItems"], f"{pointer}/unevaluatedItems")
        parts = [part for _, part in wording.parts(schema, pointer)]
        if not said or any("items" in part for part in parts):
            return  # every item is evaluated, or none is asked anything
        if any(keyword in part for part in parts for keyword in (*_MAYBE, "contains", "prefixItems")):
            wording.inexpressible(pointer, "unevaluatedItems", "it depends on which items other keywords evaluated")
        else:
            result.add({"maxItems": 0} if said == NEVER else {"items": said})


def _say_properties(wording: Wording, schema: JsonObject, pointer: str, result: Conjunction) -> None:
    said = wording.schema(schema["unevaluatedProperties"], f"{pointer}/unevaluatedProperties")
    parts = [part for _, part in wording.parts(schema, pointer)]
    inner = [part for part in parts if part is not schema]
    if not said or any("additionalProperties" in part for part in parts):
        return  # every property is evaluated, or none is asked anything
    if any("unevaluatedProperties" in part for part in inner):
        return
    if any(keyword in part for part in parts for keyword in _MAYBE):
        wording.inexpressible(pointer, "unevaluatedProperties", "it depends on which branches hold")
    elif any(part.get("patternProperties") for part in parts):
        wording.inexpressible(pointer, "unevaluatedProperties", "some names are evaluated by a pattern")
    else:
        names: dict[str, Any] = {name: {} for part in parts for name in part.get("properties", {})}
        result.add({"properties": names, "additionalProperties": False if said == NEVER else said})
