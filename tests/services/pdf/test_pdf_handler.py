import copy
import hashlib
import io
import json
import logging
import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from types import SimpleNamespace
from typing import Any

import boto3
import pytest
from aws_lambda_powertools.utilities.typing import LambdaContext
from botocore.stub import Stubber

from bridgewright.local import LocalAws
from leejames_events.payslip_generated.v1 import PayslipGenerated
from pdf_service import batch, view
from pdf_service.batch import batch_handler, store
from pdf_service.errors import WriteConflict
from pdf_service.logic import idempotency_key
from pdf_service.render import render
from pdf_service.view import Issue
from pdf_service.wiring import Wiring, wiring

pytestmark = pytest.mark.aws

PAYROLL = "leejames.payroll"


@dataclass
class Desk:
    """The PDF service with buckets and a bus of its own, and a queue that hears all that it announces."""

    s3: Any
    sqs: Any
    at: Wiring
    inbox: str
    logo_key: str
    logo: bytes
    examples: dict[str, Any]
    heard: list[PayslipGenerated] = field(default_factory=list)

    def message(self, example: str = "monthly", **changes: Any) -> dict[str, Any]:
        """An SQS body as the generated transformer leaves it, of a new payslip with its logo in this bucket."""
        detail = copy.deepcopy(self.examples[example])
        detail["metadata"]["idempotencyKey"] = str(uuid.uuid4())
        detail["data"]["payslipId"] = str(uuid.uuid4())
        logo = {"bucket": self.at.logo_bucket, "key": self.logo_key, "sha256": hashlib.sha256(self.logo).hexdigest()}
        detail["data"]["logo"] |= logo | changes.pop("logo", {})
        detail["data"]["payslip"]["employee"] |= changes.pop("employee", {})
        assert not changes
        kind = "payslip.regenerate" if example == "correction" else "payslip.uploaded"
        return {"source": PAYROLL, "detail-type": kind, "detail": detail}

    def deliver(self, *bodies: Any, groups: str = "") -> list[int]:
        """Hand messages to the function as Lambda does; the places of those that it reports as failed."""
        records = [
            {
                "messageId": f"message-{place}",
                "receiptHandle": "receipt",
                "body": body if isinstance(body, str) else json.dumps(body),
                "attributes": {"MessageGroupId": groups[place] if groups else "group", "ApproximateReceiveCount": "1"},
                "messageAttributes": {},
                "eventSource": "aws:sqs",
                "eventSourceARN": "arn:aws:sqs:eu-west-2:123456789012:leejames-pdf.fifo",
                "awsRegion": "eu-west-2",
            }
            for place, body in enumerate(bodies)
        ]
        answer = batch_handler(self.at)({"Records": records}, context())
        return [int(failed["itemIdentifier"].removeprefix("message-")) for failed in answer["batchItemFailures"]]

    def announced(self) -> list[PayslipGenerated]:
        """Every event that arrived on the bus so far."""
        while messages := self.sqs.receive_message(QueueUrl=self.inbox, MaxNumberOfMessages=10).get("Messages"):
            for message in messages:
                self.heard.append(PayslipGenerated.from_eventbridge(message["Body"]))
                self.sqs.delete_message(QueueUrl=self.inbox, ReceiptHandle=message["ReceiptHandle"])
        return self.heard

    def stored(self, key: str) -> bytes:
        """A PDF in the payslip bucket."""
        return self.s3.get_object(Bucket=self.at.payslip_bucket, Key=key)["Body"].read()

    def versions(self) -> list[str]:
        """The key of every version of every PDF: two versions of one key would be two PDFs."""
        found = self.s3.list_object_versions(Bucket=self.at.payslip_bucket)
        return [version["Key"] for version in found.get("Versions", [])]


def context() -> LambdaContext:
    """What Lambda tells a function about one invocation."""
    told = {"function_name": "leejames-pdf", "memory_limit_in_mb": 1024, "aws_request_id": str(uuid.uuid4())}
    return SimpleNamespace(**told, invoked_function_arn="arn:aws:lambda:eu-west-2:123456789012:function:leejames-pdf")


@pytest.fixture
def desk(
    aws: LocalAws,
    uploaded: dict[str, Any],
    regenerate: dict[str, Any],
    logo: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> Desk:
    """The service as its environment variables set it up."""
    name = f"desk-{uuid.uuid4().hex[:12]}"
    s3, sqs, events = (aws.client(service) for service in ("s3", "sqs", "events"))
    for bucket in (f"{name}-payslips", f"{name}-logos"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-west-2"})
    s3.put_bucket_versioning(Bucket=f"{name}-payslips", VersioningConfiguration={"Status": "Enabled"})
    s3.put_object(Bucket=f"{name}-logos", Key="logos/one.png", Body=logo)
    inbox = listening(events, sqs, name)
    variables = {"PAYSLIP_BUCKET": f"{name}-payslips", "LOGO_BUCKET": f"{name}-logos", "BUS_NAME": name}
    for variable, value in {**aws.environment, **variables}.items():
        monkeypatch.setenv(variable, value)
    examples = {key: value["value"] for key, value in (uploaded["examples"] | regenerate["examples"]).items()}
    return Desk(s3, sqs, wiring(), inbox, "logos/one.png", logo, examples)


@pytest.fixture
def printed(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Callable[[], str]:
    """Reads all that the function printed: its log, what Powertools and others log, and its metrics."""
    log = io.StringIO()
    monkeypatch.setattr(batch.logger.registered_handler, "stream", log)
    monkeypatch.setattr(logging.getLogger(), "handlers", [logging.StreamHandler(log)])
    monkeypatch.setattr(logging.getLogger("aws_lambda_powertools"), "level", logging.DEBUG)
    return lambda: log.getvalue() + "".join(capsys.readouterr())


def listening(events: Any, sqs: Any, name: str) -> str:
    """The URL of a queue that receives all events of a new bus."""
    events.create_event_bus(Name=name)
    url = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    rule = events.put_rule(Name=name, EventBusName=name, EventPattern='{"source": ["leejames.documents"]}')["RuleArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=url, Attributes={"Policy": policy})
    events.put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "inbox", "Arn": arn}])
    return url


def test_upload_becomes_a_pdf_and_an_event(desk: Desk, pages: Callable[[bytes], list[str]]) -> None:
    """One message: one PDF at the first revision's key, announced with its own hash, size, and its cause."""
    message = desk.message()
    failures = desk.deliver(message)
    (event,) = desk.announced()
    (key,) = desk.versions()
    pdf, asked = desk.stored(key), message["detail"]
    document = event.data.document

    assert [] == failures
    assert f"{asked['data']['payslipId']}/r1.pdf" == key
    assert asked["data"]["payslip"]["employee"]["name"] in pages(pdf)[0]
    assert (desk.at.payslip_bucket, key) == (document.bucket, document.key)
    assert (hashlib.sha256(pdf).hexdigest(), len(pdf)) == (document.sha256, document.size_bytes)
    assert asked["metadata"]["correlationId"] == str(event.metadata.correlation_id)
    assert asked["metadata"]["idempotencyKey"] == str(event.metadata.causation_id)
    assert idempotency_key(event.data.payslip_id, 1) == event.metadata.idempotency_key


def test_pdf_is_stored_as_one(desk: Desk) -> None:
    """A browser that opens the object shows it as a PDF."""
    desk.deliver(desk.message())
    (key,) = desk.versions()

    assert "application/pdf" == desk.s3.head_object(Bucket=desk.at.payslip_bucket, Key=key)["ContentType"]


def test_command_makes_the_next_revision(desk: Desk, pages: Callable[[bytes], list[str]]) -> None:
    """A correction stands beside the first PDF, calls itself one, and has an announcement of its own."""
    first, command = desk.message(), desk.message("correction")
    command["detail"]["data"]["payslipId"] = first["detail"]["data"]["payslipId"]
    failures = desk.deliver(first, command)
    keys = sorted(desk.versions())

    assert ([], ["r1.pdf", "r2.pdf"]) == (failures, [key.split("/")[1] for key in keys])
    assert "Corrected payslip" in pages(desk.stored(keys[1]))[0]
    assert [1, 2] == sorted(event.data.revision for event in desk.announced())
    assert 2 == len({event.metadata.idempotency_key for event in desk.announced()})


def test_every_delivery_again_changes_nothing(desk: Desk) -> None:
    """Five deliveries: one PDF, and announcements that are all of the same fact."""
    message = desk.message()
    failures = [desk.deliver(message) for _ in range(5)]
    events = desk.announced()

    assert ([[]] * 5, 1) == (failures, len(desk.versions()))
    assert (5, 1) == (len(events), len({event.metadata.idempotency_key for event in events}))
    assert 1 == len({(event.data.document.sha256, event.data.document.size_bytes) for event in events})


def test_crash_between_put_and_publish_loses_nothing(desk: Desk) -> None:
    """The PDF of a delivery that crashed is there, and the next delivery announces it: its bytes, and not new ones."""
    message = desk.message()
    key = f"{message['detail']['data']['payslipId']}/r1.pdf"
    desk.s3.put_object(Bucket=desk.at.payslip_bucket, Key=key, Body=b"%PDF of an earlier release")
    failures = desk.deliver(message)
    (event,) = desk.announced()

    assert ([], [key]) == (failures, desk.versions())
    assert b"%PDF of an earlier release" == desk.stored(key)
    assert hashlib.sha256(b"%PDF of an earlier release").hexdigest() == event.data.document.sha256
    assert len(b"%PDF of an earlier release") == event.data.document.size_bytes


def test_failed_publish_fails_the_message(desk: Desk, printed: Callable[[], str]) -> None:
    """An event that the bus didn't take is not only logged: the message comes again, and then it is announced.

    The earlier system's fault: it logged `FailedEntryCount` and went on. `InternalFailure` is
    EventBridge's own word (PutEvents, "Handling failures"), which local AWS can't be made to say.
    """
    message, whole = desk.message(), desk.at
    events = boto3.session.Session().client("events", endpoint_url="http://127.0.0.1:9", region_name="eu-west-2")
    refusal = {"FailedEntryCount": 1, "Entries": [{"ErrorCode": "InternalFailure", "ErrorMessage": "Try again."}]}
    with Stubber(events) as stub:
        for _ in range(3):
            stub.add_response("put_events", refusal)
        desk.at = replace(whole, events=events)
        first = desk.deliver(message)
    desk.at = whole
    second = desk.deliver(message)

    assert ([0], []) == (first, second)
    assert (1, 1) == (len(desk.versions()), len(desk.announced()))
    assert "PutEvents refused the event: InternalFailure" in printed()


def test_no_call_outlasts_the_function(desk: Desk) -> None:
    """A call that hangs ends, all attempts together, before Lambda's 30 seconds do: the message fails with a reason.

    botocore waits 60 seconds for a connection and 60 for an answer unless told otherwise ("Config Reference").
    """
    for client in (desk.at.s3, desk.at.events):
        config = client.meta.config
        seconds = config.retries["total_max_attempts"] * (config.connect_timeout + config.read_timeout)

        assert ("standard", 21) == (config.retries["mode"], seconds)


def test_only_412_means_that_the_pdf_is_there(desk: Desk) -> None:
    """A bucket that is gone, like a denied access, is a failure: nothing is announced that isn't stored.

    The earlier system's fault: it took every error of a lookup for an answer.
    """
    desk.at = replace(desk.at, payslip_bucket="desk-no-such-bucket")

    assert [0] == desk.deliver(desk.message())
    assert [] == desk.announced()


@pytest.mark.parametrize(
    ("ticket", "why"),
    [
        ({"bucket": "another-bucket"}, "another bucket"),
        ({"sha256": "00" * 32}, "does not have the hash"),
        ({"key": "logos/none.png"}, "GetObject answered NoSuchKey"),
    ],
)
def test_wrong_logo_is_refused(desk: Desk, printed: Callable[[], str], ticket: dict[str, str], why: str) -> None:
    """Without the very logo that was uploaded nothing is rendered, stored or announced, and the log says why."""
    failures = desk.deliver(desk.message(logo=ticket))

    assert ([0], [], []) == (failures, desk.versions(), desk.announced())
    assert why in printed()


def test_too_large_logo_is_not_read_to_its_end(desk: Desk, printed: Callable[[], str]) -> None:
    """A logo of 5 MB is refused, whatever its hash."""
    large = bytes(5_000_000)
    desk.s3.put_object(Bucket=desk.at.logo_bucket, Key="logos/large.png", Body=large)
    digest = hashlib.sha256(large).hexdigest()

    assert [0] == desk.deliver(desk.message(logo={"key": "logos/large.png", "sha256": digest}))
    assert "larger than" in printed()


@pytest.mark.parametrize(
    "body",
    [
        "not json",
        "[]",
        "{}",
        '{"source": "leejames.payroll", "detail-type": "payslip.uploaded"}',
        '{"source": "somebody.else", "detail-type": "payslip.uploaded", "detail": {}}',
        '{"source": "leejames.payroll", "detail-type": "payslip.uploaded", "detail": {"metadata": 1}}',
    ],
)
def test_what_is_no_event_of_ours_fails(desk: Desk, body: str) -> None:
    """Such a message goes to the dead-letter queue, where a person looks at it; it is never dropped as done."""
    assert [0] == desk.deliver(body)


def test_failure_stops_its_own_employee_alone(desk: Desk) -> None:
    """What follows a failure in its group waits for it; other groups go on. The answer keeps the order.

    The earlier system's fault: it ran a batch's records at the same time and deleted messages itself.
    """
    bodies = [desk.message(), "poison", desk.message(), desk.message()]
    failures = desk.deliver(*bodies, groups="baab")
    kept = [f"{body['detail']['data']['payslipId']}/r1.pdf" for body in (bodies[0], bodies[3])]

    assert [1, 2] == failures
    assert sorted(kept) == sorted(desk.versions())


@pytest.mark.filterwarnings("ignore:No application metrics")
def test_messages_of_a_group_are_done_in_their_order(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """One message at a time, in the order of arrival."""
    done = []
    monkeypatch.setattr(batch, "produce", lambda job, _: done.append(job.payslip_id))
    bodies = [desk.message() for _ in range(10)]
    desk.deliver(*bodies)

    assert [body["detail"]["data"]["payslipId"] for body in bodies] == [str(payslip_id) for payslip_id in done]


def unprintable(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A payslip that typst refuses with its employee's name in the error."""
    monkeypatch.setattr(view, "printable", lambda text: text)
    return desk.message(employee={"name": "Zoë Hidden \ue000"})


def broken(desk: Desk, _: pytest.MonkeyPatch) -> Any:
    """A payslip that breaks its contract beside its employee's name."""
    return desk.message(employee={"name": "Zoë Hidden", "taxCode": "Zoë Hidden"})


def surprising(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A payslip on which a fault in the program raises an error with the name in it."""

    def fault(*_: object) -> None:
        raise KeyError("Zoë Hidden")

    monkeypatch.setattr(batch, "render", fault)
    return desk.message(employee={"name": "Zoë Hidden"})


@pytest.mark.parametrize("make", [unprintable, broken, surprising])
def test_logs_name_nobody(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], str], make: Callable[..., Any]
) -> None:
    """Whatever fails, and whoever logs it, neither the employee nor the pay is in what the function prints."""
    failures = desk.deliver(make(desk, monkeypatch))
    told = printed()

    assert [0] == failures
    assert "The message failed" in told
    assert [] == [word for word in ("Zoë", "Zo\\u00eb", "Hidden", "3178.98", "QQ123456C") if word in told]


def test_success_is_told_without_names(desk: Desk, printed: Callable[[], str]) -> None:
    """The log line of a payslip has its ids, by which it is found, and the metrics of the work; no personal data."""
    message = desk.message()
    desk.deliver(message)
    output = printed()
    lines = [json.loads(line) for line in output.splitlines() if line.startswith("{")]
    (told,) = [line for line in lines if line.get("message") == "The payslip is stored and announced."]
    (metrics,) = [line for line in lines if "PayslipGenerated" in line]

    assert message["detail"]["data"]["payslipId"] == told["payslip_id"]
    assert ("message-0", 1, "pdf") == (told["message_id"], told["revision"], told["service"])
    assert message["detail"]["metadata"]["correlationId"] == told["correlation_id"]
    assert ("LeeJamesHR", [1.0]) == (metrics["_aws"]["CloudWatchMetrics"][0]["Namespace"], metrics["PayslipGenerated"])
    assert "RenderTime" in metrics
    assert "Connor" not in output


def answering(at: Wiring, *statuses: tuple[str, int]) -> Wiring:
    """The wiring with an S3 that answers each PutObject as told, and with 200 afterwards.

    409 ConditionalRequestConflict and 403 AccessDenied are S3's own answers ("Error responses" in the S3 API
    Reference); local AWS can't be made to give them on a single machine without a race.
    """
    s3 = boto3.session.Session().client("s3", endpoint_url="http://127.0.0.1:9", region_name="eu-west-2")
    stub = Stubber(s3)
    for code, status in statuses:
        stub.add_client_error("put_object", code, http_status_code=status)
    stub.add_response("put_object", {})
    stub.activate()
    return replace(at, s3=s3)


def test_conflicting_write_is_tried_again(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """409 says that another write was under way, and nothing about its end: the put is tried again."""
    waits: list[float] = []
    monkeypatch.setattr(batch.time, "sleep", waits.append)
    conflict = ("ConditionalRequestConflict", 409)
    stored = store(b"%PDF", "x/r1.pdf", answering(desk.at, conflict, conflict))

    assert (hashlib.sha256(b"%PDF").hexdigest(), 4) == (stored.sha256, stored.size)
    assert [0.05, 0.1] == waits


def test_lasting_conflict_fails_the_message(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """After four conflicts the message is left to its next delivery."""
    monkeypatch.setattr(batch.time, "sleep", lambda _: None)
    with pytest.raises(WriteConflict, match="under way"):
        store(b"%PDF", "x/r1.pdf", answering(desk.at, *[("ConditionalRequestConflict", 409)] * 4))


def test_denied_write_fails_the_message(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, printed: Callable[[], str]
) -> None:
    """403 is neither "exists" nor "absent"."""
    message = desk.message()
    denied = replace(answering(desk.at, ("AccessDenied", 403)), events=desk.at.events)
    monkeypatch.setattr(batch, "fetch_logo", lambda *_: desk.logo)
    desk.at = denied

    assert [0] == desk.deliver(message)
    assert "PutObject answered AccessDenied" in printed()
    assert [] == desk.announced()


def test_stored_pdf_is_what_rendering_gives(desk: Desk) -> None:
    """The message alone decides the PDF's bytes, so that any retry would store the same."""
    message = desk.message()
    desk.deliver(message)
    (key,) = desk.versions()
    data, at = message["detail"]["data"], message["detail"]["metadata"]["occurredAt"]
    issue = Issue(data["payslipId"], 1, view.datetime.fromisoformat(at))

    assert render(data["payslip"], desk.logo, issue) == desk.stored(key)


def test_environment_names_buckets_and_bus(desk: Desk) -> None:
    """The three variables that the stack sets are all the configuration there is."""
    assert (os.environ["PAYSLIP_BUCKET"], os.environ["LOGO_BUCKET"], os.environ["BUS_NAME"]) == (
        desk.at.payslip_bucket,
        desk.at.logo_bucket,
        desk.at.bus,
    )
