"""What `reissues` consumes.

Generated from contracts/subscriptions/reissues.yaml: edits are lost.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .._event import Event
from .._model import as_mapping
from ..errors import NotThisEvent
from ..payslip_generated.v1 import PayslipGenerated


def parse(event: Mapping[str, Any] | str | bytes) -> PayslipGenerated:
    """The event or command in what Lambda was invoked with.

    Raises `NotThisEvent` for one that `reissues` doesn't subscribe to, and `pydantic.ValidationError`
    for one that is not what its contract says.
    """
    message = as_mapping(Event, event)
    named = message.get("source"), message.get("detail-type")
    if named == ("leejames.documents", "payslip.generated"):
        return PayslipGenerated.from_eventbridge(message)
    raise NotThisEvent("reissues does not subscribe to this message")
