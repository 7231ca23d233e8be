"""The upload API against its OpenAPI document, over HTTP, on the deployed API."""

from __future__ import annotations

import time
import uuid
from itertools import count
from typing import Any

import pytest
import requests
import schemathesis
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bridgewright.project.reading import read_project
from bridgewright.sample import value_faults
from bridgewright.testing import Contracts
from contract.conftest import REQUESTS, Uploads
from contract.uploads import encoded_logo, valid_uploads
from leejames.system import ROOT, System
from thorough import law

pytestmark = pytest.mark.aws

_CATALOG = read_project(ROOT / "contracts").catalog
assert _CATALOG is not None
# Each request is signed as a whole, which no generated Authorization header can be.
_UNSIGNED = schemathesis.Config.from_dict({"generation": {"with-security-parameters": False}})
schema = schemathesis.openapi.from_dict(_CATALOG.apis[0].document.content, config=_UNSIGNED)
_numbers = count()


@schemathesis.hook
def before_call(context: schemathesis.HookContext, case: Any, kwargs: dict[str, Any]) -> None:
    """Valid requests get a real logo, which no schema can describe, and a key and an employee of their own."""
    if case.meta.generation.mode.is_positive and isinstance(case.body, dict):
        number = next(_numbers)
        case.body["logo"]["data"] = encoded_logo(number)
        case.body["payslip"]["employee"]["id"] = f"S-{number}"
        case.headers["Idempotency-Key"] = f"schemathesis-{uuid.uuid4()}"


class Signed(requests.auth.AuthBase):
    """Signs each request as the AWS SDKs do (Signature Version 4)."""

    def __init__(self, system: System) -> None:
        environment = system.aws.environment
        self._credentials = Credentials(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        self._region = environment["AWS_DEFAULT_REGION"]

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """The request with its signature."""
        signed = AWSRequest(request.method, request.url, data=request.body, headers=dict(request.headers))
        SigV4Auth(self._credentials, "execute-api", self._region).add_auth(signed)
        request.headers.update(dict(signed.headers))
        return request


@pytest.fixture(scope="module")
def signed(deployed: System) -> dict[str, Any]:
    """Arguments for a signed call of the deployed API."""
    return {"base_url": deployed.api, "auth": Signed(deployed), "timeout": 30}


@schema.parametrize()
@law(whole=120, few=30, derandomize=True)
def test_the_api_follows_its_document(case: Any, signed: dict[str, Any]) -> None:
    """Every default check of schemathesis, on valid and invalid requests: no 5xx, no answer that the document lacks."""
    case.call_and_validate(**signed)


def test_spoilt_requests_are_refused(deployed: System, contracts: Contracts) -> None:
    """Every single fault that a valid request can have, but for its logo, is refused with 400 and problem details."""
    document = contracts.catalog.apis[0].document.content
    _, body = next(valid_uploads(contracts.catalog.apis[0]))
    faults = [
        fault
        for fault in value_faults(document, "/components/schemas/UploadRequest", body)
        if not fault.pointer.startswith("/logo/data")
    ]
    answers = [(fault, patiently(deployed, fault.detail, f"spoilt-{n:06}")) for n, fault in enumerate(faults)]

    assert len(faults) > 300
    assert [] == [(f.pointer, f.keyword, a.status_code, a.text) for f, a in answers if a.status_code != 400]


def patiently(system: System, body: Any, key: str) -> requests.Response:
    """The answer to a request, sent again as long as the API says that there are too many."""
    for _ in range(100):
        answer = system.post(body, key)
        if answer.status_code != requests.codes.too_many_requests:
            break
        time.sleep(0.1)
    return answer


def test_unsigned_requests_are_refused(deployed: System) -> None:
    """Without a signature the answer is 403 with problem details, which the document describes.

    Source: https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
    (MISSING_AUTHENTICATION_TOKEN: 403).
    """
    answer = requests.post(f"{deployed.api}/payslips", json={}, headers={"Idempotency-Key": "unsigned-1"}, timeout=30)

    assert (403, "application/problem+json", 403) == (
        answer.status_code,
        answer.headers["Content-Type"],
        answer.json()["status"],
    )


def test_valid_requests_are_accepted(uploads: Uploads) -> None:
    """120 generated valid requests, the longest names and strangest scripts among them, each get 201 and an id."""
    assert [] == [(answer.status_code, answer.text) for answer in uploads.answers if answer.status_code != 201]
    assert REQUESTS == len({answer.json()["payslipId"] for answer in uploads.answers})
