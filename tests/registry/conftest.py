"""A real registry for the tests that need one."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator

import pytest

from bridgewright.local import LocalAws
from registry.gateway import Gateway, gateway_to


@pytest.fixture
def gateway(aws: LocalAws, monkeypatch: pytest.MonkeyPatch) -> Iterator[Gateway]:
    """The way to local AWS that a test can make fail; the environment has credentials and region for it."""
    for name, value in aws.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("AWS_ENDPOINT_URL")
    with gateway_to(aws.endpoint) as gateway:
        yield gateway


@pytest.fixture
def registry(aws: LocalAws) -> Iterator[str]:
    """An empty registry of the test's own."""
    name = f"shop-{uuid.uuid4().hex[:8]}"
    client = aws.client("schemas")
    client.create_registry(RegistryName=name)
    yield name
    for page in client.get_paginator("list_schemas").paginate(RegistryName=name):
        for schema in page["Schemas"]:
            client.delete_schema(RegistryName=name, SchemaName=schema["SchemaName"])
    client.delete_registry(RegistryName=name)


Publish = Callable[[str, str], str]


@pytest.fixture
def publish(aws: LocalAws, registry: str) -> Publish:
    """Writes content into the registry as somebody else would: name, content -> the registry's version."""

    def write(name: str, content: str) -> str:
        client = aws.client("schemas")
        names = [s["SchemaName"] for s in client.list_schemas(RegistryName=registry)["Schemas"]]
        call = client.update_schema if name in names else client.create_schema
        version: str = call(RegistryName=registry, SchemaName=name, Type="OpenApi3", Content=content)["SchemaVersion"]
        return version

    return write
