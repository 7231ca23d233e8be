"""Judges whether a JSON value follows an OpenAPI 3.0 schema: jsonschema-rs, after a translation.

OpenAPI 3.0's Schema Object (https://spec.openapis.org/oas/v3.0.3#schema-object) is no JSON Schema: `nullable`,
boolean `exclusiveMinimum`, siblings of `$ref` ignored, keywords of later drafts unknown. What is translated is
exactly what 3.0 defines; every other keyword is dropped, as a 3.0 reader drops it.

Regular expressions run in Rust, in linear time (or under a backtracking limit where a lookaround needs it), and
`steps` counts what a judgement would cost before it is made: no schema makes the judge hang.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import jsonschema_rs

from bridgewright.documents.document import Document, JsonObject, JsonValue, Same
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.schemas.costs import OF_JUDGE, Visits
from bridgewright.schemas.formats import BASE64, LIMITED
from bridgewright.schemas.keywords import BOUNDS, COMBINED, PLAIN
from bridgewright.schemas.walking import walk

MAX_STEPS = OF_JUDGE.visits
"""Pairs of schema and value that a judgement may visit; a contract's example takes a few thousand."""
_MAX_TEXT = 120

_REMEMBERED = 4
"""What a judge keeps: many values are held against the same few schemas, one after the other."""


@dataclass(frozen=True, slots=True, order=True)
class Violation:
    """Where a value breaks its schema: a JSON Pointer into the value, and what is wrong there."""

    pointer: str
    message: str


class TooManySteps(Exception):
    """Judging this value would visit more than `MAX_STEPS` pairs of schema and value."""


class Judge:
    """Judges values by the schemas of one document, whose refs must resolve (`build` sees to it)."""

    __slots__ = ("_content", "_counted", "_known", "_schemas")

    def __init__(self, content: JsonObject) -> None:
        self._content = content
        self._schemas = {
            name: json_schema(schema) for name, schema in content.get("components", {}).get("schemas", {}).items()
        }
        self._known: dict[int, tuple[JsonObject, jsonschema_rs.Draft202012Validator]] = {}
        self._counted: dict[tuple[int, int], tuple[JsonObject, JsonValue, int]] = {}

    def violations(self, schema: JsonObject, value: JsonValue) -> tuple[Violation, ...]:
        """Everything in `value` that breaks `schema`, a schema of this document; empty when it follows it.

        Raises:
            TooManySteps: the schema's branches multiply beyond what can be visited.
        """
        return tuple(sorted({violation_of(error) for error in self._affordable(schema, value).iter_errors(value)}))

    def accepts(self, schema: JsonObject, value: JsonValue) -> bool:
        """True when `value` follows `schema`.

        Raises:
            TooManySteps: the schema's branches multiply beyond what can be visited.
        """
        return self._affordable(schema, value).is_valid(value)

    def steps(self, schema: JsonObject, value: JsonValue) -> int:
        """How many pairs of schema and value a validator visits, `MAX_STEPS + 1` at most; the last counts are known."""
        pair = (id(schema), id(value))
        if pair not in self._counted:
            _make_room(self._counted)
            self._counted[pair] = schema, value, steps(self._content, schema, value)
        return self._counted[pair][2]

    def _affordable(self, schema: JsonObject, value: JsonValue) -> jsonschema_rs.Draft202012Validator:
        if self.steps(schema, value) > MAX_STEPS:
            raise TooManySteps
        return self._validator(schema)

    def _validator(self, schema: JsonObject) -> jsonschema_rs.Draft202012Validator:
        """A validator of the schema: the same as before for one of the last few schemas."""
        if id(schema) not in self._known:
            _make_room(self._known)
            self._known[id(schema)] = schema, self._compiled(schema)
        return self._known[id(schema)][1]

    def _compiled(self, schema: JsonObject) -> jsonschema_rs.Draft202012Validator:
        whole: dict[str, Any] = {"allOf": [json_schema(schema)]}
        if any("$ref" in part for _, part in walk(schema, "")):
            whole["components"] = {"schemas": self._schemas}
        return jsonschema_rs.Draft202012Validator(whole, validate_formats=True, mask="it", offline=True)


def judge_of(document: Document) -> Judge:
    """The judge of a document's schemas: many who ask share it."""
    return _judge_of(Same(document))


@lru_cache(maxsize=64)
def _judge_of(same: Same[Document]) -> Judge:
    return Judge(same.kept.content)


def _make_room(kept: dict[Any, Any]) -> None:
    """Drops what has been kept longest, where as much is kept as may be."""
    if len(kept) >= _REMEMBERED:
        kept.pop(next(iter(kept)))


def json_schema(schema: JsonObject, *, formats: bool = True) -> dict[str, Any]:
    """The JSON Schema (2020-12) that says what an OpenAPI 3.0 schema says; refs stay as they are.

    With `formats`, OpenAPI's own formats (`int32`, `int64`, `byte`) assert what JSON Schema has no format for.
    A pattern that the judge's engine can't use is left out (`pattern-not-portable` says so).
    """
    if "$ref" in schema:
        return {"$ref": schema["$ref"]}
    result = _scalar_keywords(schema)
    for keyword in COMBINED:
        if keyword in schema:
            result[keyword] = [json_schema(part, formats=formats) for part in schema[keyword]]
    for keyword in ("not", "items", "additionalProperties"):
        if keyword in schema:
            part = schema[keyword]
            result[keyword] = part if isinstance(part, bool) else json_schema(part, formats=formats)
    if "properties" in schema:
        result["properties"] = {name: json_schema(part, formats=formats) for name, part in schema["properties"].items()}
    asserted = format_assertion(schema) if formats else None
    return result if asserted is None else result | {"allOf": [*result.get("allOf", ()), asserted]}


def format_assertion(schema: JsonObject) -> dict[str, Any] | None:
    """What a schema's format asserts by OpenAPI 3.0 ("Data Types"), where JSON Schema has no such format."""
    name = schema.get("format", "")
    if name == "byte":
        return {"pattern": BASE64}
    if name in LIMITED:
        limits = dict(zip(("minimum", "maximum"), LIMITED[name], strict=True))
        return limits if schema.get("type") == "integer" else {"anyOf": [{"not": {"type": "integer"}}, limits]}
    return None


def _scalar_keywords(schema: JsonObject) -> dict[str, Any]:
    """The keywords that hold no schemas."""
    result: dict[str, Any] = {keyword: schema[keyword] for keyword in ("format", *PLAIN) if keyword in schema}
    if "type" in schema:
        result["type"] = [schema["type"], "null"] if schema.get("nullable") is True else schema["type"]
    if "pattern" in schema and compiles(schema["pattern"]):
        result["pattern"] = schema["pattern"]
    for bound, exclusive in BOUNDS:
        if bound in schema:
            result[exclusive if schema.get(exclusive) is True else bound] = schema[bound]
    return result


@lru_cache(maxsize=4096)
def compiles(pattern: str) -> bool:
    """True when `pattern` is a regular expression (ECMA-262) that the judge can use."""
    try:
        jsonschema_rs.Draft202012Validator({"pattern": pattern})
    except (ValueError, jsonschema_rs.ValidationError):
        return False
    return True


def violation_of(error: jsonschema_rs.ValidationError) -> Violation:
    """The deepest and so most telling cause of an error, in words that quote short values only."""
    error = _deepest(error)
    pointer = "".join(f"/{escaped(str(step))}" for step in error.instance_path)
    message = error.message
    if message.startswith("it ") and isinstance(error.instance, str | int | float | bool | None):
        message = f"{shown(error.instance)}{message[2:]}"
    return Violation(pointer, message.split("\n", 1)[0][: 4 * _MAX_TEXT])


def shown(value: str | float | bool | None) -> str:
    """A scalar as messages quote it: a long one is cut."""
    text = (
        {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(value, bool) else repr(value)
    )
    return text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"


def _deepest(error: jsonschema_rs.ValidationError) -> jsonschema_rs.ValidationError:
    """The error of the branch that got furthest, where one of several branches had to hold."""
    branches = getattr(error.kind, "context", None)
    if not branches:
        return error
    reached = [max((_deepest(cause) for cause in branch), key=_depth) for branch in branches if branch]
    best = max(reached, key=_depth, default=error)
    return best if _depth(best) > _depth(error) else error


def _depth(error: jsonschema_rs.ValidationError) -> int:
    return len(error.instance_path)


def steps(content: JsonValue, schema: JsonObject, value: JsonValue) -> int:
    """How many pairs of schema and value a validator without memory visits; `MAX_STEPS + 1` when it is more."""

    def follow(ref: str, _at: str) -> tuple[Any, str]:
        return value_at(content, ref[1:]) or {}, ref[1:]

    return Visits(follow, OF_JUDGE).count((schema, ""), value)
