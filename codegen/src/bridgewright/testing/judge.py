"""Whether an event follows its contract, by a validator that knows nothing of the bindings."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from jsonschema.protocols import Validator

from bridgewright.contracts.model import EventContract, Version
from bridgewright.contracts.schema_version import SCHEMA_VERSION
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.sample.validity import validator
from bridgewright.schemas.walking import without_formats
from bridgewright.testing.contracts import Contracts

_SHOWN = 200


class ContractBroken(AssertionError):
    """An event that doesn't follow its contract; the message names contract, place and fault."""


class Judge:
    """Judges whole events and PutEvents entries by the generated registry documents.

    The validator is openapi-schema-validator's for OpenAPI 3.0: plain JSON Schema validators misread `nullable`.
    Formats are asserted, unless the project's policy asserts none.
    """

    def __init__(self, contracts: Contracts) -> None:
        self._contracts = contracts
        self._validators: dict[str, Validator] = {}

    def faults(self, event: Mapping[str, Any], contract: EventContract | None = None) -> tuple[str, ...]:
        """What is wrong with an event, a line each; empty when it follows its contract.

        `event` is a whole event or a PutEvents entry. Without `contract`, the event says itself which version
        it follows, and a version that nobody wrote down is a fault.
        """
        try:
            whole = as_event(event)
        except ValueError as error:
            return (f"/Detail: it is no JSON text ({error})",)
        if contract is None:
            contract = self._contracts.contract_of(whole)
            if contract is None:
                return (f"no contract has source {whole.get('source')!r}, detail-type {whole.get('detail-type')!r}",)
            written = value_at(whole, f"/detail{SCHEMA_VERSION}")
            version = Version.parse(written) if isinstance(written, str) else None
            if version is not None and version != contract.version:
                return (f"{contract.name} {written}: /detail{SCHEMA_VERSION}: no contract has this version",)
        errors = sorted(self._validator(contract).iter_errors(whole), key=lambda error: list(map(str, error.path)))
        return tuple(f"{contract.id}: {_pointer(error.path)}: {_short(error.message)}" for error in errors)

    def accepts(self, event: Mapping[str, Any], contract: EventContract | None = None) -> bool:
        """Whether an event follows its contract."""
        return not self.faults(event, contract)

    def check(self, event: Mapping[str, Any], contract: EventContract | None = None) -> None:
        """Nothing, when an event follows its contract.

        Raises:
            ContractBroken: it doesn't; each fault on a line.
        """
        faults = self.faults(event, contract)
        if faults:
            raise ContractBroken("\n".join(("the event breaks its contract:", *(f"  {fault}" for fault in faults))))

    def _validator(self, contract: EventContract) -> Validator:
        if contract.id not in self._validators:
            document = self._contracts.registry_document(contract)
            if contract.unformatted:
                document = without_formats(document)
            self._validators[contract.id] = validator(document, "/components/schemas/AWSEvent")
        return self._validators[contract.id]


def as_event(event: Mapping[str, Any]) -> dict[str, Any]:
    """The whole event that EventBridge makes of a PutEvents entry; a whole event stays what it is.

    Raises:
        ValueError: the entry's Detail is no JSON.
    """
    if "Detail" not in event:
        return dict(event)
    return {
        "version": "0",
        "id": "00000000-0000-4000-8000-000000000000",
        "detail-type": event.get("DetailType"),
        "source": event.get("Source"),
        "account": "123456789012",
        "time": "2026-11-23T09:30:00Z",
        "region": "eu-west-2",
        "resources": list(event.get("Resources", [])),
        "detail": json.loads(event["Detail"]),
    }


def _pointer(path: Any) -> str:
    return "".join(f"/{escaped(str(step))}" for step in path) or "the event"


def _short(message: str) -> str:
    return message if len(message) <= _SHOWN else f"{message[: _SHOWN // 2]} … {message[-_SHOWN // 2 :]}"
