import base64
import copy
import io
import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from botocore.config import Config
from PIL import Image

from bridgewright.local import LocalAws
from upload_service.api import upload_api
from upload_service.wiring import Wiring

CONTRACTS = Path(__file__).parents[3] / "contracts"
ALICE = "arn:aws:iam::123456789012:user/alice"


@pytest.fixture(scope="session")
def logo_data() -> str:
    """A small PNG in base64."""
    file = io.BytesIO()
    Image.new("RGB", (60, 20), "#0f4c81").save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


@pytest.fixture
def upload_body(logo_data: str) -> dict[str, Any]:
    """A request with every section; its employee is new in each test, so that tests don't meet in the table."""
    contract = yaml.safe_load((CONTRACTS / "events/payslip.uploaded/2.1.0.yaml").read_text())
    payslip = copy.deepcopy(contract["components"]["examples"]["monthly"]["value"]["data"]["payslip"])
    payslip["employee"]["id"] = f"E-{uuid.uuid4().hex[:12]}"
    return {"delivery": {"channel": "pdf"}, "logo": {"data": logo_data}, "payslip": payslip}


@pytest.fixture
def proxy_event() -> Callable[..., dict[str, Any]]:
    """Makes the event that API Gateway sends for a REST API (payload format 1.0), with binary media types on.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    """

    def make(
        body: Any,
        key: str | None = "key-00000001",
        *,
        caller: str | None = ALICE,
        content_type: str | None = "application/json",
        method: str = "POST",
        path: str = "/payslips",
    ) -> dict[str, Any]:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = {"Content-Type": content_type, "Idempotency-Key": key, "Host": "api.example"}
        sent = {name: value for name, value in headers.items() if value is not None}
        return {
            "resource": path,
            "path": path,
            "httpMethod": method,
            "headers": sent,
            "multiValueHeaders": {name: [value] for name, value in sent.items()},
            "queryStringParameters": None,
            "multiValueQueryStringParameters": None,
            "pathParameters": None,
            "stageVariables": None,
            "requestContext": {
                "accountId": "123456789012",
                "httpMethod": method,
                "identity": {"sourceIp": "192.0.2.1", "userArn": caller},
                "path": f"/live{path}",
                "requestId": str(uuid.uuid4()),
                "resourcePath": path,
                "stage": "live",
            },
            "body": base64.b64encode(raw).decode() if raw else None,
            "isBase64Encoded": bool(raw),
        }

    return make


@dataclass(frozen=True, slots=True)
class Invocation:
    """What Lambda hands a function beside the event."""

    remaining_milliseconds: int = 25_000
    function_name: str = "leejames-upload"
    function_version: str = "$LATEST"
    memory_limit_in_mb: int = 1024
    invoked_function_arn: str = "arn:aws:lambda:eu-west-2:123456789012:function:leejames-upload"
    aws_request_id: str = field(default_factory=lambda: str(uuid.uuid4()))

    def get_remaining_time_in_millis(self) -> int:
        """How long until Lambda ends the invocation."""
        return self.remaining_milliseconds


@pytest.fixture
def invocation() -> Callable[..., Invocation]:
    """Makes the context of one invocation."""
    return Invocation


@dataclass(frozen=True, slots=True)
class Upload:
    """The upload function in this process, on resources of local AWS, and ways to watch them."""

    wiring: Wiring
    queue: str
    aws: LocalAws
    make_event: Callable[..., dict[str, Any]]

    def post(
        self, body: Any, key: str, *, milliseconds: int = 25_000, wiring: Wiring | None = None, **event: Any
    ) -> Any:
        """One request, in a fresh function instance; gives API Gateway's answer with the body decoded."""
        handle = upload_api(wiring or self.wiring)
        answer = handle(self.make_event(body, key, **event), Invocation(milliseconds))  # type: ignore[arg-type]
        return {**answer, "body": json.loads(answer["body"])}

    def events(self) -> list[dict[str, Any]]:
        """The events that reached the bus since the last call, oldest first."""
        sqs = self.aws.client("sqs")
        found: list[dict[str, Any]] = []
        while batch := sqs.receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10).get("Messages"):
            for message in batch:
                found.append(json.loads(message["Body"]))
                sqs.delete_message(QueueUrl=self.queue, ReceiptHandle=message["ReceiptHandle"])
        return found

    def item(self, item_id: str) -> dict[str, Any] | None:
        """One item of the control table."""
        found = self.aws.client("dynamodb").get_item(TableName=self.wiring.control_table, Key={"id": {"S": item_id}})
        return found.get("Item")


@pytest.fixture
def upload(aws: LocalAws, proxy_event: Callable[..., dict[str, Any]]) -> Upload:
    """The upload function on a bucket, a table and a bus of its own; clients too, so that a test may break them."""
    name = f"upload-{uuid.uuid4().hex[:8]}"
    aws.client("s3").create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": aws.region})
    aws.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "id", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "id", "KeyType": "HASH"}],
    )
    aws.client("events").create_event_bus(Name=name)
    queue = aws.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    arn = aws.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    allow = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [allow]})
    aws.client("sqs").set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    pattern = json.dumps({"source": ["leejames.payroll"]})
    aws.client("events").put_rule(Name=name, EventBusName=name, EventPattern=pattern)
    aws.client("events").put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "queue", "Arn": arn}])
    return Upload(wiring(aws, name, name), queue, aws, proxy_event)


def wiring(aws: LocalAws, name: str, bus: str) -> Wiring:
    """Fresh clients, that fail at once."""
    session = boto3.session.Session(aws.account, "test", region_name=aws.region)
    config = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})

    def client(service: str) -> Any:
        return session.client(service, endpoint_url=aws.endpoint, config=config)  # type: ignore[call-overload]

    return Wiring(client("s3"), client("dynamodb"), client("events"), name, name, bus)
