"""The parts of a catalog that a rule may look at."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from enum import Enum

from bridgewright.contracts.model import ALL_SUBSCRIPTIONS, ApiContract, Catalog, EventContract, Subscription


class Scope(Enum):
    """What a rule looks at: its mistakes in a catalog are those in all parts of it, taken one by one."""

    CONTRACT = "contract"
    """All versions of one name."""
    CONSUMER = "consumer"
    """One consumer's subscriptions, and all versions of the contracts that they name."""
    PROJECT = "project"


def parts_of(catalog: Catalog, scope: Scope) -> Iterator[tuple[str, Catalog]]:
    """(name of the contracts or of the consumer, the part): together, all that rules of the scope look at."""
    match scope:
        case Scope.CONTRACT:
            yield from _by_name(catalog)
        case Scope.CONSUMER:
            yield from _by_consumer(catalog)
        case Scope.PROJECT:
            yield "", catalog


def _by_name(catalog: Catalog) -> Iterator[tuple[str, Catalog]]:
    events, apis = _named_events(catalog), defaultdict[str, list[ApiContract]](list)
    for api in catalog.apis:
        apis[api.name].append(api)
    bare = replace(catalog, subscriptions=(), lock=None, unread=frozenset())
    for name in dict.fromkeys((*events, *apis)):
        yield name, replace(bare, events=tuple(events.get(name, ())), apis=tuple(apis.get(name, ())))


def _by_consumer(catalog: Catalog) -> Iterator[tuple[str, Catalog]]:
    events, subscriptions = _named_events(catalog), defaultdict[str, list[Subscription]](list)
    for subscription in catalog.subscriptions:
        subscriptions[subscription.consumer].append(subscription)
    for consumer, own in subscriptions.items():
        names = {subscription.contract for subscription in own}
        wanted = tuple(event for name in sorted(names) for event in events.get(name, ()))
        unread = catalog.unread & {*names, ALL_SUBSCRIPTIONS}
        yield consumer, Catalog(catalog.settings, wanted, (), tuple(own), {}, None, unread)


def _named_events(catalog: Catalog) -> dict[str, list[EventContract]]:
    events = defaultdict[str, list[EventContract]](list)
    for event in catalog.events:
        events[event.name].append(event)
    return events
