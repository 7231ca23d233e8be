"""What every event and command of the bindings can do: read itself from EventBridge and SQS, and become an entry."""

# pyright: reportUnknownVariableType=false
from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Self

from pydantic_core import ValidationError

from ._model import Model, as_mapping, may_hold_constants
from ._settings import ENTRY_LIMIT
from .errors import EntryTooLarge, NotThisEvent

_TIME_BYTES = 14


class Event(Model):
    """The detail of an event or command: what producers send and consumers act on."""

    SOURCE: ClassVar[str]
    DETAIL_TYPE: ClassVar[str]
    VERSION: ClassVar[str]
    """The contract's version that these bindings were generated from."""
    ENVELOPE: ClassVar[type[Model]]
    """The model of the whole event, whose `detail` is this one."""

    @classmethod
    def from_eventbridge(cls, event: Mapping[str, Any] | str | bytes) -> Self:
        """The detail of a whole event, as a Lambda target, an archive's replay or a plain SQS target delivers it.

        Raises `NotThisEvent` when source or detail-type are another's, and `pydantic.ValidationError` when
        the event is not what its contract says.
        """
        try:
            whole = cls.ENVELOPE.from_data(dict(event)) if isinstance(event, Mapping) else cls.ENVELOPE.from_json(event)
        except ValidationError:
            cls._must_be_named_in(as_mapping(cls, event))
            raise
        detail: Any = getattr(whole, "detail")  # noqa: B009
        return detail if isinstance(detail, cls) else cls.from_data(detail.to_data())  # of a derived class

    @classmethod
    def from_sqs_body(cls, body: str | bytes) -> Self:
        """The detail in an SQS body `{"source", "detail-type", "detail"}`: what a transformer leaves of an event.

        Raises as `from_eventbridge`.
        """
        if not may_hold_constants(body):
            try:
                read: Self = cls._message.validate_json(body)["detail"]
            except ValidationError:
                pass  # whatever is wrong with it is said below
            else:
                return read
        message = as_mapping(cls, body)
        cls._must_be_named_in(message)
        return cls.from_data(message.get("detail"))

    @classmethod
    def _must_be_named_in(cls, message: Mapping[str, Any]) -> None:
        if message.get("source") != cls.SOURCE or message.get("detail-type") != cls.DETAIL_TYPE:
            raise NotThisEvent(f"the message is not {cls.DETAIL_TYPE!r} from {cls.SOURCE!r}")

    def to_entry(
        self, bus: str, *, time: datetime | None = None, resources: Sequence[str] = (), limit: int = ENTRY_LIMIT
    ) -> dict[str, Any]:
        """An entry for `PutEvents`, declared fields only. Raises `EntryTooLarge` beyond `limit` bytes."""
        entry: dict[str, Any] = {
            "EventBusName": bus,
            "Source": self.SOURCE,
            "DetailType": self.DETAIL_TYPE,
            "Detail": self._declared.to_json(self, exclude_unset=True).decode(),
        }
        if time is not None:
            entry["Time"] = time
        if resources:
            entry["Resources"] = list(resources)
        size = entry_size(entry)
        if size > limit:
            raise EntryTooLarge(size, limit)
        return entry


def entry_size(entry: Mapping[str, Any]) -> int:
    """An entry's bytes as EventBridge counts them: 14 for a time, and the UTF-8 bytes of the texts.

    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-putevents.html#eb-putevent-size
    """
    texts = (entry["Source"], entry["DetailType"], entry["Detail"], *entry.get("Resources", ()))
    return sum(len(text.encode()) for text in texts) + (_TIME_BYTES if "Time" in entry else 0)


def major_of(message: Mapping[str, Any]) -> int:
    """The major version that `detail.metadata.schemaVersion` names; 1 for the flat events that lack it."""
    version = _member(_member(message.get("detail"), "metadata"), "schemaVersion")
    major = version.partition(".")[0] if isinstance(version, str) else "1"
    return int(major) if major.isascii() and major.isdigit() and len(major) < 10 else 0


def _member(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        members: Mapping[str, Any] = value
        return members.get(name)
    return None
