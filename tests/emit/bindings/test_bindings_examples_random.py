"""Random contracts: every class whose schema has a value has an example, and each is valid."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from bridgewright.contracts.model import OutputFile
from bridgewright.documents.pointers import value_at
from bridgewright.emit.bindings import emit_bindings
from bridgewright.emit.bindings.modules import event_plan
from bridgewright.emit.bindings.plan import ClassPlan
from bridgewright.schemas.walking import self_contained
from emit.random_contracts import CONTRACTS, FORMATS, Judge, catalog_of
from thorough import law


@law(whole=100, few=40)
@given(CONTRACTS, st.booleans())
def test_examples_of_random_contracts_are_valid(content, with_example):
    """With an example in the contract and without; judged by OpenAPI's own validator."""
    if with_example:
        content["components"]["examples"] = {"one": {"value": {}}}
    catalog = catalog_of(content)
    (event,) = catalog.events
    judge = Judge(self_contained(content, event.detail_pointer), format_checker=FORMATS)
    if with_example and not judge.is_valid({}):
        return  # lint refuses it: `example-invalid`
    texts = {item.path: item.text for item in emit_bindings(catalog) if isinstance(item, OutputFile)}
    examples = json.loads(texts["src/shop_events/order_placed/v1.examples.json"])

    plans = {plan.name: plan for plan in event_plan(event).definitions if isinstance(plan, ClassPlan)}
    assert examples["classes"].keys() | examples["samples"].keys() <= plans.keys()
    for name, plan in plans.items():
        judge = Judge(self_contained(content, plan.pointer), format_checker=FORMATS)
        places = examples["classes"].get(name, {})
        found = [value_at(examples["examples"][key], at) for key, at in places.items()]
        found += [examples["samples"][name]] if name in examples["samples"] else []

        assert [True] * len(found) == [judge.is_valid(value) for value in found]
