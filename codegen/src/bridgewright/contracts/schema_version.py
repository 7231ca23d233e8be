"""Where an event says the version of its contract, on which rules tell majors apart."""

from __future__ import annotations

from bridgewright.contracts.model import EventContract
from bridgewright.documents.pointers import value_at
from bridgewright.schemas.walking import schemas_at

SCHEMA_VERSION = "/metadata/schemaVersion"


def is_enveloped(contract: EventContract) -> bool:
    """True when the contract's detail declares `metadata.schemaVersion`, on which rules route majors."""
    detail = value_at(contract.document.content, contract.detail_pointer)
    return bool(schemas_at(contract.document.content, detail, SCHEMA_VERSION))
