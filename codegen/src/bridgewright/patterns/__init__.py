"""EventBridge event patterns: parse, match, explain.

`Pattern.parse` takes JSON text or a decoded object and raises `InvalidPattern` with AWS's reason;
`RuleSet` asks many patterns at once. `docs/patterns.md` specifies every operator.
"""

from bridgewright.patterns.errors import InvalidEvent, InvalidPattern
from bridgewright.patterns.explain import Explanation
from bridgewright.patterns.limits import DEFAULT_SIZE, LARGEST_SIZE, over_quota
from bridgewright.patterns.operators.table import Operator
from bridgewright.patterns.pattern import Pattern
from bridgewright.patterns.ruleset import RuleSet
from bridgewright.patterns.tree import Leaf

__all__ = [
    "DEFAULT_SIZE",
    "LARGEST_SIZE",
    "Explanation",
    "InvalidEvent",
    "InvalidPattern",
    "Leaf",
    "Operator",
    "Pattern",
    "RuleSet",
    "over_quota",
]
