"""A real JSON Schema validator for one side of a comparison: no witness is shown that it hasn't confirmed."""

from __future__ import annotations

from typing import Any, Final, NamedTuple

import jsonschema_rs

from bridgewright.compat.costs import Cost
from bridgewright.compat.dialect import Dialect
from bridgewright.compat.formats import validator_class
from bridgewright.compat.references import Resolver
from bridgewright.compat.values import Unreadable
from bridgewright.judge import json_schema
from bridgewright.model import JsonValue
from bridgewright.schema import escaped

_MAX_NESTING: Final = 120


class SideJudge:
    """Judges values by the schema at `pointer` of a document, with jsonschema-rs and the document's own draft.

    Raises:
        Unreadable: the validator refuses the schema itself.
    """

    def __init__(
        self, content: JsonValue, dialect: Dialect, pointer: str, resolver: Resolver, *, assert_formats: bool
    ) -> None:
        self._cost = Cost(resolver, pointer)
        try:
            key = None if resolver.spelled is None else _Key(resolver.spelled, dialect, pointer, assert_formats)
            self._validator = (
                _compiled(content, dialect, pointer, assert_formats) if key is None else _known(key, content)
            )
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"not a {dialect.name} schema: {str(error).splitlines()[0][:200]}") from None

    def accepts(self, value: JsonValue) -> bool:
        """True when the value follows the schema."""
        return self._verdict(value) is True

    def refuses(self, value: JsonValue) -> bool:
        """True when the value doesn't follow the schema: not the same as an `accepts` that could not answer."""
        return self._verdict(value) is False

    def _verdict(self, value: JsonValue) -> bool | None:
        """What the validator says; None when it can't, or when asking it would take too long."""
        if not self._cost.bearable(value):
            return None
        try:
            return bool(self._validator.is_valid(value))
        except (ValueError, RecursionError, OverflowError):
            return None

    def reason(self, value: JsonValue) -> tuple[str, str]:
        """Where the value breaks the schema (a JSON Pointer into it), and the validator's words for it."""
        try:
            self._validator.validate(value)
        except jsonschema_rs.ValidationError as error:
            pointer = "".join(f"/{escaped(str(step))}" for step in error.instance_path)
            return pointer, error.message.splitlines()[0][:300]
        return "", ""


def nests_too_deep(content: JsonValue, spelled: bytes | None = None) -> bool:
    """True when a document nests deeper than any schema that is written by hand or by a generator.

    `spelled` is its spelling, where that is known: what has few parts isn't looked into.
    """
    if spelled is not None and spelled.count(b"{") + spelled.count(b"[") < _MAX_NESTING:
        return False
    level = [content] if isinstance(content, dict | list) else []
    for _ in range(_MAX_NESTING):
        if not level:
            return False
        level = [
            member
            for value in level
            for member in (value.values() if isinstance(value, dict) else value)
            if isinstance(member, dict | list)
        ]
    return True


class _Key(NamedTuple):
    """All that a validator is made of: the spelling stands for the document."""

    spelled: bytes | None
    dialect: Dialect
    pointer: str
    assert_formats: bool


_MAX_KNOWN: Final = 64
_validators: dict[_Key, Any] = {}


def _known(key: _Key, content: JsonValue) -> Any:
    """The validator of a document's schema; the same again for one of the documents that were asked for lately."""
    if key.spelled is None:
        return _compiled(content, key.dialect, key.pointer, key.assert_formats)
    found = _validators.pop(key, None)
    if found is None:
        found = _compiled(content, key.dialect, key.pointer, key.assert_formats)
    _validators[key] = found
    if len(_validators) > _MAX_KNOWN:
        _validators.pop(next(iter(_validators)), None)
    return found


def _compiled(content: JsonValue, dialect: Dialect, pointer: str, assert_formats: bool) -> Any:
    schema = _openapi_30(content, pointer, assert_formats) if dialect.openapi else _rooted(content, dialect, pointer)
    return validator_class(dialect.year)(schema, validate_formats=assert_formats, offline=True)


def _openapi_30(content: JsonValue, pointer: str, formats: bool) -> dict[str, Any]:
    schemas = content.get("components", {}).get("schemas", {})
    translated = {
        name: json_schema(schema, formats=formats) for name, schema in schemas.items() if isinstance(schema, dict)
    }
    return {"$ref": _fragment(pointer), "components": {"schemas": translated}}


def _rooted(content: JsonValue, dialect: Dialect, pointer: str) -> Any:
    if not isinstance(content, dict):
        return content
    schema = {name: value for name, value in content.items() if name != "$schema"}
    if dialect.year == 4:
        schema = _without_empty_required(schema)
    return schema | {"$ref": _fragment(pointer)} if pointer else schema


def _fragment(pointer: str) -> str:
    """The URI fragment of a JSON Pointer (RFC 6901, section 6)."""
    safe = "".join(
        char if char.isascii() and (char.isalnum() or char in "/~._-$") else "".join(f"%{b:02X}" for b in char.encode())
        for char in pointer
    )
    return f"#{safe}"


def _without_empty_required(schema: Any) -> Any:
    """Draft-04 forbids an empty `required`; in use it is common, and means nothing."""
    if isinstance(schema, list):
        return [_without_empty_required(member) for member in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        name: _without_empty_required(member)
        for name, member in schema.items()
        if not (name == "required" and member == [])
    }
