# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""Patterns of rules, archives and TestEventPattern, checked and matched by `bridgewright.patterns`.

Upstream has a matcher of its own: it takes some patterns that AWS refuses, words other refusals differently, and reads
neither duplicate keys nor the spelling of numbers.
Sources: `docs/patterns.md` and what it cites; PutRule and TestEventPattern in the EventBridge API reference
(InvalidEventPatternException; the mandatory fields of an event, of which AWS doesn't insist on `resources`).
"""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

from ministack.core.responses import error_response_json, json_response
from ministack.services import eventbridge

from bridgewright.patterns import InvalidEvent, InvalidPattern, Pattern

MANDATORY = frozenset(["id", "account", "source", "time", "region", "detail-type"])


def install() -> None:
    """Replaces how ministack checks a pattern, matches an event and tests a pattern."""
    eventbridge._event_pattern_error = refusal
    eventbridge._matches_pattern_view = matches
    eventbridge._test_event_pattern = _test_event_pattern


def refusal(text: Any) -> str | None:
    """Why AWS refuses a pattern; None for one that it takes, and for no pattern at all."""
    if not text:
        return None
    try:
        Pattern.parse(text)
    except InvalidPattern as error:
        return error.reason
    return None


def matches(text: Any, view: Any, owner: str = "rule") -> bool:  # noqa: ARG001  (ministack's signature)
    """Whether a stored pattern matches the event of ministack's view; one that was never valid matches nothing."""
    pattern = _parsed(text) if isinstance(text, str) else None
    return pattern is not None and pattern.matches_decoded(view.event_with_detail())


@lru_cache(maxsize=1024)
def _parsed(text: str) -> Pattern | None:
    try:
        return Pattern.parse(text)
    except InvalidPattern:
        return None


def _test_event_pattern(data: dict[str, Any]) -> Any:
    """Answers a TestEventPattern request: both texts count as they are written."""
    event, text = data.get("Event") or "", data.get("EventPattern") or ""
    try:
        fields = json.loads(event)
    except (ValueError, RecursionError):
        fields = None
    if not isinstance(fields, dict) or not fields.keys() >= MANDATORY:
        return error_response_json("ValidationException", "Parameter Event is not valid.", 400)
    try:
        return json_response({"Result": Pattern.parse(text).matches(event)})
    except InvalidPattern as error:
        return eventbridge._invalid_event_pattern(error.reason)
    except InvalidEvent:
        return error_response_json("ValidationException", "Parameter Event is not valid.", 400)
