"""Contract tests for producers and consumers of events, as a pytest plugin and as plain functions.

A team points the plugin at its contracts, in pytest's ini file::

    [pytest]
    bridgewright_contracts = contracts

and takes fixtures (`contracts`, `judge`, `produced`), and tests made from its subscriptions::

    @pytest.mark.consumer("billing", samples=25)
    def test_billing_accepts(delivery):
        assert handle(delivery.lambda_event, context) == {"batchItemFailures": []}

    @pytest.mark.consumer("billing")
    def test_nothing_else_reaches_billing(stray, contracts):
        assert arrivals(contracts, "billing", stray.event) == ()

    def test_orders_are_published_as_promised(produced):
        publish_orders(produced.watch(boto3.client("events")))   # what it sent is judged when the test ends

What is judged is what was generated: the registry documents and the rule files, by a JSON Schema validator
and the pattern engine; the bindings have no say.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bridgewright.testing.consumer import Delivery, Stray, arrivals, deliveries, strays
    from bridgewright.testing.contracts import Contracts
    from bridgewright.testing.judge import ContractBroken, Judge
    from bridgewright.testing.lambda_events import Message, sqs_event
    from bridgewright.testing.producer import assert_contract, breaches
    from bridgewright.testing.recording import CaughtEvents, Produced, Recorder

__all__ = [
    "CaughtEvents",
    "ContractBroken",
    "Contracts",
    "Delivery",
    "Judge",
    "Message",
    "Produced",
    "Recorder",
    "Stray",
    "arrivals",
    "assert_contract",
    "breaches",
    "deliveries",
    "sqs_event",
    "strays",
]

_MODULES = {
    "consumer": ("Delivery", "Stray", "arrivals", "deliveries", "strays"),
    "contracts": ("Contracts",),
    "judge": ("ContractBroken", "Judge"),
    "lambda_events": ("Message", "sqs_event"),
    "producer": ("assert_contract", "breaches"),
    "recording": ("CaughtEvents", "Produced", "Recorder"),
}


def __getattr__(name: str) -> Any:
    """Imports a name when it is first asked for: every pytest run loads this package, and validators take seconds."""
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(f"{__name__}.{module}"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
