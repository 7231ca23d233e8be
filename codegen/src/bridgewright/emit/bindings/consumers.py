"""One module per consumer: `parse` turns what its queue or function gets into the event that it is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from bridgewright.contracts.model import Catalog, EventContract, OutputFile, Subscription, TargetKind
from bridgewright.emit.bindings.layout import WIDTH, Brackets, Options, flat, laid_out
from bridgewright.emit.bindings.literals import quoted
from bridgewright.emit.bindings.names import module_name
from bridgewright.emit.bindings.render import rendered
from bridgewright.findings import Finding


class _Route(NamedTuple):
    """One event that a consumer gets, under the name that its class has in the module."""

    name: str
    line: str
    source: str
    detail_type: str
    major: int
    shared: bool
    """True when the consumer gets another major of the same event too."""


def consumer_modules(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """`consumers/pdf.py` and the package around it."""
    if catalog.subscriptions:
        yield OutputFile("consumers/__init__.py", '"""What each consumer subscribes to, a module per consumer."""\n')
    for consumer, group in groupby(catalog.subscriptions, key=lambda s: s.consumer):
        subscriptions = tuple(group)
        events = {(e.name, e.version.major): e for e in catalog.latest()}
        wanted = [events[s.contract, s.major] for s in subscriptions if (s.contract, s.major) in events]
        if wanted:
            yield OutputFile(f"consumers/{module_name(consumer)}.py", _text(consumer, subscriptions, wanted))


def _text(consumer: str, subscriptions: tuple[Subscription, ...], events: list[EventContract]) -> str:
    routes = _routes(events)
    whole_event = all(s.target.kind is TargetKind.LAMBDA for s in subscriptions)
    return rendered(
        "consumer.py.jinja",
        consumer=consumer,
        docstring=f"What `{consumer}` consumes.\n\nGenerated from {subscriptions[0].document.path}: edits are lost.",
        whole_event=whole_event,
        majors=any(route.shared for route in routes),
        imports=sorted(route.line for route in routes),
        signature=_signature(whole_event, routes),
        routes=routes,
    )


def _signature(whole_event: bool, routes: list[_Route]) -> list[str]:
    parameter = "event: Mapping[str, Any] | str | bytes" if whole_event else "body: str | bytes"
    returns = Options(tuple(route.name for route in routes))
    function = Brackets("def parse(", (parameter,), ")", is_literal=True)
    *lines, last = laid_out(function, 0, after=f" -> {flat(returns)}:")
    return (
        [*lines, *laid_out(returns, 0, f"{last.partition(' -> ')[0]} -> ", ":")]
        if len(last) > WIDTH
        else [*lines, last]
    )


def _routes(events: list[EventContract]) -> list[_Route]:
    titles = Counter(event.title for event in events)
    keys = Counter((event.source, event.detail_type) for event in events)
    routes = []
    for event in events:
        alias = f"{event.title}V{event.version.major}" if titles[event.title] > 1 else event.title
        renamed = f" as {alias}" if alias != event.title else ""
        routes.append(
            _Route(
                alias,
                f"from ..{module_name(event.name)}.v{event.version.major} import {event.title}{renamed}",
                quoted(event.source),
                quoted(event.detail_type),
                event.version.major,
                keys[event.source, event.detail_type] > 1,
            )
        )
    return routes
