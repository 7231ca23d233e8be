"""The services' handlers in this process, their clients on local AWS."""

from __future__ import annotations

import hashlib
import importlib
import json
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import pytest
import requests

from bridgewright.local import LocalAws
from bridgewright.testing import CaughtEvents, Contracts
from contract.uploads import logo, valid_uploads
from leejames.system import System, deploy
from pdf_service.wiring import Wiring, wiring
from thorough import samples

REQUESTS = samples(120, 40)
LOGO = logo(0)
LOGO_HASH = hashlib.sha256(LOGO).hexdigest()
LOGO_KEY = f"logos/{LOGO_HASH}.png"
LOGO_BUCKET = "leejames-logos-123456789012-eu-west-2"
Handler = Callable[[dict[str, Any]], Any]


def with_real_logo(detail: Any) -> Any:
    """The detail with a claim check on a logo that is there, and with a payslip id of its own."""
    unique = uuid.uuid5(uuid.NAMESPACE_OID, json.dumps(detail, sort_keys=True))
    claim = {"bucket": LOGO_BUCKET, "key": LOGO_KEY, "sha256": LOGO_HASH, "contentType": "image/png"}
    return detail | {"data": detail["data"] | {"logo": claim, "payslipId": str(unique)}}


@dataclass(frozen=True)
class Context:
    """What a handler reads of Lambda's context object."""

    function_name: str
    memory_limit_in_mb: int = 1024
    aws_request_id: str = "00000000-0000-4000-8000-000000000000"

    @property
    def invoked_function_arn(self) -> str:
        """The function's ARN."""
        return f"arn:aws:lambda:eu-west-2:123456789012:function:{self.function_name}"

    def get_remaining_time_in_millis(self) -> int:
        """Half a minute, always."""
        return 30_000


@dataclass(frozen=True)
class Uploads:
    """Requests (idempotency key, body), their answers, and what the bus carried meanwhile."""

    posted: tuple[tuple[str, dict[str, Any]], ...]
    answers: tuple[requests.Response, ...]
    events: tuple[dict[str, Any], ...]


@pytest.fixture(scope="session")
def deployed() -> Iterator[System]:
    """The three stacks, from the very templates that AWS gets, on an AWS of their own.

    The deployed PDF function takes no messages: here its handler is called directly.
    """
    with LocalAws() as aws:
        system = deploy(aws)
        functions = aws.client("lambda")
        mapping = functions.list_event_source_mappings(FunctionName="leejames-pdf")["EventSourceMappings"][0]["UUID"]
        functions.update_event_source_mapping(UUID=mapping, Enabled=False)
        yield system


@pytest.fixture(scope="session")
def uploads(deployed: System, contracts: Contracts) -> Uploads:
    """Many valid requests, posted one after the other over HTTP."""
    aws = deployed.aws
    chosen = tuple(islice(valid_uploads(contracts.catalog.apis[0], seed=1), REQUESTS))
    with CaughtEvents(aws.client("events"), aws.client("sqs"), "leejames-hr") as caught:
        answers = tuple(deployed.post(body, key) for key, body in chosen)
        accepted = sum(answer.status_code == requests.codes.created for answer in answers)
        events = [e for e in caught.events(at_least=accepted) if e["detail-type"] == "payslip.uploaded"]
    return Uploads(chosen, answers, tuple(events))


@pytest.fixture(scope="module")
def environment(deployed: System) -> Iterator[pytest.MonkeyPatch]:
    """AWS_* variables of local AWS, in this process for the time of a module."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in deployed.aws.environment.items():
            patch.setenv(name, value)
        patch.setenv("POWERTOOLS_TRACE_DISABLED", "1")
        patch.setenv("POWERTOOLS_LOG_LEVEL", "ERROR")
        yield patch


@pytest.fixture(scope="module")
def pdf_wiring(deployed: System, environment: pytest.MonkeyPatch) -> Wiring:
    """What the pdf function works with: the deployed buckets and bus."""
    environment.setenv("PAYSLIP_BUCKET", deployed.payslip_bucket)
    environment.setenv("LOGO_BUCKET", deployed.logo_bucket)
    environment.setenv("BUS_NAME", "leejames-hr")
    deployed.aws.client("s3").put_object(Bucket=deployed.logo_bucket, Key=LOGO_KEY, Body=LOGO)
    return wiring()


@pytest.fixture(scope="module")
def render(pdf_wiring: Wiring) -> Handler:
    """Invokes the pdf handler with a Lambda event."""
    handle = importlib.import_module("pdf_service.batch").batch_handler(pdf_wiring)
    return lambda event: handle(event, Context("leejames-pdf"))


@pytest.fixture(scope="module")
def record_reissue(deployed: System, environment: pytest.MonkeyPatch) -> Handler:
    """Invokes the reissues handler with a whole event."""
    environment.setenv("CONTROL_TABLE", deployed.control_table)
    aws: LocalAws = deployed.aws
    module = importlib.import_module("upload_service.reissues")
    handle = module.reissues(module.ReissuesWiring(aws.client("dynamodb"), deployed.control_table))
    return lambda event: handle(event, Context("leejames-reissues"))
