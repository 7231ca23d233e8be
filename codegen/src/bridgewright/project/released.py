"""What git knows of released versions, held against a project as it lies on disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from bridgewright.contracts.catalog import released_versions
from bridgewright.documents.decoding import decoded
from bridgewright.documents.yaml_reading import UnreadableDocument
from bridgewright.findings import Finding
from bridgewright.lint.releases import rewritten
from bridgewright.project.folder import LOCK_FILE
from bridgewright.project.git import last_lock
from bridgewright.project.reading import Project


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
