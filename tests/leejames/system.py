"""The three stacks deployed on local AWS, and what a caller of the system does with them."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bridgewright.local import LocalAws

ROOT = Path(__file__).resolve().parents[2]
STAGE = "live"


@dataclass(frozen=True, slots=True)
class System:
    """LeeJames HR on local AWS."""

    aws: LocalAws
    api: str
    logo_bucket: str
    payslip_bucket: str
    control_table: str

    def post(self, body: Any, key: str) -> requests.Response:
        """`POST /payslips`, signed for IAM (Signature Version 4); `body` is JSON, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "Idempotency-Key": key}
        url = f"{self.api}/payslips"
        request = AWSRequest("POST", url, data=data, headers=headers)
        environment = self.aws.environment
        credentials = Credentials(environment["AWS_ACCESS_KEY_ID"], environment["AWS_SECRET_ACCESS_KEY"])
        SigV4Auth(credentials, "execute-api", environment["AWS_DEFAULT_REGION"]).add_auth(request)
        return requests.post(url, data=data, headers=dict(request.headers), timeout=30)

    def pdfs(self) -> tuple[str, ...]:
        """Keys in the payslip bucket, sorted."""
        pages = self.aws.client("s3").get_paginator("list_objects_v2").paginate(Bucket=self.payslip_bucket)
        return tuple(sorted(item["Key"] for page in pages for item in page.get("Contents", [])))

    def pdf(self, key: str) -> bytes:
        """One object of the payslip bucket."""
        body: bytes = self.aws.client("s3").get_object(Bucket=self.payslip_bucket, Key=key)["Body"].read()
        return body


def deploy(aws: LocalAws, say: Callable[[str], None] = lambda _: None) -> System:
    """The messaging, upload and pdf stacks, from the very templates that AWS would get."""
    deploy_messaging(aws)
    say("stack leejames-messaging")
    upload = aws.deploy("leejames-upload", ROOT / "services/upload/template.yaml")
    say("stack leejames-upload")
    pdf = aws.deploy(
        "leejames-pdf", ROOT / "services/pdf/template.yaml", parameters={"LogoBucketName": upload["LogoBucket"]}
    )
    say("stack leejames-pdf")
    return System(
        aws,
        aws.api_url(upload["ApiId"], STAGE).rstrip("/"),
        upload["LogoBucket"],
        pdf["PayslipBucket"],
        upload["ControlTable"],
    )


def deploy_messaging(aws: LocalAws) -> dict[str, str]:
    """The generated messaging stack alone; its outputs."""
    return aws.deploy("leejames-messaging", ROOT / "generated/infra/messaging.json")


def wait_until(holds: Callable[[], bool], what: str, seconds: float = 30) -> None:
    """Asks until `holds` says yes.

    Raises:
        TimeoutError: it didn't within `seconds`; the message says `what` was awaited.
    """
    deadline = time.monotonic() + seconds
    while not holds():
        if time.monotonic() > deadline:
            raise TimeoutError(f"after {seconds:.0f} s still waiting: {what}")
        time.sleep(0.05)
