"""Whole rules against the contracts they route by: what none, too many, or no longer the same events match."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import combinations

from bridgewright.contracts.model import Catalog, EventContract, Subscription
from bridgewright.contracts.schema_version import SCHEMA_VERSION
from bridgewright.findings import Location
from bridgewright.lint.fields import is_known
from bridgewright.lint.filters import Filtered, filtered_rules, path_of
from bridgewright.lint.rule import Mistake, events_of
from bridgewright.patterns import InvalidPattern, Pattern
from bridgewright.routing.rules import Rule, rules_of
from bridgewright.routing.witnesses import Verdict, routing_differences

_SHOWN = 400


def dead_rule(catalog: Catalog) -> Iterator[Mistake]:
    """A filter of which it is proved that no event of its contract matches it."""
    for filtered, verdict in _unmatched(catalog):
        if verdict.proof:
            reason = verdict.proof.within("/detail")
            yield Mistake(_filter_of(filtered.subscription), f"no event matches the whole filter: {reason}", _MEND)


def rule_undecided(catalog: Catalog) -> Iterator[Mistake]:
    """A filter for which neither an event that matches was found, nor a proof that there is none."""
    for filtered, verdict in _unmatched(catalog):
        if not verdict.is_dead:
            yield Mistake(
                _filter_of(filtered.subscription),
                "no event was found that is valid and matches, nor a proof that there is none",
                "add an example to the contract that the filter lets pass",
            )


def rules_overlap(catalog: Catalog) -> Iterator[Mistake]:
    """Two rules of one consumer, and an event that both match."""
    rules = [(rule, pattern) for rule in rules_of(catalog) if (pattern := _parsed(rule))]
    for (first, one), (second, other) in combinations(rules, 2):
        here, there = first.subscription, second.subscription
        if here.consumer != there.consumer or first.name == second.name:
            continue
        for contract in (*_versions(catalog, here), *_versions(catalog, there)):
            if not (_is_of(contract, first) and _is_of(contract, second)):
                continue
            events = events_of(contract)
            both = events.witness(one, other)
            if both.event is None:
                continue
            which = "all events" if events.outside(other, one).is_dead else "events like this one"
            yield Mistake(
                there.document.at(there.pointer),
                f"{which} that {second.name} matches reach {here.consumer} twice, also by {first.name}: "
                f"{_shown(both.event)}",
                "narrow one of the two filters, or join the subscriptions",
            )
            break


def routing_differs(catalog: Catalog) -> Iterator[Mistake]:
    """An event of the version before the newest that a filter matched, and no longer does."""
    for filtered in filtered_rules(catalog):
        subscription, newest = filtered.subscription, filtered.newest
        earlier = catalog.versions(subscription.contract, subscription.major)[:-1]
        if not earlier or _explained(filtered, newest):
            continue
        for found in routing_differences(earlier[-1], newest, {subscription.rule_name: filtered.pattern}):
            impossible = found.leaf is not None and events_of(newest).impossible(found.leaf)
            if found.verb == "stops" and not impossible:
                yield Mistake(
                    _filter_of(subscription),
                    f"with {newest.id} the rule stops matching events like this one of {earlier[-1].id}: "
                    f"{_shown(found.event)}",
                    found.proof.within("/detail"),
                )


_MEND = "mend the filter or the contract"


def _unmatched(catalog: Catalog) -> Iterator[tuple[Filtered, Verdict]]:
    """Rules of which no version that they take has an event, unless a single field of the filter explains it."""
    for filtered in filtered_rules(catalog):
        subscription = filtered.subscription
        verdicts = [
            events_of(contract).witness(filtered.pattern)
            for contract in reversed(catalog.versions(subscription.contract, subscription.major))
        ]
        if any(verdict.event for verdict in verdicts) or _explained(filtered, filtered.newest):
            continue
        yield filtered, next((verdict for verdict in verdicts if not verdict.is_dead), verdicts[0])


def _explained(filtered: Filtered, contract: EventContract) -> bool:
    """True when a leaf on its own is impossible: other rules say so, and where."""
    events = events_of(contract)
    return any(
        events.impossible(leaf) or (path_of(leaf) != SCHEMA_VERSION and not is_known(contract, path_of(leaf)))
        for leaf in filtered.pattern.leaves()
        if leaf.path.startswith("detail.")
    )


def _is_of(contract: EventContract, rule: Rule) -> bool:
    """True when the rule asks for the contract's source and detail-type; otherwise it matches none of its events."""
    asked = (rule.pattern["source"], rule.pattern["detail-type"])
    return asked == ([contract.source], [contract.detail_type])


def _parsed(rule: Rule) -> Pattern | None:
    try:
        return Pattern.parse(dict(rule.pattern))
    except InvalidPattern:
        return None


def _versions(catalog: Catalog, subscription: Subscription) -> tuple[EventContract, ...]:
    return catalog.versions(subscription.contract, subscription.major)


def _filter_of(subscription: Subscription) -> Location:
    return subscription.document.at(f"{subscription.pointer}/filter")


def _shown(event: dict[str, object]) -> str:
    text = json.dumps(event["detail"], ensure_ascii=False, separators=(",", ":"))
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
