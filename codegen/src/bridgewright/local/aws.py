"""`LocalAws`: AWS on this machine as a context manager, for tests, the demo and `bridgewright local up`."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from bridgewright.findings import BridgewrightError
from bridgewright.local.deployment import Deployer
from bridgewright.local.process import Server, ServerSettings

SECRET = "test"  # noqa: S105  (the root secret that ministack expects, no secret at all)


class LocalAws:
    """AWS services on a free loopback port, started by `with` and gone after it.

    Args:
        enforce_iam: check signatures and IAM policies of every call, and give each Lambda its role's credentials.
        account: the twelve-digit account id.
        region: the region of every client and of the Lambdas.
        root: the folder that relative template paths of `deploy` start from (default: the working folder).
        env: more settings for the server process, as environment variables.
        adapters: names of the adapters to install (default: all); `()` gives plain ministack.
    """

    def __init__(  # noqa: PLR0913  (settings, all by name, all with a default)
        self,
        *,
        enforce_iam: bool = False,
        account: str = "123456789012",
        region: str = "eu-west-2",
        root: Path | None = None,
        env: Mapping[str, str] | None = None,
        adapters: tuple[str, ...] | None = None,
    ) -> None:
        self.account = account
        self.region = region
        self._root = root
        self._settings = ServerSettings(account, region, enforce_iam, adapters, env or {})
        self._server: Server | None = None
        self._clients: dict[str, Any] = {}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Starts the server and returns when it answers; raises `BridgewrightError` when it can't."""
        self._server = Server(self._settings)

    def stop(self) -> None:
        """Ends the server and removes every trace of it."""
        if self._server is not None:
            self._server.stop()
        self._server = None
        self._clients.clear()

    def wait(self) -> int:
        """Blocks until the server ends by itself (`KeyboardInterrupt` passes through); returns its exit code."""
        return self._running.wait()

    @property
    def endpoint(self) -> str:
        """The URL of every service, `http://127.0.0.1:PORT`."""
        return self._running.endpoint

    @property
    def server_log(self) -> Path:
        """The log file of the server, for looking into a failure."""
        return self._running.log

    @property
    def folder(self) -> Path:
        """The temporary folder of the server and its Lambda workers."""
        return self._running.folder

    @property
    def pid(self) -> int:
        """The process id of the server."""
        return self._running.pid

    @property
    def environment(self) -> dict[str, str]:
        """The `AWS_*` variables with which any SDK or the AWS CLI in another process talks to this server."""
        return {
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": self.region,
            "AWS_DEFAULT_REGION": self.region,
            "AWS_ACCESS_KEY_ID": self.account,
            "AWS_SECRET_ACCESS_KEY": SECRET,
            "AWS_EC2_METADATA_DISABLED": "true",
        }

    def client(self, service: str) -> Any:
        """A boto3 client of any service with the rights of the account's administrator."""
        if service not in self._clients:
            self._clients[service] = boto3.session.Session().client(  # type: ignore[call-overload]
                service,
                endpoint_url=self.endpoint,
                region_name=self.region,
                aws_access_key_id=self.account,
                aws_secret_access_key=SECRET,
                config=Config(
                    retries={"total_max_attempts": 1}, s3={"addressing_style": "path"}, max_pool_connections=50
                ),
            )
        return self._clients[service]

    def deploy(self, stack: str, template: Path, parameters: Mapping[str, str] | None = None) -> dict[str, str]:
        """Creates or updates a stack from a template file and returns its outputs.

        Local code folders go to S3 as `aws cloudformation package` does it; the template is otherwise the one
        AWS would get. Raises `BridgewrightError` with the stack's own reason, in one line.
        """
        path = template if self._root is None else self._root / template
        return Deployer(self.client("cloudformation"), self.client("s3"), self.region).deploy(
            stack, path, parameters or {}
        )

    def api_url(self, rest_api_id: str, stage: str) -> str:
        """The base URL, without a trailing slash, at which HTTP calls reach a stage of a REST API."""
        return f"{self.endpoint}/_aws/execute-api/{rest_api_id}/{stage}"

    def logs(self, function_name: str) -> list[str]:
        """Everything that a Lambda function wrote to its log group so far, oldest first."""
        pages = self.client("logs").get_paginator("filter_log_events")
        try:
            events = [
                event
                for page in pages.paginate(logGroupName=f"/aws/lambda/{function_name}")
                for event in page["events"]
            ]
        except ClientError as error:
            if error.response["Error"]["Code"] == "ResourceNotFoundException":
                return []
            raise
        return [event["message"] for event in sorted(events, key=lambda event: int(event["timestamp"]))]

    @property
    def _running(self) -> Server:
        if self._server is None:
            raise BridgewrightError("local AWS is not running: use it in a `with` block, or call start() first")
        return self._server
