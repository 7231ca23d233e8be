"""Documents to a catalog: settings, contracts and subscriptions interpreted, every ref checked.

What can't be interpreted becomes a finding and stays out of the catalog; the rest goes on.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from bridgewright.contracts.catalog.contracts import Structure, build_contracts, released_versions
from bridgewright.contracts.catalog.settings import build_settings
from bridgewright.contracts.catalog.structure import document_findings
from bridgewright.contracts.catalog.subscriptions import build_subscriptions
from bridgewright.contracts.model import (
    ALL_SUBSCRIPTIONS,
    ApiContract,
    Catalog,
    Compatibility,
    EventContract,
    Sources,
)
from bridgewright.findings import Finding
from bridgewright.schemas.walking import without_formats

__all__ = ["Structure", "build_catalog", "document_findings", "released_versions"]

_Contract = TypeVar("_Contract", EventContract, ApiContract)


def build_catalog(
    sources: Sources, structure: Structure = document_findings
) -> tuple[Catalog | None, tuple[Finding, ...]]:
    """The catalog that the sources make, and a finding for each thing left out of it.

    The catalog is None only when the settings are wrong. `structure` says what is wrong with a contract's document.
    """
    findings: list[Finding] = []
    settings = build_settings(sources.settings, findings)
    released = released_versions(sources.lock, findings)
    events, apis, unbuilt = build_contracts(sources.contracts, released, findings, structure)
    subscriptions, complete = build_subscriptions(sources.subscriptions, findings)
    if settings is None:
        return None, tuple(findings)
    policy = settings.compatibility
    events = tuple(_judged(event, policy) for event in events)
    apis = tuple(_judged(api, policy) for api in apis)
    unread = unbuilt.union(sources.unread, () if complete else (ALL_SUBSCRIPTIONS,))
    return Catalog(settings, events, apis, subscriptions, released, sources.lock, unread), tuple(findings)


def _judged(contract: _Contract, policy: Compatibility) -> _Contract:
    """The contract with what values are held against, where the policy asserts no formats."""
    if policy.of(contract.name).asserts_formats:
        return contract
    document = contract.document
    return replace(contract, unformatted=replace(document, content=without_formats(document.content)))
