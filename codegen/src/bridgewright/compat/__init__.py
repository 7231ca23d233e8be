"""Verdicts on changes of events: every break comes with an event that shows it, every pass with a proof.

`compare(old, new)` takes two JSON Schemas (draft-04 to 2020-12), OpenAPI schemas (3.0, 3.1), or whole documents:
contracts, AsyncAPI, webhooks, what the Schema Registry answers. For both directions it answers `compatible` (proved),
`breaking` (an event is shown, confirmed by a JSON Schema validator on both sides) or `undecided`.
"""

from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, MODES, Bump, Change, Comparison, Witness
from bridgewright.compat.changes.rules import RULES, Rule
from bridgewright.compat.compare import compare, compare_readings
from bridgewright.compat.pairs.documents import Reading, reading
from bridgewright.compat.pairs.sides import Options
from bridgewright.compat.proof.engine import Outcome

__all__ = [
    "BACKWARD",
    "FORWARD",
    "MODES",
    "RULES",
    "Bump",
    "Change",
    "Comparison",
    "Options",
    "Outcome",
    "Reading",
    "Rule",
    "Witness",
    "compare",
    "compare_readings",
    "reading",
]
