# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""AWS::EventSchemas::Registry and AWS::EventSchemas::Schema in CloudFormation, through the local `schemas` service.

Source: the resource schemas of CloudFormation (`Ref` is the ARN, names are create-only).
"""

from __future__ import annotations

from typing import Any

from ministack.services.cloudformation import provisioners

from bridgewright.local.adapters import schemas
from bridgewright.local.adapters.rest_json import ServiceError
from bridgewright.local.adapters.stacks import Created, Properties, physical_name


def install() -> None:
    """Adds the resource handlers."""
    handlers = provisioners._RESOURCE_HANDLERS
    handlers["AWS::EventSchemas::Registry"] = {
        "create": _create_registry,
        "update": _update_registry,
        "delete": _delete_registry,
    }
    handlers["AWS::EventSchemas::Schema"] = {
        "create": _create_schema,
        "update": _update_schema,
        "delete": _delete_schema,
    }


def _create_registry(logical_id: str, properties: Properties, stack: str) -> Created:
    name = properties.get("RegistryName") or physical_name(stack, logical_id, 64)
    return _registry_result(schemas.create_registry, _request(properties, RegistryName=name))


def _update_registry(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    if old.get("RegistryName") != new.get("RegistryName"):
        created = _create_registry(physical_id, new, stack)
        _delete_registry(physical_id, old)
        return created
    name = physical_id.rsplit("/", 1)[-1]
    return _registry_result(schemas.update_registry, _request(new, RegistryName=name))


def _delete_registry(physical_id: str, properties: Properties) -> None:
    del properties
    _gone(schemas.delete_registry, {"RegistryName": physical_id.rsplit("/", 1)[-1]})


def _create_schema(logical_id: str, properties: Properties, stack: str) -> Created:
    name = properties.get("SchemaName") or physical_name(stack, logical_id, 385)
    registry = properties["RegistryName"].rsplit("/", 1)[-1]
    return _schema_result(schemas.create_schema, _request(properties, RegistryName=registry, SchemaName=name))


def _update_schema(physical_id: str, old: Properties, new: Properties, stack: str) -> Created:
    if any(old.get(key) != new.get(key) for key in ("RegistryName", "SchemaName")):
        created = _create_schema(physical_id, new, stack)
        _delete_schema(physical_id, old)
        return created
    registry, name = physical_id.split("/")[-2:]
    request = _request(new, RegistryName=registry, SchemaName=name)
    if old.get("Content") == new.get("Content"):
        request.pop("Content", None)
    return _schema_result(schemas.update_schema, request)


def _delete_schema(physical_id: str, properties: Properties) -> None:
    del properties
    registry, name = physical_id.split("/")[-2:]
    _gone(schemas.delete_schema, {"RegistryName": registry, "SchemaName": name})


def _request(properties: Properties, **names: str) -> dict[str, Any]:
    """The request of the service; a resource's tags are a list, the service's a map."""
    tags = {tag["Key"]: tag["Value"] for tag in properties.get("Tags") or []}
    plain = {key: properties[key] for key in ("Description", "Content", "Type") if key in properties}
    return plain | names | ({"Tags": tags} if tags else {})


def _registry_result(operation: Any, request: dict[str, Any]) -> Created:
    answer = _asked(operation, request)
    return answer["RegistryArn"], {key: answer[key] for key in ("RegistryArn", "RegistryName")}


def _schema_result(operation: Any, request: dict[str, Any]) -> Created:
    answer = _asked(operation, request)
    return answer["SchemaArn"], {key: answer[key] for key in ("SchemaArn", "SchemaName", "SchemaVersion")}


def _asked(operation: Any, request: dict[str, Any]) -> dict[str, Any]:
    try:
        answer: dict[str, Any] = operation(request)
    except ServiceError as error:
        raise ValueError(str(error)) from error
    return answer


def _gone(operation: Any, request: dict[str, Any]) -> None:
    """Deletes what may be gone already: `push` and people act on the registry beside the stack."""
    try:
        operation(request)
    except ServiceError as error:
        if error.status != 404:
            raise ValueError(str(error)) from error
