"""What a change does to those who subscribed: rules that stop or start matching, fields that disappear."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bridgewright.compat.history import Step
from bridgewright.findings import Finding, Severity
from bridgewright.model import Catalog, EventContract, Subscription
from bridgewright.patterns import InvalidPattern
from bridgewright.routing import routing_differences
from bridgewright.schema import escaped, schemas_at, value_at

_DETAIL = "$.detail."


def consumer_findings(step: Step, catalog: Catalog) -> Iterator[Finding]:
    """What the step from one version to the next does to each subscription to it."""
    subscriptions = tuple(
        s for s in catalog.subscriptions if s.contract == step.new.name and s.major == step.new.version.major
    )
    for subscription in subscriptions:
        yield from _lost_fields(step, subscription)
    if not step.said:  # of a document that is no contract, nobody knows what rules make of its events
        yield from _rerouted(step, replace(catalog, subscriptions=subscriptions))


def _rerouted(step: Step, catalog: Catalog) -> Iterator[Finding]:
    try:
        differences = routing_differences(step.old, step.new, catalog)
    except InvalidPattern:
        return  # `lint` says so
    for difference in differences:
        stops = difference.verb == "stops"
        subscription = next(s for s in catalog.subscriptions if s.rule_name == difference.rule)
        yield Finding(
            subscription.document.at(subscription.pointer),
            f"rule-{difference.verb}-matching",
            f"{step.title}: for the consumer {subscription.consumer}, {difference}",
            "mend the filter with the contract",
            Severity.ERROR if stops else Severity.WARNING,
        )


def _lost_fields(step: Step, subscription: Subscription) -> Iterator[Finding]:
    for pointer, place, why in _fields(subscription):
        if _has(step.old, pointer) and not _has(step.new, pointer):
            yield Finding(
                subscription.document.at(place),
                "transform-path-removed" if why == "transforms" else "needed-field-removed",
                f"{step.title}: the consumer {subscription.consumer} {why} `{pointer}`, which is gone",
                "keep the field, or agree with the consumer on a new major version",
            )


def _fields(subscription: Subscription) -> Iterator[tuple[str, str, str]]:
    """(pointer into the detail, where the subscription says so, what it does with it)."""
    at = subscription.pointer
    yield from ((need, f"{at}/needs/{index}", "needs") for index, need in enumerate(subscription.needs))
    if subscription.group_id:
        yield subscription.group_id, at, "groups by"
    for name, path in (subscription.transform.paths if subscription.transform else {}).items():
        if path.startswith(_DETAIL):
            pointer = "".join(f"/{escaped(part)}" for part in path[len(_DETAIL) :].split("."))
            yield pointer, f"{at}/transform/paths/{escaped(name)}", "transforms"


def _has(contract: EventContract, pointer: str) -> bool:
    content = contract.document.content
    return bool(schemas_at(content, value_at(content, contract.detail_pointer), pointer))
