"""The schema of the whole EventBridge event: AWS's fields and the extensions that the registry reads."""

from __future__ import annotations

from collections.abc import Iterator
from difflib import get_close_matches

from bridgewright.contracts.model import Catalog
from bridgewright.documents.document import JsonObject
from bridgewright.documents.pointers import escaped
from bridgewright.lint.fields import places
from bridgewright.lint.rule import ENVELOPE, Mistake, is_foreign, listed, own_events

_EXTENSIONS = ("x-amazon-events-source", "x-amazon-events-detail-type")
_FIELDS = ("version", "id", "detail-type", "source", "account", "time", "region", "resources", "detail")
"""Every event has them: https://docs.aws.amazon.com/eventbridge/latest/ref/overiew-event-structure.html"""


def amazon_extension_missing(catalog: Catalog) -> Iterator[Mistake]:
    """An envelope without one of the two extensions, or with one that isn't a string."""
    for event in catalog.events:
        envelope = event.schemas["AWSEvent"]
        misspelt = set(_misspelt(envelope).values())
        for extension in _EXTENSIONS:
            value = envelope.get(extension)
            if extension in envelope and not (isinstance(value, str) and value):
                yield Mistake(
                    event.document.at(f"{ENVELOPE}/{extension}"),
                    f"{extension} must be a string that isn't empty",
                    "quote the value",
                )
            elif extension not in envelope and extension not in misspelt:
                yield Mistake(
                    event.document.at(ENVELOPE), f"AWSEvent has no {extension}", "add it beside `type: object`"
                )


def amazon_extension_misspelt(catalog: Catalog) -> Iterator[Mistake]:
    """Keys of an envelope that are nearly one of the two extensions."""
    for event in catalog.events:
        for key, meant in _misspelt(event.schemas["AWSEvent"]).items():
            yield Mistake(
                event.document.at(f"{ENVELOPE}/{escaped(key)}"), f"{key!r} means nothing to AWS", f"write {meant}"
            )


def envelope_field_missing(catalog: Catalog) -> Iterator[Mistake]:
    """A field of EventBridge's envelope that AWSEvent doesn't declare, or doesn't require."""
    for event in own_events(catalog):
        envelope = event.schemas["AWSEvent"]
        undeclared = [name for name in _FIELDS if name not in envelope.get("properties", {})]
        optional = [name for name in _FIELDS if name not in envelope.get("required", ()) and name not in undeclared]
        if undeclared:
            at = event.document.at(f"{ENVELOPE}/properties")
            yield Mistake(at, f"AWSEvent doesn't declare {listed(undeclared)}", "every event has these fields")
        if optional:
            at = event.document.at(f"{ENVELOPE}/required")
            yield Mistake(at, f"AWSEvent doesn't require {listed(optional)}", "every event has these fields")


def detail_not_object(catalog: Catalog) -> Iterator[Mistake]:
    """A detail that isn't of type object alone; of an imported contract, one that can't be an object."""
    for event in catalog.events:
        types = {schema["type"] for _, schema in places(event, "") if "type" in schema}
        what = f"of type {' or '.join(sorted(types))}" if types else "of no type"
        at = event.document.at(event.detail_pointer)
        if not is_foreign(event) and types != {"object"}:
            yield Mistake(at, f"the detail is {what}", "make it an object")
        elif types and "object" not in types:
            hint = "it is a part of events: import the schema that it is a part of"
            yield Mistake(at, f"the detail is {what}, and no event's is", hint)


def _misspelt(envelope: JsonObject) -> dict[str, str]:
    """Keys that are nearly one of the extensions, with the one that was meant."""
    found: dict[str, str] = {}
    for key in envelope:
        if key in _EXTENSIONS or not key.lower().startswith("x"):
            continue
        meant = get_close_matches(key.lower().replace("_", "-"), _EXTENSIONS, n=1, cutoff=0.8)
        if meant and meant[0] not in envelope:
            found[key] = meant[0]
    return found
