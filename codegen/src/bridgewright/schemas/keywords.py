"""The keywords of JSON Schema and of OpenAPI's Schema Objects: what each holds, whom it speaks of, who knows it.

A new keyword is a row of the table; what is below it are selections of rows, in the table's order. Everybody else in
the house asks for a selection by its name.

https://json-schema.org/specification-links, https://spec.openapis.org/oas/v3.0.3#schema-object
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, NamedTuple

from bridgewright.documents.document import JsonValue


def is_number(value: JsonValue) -> bool:
    """True for a JSON number: Python's booleans are none."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_names(value: JsonValue) -> bool:
    """True for an array of texts."""
    return isinstance(value, list) and all(isinstance(member, str) for member in value)


def is_schema(value: JsonValue) -> bool:
    """True for what a schema may be: an object or a boolean."""
    return isinstance(value, Mapping | bool)


def _is_text(value: JsonValue) -> bool:
    return isinstance(value, str)


def _is_object(value: JsonValue) -> bool:
    return isinstance(value, Mapping)


def _is_bool(value: JsonValue) -> bool:
    return isinstance(value, bool)


def _is_above_zero(value: JsonValue) -> bool:
    return is_number(value) and value > 0


def _is_count(value: JsonValue) -> bool:
    return is_number(value) and value >= 0 and value == int(value)


_LARGEST_COUNT = 2**53 - 1
"""Beyond it JSON's readers don't agree on whole numbers (RFC 8259, section 6)."""


def _is_portable_count(value: JsonValue) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _LARGEST_COUNT


def _is_discriminator(value: JsonValue) -> bool:
    if not isinstance(value, Mapping) or not isinstance(value.get("propertyName"), str):
        return False
    mapping = value.get("mapping", {})
    return isinstance(mapping, Mapping) and all(isinstance(target, str) for target in mapping.values())


class Operand(NamedTuple):
    """What may stand under a keyword, and how to say so."""

    is_right: Callable[[JsonValue], bool]
    words: str


_BOOL = Operand(_is_bool, "true or false")
_COUNT = Operand(_is_count, "a whole number from 0 on")
_LIMIT = Operand(lambda value: isinstance(value, int | float), "a number, or true or false")
_MAP = Operand(_is_object, "an object")
_NUMBER = Operand(is_number, "a number")
_SCHEMA = Operand(is_schema, "a schema")
_SCHEMAS = Operand(
    lambda value: isinstance(value, list) and bool(value) and all(map(is_schema, value)),
    "an array of schemas, one at least",
)
_SCHEMA_OR_SCHEMAS = Operand(
    lambda value: is_schema(value) or (isinstance(value, list) and all(map(is_schema, value))), "a schema"
)
_TEXT = Operand(_is_text, "a text")
_ABOVE_0 = Operand(_is_above_zero, "a number above 0")
_ANYTHING = Operand(lambda _: True, "a value")

# In OpenAPI 3.0, schemas are objects, and what says nothing is a mistake.
TYPES: Final = ("string", "integer", "number", "boolean", "array", "object")
"""The types that OpenAPI 3.0 names; in JSON Schema there is "null", too."""
_AN_OBJECT = Operand(_is_object, "a schema")
_A_STRING = Operand(_is_text, "a string")
_A_COUNT = Operand(_is_portable_count, "a whole number, 0 or more")
_VALUES = Operand(lambda value: isinstance(value, list) and bool(value), "a list of at least one value")
_OBJECTS = Operand(
    lambda value: isinstance(value, list) and bool(value) and all(map(_is_object, value)),
    "a list of at least one schema",
)
_OBJECT_MAP = Operand(lambda value: _is_object(value) and all(map(_is_object, value.values())), "an object of schemas")
_OPENNESS = Operand(is_schema, "true, false or a schema")
_NAMES = Operand(
    lambda value: is_names(value) and bool(value) and len(set(value)) == len(value),
    "a list of different property names, at least one",
)
_PATTERN = Operand(_is_text, "a regular expression (ECMA-262) of moderate size")
_ONE_TYPE = Operand(lambda value: isinstance(value, str) and value in TYPES, "one of " + ", ".join(sorted(TYPES)))
_DISCRIMINATOR = Operand(_is_discriminator, "an object with `propertyName` and perhaps a `mapping` to names")


class Holds(Enum):
    """Where schemas stand under a keyword."""

    NOTHING = auto()
    """No schema does: a number, a text, names, or data."""
    SCHEMA = auto()
    """The operand is one."""
    SCHEMAS = auto()
    """It is a list of them."""
    MAP = auto()
    """It is an object, whose keys are names and whose values are schemas."""
    EITHER = auto()
    """One, or a list of them (`items`, until 2019-09)."""
    DEPENDENCIES = auto()
    """An object of schemas or of lists of names."""


_NEVER = 10_000


@dataclass(frozen=True, slots=True)
class Keyword:
    """One keyword, in every dialect that has it."""

    name: str
    operand: Operand | None = None
    """What JSON Schema lets stand under it; None where nobody asks."""
    of_type: str = ""
    """The type that it speaks of: values of others follow it, whatever it says. Empty: it speaks of all."""
    holds: Holds = Holds.NOTHING
    since: int = 4
    """The draft that brought it (4, 6, 7, 2019, 2020) …"""
    until: int = _NEVER
    """… and the first that doesn't have it any more."""
    is_assertion: bool = True
    """True when it can refuse something by itself."""
    is_documentation: bool = False
    """True when it is for people alone."""
    openapi: Operand | None = None
    """What OpenAPI 3.0 lets stand under it; None where that dialect doesn't know it."""
    instead: str = ""
    """What to write in OpenAPI 3.0, where that doesn't know it."""


def _annotation(name: str, openapi: Operand | None = None, instead: str = "") -> Keyword:
    return Keyword(name, is_assertion=False, openapi=openapi, instead=instead)


def _documentation(name: str, openapi: Operand | None = _ANYTHING, instead: str = "") -> Keyword:
    return Keyword(name, is_assertion=False, is_documentation=True, openapi=openapi, instead=instead)


KEYWORDS: Final[Mapping[str, Keyword]] = {
    keyword.name: keyword
    for keyword in (
        Keyword("$ref", is_assertion=False, openapi=_A_STRING),
        Keyword("$dynamicRef", _TEXT, since=2020),
        Keyword("$recursiveRef", _TEXT, since=2019, until=2020),
        Keyword(
            *("type", Operand(lambda value: _is_text(value) or is_names(value), "a type, or an array of types")),
            openapi=_ONE_TYPE,
        ),
        Keyword("enum", Operand(lambda value: isinstance(value, list), "an array of values"), openapi=_VALUES),
        Keyword("const", _ANYTHING, since=6, instead="write `enum` with the one value"),
        Keyword("allOf", _SCHEMAS, holds=Holds.SCHEMAS, openapi=_OBJECTS),
        Keyword("anyOf", _SCHEMAS, holds=Holds.SCHEMAS, openapi=_OBJECTS),
        Keyword("oneOf", _SCHEMAS, holds=Holds.SCHEMAS, openapi=_OBJECTS),
        Keyword("not", _SCHEMA, holds=Holds.SCHEMA, openapi=_AN_OBJECT),
        Keyword("if", _SCHEMA, holds=Holds.SCHEMA, since=7, instead="write `oneOf` with the cases"),
        Keyword("then", _SCHEMA, holds=Holds.SCHEMA, since=7),
        Keyword("else", _SCHEMA, holds=Holds.SCHEMA, since=7),
        # Texts.
        Keyword("minLength", _COUNT, "string", openapi=_A_COUNT),
        Keyword("maxLength", _COUNT, "string", openapi=_A_COUNT),
        Keyword("pattern", _TEXT, "string", openapi=_PATTERN),
        Keyword("format", _TEXT, "string", openapi=_A_STRING),
        # Arrays.
        Keyword(
            "prefixItems",
            _SCHEMAS,
            "array",
            Holds.SCHEMAS,
            2020,
            instead="write `items`, or an object with named properties",
        ),
        Keyword("items", _SCHEMA_OR_SCHEMAS, "array", Holds.EITHER, openapi=_AN_OBJECT),
        Keyword("additionalItems", _SCHEMA, "array", Holds.SCHEMA, until=2020),
        Keyword("contains", _SCHEMA, "array", Holds.SCHEMA, 6, instead="leave it out, and say it in the description"),
        Keyword("unevaluatedItems", _SCHEMA, "array", Holds.SCHEMA, 2019),
        Keyword("minItems", _COUNT, "array", openapi=_A_COUNT),
        Keyword("maxItems", _COUNT, "array", openapi=_A_COUNT),
        Keyword("uniqueItems", _BOOL, "array", openapi=_BOOL),
        Keyword("minContains", _COUNT, "array", since=2019),
        Keyword("maxContains", _COUNT, "array", since=2019),
        # Objects.
        Keyword("properties", _MAP, "object", Holds.MAP, openapi=_OBJECT_MAP),
        Keyword("patternProperties", _MAP, "object", Holds.MAP, instead="write `additionalProperties`"),
        Keyword("additionalProperties", _SCHEMA, "object", Holds.SCHEMA, openapi=_OPENNESS),
        Keyword(
            "propertyNames", _SCHEMA, "object", Holds.SCHEMA, 6, instead="leave it out, and say it in the description"
        ),
        Keyword("unevaluatedProperties", _SCHEMA, "object", Holds.SCHEMA, 2019, instead="write `additionalProperties`"),
        Keyword("dependencies", _MAP, "object", Holds.DEPENDENCIES),
        Keyword("dependentSchemas", _MAP, "object", Holds.MAP, 2019),
        Keyword("dependentRequired", _MAP, "object", since=2019, instead="write `oneOf` with the cases"),
        Keyword("required", Operand(is_names, "an array of names"), "object", openapi=_NAMES),
        Keyword("minProperties", _COUNT, "object", openapi=_A_COUNT),
        Keyword("maxProperties", _COUNT, "object", openapi=_A_COUNT),
        # Numbers.
        Keyword("minimum", _NUMBER, "number", openapi=_NUMBER),
        Keyword("exclusiveMinimum", _LIMIT, "number", openapi=_BOOL),
        Keyword("maximum", _NUMBER, "number", openapi=_NUMBER),
        Keyword("exclusiveMaximum", _LIMIT, "number", openapi=_BOOL),
        Keyword("multipleOf", _ABOVE_0, "number", openapi=_ABOVE_0),
        # What refuses nothing by itself.
        _documentation("title", _A_STRING),
        _documentation("description", _A_STRING),
        _documentation("default"),
        _annotation("nullable", _BOOL),
        _annotation("discriminator", _DISCRIMINATOR),
        _documentation("readOnly", _BOOL),
        _documentation("writeOnly", _BOOL),
        _documentation("example"),
        _documentation("externalDocs"),
        _documentation("deprecated", _BOOL),
        _documentation("xml"),
        _annotation("x-sensitive", _BOOL),
        _annotation("x-extensible-enum", _VALUES),
        _documentation("examples", None, "write `example` with one value, or name examples under components.examples"),
        _annotation("$defs", instead="put schemas under components.schemas"),
        _annotation("definitions", instead="put schemas under components.schemas"),
        _annotation("id", instead="declare a property `id` under `properties`"),
        _annotation("$id", instead="leave it out: a document has one name, its file's"),
        _documentation("$schema", None, "leave it out: the document says `openapi`"),
        _documentation("$comment", None, "write `description`"),
        _annotation("$anchor"),
        _annotation("$dynamicAnchor"),
        _annotation("$recursiveAnchor"),
        _annotation("$vocabulary"),
        _annotation("contentEncoding", instead="write `format: byte` for base64"),
        _annotation("contentMediaType"),
        _annotation("contentSchema"),
    )
}


def _those(is_one: Callable[[Keyword], bool]) -> tuple[str, ...]:
    return tuple(keyword.name for keyword in KEYWORDS.values() if is_one(keyword))


OPERANDS: Final[Mapping[str, Operand]] = {k.name: k.operand for k in KEYWORDS.values() if k.operand}
OPENAPI_OPERANDS: Final[Mapping[str, Operand]] = {k.name: k.openapi for k in KEYWORDS.values() if k.openapi}
"""Those that OpenAPI 3.0 knows."""
INSTEAD: Final[Mapping[str, str]] = {k.name: k.instead for k in KEYWORDS.values() if k.instead}

OF_TYPE: Final[Mapping[str, tuple[str, ...]]] = {
    name: _those(lambda keyword, name=name: keyword.of_type == name)  # type: ignore[misc]
    for name in ("string", "array", "object", "number")
}
"""Type -> the keywords that speak of it alone; those of numbers speak of integers, too."""
TYPE_OF: Final[Mapping[str, str]] = {name: kind for kind, names in OF_TYPE.items() for name in names}

ONE: Final = _those(lambda keyword: keyword.holds is Holds.SCHEMA)
"""Those under which one schema stands; so may it under `items`."""
LISTS: Final = _those(lambda keyword: keyword.holds is Holds.SCHEMAS)
"""Those under which a list of schemas stands; so may it under `items`."""
MAPS: Final = _those(lambda keyword: keyword.holds is Holds.MAP)
"""Those under which schemas stand by names; `dependencies` may hold names instead."""
REFS: Final = ("$ref", "$dynamicRef", "$recursiveRef")
DEFINITIONS: Final = ("$defs", "definitions")
"""Where schemas stand that nothing is held against unless a ref leads there."""
DATA: Final = frozenset({"enum", "const", "default", "example", "examples"})
"""Keywords whose operand is data: no schema stands in it."""

COMBINED: Final = ("allOf", "anyOf", "oneOf")
CHOICES: Final = ("oneOf", "anyOf")
CONDITIONS: Final = ("if", "then", "else")
DEPENDENT: Final = ("dependentSchemas", "dependencies")
"""Those that hold schemas for a value which has a property."""
LEAST: Final = ("minLength", "minItems", "minProperties")
MOST: Final = ("maxLength", "maxItems", "maxProperties")
BOUNDS: Final = (("minimum", "exclusiveMinimum"), ("maximum", "exclusiveMaximum"))
"""Each with the one that excludes the bound itself."""
LIMITS: Final = ("minimum", "exclusiveMinimum", "maximum", "exclusiveMaximum")
PLAIN: Final = _those(
    lambda keyword: (
        keyword.is_assertion
        and keyword.openapi is not None
        and keyword.holds is Holds.NOTHING
        and keyword.name not in ("type", "format", *LIMITS)
    )
)
"""Those that hold no schema and mean the same in OpenAPI 3.0 and in JSON Schema."""
OPENAPI_HOLDERS: Final = _those(
    lambda keyword: keyword.openapi is not None and keyword.holds in (Holds.SCHEMA, Holds.SCHEMAS, Holds.EITHER)
)
"""Those of OpenAPI 3.0 under which a schema stands, or a list of them."""
SAID_TOGETHER: Final = (
    *(("contains", "minContains", "maxContains"), CONDITIONS, ("not",), ("unevaluatedProperties",)),
    *(("unevaluatedItems",), ("additionalItems",), ("patternProperties",), DEPENDENT, ("dependentRequired",)),
    *(("propertyNames",), ("$dynamicRef", "$recursiveRef")),
)
"""Keywords that OpenAPI 3.0 lacks, those together that qualify each other."""
NO_FIELDS: Final = ("properties", "enum", "const", *COMBINED, "not", "pattern", "type")
"""Keywords that few events have for the name of a field."""
SILENT: Final = frozenset(
    _those(lambda keyword: keyword.openapi is not None and not keyword.is_assertion and keyword.name != "$ref")
)
"""Keywords of OpenAPI 3.0 that refuse nothing by themselves."""
FOREIGN: Final = frozenset(
    {
        *_those(lambda keyword: keyword.is_assertion and keyword.openapi is None and keyword.name not in REFS),
        *("contentEncoding", "contentSchema"),
    }
)
"""Keywords for which OpenAPI 3.0 has no meaning, though a reader expects one."""
DOCUMENTATION: Final = _those(lambda keyword: keyword.is_documentation)
CONTENT: Final = frozenset({"contentEncoding", "contentMediaType"})
"""Draft-07 leaves it to validators (validation, section 8.2); from 2019-09 on they are annotations."""
PROPERTIES: Final = frozenset({"properties", "patternProperties", "additionalProperties"})
"""Those that say together what each property must be."""
ITEMS: Final = frozenset({"items", "prefixItems", "additionalItems"})
"""The same of each item."""
UNEVALUATED: Final = ("unevaluatedProperties", "unevaluatedItems")


def known_in(year: int) -> frozenset[str]:
    """The assertions of a draft, by its year (4, 6, 7, 2019, 2020)."""
    return frozenset(_those(lambda keyword: keyword.is_assertion and keyword.since <= year < keyword.until))


IN_OPENAPI: Final = frozenset(_those(lambda keyword: keyword.is_assertion and keyword.openapi is not None))
"""The assertions of OpenAPI 3.0."""
