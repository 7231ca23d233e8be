"""Releases: drafts become entries of the lock, and the lock is held against the one that git has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bridgewright.contracts.catalog import released_versions
from bridgewright.documents.canonical import content_hash
from bridgewright.documents.decoding import decoded
from bridgewright.documents.yaml_reading import UnreadableDocument
from bridgewright.findings import Finding
from bridgewright.lint.releases import rewritten
from bridgewright.project.folder import LOCK_FILE
from bridgewright.project.git import last_lock
from bridgewright.project.reading import Project
from bridgewright.project.writing import replace_file


def release(project: Project, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Puts drafts into the lock; their ids, and the names that are no draft. All drafts when none is named.

    Writes nothing when a name is wrong or the project has errors.
    """
    catalog = project.error_free
    if catalog is None:
        return (), ()
    contracts = {event.id: event.document.content for event in catalog.events}
    contracts |= {api.id: api.document.content for api in catalog.apis}
    drafts = {name: content for name, content in contracts.items() if name not in catalog.released}
    if unknown := tuple(name for name in names if name not in drafts):
        return (), unknown
    chosen = {name: content_hash(drafts[name]) for name in names or drafts}
    if chosen:
        replace_file(project.contracts / LOCK_FILE, _lock_text({**catalog.released, **chosen}))
    return tuple(chosen), ()


def with_history(project: Project) -> Project:
    """The project, and what its lock lacks or says otherwise than the last commit's; as it is where git isn't there."""
    if project.catalog is None or lock_problems(project):
        return project
    commit, then = released_before(project.contracts)
    now = project.catalog.released
    differing = {name: was for name, was in then.items() if now.get(name) != was}
    found = rewritten(differing, project.catalog, commit)
    return replace(project, findings=tuple(sorted({*project.findings, *found})))


def lock_problems(project: Project) -> tuple[Finding, ...]:
    """What keeps the lock from being read, or an entry of it."""
    told = (found for found in project.findings if found.location.path.endswith(LOCK_FILE))
    return tuple(found for found in told if found.rule != "released-version-removed")


def released_before(contracts: Path, ref: str = "HEAD") -> tuple[str, Mapping[str, str]]:
    """The last lock that git has at a ref or before it: its commit, and what was released."""
    lock = last_lock(contracts, LOCK_FILE, ref)
    if lock is None:
        return ref, {}
    try:
        return lock.commit, released_versions(decoded(LOCK_FILE, ".json", lock.text), [])
    except UnreadableDocument:
        return lock.commit, {}


def _lock_text(lock: dict[str, str]) -> str:
    lines = ",\n".join(f'  "{name}": "{lock[name]}"' for name in sorted(lock))
    return f"{{\n{lines}\n}}\n"
