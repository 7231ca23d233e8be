"""What a person would do with the system, and see of it: post, publish, look into queues, buckets and logs."""

from __future__ import annotations

import copy
import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from itertools import count
from typing import Any, TypeVar

import requests
from botocore.exceptions import ClientError

from bridgewright.testing import CaughtEvents
from leejames.payslips import SAMPLES
from leejames.system import System, wait_until

BUS = "leejames-hr"
FUNCTIONS = ("leejames-upload", "leejames-pdf", "leejames-reissues")
_numbers = count(1)
T = TypeVar("T")


class Flow:
    """The deployed system, with short ways to its parts; every name that it makes is new."""

    def __init__(self, system: System) -> None:
        self.system = system
        self.aws = system.aws

    def __getattr__(self, service: str) -> Any:
        """`flow.sqs`, `flow.lambda_`: the administrator's client of a service."""
        return self.aws.client(service.rstrip("_"))

    def request(self, channel: str = "pdf", **payslip: Any) -> dict[str, Any]:
        """A realistic request for a payslip of a new employee."""
        body = copy.deepcopy(SAMPLES[1].request)
        body["delivery"]["channel"] = channel
        body["payslip"]["employee"]["id"] = f"E2E-{next(_numbers)}"
        body["payslip"] |= payslip
        return body

    def key(self) -> str:
        """A new idempotency key."""
        return f"e2e-{uuid.uuid4()}"

    def post(self, body: dict[str, Any], key: str | None = None) -> requests.Response:
        """`POST /payslips`."""
        return self.system.post(body, key or self.key())

    def uploaded(self, channel: str = "pdf") -> str:
        """The id of a new payslip, posted and accepted."""
        answer = self.post(self.request(channel))
        assert answer.status_code == 201, self.told(f"POST answered {answer.status_code} {answer.text}")
        return str(answer.json()["payslipId"])

    @contextmanager
    def caught(self) -> Iterator[CaughtEvents]:
        """Everything that passes the bus meanwhile."""
        with CaughtEvents(self.events, self.sqs, BUS) as events:
            yield events

    def put(self, detail_type: str, detail: dict[str, Any], source: str = "leejames.payroll") -> None:
        """Publishes one event."""
        entry = {"Source": source, "DetailType": detail_type, "Detail": json.dumps(detail), "EventBusName": BUS}
        answer = self.events.put_events(Entries=[entry])
        assert answer["FailedEntryCount"] == 0, answer["Entries"]

    def detail(self, channel: str = "pdf", **data: Any) -> dict[str, Any]:
        """The detail of a payslip.uploaded 2.1.0 for a new employee, its logo in place."""
        body = self.request(channel)
        payslip_id = str(uuid.uuid4())
        return {
            "metadata": self.metadata("2.1.0"),
            "data": {
                "payslipId": payslip_id,
                "delivery": body["delivery"],
                "logo": self.logo(),
                "payslip": body["payslip"],
            }
            | data,
        }

    def command(self, payslip_id: str, revision: int = 2) -> dict[str, Any]:
        """The detail of a payslip.regenerate 1.0.0."""
        return {
            "metadata": self.metadata("1.0.0"),
            "data": {
                "payslipId": payslip_id,
                "revision": revision,
                "reason": "The overtime rate was wrong.",
                "logo": self.logo(),
                "payslip": self.request()["payslip"],
            },
        }

    def generated(self, payslip_id: str, revision: int, **document: Any) -> dict[str, Any]:
        """The detail of a payslip.generated 1.0.0."""
        stored = {"bucket": "b-x", "key": "k", "sha256": "0" * 64, "sizeBytes": 1, "contentType": "application/pdf"}
        return {
            "metadata": self.metadata("1.0.0"),
            "data": {
                "payslipId": payslip_id,
                "employeeId": "E-1",
                "revision": revision,
                "document": stored | document,
            },
        }

    def metadata(self, version: str) -> dict[str, Any]:
        """Metadata of an event that is new."""
        return {
            "schemaVersion": version,
            "idempotencyKey": str(uuid.uuid4()),
            "correlationId": str(uuid.uuid4()),
            "occurredAt": datetime.now(UTC).isoformat(),
        }

    def logo(self) -> dict[str, Any]:
        """The claim check of a logo that an upload left behind."""
        found = self.s3.list_objects_v2(Bucket=self.system.logo_bucket).get("Contents", [])
        key = min(item["Key"] for item in found)
        digest = key.rpartition("/")[2].removesuffix(".png")
        return {"bucket": self.system.logo_bucket, "key": key, "sha256": digest, "contentType": "image/png"}

    def versions(self, key: str) -> list[tuple[str, str]]:
        """(version id, ETag) of every version of a PDF: one each time that something was written."""
        found = self.s3.list_object_versions(Bucket=self.system.payslip_bucket, Prefix=key).get("Versions", [])
        return [(version["VersionId"], version["ETag"]) for version in found if version["Key"] == key]

    def pdfs_of(self, payslip_id: str) -> list[str]:
        """Keys of a payslip's PDFs."""
        return [key for key in self.system.pdfs() if key.startswith(payslip_id)]

    def has_pdf(self, payslip_id: str, revision: int = 1) -> bool:
        """Whether a revision's PDF is there."""
        return f"{payslip_id}/r{revision}.pdf" in self.system.pdfs()

    def reissue(self, payslip_id: str, revision: int = 2) -> dict[str, Any] | None:
        """What the reissues consumer wrote down of a revision."""
        key = {"id": {"S": f"reissue#{payslip_id}#r{revision}"}}
        item: dict[str, Any] | None = self.dynamodb.get_item(TableName=self.system.control_table, Key=key).get("Item")
        return item

    def queue(self, name: str) -> str:
        """The URL of a queue."""
        return str(self.sqs.get_queue_url(QueueName=name)["QueueUrl"])

    def messages(self, name: str) -> list[dict[str, Any]]:
        """Takes all messages of a queue out of it."""
        found: list[dict[str, Any]] = []
        while True:
            answer = self.sqs.receive_message(
                QueueUrl=self.queue(name), MaxNumberOfMessages=10, MessageAttributeNames=["All"]
            )
            if not answer.get("Messages"):
                return found
            found += answer["Messages"]
            for message in answer["Messages"]:
                self.sqs.delete_message(QueueUrl=self.queue(name), ReceiptHandle=message["ReceiptHandle"])

    def is_idle(self, name: str = "leejames-pdf.fifo") -> bool:
        """Whether a queue holds no message, visible or in flight."""
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.sqs.get_queue_attributes(QueueUrl=self.queue(name), AttributeNames=names)["Attributes"]
        return all(found[attribute] == "0" for attribute in names)

    def send(self, body: Any, group: str) -> None:
        """Puts a message straight into the PDF service's queue."""
        text = body if isinstance(body, str) else json.dumps(body)
        self.sqs.send_message(QueueUrl=self.queue("leejames-pdf.fifo"), MessageBody=text, MessageGroupId=group)

    def eventually(self, holds: Callable[[], T], what: str, seconds: float = 40) -> T:
        """What `holds` gives when it is true at last; fails with the functions' logs when it isn't in time."""
        found: list[T] = []

        def asked() -> bool:
            found.append(holds())
            return bool(found[-1])

        try:
            wait_until(asked, what, seconds)
        except TimeoutError as error:
            raise AssertionError(self.told(str(error))) from None
        return found[-1]

    def told(self, what: str) -> str:
        """A message with the last lines of every function's log and of the server's."""
        parts = [what]
        for name in FUNCTIONS:
            parts += [f"--- log of {name}", *self.aws.logs(name)[-6:]]
        lines = self.aws.server_log.read_text(errors="replace").splitlines()
        return "\n".join((*parts, "--- local AWS", *[line for line in lines if "INFO" not in line][-8:]))

    @contextmanager
    def without(self, role: str, sid: str, action: str) -> Iterator[None]:
        """One action less in one statement of a deployed role's policy, for the time of a `with` block."""
        name, policy = self.policy(role)
        self.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(less(policy, sid, action)))
        try:
            yield
        finally:
            self.iam.put_role_policy(RoleName=role, PolicyName=name, PolicyDocument=json.dumps(policy))

    def policy(self, role: str) -> tuple[str, dict[str, Any]]:
        """The name and the document of a role's only policy."""
        (name,) = self.iam.list_role_policies(RoleName=role)["PolicyNames"]
        document = self.iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        return name, json.loads(document) if isinstance(document, str) else document

    def role(self, function: str) -> str:
        """The name of a function's role."""
        arn: str = self.lambda_.get_function_configuration(FunctionName=function)["Role"]
        return arn.rpartition("/")[2]

    def refuses(self, call: Callable[[], Any]) -> bool:
        """Whether AWS refuses to make something because the role may not."""
        try:
            call()
        except ClientError as error:
            return "does not have permissions" in error.response["Error"]["Message"]
        return False


def less(policy: dict[str, Any], sid: str, action: str) -> dict[str, Any]:
    """The policy without one action of one statement."""
    statements = []
    for statement in policy["Statement"]:
        actions = statement["Action"] if isinstance(statement["Action"], list) else [statement["Action"]]
        left = [a for a in actions if (statement["Sid"], a) != (sid, action)]
        if left:
            statements.append(statement | {"Action": left})
    return policy | {"Statement": statements}
