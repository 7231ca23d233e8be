"""EventBridge Schema Registry on local AWS, through boto3's own `schemas` client."""

from __future__ import annotations

import json
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

DOCUMENT = json.dumps({"openapi": "3.0.0", "info": {"title": "x", "version": "1.0.0"}, "paths": {}, "components": {}})


@pytest.fixture
def registry(scene: Any) -> Any:
    """An empty registry, gone afterwards: an account has ten."""
    name = scene.name("registry")
    scene.schemas.create_registry(RegistryName=name, Description="events", Tags={"team": "payroll"})
    yield name
    scene.schemas.delete_registry(RegistryName=name)


def code_of(call: Any, **request: Any) -> tuple[int, str]:
    with pytest.raises(ClientError) as refusal:
        call(**request)
    response = refusal.value.response
    return response["ResponseMetadata"]["HTTPStatusCode"], response["Error"]["Code"]


def create(scene: Any, registry: str, name: str = "a@b", **more: Any) -> dict[str, Any]:
    request = {"RegistryName": registry, "SchemaName": name, "Type": "OpenApi3", "Content": DOCUMENT} | more
    return dict(scene.schemas.create_schema(**request))


def test_a_registry_is_described_as_it_was_created(scene: Any, registry: str) -> None:
    """DescribeRegistry (botocore model): name, ARN, description and tags."""
    answer = scene.schemas.describe_registry(RegistryName=registry)

    arn = f"arn:aws:schemas:{scene.aws.region}:{scene.aws.account}:registry/{registry}"
    expected = {"RegistryName": registry, "RegistryArn": arn, "Description": "events", "Tags": {"team": "payroll"}}
    assert expected == {name: answer[name] for name in expected}


def test_a_registry_is_updated_and_listed(scene: Any, registry: str) -> None:
    """UpdateRegistry changes the description; ListRegistries finds by prefix."""
    scene.schemas.update_registry(RegistryName=registry, Description="other")

    assert scene.schemas.describe_registry(RegistryName=registry)["Description"] == "other"
    listed = scene.schemas.list_registries(RegistryNamePrefix=registry)["Registries"]
    assert [registry] == [item["RegistryName"] for item in listed]


def test_what_exists_is_a_conflict(scene: Any, registry: str) -> None:
    """CreateRegistry names ConflictException; CreateSchema answers the same 409, which botocore does not model."""
    create(scene, registry)

    assert code_of(scene.schemas.create_registry, RegistryName=registry) == (409, "ConflictException")
    assert code_of(lambda: create(scene, registry)) == (409, "ConflictException")


def test_what_is_absent_is_not_found(scene: Any, registry: str) -> None:
    """NotFoundException, 404, for a registry, a schema and a version."""
    create(scene, registry)
    absent = {"RegistryName": registry, "SchemaName": "absent"}

    assert code_of(scene.schemas.describe_registry, RegistryName="absent") == (404, "NotFoundException")
    assert code_of(scene.schemas.describe_schema, **absent) == (404, "NotFoundException")
    assert code_of(scene.schemas.update_schema, **absent, Content=DOCUMENT) == (404, "NotFoundException")
    version = {"RegistryName": registry, "SchemaName": "a@b", "SchemaVersion": "2"}
    assert code_of(scene.schemas.describe_schema, **version) == (404, "NotFoundException")


def test_versions_are_counted_from_one_and_kept(scene: Any, registry: str) -> None:
    """UpdateSchema with content makes the next version; earlier ones stay readable, byte for byte."""
    second = DOCUMENT.replace("1.0.0", "1.1.0")
    first_answer = create(scene, registry)
    second_answer = scene.schemas.update_schema(RegistryName=registry, SchemaName="a@b", Content=second)

    assert ("1", "2") == (first_answer["SchemaVersion"], second_answer["SchemaVersion"])
    read = scene.schemas.describe_schema
    assert read(RegistryName=registry, SchemaName="a@b")["Content"] == second
    assert read(RegistryName=registry, SchemaName="a@b", SchemaVersion="1")["Content"] == DOCUMENT
    versions = scene.schemas.list_schema_versions(RegistryName=registry, SchemaName="a@b")["SchemaVersions"]
    assert ["2", "1"] == [version["SchemaVersion"] for version in versions]


def test_a_description_alone_makes_no_version(scene: Any, registry: str) -> None:
    """UpdateSchema: Content and Description are each optional."""
    create(scene, registry)

    answer = scene.schemas.update_schema(RegistryName=registry, SchemaName="a@b", Description="new")

    assert ("1", "new") == (answer["SchemaVersion"], answer["Description"])


def test_a_deleted_versions_number_is_not_used_again(scene: Any, registry: str) -> None:
    """DeleteSchemaVersion, then another update: the registry's numbers count the pushes."""
    create(scene, registry)
    scene.schemas.update_schema(RegistryName=registry, SchemaName="a@b", Content=DOCUMENT)
    scene.schemas.delete_schema_version(RegistryName=registry, SchemaName="a@b", SchemaVersion="2")

    answer = scene.schemas.update_schema(RegistryName=registry, SchemaName="a@b", Content=DOCUMENT)

    assert answer["SchemaVersion"] == "3"


def test_lists_come_in_pages(scene: Any, registry: str) -> None:
    """ListSchemas: Limit and NextToken, driven by botocore's own paginator."""
    for number in range(5):
        create(scene, registry, f"s{number}")

    pages = scene.schemas.get_paginator("list_schemas").paginate(
        RegistryName=registry, PaginationConfig={"PageSize": 2}
    )

    names = [[schema["SchemaName"] for schema in page["Schemas"]] for page in pages]
    assert [["s0", "s1"], ["s2", "s3"], ["s4"]] == names


def test_a_deleted_schema_is_gone(scene: Any, registry: str) -> None:
    """DeleteSchema removes all its versions; the name is free again."""
    create(scene, registry)
    scene.schemas.delete_schema(RegistryName=registry, SchemaName="a@b")

    assert scene.schemas.list_schemas(RegistryName=registry)["Schemas"] == []
    assert create(scene, registry)["SchemaVersion"] == "1"


@pytest.mark.parametrize(
    "change",
    [
        {"Content": "not JSON"},
        {"Content": "[]"},
        {"Content": '{"swagger": "2.0"}'},
        {"Content": json.dumps({"openapi": "3.0.0", "x": "x" * 100_000})},
        {"Type": "Avro"},
        {"Description": "x" * 257},
        {"SchemaName": "a b"},
        {"SchemaName": "aws.mine"},
    ],
    ids=lambda change: f"{next(iter(change))}-{str(next(iter(change.values())))[:12]}",
)
def test_a_bad_request_is_refused(scene: Any, registry: str, change: dict[str, Any]) -> None:
    """BadRequestException, 400: content up to 100,000 characters, modelled types and lengths (botocore model)."""
    assert code_of(lambda: create(scene, registry, **change)) == (400, "BadRequestException")


def test_content_of_exactly_the_limit_is_taken(scene: Any, registry: str) -> None:
    """CreateSchemaInput, Content: max 100,000 characters."""
    content = json.dumps({"openapi": "3.0.0", "x": ""})
    content = json.dumps({"openapi": "3.0.0", "x": "x" * (100_000 - len(content))})

    assert create(scene, registry, Content=content)["SchemaVersion"] == "1"


def test_a_request_without_its_required_member_is_refused(scene: Any, registry: str) -> None:
    """The model's required members (by hand, since boto3 checks them itself)."""
    url = f"{scene.aws.endpoint}/v1/registries/name/{registry}/schemas/name/x"
    signed = {
        "Authorization": f"AWS4-HMAC-SHA256 Credential={scene.aws.account}/20260101/eu-west-2/schemas/aws4_request"
    }

    answer = requests.post(url, json={"Type": "OpenApi3"}, headers=signed, timeout=10)

    assert (400, "Missing required parameter: Content") == (answer.status_code, answer.json()["Message"])


def test_tags_of_a_schema_are_kept(scene: Any, registry: str) -> None:
    """TagResource, UntagResource, ListTagsForResource: the ARN, slashes and all, is part of the path."""
    arn = create(scene, registry, Tags={"a": "1"})["SchemaArn"]

    scene.schemas.tag_resource(ResourceArn=arn, Tags={"b": "2"})
    scene.schemas.untag_resource(ResourceArn=arn, TagKeys=["a"])

    assert scene.schemas.list_tags_for_resource(ResourceArn=arn)["Tags"] == {"b": "2"}


def test_search_finds_by_content(scene: Any, registry: str) -> None:
    """SearchSchemas: keywords in names or contents."""
    create(scene, registry, "one", Content=DOCUMENT.replace('"x"', '"Needle"'))
    create(scene, registry, "two")

    found = scene.schemas.search_schemas(RegistryName=registry, Keywords="needle")["Schemas"]

    assert ["one"] == [schema["SchemaName"] for schema in found]
    assert ["1"] == [version["SchemaVersion"] for version in found[0]["SchemaVersions"]]


def test_export_turns_openapi_into_json_schema(scene: Any, registry: str) -> None:
    """ExportSchema: JSONSchemaDraft4 of an OpenApi3 schema, references and all."""
    schemas = {
        "AWSEvent": {"type": "object", "properties": {"detail": {"$ref": "#/components/schemas/Paid"}}},
        "Paid": {"type": "object"},
    }
    document = json.loads(DOCUMENT) | {"components": {"schemas": schemas}}
    create(scene, registry, Content=json.dumps(document))

    answer = scene.schemas.export_schema(RegistryName=registry, SchemaName="a@b", Type="JSONSchemaDraft4")

    exported = json.loads(answer["Content"])
    assert exported["properties"] == {"detail": {"$ref": "#/definitions/Paid"}}
    assert exported["definitions"] == {"Paid": {"type": "object"}}


def test_an_operation_that_is_not_modelled_says_so(scene: Any) -> None:
    """Discoverers infer schemas from traffic: no local model, and no pretence of one."""
    assert code_of(scene.schemas.list_discoverers) == (501, "NotImplemented")


def test_an_account_has_ten_registries(strict: Any) -> None:
    """EventBridge quotas: 10 registries, counting those that other tests left on this server."""
    taken = len(strict.schemas.list_registries()["Registries"])
    mine = [strict.name("registry") for _ in range(10 - taken)]
    for name in mine:
        strict.schemas.create_registry(RegistryName=name)

    assert code_of(strict.schemas.create_registry, RegistryName="eleventh") == (403, "ForbiddenException")
    for name in mine:
        strict.schemas.delete_registry(RegistryName=name)


def test_the_adapter_is_still_needed(plain: Any) -> None:
    """ministack has no such service: this fails when it has one."""
    health = requests.get(f"{plain.aws.endpoint}/_ministack/health", timeout=10).json()

    assert "events" in health["services"]
    assert "schemas" not in health["services"], "ministack now has this service: see what of adapters/schemas.py can go"
