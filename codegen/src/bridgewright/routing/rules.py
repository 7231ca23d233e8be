"""From a subscription to the EventBridge rule that serves it: pattern, transformer, message group.

One place says what a subscription means on the wire: lint judges it, emitters write it, contract tests
deliver through it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from bridgewright.contracts.model import Catalog, EventContract, Subscription, TargetKind, Transform
from bridgewright.contracts.schema_version import is_enveloped
from bridgewright.documents.document import JsonObject
from bridgewright.documents.pointers import unescaped
from bridgewright.patterns import Explanation, Pattern
from bridgewright.routing.witnesses import Difference
from bridgewright.routing.witnesses import routing_differences as differences
from bridgewright.transform import Transformer, deliverable

__all__ = ["Outcome", "Rule", "outcome_of", "routing_differences", "rule_of", "rules_of"]

WITHOUT_EVENT_ID = Transform(
    paths={"detail": "$.detail", "detailType": "$.detail-type", "source": "$.source"},
    template='{"source":<source>,"detail-type":<detailType>,"detail":<detail>}',
)
"""The default for queues. EventBridge gives every delivery a fresh `id` and `time`: with them in the body, FIFO
content-based deduplication never fires (SQS hashes the body: API reference, ContentBasedDeduplication)."""


@dataclass(frozen=True, slots=True)
class Rule:
    """An EventBridge rule: `pattern` as PutRule takes it, the target's transformer and FIFO group path."""

    name: str
    pattern: JsonObject
    transform: Transform | None
    group_path: str | None
    """JSON path into the original event (`SqsParameters.MessageGroupId`)."""
    subscription: Subscription


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rule makes of one event: why it matches or doesn't, and what its target would receive."""

    rule: Rule
    explanation: Explanation
    message: str | None
    """The text after the transformer; None when the rule doesn't match."""

    @property
    def delivered(self) -> bool:
        """False when the rule doesn't match, and when EventBridge drops the message because it isn't JSON."""
        return self.message is not None and deliverable(self.message)


def outcome_of(rule: Rule, event: str | bytes, bus: str) -> Outcome:
    """What becomes of an event, given as JSON text, at a rule of the bus `bus`.

    The event's `time` stands for the time of ingestion.

    Raises:
        ValueError: the text isn't JSON, or the rule's pattern or transformer is invalid.
    """
    explanation = Pattern.parse(dict(rule.pattern)).explain(event)
    if not explanation.matched:
        return Outcome(rule, explanation, None)
    try:
        value = json.loads(event)
    except RecursionError:
        raise ValueError("the event is nested too deeply") from None
    if rule.transform is None:
        return Outcome(rule, explanation, json.dumps(value, ensure_ascii=False, separators=(",", ":")))
    region, account, time = (str(value.get(name, "")) for name in ("region", "account", "time"))
    message = Transformer(rule.transform.paths, rule.transform.template).render(
        value,
        rule_arn=f"arn:aws:events:{region}:{account}:rule/{bus}/{rule.name}",
        rule_name=rule.name,
        ingestion_time=time,
    )
    return Outcome(rule, explanation, message)


def rule_of(subscription: Subscription, catalog: Catalog) -> Rule | None:
    """The rule that serves `subscription`; None when the contract or its major isn't in the catalog."""
    versions = catalog.versions(subscription.contract, subscription.major)
    if not versions:
        return None
    newest = versions[-1]
    return Rule(
        name=subscription.rule_name,
        pattern={
            "source": [newest.source],
            "detail-type": [newest.detail_type],
            "detail": _detail_pattern(subscription, newest),
        },
        transform=subscription.transform or _default_transform(subscription.target.kind),
        group_path=json_path(subscription.group_id) if subscription.group_id else None,
        subscription=subscription,
    )


def rules_of(catalog: Catalog) -> tuple[Rule, ...]:
    """The rule of every subscription that has one, in the catalog's order."""
    return tuple(rule for s in catalog.subscriptions if (rule := rule_of(s, catalog)))


def routing_differences(old: EventContract, new: EventContract, catalog: Catalog) -> tuple[Difference, ...]:
    """How the rules of a catalog route the events of two versions of one contract differently.

    Asked of the subscriptions to that contract. `str()` of a difference: "rule pdf-… stops matching events like
    this one: …". Raises `InvalidPattern` when a rule's pattern is invalid.
    """
    rules = [rule for rule in rules_of(catalog) if rule.subscription.contract in {old.name, new.name}]
    return differences(old, new, {rule.name: Pattern.parse(dict(rule.pattern)) for rule in rules})


def json_path(detail_pointer: str) -> str:
    """The EventBridge JSON path of a pointer into the detail: `/data/id` -> `$.detail.data.id`."""
    steps = (unescaped(token) for token in detail_pointer.split("/")[1:])
    return "$.detail" + "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in steps)


def _default_transform(kind: TargetKind) -> Transform | None:
    return None if kind is TargetKind.LAMBDA else WITHOUT_EVENT_ID


def _detail_pattern(subscription: Subscription, newest: EventContract) -> dict[str, Any]:
    """The subscription's filter, joined by the condition that keeps other majors out."""
    pattern: dict[str, Any] = dict(subscription.filter or {})
    condition = {"prefix": f"{subscription.major}."} if is_enveloped(newest) else {"exists": False}
    asked = pattern.get("metadata", {})
    if isinstance(asked, dict):
        pattern["metadata"] = {"schemaVersion": [condition]} | asked
    return pattern
