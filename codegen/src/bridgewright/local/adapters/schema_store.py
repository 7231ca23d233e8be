"""Registries, schemas and versions of the local Schema Registry, per account and region, and how requests name them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import AccountRegionScopedDict, get_account_id, get_region

from bridgewright.local.adapters.rest_json import ServiceError

_NAME = re.compile(r"[0-9A-Za-z_.@-]+")


@dataclass(frozen=True, slots=True)
class Version:
    """One stored version of a schema."""

    number: int
    type: str
    content: str
    created: datetime


@dataclass(slots=True)
class Schema:
    """A schema and its versions, oldest first."""

    name: str
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    versions: list[Version] = field(default_factory=list)
    pushed: int = 0
    modified: datetime = field(default_factory=lambda: datetime.now(UTC))

    def push(self, type_: str, content: str) -> None:
        """Adds a version; numbers are never used twice."""
        self.pushed += 1
        self.versions.append(Version(self.pushed, type_, content, datetime.now(UTC)))


@dataclass(slots=True)
class Registry:
    """A registry and its schemas by name."""

    name: str
    description: str | None = None
    tags: dict[str, str] = field(default_factory=dict)
    schemas: dict[str, Schema] = field(default_factory=dict)


registries = AccountRegionScopedDict()


def registry_arn(name: str) -> str:
    """The ARN of a registry in the caller's account and region."""
    return f"arn:aws:schemas:{get_region()}:{get_account_id()}:registry/{name}"


def schema_arn(registry: str, name: str) -> str:
    """The ARN of a schema in the caller's account and region."""
    return f"arn:aws:schemas:{get_region()}:{get_account_id()}:schema/{registry}/{name}"


def registry_of(given: dict[str, Any]) -> Registry:
    """The registry that a request names; raises `ServiceError` 404."""
    registry: Registry | None = registries.get(given["RegistryName"])
    if registry is None:
        raise ServiceError(404, "NotFoundException", f"Registry with name {given['RegistryName']} does not exist.")
    return registry


def schema_of(given: dict[str, Any]) -> Schema:
    """The schema that a request names; raises `ServiceError` 404."""
    schema = registry_of(given).schemas.get(given["SchemaName"])
    if schema is None:
        raise ServiceError(404, "NotFoundException", f"Schema with name {given['SchemaName']} does not exist.")
    return schema


def version_of(given: dict[str, Any]) -> Version:
    """The version that a request names, the newest without one; raises `ServiceError` 404."""
    schema, wanted = schema_of(given), given.get("SchemaVersion")
    if wanted is None:
        return schema.versions[-1]
    for version in schema.versions:
        if str(version.number) == wanted:
            return version
    raise ServiceError(404, "NotFoundException", f"Version {wanted} of schema {schema.name} does not exist.")


def tagged(arn: str) -> Registry | Schema:
    """What an ARN names; raises `ServiceError` 404."""
    for name in registries:
        registry: Registry = registries[name]
        if arn == registry_arn(name):
            return registry
        for schema in registry.schemas.values():
            if arn == schema_arn(name, schema.name):
                return schema
    raise ServiceError(404, "NotFoundException", f"Resource {arn} does not exist.")


def page_of(items: list[str], given: dict[str, Any]) -> tuple[list[str], str | None]:
    """One page of at most `Limit` (default 100) items, and the token of the next; a token is an item's position."""
    limit, token = given.get("Limit", 100), given.get("NextToken", "0")
    if not 1 <= limit <= 100:
        raise ServiceError(400, "BadRequestException", "Limit must be between 1 and 100.")
    if not token.isdigit():
        raise ServiceError(400, "BadRequestException", "NextToken is not valid.")
    start = int(token)
    return items[start : start + limit], str(start + limit) if start + limit < len(items) else None


def check_name(name: str, longest: int) -> None:
    """Raises `ServiceError` 400 for a name that is too long, has other characters, or is AWS's own."""
    if len(name) > longest or not _NAME.fullmatch(name) or name.startswith("aws."):
        raise ServiceError(400, "BadRequestException", f"Name {name[:longest]!r} is not valid.")
