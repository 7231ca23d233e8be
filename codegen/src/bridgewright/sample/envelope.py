"""The whole event around a detail, as EventBridge delivers it."""

from __future__ import annotations

from typing import Any

from bridgewright.contracts.model import EventContract
from bridgewright.documents.document import JsonValue


def envelope(  # noqa: PLR0913  (an event has that many fields of its own)
    contract: EventContract,
    detail: JsonValue,
    *,
    id: str = "00000000-0000-4000-8000-000000000000",  # noqa: A002  (the field's own name)
    time: str = "2026-11-23T09:30:00Z",
    account: str = "123456789012",
    region: str = "eu-west-2",
) -> dict[str, Any]:
    """A custom event with every field that EventBridge adds.

    Source: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-events-structure.html
    """
    return {
        "version": "0",
        "id": id,
        "detail-type": contract.detail_type,
        "source": contract.source,
        "account": account,
        "time": time,
        "region": region,
        "resources": [],
        "detail": detail,
    }
