"""Documents to a catalog: settings, contracts and subscriptions interpreted, every ref checked.

What can't be interpreted becomes a finding and stays out of the catalog; the rest goes on.
"""

from __future__ import annotations

from bridgewright.build.contracts import build_contracts, released_versions
from bridgewright.build.settings import build_settings
from bridgewright.build.subscriptions import build_subscriptions
from bridgewright.findings import Finding
from bridgewright.model import ALL_SUBSCRIPTIONS, Catalog, Sources

__all__ = ["build_catalog"]


def build_catalog(sources: Sources) -> tuple[Catalog | None, tuple[Finding, ...]]:
    """The catalog that the sources make, and a finding for each thing left out of it.

    The catalog is None only when the settings are wrong.
    """
    findings: list[Finding] = []
    settings = build_settings(sources.settings, findings)
    released = released_versions(sources.lock, findings)
    events, apis, unbuilt = build_contracts(sources.contracts, released, findings)
    subscriptions, complete = build_subscriptions(sources.subscriptions, findings)
    if settings is None:
        return None, tuple(findings)
    unread = unbuilt.union(sources.unread, () if complete else (ALL_SUBSCRIPTIONS,))
    return Catalog(settings, events, apis, subscriptions, released, sources.lock, unread), tuple(findings)
