"""The dialects of JSON Schema that documents are written in: which keywords each knows, and what it means by them.

https://json-schema.org/specification-links, https://spec.openapis.org/oas/v3.0.3#schema-object,
https://spec.openapis.org/oas/v3.1.0#schema-object, https://www.asyncapi.com/docs/reference/specification/v3.0.0
"""

from __future__ import annotations

import marshal
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridgewright.documents.document import JsonObject, JsonValue
from bridgewright.schemas.formats import IN_OPENAPI as OPENAPI_FORMATS
from bridgewright.schemas.formats import formats_in
from bridgewright.schemas.keywords import CONTENT, DATA, IN_OPENAPI, known_in

__all__ = ["DIALECTS", "Dialect", "dialect_named", "dialect_of", "named_dialect", "says_dialect", "stated_version"]


@dataclass(frozen=True, slots=True)
class Dialect:
    """What a document's schemas mean by their keywords."""

    name: str
    """`draft-04`, `2020-12`, `openapi-3.0`: what `dialect_of` and the callers' arguments name."""
    year: int
    """Orders the drafts: 4, 6, 7, 2019, 2020; OpenAPI 3.0 grew out of draft-05."""
    keywords: frozenset[str]
    """Those that can refuse something; all others are annotations."""
    formats: frozenset[str]
    """Those that are asserted; others are annotations."""
    optional: frozenset[str] = frozenset()
    """Keywords that validators may assert, and of which some do and others don't."""
    id: str = "$id"
    """The keyword that names a schema; empty where none does."""
    lone_refs: bool = False
    """True where what stands beside a `$ref` is ignored (until draft-07, and in OpenAPI 3.0)."""
    exact_integers: bool = False
    """True where `1.0` is no integer (draft-04)."""
    boolean_bounds: bool = False
    """True where `exclusiveMinimum: true` qualifies `minimum` (draft-04, OpenAPI 3.0)."""
    tuples_in_items: bool = True
    """True where an array under `items` is one schema for each position (until 2019-09)."""
    plain_hostnames: bool = False
    """True where a `hostname` is any of RFC 1123 (until draft-06), be it undecodable behind `xn--`."""
    nullable: bool = False
    """True where `nullable` counts (OpenAPI 3.0)."""

    def asserts(self, keyword: str) -> bool:
        """True when the keyword can refuse something in this dialect, be it by what it refers to."""
        return keyword in self.keywords or keyword == "$ref"


DIALECTS: Mapping[str, Dialect] = {
    dialect.name: dialect
    for dialect in (
        Dialect(
            *("draft-04", 4, known_in(4), formats_in(4)),
            id="id",
            lone_refs=True,
            exact_integers=True,
            boolean_bounds=True,
            plain_hostnames=True,
        ),
        Dialect("draft-06", 6, known_in(6), formats_in(6), CONTENT, lone_refs=True, plain_hostnames=True),
        Dialect("draft-07", 7, known_in(7), formats_in(7), CONTENT, lone_refs=True),
        Dialect("2019-09", 2019, known_in(2019), formats_in(2019)),
        Dialect("2020-12", 2020, known_in(2020), formats_in(2019), tuples_in_items=False),
        Dialect(
            *("openapi-3.0", 5, IN_OPENAPI, OPENAPI_FORMATS),
            id="",
            lone_refs=True,
            boolean_bounds=True,
            tuples_in_items=False,
            nullable=True,
        ),
    )
}
"""Name -> dialect."""
_ALSO_CALLED = {"oas3.0": "openapi-3.0", "oas3.1": "2020-12", "openapi-3.1": "2020-12"}
"""OpenAPI 3.1 speaks 2020-12: what it adds refuses nothing."""

_METASCHEMAS = re.compile(
    r"https?://(?:"
    r"json-schema\.org/draft[-/](?P<year>0[467]|2019-09|2020-12)(?:/(?:hyper-)?schema)?"
    r"|(?P<newest>json-schema\.org/schema|spec\.openapis\.org/oas/3\.[12]/(?:dialect|schema-base)/[\w-]+)"
    r"|(?P<iglu>iglucentral\.com/schemas/com\.snowplowanalytics\.self-desc/schema/jsonschema/1-0-\d)"
    r")/?#?/?"
)
"""Also hyper-schemas, which add nothing that refuses; OpenAPI's own, whose additions are annotations; and Snowplow's,
which is draft-04 with a name (https://docs.snowplow.io/docs/fundamentals/schemas/)."""


def dialect_named(name: str) -> Dialect:
    """The dialect that people call by a name.

    Raises:
        ValueError: there is none of that name.
    """
    found = DIALECTS.get(_ALSO_CALLED.get(name, name))
    if found is None:
        raise ValueError(f"{name!r} is no dialect; known: {', '.join((*DIALECTS, *_ALSO_CALLED))}")
    return found


def named_dialect(uri: str) -> str | None:
    """The dialect that a `$schema` or `jsonSchemaDialect` names, or None when it is nobody's."""
    match = _METASCHEMAS.fullmatch(uri.strip())
    if match is None:
        return None
    year = match["year"] or ("04" if match["iglu"] else "2020-12")
    return year if len(year) > len("04") else f"draft-{year}"


def stated_version(content: JsonObject, specification: str) -> str | None:
    """The version of a specification (`openapi`, `asyncapi`, `swagger`) that a document follows; None when it doesn't.

    In YAML, `openapi: 3.1` is a number, which the specifications don't allow, and whose meaning is plain.
    """
    version = content.get(specification)
    if isinstance(version, bool) or not isinstance(version, str | int | float):
        return None
    return str(version)


def says_dialect(content: JsonValue) -> bool:
    """True when a document names its dialect."""
    return isinstance(content, Mapping) and (
        isinstance(content.get("$schema"), str)
        or any(stated_version(content, each) is not None for each in ("openapi", "asyncapi"))
    )


def dialect_of(content: JsonValue) -> Dialect | None:
    """The dialect of a whole document's schemas, or None when it names one that is unknown.

    OpenAPI 3.0 and 3.1, AsyncAPI (draft-07), then `$schema`. A JSON Schema without `$schema` is 2020-12, as
    validators take it, unless it is written as only an older draft can be: then draft-07, or draft-04.
    """
    if not isinstance(content, Mapping):
        return DIALECTS["2020-12"]
    openapi = stated_version(content, "openapi")
    if openapi is not None:
        if openapi.startswith("3.0"):
            return DIALECTS["openapi-3.0"]
        named = content.get("jsonSchemaDialect")
        return DIALECTS.get(named_dialect(named) or "") if isinstance(named, str) else DIALECTS["2020-12"]
    if stated_version(content, "asyncapi") is not None:
        return DIALECTS["draft-07"]
    if isinstance(content.get("$schema"), str):
        return DIALECTS.get(named_dialect(content["$schema"]) or "")
    return DIALECTS[_dated(content)]


def _dated(content: JsonObject) -> str:
    """The newest dialect in which a document without `$schema` is well-formed, by what changed its form."""
    dialect = "2020-12"
    if isinstance(content.get("id"), str) and "$id" not in content and "definitions" in content:
        return "draft-04"
    stack: list[Any] = [content] if _may_be_older(content) else []
    while stack:
        value = stack.pop()
        if isinstance(value, list):
            stack += [member for member in value if isinstance(member, dict | list)]
            continue
        if isinstance(value.get("exclusiveMinimum"), bool) or isinstance(value.get("exclusiveMaximum"), bool):
            return "draft-04"
        if isinstance(value.get("items"), list):
            dialect = "draft-07"
        stack += [member for key, member in value.items() if isinstance(member, dict | list) and key not in DATA]
    return dialect


def _may_be_older(content: Any) -> bool:
    """False when it is plain at once that no part is written as an older draft would: most documents aren't walked.

    In marshal's format (version 2), a key is followed by its value, and a list begins with a bracket.
    """
    try:
        spelled = marshal.dumps(content, 2)
    except ValueError:
        return True
    return b"exclusiveM" in spelled or b"items[" in spelled
