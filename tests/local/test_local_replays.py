"""Archives and replays: what is stored comes back, to the rules that are meant, and says that it is a replay."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any


def bus_arn(scene: Any, bus: str) -> str:
    return f"arn:aws:events:{scene.aws.region}:{scene.aws.account}:event-bus/{bus}"


def replay(scene: Any, bus: str, archive: str, eventually: Callable[..., Any], **destination: Any) -> str:
    """Replays the last hour to a bus and waits until it is done."""
    name, now = scene.name("replay"), datetime.now(UTC)
    scene.events.start_replay(
        ReplayName=name,
        EventSourceArn=scene.events.describe_archive(ArchiveName=archive)["ArchiveArn"],
        EventStartTime=now - timedelta(hours=1),
        EventEndTime=now + timedelta(hours=1),
        Destination={"Arn": bus_arn(scene, bus), **destination},
    )
    assert eventually(lambda: scene.events.describe_replay(ReplayName=name)["State"] == "COMPLETED")
    return str(name)


def archived(scene: Any, bus: str) -> str:
    name = scene.name("archive")
    pattern = json.dumps({"detail-type": ["tested"]})
    scene.events.create_archive(ArchiveName=name, EventSourceArn=bus_arn(scene, bus), EventPattern=pattern)
    return str(name)


def test_a_replay_reaches_only_the_rules_it_names(scene: Any, eventually: Callable[..., Any]) -> None:
    """ReplayDestination, FilterArns: "a list of ARNs for rules to replay events to"."""
    bus, wanted, other = scene.bus(), scene.queue(), scene.queue()
    archive = archived(scene, bus)
    named = scene.rule(bus, {"Arn": wanted.arn})
    scene.rule(bus, {"Arn": other.arn})
    scene.put(bus, {"n": 1})
    scene.messages(wanted), scene.messages(other)

    replay(scene, bus, archive, eventually, FilterArns=[named])

    assert [1] == [json.loads(message["Body"])["detail"]["n"] for message in scene.messages(wanted)]
    assert scene.messages(other, 1, 0.3) == []


def test_a_replayed_event_is_marked_and_keeps_its_id_and_time(scene: Any, eventually: Callable[..., Any]) -> None:
    """eb-replay-archived-event: `replay-name` is added to the event; rules may leave replays out by it."""
    bus, queue, live_only = scene.bus(), scene.queue(), scene.queue()
    archive = archived(scene, bus)
    scene.rule(bus, {"Arn": queue.arn})
    scene.rule(bus, {"Arn": live_only.arn}, pattern={"replay-name": [{"exists": False}]})
    scene.put(bus, {}, Time=datetime.now(UTC) - timedelta(minutes=5))
    first = json.loads(scene.messages(queue)[0]["Body"])
    scene.messages(live_only)

    name = replay(scene, bus, archive, eventually)

    again = json.loads(scene.messages(queue)[0]["Body"])
    assert again == first | {"replay-name": name}
    assert scene.messages(live_only, 1, 0.3) == []


def test_an_archive_keeps_only_what_its_pattern_matches(scene: Any, eventually: Callable[..., Any]) -> None:
    """CreateArchive, EventPattern: "only events that match this pattern are sent to the archive"."""
    bus, queue = scene.bus(), scene.queue()
    archive = archived(scene, bus)
    scene.put(bus, {"n": 1})
    scene.put(bus, {"n": 2}, DetailType="other")
    scene.rule(bus, {"Arn": queue.arn})

    replay(scene, bus, archive, eventually)

    assert [1] == [json.loads(message["Body"])["detail"]["n"] for message in scene.messages(queue, 2, 0.5)]


def test_the_adapter_is_still_needed(plain: Any, eventually: Callable[..., Any]) -> None:
    """ministack replays to every rule: this fails when it reads FilterArns."""
    bus, wanted, other = plain.bus(), plain.queue(), plain.queue()
    archive = archived(plain, bus)
    named = plain.rule(bus, {"Arn": wanted.arn})
    plain.rule(bus, {"Arn": other.arn})
    plain.put(bus, {})
    plain.messages(other)

    time.sleep(0.01)
    replay(plain, bus, archive, eventually, FilterArns=[named])

    assert len(plain.messages(other, 1, 1)) == 1, "ministack now reads FilterArns: delete adapters/replays.py"
