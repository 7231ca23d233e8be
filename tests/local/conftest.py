"""Beside the AWS that all tests share: plain ministack, and one that enforces IAM; each starts when first asked for."""

from __future__ import annotations

import io
import json
import time
import uuid
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from bridgewright.local import LocalAws

WRITE_LOGS = {
    "Effect": "Allow",
    "Action": ["logs:CreateLogStream", "logs:PutLogEvents"],
    "Resource": "arn:aws:logs:*:*:log-group:/aws/lambda/*",
}
PATTERN = {"source": ["test.payroll"]}


@dataclass(frozen=True)
class Queue:
    """A queue by its two names."""

    url: str
    arn: str


class Scene:
    """Short ways to make the parts of a test on one server, each with a name of its own."""

    def __init__(self, aws: LocalAws) -> None:
        self.aws = aws

    def __getattr__(self, service: str) -> Any:
        """`scene.events`, `scene.sqs`, `scene.lambda_`: the client of a service."""
        return self.aws.client(service.rstrip("_"))

    def name(self, kind: str) -> str:
        """A name that no other test has."""
        return f"{kind}-{uuid.uuid4().hex[:10]}"

    def bus(self) -> str:
        """A new event bus; its name."""
        name = self.name("bus")
        self.events.create_event_bus(Name=name)
        return name

    def queue(self, *, fifo: bool = False, open_to_events: bool = True, **attributes: str) -> Queue:
        """A new queue, to which EventBridge may send unless `open_to_events` says no."""
        name = self.name("queue") + (".fifo" if fifo else "")
        if fifo:
            attributes = {"FifoQueue": "true", "ContentBasedDeduplication": "true"} | attributes
        url = self.sqs.create_queue(QueueName=name, Attributes=attributes)["QueueUrl"]
        arn = f"arn:aws:sqs:{self.aws.region}:{self.aws.account}:{name}"
        if open_to_events:
            self.sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": json.dumps(queue_policy(arn))})
        return Queue(url, arn)

    def rule(self, bus: str, *targets: dict[str, Any], pattern: dict[str, Any] = PATTERN) -> str:
        """A new rule with targets; its ARN."""
        name = self.name("rule")
        arn = self.events.put_rule(Name=name, EventBusName=bus, EventPattern=json.dumps(pattern))["RuleArn"]
        numbered = [{"Id": str(number), **target} for number, target in enumerate(targets)]
        if numbered:
            self.events.put_targets(Rule=name, EventBusName=bus, Targets=numbered)
        return str(arn)

    def put(self, bus: str, detail: Any, **entry: Any) -> dict[str, Any]:
        """Puts one event; its result."""
        entries = [
            {
                "Source": "test.payroll",
                "DetailType": "tested",
                "Detail": json.dumps(detail),
                "EventBusName": bus,
                **entry,
            }
        ]
        return dict(self.events.put_events(Entries=entries)["Entries"][0])

    def messages(self, queue: Queue, count: int = 1, seconds: float = 30) -> list[dict[str, Any]]:
        """What arrives until `count` messages are there or the time is over; received messages are deleted."""
        deadline = time.monotonic() + seconds
        found: list[dict[str, Any]] = []
        while len(found) < count and time.monotonic() < deadline:
            answer = self.sqs.receive_message(
                QueueUrl=queue.url,
                MaxNumberOfMessages=10,
                WaitTimeSeconds=0,
                AttributeNames=["All"],
                MessageAttributeNames=["All"],
            )
            for message in answer.get("Messages", []):
                self.sqs.delete_message(QueueUrl=queue.url, ReceiptHandle=message["ReceiptHandle"])
                found.append(message)
            if not answer.get("Messages"):
                time.sleep(0.05)
        return found

    def role(self, *statements: dict[str, Any]) -> str:
        """A new role for Lambda functions, with one inline policy; its ARN."""
        name = self.name("role")
        trust = {
            "Version": "2012-10-17",
            "Statement": [
                {"Effect": "Allow", "Principal": {"Service": "lambda.amazonaws.com"}, "Action": "sts:AssumeRole"}
            ],
        }
        arn = self.iam.create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))["Role"]["Arn"]
        if statements:
            policy = {"Version": "2012-10-17", "Statement": list(statements)}
            self.iam.put_role_policy(RoleName=name, PolicyName="all", PolicyDocument=json.dumps(policy))
        return str(arn)

    def function(self, code: str, *statements: dict[str, Any], **settings: Any) -> str:
        """A Python function of one module (`handle(event, context)`) and a role with those statements; its name."""
        name = self.name("function")
        settings = {"Timeout": 30} | settings
        self.lambda_.create_function(
            FunctionName=name,
            Runtime="python3.11",
            Handler="index.handle",
            Role=self.role(WRITE_LOGS, *statements),
            Code={"ZipFile": archive({"index.py": code})},
            **settings,
        )
        return name

    def function_arn(self, name: str) -> str:
        """The ARN of a function by its name."""
        return f"arn:aws:lambda:{self.aws.region}:{self.aws.account}:function:{name}"


def archive(files: dict[str, str]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as zipped:
        for path, text in files.items():
            zipped.writestr(path, text)
    return buffer.getvalue()


def queue_policy(queue_arn: str, rule_arn: str | None = None) -> dict[str, Any]:
    statement: dict[str, Any] = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": queue_arn,
    }
    if rule_arn:
        statement["Condition"] = {"ArnEquals": {"aws:SourceArn": rule_arn}}
    return {"Version": "2012-10-17", "Statement": [statement]}


@pytest.fixture
def scene(aws: LocalAws) -> Scene:
    return Scene(aws)


@pytest.fixture(scope="session")
def plain() -> Iterator[Scene]:
    """ministack as it is: here a test fails as soon as an adapter is needed no longer."""
    with LocalAws(adapters=()) as server:
        yield Scene(server)


@pytest.fixture(scope="session")
def strict() -> Iterator[Scene]:
    """Every call's signature and policies are checked."""
    with LocalAws(enforce_iam=True) as server:
        yield Scene(server)


@pytest.fixture(scope="session")
def plain_strict() -> Iterator[Scene]:
    """ministack as it is, with its own IAM enforcement."""
    with LocalAws(enforce_iam=True, adapters=()) as server:
        yield Scene(server)


@pytest.fixture(scope="session")
def eventually() -> Callable[..., Any]:
    """Asks a question until its answer is true, for at most thirty seconds; returns the last answer."""

    def ask(question: Callable[[], Any], seconds: float = 30) -> Any:
        deadline = time.monotonic() + seconds
        while True:
            answer = question()
            if answer or time.monotonic() > deadline:
                return answer
            time.sleep(0.05)

    return ask


@pytest.fixture(scope="session")
def policy_for() -> Callable[..., dict[str, Any]]:
    return queue_policy


@pytest.fixture(scope="session")
def zip_of() -> Callable[[dict[str, str]], bytes]:
    return archive
