"""A real JSON Schema validator for one side of a comparison: no witness is shown that it hasn't confirmed.

jsonschema-rs judges by the document's own draft. Validators differ in two places, so a value is judged twice where it
matters, and only agreement counts: a text with a line end, where `.` matches more or less of them; and keywords that
a validator may assert or take for annotations.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final, NamedTuple

import jsonschema_rs

from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.costs import Cost
from bridgewright.schemas.dialects import Dialect
from bridgewright.schemas.equality import Unreadable, spelling
from bridgewright.schemas.format_languages import validator_class
from bridgewright.schemas.judge import json_schema
from bridgewright.schemas.keywords import DATA
from bridgewright.schemas.references import NAMES, Resolver, moved
from bridgewright.schemas.regex.characters import LINE_ENDS
from bridgewright.schemas.regex.spelling import dotless

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
        self._side = (content, dialect, pointer, assert_formats)
        self._others: dict[Callable[[JsonValue], JsonValue], Any] = {}
        spelled = resolver.spelled
        self._optional = spelled is None or any(keyword.encode() in spelled for keyword in dialect.optional)
        key = None if resolver.spelled is None else _Key(resolver.spelled, dialect.name, pointer, assert_formats)
        try:
            self._validator: Any = None if key is None else _validators.pop(key, None)
            if self._validator is None:
                self._validator = self._compiled(resolver)
        except (ValueError, RecursionError) as error:
            raise Unreadable(f"not a {dialect.name} schema: {str(error).splitlines()[0][:200]}") from None
        if key is not None:
            _validators[key] = self._validator
            if len(_validators) > _MAX_KNOWN:
                _validators.pop(next(iter(_validators)), None)

    def _compiled(self, resolver: Resolver) -> Any:
        """A validator; where it can't read a pattern, of the document with patterns in words that it knows."""
        content, dialect, pointer, assert_formats = self._side
        try:
            return _compiled(content, dialect, pointer, resolver, assert_formats)
        except ValueError:
            spelled = narrowed(content, wide=True)
            if spelled == content:
                raise
            return _compiled(spelled, dialect, pointer, Resolver(spelled, dialect), assert_formats)

    def accepts(self, value: JsonValue) -> bool:
        """True when the value follows the schema."""
        return self._verdict(value) is True

    def refuses(self, value: JsonValue) -> bool:
        """True when the value doesn't follow the schema: not the same as an `accepts` that could not answer."""
        return self._verdict(value) is False

    def _verdict(self, value: JsonValue) -> bool | None:
        """What validators say; None when they can't, when it would take too long, or when their engines differ."""
        if not self._cost.bearable(value):
            return None
        try:
            found = bool(self._validator.is_valid(value))
            if _has_line_end(value) and found is not self._otherwise(narrowed, value):
                return None
            if self._optional and found is not self._otherwise(self._without_optional, value):
                return None
        except (ValueError, RecursionError, OverflowError):
            return None
        return found

    def _otherwise(self, read: Callable[[JsonValue], JsonValue], value: JsonValue) -> bool:
        """What validators say that read the document otherwise: as `read` has it."""
        if read not in self._others:
            content, dialect, pointer, assert_formats = self._side
            other = read(content)
            self._others[read] = _compiled(other, dialect, pointer, Resolver(other, dialect), assert_formats)
        return bool(self._others[read].is_valid(value))

    def _without_optional(self, content: JsonValue) -> JsonValue:
        """The document to validators that take for annotations what they needn't assert; this one asserts it."""
        return moved(content, "", lambda reference, _: reference, self._side[1].optional)

    def reason(self, value: JsonValue) -> tuple[str, str]:
        """Where the value breaks the schema (a JSON Pointer into it), and the validator's words for it."""
        try:
            self._validator.validate(value)
        except jsonschema_rs.ValidationError as error:
            pointer = "".join(f"/{escaped(str(step))}" for step in error.instance_path)
            return pointer, error.message.splitlines()[0][:300]
        return "", ""


def narrowed(content: JsonValue, *, names: bool = False, wide: bool = False) -> JsonValue:
    """A document whose patterns mean everywhere what they mean to engines for which `.` matches no line end.

    `names`: the keys of `part` are names, not keywords. `wide`: what they mean to those for which it matches some.
    """
    if isinstance(content, list):
        return [narrowed(member, wide=wide) for member in content]
    if not isinstance(content, dict):
        return content
    made: dict[str, JsonValue] = {}
    for key, member in content.items():
        if names:
            made[key] = narrowed(member, wide=wide)
        elif key == "pattern" and isinstance(member, str):
            made[key] = dotless(member, wide=wide)
        elif key == "patternProperties" and isinstance(member, dict):
            made[key] = {dotless(name, wide=wide): narrowed(inside, wide=wide) for name, inside in member.items()}
        else:
            made[key] = member if key in DATA else narrowed(member, names=key in NAMES, wide=wide)
    return made


def _has_line_end(value: JsonValue) -> bool:
    """True when a text in the value, be it a name, holds a character on which engines differ at `.`."""
    spelled = spelling(value)
    if spelled is not None and not any(end.encode() in spelled for end in LINE_ENDS):
        return False
    text = json.dumps(value, ensure_ascii=False)  # in a spelling, a carriage return may also be a length of 13
    return any(end in text for end in _LINE_ENDS)


_LINE_ENDS: Final = tuple(json.dumps(end, ensure_ascii=False)[1:-1] for end in LINE_ENDS)


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

    spelled: bytes
    dialect: str
    pointer: str
    assert_formats: bool


_MAX_KNOWN: Final = 64
_validators: dict[_Key, Any] = {}
"""The validators of the documents that were asked for lately."""


def _compiled(content: JsonValue, dialect: Dialect, pointer: str, resolver: Resolver, assert_formats: bool) -> Any:
    """A validator of a schema as it stands in its document; or of the schema alone, with all that its refs lead to.

    The second way is for what the validator's own resolver doesn't know: OpenAPI 3.0, which must be translated first,
    and schemas that were pasted into a document with their `$schema` and their refs.
    """
    compiled = partial(validator_class(dialect.year), validate_formats=assert_formats, offline=True)
    if dialect.nullable:
        return compiled(_standalone(resolver, pointer, partial(json_schema, formats=assert_formats)))
    try:
        return compiled(_rooted(content, dialect, pointer))
    except jsonschema_rs.ValidationError as error:
        is_of_refs = isinstance(error.kind, jsonschema_rs.ValidationErrorKind.Referencing)
        if not is_of_refs or resolver.spelled is None or any(word in resolver.spelled for word in _DYNAMIC):
            raise
    told = _without_empty_required if dialect.year == 4 else _as_it_is
    return compiled(_standalone(resolver, pointer, told, _NAMING | {dialect.id}))


_DYNAMIC: Final = (b"$dynamicRef", b"$recursiveRef")
"""What these lead to depends on the way by which they are reached, and so on where schemas stand."""
_NAMING: Final = frozenset({"$schema", "$anchor"})
"""What refs that are pointers into their document need no more."""


def _as_it_is(schema: Any) -> Any:
    return schema


def _standalone(
    resolver: Resolver, pointer: str, told: Callable[[Any], Any], dropped: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """The schema at a pointer as a document of its own: what refs lead to stands in `$defs`, as `told` spells it.

    Raises:
        ValueError: a ref leads to nothing in the document.
    """
    names: dict[str, str] = {pointer: "0"}

    def led(reference: str, at: str) -> str:
        target = resolver.target(reference, at)
        if target is None:
            raise ValueError(f"{reference[:80]!r} leads to nothing in this document")
        return f"#/$defs/{names.setdefault(target, str(len(names)))}"

    made: dict[str, Any] = {}
    waiting = [pointer]
    for target in waiting:
        schema = moved(resolver.value(target), target, led, dropped)
        made[names[target]] = told(schema) if isinstance(schema, dict) else schema
        waiting += list(names)[len(waiting) :]
    return {"$ref": "#/$defs/0", "$defs": made}


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
