"""What the functions work with, made once from the environment when a function starts."""

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_s3 import S3Client

# Three attempts each, and short ones: the caller waits, and API Gateway hangs up after 29 seconds.
_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})

# Lambda gives the reissues function 20 seconds, and tries it again by itself.
_REISSUES_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 2})


@dataclass(frozen=True, slots=True)
class Wiring:
    """What the API talks to: its clients, bucket, table and bus."""

    s3: "S3Client"
    dynamodb: "DynamoDBClient"
    events: "EventBridgeClient"
    logo_bucket: str
    control_table: str
    bus: str


@dataclass(frozen=True, slots=True)
class ReissuesWiring:
    """What the reissues function talks to."""

    dynamodb: "DynamoDBClient"
    control_table: str


def wiring() -> Wiring:
    """Read the upload function's environment and make its clients.

    Raises:
        KeyError: a variable that the stack sets is missing.
    """
    return Wiring(
        s3=boto3.client("s3", config=_CONFIG),
        dynamodb=boto3.client("dynamodb", config=_CONFIG),
        events=boto3.client("events", config=_CONFIG),
        logo_bucket=os.environ["LOGO_BUCKET"],
        control_table=os.environ["CONTROL_TABLE"],
        bus=os.environ["BUS_NAME"],
    )


def reissues_wiring() -> ReissuesWiring:
    """Read the reissues function's environment and make its client.

    Raises:
        KeyError: a variable that the stack sets is missing.
    """
    return ReissuesWiring(
        dynamodb=boto3.client("dynamodb", config=_REISSUES_CONFIG), control_table=os.environ["CONTROL_TABLE"]
    )
