"""Rules on the local bus match, refuse and test patterns as EventBridge does."""

from __future__ import annotations

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

EVENT = {
    "id": "1",
    "account": "123456789012",
    "source": "test.payroll",
    "time": "2026-01-01T00:00:00Z",
    "region": "eu-west-2",
    "detail-type": "tested",
}


def asked(scene: Any, pattern: str, **more: Any) -> bool:
    answer = scene.events.test_event_pattern(EventPattern=pattern, Event=json.dumps(EVENT | more))
    return bool(answer["Result"])


@pytest.mark.parametrize(
    ("pattern", "reason"),
    [
        ('{"source":[]}', "Empty arrays are not allowed"),
        ('{"source":[{"prefix":"a","suffix":"b"}]}', "Only one key allowed in match expression"),
        ('{"detail":{"n":[{"numeric":[">",6000000000]}]}}', "Value must be between -5.0E9 and 5.0E9, inclusive"),
        ('{"detail":{"ip":[{"cidr":"10.0.0.1/32"}]}}', "IPv4 mask bits must be < 32"),
        ('["source"]', "Filter is not an object"),
    ],
)
def test_a_refused_pattern_says_why(scene: Any, pattern: str, reason: str) -> None:
    """PutRule, TestEventPattern and CreateArchive: InvalidEventPatternException with event-ruler's own words."""
    bus, said = scene.bus(), []
    bus_arn = f"arn:aws:events:{scene.aws.region}:{scene.aws.account}:event-bus/{bus}"
    for call in (
        lambda: scene.events.put_rule(Name=scene.name("rule"), EventBusName=bus, EventPattern=pattern),
        lambda: asked(scene, pattern),
        lambda: scene.events.create_archive(
            ArchiveName=scene.name("archive"), EventSourceArn=bus_arn, EventPattern=pattern
        ),
    ):
        with pytest.raises(ClientError) as refusal:
            call()
        said.append(refusal.value.response["Error"])

    expected = {"Code": "InvalidEventPatternException", "Message": f"Event pattern is not valid. Reason: {reason}"}
    assert [expected] * 3 == said


@pytest.mark.parametrize(
    ("pattern", "detail", "expected"),
    [
        ('{"detail":{"n":[300]}}', {"n": 300.0}, True),
        ('{"detail":{"ip":["::1"]}}', {"ip": "0:0:0:0:0:0:0:1"}, True),
        ('{"detail":{"a":["x"],"b":["y"]}}', [{"a": "x"}, {"b": "y"}], False),
        ('{"detail":{"a":["x"],"a":["y"]}}', {"a": "x"}, False),
        ('{"detail.a":["x"]}', {"a": "x"}, True),
    ],
)
def test_a_tested_pattern_matches_as_on_aws(scene: Any, pattern: str, detail: Any, expected: bool) -> None:
    """TestEventPattern: the semantics of docs/patterns.md, read from both texts."""
    assert expected == asked(scene, pattern, detail=detail)


@pytest.mark.parametrize("event", ["{", "[]", json.dumps({k: v for k, v in EVENT.items() if k != "account"})])
def test_a_tested_event_needs_its_envelope(scene: Any, event: str) -> None:
    """TestEventPattern, Event: id, account, source, time, region and detail-type are mandatory."""
    with pytest.raises(ClientError) as refusal:
        scene.events.test_event_pattern(EventPattern='{"source":["a"]}', Event=event)

    expected = {"Code": "ValidationException", "Message": "Parameter Event is not valid."}
    assert expected == refusal.value.response["Error"]


def test_a_rule_matches_within_one_element(scene: Any) -> None:
    """Fields of objects in an array must match in the same element (event-ruler README, "Matching JSON arrays")."""
    bus, queue = scene.bus(), scene.queue()
    scene.rule(bus, {"Arn": queue.arn}, pattern={"detail": {"lines": {"kind": ["bonus"], "tax": [True]}}})

    scene.put(bus, {"n": 1, "lines": [{"kind": "bonus", "tax": False}, {"kind": "basic", "tax": True}]})
    scene.put(bus, {"n": 2, "lines": [{"kind": "basic", "tax": False}, {"kind": "bonus", "tax": True}]})

    assert [2] == [json.loads(message["Body"])["detail"]["n"] for message in scene.messages(queue, 2, 1)]


def test_the_adapter_is_still_needed(plain: Any) -> None:
    """ministack answers for an event without an envelope: this fails when it refuses it as AWS does."""
    answer = plain.events.test_event_pattern(EventPattern='{"source":["a"]}', Event='{"source":"a"}')

    assert answer["Result"], (
        "ministack now checks the event: compare its matcher, then delete adapters/event_patterns.py"
    )
