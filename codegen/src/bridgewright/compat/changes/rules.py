"""The table of rules: every change has one id, a default weight, and a sentence that says what it is.

Whether a change breaks a direction is never read off this table: it is proved or shown (`engine`). The table says what
a change is called, and what a change that breaks nothing still asks of the version.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from bridgewright.compat.changes.comparison import Bump


@dataclass(frozen=True, slots=True)
class Rule:
    """`harmless` is the bump of such a change where it breaks nothing; `says` completes "the schema's ..."."""

    id: str
    says: str
    harmless: Bump = Bump.MINOR
    warns: bool = False


_BOUNDS: Final = (
    "max-length",
    "min-length",
    "max-items",
    "min-items",
    "max-properties",
    "min-properties",
    "maximum",
    "minimum",
)

_RULES: Final = (
    Rule("property-added-optional", "an optional property was added"),
    Rule("property-added-required", "a required property was added"),
    Rule("property-became-required", "a property became required"),
    Rule("property-removed-optional", "an optional property was removed", warns=True),
    Rule("property-removed-required", "a required property was removed"),
    Rule("property-became-optional", "a property became optional"),
    Rule("type-changed", "the type changed"),
    Rule("type-narrowed", "a type was taken away"),
    Rule("type-widened", "a type was added"),
    Rule("null-removed", "null is no longer allowed"),
    Rule("null-added", "null became allowed"),
    Rule("enum-value-removed", "a value of the enumeration was removed"),
    Rule("enum-value-added", "a value was added to the enumeration"),
    Rule("enum-introduced", "an enumeration was introduced"),
    Rule("enum-dropped", "the enumeration was dropped"),
    Rule("const-introduced", "a constant was introduced"),
    Rule("const-changed", "the constant changed"),
    *(Rule(f"{bound}-tightened", f"the {bound.replace('-', ' ')} was tightened") for bound in _BOUNDS),
    *(Rule(f"{bound}-loosened", f"the {bound.replace('-', ' ')} was loosened") for bound in _BOUNDS),
    *(Rule(f"{bound}-removed", f"the {bound.replace('-', ' ')} was removed") for bound in _BOUNDS),
    Rule("pattern-added", "a pattern was added"),
    Rule("pattern-removed", "the pattern was removed"),
    Rule("pattern-changed", "the pattern changed"),
    Rule("multiple-of-added", "a divisor was added or made coarser"),
    Rule("multiple-of-removed", "the divisor was removed or made finer"),
    Rule("unique-items-added", "items must now be unique"),
    Rule("unique-items-removed", "items need no longer be unique"),
    Rule("format-added", "a format was added"),
    Rule("format-changed", "the format changed"),
    Rule("format-removed", "the format was removed"),
    Rule("content-model-closed", "undeclared properties are no longer allowed"),
    Rule("content-model-opened", "undeclared properties became allowed"),
    Rule("map-value-narrowed", "what undeclared properties may hold was narrowed"),
    Rule("map-value-widened", "what undeclared properties may hold was widened"),
    Rule("one-of-variant-added", "a variant was added to oneOf"),
    Rule("any-of-variant-added", "a variant was added to anyOf"),
    Rule("variant-removed", "a variant was removed"),
    Rule("all-of-added", "a further schema must hold"),
    Rule("all-of-removed", "a schema need no longer hold"),
    Rule("dependent-required-added", "a property now needs others beside it"),
    Rule("dependent-required-removed", "a property no longer needs others beside it"),
    Rule("property-names-tightened", "property names are restricted"),
    Rule("property-names-loosened", "property names are less restricted"),
    Rule("constraint-changed", "a condition changed"),
    Rule("discriminator-changed", "the discriminator changed"),
    Rule("detail-type-changed", "the detail-type changed: rules no longer match"),
    Rule("source-changed", "the source changed: rules no longer match"),
    Rule("default-changed", "the default changed"),
    Rule("property-deprecated", "a property was deprecated"),
    Rule("annotation-changed", "words changed that assert nothing", Bump.PATCH),
    Rule("component-renamed", "a component was renamed, moved or inlined", Bump.PATCH),
    Rule("event-removed", "the event is gone"),
    Rule("event-added", "the event is new"),
    Rule("schema-invalid", "a schema is none of its dialect"),
    Rule("dialect-unknown", "the document is in no dialect that is known here"),
    Rule("schema-unsatisfiable", "no event can follow the new schema"),
    Rule("undecided", "neither a proof nor a witness was found"),
)
_API_RULES: Final = (
    Rule("operation-added", "the operation was added"),
    Rule("operation-removed", "the operation was removed"),
    Rule("operation-deprecated", "the operation was deprecated"),
    Rule("operation-id-changed", "the operationId changed: generated clients call it otherwise", warns=True),
    Rule("parameter-added-optional", "an optional parameter was added"),
    Rule("parameter-added-required", "a required parameter was added"),
    Rule("parameter-became-required", "the parameter became required"),
    Rule("parameter-became-optional", "the parameter became optional"),
    Rule("parameter-removed", "the parameter was removed: nobody reads what old clients send", warns=True),
    Rule("request-body-added-optional", "an optional request body was added"),
    Rule("request-body-added-required", "a required request body was added"),
    Rule("request-body-became-required", "the request body became required"),
    Rule("request-body-became-optional", "the request body became optional"),
    Rule("request-body-removed", "the request body was removed"),
    Rule("request-media-type-added", "a media type of requests was added"),
    Rule("request-media-type-removed", "a media type of requests was removed"),
    Rule("response-success-added", "a response of success was added that old clients don't know", warns=True),
    Rule("response-failure-added", "a response of failure was added: clients go by its class (RFC 9110, section 15)"),
    Rule("response-status-removed", "the response was removed"),
    Rule("response-media-type-added", "a media type of responses was added"),
    Rule("response-media-type-removed", "a media type of responses was removed"),
    Rule("response-header-added", "a response header was added"),
    Rule("response-header-removed", "a response header was removed", warns=True),
    Rule("response-header-became-required", "the response header became required"),
    Rule("response-header-became-optional", "the response header is no longer sure to be sent"),
    Rule("security-changed", "what clients prove themselves by is no longer enough"),
    Rule("security-loosened", "clients may prove themselves in another way, too"),
    Rule("server-removed", "a server's address was removed", warns=True),
)
API_RULES: Final[Mapping[str, Rule]] = {rule.id: rule for rule in _API_RULES}
"""What is said of an HTTP API beside its schemas."""
RULES: Final[Mapping[str, Rule]] = {rule.id: rule for rule in (*_RULES, *_API_RULES)}
