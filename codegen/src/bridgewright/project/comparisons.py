"""Holds a project's contracts against what they were: its own history, a git ref, a folder, a schema registry."""

from bridgewright.project.comparing import (
    Checked,
    Judgement,
    compare_documents,
    compare_history,
    needs_every_version,
    save_witnesses,
)
from bridgewright.project.earlier import REGISTRY, Earlier, earlier_at, earlier_in_registry, registry_names
from bridgewright.project.given import unwrapped

__all__ = [
    "REGISTRY",
    "Checked",
    "Earlier",
    "Judgement",
    "compare_documents",
    "compare_history",
    "earlier_at",
    "earlier_in_registry",
    "needs_every_version",
    "registry_names",
    "save_witnesses",
    "unwrapped",
]
