# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""PutEvents as AWS checks it: size, number, required fields, malformed detail, and `Time` honoured.

Sources: the PutEvents and PutEventsResultEntry pages of the EventBridge API reference; "Calculating PutEvents
event entry size" in the user guide. Where the reference says that a request without any complete entry fails whole,
AWS was seen to fail each entry on its own (LocalStack's snapshots taken on AWS): that is what happens here. An
event for a bus that doesn't exist is taken and dropped, as on AWS (same snapshots).
"""

from __future__ import annotations

import json
import os
from typing import Any

from ministack.core.responses import error_response_json, get_account_id, get_region, json_response, new_uuid
from ministack.services import eventbridge

DEFAULT_LIMIT = 1024 * 1024
_TIME_BYTES = 14


def install() -> None:
    """Replaces ministack's PutEvents."""
    eventbridge._put_events = put_events


def put_events(data: dict[str, Any], allow_aws_source: bool = False) -> Any:
    """Answers a PutEvents request; `allow_aws_source` is ministack's own, for events that services emit."""
    entries = data.get("Entries") or []
    refusal = _refusal(entries)
    if refusal:
        return error_response_json("ValidationException", refusal, 400)
    results = [_result(entry, allow_aws_source=allow_aws_source) for entry in entries]
    return json_response({"FailedEntryCount": sum("ErrorCode" in result for result in results), "Entries": results})


def entry_size(entry: dict[str, Any]) -> int:
    """The size in bytes that AWS counts for an entry: 14 for `Time`, and the UTF-8 bytes of the texts."""
    texts = [entry.get("Source"), entry.get("DetailType"), entry.get("Detail"), *(entry.get("Resources") or [])]
    return (_TIME_BYTES if entry.get("Time") is not None else 0) + sum(len(text.encode()) for text in texts if text)


def _refusal(entries: list[dict[str, Any]]) -> str | None:
    """Why the whole request is refused, if it is."""
    constraint = "1 validation error detected: Value at 'entries' failed to satisfy constraint: Member must have length"
    if not entries:
        return f"{constraint} greater than or equal to 1"
    if len(entries) > 10:
        return f"{constraint} less than or equal to 10"
    limit = int(os.environ.get("BRIDGEWRIGHT_LOCAL_PUT_EVENTS_LIMIT", DEFAULT_LIMIT))
    if sum(entry_size(entry) for entry in entries) > limit:
        return "Total size of the entries in the request is over the limit."
    return None


def _result(entry: dict[str, Any], *, allow_aws_source: bool) -> dict[str, str]:
    failure = _entry_failure(entry, allow_aws_source=allow_aws_source)
    bus, bus_failure = eventbridge._event_bus_name_from_ref(entry.get("EventBusName") or "default")
    failure = failure or bus_failure
    if failure:
        return {"ErrorCode": failure[0], "ErrorMessage": failure[1]}
    event_id = str(new_uuid())
    if bus in eventbridge._event_buses:
        _accept(entry, bus, event_id)
    return {"EventId": event_id}


def _entry_failure(entry: dict[str, Any], *, allow_aws_source: bool) -> tuple[str, str] | None:
    for field in ("Source", "DetailType", "Detail"):
        if not entry.get(field):
            return "InvalidArgument", f"Parameter {field} is not valid. Reason: {field} is a required argument."
    try:
        detail = json.loads(entry["Detail"], parse_constant=_not_json)
    except (ValueError, RecursionError):
        detail = None
    if not isinstance(detail, dict):
        return "MalformedDetail", "Detail is malformed."
    if entry["Source"].startswith("aws.") and not allow_aws_source:
        return "NotAuthorizedForSourceException", "Not authorized for the source."
    return None


def _accept(entry: dict[str, Any], bus: str, event_id: str) -> None:
    """Hands the event to the bus's rules and archives, as ministack's own PutEvents does."""
    time = eventbridge._now_ts() if entry.get("Time") is None else eventbridge._coerce_timestamp(entry["Time"])
    event = {
        "EventId": event_id,
        "Source": entry["Source"],
        "DetailType": entry["DetailType"],
        "Detail": entry["Detail"],
        "EventBusName": bus,
        "Time": int(time) if isinstance(time, int | float) else int(eventbridge._now_ts()),
        "Resources": entry.get("Resources") or [],
        "Account": get_account_id(),
        "Region": get_region(),
    }
    eventbridge._events_log_list().append(event)
    view = eventbridge._pattern_event_view(event)
    eventbridge._dispatch_event(event, view)
    eventbridge._archive_event(event, view)


def _not_json(constant: str) -> None:
    raise ValueError(constant)
