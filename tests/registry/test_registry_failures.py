"""A broken environment is one line that says what to do; never a traceback."""

from __future__ import annotations

import socket
from pathlib import Path

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import (
    ConnectTimeoutError,
    PartialCredentialsError,
    SSLError,
    TokenRetrievalError,
    UnauthorizedSSOTokenError,
)

from bridgewright.findings import BridgewrightError
from bridgewright.registry import Wanted, connect, plan
from bridgewright.registry.failures import explained
from registry.contracts import wanted_schema
from registry.gateway import Fault, Gateway

WANTED = Wanted((wanted_schema("1.0.0"),))
ONCE = Config(retries={"total_max_attempts": 1})


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> pytest.MonkeyPatch:
    """An environment with no AWS configuration of any kind."""
    for name in (
        "AWS_PROFILE",
        "AWS_DEFAULT_PROFILE",
        "AWS_REGION",
        "AWS_DEFAULT_REGION",
        "AWS_ENDPOINT_URL",
        "AWS_ACCESS_KEY_ID",
        "AWS_SECRET_ACCESS_KEY",
        "AWS_SESSION_TOKEN",
        "AWS_WEB_IDENTITY_TOKEN_FILE",
        "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI",
        "AWS_CONTAINER_CREDENTIALS_FULL_URI",
    ):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_CONFIG_FILE", str(tmp_path / "config"))
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", str(tmp_path / "credentials"))
    return monkeypatch


def failure_of_plan(endpoint: str, registry: str = "shop") -> str:
    """The error of a plan, with retries off: they are the client's, and only take time here."""
    client = boto3.session.Session().client("schemas", endpoint_url=endpoint, config=ONCE)
    with pytest.raises(BridgewrightError) as failure:
        plan(client, registry, WANTED)
    return str(failure.value)


@pytest.mark.parametrize(
    ("environment", "endpoint", "region", "expected"),
    [
        ({}, None, None, "no AWS region: set AWS_REGION or pass --region"),
        ({"AWS_PROFILE": "nobody"}, None, "eu-west-2", "(nobody) could not be found: check AWS_PROFILE"),
        ({}, "nonsense", "eu-west-2", "Invalid endpoint: nonsense: check AWS_ENDPOINT_URL or --endpoint-url"),
        ({}, None, "not a region", "check AWS_REGION or --region"),
    ],
    ids=["no region", "unknown profile", "no URL", "no such region"],
)
def test_a_client_that_cannot_be_made_says_what_to_set(
    bare: pytest.MonkeyPatch, environment: dict[str, str], endpoint: str | None, region: str | None, expected: str
) -> None:
    """Region, profile and endpoint are checked before any call."""
    for name, value in environment.items():
        bare.setenv(name, value)
    with pytest.raises(BridgewrightError) as failure:
        connect(endpoint, region)

    assert str(failure.value).endswith(expected)
    assert "\n" not in str(failure.value)


@pytest.mark.parametrize("name", ["AWS_REGION", "AWS_DEFAULT_REGION"])
def test_either_region_variable_counts(bare: pytest.MonkeyPatch, name: str) -> None:
    """AWS_REGION, as the AWS CLI and CI actions set it, does as well as boto3's own AWS_DEFAULT_REGION."""
    bare.setenv(name, "eu-west-2")

    assert "eu-west-2" == connect().meta.region_name


def test_missing_credentials_say_what_to_set(bare: pytest.MonkeyPatch) -> None:
    """Without credentials nothing is sent."""
    with pytest.raises(BridgewrightError) as failure:
        plan(connect("http://127.0.0.1:9", "eu-west-2"), "shop", WANTED)

    assert "registry shop: no usable AWS credentials" in str(failure.value)
    assert "set AWS_PROFILE, or AWS_ACCESS_KEY_ID" in str(failure.value)


def test_an_endpoint_that_nobody_serves_is_named(bare: pytest.MonkeyPatch) -> None:
    """A closed port: the URL that was tried, and where it may come from."""
    with socket.socket() as reserved:
        reserved.bind(("127.0.0.1", 0))
        endpoint = f"http://127.0.0.1:{reserved.getsockname()[1]}"
        for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
            bare.setenv(name, "test")
        bare.setenv("AWS_DEFAULT_REGION", "eu-west-2")
        message = failure_of_plan(endpoint)

    assert endpoint in message
    assert message.endswith("check the network, AWS_REGION and AWS_ENDPOINT_URL or --endpoint-url")


@pytest.mark.aws
def test_a_registry_that_does_not_exist_names_the_stack_that_makes_it(gateway: Gateway) -> None:
    """CloudFormation owns the registry; a push never creates one."""
    assert (
        failure_of_plan(gateway.url, "not-deployed")
        == "the registry not-deployed doesn't exist: deploy the messaging stack first (or check account and region)"
    )


@pytest.mark.aws
@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (403, "AccessDeniedException", "AWS doesn't allow schemas:DescribeRegistry here"),
        (403, "ForbiddenException", "AWS doesn't allow schemas:DescribeRegistry here"),
        (403, "ExpiredTokenException", "the AWS credentials have expired: get new ones"),
        (403, "UnrecognizedClientException", "AWS doesn't accept the credentials (UnrecognizedClientException)"),
        (429, "TooManyRequestsException", "AWS keeps throttling the calls: wait a minute"),
        (503, "ServiceUnavailableException", "AWS failed to answer DescribeRegistry"),
        (400, "BadRequestException", "DescribeRegistry failed: BadRequestException"),
    ],
)
def test_what_aws_refuses_is_explained(gateway: Gateway, status: int, code: str, expected: str) -> None:
    """The modelled errors of the service, and those that every AWS endpoint gives for credentials."""
    gateway.faults = [Fault("GET", "/registries/name/shop", status, code)]

    assert failure_of_plan(gateway.url).startswith(f"registry shop: {expected}")


@pytest.mark.aws
@pytest.mark.parametrize("body", [b"<html>Welcome to nginx</html>", b"{}", b"[]", b"\xff"])
def test_an_endpoint_that_is_not_aws_is_recognised(gateway: Gateway, body: bytes) -> None:
    """200 from something else must not pass for an empty registry."""
    gateway.faults = [Fault("GET", "/registries/name/shop", 200, "", body=body)]

    assert "the endpoint doesn't answer as" in failure_of_plan(gateway.url)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (UnauthorizedSSOTokenError(), "run `aws sso login`"),
        (TokenRetrievalError(provider="sso", error_msg="Token has expired"), "run `aws sso login`"),
        (PartialCredentialsError(provider="env", cred_var="AWS_SECRET_ACCESS_KEY"), "set AWS_PROFILE, or AWS_ACCESS_"),
        (ConnectTimeoutError(endpoint_url="https://schemas.eu-west-2.amazonaws.com"), "check the network, AWS_REGION"),
        (
            SSLError(endpoint_url="https://localhost", error=OSError("self-signed certificate")),
            "the endpoint doesn't answer as",
        ),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
def test_what_a_test_cannot_bring_about_is_explained_too(error: Exception, expected: str) -> None:
    """botocore's own exceptions, as its sources raise them: each gets one line that says what to do."""
    line = explained(error, "registry shop")

    assert line.startswith("registry shop: ")
    assert expected in line
    assert "\n" not in line
