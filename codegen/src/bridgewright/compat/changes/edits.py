"""One change, made alone: a document of one side with a single site replaced by what the other side has there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bridgewright.compat.proof.engine import Engine
from bridgewright.compat.proof.form.sources import Foreign
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped, unescaped
from bridgewright.schemas.equality import key_of
from bridgewright.schemas.keywords import LISTS, MAPS, ONE

_HOLD_ONE = frozenset({*ONE, "items"})
_HOLD_LIST = frozenset({*LISTS, "items"})
_HOLD_MAP = frozenset({*MAPS, "dependencies"})


@dataclass(frozen=True, slots=True)
class Edit:
    """What to replace at a schema: whole keywords, one property, its place in `required`, values or branches.

    `added`/`removed` values and branches are seen from old to new; making the edit in the new document undoes them.
    """

    old: str
    new: str
    keywords: tuple[str, ...] = ()
    property_name: str | None = None
    needs_name: str | None = None
    added: tuple[JsonValue, ...] = ()
    removed: tuple[JsonValue, ...] = ()
    added_branches: tuple[int, ...] = ()
    removed_branches: tuple[int, ...] = ()


def edited(engine: Engine, edit: Edit, side: int) -> JsonValue:
    """The document of `side` (0 old, 1 new) with the edit's site as the other side has it."""
    here, there = (edit.old, edit.new) if side == 0 else (edit.new, edit.old)
    content = engine.sides[side].content
    other = engine.resolver(1 - side).value(there)
    mine = engine.resolver(side).value(here)
    if (
        "$ref" in edit.keywords
        or engine.sides[0].dialect != engine.sides[1].dialect
        or not isinstance(mine, dict)
        or not isinstance(other, dict)
    ):
        return _replaced(content, here, Foreign(1 - side, there))
    return _replaced(content, here, _merged(mine, other, edit, 1 - side, there))


def _merged(mine: dict[str, Any], other: dict[str, Any], edit: Edit, document: int, there: str) -> dict[str, Any]:
    came, went = (edit.added, edit.removed) if document == 1 else (edit.removed, edit.added)
    if came or went:
        return _with_values(mine, came, went)
    come, gone = (
        (edit.added_branches, edit.removed_branches) if document == 1 else (edit.removed_branches, edit.added_branches)
    )
    if come or gone:
        (keyword,) = edit.keywords
        kept = [part for at, part in enumerate(mine.get(keyword, [])) if at not in gone]
        kept += [Foreign(document, f"{there}/{keyword}/{at}") for at in come]
        rest = {key: value for key, value in mine.items() if key != keyword}
        return rest | ({keyword: kept} if kept else {})
    if edit.property_name is not None:
        return _with_property(mine, other, edit.property_name, document, there)
    if edit.needs_name is not None:
        return _needing(mine, edit.needs_name, needs=edit.needs_name in other.get("required", ()))
    kept_keys = {key: value for key, value in mine.items() if key not in edit.keywords}
    taken = {key: _foreign(key, other[key], document, there) for key in edit.keywords if key in other}
    return kept_keys | taken


def _with_values(mine: dict[str, Any], came: tuple[JsonValue, ...], went: tuple[JsonValue, ...]) -> dict[str, Any]:
    listed = [mine["const"]] if "const" in mine else list(mine.get("enum", ()))
    gone = {key_of(value) for value in went}
    values = [value for value in listed if key_of(value) not in gone] + list(came)
    return {key: value for key, value in mine.items() if key not in ("enum", "const")} | {"enum": values}


def _with_property(mine: dict[str, Any], other: dict[str, Any], name: str, document: int, there: str) -> dict[str, Any]:
    properties = {key: value for key, value in mine.get("properties", {}).items() if key != name}
    if name in other.get("properties", {}):
        properties[name] = Foreign(document, f"{there}/properties/{escaped(name)}")
    return _needing(mine | {"properties": properties}, name, needs=name in other.get("required", ()))


def _needing(schema: dict[str, Any], name: str, *, needs: bool) -> dict[str, Any]:
    required = [other for other in schema.get("required", ()) if other != name] + [name] * needs
    return {key: value for key, value in schema.items() if key != "required"} | (
        {"required": required} if required else {}
    )


def _foreign(keyword: str, value: Any, document: int, there: str) -> Any:
    """A keyword's operand, with the schemas in it read from their own document."""
    if keyword == "$ref":
        return value
    at = f"{there}/{escaped(keyword)}"
    if keyword in _HOLD_LIST and isinstance(value, list):
        return [Foreign(document, f"{at}/{index}") for index in range(len(value))]
    if keyword in _HOLD_MAP and isinstance(value, dict):
        return {
            name: part if isinstance(part, list | str) else Foreign(document, f"{at}/{escaped(name)}")
            for name, part in value.items()
        }
    return Foreign(document, at) if keyword in _HOLD_ONE else value


def _replaced(content: JsonValue, pointer: str, schema: Any) -> JsonValue:
    """The document with another value at a pointer; everything beside the way there is shared."""
    if not pointer:
        return schema
    tokens = [unescaped(token) for token in pointer.split("/")[1:]]
    root: Any = dict(content) if isinstance(content, dict) else list(content)
    at = root
    for token in tokens[:-1]:
        key: Any = int(token) if isinstance(at, list) else token
        at[key] = dict(at[key]) if isinstance(at[key], dict) else list(at[key])
        at = at[key]
    at[int(tokens[-1]) if isinstance(at, list) else tokens[-1]] = schema
    return root
