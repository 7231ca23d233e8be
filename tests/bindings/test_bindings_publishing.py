"""Entries and `publish`: sizes to the byte, batches, retries, and a report that forgets nothing."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, datetime
from typing import Any

import boto3
import pytest
from botocore.exceptions import ClientError, ReadTimeoutError
from botocore.stub import Stubber

from leejames_events import _event, publishing
from leejames_events.errors import EntryTooLarge
from leejames_events.publishing import publish


@pytest.fixture
def event(uploaded):
    """An event with letters beyond ASCII in it."""
    return uploaded.model.from_data(uploaded.contract.examples[0].detail)


def events(uploaded, count):
    """Different events, told apart by their ids."""
    detail = uploaded.contract.examples[1].detail
    ids = [f"00000000-0000-0000-0000-{number:012d}" for number in range(count)]
    return [uploaded.model.from_data({**detail, "data": {**detail["data"], "payslipId": id_}}) for id_ in ids]


class Recorded:
    """A stubbed boto3 client and what was put on it, request by request."""

    def __init__(self) -> None:
        self.client = boto3.client(
            "events",
            region_name="eu-west-2",
            aws_access_key_id="x",
            aws_secret_access_key="x",
        )
        self.stubber = Stubber(self.client)
        self.requests: list[list[str]] = []
        self.client.meta.events.register("provide-client-params.events.PutEvents", self._record)

    def _record(self, params: dict[str, Any], **_: Any) -> None:
        details = [json.loads(entry["Detail"]) for entry in params["Entries"]]
        self.requests.append([detail["data"]["payslipId"][-4:] for detail in details])

    def answers(self, *results: str) -> None:
        """One response, in the order of the entries: `ok`, or an entry's error code."""
        entries = [
            {"EventId": f"id-{index}"} if result == "ok" else {"ErrorCode": result, "ErrorMessage": f"{result}!"}
            for index, result in enumerate(results)
        ]
        failed = sum(result != "ok" for result in results)
        self.stubber.add_response("put_events", {"FailedEntryCount": failed, "Entries": entries})

    def fails(self, code: str) -> None:
        """The whole request fails."""
        self.stubber.add_client_error("put_events", code, "no")


@pytest.fixture
def recorded():
    """Answers are checked against botocore's model of EventBridge; all of them must be asked for."""
    made = Recorded()
    with made.stubber:
        yield made
        made.stubber.assert_no_pending_responses()


def test_an_entry_is_what_put_events_takes(event):
    """The keys of https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsRequestEntry.html."""
    time = datetime(2026, 11, 23, tzinfo=UTC)

    expected = {
        "EventBusName": "hr",
        "Source": "leejames.payroll",
        "DetailType": "payslip.uploaded",
        "Detail": event.to_json(),
    }
    assert expected == event.to_entry("hr")
    assert {**expected, "Time": time, "Resources": ["a"]} == event.to_entry("hr", time=time, resources=("a",))


@pytest.mark.parametrize("more", [{}, {"time": datetime(2026, 11, 23, tzinfo=UTC)}, {"resources": ["arn:é", "b"]}])
def test_an_entry_is_refused_at_the_first_byte_over_the_limit(event, more):
    """EventBridge's own rule: 14 bytes for Time, UTF-8 bytes of Source, DetailType, Detail and each resource.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
    """
    size = len("leejames.payroll") + len("payslip.uploaded") + len(event.to_json().encode())
    size += 14 if "time" in more else 0
    size += 7 if "resources" in more else 0

    assert "Detail" in event.to_entry("hr", **more, limit=size)
    with pytest.raises(EntryTooLarge) as caught:
        event.to_entry("hr", **more, limit=size - 1)
    assert (size, size - 1) == (caught.value.size, caught.value.limit)


def test_the_limit_is_the_bus_s(catalog):
    """`entry-limit` of bridgewright.toml is compiled in."""
    assert catalog.settings.entry_limit == _event.ENTRY_LIMIT == 1_000_000


def test_ten_entries_a_request_in_order(recorded, uploaded):
    """25 events: 10, 10, 5."""
    recorded.answers(*["ok"] * 10)
    recorded.answers(*["ok"] * 10)
    recorded.answers(*["ok"] * 5)

    report = publish(recorded.client, events(uploaded, 25), "hr")

    assert [[f"{n:04d}" for n in range(a, b)] for a, b in ((0, 10), (10, 20), (20, 25))] == recorded.requests
    assert tuple(f"id-{n % 10}" for n in range(25)) == report.event_ids
    assert report.ok


def test_a_request_stays_within_the_limit(recorded, uploaded, monkeypatch):
    """Three events of which two fit: 2, 1; to the byte."""
    three = events(uploaded, 3)
    size = _event.entry_size(three[0].to_entry("hr"))
    monkeypatch.setattr(publishing, "ENTRY_LIMIT", 2 * size)
    recorded.answers("ok", "ok")
    recorded.answers("ok")

    assert publish(recorded.client, three, "hr").ok
    assert [["0000", "0001"], ["0002"]] == recorded.requests


def test_only_retryable_entries_are_sent_again(recorded, uploaded):
    """InternalFailure and ThrottlingException are; the report keeps places and last words.

    https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
    """
    pauses: list[float] = []
    three = events(uploaded, 5)
    recorded.answers("ok", "InternalFailure", "MalformedDetail", "ThrottlingException", "ok")
    recorded.answers("ok", "ThrottlingException")
    recorded.answers("ThrottlingException")

    report = publish(recorded.client, three, "hr", sleep=pauses.append, jitter=lambda: 1.0)

    assert [["0000", "0001", "0002", "0003", "0004"], ["0001", "0003"], ["0003"]] == recorded.requests
    assert ("id-0", "id-0", None, None, "id-4") == report.event_ids
    expected = [
        (three[2], "MalformedDetail", "MalformedDetail!"),
        (three[3], "ThrottlingException", "ThrottlingException!"),
    ]
    assert expected == [(failed.event, failed.code, failed.message) for failed in report.failed]
    assert not report.ok
    assert [0.1, 0.2] == pauses


def test_a_throttled_request_is_sent_again_and_a_denied_one_is_not(recorded, uploaded):
    """Whole-request errors: the retryable ones up to `attempts`, the others at once and as they are."""
    pauses: list[float] = []
    recorded.fails("ThrottlingException")
    recorded.answers("ok")
    recorded.fails("AccessDeniedException")

    assert publish(recorded.client, events(uploaded, 1), "hr", sleep=pauses.append, jitter=lambda: 0.5).ok
    assert [0.05] == pauses
    with pytest.raises(ClientError, match="AccessDenied"):
        publish(recorded.client, events(uploaded, 1), "hr", sleep=pauses.append)


def test_a_request_that_stays_throttled_propagates_after_the_last_attempt(recorded, uploaded):
    """Nothing was published, so there is nothing to report."""
    recorded.fails("ThrottlingException")
    recorded.fails("ThrottlingException")

    with pytest.raises(ClientError, match="Throttling"):
        publish(recorded.client, events(uploaded, 2), "hr", attempts=2, sleep=lambda _: None)
    assert 2 == len(recorded.requests)


def test_what_was_published_is_never_forgotten(recorded, uploaded):
    """The second request is denied: the report has the first one's ids, and the rest as failed."""
    recorded.answers(*["ok"] * 10)
    recorded.fails("AccessDeniedException")
    all_events = events(uploaded, 22)

    report = publish(recorded.client, all_events, "hr", sleep=lambda _: None)

    assert (*(f"id-{n}" for n in range(10)), *[None] * 12) == report.event_ids
    expected = [*((e, "AccessDeniedException") for e in all_events[10:20]), *((e, "NotSent") for e in all_events[20:])]
    assert expected == [(failed.event, failed.code) for failed in report.failed]


def test_an_error_that_is_not_aws_s_propagates(uploaded):
    """After a timeout nobody knows what was published: the caller decides."""

    class Lost:
        def put_events(self, **_: Any) -> Any:
            raise ReadTimeoutError(endpoint_url="https://events.eu-west-2.amazonaws.com")

    with pytest.raises(ReadTimeoutError):
        publish(Lost(), events(uploaded, 1), "hr")


def test_a_too_large_event_stops_all_before_anything_is_sent(recorded, uploaded, monkeypatch):
    """No half-published list."""
    small, large = events(uploaded, 1)[0], uploaded.model.from_data(uploaded.contract.examples[0].detail)
    limit = _event.entry_size(small.to_entry("hr"))
    monkeypatch.setattr(type(large).to_entry, "__kwdefaults__", {**type(large).to_entry.__kwdefaults__, "limit": limit})

    with pytest.raises(EntryTooLarge):
        publish(recorded.client, [small, large], "hr")
    assert [] == recorded.requests


def test_nothing_to_publish_is_no_request(recorded):
    """PutEvents needs at least one entry."""
    assert () == publish(recorded.client, [], "hr").event_ids


@pytest.mark.aws
def test_events_arrive_on_a_bus(uploaded, aws):
    """Eleven events on local AWS: each has its id, each is delivered as it was."""
    name = f"hr-{uuid.uuid4().hex[:8]}"
    client, sqs = aws.client("events"), aws.client("sqs")
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    client.create_event_bus(Name=name)
    rule = client.put_rule(Name=name, EventBusName=name, EventPattern='{"source":["leejames.payroll"]}')["RuleArn"]
    statement = {
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": arn,
        "Condition": {"ArnEquals": {"aws:SourceArn": rule}},
    }
    policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
    sqs.set_queue_attributes(QueueUrl=queue, Attributes={"Policy": policy})
    client.put_targets(Rule=name, EventBusName=name, Targets=[{"Id": "queue", "Arn": arn}])
    sent = events(uploaded, 11)

    report = publish(client, sent, name)

    received: list[Any] = []
    for _ in range(20):
        messages = sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10, WaitTimeSeconds=1).get("Messages", [])
        received += [uploaded.model.from_eventbridge(message["Body"]) for message in messages]
        if len(received) >= 11:
            break

    assert report.ok
    assert 11 == len(set(report.event_ids))
    assert set(sent) == set(received)
