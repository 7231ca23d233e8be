"""Quotas of EventBridge that depend on the account, so they are asked for and not part of parsing.

Source: EventBridge quotas, "Event pattern size" (2,048 characters, adjustable), and `PutRule`, `EventPattern`
(4,096 characters at most).
"""

from __future__ import annotations

from bridgewright.patterns.pattern import Pattern

DEFAULT_SIZE = 2048
"""Characters that a pattern may have in an account that asked for no more."""
LARGEST_SIZE = 4096
"""Characters that a pattern may have in any account."""


def over_quota(pattern: Pattern, quota: int = DEFAULT_SIZE) -> int:
    """By how many characters the canonical pattern is longer than `quota`; 0 when it fits."""
    return max(0, len(pattern.canonical()) - quota)
