"""The dialects that schemas are written in, how a document says which, and what each makes of a keyword."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from bridgewright.model import JsonValue


@dataclass(frozen=True, slots=True)
class Dialect:
    """`year` orders the drafts (4, 6, 7, 2019, 2020); OpenAPI 3.0 is its own language, 3.1 is 2020-12."""

    name: str
    year: int
    openapi: bool = False

    @property
    def ref_hides_siblings(self) -> bool:
        """True when `$ref` is all that a schema says (up to draft-07, and in OpenAPI 3.0)."""
        return self.openapi or self.year <= 7

    @property
    def boolean_bounds(self) -> bool:
        """True when `exclusiveMinimum: true` qualifies `minimum` (draft-04, OpenAPI 3.0)."""
        return self.openapi or self.year == 4


DIALECTS: Final = {
    dialect.name: dialect
    for dialect in (
        Dialect("draft-04", 4),
        Dialect("draft-06", 6),
        Dialect("draft-07", 7),
        Dialect("2019-09", 2019),
        Dialect("2020-12", 2020),
        Dialect("oas3.0", 5, openapi=True),
        Dialect("oas3.1", 2020),
    )
}
_URIS: Final = {
    "draft-04/": "draft-04",
    "draft-06/": "draft-06",
    "draft-07/": "draft-07",
    "draft/2019-09/": "2019-09",
    "draft/2020-12/": "2020-12",
    "dialect/base": "oas3.1",
}
DEFAULT: Final = "2020-12"


def dialect_of(document: JsonValue, named: str | None = None) -> Dialect:
    """The dialect that was named, or the one that the document names (`openapi`, `$schema`), or 2020-12.

    Raises:
        ValueError: there is no dialect of that name.
    """
    if named is not None:
        if named not in DIALECTS:
            raise ValueError(f"{named!r} is no dialect; known: {', '.join(DIALECTS)}")
        return DIALECTS[named]
    if not isinstance(document, dict):
        return DIALECTS[DEFAULT]
    version = document.get("openapi")
    if isinstance(version, str):
        return DIALECTS["oas3.0" if version.startswith("3.0") else "oas3.1"]
    uri = document.get("$schema")
    if isinstance(uri, str):
        return DIALECTS[next((name for part, name in _URIS.items() if part in uri), DEFAULT)]
    return DIALECTS[DEFAULT]


UNSAID: Final = (DEFAULT, "draft-07", "draft-04")
"""What a schema that doesn't say its dialect is read as: the first in which it is a schema at all."""


def says_dialect(document: JsonValue) -> bool:
    """True when the document names its own dialect."""
    return isinstance(document, dict) and (
        isinstance(document.get("openapi"), str) or isinstance(document.get("$schema"), str)
    )


_OPENAPI_30: Final = frozenset(
    (
        "type",
        "nullable",
        "format",
        "enum",
        "multipleOf",
        "minimum",
        "maximum",
        "exclusiveMinimum",
        "exclusiveMaximum",
        "minLength",
        "maxLength",
        "pattern",
        "minItems",
        "maxItems",
        "uniqueItems",
        "minProperties",
        "maxProperties",
        "required",
        "properties",
        "additionalProperties",
        "items",
        "allOf",
        "anyOf",
        "oneOf",
        "not",
        "$ref",
    )
)
_SINCE: Final = {
    "const": 6,
    "contains": 6,
    "propertyNames": 6,
    "if": 7,
    "then": 7,
    "else": 7,
    "dependentRequired": 2019,
    "dependentSchemas": 2019,
    "unevaluatedProperties": 2019,
    "unevaluatedItems": 2019,
    "minContains": 2019,
    "maxContains": 2019,
    "$recursiveRef": 2019,
    "$anchor": 2019,
    "prefixItems": 2020,
    "$dynamicRef": 2020,
}


def speaks(dialect: Dialect, keyword: str) -> bool:
    """True when the keyword asserts something in this dialect (an unknown one may, where it is known at all)."""
    if dialect.openapi:
        return keyword in _OPENAPI_30
    if keyword == "additionalItems":
        return dialect.year < 2020
    return _SINCE.get(keyword, 0) <= dialect.year
