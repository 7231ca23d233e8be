"""One JSON Schema per event major: the whole event, with everything that it refers to, for tools that know no OpenAPI.

Draft 2020-12, said in words that drafts 6 to 2020-12 read alike (no `$ref` with neighbours, no tuple, numeric
exclusive bounds), because editors, Ajv's default build and AsyncAPI's own schemas still read draft 7. What OpenAPI
3.0 says otherwise (`nullable`, boolean `exclusiveMinimum`, `byte`, `int32`) is translated, so that the verdict is the
contract's; `x-` keywords and texts are kept, which validators ignore (Ajv: `strict: false`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from pydantic_core import to_json

from bridgewright.contracts.model import Catalog, EventContract, OutputFile
from bridgewright.documents.document import JsonObject
from bridgewright.documents.pointers import unescaped
from bridgewright.findings import Finding
from bridgewright.schemas.formats import BASE64, LIMITED
from bridgewright.schemas.keywords import OPENAPI_HOLDERS, PLAIN
from bridgewright.schemas.walking import REF_PREFIX

__all__ = ["emit_jsonschema", "event_components", "event_schema", "json_schema"]

_ENVELOPE = "AWSEvent"
_KEPT = frozenset({*PLAIN, "title", "description", "default", "deprecated", "readOnly", "writeOnly"})
"""Keywords that mean the same in JSON Schema; those not named here, and not below, OpenAPI 3.0 has no meaning for."""


def emit_jsonschema(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """`jsonschema/<name>/v<major>.json` for the newest version of each major."""
    for event in catalog.latest():
        text = to_json(event_schema(event, catalog.settings.registry), indent=2).decode()
        yield OutputFile(f"jsonschema/{event.name}/v{event.version.major}.json", text + "\n")


def event_schema(event: EventContract, registry: str) -> dict[str, Any]:
    """The whole event as JSON Schema; `$defs` has the components that it refers to, under their own names.

    `$id` names registry, event and version: a released version never changes, and neither does what its `$id` names.
    """
    info = event.document.content["info"]
    root = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:bridgewright:{registry}:{event.name}:{event.version}",
        "$comment": f"Generated from {event.document.path}: edits are lost.",
        "title": event.title,
    }
    if info.get("description"):
        root["description"] = info["description"]
    definitions = event_components(event, _local)
    whole = definitions.pop(_ENVELOPE)
    return root | _without(whole, root) | {"$defs": definitions}


def event_components(event: EventContract, ref: Callable[[str], str]) -> dict[str, dict[str, Any]]:
    """`AWSEvent` and every component that it leads to, in the document's order; `ref` gives the `$ref` of one."""
    schemas: JsonObject = event.document.content["components"]["schemas"]
    found: dict[str, dict[str, Any]] = {}
    waiting = [_ENVELOPE]

    def noted(name: str) -> str:
        waiting.append(name)
        return ref(name)

    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = json_schema(schemas[name], noted, formats=event.unformatted is None)
    return {name: found[name] for name in schemas if name in found}


def json_schema(schema: JsonObject, ref: Callable[[str], str], *, formats: bool = True) -> dict[str, Any]:
    """What an OpenAPI 3.0 schema says, as JSON Schema; `ref` gives the `$ref` of a component.

    With `formats`, OpenAPI's own (`byte`, `int32`, `int64`) are asserted by keywords, and JSON Schema's are left to
    its readers; without, all are `x-format`. OpenAPI 3.0.3, Schema Object: neighbours of `$ref` are ignored, and
    so are keywords that it doesn't define.
    """

    def part_of(part: JsonObject | bool) -> Any:
        return part if isinstance(part, bool) else json_schema(part, ref, formats=formats)

    if "$ref" in schema:
        return {"$ref": ref(unescaped(schema["$ref"].removeprefix(REF_PREFIX)))}
    result: dict[str, Any] = {}
    for keyword, value in schema.items():
        if keyword == "type":
            result["type"] = _types(schema)
        elif keyword == "properties":
            result[keyword] = {name: part_of(part) for name, part in value.items()}
        elif keyword in OPENAPI_HOLDERS:
            result[keyword] = [part_of(part) for part in value] if isinstance(value, list) else part_of(value)
        elif keyword == "example":
            result["examples"] = [value]
        elif keyword in ("minimum", "maximum"):
            result[_bound(schema, keyword)] = value
        elif keyword in _KEPT or keyword.startswith("x-"):
            result[keyword] = value
    return _with_format(result, schema.get("format"), asserted=formats)


def _types(schema: JsonObject) -> str | list[str]:
    """The type, and null beside it where OpenAPI 3.0 says `nullable`."""
    name: str = schema["type"]
    return [name, "null"] if schema.get("nullable") is True else name


def _bound(schema: JsonObject, keyword: str) -> str:
    """`minimum`, or `exclusiveMinimum` where OpenAPI 3.0 has that beside it as a boolean."""
    exclusive = f"exclusive{keyword.capitalize()}"
    return exclusive if schema.get(exclusive) is True else keyword


def _base64(result: dict[str, Any]) -> dict[str, Any]:
    """The schema of a text in base64, its own pattern kept."""
    encoded = result | {"contentEncoding": "base64"}
    return _and(encoded, {"pattern": BASE64}) if "pattern" in encoded else encoded | {"pattern": BASE64}


def _with_format(result: dict[str, Any], format_: str | None, *, asserted: bool) -> dict[str, Any]:
    """The schema with what OpenAPI's own formats assert said in keywords; other formats as they are.

    A format that isn't asserted is told where no validator looks: some assert `format` whatever the draft says.
    """
    if format_ is None:
        return result
    if format_ == "byte":
        return _base64(result) if asserted else result | {"contentEncoding": "base64"}
    if not asserted:
        return result | {"x-format": format_}
    result["format"] = format_
    if format_ not in LIMITED:
        return result
    low, high = LIMITED[format_]
    if result.get("type") not in ("integer", ["integer", "null"]):
        return _and(result, {"anyOf": [{"not": {"type": "integer"}}, {"minimum": low, "maximum": high}]})
    result["minimum"] = max(low, result.get("minimum", low))
    result["maximum"] = min(high, result.get("maximum", high))
    return result


def _and(schema: dict[str, Any], also: dict[str, Any]) -> dict[str, Any]:
    return schema | {"allOf": [*schema.get("allOf", ()), also]}


def _local(component: str) -> str:
    return "#" if component == _ENVELOPE else f"#/$defs/{component}"


def _without(schema: Mapping[str, Any], taken: Mapping[str, Any]) -> dict[str, Any]:
    return {keyword: value for keyword, value in schema.items() if keyword not in taken}
