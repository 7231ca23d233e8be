"""What was released stays released: an earlier lock, entry by entry, against today's lock and documents."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from bridgewright.contracts.model import ApiContract, Catalog, EventContract
from bridgewright.documents.canonical import content_hash
from bridgewright.documents.pointers import escaped
from bridgewright.findings import Finding, Location
from bridgewright.lint.rule import listed

CHANGED: Final = "published-version-changed"


def rewritten(released: Mapping[str, str], catalog: Catalog, origin: str) -> Iterator[Finding]:
    """What became of each entry of an earlier lock (`payslip.uploaded/1.0.0` -> hash), which `origin` names.

    Another document or another hash, or no document, is `published-version-changed`, once for each version; an
    entry that is gone though its document is the same is `lock-entry-removed`, told once where no entry is left.
    """
    contracts: tuple[EventContract | ApiContract, ...] = (*catalog.events, *catalog.apis)
    present = {contract.id: contract for contract in contracts}
    unlocked = []
    for name, then in released.items():
        contract, now = present.get(name), catalog.released.get(name)
        if contract is None and name.rpartition("/")[0] not in catalog.unread:
            yield _gone(name, then, catalog, origin)
        elif contract is not None and content_hash(contract.document.content) != then:
            yield Finding(
                contract.document.at("/info/version"),
                "published-version-changed",
                f"{name} was released in {origin}, and is not the same any more",
                "restore it, and its entry in the lock; put the change into a new version, in a file of its own",
            )
        elif now is None:
            unlocked.append(name)
        elif now != then:
            said = f"the lock has another hash of {name} than {origin}, where it was released"
            yield Finding(_entry(catalog, name), "published-version-changed", said, f"restore the entry: {then}")
    yield from _unlocked(unlocked, catalog, origin)


def _gone(name: str, then: str, catalog: Catalog, origin: str) -> Finding:
    moved = [other for other, now in catalog.released.items() if now == then and other != name]
    said = f"; it is called {moved[0]} now, which is another contract" if moved else ""
    return Finding(
        _entry(catalog, name),
        "published-version-changed",
        f"{name} was released in {origin}, and is gone{said}",
        "restore its document and its entry in the lock; a version that was released stays",
    )


def _unlocked(names: list[str], catalog: Catalog, origin: str) -> Iterator[Finding]:
    hint = f"restore the lock from {origin}; nobody takes a release back"
    if names and not catalog.released:
        said = f"the lock holds nothing any more, and {origin} knows of {len(names)} released: {listed(names)}"
        yield Finding(_entry(catalog, ""), "lock-entry-removed", said, hint)
        return
    for name in names:
        said = f"{name} was released in {origin}, and the lock has no entry for it any more"
        yield Finding(_entry(catalog, name), "lock-entry-removed", said, hint)


def _entry(catalog: Catalog, name: str) -> Location:
    """The entry in the lock, or the lock, or the settings beside which it is missing."""
    if catalog.lock is None:
        return catalog.settings.document.at()
    return catalog.lock.at(f"/{escaped(name)}" if name in catalog.released else "")
