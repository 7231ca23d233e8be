"""A rule's scope: its mistakes in a whole catalog are those in the parts that it may look at, taken one by one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog
from bridgewright.lint import RULES, Scope, lint
from bridgewright.project.folder import load_sources

CASES = Path(__file__).parent / "cases"


def catalog(folder: Path) -> Catalog:
    sources, _ = load_sources(folder)
    assert sources is not None
    built, _ = build_catalog(sources)
    assert built is not None
    return built


def all_cases(*, consumers_are_one: bool) -> Catalog:
    """One catalog of every case's contracts and subscriptions, under names of their own."""
    whole = catalog(CASES / "clean" / "contracts")
    for number, case in enumerate(sorted(CASES.iterdir())):
        part = catalog(case / "contracts")
        events = (replace(event, name=f"c{number}.{event.name}") for event in part.events)
        apis = (replace(api, name=f"c{number}.{api.name}") for api in part.apis)
        subscriptions = (
            replace(
                each,
                contract=f"c{number}.{each.contract}",
                consumer=each.consumer if consumers_are_one else f"{each.consumer}{number}",
            )
            for each in part.subscriptions
        )
        whole = replace(
            whole,
            events=tuple(sorted((*whole.events, *events), key=lambda event: (event.name, event.version))),
            apis=tuple(sorted((*whole.apis, *apis), key=lambda api: (api.name, api.version))),
            subscriptions=(*whole.subscriptions, *subscriptions),
            released=whole.released | {f"c{number}.{name}": told for name, told in part.released.items()},
            unread=whole.unread | {f"c{number}.{name}" for name in part.unread},
        )
    return replace(whole, subscriptions=tuple(sorted(whole.subscriptions, key=lambda each: each.consumer)))


def told_of(whole: Catalog) -> set[tuple[str, str, str, str]]:
    """What the rules say that are asked of the whole catalog."""
    return {
        (rule.id, str(mistake.location), mistake.message, mistake.hint)
        for rule in RULES
        for mistake in rule.check(whole)
    }


def told_of_parts(whole: Catalog) -> set[tuple[str, str, str, str]]:
    """What the rules say that are asked of the parts within their scopes."""
    return {(found.rule, str(found.location), found.message, found.hint) for found in lint(whole)}


def test_parts_together_say_what_the_whole_says() -> None:
    """No rule with a scope looks beyond it: asked of a catalog with every mistake there is, it says the same."""
    whole = all_cases(consumers_are_one=False)
    rules = {rule.id for rule in RULES if rule.scope is not Scope.PROJECT}

    assert told_of(whole) == told_of_parts(whole)
    assert rules <= {rule for rule, *_ in told_of(whole)}


def test_consumers_of_many_contracts_are_told_the_same() -> None:
    """However many contracts one consumer subscribes to, its rules look at its own contracts alone."""
    whole = all_cases(consumers_are_one=True)

    assert told_of(whole) == told_of_parts(whole)
