"""Which versions of a project are held against each other, and what their version numbers must say.

Within one major, every event that was ever sent must stay readable as far as the mode says; what an archive may
replay must stay readable in any mode but NONE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import pairwise

from bridgewright.compat.compare import compare
from bridgewright.compat.comparison import Bump, Comparison
from bridgewright.compat.rendering import findings, message
from bridgewright.findings import Finding, Severity
from bridgewright.model import Catalog, EventContract
from bridgewright.schema import canonical_json

_TRANSITIVE = "_TRANSITIVE"


@dataclass(frozen=True, slots=True)
class Step:
    """Two versions of one major to compare under a mode."""

    old: EventContract
    new: EventContract
    mode: str

    @property
    def title(self) -> str:
        """`payslip.uploaded 2.0.0 -> 2.1.0`."""
        return f"{self.new.name} {self.old.version} -> {self.new.version}"


def steps(
    catalog: Catalog, before: Catalog | None, mode_of: Callable[[str], str], *, neighbours: bool = False
) -> Iterator[Step]:
    """What to compare: the newest version of each major with earlier ones, or with those of `before`.

    `mode_of` says the mode of an event. `neighbours` compares each version with the next instead, for a changelog.
    """
    for newest in catalog.latest():
        mode = mode_of(newest.name)
        own = catalog.versions(newest.name, newest.version.major)
        if neighbours and before is None:
            yield from (Step(old, new, mode) for old, new in pairwise(own))
            continue
        others = own[:-1] if before is None else before.versions(newest.name, newest.version.major)
        earlier = [old for old in others if not _same(old, newest)]
        for old in earlier:
            needed = mode if old is earlier[-1] or mode.endswith(_TRANSITIVE) else _archived(catalog, mode)
            if needed != "NONE":
                yield Step(old, newest, needed)


def _archived(catalog: Catalog, mode: str) -> str:
    """What a version must keep towards one that isn't the last: an archive may replay its events."""
    return "BACKWARD" if catalog.settings.archive_days and mode != "NONE" else "NONE"


def _same(old: EventContract, new: EventContract) -> bool:
    return canonical_json(old.document.content) == canonical_json(new.document.content)


def compared(step: Step, knobs: dict[str, str]) -> tuple[Comparison, tuple[Finding, ...]]:
    """The comparison of a step, and what is wrong with it: breaking changes, and a version that says too little."""
    comparison = compare(step.old.document.content, step.new.document.content, **{**knobs, "mode": step.mode})  # type: ignore[arg-type]
    found = findings(comparison, step.new.document, f"{step.title}: ")
    return comparison, (*found, *_version_findings(step, comparison))


def _version_findings(step: Step, comparison: Comparison) -> Iterator[Finding]:
    old, new, needed = step.old.version, step.new.version, comparison.required_bump
    at = step.new.document.at("/info/version")
    if new < old:
        yield Finding(at, "version-decreased", f"{new} is older than {old}, which it replaces", "count upwards")
    elif new == old and step.old.released_hash is not None:
        yield Finding(
            at,
            "published-version-changed",
            f"{step.new.id} was released and is not the same any more",
            f"restore it, and put the change into a new version ({_next(step, needed)})",
        )
    elif new == old and needed is not Bump.NONE:
        yield Finding(
            at,
            "version-not-bumped",
            f"the draft {step.new.id} changed and kept its version",
            "drafts may change; release it to freeze it",
            Severity.WARNING,
        )
    elif needed is Bump.MAJOR or (needed is Bump.MINOR and new.minor == old.minor):
        reasons = [message(change) for change in comparison.changes if change.bump is needed]
        yield Finding(
            at,
            "version-bump-too-small",
            f"{step.title} needs a {needed} version" + (f": {reasons[0]}" if reasons else ""),
            f"call it {_next(step, needed)}" + (", in a file of its own" if needed is Bump.MAJOR else ""),
        )


def _next(step: Step, needed: Bump) -> str:
    old = step.old.version
    if needed is Bump.MAJOR:
        return f"{old.major + 1}.0.0"
    return f"{old.major}.{old.minor + 1}.0" if needed is Bump.MINOR else f"{old.major}.{old.minor}.{old.patch + 1}"


def removed_versions(before: Catalog, catalog: Catalog) -> Iterator[Finding]:
    """Released versions of `before` that are gone: somebody may still send or read them."""
    known = {event.id for event in catalog.events}
    for event in before.events:
        if event.released_hash is not None and event.id not in known and event.name not in catalog.unread:
            yield Finding(
                catalog.settings.document.at(),
                "published-version-changed",
                f"the released {event.id} is gone",
                f"restore {event.document.path}",
            )
