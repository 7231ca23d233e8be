# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""The `schemas` service: EventBridge Schema Registry, which ministack does not have.

Requests and answers follow botocore's service model (`schemas`, 2019-12-02). Beyond the model: 409 ConflictException
for what exists already, schema versions counted from "1", registries 10 and schemas 100 each and 100 versions each
(EventBridge quotas page), names that start with `aws.` are AWS's own (CreateRegistry, CreateSchema). AWS does not
document whether UpdateSchema with the same content makes a new version: here it does, the costlier of the two for a
careless client. Nor does it document the error over a quota (here 403 ForbiddenException, which the model has) and the
deletion of a registry that still has schemas (here it goes with them). Code bindings, discoverers and resource policies
answer 501.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any

from ministack import app
from ministack.core import iam_actions, router

from bridgewright.local.adapters.rest_json import RestJsonService, ServiceError
from bridgewright.local.adapters.schema_content import content_problem, exported
from bridgewright.local.adapters.schema_store import (
    Registry,
    Schema,
    Version,
    check_name,
    page_of,
    registries,
    registry_arn,
    registry_of,
    schema_arn,
    schema_of,
    tagged,
    version_of,
)

MAX_REGISTRIES, MAX_SCHEMAS, MAX_VERSIONS = 10, 100, 100


def install() -> None:
    """Registers the service with ministack's router, and its actions with the IAM checks."""
    app.SERVICE_REGISTRY["schemas"] = {"module": "schemas"}
    app._loaded_modules["schemas"] = _Module()
    app.SERVICE_HANDLERS["schemas"] = service.handle_request
    router.SERVICE_PATTERNS["schemas"] = {"host_patterns": [r"schemas\."]}
    iam_actions.SERVICE_TO_IAM_NAMESPACE["schemas"] = "schemas"
    extract_action, extract_arn = iam_actions.extract_iam_action, iam_actions.extract_resource_arn

    def action(name: str, method: str, path: str, *rest: Any) -> Any:
        if name != "schemas":
            return extract_action(name, method, path, *rest)
        operation = service.operation_name(method, path)
        return f"schemas:{operation}" if operation else None

    def arn(name: str, method: str, path: str, *rest: Any) -> Any:
        return _resource_arn(path) if name == "schemas" else extract_arn(name, method, path, *rest)

    iam_actions.extract_iam_action, iam_actions.extract_resource_arn = action, arn


class _Module:
    """What ministack expects of a service module besides its handler."""

    def reset(self) -> None:
        registries.clear()

    def get_state(self) -> None:
        return None


def _resource_arn(path: str) -> str:
    """What a request acts on, as the service authorization reference names it."""
    if path.startswith("/tags/"):
        return path.removeprefix("/tags/")
    found = re.match(r"/v1/registries/name/([^/]+)(?:/schemas/name/([^/]+))?", path)
    if not found:
        return "*"
    registry, schema = found.groups()
    return schema_arn(registry, schema) if schema else registry_arn(registry)


def create_registry(given: dict[str, Any]) -> dict[str, Any]:
    """CreateRegistry."""
    name = given["RegistryName"]
    check_name(name, 64)
    if name in registries:
        raise ServiceError(409, "ConflictException", f"Registry with name {name} already exists.")
    if len(registries) >= MAX_REGISTRIES:
        raise ServiceError(403, "ForbiddenException", f"The limit of {MAX_REGISTRIES} registries is reached.")
    registries[name] = Registry(name, given.get("Description"), dict(given.get("Tags") or {}))
    return describe_registry(given)


def describe_registry(given: dict[str, Any]) -> dict[str, Any]:
    """DescribeRegistry."""
    registry = registry_of(given)
    return {
        "RegistryName": registry.name,
        "RegistryArn": registry_arn(registry.name),
        "Description": registry.description,
        "Tags": registry.tags,
    }


def update_registry(given: dict[str, Any]) -> dict[str, Any]:
    """UpdateRegistry: its description."""
    if "Description" in given:
        registry_of(given).description = given["Description"]
    return describe_registry(given)


def delete_registry(given: dict[str, Any]) -> dict[str, Any]:
    """DeleteRegistry."""
    del registries[registry_of(given).name]
    return {}


def list_registries(given: dict[str, Any]) -> dict[str, Any]:
    """ListRegistries, in order of name; scope AWS (its own registries) is empty here."""
    names = sorted(name for name in registries if name.startswith(given.get("RegistryNamePrefix", "")))
    page, token = page_of([] if given.get("Scope") == "AWS" else names, given)
    listed = [describe_registry({"RegistryName": name}) for name in page]
    for registry in listed:
        del registry["Description"]
    return {"Registries": listed, "NextToken": token}


def create_schema(given: dict[str, Any]) -> dict[str, Any]:
    """CreateSchema: its first version."""
    registry, name = registry_of(given), given["SchemaName"]
    check_name(name, 385)
    _check_content(given["Type"], given["Content"])
    if name in registry.schemas:
        raise ServiceError(409, "ConflictException", f"Schema with name {name} already exists.")
    if len(registry.schemas) >= MAX_SCHEMAS:
        raise ServiceError(403, "ForbiddenException", f"The limit of {MAX_SCHEMAS} schemas is reached.")
    schema = Schema(name, given.get("Description"), dict(given.get("Tags") or {}))
    schema.push(given["Type"], given["Content"])
    registry.schemas[name] = schema
    return _described(registry, schema)


def update_schema(given: dict[str, Any]) -> dict[str, Any]:
    """UpdateSchema: with `Content` a new version, without it the description alone."""
    registry, schema = registry_of(given), schema_of(given)
    if "Content" in given:
        type_ = given.get("Type", schema.versions[-1].type)
        _check_content(type_, given["Content"])
        if len(schema.versions) >= MAX_VERSIONS:
            raise ServiceError(403, "ForbiddenException", f"The limit of {MAX_VERSIONS} versions is reached.")
        schema.push(type_, given["Content"])
    if "Description" in given:
        schema.description = given["Description"]
    schema.modified = datetime.now(UTC)
    return _described(registry, schema)


def describe_schema(given: dict[str, Any]) -> dict[str, Any]:
    """DescribeSchema: the newest version, or the one asked for."""
    version = version_of(given)
    return _described(registry_of(given), schema_of(given), version) | {"Content": version.content}


def delete_schema(given: dict[str, Any]) -> dict[str, Any]:
    """DeleteSchema, with all its versions."""
    del registry_of(given).schemas[schema_of(given).name]
    return {}


def list_schemas(given: dict[str, Any]) -> dict[str, Any]:
    """ListSchemas, in order of name."""
    registry, prefix = registry_of(given), given.get("SchemaNamePrefix", "")
    page, token = page_of(sorted(name for name in registry.schemas if name.startswith(prefix)), given)
    return {"Schemas": [_summary(registry, registry.schemas[name]) for name in page], "NextToken": token}


def list_schema_versions(given: dict[str, Any]) -> dict[str, Any]:
    """ListSchemaVersions, newest first."""
    schema = schema_of(given)
    page, token = page_of([str(version.number) for version in reversed(schema.versions)], given)
    by_number = {str(version.number): version for version in schema.versions}
    versions = [
        {
            "SchemaArn": schema_arn(given["RegistryName"], schema.name),
            "SchemaName": schema.name,
            "SchemaVersion": number,
            "Type": by_number[number].type,
        }
        for number in page
    ]
    return {"SchemaVersions": versions, "NextToken": token}


def delete_schema_version(given: dict[str, Any]) -> dict[str, Any]:
    """DeleteSchemaVersion; the last version can't go without the schema."""
    schema, version = schema_of(given), version_of(given)
    if len(schema.versions) == 1:
        raise ServiceError(400, "BadRequestException", "The only version of a schema can't be deleted.")
    schema.versions.remove(version)
    return {}


def search_schemas(given: dict[str, Any]) -> dict[str, Any]:
    """SearchSchemas: the keyword in names or contents, any case."""
    registry, keyword = registry_of(given), given["Keywords"].casefold()
    found = sorted(
        name
        for name, schema in registry.schemas.items()
        if keyword in name.casefold() or any(keyword in version.content.casefold() for version in schema.versions)
    )
    page, token = page_of(found, given)
    return {"Schemas": [_found(registry, registry.schemas[name]) for name in page], "NextToken": token}


def export_schema(given: dict[str, Any]) -> dict[str, Any]:
    """ExportSchema: an OpenApi3 document as JSONSchemaDraft4, the only conversion that AWS offers."""
    version, schema = version_of(given), schema_of(given)
    if given["Type"] != "JSONSchemaDraft4" or version.type != "OpenApi3":
        raise ServiceError(400, "BadRequestException", "Only OpenApi3 schemas can be exported, as JSONSchemaDraft4.")
    return {
        "Content": exported(version.content),
        "SchemaArn": schema_arn(given["RegistryName"], schema.name),
        "SchemaName": schema.name,
        "SchemaVersion": str(version.number),
        "Type": "JSONSchemaDraft4",
    }


def tag_resource(given: dict[str, Any]) -> dict[str, Any]:
    """TagResource."""
    tagged(given["ResourceArn"]).tags.update(given["Tags"])
    return {}


def untag_resource(given: dict[str, Any]) -> dict[str, Any]:
    """UntagResource."""
    tags = tagged(given["ResourceArn"]).tags
    for key in given["TagKeys"]:
        tags.pop(key, None)
    return {}


def list_tags_for_resource(given: dict[str, Any]) -> dict[str, Any]:
    """ListTagsForResource."""
    return {"Tags": tagged(given["ResourceArn"]).tags}


def _described(registry: Registry, schema: Schema, version: Version | None = None) -> dict[str, Any]:
    version = version or schema.versions[-1]
    return {
        "SchemaArn": schema_arn(registry.name, schema.name),
        "SchemaName": schema.name,
        "SchemaVersion": str(version.number),
        "Type": version.type,
        "Description": schema.description,
        "LastModified": schema.modified,
        "VersionCreatedDate": version.created,
        "Tags": schema.tags,
    }


def _summary(registry: Registry, schema: Schema) -> dict[str, Any]:
    return {
        "SchemaArn": schema_arn(registry.name, schema.name),
        "SchemaName": schema.name,
        "LastModified": schema.modified,
        "Tags": schema.tags,
        "VersionCount": len(schema.versions),
    }


def _found(registry: Registry, schema: Schema) -> dict[str, Any]:
    versions = [
        {"SchemaVersion": str(version.number), "CreatedDate": version.created, "Type": version.type}
        for version in schema.versions
    ]
    return {
        "RegistryName": registry.name,
        "SchemaArn": schema_arn(registry.name, schema.name),
        "SchemaName": schema.name,
        "SchemaVersions": versions,
    }


def _check_content(type_: str, content: str) -> None:
    problem = content_problem(type_, content)
    if problem:
        raise ServiceError(400, "BadRequestException", problem)


service = RestJsonService(
    "schemas",
    {
        "CreateRegistry": create_registry,
        "DescribeRegistry": describe_registry,
        "UpdateRegistry": update_registry,
        "DeleteRegistry": delete_registry,
        "ListRegistries": list_registries,
        "CreateSchema": create_schema,
        "UpdateSchema": update_schema,
        "DescribeSchema": describe_schema,
        "DeleteSchema": delete_schema,
        "ListSchemas": list_schemas,
        "ListSchemaVersions": list_schema_versions,
        "DeleteSchemaVersion": delete_schema_version,
        "SearchSchemas": search_schemas,
        "ExportSchema": export_schema,
        "TagResource": tag_resource,
        "UntagResource": untag_resource,
        "ListTagsForResource": list_tags_for_resource,
    },
)
