"""The consumer's side: every message that may reach it, as it reaches it; and events that must not."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from bridgewright.contracts.model import EventContract, Subscription, TargetKind
from bridgewright.documents.document import JsonValue
from bridgewright.sample import details, envelope
from bridgewright.testing.contracts import Contracts, GeneratedRule
from bridgewright.testing.judge import ContractBroken, Judge
from bridgewright.testing.lambda_events import Message, sqs_event
from bridgewright.testing.producer import wants
from bridgewright.testing.steering import matching, stopped

Prepare = Callable[[JsonValue], JsonValue]
"""Changes a detail to fit the test's surroundings (a bucket that exists, say); it must stay valid."""


@dataclass(frozen=True, slots=True)
class Delivery:
    """One event on its way to a consumer, and what the consumer's Lambda is invoked with."""

    id: str
    """`payslip.uploaded/2.1.0 example monthly`: for pytest, and for messages."""
    contract: EventContract
    rule: str
    event: dict[str, Any]
    body: str
    """What the rule's transformer leaves of the event: the queue's message, or the Lambda's payload."""
    lambda_event: dict[str, Any]

    def __str__(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class Stray:
    """An event that must not reach a consumer, and why."""

    id: str
    reason: str
    event: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.id} ({self.reason})"


def deliveries(
    contracts: Contracts, consumer: str, *, samples: int = 25, seed: int = 0, prepare: Prepare | None = None
) -> Iterator[Delivery]:
    """Every message that a consumer must accept, for each of its subscriptions and each version of its major.

    First the contract's examples, then `samples` generated events, as far as the filter lets them pass (the
    generated ones are made to). Each went through the generated rule and transformer.

    Raises:
        ContractBroken: the rule stops an event that the subscription asks for; or `prepare` broke an event.
        BridgewrightError: nobody of that name subscribes, or the output was not generated.
    """
    judge = Judge(contracts)
    for subscription in contracts.subscriptions(consumer):
        rule = contracts.rule(subscription)
        for contract in contracts.catalog.versions(subscription.contract, subscription.major):
            found = 0
            for name, detail in _wanted(subscription, contract, samples, seed):
                ready = prepare(detail) if prepare else detail
                event = envelope(contract, ready)
                judge.check(event, contract)
                yield _delivered(subscription, rule, contract, event, name)
                found += not name.startswith("example")
            if found < samples:
                raise ContractBroken(
                    f"{consumer}: only {found} of {samples} sampled events of {contract.id} pass its filter: "
                    "does the filter ask for what the schema allows?"
                )


def strays(contracts: Contracts, consumer: str, *, samples: int = 10, seed: int = 0) -> Iterator[Stray]:
    """Events that must not reach a consumer: those that nobody asked for, and those that its filter stops.

    Of each version of each contract: the examples, and up to `samples` generated events.
    """
    subscriptions = contracts.subscriptions(consumer)
    for contract in contracts.catalog.events:
        asked = [s for s in subscriptions if (s.contract, s.major) == (contract.name, contract.version.major)]
        reason = "its filter stops it" if asked else "no subscription asks for it"
        for name, detail in _unwanted(contract, asked, samples, seed):
            event = envelope(contract, detail)
            if not any(wants(s, contract, event) for s in asked):
                yield Stray(f"{contract.id} {name}", reason, event)


def arrivals(contracts: Contracts, consumer: str, event: dict[str, Any]) -> tuple[str, ...]:
    """The generated rules of a consumer that match an event."""
    rules = [contracts.rule(subscription) for subscription in contracts.subscriptions(consumer)]
    return tuple(rule.name for rule in rules if rule.pattern.matches(event))


def _wanted(
    subscription: Subscription, contract: EventContract, samples: int, seed: int
) -> Iterator[tuple[str, JsonValue]]:
    for example in contract.examples:
        if wants(subscription, contract, envelope(contract, example.detail)):
            yield f"example {example.name}", example.detail
    for number, detail in enumerate(islice(matching(contract, subscription.filter, seed=seed), samples)):
        yield f"sample {number}", detail


def _unwanted(
    contract: EventContract, asked: list[Subscription], samples: int, seed: int
) -> Iterator[tuple[str, JsonValue]]:
    yield from ((f"example {example.name}", example.detail) for example in contract.examples)
    sources = [stopped(contract, s.filter, seed=seed) for s in asked] or [details(contract, seed=seed)]
    for source in sources:
        yield from ((f"sample {number}", detail) for number, detail in enumerate(islice(source, samples)))


def _delivered(
    subscription: Subscription, rule: GeneratedRule, contract: EventContract, event: dict[str, Any], name: str
) -> Delivery:
    at = f"{contract.id} {name}"
    if not rule.pattern.matches(event):
        why = rule.pattern.explain(event)
        raise ContractBroken(f"{at}: {subscription.consumer} asks for it, but the rule {rule.name} stops it: {why}")
    body = rule.transformer.render(event, rule_name=rule.name) if rule.transformer else json.dumps(event)
    target = subscription.target
    if target.kind is TargetKind.LAMBDA:
        payload = json.loads(body)
    else:
        group = _group(rule, event) if target.kind is TargetKind.SQS_FIFO else None
        queue = f"{target.name}.fifo" if target.kind is TargetKind.SQS_FIFO else target.name
        payload = sqs_event([Message(body, group)], queue)
    return Delivery(at, contract, rule.name, event, body, payload)


def _group(rule: GeneratedRule, event: dict[str, Any]) -> str:
    """The message group that the rule's path gives: 1 to 128 characters, or SQS refuses the message."""
    value: Any = event
    for step in (rule.group_path or "").removeprefix("$.").split("."):
        value = value.get(step) if isinstance(value, dict) else None
    if not isinstance(value, str) or not 1 <= len(value) <= 128:
        raise ContractBroken(f"{rule.name}: {rule.group_path} gives no message group: {value!r}")
    return value
