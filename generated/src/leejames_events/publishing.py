"""Publishing: batches as PutEvents takes them, retries of what may be retried, and a report of everything else.

The client is the caller's own (`boto3.client("events")`); this module imports nothing of AWS.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, cast

from ._event import Event, entry_size
from ._settings import ENTRY_LIMIT

__all__ = ["EventsClient", "FailedEntry", "PublishReport", "publish"]

MAX_ENTRIES = 10
"""Entries in one request: https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEvents.html"""
RETRYABLE = frozenset({"InternalFailure", "InternalException", "ThrottlingException", "ServiceUnavailable"})
"""Error codes of an entry, or of a whole request, that the same call may not meet again."""
_FIRST_DELAY = 0.1
_LONGEST_DELAY = 5.0


class EventsClient(Protocol):
    """What `publish` needs of boto3's EventBridge client."""

    @property
    def put_events(self) -> Callable[..., Any]:
        """`PutEvents`: called with `Entries=[…]`."""
        ...


@dataclass(frozen=True, slots=True)
class FailedEntry:
    """An event that was not published, and EventBridge's last word on it."""

    event: Event
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class PublishReport:
    """What became of each event: `event_ids` in the order of the events, None for one that failed."""

    event_ids: tuple[str | None, ...]
    failed: tuple[FailedEntry, ...] = ()

    @property
    def ok(self) -> bool:
        """True when every event was published."""
        return not self.failed


@dataclass(slots=True)
class _Sending:
    """One event on its way."""

    event: Event
    entry: dict[str, Any]
    event_id: str | None = None
    code: str = "NotSent"
    message: str = "an earlier request failed"


def publish(
    client: EventsClient,
    events: Iterable[Event],
    bus: str,
    *,
    attempts: int = 3,
    sleep: Callable[[float], object] = time.sleep,
    jitter: Callable[[], float] = random.random,
) -> PublishReport:
    """Publish events in their order, at most ten and `ENTRY_LIMIT` bytes a request.

    An entry that failed retryably is sent again, up to `attempts` times in all, after a pause that
    doubles (`jitter` gives the share of it, 0 to 1). Everything else is in the report. `EntryTooLarge`
    is raised before anything is sent. An error of a whole request propagates while nothing is
    published yet; afterwards it is in the report, so that what was published is never forgotten.
    """
    sendings = [_Sending(event, event.to_entry(bus)) for event in events]
    for batch in _batches(sendings):
        try:
            _send(client, batch, attempts, lambda attempt: sleep(_delay(attempt) * jitter()))
        except Exception as error:
            if all(sending.event_id is None for sending in sendings):
                raise
            for sending in batch:
                sending.code, sending.message = _code(error), type(error).__name__
            break
    return PublishReport(
        tuple(sending.event_id for sending in sendings),
        tuple(FailedEntry(s.event, s.code, s.message) for s in sendings if s.event_id is None),
    )


def _batches(sendings: Sequence[_Sending]) -> Iterator[list[_Sending]]:
    batch: list[_Sending] = []
    size = 0
    for sending in sendings:
        entry = entry_size(sending.entry)
        if batch and (len(batch) == MAX_ENTRIES or size + entry > ENTRY_LIMIT):
            yield batch
            batch, size = [], 0
        batch.append(sending)
        size += entry
    if batch:
        yield batch


def _send(client: EventsClient, batch: list[_Sending], attempts: int, pause: Callable[[int], object]) -> None:
    waiting = batch
    for attempt in range(1, attempts + 1):
        try:
            response = client.put_events(Entries=[sending.entry for sending in waiting])
        except Exception as error:
            if _code(error) not in RETRYABLE or attempt == attempts:
                raise
        else:
            for sending, result in zip(waiting, response["Entries"], strict=True):
                sending.event_id = result.get("EventId")
                sending.code, sending.message = result.get("ErrorCode", ""), result.get("ErrorMessage", "")
            waiting = [s for s in waiting if s.event_id is None and s.code in RETRYABLE]
        if not waiting or attempt == attempts:
            return
        pause(attempt)


def _delay(attempt: int) -> float:
    """Seconds: exponential backoff, https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ."""
    return float(min(_FIRST_DELAY * 2 ** (attempt - 1), _LONGEST_DELAY))


def _code(error: Exception) -> str:
    """The code in a botocore ClientError; for any other error its class."""
    response: Any = getattr(error, "response", None)
    code: Any = cast("dict[str, Any]", response).get("Error", {}).get("Code") if isinstance(response, dict) else None
    return code if isinstance(code, str) else type(error).__name__
