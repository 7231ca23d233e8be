"""Subscriptions: who consumes what, from which contract, into which queue or function."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from difflib import get_close_matches

from bridgewright.contracts.model import Catalog, EventContract, Kind, Subscription, TargetKind
from bridgewright.lint.fields import is_known, near_field, newest_taken
from bridgewright.lint.rule import Mistake, all_subscriptions_known, listed

_RULE_NAME = 64
"""Characters of a rule's name (EventBridge API reference, PutRule)."""


def subscription_to_unknown_contract(catalog: Catalog) -> Iterator[Mistake]:
    """A subscription to an event or command that nobody declares."""
    kinds = {event.name: event.kind for event in catalog.events}
    for subscription in catalog.subscriptions:
        name, kind = subscription.contract, subscription.kind
        if kinds.get(name) is kind or name in catalog.unread:
            continue
        at = subscription.document.at(f"{subscription.pointer}/{kind}")
        if name in kinds:
            yield Mistake(at, f"`{name}` is {_a(kinds[name])}, not {_a(kind)}", f"write `{kinds[name]}: {name}`")
        else:
            near = get_close_matches(name, [known for known in kinds if kinds[known] is kind], n=1)
            hint = f"did you mean `{near[0]}`?" if near else f"add {kind}s/{name}/1.0.0.yaml"
            yield Mistake(at, f"there is no {kind} `{name:.100}`", hint)


def subscription_to_unknown_version(catalog: Catalog) -> Iterator[Mistake]:
    """A subscription to a major that its contract doesn't have."""
    for subscription in catalog.subscriptions:
        name = subscription.contract
        majors = sorted({event.version.major for event in catalog.events if event.name == name})
        if majors and subscription.major not in majors and name not in catalog.unread:
            yield Mistake(
                subscription.document.at(f"{subscription.pointer}/major"),
                f"`{name}` has no version {subscription.major}.x",
                f"there is {listed(f'{major}.x' for major in majors)}",
            )


def subscription_duplicated(catalog: Catalog) -> Iterator[Mistake]:
    """A subscription whose rule has the name of another's."""
    first: dict[str, Subscription] = {}
    for subscription in catalog.subscriptions:
        other = first.setdefault(subscription.rule_name, subscription)
        if other is not subscription and other.document is subscription.document:
            yield Mistake(
                subscription.document.at(subscription.pointer),
                f"the rule `{subscription.rule_name}` is also that of {other.document.at(other.pointer)}",
                "join the two subscriptions: a filter may list several values, or use $or",
            )


def consumer_duplicated(catalog: Catalog) -> Iterator[Mistake]:
    """A consumer that another subscription file has, too."""
    first: dict[str, Subscription] = {}
    seen = set()
    for subscription in catalog.subscriptions:
        other = first.setdefault(subscription.consumer, subscription)
        path = subscription.document.path
        if other.document.path != path and path not in seen:
            seen.add(path)
            yield Mistake(
                subscription.document.at("/consumer"),
                f"the consumer `{subscription.consumer}` is also in {other.document.path}",
                "join the two files, or rename one consumer",
            )


def target_name_duplicated(catalog: Catalog) -> Iterator[Mistake]:
    """A target whose name another consumer's has."""
    first: dict[tuple[str, bool], Subscription] = {}
    seen = set()
    for subscription in catalog.subscriptions:
        target = subscription.target
        other = first.setdefault((target.name, target.kind is TargetKind.LAMBDA), subscription)
        if other.consumer != subscription.consumer and subscription.consumer not in seen:
            seen.add(subscription.consumer)
            yield Mistake(
                subscription.document.at("/target/name"),
                f"the target `{target.name}` is also that of the consumer `{other.consumer}`",
                "give each consumer a queue or function of its own",
            )


def command_without_consumer(catalog: Catalog) -> Iterator[Mistake]:
    """A command that no consumer subscribes to."""
    asked = {s.contract for s in catalog.subscriptions if s.kind is Kind.COMMAND}
    for command in _commands(catalog):
        if command.name not in asked and all_subscriptions_known(catalog):
            yield Mistake(
                command.document.at("/info"),
                f"no consumer subscribes to the command `{command.name}`",
                f"add `- command: {command.name}` to the subscription file of the consumer that acts on it",
            )


def command_with_many_consumers(catalog: Catalog) -> Iterator[Mistake]:
    """A second consumer of a command."""
    consumers: defaultdict[str, set[str]] = defaultdict(set)
    for subscription in catalog.subscriptions:
        if subscription.kind is not Kind.COMMAND:
            continue
        earlier = consumers[subscription.contract]
        if earlier and subscription.consumer not in earlier:
            yield Mistake(
                subscription.document.at(f"{subscription.pointer}/command"),
                f"the command `{subscription.contract}` already has the consumer {listed(sorted(earlier))}",
                "keep one; what several want to know is an event",
            )
        earlier.add(subscription.consumer)


def rule_name_too_long(catalog: Catalog) -> Iterator[Mistake]:
    """A rule whose name has more characters than EventBridge takes."""
    for subscription in catalog.subscriptions:
        name = subscription.rule_name
        if len(name) > _RULE_NAME:
            yield Mistake(
                subscription.document.at(subscription.pointer),
                f"the rule's name `{name:.100}` has {len(name)} characters; EventBridge takes {_RULE_NAME}",
                "shorten the consumer's or the contract's name",
            )


def need_unknown(catalog: Catalog) -> Iterator[Mistake]:
    """A path under `needs` that the newest version doesn't have."""
    for subscription in catalog.subscriptions:
        newest = newest_taken(subscription, catalog)
        for index, path in enumerate(subscription.needs if newest else ()):
            if newest and not is_known(newest, path):
                yield Mistake(
                    subscription.document.at(f"{subscription.pointer}/needs/{index}"),
                    f"{newest.id} has no field {path:.200}",
                    near_field(newest, path),
                )


def _commands(catalog: Catalog) -> Iterator[EventContract]:
    """The newest version of each command that could be read as a whole."""
    yield from {event.name: event for event in catalog.events if event.kind is Kind.COMMAND}.values()


def _a(kind: Kind) -> str:
    return f"{'an' if kind is Kind.EVENT else 'a'} {kind}"
