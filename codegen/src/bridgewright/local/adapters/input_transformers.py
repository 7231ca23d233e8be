# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""Targets get what `bridgewright.transform` renders; PutTargets refuses a transformer that AWS refuses.

Upstream reads no array index or wildcard in a path, delivers text that isn't JSON, and takes templates with unknown
variables. The adapter `delivery` sends what can't be delivered to the dead-letter queue.
Sources: "Amazon EventBridge input transformation" in the user guide; INVALID_JSON among the error codes of "Using
dead-letter queues"; the refusals that LocalStack recorded on AWS.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from ministack.core.responses import error_response_json
from ministack.services import eventbridge

from bridgewright.local.adapters.delivery import Undeliverable
from bridgewright.transform import InvalidTransformer, Transformer, deliverable


def install() -> None:
    """Replaces how ministack renders a target's input, and adds a check to PutTargets."""
    validate = eventbridge._validate_target_arn

    def check(target: dict[str, Any]) -> Any:
        return validate(target) or _refusal(target)

    eventbridge._validate_target_arn = check
    eventbridge._apply_input_transformer = rendered


def rendered(settings: dict[str, Any], rule: dict[str, Any], view: Any) -> str:
    """What a target gets for the event of ministack's view; `Undeliverable` when AWS would not send it."""
    try:
        text = _transformer(settings).render(
            view.event_with_detail(),
            rule_arn=rule["Arn"],
            rule_name=rule["Name"],
            ingestion_time=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        )
    except ValueError as error:
        raise Undeliverable("INVALID_PARAMETER", str(error)) from error
    if not deliverable(text):
        raise Undeliverable("INVALID_JSON", "The transformed input is not valid JSON.")
    return text


def _transformer(settings: dict[str, Any]) -> Transformer:
    return Transformer(settings.get("InputPathsMap") or {}, settings.get("InputTemplate") or "")


def _refusal(target: dict[str, Any]) -> Any:
    settings = target.get("InputTransformer")
    if not settings:
        return None
    try:
        _transformer(settings)
    except InvalidTransformer as error:
        of_target = f"InputTemplate for target {target.get('Id')} "
        return error_response_json("ValidationException", str(error).replace("InputTemplate ", of_target, 1), 400)
    return None
