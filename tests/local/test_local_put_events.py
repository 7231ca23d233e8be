"""PutEvents on local AWS answers as AWS does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

GOOD = {"Source": "test.payroll", "DetailType": "tested", "Detail": "{}"}


@pytest.mark.parametrize("missing", ["Source", "DetailType", "Detail"])
def test_an_entry_without_a_required_field_fails_alone(scene: Any, missing: str) -> None:
    """PutEventsRequestEntry: an entry without Source, DetailType or Detail fails, the others go through."""
    entry = {name: text for name, text in GOOD.items() if name != missing}

    answer = scene.events.put_events(Entries=[entry, GOOD])

    message = f"Parameter {missing} is not valid. Reason: {missing} is a required argument."
    expected = {"ErrorCode": "InvalidArgument", "ErrorMessage": message}
    assert expected == answer["Entries"][0]
    assert "EventId" in answer["Entries"][1]
    assert answer["FailedEntryCount"] == 1


@pytest.mark.parametrize("detail", ["not JSON", "[]", "{{}", '"text"', '{"a": NaN}'])
def test_a_detail_must_be_a_json_object(scene: Any, detail: str) -> None:
    """PutEventsResultEntry: `MalformedDetail`, the JSON provided is not valid; an object is required."""
    answer = scene.events.put_events(Entries=[{**GOOD, "Detail": detail}])

    assert [{"ErrorCode": "MalformedDetail", "ErrorMessage": "Detail is malformed."}] == answer["Entries"]


def test_a_request_of_exactly_one_mebibyte_passes_and_one_byte_more_is_refused(scene: Any) -> None:
    """PutEvents quota since January 2026, and "Calculating PutEvents event entry size": the sum counts."""
    detail = json.dumps({"filler": ""})
    room = 1024 * 1024 - len("test.payroll" + "tested" + detail)
    fits = {**GOOD, "Detail": json.dumps({"filler": "x" * room})}

    assert "EventId" in scene.events.put_events(Entries=[fits])["Entries"][0]
    with pytest.raises(ClientError, match="Total size of the entries in the request is over the limit") as refusal:
        scene.events.put_events(Entries=[{**fits, "Resources": ["r"]}])
    assert refusal.value.response["Error"]["Code"] == "ValidationException"


def test_time_counts_fourteen_bytes(scene: Any) -> None:
    """Time is 14 bytes when given ("Calculating PutEvents event entry size")."""
    room = 1024 * 1024 - len("test.payroll" + "tested" + json.dumps({"filler": ""}))
    entry = {**GOOD, "Detail": json.dumps({"filler": "x" * (room - 13)}), "Time": datetime(2026, 1, 1, tzinfo=UTC)}

    with pytest.raises(ClientError, match="over the limit"):
        scene.events.put_events(Entries=[entry])


@pytest.mark.parametrize("count", [0, 11])
def test_a_request_holds_one_to_ten_entries(scene: Any, count: int) -> None:
    """PutEvents, Entries: minimum 1 item, maximum 10 items (by hand, since boto3 itself refuses none)."""
    headers = {"X-Amz-Target": "AWSEvents.PutEvents", "Content-Type": "application/x-amz-json-1.1"}

    answer = requests.post(scene.aws.endpoint, json={"Entries": [GOOD] * count}, headers=headers, timeout=10)

    assert (400, "ValidationException") == (answer.status_code, answer.json()["__type"])
    assert "Member must have length" in answer.json()["message"]


def test_the_given_time_is_the_events_time(scene: Any) -> None:
    """PutEventsRequestEntry, Time: the time stamp of the event; without it, that of the call."""
    bus, queue = scene.bus(), scene.queue()
    scene.rule(bus, {"Arn": queue.arn})

    scene.put(bus, {}, Time=datetime(2026, 4, 5, 6, 7, 8, tzinfo=UTC))

    (message,) = scene.messages(queue)
    assert json.loads(message["Body"])["time"] == "2026-04-05T06:07:08Z"


def test_an_event_for_an_absent_bus_is_taken_and_dropped(scene: Any) -> None:
    """AWS answers with an EventId for a bus that isn't there (LocalStack's snapshots taken on AWS)."""
    assert "EventId" in scene.put("no-such-bus", {})


def test_a_source_of_aws_is_refused(scene: Any) -> None:
    """PutEventsResultEntry: `NotAuthorizedForSourceException` for sources that AWS reserves."""
    assert scene.put("default", {}, Source="aws.s3")["ErrorCode"] == "NotAuthorizedForSourceException"


def test_the_adapter_is_still_needed(plain: Any) -> None:
    """ministack takes malformed details and ignores Time: this fails when it no longer does."""
    bus, queue = plain.bus(), plain.queue()
    plain.rule(bus, {"Arn": queue.arn})

    malformed = plain.put(bus, {}, Detail="not JSON")
    plain.put(bus, {}, Time=datetime(2026, 4, 5, tzinfo=UTC))

    assert "EventId" in malformed, "ministack now checks details: delete that check from adapters/put_events.py"
    times = [json.loads(message["Body"])["time"] for message in plain.messages(queue, 2)]
    assert "2026-04-05T00:00:00Z" not in times, "ministack now honours Time: delete that from adapters/put_events.py"
