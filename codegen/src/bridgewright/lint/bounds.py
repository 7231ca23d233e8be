"""What has no bound, and what may grow over the limits of EventBridge and its registry."""

from __future__ import annotations

from collections.abc import Iterator

from bridgewright.contracts.model import Catalog
from bridgewright.documents.canonical import canonical_json
from bridgewright.lint.largest import Sizes, is_map, string_length
from bridgewright.lint.rule import Mistake, judged_documents, own_events, schemas_of

REGISTRY_LIMIT = 100_000
"""Characters of a schema's content (EventBridge Schemas API reference, CreateSchema: `Content`)."""
_TIME = 14
"""Bytes that PutEvents counts for `Time` (user guide, "Calculating PutEvents event entry size")."""


def string_unbounded(catalog: Catalog) -> Iterator[Mistake]:
    """A string without a greatest length, by whichever keyword."""
    for document in judged_documents(catalog):
        for pointer, schema in schemas_of(document):
            is_free = schema.get("type") == "string" and "$ref" not in schema and "enum" not in schema
            if is_free and string_length(schema) is None:
                hint = "add maxLength (or an enum, a format of fixed size, an anchored pattern of bounded length)"
                yield Mistake(document.at(pointer), "the string has no greatest length", hint)


def array_unbounded(catalog: Catalog) -> Iterator[Mistake]:
    """An array without `maxItems`."""
    for document in judged_documents(catalog):
        for pointer, schema in schemas_of(document):
            if schema.get("type") == "array" and "$ref" not in schema and "maxItems" not in schema:
                yield Mistake(document.at(pointer), "the array has no greatest number of items", "add maxItems")


def map_unbounded(catalog: Catalog) -> Iterator[Mistake]:
    """An object with undeclared keys and without `maxProperties`."""
    for document in judged_documents(catalog):
        for pointer, schema in schemas_of(document):
            if "$ref" not in schema and is_map(schema) and "maxProperties" not in schema:
                message = "the object takes any number of keys that nobody declared"
                yield Mistake(document.at(pointer), message, "declare `properties`, or add maxProperties")


def document_over_registry_limit(catalog: Catalog) -> Iterator[Mistake]:
    """A document whose canonical JSON is longer than what the registry stores."""
    for event in own_events(catalog):
        length = len(canonical_json(event.document.content))
        if length > REGISTRY_LIMIT:
            yield Mistake(
                event.document.at(),
                f"the document has {length:,} characters of canonical JSON; the registry stores {REGISTRY_LIMIT:,}",
                "shorten descriptions and examples, or split the event",
            )


def event_may_exceed_entry_limit(catalog: Catalog) -> Iterator[Mistake]:
    """An event that may be larger than the bus takes, or that has no largest size."""
    limit = catalog.settings.entry_limit
    for event in own_events(catalog):
        sizes = Sizes(event.asserted.content)
        detail = sizes.of({"$ref": f"#{event.detail_pointer}"}, "")
        hint = "put large parts into S3 and send where they are and their hash (a claim check), or lower the bounds"
        at = event.document.at(event.detail_pointer)
        total = detail + _TIME + len(event.source.encode()) + len(event.detail_type.encode())
        if sizes.endless:
            name = sizes.endless.rpartition("/")[2]
            message = f"`{name}` contains itself, or lies hundreds of levels deep, so an event has no largest size"
            yield Mistake(at, message, hint)
        elif total > limit and sizes.is_bounded:
            yield Mistake(at, f"an event may take {total:,} bytes; the bus takes {limit:,} an entry", hint)
