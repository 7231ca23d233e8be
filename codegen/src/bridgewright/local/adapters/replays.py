# ruff: noqa: SLF001  (an adapter changes what ministack keeps to itself)
"""A replay reaches only the rules that its destination's `FilterArns` name; ministack replays to all of them.

Source: ReplayDestination in the EventBridge API reference ("A list of ARNs for rules to replay events to").
"""

from __future__ import annotations

from typing import Any

from ministack.services import eventbridge


def install() -> None:
    """Lets a rule match a replayed event only when the replay is meant for it."""
    matches = eventbridge._matches_pattern_view

    def match(pattern: Any, view: Any, owner: str = "rule") -> bool:
        replay = eventbridge._replays.get(view.envelope().get("replay-name", ""))
        wanted = replay["Destination"].get("FilterArns") if replay else None
        if wanted and owner.startswith("rule "):
            rule = eventbridge._rules.get(owner.removeprefix("rule "))
            if not rule or rule["Arn"] not in wanted:
                return False
        return bool(matches(pattern, view, owner))

    eventbridge._matches_pattern_view = match
