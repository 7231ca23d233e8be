"""What a rule is, and what several rules need to look at."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from bridgewright.contracts.model import ALL_SUBSCRIPTIONS, ApiContract, Catalog, EventContract
from bridgewright.documents.document import Document, JsonObject, Same
from bridgewright.findings import Location, Severity
from bridgewright.findings.rules import RULES as TOLD
from bridgewright.lint.scope import Scope
from bridgewright.routing.witnesses import Events
from bridgewright.schemas.walking import schema_roots, walk

IMPORTED_FROM = "x-imported-from"
"""Under `info`: the file that `import` made the contract of. Whoever adopts the contract as their own removes it."""
ENVELOPE = "/components/schemas/AWSEvent"
"""Where the schema of the whole EventBridge event stands: AWS decides what is in it, but for `detail`."""


class Mistake(NamedTuple):
    """What a rule has to say: the rule's row in the table adds its id and severity."""

    location: Location
    message: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class LintRule:
    """One rule: `check` yields its mistakes in a catalog; how they weigh is told in `findings.rules`."""

    id: str
    check: Callable[[Catalog], Iterable[Mistake]]
    scope: Scope = Scope.PROJECT

    @property
    def severity(self) -> Severity:
        """How its findings weigh, unless the project says otherwise."""
        return TOLD[self.id].severity

    @property
    def purpose(self) -> str:
        """Why the rule exists, in one sentence or two."""
        return TOLD[self.id].purpose


def own_events(catalog: Catalog) -> Iterator[EventContract]:
    """The contracts of events that this project may publish.

    Sources that begin with `aws.` are reserved (API reference, PutEventsRequestEntry), and `import` marks what it
    made of other people's schemas: nobody here can change what those events look like.
    """
    return (event for event in catalog.events if not is_foreign(event))


def is_foreign(event: EventContract) -> bool:
    """True when somebody else decides what the event looks like."""
    return event.source.startswith("aws.") or IMPORTED_FROM in event.document.content["info"]


def own_documents(catalog: Catalog) -> Iterator[Document]:
    """The documents of own events and of APIs, in the catalog's order."""
    contracts: tuple[EventContract | ApiContract, ...] = (*own_events(catalog), *catalog.apis)
    return (contract.document for contract in contracts)


def judged_documents(catalog: Catalog) -> Iterator[Document]:
    """The same documents, as values are held against them: without formats where the policy asserts none."""
    contracts: tuple[EventContract | ApiContract, ...] = (*own_events(catalog), *catalog.apis)
    return (contract.asserted for contract in contracts)


def schemas_of(document: Document) -> tuple[tuple[str, JsonObject], ...]:
    """(pointer, schema) of every schema of a document, nested ones too; of the AWS envelope, `detail` alone."""
    return _schemas_of(Same(document))


def events_of(contract: EventContract) -> Events:
    """The events of a contract, to be asked about patterns; a few are kept, since several rules ask."""
    return _events_of(Same(contract))


@lru_cache(maxsize=64)
def _events_of(same: Same[EventContract]) -> Events:
    return Events(same.kept)


@lru_cache(maxsize=64)
def _schemas_of(same: Same[Document]) -> tuple[tuple[str, JsonObject], ...]:
    found: list[tuple[str, JsonObject]] = []
    for pointer, schema in schema_roots(same.kept.content):
        if pointer == ENVELOPE:
            detail = schema.get("properties", {}).get("detail", {})
            found.extend(walk(detail, f"{ENVELOPE}/properties/detail"))
        else:
            found.extend(walk(schema, pointer))
    return tuple(found)


def all_subscriptions_known(catalog: Catalog) -> bool:
    """False when a subscription file could not be read: then nobody can say who consumes what."""
    return ALL_SUBSCRIPTIONS not in catalog.unread


def listed(names: Iterable[str]) -> str:
    """Names for a message: `a`, `b` and 3 more."""
    quoted = [f"`{name}`" for name in names]
    if len(quoted) > 5:
        return f"{', '.join(quoted[:4])} and {len(quoted) - 4:,} more"
    return " and ".join(filter(None, [", ".join(quoted[:-1]), *quoted[-1:]]))
