"""What a rule is, and what several rules need to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from bridgewright.findings import Location, Severity
from bridgewright.model import ALL_SUBSCRIPTIONS, ApiContract, Catalog, Document, EventContract, JsonObject
from bridgewright.schema import escaped, walk

ENVELOPE = "/components/schemas/AWSEvent"
"""Where the schema of the whole EventBridge event stands: AWS decides what is in it, but for `detail`."""

_SCHEMAS = "/components/schemas/"


class Mistake(NamedTuple):
    """What a rule has to say: the rule's row in the table adds its id and severity."""

    location: Location
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: `check` yields its mistakes in a catalog, and its docstring says why the rule exists."""

    id: str
    severity: Severity
    check: Callable[[Catalog], Iterable[Mistake]]

    @property
    def purpose(self) -> str:
        """Why the rule exists, in one sentence or two."""
        return " ".join((self.check.__doc__ or "").split("\n\n")[0].split())


def own_events(catalog: Catalog) -> Iterator[EventContract]:
    """The contracts of events that this project may publish.

    Sources that begin with `aws.` are reserved (API reference, PutEventsRequestEntry): such a contract was
    imported, and nobody here can change what its events look like.
    """
    return (event for event in catalog.events if not event.source.startswith("aws."))


def own_documents(catalog: Catalog) -> Iterator[Document]:
    """The documents of own events and of APIs, in the catalog's order."""
    contracts: tuple[EventContract | ApiContract, ...] = (*own_events(catalog), *catalog.apis)
    return (contract.document for contract in contracts)


def schemas_of(document: Document) -> Iterator[tuple[str, JsonObject]]:
    """(pointer, schema) of every schema of a document, nested ones too; the AWS envelope but for `detail` left out."""
    for name, schema in document.content.get("components", {}).get("schemas", {}).items():
        pointer = _SCHEMAS + escaped(name)
        if pointer == ENVELOPE:
            detail = schema.get("properties", {}).get("detail", {})
            yield from walk(detail, f"{ENVELOPE}/properties/detail")
        else:
            yield from walk(schema, pointer)
    for pointer, schema in http_schemas(document):
        yield from walk(schema, pointer)


def http_schemas(document: Document) -> Iterator[tuple[str, JsonObject]]:
    """(pointer, schema) of each schema of an API's parameters, headers and bodies, outside `components.schemas`."""
    stack: list[tuple[str, object]] = [
        (f"/{escaped(key)}", value) for key, value in reversed(list(document.content.items())) if key != "info"
    ]
    while stack:
        pointer, value = stack.pop()
        if isinstance(value, list):
            stack.extend((f"{pointer}/{index}", member) for index, member in reversed(list(enumerate(value))))
        elif isinstance(value, Mapping):
            for key, member in reversed(list(value.items())):
                if key == "schema" and isinstance(member, Mapping):
                    yield f"{pointer}/schema", member
                elif key not in ("example", "examples", "value") and f"{pointer}/{key}/" != _SCHEMAS:
                    stack.append((f"{pointer}/{escaped(key)}", member))


def all_subscriptions_known(catalog: Catalog) -> bool:
    """False when a subscription file could not be read: then nobody can say who consumes what."""
    return ALL_SUBSCRIPTIONS not in catalog.unread


def listed(names: Iterable[str]) -> str:
    """Names for a message: `a`, `b` and 3 more."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > 5:
        return f"{', '.join(quoted[:4])} and {len(quoted) - 4:,} more"
    return " and ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))
