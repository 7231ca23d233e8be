"""What a schema says of arrays: items, tuples, `contains`."""

from __future__ import annotations

from typing import Any

from bridgewright.documents.document import JsonObject
from bridgewright.foreign.openapi30.conjunction import NEVER, Conjunction
from bridgewright.foreign.openapi30.wording import Wording


def say_arrays(wording: Wording, schema: JsonObject, pointer: str, result: Conjunction) -> JsonObject:
    """The keywords of an array in OpenAPI 3.0; what stands for `contains` goes beside them."""
    found: dict[str, Any] = {key: schema[key] for key in ("minItems", "maxItems", "uniqueItems") if key in schema}
    rest = wording.schema(schema["items"], f"{pointer}/items") if "items" in schema else {}
    positions = [
        wording.schema(each, f"{pointer}/prefixItems/{index}")
        for index, each in enumerate(schema.get("prefixItems", ()))
    ]
    if NEVER in positions:
        positions, rest = positions[: positions.index(NEVER)], NEVER  # the array ends before what can't be
    if rest == NEVER:
        found["maxItems"] = min(len(positions), found.get("maxItems", len(positions)))
    most = found.get("maxItems")
    reached = [*positions, rest] if most is None or most > len(positions) else positions[:most]
    if any(each != reached[0] for each in reached[1:]):
        wording.inexpressible(pointer, "prefixItems", "its items follow different schemas by position")
    elif reached and (reached[0] or "items" in schema):
        found["items"] = reached[0]
    _say_contains(wording, schema, pointer, result)
    return found


def _say_contains(wording: Wording, schema: JsonObject, pointer: str, result: Conjunction) -> None:
    """`contains: S` is: not every item breaks S."""
    if "contains" not in schema:
        return
    said = wording.schema(schema["contains"], f"{pointer}/contains")
    least, most = schema.get("minContains", 1), schema.get("maxContains")
    if most == 0:
        result.add({"items": {"not": said}})
    elif most is not None:
        wording.inexpressible(pointer, "maxContains", "it can't count items that follow a schema")
    if least == 1:
        result.add({"not": {"type": "array", "items": {"not": said}}})
    elif least != 0:
        wording.inexpressible(pointer, "minContains", "it can't count items that follow a schema")
