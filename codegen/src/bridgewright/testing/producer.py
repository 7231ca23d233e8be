"""The producer's side: what was published follows its contract, and reaches exactly those who want it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bridgewright.contracts.model import EventContract, Subscription
from bridgewright.patterns import Pattern
from bridgewright.testing.contracts import Contracts
from bridgewright.testing.judge import ContractBroken, Judge, as_event

_SHOWN = 20


def assert_contract(entries: Iterable[Mapping[str, Any]], contracts: Contracts, *, events_client: Any = None) -> None:
    """Nothing, when every entry follows its contract and matches exactly the rules that should match.

    `entries` are PutEvents entries or whole events. With `events_client` (boto3 `events`) AWS itself is
    asked too, by TestEventPattern, whether each generated rule matches.

    Raises:
        ContractBroken: an entry doesn't; each fault on a line, with the contract and the place.
    """
    given = list(entries)
    if not given:
        raise ContractBroken("nothing was published: there is no entry to judge")
    judge = Judge(contracts)
    found = [
        f"entry {number}: {fault}"
        for number, entry in enumerate(given)
        for fault in breaches(entry, contracts, judge=judge, events_client=events_client)
    ]
    if found:
        more = [f"  … and {len(found) - _SHOWN} more"] if len(found) > _SHOWN else []
        lines = [f"  {line}" for line in found[:_SHOWN]]
        raise ContractBroken("\n".join((f"{len(given)} entries, {len(found)} faults:", *lines, *more)))


def breaches(
    entry: Mapping[str, Any], contracts: Contracts, *, judge: Judge | None = None, events_client: Any = None
) -> Iterator[str]:
    """What is wrong with one entry, a line each: its schema first, then the rules that it matches."""
    faults = (judge or Judge(contracts)).faults(entry)
    yield from faults
    if any("no JSON text" in fault for fault in faults):
        return
    event = as_event(entry)
    contract = contracts.contract_of(event)
    wanted = {s.rule_name for s in contracts.catalog.subscriptions if contract and wants(s, contract, event)}
    name = contract.id if contract else "an event without a contract"
    for how, matched in _matched(event, contracts, events_client):
        if matched != wanted:
            yield f"{name}: {how} {_names(matched)}; the subscriptions that want it have {_names(wanted)}"


def wants(subscription: Subscription, contract: EventContract, event: Mapping[str, Any]) -> bool:
    """Whether a subscription, read as it is written and not by its rule, asks for this event."""
    if (subscription.contract, subscription.major) != (contract.name, contract.version.major):
        return False
    if subscription.filter is None:
        return True
    return Pattern.parse({"detail": dict(subscription.filter)}).matches({"detail": event["detail"]})


def _matched(event: Mapping[str, Any], contracts: Contracts, client: Any) -> Iterator[tuple[str, set[str]]]:
    rules = contracts.rules()
    yield "it matches the generated rules", {rule.name for rule in rules if rule.pattern.matches(event)}
    if client is not None:
        text = json.dumps(event)
        answers = {r.name: client.test_event_pattern(EventPattern=r.event_pattern, Event=text) for r in rules}
        yield "TestEventPattern says it matches", {name for name, answer in answers.items() if answer["Result"]}


def _names(rules: set[str]) -> str:
    return ", ".join(sorted(rules)) or "none"
