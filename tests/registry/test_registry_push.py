"""Plan and push against the real (local) Schema Registry, through a gateway that fails where a test says so."""

from __future__ import annotations

import json
from typing import Any

import pytest

from bridgewright.findings import BridgewrightError
from bridgewright.local import LocalAws
from bridgewright.registry import Action, Plan, Wanted, connect, desired, plan, push
from registry.conftest import Publish
from registry.contracts import catalog, contract, document, wanted_schema
from registry.gateway import Fault, Gateway

pytestmark = pytest.mark.aws

V1, V2, V3 = (f"shop.orders@OrderPlaced-v{major}" for major in (1, 2, 3))
THREE = desired(catalog(contract("1.0.0"), contract("2.0.0"), contract("3.0.0")))


def planned(gateway: Gateway, registry: str, wanted: Wanted = THREE) -> Plan:
    """A plan made through the gateway."""
    return plan(connect(gateway.url), registry, wanted)


def actions(plan: Plan) -> list[tuple[str, str]]:
    """What the plan does about each schema, its name shortened to the major."""
    return [(str(change.action), change.name.rpartition("-")[2]) for change in plan.changes]


def two_a_page(params: dict[str, Any], **_: Any) -> dict[str, Any]:
    """ListSchemas asked for pages of two."""
    return {**params, "Limit": 2}


def test_a_push_creates_what_the_plan_says(gateway: Gateway, registry: str, aws: LocalAws) -> None:
    """Content, type, description and tags arrive as planned; the plan after it has no drift."""
    before = planned(gateway, registry)
    applied = list(push(connect(gateway.url), before))
    stored = aws.client("schemas").describe_schema(RegistryName=registry, SchemaName=V2)

    assert actions(before) == [("create", "v1"), ("create", "v2"), ("create", "v3")]
    assert [(str(a.action), a.change.name, a.registry_version) for a in applied] == [
        ("create", V1, "1"),
        ("create", V2, "1"),
        ("create", V3, "1"),
    ]
    assert (THREE.schemas[1].content, "OpenApi3", "An order was placed.") == (
        stored["Content"],
        stored["Type"],
        stored["Description"],
    )
    assert stored["Tags"] == {"bridgewright:contract": "order.placed", "bridgewright:major": "2"}
    assert not planned(gateway, registry).drifted


def test_a_second_push_writes_nothing(gateway: Gateway, registry: str) -> None:
    """Idempotent: the second push sends no request that could write, and every schema keeps its version."""
    list(push(connect(gateway.url), planned(gateway, registry)))
    gateway.requests.clear()
    again = planned(gateway, registry)
    applied = list(push(connect(gateway.url), again))

    assert actions(again) == [("unchanged", "v1"), ("unchanged", "v2"), ("unchanged", "v3")]
    assert applied == []
    assert gateway.writes == []


def test_a_plan_writes_nothing(gateway: Gateway, registry: str) -> None:
    """Planning only reads, whatever it finds."""
    planned(gateway, registry)

    assert gateway.writes == []


def test_a_new_minor_becomes_the_registrys_next_version(gateway: Gateway, registry: str, aws: LocalAws) -> None:
    """The registry counts the pushes; both contents stay readable."""
    list(push(connect(gateway.url), planned(gateway, registry, desired(catalog(contract("1.0.0"))))))
    newer = desired(catalog(contract("1.0.0"), contract("1.1.0")))
    update = planned(gateway, registry, newer)
    (applied,) = push(connect(gateway.url), update)
    client = aws.client("schemas")
    versions = [
        json.loads(client.describe_schema(RegistryName=registry, SchemaName=V1, SchemaVersion=number)["Content"])
        for number in ("1", "2")
    ]

    assert [(c.action, str(c.published), str(c.local)) for c in update.changes] == [("update", "1.0.0", "1.1.0")]
    assert (applied.action, applied.registry_version) == (Action.UPDATE, "2")
    assert [content["info"]["version"] for content in versions] == ["1.0.0", "1.1.0"]


def test_another_spelling_in_the_registry_is_no_drift(gateway: Gateway, registry: str, publish: Publish) -> None:
    """A document uploaded by hand, pretty-printed and in another order, is the same document."""
    publish(V1, json.dumps(dict(reversed(document("1.0.0").items())), indent=4))

    assert actions(planned(gateway, registry, desired(catalog(contract("1.0.0"))))) == [("unchanged", "v1")]


def test_other_schemas_are_listed_and_left_alone(gateway: Gateway, registry: str, publish: Publish) -> None:
    """A registry may hold other people's schemas: a push never deletes or changes them."""
    content = json.dumps(document("7.0.0"))
    publish("someone.else@Thing", content)
    before = planned(gateway, registry)
    list(push(connect(gateway.url), before))

    assert (before.changes[-1].action, before.changes[-1].name) == (Action.UNMANAGED, "someone.else@Thing")
    assert not [write for write in gateway.writes if "someone.else" in write]


@pytest.mark.parametrize("there", ["1.1.0", "1.0.0"])
def test_a_push_refuses_whole_when_the_registry_holds_something_else(
    gateway: Gateway, registry: str, publish: Publish, there: str
) -> None:
    """A newer version, or another content of the same version: nothing is written, the other schemas neither."""
    publish(V2, json.dumps(document("2" + there[1:], text="Pushed from another branch")))
    refused = planned(gateway, registry)
    with pytest.raises(BridgewrightError, match=f"^nothing was pushed: {V2}: .*the registry"):
        list(push(connect(gateway.url), refused))

    assert actions(refused) == [("create", "v1"), ("refused", "v2"), ("create", "v3")]
    assert gateway.writes == []


def test_schemas_on_a_later_page_are_seen(gateway: Gateway, registry: str, publish: Publish) -> None:
    """ListSchemas answers in pages: a schema on the second is known all the same."""
    for name in ("a.first@Thing", "b.second@Thing", V1):
        publish(name, json.dumps(document("1.0.0")))
    client = connect(gateway.url)
    client.meta.events.register("provide-client-params.schemas.ListSchemas", two_a_page)  # type: ignore[arg-type]
    seen = plan(client, registry, desired(catalog(contract("1.0.0"))))

    assert 2 == len([request for request in gateway.requests if "/schemas?" in request])
    assert [("unchanged", V1), ("unmanaged", "a.first@Thing"), ("unmanaged", "b.second@Thing")] == [
        (str(change.action), change.name) for change in seen.changes
    ]


@pytest.mark.parametrize(
    ("status", "code"),
    [(429, "TooManyRequestsException"), (503, "ServiceUnavailableException"), (500, "InternalServerErrorException")],
)
def test_throttling_and_server_errors_are_retried(gateway: Gateway, registry: str, status: int, code: str) -> None:
    """Two refusals of a read and one of a write: the push goes through without a word."""
    gateway.faults = [
        Fault("GET", f"/registries/name/{registry}", status, code, times=2),
        Fault("POST", V2, status, code),
    ]
    applied = list(push(connect(gateway.url), planned(gateway, registry)))

    assert [a.change.name for a in applied] == [V1, V2, V3]
    assert [fault.times for fault in gateway.faults] == [0, 0]


def test_a_create_whose_answer_is_lost_counts_once(gateway: Gateway, registry: str) -> None:
    """The write arrived, its answer didn't; the repeated create gets 409 and the push reads instead of failing."""
    gateway.faults = [Fault("POST", V1, 500, "InternalServerErrorException", lost=True)]
    applied = list(push(connect(gateway.url), planned(gateway, registry)))

    assert [(a.change.name, str(a.action), a.registry_version) for a in applied] == [
        (V1, "unchanged", "1"),
        (V2, "create", "1"),
        (V3, "create", "1"),
    ]
    assert len([write for write in gateway.writes if write.endswith(V1)]) == 2


def test_a_failure_half_way_says_what_was_done_and_the_next_push_goes_on(gateway: Gateway, registry: str) -> None:
    """The first schema stays, the error counts it, and pushing again writes the other two alone."""
    gateway.faults = [Fault("POST", V2, 403, "AccessDeniedException")]
    going = push(connect(gateway.url), planned(gateway, registry))
    done = [next(going).change.name]
    with pytest.raises(BridgewrightError) as failure:
        next(going)
    again = planned(gateway, registry)
    rest = [applied.change.name for applied in push(connect(gateway.url), again)]

    assert done == [V1]
    assert "(1 of 3 schemas were written; push again to go on from there)" in str(failure.value)
    assert f"{V2}: AWS doesn't allow schemas:CreateSchema here" in str(failure.value)
    assert actions(again) == [("unchanged", "v1"), ("create", "v2"), ("create", "v3")]
    assert rest == [V2, V3]


def test_what_somebody_else_pushed_since_the_plan_is_not_written_again(
    gateway: Gateway, registry: str, publish: Publish
) -> None:
    """Two CI jobs of one commit: the later finds the same content and makes no second version."""
    stale = planned(gateway, registry)
    publish(V1, THREE.schemas[0].content)
    applied = list(push(connect(gateway.url), stale))

    assert [str(a.action) for a in applied] == ["unchanged", "create", "create"]


def test_what_somebody_else_pushed_since_the_plan_is_not_overwritten(
    gateway: Gateway, registry: str, publish: Publish, aws: LocalAws
) -> None:
    """A newer version that came between plan and push stops the push at that schema."""
    publish(V1, json.dumps(document("1.0.0")))
    stale = planned(gateway, registry, desired(catalog(contract("1.0.0"), contract("1.1.0"))))
    publish(V1, json.dumps(document("1.2.0")))
    with pytest.raises(BridgewrightError, match=r"the registry is ahead: it holds 1\.2\.0, here is 1\.1\.0"):
        list(push(connect(gateway.url), stale))
    stored = aws.client("schemas").describe_schema(RegistryName=registry, SchemaName=V1)

    assert document("1.2.0") == json.loads(stored["Content"])


def test_a_refused_version_over_the_quota_names_the_quota(gateway: Gateway, registry: str, publish: Publish) -> None:
    """After 100 versions the default quota is reached: the registry refuses, and the error says why."""
    for _ in range(100):
        publish(V1, json.dumps(document("1.0.0")))
    full = planned(gateway, registry, Wanted((wanted_schema("1.1.0"),)))
    with pytest.raises(BridgewrightError, match=f"^{V1}: AWS refused it .*version 101; the default quota is 100"):
        list(push(connect(gateway.url), full))
