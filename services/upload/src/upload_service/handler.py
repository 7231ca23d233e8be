"""The upload function's entry point: reads the environment, once per process."""

import os

import boto3
from botocore.config import Config

from upload_service.api import Wiring, upload_api

# Three attempts each, and short ones: the caller waits, and API Gateway hangs up after 29 seconds.
_CONFIG = Config(connect_timeout=2, read_timeout=5, retries={"mode": "standard", "total_max_attempts": 3})

handle = upload_api(
    Wiring(
        s3=boto3.client("s3", config=_CONFIG),
        dynamodb=boto3.client("dynamodb", config=_CONFIG),
        events=boto3.client("events", config=_CONFIG),
        logo_bucket=os.environ["LOGO_BUCKET"],
        control_table=os.environ["CONTROL_TABLE"],
        bus=os.environ["BUS_NAME"],
    )
)
