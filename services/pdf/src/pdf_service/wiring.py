"""What the function works with, made once from the environment when it starts."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client

# Three attempts each, and short ones: Lambda ends the function after 30 seconds, and SQS delivers again.
_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the service talks to: its clients, buckets and bus."""

    s3: "S3Client"
    events: "EventBridgeClient"
    payslip_bucket: str
    logo_bucket: str
    bus: str


def wiring() -> Wiring:
    """Read the function's environment and make its clients.

    Raises:
        KeyError: a variable that the stack sets is missing.
    """
    return Wiring(
        s3=boto3.client("s3", config=_CONFIG),
        events=boto3.client("events", config=_CONFIG),
        payslip_bucket=os.environ["PAYSLIP_BUCKET"],
        logo_bucket=os.environ["LOGO_BUCKET"],
        bus=os.environ["BUS_NAME"],
    )
