"""What goes wrong with an event, beside `pydantic.ValidationError`. No message repeats an event's content."""

from __future__ import annotations

__all__ = ["EntryTooLarge", "NotThisEvent"]


class NotThisEvent(ValueError):
    """The message is of another event: its `source`, `detail-type` or major version is not the expected one."""


class EntryTooLarge(ValueError):
    """An event is larger than its bus takes: `size` and `limit` are bytes. Put the bulk in S3, send a claim check."""

    def __init__(self, size: int, limit: int) -> None:
        super().__init__(f"the entry has {size:,} bytes, the bus takes {limit:,}")
        self.size = size
        self.limit = limit
