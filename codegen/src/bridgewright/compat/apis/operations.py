"""An HTTP API as its clients and its server meet: operations, and what is sent and answered, with places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from bridgewright.contracts.model import HTTP_METHODS
from bridgewright.documents.canonical import canonical_json
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.walking import followed

_NAME: Final = re.compile(r"\{([^{}]*)\}")
_UNREAD_HEADERS: Final = frozenset({"accept", "content-type", "authorization"})
"""Header parameters of these names are ignored (https://spec.openapis.org/oas/v3.0.3#parameter-object)."""
_STYLES: Final = {"path": "simple", "header": "simple", "query": "form", "cookie": "form"}


@dataclass(frozen=True, slots=True)
class Part:
    """An object of a document and where it stands, refs followed."""

    pointer: str
    value: Mapping[str, Any]


Parts: TypeAlias = Mapping[str, Part]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method of one path; `title` is `POST /payslips`."""

    title: str
    pointer: str
    value: Mapping[str, Any]
    parameters: Mapping[tuple[str, str], Part]
    """(where it stands, its name) -> parameter; path parameters by their place, as names in paths are free."""
    body: Part | None
    responses: Parts
    security: frozenset[frozenset[tuple[str, str]]]
    """The alternatives of which one must be met: each a set of (scheme, scope)."""
    servers: JsonValue


def operations(document: JsonValue) -> dict[tuple[str, str], Operation]:
    """Every operation of an OpenAPI document by its method and its path, in which names of parameters don't count."""
    found: dict[tuple[str, str], Operation] = {}
    for path in _mapping(document.get("paths")):
        item = part_at(document, f"/paths/{escaped(path)}")
        for method in HTTP_METHODS:
            if item is not None and isinstance(item.value.get(method), Mapping):
                found[method, _NAME.sub("{}", path)] = _operation(document, path, method, item)
    return found


def _operation(document: JsonValue, path: str, method: str, item: Part) -> Operation:
    pointer, value = f"{item.pointer}/{method}", item.value[method]
    security = value.get("security", document.get("security", []))
    return Operation(
        f"{method.upper()} {path}",
        pointer,
        value,
        _parameters(document, path, (item.pointer, pointer)),
        part_at(document, f"{pointer}/requestBody"),
        members(document, f"{pointer}/responses"),
        frozenset(_alternatives(document, security)) or frozenset({frozenset()}),
        value.get("servers", item.value.get("servers", document.get("servers"))),
    )


def part_at(document: JsonValue, pointer: str) -> Part | None:
    """The object at a pointer, after its refs; None where there is none."""
    at, value = followed(document, pointer)
    return Part(at, value) if isinstance(value, Mapping) and "$ref" not in value else None


def members(document: JsonValue, pointer: str) -> dict[str, Part]:
    """The members of an object at a pointer, refs followed; extensions aren't members."""
    holder = part_at(document, pointer)
    named = ((key, part_at(document, f"{pointer}/{escaped(key)}")) for key in (holder.value if holder else ()))
    return {key: part for key, part in named if part is not None and not key.startswith("x-")}


def _parameters(document: JsonValue, path: str, holders: tuple[str, ...]) -> dict[tuple[str, str], Part]:
    """The parameters of a path and those of an operation, which stand before them."""
    places = _NAME.findall(path)
    found: dict[tuple[str, str], Part] = {}
    for holder in holders:
        part = part_at(document, holder)
        listed = part.value.get("parameters") if part else None
        for index in range(len(listed) if isinstance(listed, list) else 0):
            parameter = part_at(document, f"{holder}/parameters/{index}")
            if parameter is None:
                continue
            name, where = str(parameter.value.get("name")), str(parameter.value.get("in"))
            if where == "header":
                name = name.lower()
            if where == "path" and name in places:
                name = str(places.index(name))
            if where != "header" or name not in _UNREAD_HEADERS:
                found[where, name] = parameter
    return found


def spelling_of(parameter: Mapping[str, Any]) -> tuple[JsonValue, ...]:
    """How a parameter's value becomes text (https://spec.openapis.org/oas/v3.0.3#style-values)."""
    style = parameter.get("style", _STYLES.get(str(parameter.get("in"))))
    explode = parameter.get("explode", style == "form")
    return style, explode, parameter.get("allowReserved", False), parameter.get("allowEmptyValue", False)


def _alternatives(document: JsonValue, security: JsonValue) -> Iterator[frozenset[tuple[str, str]]]:
    """Each alternative as what it asks for: schemes by what they are, for their names are free."""
    for alternative in security if isinstance(security, list) else ():
        asked: set[tuple[str, str]] = set()
        for name, scopes in _mapping(alternative).items():
            scheme = part_at(document, f"/components/securitySchemes/{escaped(name)}")
            told = _asks(scheme.value) if scheme else {"name": name}
            spelled = canonical_json(told)
            asked.add((spelled, ""))
            asked.update((spelled, str(scope)) for scope in scopes or ())
        yield frozenset(asked)


def _asks(scheme: Mapping[str, Any]) -> dict[str, Any]:
    """A scheme without words and without where its tokens are had."""
    return {key: value for key, value in scheme.items() if key in ("type", "name", "in", "scheme", "openIdConnectUrl")}


def _mapping(value: JsonValue) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def media_type(name: str) -> str:
    """A media type without its parameters, in lower case (RFC 9110, section 8.3.1)."""
    return name.partition(";")[0].strip().lower()


def covering_media_type(wanted: str, offered: Mapping[str, Any]) -> str | None:
    """The key under which a table describes a media type: its own name, or the narrowest range that holds it."""
    plain = media_type(wanted)
    ranges = (plain, f"{plain.partition('/')[0]}/*", "*/*")
    if wanted in offered:
        return wanted
    return next((key for kind in ranges for key in offered if media_type(key) == kind), None)


def covering_status(wanted: str, answers: Parts) -> str | None:
    """The key under which responses describe a status: its own, its class (`4XX`), or `default`.

    `default` describes no success where others are described (https://spec.openapis.org/oas/v3.0.3#responses-object).
    """
    if wanted in answers:
        return wanted
    named = next((key for key in answers if key.upper() == f"{wanted[:1]}XX"), None)
    if named is not None or "default" not in answers:
        return named
    succeeds = is_success(wanted) and any(is_success(key) for key in answers)
    return None if succeeds else "default"


def is_success(status: str) -> bool:
    """True for what a client goes on from: 2xx and 3xx."""
    return status[:1] in ("2", "3")
