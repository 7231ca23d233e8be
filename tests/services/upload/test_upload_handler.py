"""The upload function against local AWS: one answer per request, and no event lost."""

import copy
import io
import json
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import pytest
from botocore.exceptions import ConnectionClosedError, ReadTimeoutError

from upload_service import api

pytestmark = pytest.mark.aws

KEY = "payroll-run-2026-11"


class Crash(BaseException):
    """The process ends here: nothing after it runs, no `except Exception` either."""


def fail(client: Any, operation: str, error: BaseException, *, after: bool = False, times: int = 1) -> None:
    """Make the next calls of one operation fail, before they are sent or after the answer came (and was lost)."""
    left = [times]

    def hook(**_: Any) -> None:
        if left[0]:
            left[0] -= 1
            raise error

    service = client.meta.service_model.service_name
    client.meta.events.register(f"{'after' if after else 'before'}-call.{service}.{operation}", hook)


def answer_put_events(client: Any, code: str, times: int) -> None:
    """Let EventBridge refuse the entry in the body of a 200 answer, as it does.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
    """
    left = [times]

    class Sent:
        status_code = 200

    def hook(**_: Any) -> Any:
        if not left[0]:
            return None
        left[0] -= 1
        entry = {"ErrorCode": code, "ErrorMessage": "Internal failure"}
        return Sent(), {"FailedEntryCount": 1, "Entries": [entry], "ResponseMetadata": {"HTTPStatusCode": 200}}

    client.meta.events.register("before-call.events.PutEvents", hook)


def corrected(body: dict[str, Any]) -> dict[str, Any]:
    """The same payslip with another figure."""
    changed = copy.deepcopy(body)
    changed["payslip"]["totals"]["netPay"] = "3178.99"
    return changed


@pytest.fixture
def logged() -> Iterator[io.StringIO]:
    """What the function logs."""
    written = io.StringIO()
    before = api.logger.registered_handler.setStream(written)  # type: ignore[attr-defined]
    yield written
    api.logger.registered_handler.setStream(before)  # type: ignore[attr-defined]


def detail(event: dict[str, Any]) -> dict[str, Any]:
    """What the event says."""
    found: dict[str, Any] = event["detail"]
    return found


def test_an_upload_is_stored_published_and_answered(upload, upload_body):
    """201 with the payslip's id; the event is on the bus, and its claim check leads to the logo."""
    answer = upload.post(upload_body, KEY)

    assert (answer["statusCode"], answer["multiValueHeaders"]["Content-Type"]) == (201, ["application/json"])
    [event] = upload.events()
    assert (event["source"], event["detail-type"]) == ("leejames.payroll", "payslip.uploaded")
    data = detail(event)["data"]
    assert answer["body"] == {"payslipId": data["payslipId"]}
    assert data["payslip"] == upload_body["payslip"]
    stored = upload.aws.client("s3").get_object(Bucket=data["logo"]["bucket"], Key=data["logo"]["key"])
    assert stored["ContentType"] == "image/png"
    assert stored["Body"].read().startswith(b"\x89PNG")


def test_the_same_request_five_times_is_one_event(upload, upload_body):
    """The answer is the same each time, and only the first publishes."""
    answers = [upload.post(upload_body, KEY) for _ in range(5)]

    assert all(answer == answers[0] for answer in answers)
    assert len(upload.events()) == 1


def test_the_same_key_with_another_body_is_422(upload, upload_body):
    """Another figure under the same key is a mistake of the caller; nothing is published for it."""
    first = upload.post(upload_body, KEY)

    second = upload.post(corrected(upload_body), KEY)

    assert (first["statusCode"], second["statusCode"]) == (201, 422)
    assert second["body"]["type"] == "urn:leejames:problem:key-reused"
    assert len(upload.events()) == 1
    assert upload.post(upload_body, KEY) == first


def test_keys_of_two_callers_do_not_meet(upload, upload_body):
    """Another principal's key is another key: its request isn't answered with the first one's answer."""
    other = copy.deepcopy(upload_body)
    other["payslip"]["employee"]["id"] = "E-other"

    first = upload.post(upload_body, KEY)
    second = upload.post(other, KEY, caller="arn:aws:iam::123456789012:user/bob")

    assert (first["statusCode"], second["statusCode"]) == (201, 201)
    assert first["body"] != second["body"]


def test_a_payslip_with_other_figures_is_409(upload, upload_body):
    """Under a new key too: one payslip id has one content; the first stays, and keeps its answer."""
    upload.post(upload_body, KEY)

    answer = upload.post(corrected(upload_body), "another-key-1")

    assert (answer["statusCode"], answer["body"]["type"]) == (409, "urn:leejames:problem:other-content")
    assert "Retry-After" not in answer["multiValueHeaders"]
    assert len(upload.events()) == 1


def test_an_identical_payslip_under_another_key_gets_the_same_id(upload, upload_body):
    """It is the same payslip: 201 with its id, and at most an event equal to the first, to the byte."""
    first = upload.post(upload_body, KEY)
    second = upload.post(upload_body, "another-key-1", caller="arn:aws:iam::123456789012:user/bob")

    assert (second["statusCode"], second["body"]) == (201, first["body"])
    details = [detail(event) for event in upload.events()]
    assert all(found == details[0] for found in details)


def test_a_refused_request_leaves_no_trace(upload, upload_body):
    """A 4xx is no answer to keep: the corrected request may come under the same key."""
    broken = {**upload_body, "logo": {"data": "PHN2Zy8+"}}

    refused = upload.post(broken, KEY)

    assert (refused["statusCode"], refused["body"]["type"]) == (422, "urn:leejames:problem:logo-refused")
    assert refused["multiValueHeaders"]["Content-Type"] == ["application/problem+json"]
    assert upload.aws.client("dynamodb").scan(TableName=upload.wiring.control_table)["Count"] == 0
    assert "Contents" not in upload.aws.client("s3").list_objects_v2(Bucket=upload.wiring.logo_bucket)
    assert upload.post(upload_body, KEY)["statusCode"] == 201


@pytest.mark.parametrize("code", ["InternalFailure", "ThrottlingException", "NotAuthorizedForSource"])
def test_an_entry_that_eventbridge_refuses_is_503_and_not_lost(upload, upload_body, code: str):
    """The earlier system's faults: FailedEntryCount was only logged; the retry met the stored logo: 403, event lost."""
    answer_put_events(upload.wiring.events, code, times=10)
    refused = upload.post(upload_body, KEY)
    assert (refused["statusCode"], refused["multiValueHeaders"]["Retry-After"]) == (503, ["1"])
    assert upload.events() == []

    again = upload.post(upload_body, KEY, wiring=healthy(upload))

    assert again["statusCode"] == 201
    assert [again["body"]["payslipId"]] == [detail(event)["data"]["payslipId"] for event in upload.events()]


def healthy(upload: Any) -> Any:
    """The same resources through clients without faults."""
    aws = upload.aws
    return replace(upload.wiring, s3=aws.client("s3"), dynamodb=aws.client("dynamodb"), events=aws.client("events"))


@pytest.mark.parametrize(
    ("client", "operation"),
    [("s3", "PutObject"), ("dynamodb", "PutItem"), ("events", "PutEvents")],
)
def test_a_service_that_does_not_answer_is_503_and_not_lost(upload, upload_body, client: str, operation: str):
    """Each step may fail: the caller is told to come back, and coming back finishes the work, once."""
    error = ReadTimeoutError(endpoint_url="https://SECRET.example")
    fail(getattr(upload.wiring, client), operation, error, times=9)

    refused = upload.post(upload_body, KEY)
    again = upload.post(upload_body, KEY, wiring=healthy(upload))

    assert (refused["statusCode"], again["statusCode"]) == (503, 201)
    assert "SECRET" not in json.dumps(refused)
    assert len(upload.events()) == 1


def test_access_denied_is_not_absence(upload, upload_body):
    """An access that is denied is a 503.

    The earlier system's fault: "exists" was a read whose every error, AccessDenied too, meant "no".
    """

    def deny(http_response: Any, parsed: dict[str, Any], **_: Any) -> None:
        parsed["Error"] = {"Code": "AccessDeniedException", "Message": "SECRET is not authorized"}
        parsed["ResponseMetadata"]["HTTPStatusCode"] = 400
        http_response.status_code = 400

    upload.post(upload_body, KEY)
    upload.events()
    upload.wiring.dynamodb.meta.events.register("after-call.dynamodb.PutItem", deny)

    answer = upload.post(upload_body, "another-key-1")

    assert (answer["statusCode"], upload.events()) == (503, [])
    assert "SECRET" not in json.dumps(answer)


@pytest.mark.parametrize(
    ("client", "operation", "after", "published"),
    [
        ("s3", "PutObject", False, 1),
        ("s3", "PutObject", True, 1),
        ("events", "PutEvents", False, 1),
        ("events", "PutEvents", True, 2),
        ("dynamodb", "UpdateItem", False, 2),
    ],
    ids=["before the logo", "after the logo", "before publishing", "after publishing", "before keeping the answer"],
)
def test_a_crash_loses_nothing(upload, upload_body, client: str, operation: str, after: bool, published: int):
    """Wherever the process dies: 409 while it might live, then the retry finishes, with an equal event at most."""
    fail(getattr(upload.wiring, client), operation, Crash(), after=after)
    with pytest.raises(Crash):
        upload.post(upload_body, KEY, milliseconds=700)

    at_once = upload.post(upload_body, KEY, wiring=healthy(upload))
    time.sleep(0.8)
    later = upload.post(upload_body, KEY, wiring=healthy(upload))

    assert (at_once["statusCode"], at_once["multiValueHeaders"]["Retry-After"]) == (409, ["1"])
    assert (at_once["body"]["type"], later["statusCode"]) == ("urn:leejames:problem:in-flight", 201)
    details = [detail(event) for event in upload.events()]
    assert (len(details), all(found == details[0] for found in details)) == (published, True)


def test_an_answer_that_could_not_be_kept_is_given_later(upload, upload_body):
    """DynamoDB fails after the event is out: 503, then the same id, and an equal event at most."""
    fail(upload.wiring.dynamodb, "UpdateItem", ConnectionClosedError(endpoint_url="https://dynamodb.example"))

    refused = upload.post(upload_body, KEY, milliseconds=300)
    time.sleep(0.4)
    again = upload.post(upload_body, KEY)

    assert (refused["statusCode"], again["statusCode"]) == (503, 201)
    first, second = (detail(event) for event in upload.events())
    assert first == second


def test_two_at_once_are_one_upload(upload, upload_body):
    """Of requests that race with one key, the others are told 409 or get the first one's answer; one event leaves."""
    answers: list[Any] = []
    threads = [
        threading.Thread(target=lambda: answers.append(upload.post(upload_body, KEY, wiring=healthy(upload))))
        for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {answer["statusCode"] for answer in answers} <= {201, 409}
    assert len({answer["body"]["payslipId"] for answer in answers if answer["statusCode"] == 201}) == 1
    assert len(upload.events()) == 1


def test_racing_corrections_leave_one_content(upload, upload_body):
    """Of uploads of one payslip with different figures under different keys, exactly one wins."""
    bodies = [copy.deepcopy(upload_body) for _ in range(4)]
    for number, body in enumerate(bodies):
        body["payslip"]["totals"]["netPay"] = f"{number}.00"
    answers: list[Any] = []
    threads = [
        threading.Thread(
            target=lambda b=body: answers.append(upload.post(b, f"key-{uuid4().hex}", wiring=healthy(upload)))
        )
        for body in bodies
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answer["statusCode"] for answer in answers) == [201, 409, 409, 409]
    assert len(upload.events()) == 1


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [("GET", "/payslips", 405, ["POST"]), ("DELETE", "/payslips", 405, ["POST"]), ("POST", "/other", 404, None)],
)
def test_unrouted_requests(upload, upload_body, method: str, path: str, status: int, allow: list[str] | None):
    """RFC 9110 section 15.5.6: 405 comes with Allow. API Gateway routes none of these; a function URL might."""
    answer = upload.post(upload_body, KEY, method=method, path=path)

    assert (answer["statusCode"], answer["multiValueHeaders"].get("Allow")) == (status, allow)
    assert answer["multiValueHeaders"]["Content-Type"] == ["application/problem+json"]


def test_a_fault_says_nothing_of_the_payslip(upload, upload_body, logged: io.StringIO):
    """A bug is a 500 problem: no stack trace and no message in answer or log; the log has the type and the place."""
    fail(upload.wiring.s3, "PutObject", RuntimeError("SECRET salary"))

    answer = upload.post(upload_body, KEY)

    assert (answer["statusCode"], answer["body"]["type"]) == (500, "urn:leejames:problem:fault")
    assert "SECRET" not in json.dumps(answer) + logged.getvalue()
    assert "RuntimeError" in logged.getvalue()
    assert upload.post(upload_body, KEY)["statusCode"] == 201


@pytest.mark.parametrize("case", ["accepted", "refused", "conflict", "unpublished"])
def test_personal_data_is_never_logged(upload, upload_body, logged: io.StringIO, case: str):
    """Name, NI number, address and figures stay out of the log, whatever happens."""
    if case == "refused":
        upload_body["payslip"]["payDate"] = "never"
    if case == "conflict":
        upload.post(corrected(upload_body), "another-key-1")
    if case == "unpublished":
        answer_put_events(upload.wiring.events, "InternalFailure", times=10)

    upload.post(upload_body, KEY)

    assert "upload" in logged.getvalue()
    for value in ("Siân", "Si\\u00e2n", "QQ123456C", "Alma Vale", "3178.9", "4821", "846/NW"):
        assert value not in logged.getvalue()


def test_what_is_kept_holds_no_personal_data(upload, upload_body):
    """The control table has ids and hashes alone; claims stay, answers expire after a day."""
    answer = upload.post(upload_body, KEY)

    items = upload.aws.client("dynamodb").scan(TableName=upload.wiring.control_table)["Items"]
    by_kind = {item["id"]["S"].split("#")[0]: item for item in items}
    assert sorted(by_kind) == ["payslip", "upload"]
    assert by_kind["payslip"]["id"] == {"S": f"payslip#{answer['body']['payslipId']}"}
    assert "expiration" not in by_kind["payslip"]
    assert 86_000 < int(by_kind["upload"]["expiration"]["N"]) - time.time() <= 86_400
    for value in ("Siân", "QQ123456C", "E-", "846/", "alice", KEY):
        assert value not in json.dumps(items)


def test_an_expired_answer_is_computed_again(upload, upload_body):
    """After a day the same request is a new one: the same id, and at most an equal event."""
    first = upload.post(upload_body, KEY)
    table = upload.aws.client("dynamodb")
    [kept] = [
        i for i in table.scan(TableName=upload.wiring.control_table)["Items"] if i["id"]["S"].startswith("upload#")
    ]
    kept["expiration"] = {"N": str(int(time.time()) - 1)}
    table.put_item(TableName=upload.wiring.control_table, Item=kept)

    second = upload.post(upload_body, KEY)

    assert (second["statusCode"], second["body"]) == (201, first["body"])
    details = [detail(event) for event in upload.events()]
    assert all(found == details[0] for found in details)
