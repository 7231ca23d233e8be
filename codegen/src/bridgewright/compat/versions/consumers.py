"""What a change does to those who subscribed: rules that stop or start matching, fields that disappear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bridgewright.compat.versions.steps import Step
from bridgewright.contracts.model import Catalog, EventContract, Subscription
from bridgewright.documents.canonical import canonical_json
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.findings import Finding, Severity
from bridgewright.patterns import InvalidPattern
from bridgewright.routing.rules import routing_differences
from bridgewright.schemas.walking import schemas_at

_DETAIL = "$.detail."
_LOST = {
    "need": "consumer {consumer} needs the removed field `{pointer}`",
    "group": "consumer {consumer} groups its messages by the removed field `{pointer}`",
    "transform": "the transformer of consumer {consumer} reads `{pointer}`, which disappears",
}


def consumer_findings(step: Step, catalog: Catalog) -> Iterator[Finding]:
    """What the step from one version to the next does to each subscription to it.

    Nothing is said of a document that is no contract, and nobody subscribes to an API.
    """
    old, new = step.old, step.new
    if step.said or not isinstance(old, EventContract) or not isinstance(new, EventContract):
        return
    subscriptions = tuple(s for s in catalog.subscriptions if s.contract == new.name and s.major == new.version.major)
    for subscription in subscriptions:
        yield from _lost_fields(step, subscription, old, new)
    yield from _rerouted(step, replace(catalog, subscriptions=subscriptions), old, new)


def _rerouted(step: Step, catalog: Catalog, old: EventContract, new: EventContract) -> Iterator[Finding]:
    try:
        differences = routing_differences(old, new, catalog)
    except InvalidPattern:
        return  # `lint` says so
    for difference in differences:
        subscription = next(s for s in catalog.subscriptions if s.rule_name == difference.rule)
        whose = f"rule {difference.rule} of consumer {subscription.consumer}"
        field = f" by `{difference.leaf.path}`" if difference.leaf else ""
        event = canonical_json(difference.event)
        place = subscription.document.at(subscription.pointer)
        if difference.verb == "stops":
            said = f"{step.title}: this change stops {whose} from matching{field}"
            hint = f"keep what it waits for, or change the filter with the contract; it matched: {event}"
            yield Finding(place, "rule-stops-matching", said, hint)
        else:
            said = f"{step.title}: this change lets {whose} match more than before{field}"
            hint = f"check that {subscription.consumer} wants these events, or narrow the filter; it matches: {event}"
            yield Finding(place, "rule-starts-matching", said, hint, Severity.WARNING)


def _lost_fields(step: Step, subscription: Subscription, old: EventContract, new: EventContract) -> Iterator[Finding]:
    for pointer, place, why in _fields(subscription):
        if _has(old, pointer) and not _has(new, pointer):
            yield Finding(
                subscription.document.at(place),
                "transform-path-removed" if why == "transform" else "needed-field-removed",
                f"{step.title}: {_LOST[why].format(consumer=subscription.consumer, pointer=pointer)}",
                f"keep the field, or agree with {subscription.consumer} on a new major version",
            )


def _fields(subscription: Subscription) -> Iterator[tuple[str, str, str]]:
    """(pointer into the detail, where the subscription says so, what it does with it)."""
    at = subscription.pointer
    yield from ((need, f"{at}/needs/{index}", "need") for index, need in enumerate(subscription.needs))
    if subscription.group_id:
        yield subscription.group_id, f"{at}/group-id", "group"
    for name, path in (subscription.transform.paths if subscription.transform else {}).items():
        if path.startswith(_DETAIL):
            pointer = "".join(f"/{escaped(part)}" for part in path[len(_DETAIL) :].split("."))
            yield pointer, f"{at}/transform/paths/{escaped(name)}", "transform"


def _has(contract: EventContract, pointer: str) -> bool:
    content = contract.document.content
    return bool(schemas_at(content, value_at(content, contract.detail_pointer), pointer))
