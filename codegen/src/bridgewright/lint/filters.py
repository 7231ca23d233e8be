"""Filters of subscriptions against the contracts they filter: a filter that can't match is a silent loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from bridgewright.contracts.model import Catalog, EventContract, Subscription, Version
from bridgewright.contracts.schema_version import SCHEMA_VERSION
from bridgewright.documents.pointers import escaped
from bridgewright.findings import Location
from bridgewright.lint.fields import is_known, near_field, newest_taken
from bridgewright.lint.rule import Mistake, events_of
from bridgewright.patterns import DEFAULT_SIZE, InvalidPattern, Leaf, Pattern, over_quota
from bridgewright.routing.rules import rule_of

_GUIDE = "see https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html"


class Filtered(NamedTuple):
    """A subscription, the newest version it takes, and the parsed pattern of its rule."""

    subscription: Subscription
    newest: EventContract
    pattern: Pattern
    written: frozenset[str]
    """Pointers of the leaves that the filter itself wrote, and not the rule around it."""

    def at(self, leaf: Leaf, index: int | None = None) -> Location:
        """Where in the subscription file a leaf of the filter (or one of its operators) stands."""
        below = leaf.pointer.removeprefix("/detail") + ("" if index is None else f"/{index}")
        return self.subscription.document.at(f"{self.subscription.pointer}/filter{below}")


def filter_invalid(catalog: Catalog) -> Iterator[Mistake]:
    """A filter that EventBridge's grammar refuses."""
    for subscription in catalog.subscriptions:
        rule = rule_of(subscription, catalog)
        if rule is None or subscription.filter is None:
            continue
        try:
            Pattern.parse({"detail": dict(subscription.filter)})
            Pattern.parse(rule.pattern)
        except InvalidPattern as error:
            below = error.pointer.removeprefix("/detail")
            at = subscription.document.at(f"{subscription.pointer}/filter{below}")
            yield Mistake(at, f"EventBridge refuses the filter: {error.reason:.300}", _GUIDE)


def rule_over_quota(catalog: Catalog) -> Iterator[Mistake]:
    """A rule whose pattern has more characters than EventBridge takes."""
    for filtered in filtered_rules(catalog):
        excess = over_quota(filtered.pattern)
        if excess:
            yield Mistake(
                filtered.subscription.document.at(f"{filtered.subscription.pointer}/filter"),
                f"the rule's pattern has {DEFAULT_SIZE + excess:,} characters; EventBridge takes {DEFAULT_SIZE:,}",
                "shorten the filter: prefix and wildcard say much in little",
            )


def filter_field_unknown(catalog: Catalog) -> Iterator[Mistake]:
    """A field of a filter that the newest version of the contract doesn't have."""
    for filtered, leaf in filter_leaves(catalog):
        path = path_of(leaf)
        if path != SCHEMA_VERSION and not is_known(filtered.newest, path):
            hint = near_field(filtered.newest, path)
            if path.startswith("/detail/"):
                hint = "leave `detail` out: a filter begins inside of it"
            yield Mistake(filtered.at(leaf), f"{filtered.newest.id} has no field {path:.200}", hint)


def filter_value_impossible(catalog: Catalog) -> Iterator[Mistake]:
    """A value of a filter that its field's schema never lets pass, in the newest version."""
    for filtered, leaf in filter_leaves(catalog):
        if not is_known(filtered.newest, path_of(leaf)):
            continue
        events = events_of(filtered.newest)
        for index, operator in enumerate(leaf.operators):
            dead = events.impossible(replace(leaf, operators=(operator,)))
            if dead:
                yield Mistake(filtered.at(leaf, index), dead.within("/detail"), "mend the filter or the contract")


def filter_takes_other_majors(catalog: Catalog) -> Iterator[Mistake]:
    """A filter on `schemaVersion` that takes versions of another major."""
    for filtered, leaf in filter_leaves(catalog):
        major = filtered.subscription.major
        others = [Version(other, 0, 0) for other in {major - 1, major + 1, 10 * major + 1} if other not in (-1, major)]
        taken = sorted(other for other in others if leaf.accepts(str(other)))
        if path_of(leaf) == SCHEMA_VERSION and taken:
            yield Mistake(
                filtered.at(leaf),
                f"the filter also takes version {taken[0]}, and the subscription is to {major}.x",
                f'leave it out, or write {{"prefix": "{major}.…"}}',
            )


def filtered_rules(catalog: Catalog) -> Iterator[Filtered]:
    """Subscriptions with a filter that EventBridge takes, to contracts that could be read."""
    for subscription in catalog.subscriptions:
        rule, newest = rule_of(subscription, catalog), newest_taken(subscription, catalog)
        if rule is None or newest is None or subscription.filter is None:
            continue
        try:
            pattern = Pattern.parse(rule.pattern)
            own = Pattern.parse({"detail": dict(subscription.filter)})
        except InvalidPattern:
            continue
        yield Filtered(subscription, newest, pattern, frozenset(leaf.pointer for leaf in own.leaves()))


def filter_leaves(catalog: Catalog) -> Iterator[tuple[Filtered, Leaf]]:
    """The leaves that the filter itself wrote."""
    for filtered in filtered_rules(catalog):
        yield from ((filtered, leaf) for leaf in filtered.pattern.leaves() if leaf.pointer in filtered.written)


def path_of(leaf: Leaf) -> str:
    """The JSON Pointer into the detail of the field that a leaf is about."""
    return "".join(f"/{escaped(step)}" for step in leaf.steps[1:])
