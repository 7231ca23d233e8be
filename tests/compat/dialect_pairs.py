"""Pairs of schemas in older dialects: those of the pair generator, said as each dialect says them."""

from __future__ import annotations

from random import Random
from typing import Any, Final

import jsonschema_rs

from compat.pair_generator import pair

SCHEMA_URIS: Final = {
    "draft-04": "http://json-schema.org/draft-04/schema#",
    "draft-06": "http://json-schema.org/draft-06/schema#",
    "draft-07": "http://json-schema.org/draft-07/schema#",
    "2019-09": "https://json-schema.org/draft/2019-09/schema",
}
JUDGES: Final[dict[str, Any]] = {
    "draft-04": jsonschema_rs.Draft4Validator,
    "draft-06": jsonschema_rs.Draft6Validator,
    "draft-07": jsonschema_rs.Draft7Validator,
    "2019-09": jsonschema_rs.Draft201909Validator,
}
_ONE: Final = (
    *("not", "contains", "additionalProperties", "if", "then", "else", "propertyNames"),
    *("unevaluatedProperties", "unevaluatedItems"),
)


def dialect_pair(seed: int, dialect: str) -> tuple[Any, Any]:
    """Two schemas of a dialect, which name it. Keywords that it doesn't know are left in: it ignores them."""
    old, new = (spoken(part, dialect, Random(seed)) for part in pair(Random(seed)))
    return tuple({"$schema": SCHEMA_URIS[dialect], **part} if isinstance(part, dict) else part for part in (old, new))


def spoken(part: Any, dialect: str, random: Random) -> Any:  # noqa: C901 - a case for each keyword
    """A schema as the dialect says it: lists of items, dependencies, boolean bounds, no boolean schemas in draft-04."""
    if isinstance(part, bool):
        return part if dialect != "draft-04" else {} if part else {"not": {}}
    if not isinstance(part, dict):
        return part
    made: dict[str, Any] = {}
    for keyword, operand in part.items():
        if keyword == "$ref":
            made[keyword] = operand if dialect == "2019-09" else operand.replace("$defs", "definitions")
        elif keyword in ("properties", "patternProperties", "$defs"):
            name = "definitions" if keyword == "$defs" and dialect != "2019-09" else keyword
            made[name] = {key: spoken(inside, dialect, random) for key, inside in operand.items()}
        elif keyword in ("dependentSchemas", "dependentRequired"):
            name = keyword if dialect == "2019-09" else "dependencies"
            made.setdefault(name, {}).update({key: spoken(inside, dialect, random) for key, inside in operand.items()})
        elif keyword in ("allOf", "anyOf", "oneOf"):
            made[keyword] = [spoken(inside, dialect, random) for inside in operand]
        elif keyword == "prefixItems":
            made["items"] = [spoken(inside, dialect, random) for inside in operand]
        elif keyword == "items":
            made["additionalItems" if "prefixItems" in part else keyword] = spoken(operand, dialect, random)
        elif keyword in _ONE:
            made[keyword] = spoken(operand, dialect, random)
        elif keyword.startswith("exclusive") and dialect == "draft-04":
            made.setdefault(keyword.removeprefix("exclusive").lower(), operand)
            made[keyword] = random.random() < 0.7
        else:
            made[keyword] = operand
    return made
