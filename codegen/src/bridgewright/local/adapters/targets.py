# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""PutTargets refuses a FIFO queue without `SqsParameters`, which ministack accepts.

Source: the message of AWS's ValidationException, "Parameter(s) SqsParameters must be specified for target: <id>." (as
moto, LocalStack and cdk-preflight recorded it).
"""

from __future__ import annotations

from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import eventbridge


def install() -> None:
    """Adds the check to ministack's own check of a target."""
    validate = eventbridge._validate_target_arn

    def check(target: dict[str, Any]) -> Any:
        return validate(target) or _fifo_refusal(target)

    eventbridge._validate_target_arn = check


def _fifo_refusal(target: dict[str, Any]) -> Any:
    arn, parameters = target.get("Arn", ""), target.get("SqsParameters") or {}
    if ":sqs:" not in arn or not arn.endswith(".fifo") or parameters.get("MessageGroupId"):
        return None
    message = f"Parameter(s) SqsParameters must be specified for target: {target.get('Id')}."
    return error_response_json("ValidationException", message, 400)
