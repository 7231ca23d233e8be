"""Recording what a producer publishes, by its client and from the bus."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from botocore.exceptions import ClientError

from bridgewright.local import LocalAws
from bridgewright.testing import CaughtEvents, Recorder

pytestmark = pytest.mark.aws


@pytest.fixture
def bus(aws: LocalAws) -> str:
    """A new bus."""
    name = f"bus-{uuid.uuid4().hex[:8]}"
    aws.client("events").create_event_bus(Name=name)
    return name


def entry(bus: str, **changes: Any) -> dict[str, Any]:
    """An entry that EventBridge takes."""
    return {"Source": "shop", "DetailType": "tested", "Detail": '{"n":1}', "EventBusName": bus} | changes


def test_accepted_entries_are_recorded_in_order(aws: LocalAws, bus: str) -> None:
    """Entries as they were given, with their event ids."""
    recorder = Recorder()
    client = recorder.watch(aws.client("events"))
    client.put_events(Entries=[entry(bus), entry(bus, Detail='{"n":2}')])

    assert [1, 2] == [json.loads(item["Detail"])["n"] for item in recorder.entries]
    assert [] == [item for item in recorder.produced if item.event_id is None]


def test_refused_entries_are_recorded_apart(aws: LocalAws, bus: str) -> None:
    """An entry whose detail is no JSON: an error code, and not among what was published.

    Source: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
    """
    recorder = Recorder()
    client = recorder.watch(aws.client("events"))
    client.put_events(Entries=[entry(bus, Detail="{"), entry(bus)])

    assert ["MalformedDetail", None] == [item.error_code for item in recorder.produced]
    assert [entry(bus)] == list(recorder.entries)


def test_a_request_that_fails_as_a_whole_is_recorded(aws: LocalAws, bus: str) -> None:
    """Eleven entries are one too many (PutEvents takes ten): each has the request's error code."""
    recorder = Recorder()
    client = recorder.watch(aws.client("events"))
    with pytest.raises(ClientError) as caught:
        client.put_events(Entries=[entry(bus)] * 11)

    assert [caught.value.response["Error"]["Code"]] * 11 == [item.error_code for item in recorder.produced]
    assert () == recorder.entries


def test_what_passes_the_bus_is_caught(aws: LocalAws, bus: str) -> None:
    """Whole events, whoever sent them; nothing that was sent before or after."""
    events, sqs = aws.client("events"), aws.client("sqs")
    events.put_events(Entries=[entry(bus, Detail='{"n":0}')])
    with CaughtEvents(events, sqs, bus) as caught:
        events.put_events(Entries=[entry(bus), entry(bus, Source="other", Detail='{"n":2}')])
        found = caught.events(at_least=2)
    events.put_events(Entries=[entry(bus, Detail='{"n":3}')])

    assert [("shop", 1), ("other", 2)] == [(event["source"], event["detail"]["n"]) for event in found]
    assert [] == events.list_rules(EventBusName=bus)["Rules"]


def test_too_few_events_are_an_error(aws: LocalAws, bus: str) -> None:
    """The message says how many came, and how many should have."""
    with (
        CaughtEvents(aws.client("events"), aws.client("sqs"), bus) as caught,
        pytest.raises(TimeoutError, match=r"carried 0 events in 0.2 s, not 1"),
    ):
        caught.events(at_least=1, seconds=0.2)
