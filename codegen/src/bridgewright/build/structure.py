"""Is a document OpenAPI 3.0 that the other rooms can rely on? Shape of every schema, and every ref.

After this, `components.schemas` holds well-formed Schema Objects whose refs all lead to schemas of the
same document and never only to each other.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from bridgewright.findings import Finding
from bridgewright.model import Document, JsonObject, JsonValue
from bridgewright.schema import REF_PREFIX, escaped, value_at, walk

_TYPES = ("array", "boolean", "integer", "number", "object", "string")


class _Shape(NamedTuple):
    holds: Callable[[JsonValue], bool]
    words: str


def _is_count(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 0


def _is_number(value: JsonValue) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_pattern(value: JsonValue) -> bool:
    try:
        re.compile(value)
    except (re.error, TypeError, RecursionError, OverflowError):
        return False
    return True


def _is_names(value: JsonValue) -> bool:
    return (
        isinstance(value, list)
        and bool(value)
        and all(isinstance(v, str) for v in value)
        and len(set(value)) == len(value)
    )


_COUNT = _Shape(_is_count, "a whole number, 0 or more")
_NUMBER = _Shape(_is_number, "a number")
_BOOLEAN = _Shape(lambda v: isinstance(v, bool), "true or false")
_STRING = _Shape(lambda v: isinstance(v, str), "a string")
_OBJECT = _Shape(lambda v: isinstance(v, Mapping), "an object")
_SCHEMA = _Shape(lambda v: isinstance(v, Mapping), "a schema")
_SCHEMAS = _Shape(
    lambda v: isinstance(v, list) and bool(v) and all(isinstance(s, Mapping) for s in v),
    "a list of at least one schema",
)
_SHAPES: Mapping[str, _Shape] = {
    "$ref": _STRING,
    "type": _Shape(lambda v: isinstance(v, str) and v in _TYPES, "one of " + ", ".join(_TYPES)),
    "properties": _Shape(
        lambda v: isinstance(v, Mapping) and all(isinstance(s, Mapping) for s in v.values()), "an object of schemas"
    ),
    "required": _Shape(_is_names, "a list of different property names, at least one"),
    "items": _SCHEMA,
    "not": _SCHEMA,
    "additionalProperties": _Shape(lambda v: isinstance(v, bool | Mapping), "true, false or a schema"),
    "allOf": _SCHEMAS,
    "anyOf": _SCHEMAS,
    "oneOf": _SCHEMAS,
    "enum": _Shape(lambda v: isinstance(v, list) and bool(v), "a list of at least one value"),
    "x-extensible-enum": _Shape(lambda v: isinstance(v, list) and bool(v), "a list of at least one value"),
    "pattern": _Shape(_is_pattern, "a regular expression"),
    "format": _STRING,
    "title": _STRING,
    "description": _STRING,
    "nullable": _BOOLEAN,
    "deprecated": _BOOLEAN,
    "uniqueItems": _BOOLEAN,
    "exclusiveMinimum": _BOOLEAN,
    "exclusiveMaximum": _BOOLEAN,
    "readOnly": _BOOLEAN,
    "writeOnly": _BOOLEAN,
    "x-sensitive": _BOOLEAN,
    "minimum": _NUMBER,
    "maximum": _NUMBER,
    "multipleOf": _Shape(lambda v: _is_number(v) and v > 0, "a number above 0"),
    "discriminator": _OBJECT,
} | dict.fromkeys(("minLength", "maxLength", "minItems", "maxItems", "minProperties", "maxProperties"), _COUNT)


def document_findings(document: Document) -> list[Finding]:
    """Every structural mistake of one contract document; empty when the other rooms can rely on it."""
    findings = list(_root_findings(document))
    if findings:
        return findings
    for name, schema in document.content.get("components", {}).get("schemas", {}).items():
        findings.extend(_schema_findings(document, schema, f"/components/schemas/{escaped(name)}"))
    findings.extend(_ref_findings(document))
    return findings


def _root_findings(document: Document) -> Iterator[Finding]:
    content = document.content
    if not isinstance(content, Mapping):
        yield Finding(document.at(), "openapi-invalid", "the document is not an object", "start with `openapi: 3.0.3`")
        return
    version = content.get("openapi")
    if not (isinstance(version, str) and re.fullmatch(r"3\.0\.\d+", version, re.ASCII)):
        hint = "write `openapi: 3.0.3`, quoted or not; EventBridge and API Gateway import 3.0"
        yield Finding(document.at("/openapi"), "openapi-invalid", f"`openapi` is {version!r}, not a 3.0 version", hint)
    yield from _member_findings(document, "info", ("title", "version"))
    yield from _container_findings(document)


def _member_findings(document: Document, name: str, members: tuple[str, ...]) -> Iterator[Finding]:
    value = document.content.get(name)
    if not isinstance(value, Mapping):
        yield Finding(document.at(f"/{name}"), "openapi-invalid", f"`{name}` must be an object")
        return
    for member in members:
        if not isinstance(value.get(member), str):
            message = f"`{name}.{member}` must be a string"
            yield Finding(document.at(f"/{name}/{member}"), "openapi-invalid", message)


def _container_findings(document: Document) -> Iterator[Finding]:
    """`paths`, `components`, its `schemas` and `examples` are objects of objects."""
    content = document.content
    if not isinstance(content.get("paths"), Mapping):
        yield Finding(document.at("/paths"), "openapi-invalid", "`paths` must be an object", "events have `paths: {}`")
    components = content.get("components")
    if not isinstance(components, Mapping):
        yield Finding(document.at("/components"), "openapi-invalid", "`components` must be an object")
        return
    for part in ("schemas", "examples"):
        members = components.get(part, {})
        if not isinstance(members, Mapping):
            yield Finding(document.at(f"/components/{part}"), "openapi-invalid", f"`{part}` must be an object")
            continue
        for name, member in members.items():
            if not isinstance(member, Mapping):
                at = document.at(f"/components/{part}/{escaped(name)}")
                yield Finding(at, "openapi-invalid", f"{name!r} must be an object")


def _schema_findings(document: Document, schema: JsonObject, pointer: str) -> Iterator[Finding]:
    for at, part in walk(schema, pointer):
        for keyword, shape in _SHAPES.items():
            if keyword in part and not shape.holds(part[keyword]):
                place = document.at(f"{at}/{escaped(keyword)}")
                yield Finding(place, "schema-malformed", f"`{keyword}` must be {shape.words}")


def _ref_findings(document: Document) -> Iterator[Finding]:
    for pointer, target in _refs(document.content):
        at = document.at(f"{pointer}/$ref")
        if not target.startswith("#"):
            hint = "copy the schema into this document's components: the registry stores each document alone"
            yield Finding(at, "ref-remote", f"{target[:200]!r} leads out of this document", hint)
        elif not isinstance(value_at(document.content, target[1:]), Mapping) or not target.startswith("#/"):
            yield Finding(
                at, "ref-dangling", f"nothing stands at {target[:200]!r}", "mend the ref or add the component"
            )
        elif pointer.startswith("/components/schemas/") and not re.fullmatch(REF_PREFIX + "[^/]+", target):
            hint = f"move the schema to {REF_PREFIX}<Name> and refer to it there"
            yield Finding(at, "ref-not-component", f"{target[:200]!r} is not a component", hint)
        elif _loops(document.content, target):
            yield Finding(at, "ref-loop", f"following {target!r} never reaches a schema", "replace one of the refs")


def _refs(content: JsonValue) -> Iterator[tuple[str, str]]:
    """(pointer of the holder, target) of every `$ref` of the document, wherever it stands, but in examples."""
    stack: list[tuple[str, JsonValue]] = [("", content)]
    while stack:
        pointer, value = stack.pop()
        if isinstance(value, Mapping):
            if isinstance(value.get("$ref"), str) and not pointer.endswith("/properties"):
                yield pointer, value["$ref"]
            stack.extend(
                (f"{pointer}/{escaped(key)}", member)
                for key, member in reversed(list(value.items()))
                if not _holds_data(pointer, key)
            )
        elif isinstance(value, list):
            stack.extend((f"{pointer}/{index}", member) for index, member in reversed(list(enumerate(value))))


def _holds_data(pointer: str, key: str) -> bool:
    """`example`, `examples`, `default` and `enum` hold values, not schemas, unless they are property names."""
    return key in ("example", "examples", "default", "enum") and not pointer.endswith("/properties")


def _loops(content: JsonValue, target: str) -> bool:
    seen: set[str] = set()
    while target not in seen:
        seen.add(target)
        value = value_at(content, target[1:])
        if not isinstance(value, Mapping) or not isinstance(value.get("$ref"), str):
            return False
        target = value["$ref"]
    return True
