"""The types that a schema allows, in the normal form: one name in each schema, and `nullable` beside it."""

from __future__ import annotations

from typing import Any

from bridgewright.schemas.keywords import TYPE_OF, TYPES, UNEVALUATED

__all__ = ["typed"]


def typed(wanted: list[str], asserted: dict[str, Any], *, exact_integers: bool) -> dict[str, Any]:
    """What a schema asserts, with its types; `wanted` has each once, and "null" for null."""
    nullable = "null" in wanted
    names = [name for name in wanted if name != "null" and not (name == "integer" and "number" in wanted)]
    if nullable and len(names) == len(TYPES) - 1:
        return asserted
    if not names:
        return _null(asserted) if nullable else {"not": {}}
    options = [_type(name, exact_integers=exact_integers) for name in names]
    if nullable:
        options[-1]["nullable"] = True
    return {**options[0], **asserted} if len(options) == 1 else _several(names, options, asserted)


def _type(name: str, *, exact_integers: bool) -> dict[str, Any]:
    return {"type": name, "exactInteger": True} if name == "integer" and exact_integers else {"type": name}


def _null(asserted: dict[str, Any]) -> dict[str, Any]:
    if "enum" in asserted:
        return {**asserted, "enum": [None]} if None in asserted["enum"] else {"not": {}}
    return {"enum": [None], **asserted}


def _several(names: list[str], options: list[dict[str, Any]], asserted: dict[str, Any]) -> dict[str, Any]:
    """Several types as one option each, with the keywords that speak of it."""
    if not all(keyword in TYPE_OF and keyword not in UNEVALUATED for keyword in asserted):
        return {**asserted, "allOf": [{"anyOf": options}, *asserted.get("allOf", ())]}
    for name, option in zip(names, options, strict=True):
        kind = "number" if name == "integer" else name
        option.update({key: value for key, value in asserted.items() if TYPE_OF[key] == kind})
    return {"anyOf": options}
