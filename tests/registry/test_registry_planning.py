"""What a push would do, from what is released here and what the registry holds: no registry needed."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from bridgewright.documents.canonical import content_hash
from bridgewright.registry import Action, Change, Published, RegistryState, Wanted, compared, desired
from bridgewright.registry.planning import compared_schema
from registry.contracts import catalog, contract, document, wanted_schema

NAME = "shop.orders@OrderPlaced-v1"


def holds(version: str, **changes: str) -> Published:
    """The registry's schema with the document of this version."""
    return Published(json.dumps(document(version), indent=2), **changes)


def test_the_newest_released_version_of_each_major_is_wanted() -> None:
    """One schema per major, named source@Title-vMajor; older minors live on as the registry's own versions."""
    wanted = desired(catalog(*(contract(v) for v in ("1.0.0", "1.9.0", "1.10.0", "2.0.0"))))

    assert [(schema.name, str(schema.version)) for schema in wanted.schemas] == [
        ("shop.orders@OrderPlaced-v1", "1.10.0"),
        ("shop.orders@OrderPlaced-v2", "2.0.0"),
    ]


def test_drafts_are_named_and_not_published() -> None:
    """A draft newer than the released version doesn't take its place; a major of drafts alone has no schema."""
    wanted = desired(catalog(contract("1.0.0"), contract("1.1.0", draft=True), contract("2.0.0", draft=True)))

    assert [str(schema.version) for schema in wanted.schemas] == ["1.0.0"]
    assert [(draft.name, str(draft.version)) for draft in wanted.drafts] == [
        (NAME, "1.1.0"),
        ("shop.orders@OrderPlaced-v2", "2.0.0"),
    ]


def test_content_is_the_canonical_document() -> None:
    """Sorted keys, no spaces, text as it is: what is hashed for the lock is what is published, byte for byte."""
    content = document("1.0.0", text="Größe für alle")
    (schema,) = desired(catalog(contract("1.0.0", content=content))).schemas

    assert content == json.loads(schema.content)
    assert schema.content.startswith('{"components":{"schemas":{"AWSEvent":{"properties"')
    assert "Größe für alle" in schema.content
    assert schema.released_hash == content_hash(json.loads(schema.content))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One line.", "One line."),
        ("Two\n  lines.", "Two lines."),
        ("", "OrderPlaced 1.0.0"),
        ("x" * 256, "x" * 256),
        ("x" * 257, "x" * 255 + "…"),
    ],
)
def test_description_is_one_line_of_at_most_256_characters(text: str, expected: str) -> None:
    """The API's model takes at most 256 characters (CreateSchemaInput$Description)."""
    (schema,) = desired(catalog(contract("1.0.0", content=document("1.0.0", text=text)))).schemas

    assert expected == schema.description


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("shop.orders", "shop.orders@OrderPlaced-v1"),
        ("com.shop/orders", "com.shop-orders@OrderPlaced-v1"),
        ("shop@home", "shop-home@OrderPlaced-v1"),
    ],
)
def test_schema_names_hold_only_what_the_registry_takes(source: str, expected: str) -> None:
    """Letters, digits and `. - _ @` (Terraform's aws_schemas_schema documents the service's rule for `name`)."""
    (schema,) = desired(catalog(contract("1.0.0", source=source))).schemas

    assert expected == schema.name


@pytest.mark.parametrize(
    ("published", "action", "seen", "reason"),
    [
        pytest.param(None, Action.CREATE, None, "", id="absent"),
        pytest.param(holds("1.2.0"), Action.UNCHANGED, "1.2.0", "", id="same content, other white space"),
        pytest.param(holds("1.1.0"), Action.UPDATE, "1.1.0", "", id="older version"),
        pytest.param(holds("1.3.0"), Action.REFUSED, "1.3.0", "the registry is ahead", id="newer version"),
        pytest.param(holds("1.10.0"), Action.REFUSED, "1.10.0", "the registry is ahead", id="newer, not as text"),
        pytest.param(
            Published(json.dumps(document("1.2.0", text="Edited by hand"))),
            Action.REFUSED,
            "1.2.0",
            "another 1.2.0 than the released one",
            id="same version, other content",
        ),
        pytest.param(holds("2.0.0"), Action.REFUSED, "2.0.0", "under the name of major 1", id="another major"),
        pytest.param(
            holds("1.2.0", type="JSONSchemaDraft4"), Action.REFUSED, "1.2.0", "a JSONSchemaDraft4", id="another type"
        ),
        pytest.param(Published("openapi: 3.0.3"), Action.REFUSED, None, "no version that can be read", id="not JSON"),
        pytest.param(Published("[]"), Action.REFUSED, None, "no version that can be read", id="not an object"),
        pytest.param(
            Published('{"info":{"version":"draft"}}'),
            Action.REFUSED,
            None,
            "no version that can be read",
            id="no semver",
        ),
        pytest.param(Published("[" * 100_000), Action.REFUSED, None, "no version that can be read", id="endless depth"),
        pytest.param(
            Published('{"info":{"version":"1.2.0","title":"\\ud800"}}'),
            Action.REFUSED,
            None,
            "no version that can be read",
            id="half a surrogate pair",
        ),
    ],
)
def test_what_the_registry_holds_decides(
    published: Published | None, action: Action, seen: str | None, reason: str
) -> None:
    """Older content is updated, equal content left alone, anything else is never overwritten silently."""
    change = compared_schema(wanted_schema("1.2.0", text="An order was placed."), published)

    assert action == change.action
    assert seen == (str(change.published) if change.published else None)
    assert reason in change.reason
    assert bool(reason) == bool(change.reason)


def test_key_order_and_escapes_are_no_change() -> None:
    """Content is compared as JSON: another spelling of the same document needs no write."""
    content = document("1.0.0", text="Größe")
    (schema,) = desired(catalog(contract("1.0.0", content=content))).schemas
    spelled = json.dumps(dict(reversed(content.items())), ensure_ascii=True, indent=4)

    assert compared_schema(schema, Published(spelled)).action == Action.UNCHANGED


def test_content_changed_after_release_is_refused() -> None:
    """What was released is what may be published: other content under the same version never leaves."""
    (schema,) = desired(catalog(contract("1.0.0", released_hash="sha256:" + "0" * 64))).schemas

    change = compared_schema(schema, None)

    assert change.action == Action.REFUSED
    assert "order.placed 1.0.0 was changed after its release" in change.reason


@pytest.mark.parametrize(("size", "action"), [(100_000, Action.CREATE), (100_001, Action.REFUSED)])
def test_content_of_more_than_100000_characters_is_refused(size: int, action: Action) -> None:
    """The API's model: `Content` has at most 100,000 characters, whatever their bytes."""
    content = document("1.0.0", text="")
    (empty,) = desired(catalog(contract("1.0.0", content=content))).schemas
    content["info"]["description"] = "é" * (size - len(empty.content))
    (schema,) = desired(catalog(contract("1.0.0", content=content))).schemas

    assert size == len(schema.content)
    assert action == compared_schema(schema, None).action


@pytest.mark.parametrize(
    ("versions", "reason"), [(99, ""), (100, "would be its version 101; the default quota is 100")]
)
def test_an_update_over_the_version_quota_says_so(versions: int, reason: str) -> None:
    """100 versions a schema is the default quota; AWS raises it, so that the plan warns and the registry decides."""
    change = compared_schema(wanted_schema("1.1.0"), holds("1.0.0"), versions)

    assert (Action.UPDATE, reason) == (change.action, change.reason)


def test_a_create_over_the_schema_quota_says_so() -> None:
    """100 schemas a registry is the default quota, other people's schemas included."""
    wanted = Wanted((wanted_schema("1.0.0"),))

    full = compared("shop", wanted, RegistryState({f"other-{i}": 1 for i in range(100)}, {})).changes[0]
    room = compared("shop", wanted, RegistryState({f"other-{i}": 1 for i in range(99)}, {})).changes[0]

    assert (
        full.action,
        full.reason,
    ) == (Action.CREATE, "the registry would hold more than 100 schemas, the default quota")
    assert (room.action, room.reason) == (Action.CREATE, "")


def test_two_contracts_with_one_schema_name_are_refused() -> None:
    """Neither may overwrite the other: both are named in the reason."""
    events = (contract("1.0.0", name="order.placed"), contract("1.0.0", name="order.put"))

    plan = compared("shop", desired(catalog(*events)), RegistryState({}, {}))

    assert [change.reason for change in plan.refused] == [
        "order.placed and order.put make the same schema name: give them different titles or sources"
    ] * 2


def test_a_plan_lists_wanted_then_drafts_then_unmanaged() -> None:
    """Every schema of both sides is in the plan, in a fixed order, with both semantic versions."""
    wanted = desired(catalog(contract("1.0.0"), contract("2.0.0"), contract("2.1.0"), contract("3.0.0", draft=True)))
    old = holds("2.0.0")
    state = RegistryState({"z": 1, "a": 4, "shop.orders@OrderPlaced-v2": 1}, {"shop.orders@OrderPlaced-v2": old})

    plan = compared("shop", wanted, state)

    assert [(c.action, c.name, c.local and str(c.local), c.published and str(c.published)) for c in plan.changes] == [
        ("create", "shop.orders@OrderPlaced-v1", "1.0.0", None),
        ("update", "shop.orders@OrderPlaced-v2", "2.1.0", "2.0.0"),
        ("draft", "shop.orders@OrderPlaced-v3", "3.0.0", None),
        ("unmanaged", "a", None, None),
        ("unmanaged", "z", None, None),
    ]


@pytest.mark.parametrize(
    ("action", "drifted"),
    [
        (Action.CREATE, True),
        (Action.UPDATE, True),
        (Action.REFUSED, True),
        (Action.UNCHANGED, False),
        (Action.DRAFT, False),
        (Action.UNMANAGED, False),
    ],
)
def test_drift_is_what_a_push_would_change_or_refuse(action: Action, drifted: bool) -> None:
    """A draft is not owed to the registry, and a registry may hold other teams' schemas."""
    plan = replace(compared("shop", Wanted(()), RegistryState({}, {})), changes=(Change(action, "x"),))

    assert drifted == plan.drifted
