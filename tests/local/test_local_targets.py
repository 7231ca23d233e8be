"""PutTargets refuses what could never be delivered."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


@pytest.mark.parametrize("parameters", [{}, {"SqsParameters": {}}], ids=["absent", "empty"])
def test_a_fifo_target_needs_a_group_id(scene: Any, parameters: dict[str, Any]) -> None:
    """PutTargets: "Parameter(s) SqsParameters must be specified for target: <id>." (as moto recorded it)."""
    bus, queue = scene.bus(), scene.queue(fifo=True)

    with pytest.raises(ClientError) as refusal:
        scene.rule(bus, {"Arn": queue.arn, **parameters})

    expected = {"Code": "ValidationException", "Message": "Parameter(s) SqsParameters must be specified for target: 0."}
    assert expected == refusal.value.response["Error"]


def test_the_adapter_is_still_needed(plain: Any) -> None:
    """ministack takes such a target: this fails when it refuses it."""
    rule = plain.rule(plain.bus(), {"Arn": plain.queue(fifo=True).arn})

    assert rule, "ministack now refuses a FIFO target without a group id: delete adapters/targets.py"
