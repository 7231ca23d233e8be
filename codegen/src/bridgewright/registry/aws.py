"""Reads and writes an EventBridge Schema Registry through boto3's `schemas` client."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from botocore.parsers import ResponseParserError

from bridgewright.findings import BridgewrightError
from bridgewright.registry.failures import explained
from bridgewright.registry.planning import (
    CONTRACT_TAG,
    MAJOR_TAG,
    SCHEMA_TYPE,
    Action,
    Change,
    Plan,
    Published,
    Pulled,
    RegistrySchema,
    RegistryState,
    Wanted,
    compared,
    compared_schema,
)

if TYPE_CHECKING:
    from mypy_boto3_schemas import SchemasClient
    from mypy_boto3_schemas.type_defs import SchemaSummaryTypeDef

_ATTEMPTS = 5
_RACES = 3


@dataclass(frozen=True, slots=True)
class Applied:
    """One schema after a push: `action` is `unchanged` when somebody else wrote the same content first.

    `registry_version` is the registry's own number of the content.
    """

    change: Change
    action: Action
    registry_version: str


def connect(endpoint_url: str | None = None, region: str | None = None) -> SchemasClient:
    """A client for `plan`, `push` and `pull`; without arguments, all as the AWS environment and configuration say.

    botocore's standard mode retries throttling (429) and server errors with exponential backoff and jitter;
    a repeated UpdateSchema carries the same client token, so that it counts once.
    https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html

    Raises:
        BridgewrightError: the environment names no region, an unknown profile, or no usable endpoint.
    """
    config = Config(retries={"mode": "standard", "total_max_attempts": _ATTEMPTS}, connect_timeout=5, read_timeout=20)
    try:
        # boto3 itself reads AWS_DEFAULT_REGION alone, unlike the AWS CLI and the other SDKs.
        session = boto3.session.Session(region_name=region or os.environ.get("AWS_REGION"))
        return session.client("schemas", endpoint_url=endpoint_url, config=config)
    except (BotoCoreError, ValueError) as error:
        raise BridgewrightError(explained(error, "")) from error


def plan(client: SchemasClient, registry: str, wanted: Wanted) -> Plan:
    """What a push of `wanted` would do; reads the registry and writes nothing.

    Raises:
        BridgewrightError: the registry doesn't exist, or AWS can't be reached or refuses.
    """
    with _one_line(f"registry {registry}"):
        _find_registry(client, registry)
        versions = {summary["SchemaName"]: summary.get("VersionCount", 0) for summary in _listed(client, registry)}
        found = {s.name: _read(client, registry, s.name) for s in wanted.schemas if s.name in versions}
    published = {name: schema for name, schema in found.items() if schema is not None}
    return compared(registry, wanted, RegistryState(versions, published))


def pull(client: SchemasClient, registry: str, names: Iterable[str], *, every: bool) -> Pulled:
    """What a registry holds under these schema names: the current content, or with `every` each version's.

    Raises:
        BridgewrightError: the registry doesn't exist, or AWS can't be reached or refuses.
    """
    with _one_line(f"registry {registry}"):
        _find_registry(client, registry)
        tags = {summary["SchemaName"]: summary.get("Tags", {}) for summary in _listed(client, registry)}
        contents = {
            name: tuple(_versions(client, registry, name) if every else _current(client, registry, name))
            for name in names
            if name in tags
        }
    made = {name: (of.get(CONTRACT_TAG, ""), of.get(MAJOR_TAG, "")) for name, of in tags.items()}
    return Pulled(registry, contents, {name: owner for name, owner in made.items() if all(owner)})


def push(client: SchemasClient, plan: Plan) -> Iterator[Applied]:
    """Writes the plan's changes one by one and yields each when it is done; a plan without any writes nothing.

    Each schema is read again right before it is written, so that a push that runs at the same time is not
    overwritten. After a failure, planning and pushing again goes on where this one stopped.

    Raises:
        BridgewrightError: before any write, when the plan has refused changes; later, when a write fails: the
            message says how many were done.
    """
    if plan.refused:
        first = plan.refused[0]
        raise BridgewrightError(f"nothing was pushed: {first.name}: {first.reason}")
    for done, change in enumerate(plan.writes):
        if change.schema is None:
            continue
        try:
            with _one_line(change.name):
                applied = _apply(client, plan.registry, change, change.schema)
        except BridgewrightError as error:
            raise BridgewrightError(
                f"{error} ({done} of {len(plan.writes)} schemas were written; push again to go on from there)"
            ) from error
        yield applied


def _listed(client: SchemasClient, registry: str) -> Iterator[SchemaSummaryTypeDef]:
    for page in client.get_paginator("list_schemas").paginate(RegistryName=registry):
        yield from page["Schemas"]


def _current(client: SchemasClient, registry: str, name: str) -> Iterator[Published]:
    found = _read(client, registry, name)
    if found is not None:
        yield found


def _versions(client: SchemasClient, registry: str, name: str) -> Iterator[Published]:
    """Every version of a schema, oldest first: the registry counts them, and deleted ones leave gaps."""
    numbers = [
        summary["SchemaVersion"]
        for page in client.get_paginator("list_schema_versions").paginate(RegistryName=registry, SchemaName=name)
        for summary in page["SchemaVersions"]
    ]
    for number in sorted(numbers, key=lambda text: (len(text), text)):
        found = _read(client, registry, name, number)
        if found is not None:
            yield found


def _find_registry(client: SchemasClient, registry: str) -> None:
    strange = "the endpoint doesn't answer as a schema registry does: check AWS_ENDPOINT_URL or --endpoint-url"
    try:
        found = client.describe_registry(RegistryName=registry).get("RegistryName")
    except client.exceptions.NotFoundException as error:
        raise BridgewrightError(
            f"the registry {registry} doesn't exist: deploy the messaging stack first (or check account and region)"
        ) from error
    except (AttributeError, TypeError, UnicodeDecodeError, ResponseParserError) as error:
        # What botocore's parser raises when a web server that isn't AWS answers 200.
        raise BridgewrightError(strange) from error
    if found != registry:
        raise BridgewrightError(strange)


def _apply(client: SchemasClient, registry: str, planned: Change, schema: RegistrySchema) -> Applied:
    for _ in range(_RACES):
        published = _read(client, registry, schema.name)
        change = compared_schema(schema, published)
        if change.action is Action.UNCHANGED and published:
            return Applied(planned, Action.UNCHANGED, published.registry_version)
        if change.action is Action.REFUSED:
            raise BridgewrightError(f"{schema.name}: {change.reason}")
        try:
            return Applied(planned, change.action, _write(client, registry, schema, change.action))
        except ClientError as error:
            if error.response["Error"]["Code"] == "ConflictException":
                # The API has this answer (HTTP 409) to a create that comes second, though its model names none.
                continue
            if planned.reason:
                said = error.response["Error"].get("Message", "")
                raise BridgewrightError(
                    f"{schema.name}: AWS refused it ({said}): {planned.reason}; ask AWS for more, or delete old ones"
                ) from error
            raise
    raise BridgewrightError(f"{schema.name}: the registry keeps answering that somebody else is writing it")


def _read(client: SchemasClient, registry: str, name: str, version: str | None = None) -> Published | None:
    try:
        if version is None:
            answer = client.describe_schema(RegistryName=registry, SchemaName=name)
        else:
            answer = client.describe_schema(RegistryName=registry, SchemaName=name, SchemaVersion=version)
    except client.exceptions.NotFoundException:
        return None
    return Published(answer["Content"], answer["Type"], answer["SchemaVersion"])


def _write(client: SchemasClient, registry: str, schema: RegistrySchema, action: Action) -> str:
    if action is Action.UPDATE:
        return client.update_schema(
            RegistryName=registry,
            SchemaName=schema.name,
            Type=SCHEMA_TYPE,
            Content=schema.content,
            Description=schema.description,
        )["SchemaVersion"]
    return client.create_schema(
        RegistryName=registry,
        SchemaName=schema.name,
        Type=SCHEMA_TYPE,
        Content=schema.content,
        Description=schema.description,
        Tags=schema.tags,
    )["SchemaVersion"]


@contextmanager
def _one_line(subject: str) -> Iterator[None]:
    try:
        yield
    except (BotoCoreError, ClientError, ResponseParserError) as error:
        raise BridgewrightError(explained(error, subject)) from error
