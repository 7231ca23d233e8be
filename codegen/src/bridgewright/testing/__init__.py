"""Contract tests for producers and consumers of events, as a pytest plugin and as plain functions.

A team points the plugin at its contracts (`bridgewright_contracts = contracts` in pytest's ini file) and takes
fixtures: `contracts`, `judge`, `produced`; and, for a test marked `@pytest.mark.consumer("pdf")`, one
`delivery` for each message that the consumer must accept and one `stray` for each event that must not reach it.

What is judged is what was generated: the registry documents and the rule files, by a JSON Schema validator
and the pattern engine; the bindings have no say.
"""

from bridgewright.testing.consumer import Delivery, Stray, arrivals, deliveries, strays
from bridgewright.testing.contracts import Contracts
from bridgewright.testing.judge import ContractBroken, Judge
from bridgewright.testing.producer import assert_contract, breaches
from bridgewright.testing.recording import CaughtEvents, Produced, Recorder

__all__ = [
    "CaughtEvents",
    "ContractBroken",
    "Contracts",
    "Delivery",
    "Judge",
    "Produced",
    "Recorder",
    "Stray",
    "arrivals",
    "assert_contract",
    "breaches",
    "deliveries",
    "strays",
]
