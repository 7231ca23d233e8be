"""The version of the bindings: that of the contracts."""

from __future__ import annotations

from bridgewright.contracts.model import Catalog


def bindings_version(catalog: Catalog) -> str:
    """`1.<n>.0`: n counts every contract version that there is or that the lock says was released.

    Releasing a version adds one, and the lock forgets none, so the number never goes down, and two sets of released
    contracts never share one. While a contract is a draft it may still change: then the version is a
    development release (`1.<n>.0.dev0`), which pip does not install unasked.
    """
    present = {event.id for event in catalog.events} | {f"{api.name}/{api.version}" for api in catalog.apis}
    drafts = any(event.released_hash is None for event in catalog.events)
    return f"1.{len(present | set(catalog.released))}.0{'.dev0' if drafts else ''}"
