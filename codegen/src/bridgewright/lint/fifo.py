"""FIFO queues: what their message groups, batches and deduplication need from a subscription."""

from __future__ import annotations

from collections.abc import Iterator

from bridgewright.contracts.model import Catalog, Subscription, TargetKind
from bridgewright.lint.fields import first_optional, near_field, places
from bridgewright.lint.rule import Mistake, listed
from bridgewright.transform import InvalidTransformer, Transformer

_GROUP_ID = 128
"""Characters of a message group id (SQS API reference, SendMessage)."""
_FRESH_PATHS = ("$", "$.id", "$.time")
_FRESH_VARIABLES = {"aws.events.event", "aws.events.event.json", "aws.events.event.ingestion-time"}
"""What differs between two deliveries of one fact (user guide, "Amazon EventBridge input transformation")."""


def fifo_without_group_id(catalog: Catalog) -> Iterator[Mistake]:
    """A subscription of a FIFO target without `group-id`."""
    for subscription in catalog.subscriptions:
        if subscription.target.kind is TargetKind.SQS_FIFO and subscription.group_id is None:
            yield Mistake(
                subscription.document.at(subscription.pointer),
                "the queue is FIFO, and the subscription has no group-id",
                "name the field within which order matters, like group-id: /data/customer/id",
            )


def group_id_without_fifo(catalog: Catalog) -> Iterator[Mistake]:
    """A `group-id` of a target that isn't FIFO."""
    for subscription in catalog.subscriptions:
        if subscription.target.kind is not TargetKind.SQS_FIFO and subscription.group_id is not None:
            yield Mistake(
                subscription.document.at(f"{subscription.pointer}/group-id"),
                f"a target of kind {subscription.target.kind} has no message groups",
                "remove group-id, or make the target sqs-fifo",
            )


def group_id_unknown(catalog: Catalog) -> Iterator[Mistake]:
    """A group id read from a field that some version doesn't have."""
    for subscription, path in _group_ids(catalog):
        for version in catalog.versions(subscription.contract, subscription.major):
            if not places(version, path):
                at = subscription.document.at(f"{subscription.pointer}/group-id")
                yield Mistake(at, f"{version.id} has no field {path:.200}", near_field(version, path))
                break


def group_id_optional(catalog: Catalog) -> Iterator[Mistake]:
    """A group id read from a field that some version doesn't require."""
    for subscription, path in _group_ids(catalog):
        for version in catalog.versions(subscription.contract, subscription.major):
            optional = first_optional(version, path)
            if optional:
                yield Mistake(
                    subscription.document.at(f"{subscription.pointer}/group-id"),
                    f"{version.id} doesn't require {optional:.200}",
                    "require the field, or group by one that is always there",
                )
                break


def group_id_unfit(catalog: Catalog) -> Iterator[Mistake]:
    """A group id read from a field that isn't a string of at most 128 characters."""
    for subscription, path in _group_ids(catalog):
        for version in catalog.versions(subscription.contract, subscription.major)[-1:]:
            schemas = [schema for _, schema in places(version, path)]
            types = {schema["type"] for schema in schemas if "type" in schema}
            lengths = [schema["maxLength"] for schema in schemas if "maxLength" in schema]
            at = subscription.document.at(f"{subscription.pointer}/group-id")
            if types and types != {"string"}:
                message = f"{path:.200} is of type {'/'.join(sorted(types))}; a group id is a string"
                yield Mistake(at, message, "group by a string")
            elif lengths and min(lengths) > _GROUP_ID:
                message = f"{path:.200} may have {min(lengths):,} characters; a group id has at most {_GROUP_ID}"
                yield Mistake(at, message, "lower its maxLength, or group by another field")


def fifo_batch_shares_fate(catalog: Catalog) -> Iterator[Mistake]:
    """A FIFO target that takes batches of more than one message."""
    seen = set()
    for subscription in catalog.subscriptions:
        target, path = subscription.target, subscription.document.path
        if target.kind is TargetKind.SQS_FIFO and target.batch_size > 1 and path not in seen:
            seen.add(path)
            yield Mistake(
                subscription.document.at("/target/batch-size"),
                f"a FIFO batch of {target.batch_size:,} shares its failures' receive counts: "
                "after a poison message its neighbours end in the dead-letter queue too",
                "write batch-size: 1, or use a standard queue",
            )


def transform_defeats_deduplication(catalog: Catalog) -> Iterator[Mistake]:
    """A transformer of a FIFO target that writes what is new at each delivery."""
    for subscription in catalog.subscriptions:
        transform = subscription.transform
        if subscription.target.kind is not TargetKind.SQS_FIFO or transform is None:
            continue
        try:
            used = Transformer(transform.paths, transform.template).variables()
        except InvalidTransformer:
            continue
        fresh = {name for name in used if name in _FRESH_VARIABLES or transform.paths.get(name) in _FRESH_PATHS}
        if fresh:
            yield Mistake(
                subscription.document.at(f"{subscription.pointer}/transform/template"),
                f"the body holds {listed(sorted(fresh))}, new at each delivery: the FIFO queue never sees a duplicate",
                "leave it out of the template; metadata.idempotencyKey and occurredAt are the fact's own",
            )


def _group_ids(catalog: Catalog) -> Iterator[tuple[Subscription, str]]:
    for subscription in catalog.subscriptions:
        if subscription.target.kind is TargetKind.SQS_FIFO and subscription.group_id:
            yield subscription, subscription.group_id
