"""Which versions of a project are held against each other, and what their version numbers must say.

Within one major, every event that was ever sent must stay readable as far as the mode says; what an archive may
replay must stay readable in any mode but NONE.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final, TypeAlias

from bridgewright.compat.apis.exchanges import compare_apis
from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, MODES, Bump, Comparison
from bridgewright.compat.compare import compare_readings
from bridgewright.compat.pairs.documents import reading
from bridgewright.compat.pairs.sides import Options
from bridgewright.compat.versions.rendering import message
from bridgewright.contracts.model import ApiContract, Catalog, ChangePolicy, EventContract
from bridgewright.findings import Finding, Severity
from bridgewright.schemas.dialects import dialect_named
from bridgewright.schemas.equality import same_json

Contract: TypeAlias = EventContract | ApiContract

REMOVAL_NOTE: Final = 'the policy says removal = "major"'
_TRANSITIVE: Final = "_TRANSITIVE"
_MODES: Final = {"": "NONE", "b": "BACKWARD", "f": "FORWARD", "bf": "FULL"}


@dataclass(frozen=True, slots=True)
class Step:
    """Two versions of one major to compare under a mode; `origin` says where the old one was found."""

    old: Contract
    new: Contract
    mode: str
    origin: str = ""
    said: str = ""
    """What the old side is called when it is no contract: then nothing is known of its version or its rules."""
    released: bool = False
    """True when the old version was released."""

    @property
    def is_api(self) -> bool:
        """True for an HTTP API: its modes speak of clients and a server."""
        return isinstance(self.new, ApiContract)

    @property
    def title(self) -> str:
        """`payslip.uploaded 2.0.0 -> 2.1.0`."""
        origin = f" ({self.origin})" if self.origin else ""
        old = self.said or f"{self.old.version}{origin}"
        return f"{self.new.name} {old} -> {self.new.version}"


def steps(
    catalog: Catalog,
    before: Catalog | None,
    mode_of: Callable[[Contract], str],
    *,
    archived: bool = False,
    origin: str = "",
) -> Iterator[Step]:
    """What to compare: the newest version of each major with earlier ones, or with those of `before`.

    `mode_of` says the mode of a contract; with `archived`, new consumers must read the events of every version under
    any mode but NONE. A draft that is edited in place breaks nobody, where versions are released.
    """
    releases = bool(catalog.released)
    known = before or catalog
    for newest in newest_of(catalog):
        mode = mode_of(newest)
        others = (old for old in _kin(known, newest) if old.version.major == newest.version.major)
        earlier = [old for old in others if old is not newest and not _same(old, newest)]
        for old in earlier:
            replayed = archived and isinstance(newest, EventContract)
            needed = _needed(mode, last=old is earlier[-1], archived=replayed)
            if needed != "NONE":
                released = old.id in known.released
                draft = releases and not released and old.version == newest.version
                yield Step(old, newest, "NONE" if draft else needed, origin, released=released)


def newest_of(catalog: Catalog) -> tuple[Contract, ...]:
    """The newest version of each major of each event, command and API."""
    apis = {(api.name, api.version.major): api for api in catalog.apis}
    return (*catalog.latest(), *apis.values())


def _kin(catalog: Catalog, contract: Contract) -> tuple[Contract, ...]:
    """Every version of what a contract is a version of, oldest first."""
    all_: tuple[Contract, ...] = catalog.apis if isinstance(contract, ApiContract) else catalog.events
    return tuple(each for each in all_ if each.name == contract.name)


def foreign_step(catalog: Catalog, old: EventContract, mode: str, said: str, *, archived: bool) -> Step:
    """The newest version of a major against a document in its place that is no contract; `said` names that."""
    newest = catalog.versions(old.name, old.version.major)[-1]
    return Step(old, newest, _needed(mode, last=True, archived=archived), said=said)


def chapters(catalog: Catalog, before: Catalog | None = None) -> Iterator[Step]:
    """Each version against the one before it, oldest first, for a changelog; a new major against the newest older one.

    With `before`, only what is new since then.
    """
    firsts: dict[tuple[bool, str], Contract] = {}
    for contract in newest_of(catalog):
        firsts.setdefault((isinstance(contract, ApiContract), contract.name), contract)
    for (is_api, _), first in firsts.items():
        mode = "BACKWARD" if is_api else "FULL"
        last: Contract | None = None
        for new in _kin(catalog, first):
            known = () if before is None else _kin(before, new)
            same = next((old for old in known if old.version == new.version), None)
            if same is not None and not _same(same, new):
                yield Step(same, new, mode)
            elif last is not None and same is None:
                yield Step(last, new, mode if last.version.major == new.version.major else "NONE")
            last = new


def _needed(mode: str, *, last: bool, archived: bool) -> str:
    """The mode towards one earlier version: all that the mode says, where it counts; and what the archive asks."""
    directions = MODES[mode] if last or mode.endswith(_TRANSITIVE) else ()
    backward = BACKWARD in directions or (archived and mode != "NONE")
    return _MODES["b" * backward + "f" * (FORWARD in directions)]


def _same(old: Contract, new: Contract) -> bool:
    return same_json(old.document.content, new.document.content)


def compared(step: Step, knobs: ChangePolicy, dialect: str | None = None) -> Comparison:
    """The comparison of a step under the knobs of its contract.

    Raises:
        ValueError: a knob has no such value.
    """
    options = Options(step.mode, knobs.content_model, knobs.format, knobs.defaults)
    spoken = None if dialect is None else dialect_named(dialect)
    old, new = step.old.document.content, step.new.document.content
    if step.is_api:
        comparison = compare_apis(old, new, options, None if spoken is None else (spoken, spoken))
    else:
        comparison = compare_readings(reading(old, spoken), reading(new, spoken), options)
    return _removals_major(comparison) if knobs.removal == "major" else comparison


def _removals_major(comparison: Comparison) -> Comparison:
    """The comparison where removing a property asks for a major version, whether or not it breaks anybody."""
    changes = tuple(
        replace(change, bump=Bump.MAJOR, note=change.note or REMOVAL_NOTE)
        if change.rule.startswith("property-removed-") and not change.breaks
        else change
        for change in comparison.changes
    )
    if changes == comparison.changes or not MODES[comparison.mode]:
        return comparison
    return replace(comparison, changes=changes, required_bump=Bump.MAJOR)


def version_findings(step: Step, comparison: Comparison, needed: Bump, *, releases: bool) -> Iterator[Finding]:
    """A version that says less than the change does: `needed` is the bump that the change asks for.

    `releases`: the project releases versions, so that one without a release is a draft.
    """
    old, new = step.old.version, step.new.version
    at = step.new.document.at("/info/version")
    where = f" in {step.origin}" if step.origin else ""
    if step.said:
        return
    if new < old:
        hint = "bring this checkout up to date, or count upwards from there" if where else "count upwards"
        yield Finding(at, "version-decreased", f"{new} is older than {old}{where}, which it replaces", hint)
    elif new == old and step.released:
        yield Finding(
            at,
            "published-version-changed",
            f"{step.new.id} was released{where}, and is not the same any more",
            f"restore it, and put the change into a new file, {_next(step, needed)}.yaml",
        )
    elif new == old and needed is not Bump.NONE:
        yield Finding(
            at,
            "version-not-bumped",
            f"{'the draft ' * releases}{step.new.id} changed and kept its version",
            "a draft may change; release it to freeze it"
            if releases
            else f"put the change into a new file, {_next(step, needed)}.yaml",
            Severity.WARNING if releases else Severity.ERROR,
        )
    elif needed is Bump.MAJOR or (needed is Bump.MINOR and new.minor == old.minor):
        reasons = [message(change) for change in comparison.changes if change.bump is needed]
        yield Finding(
            at,
            "version-bump-too-small",
            f"{step.title}: this is a {needed} change, and {new} says less" + (f": {reasons[0]}" if reasons else ""),
            f"call it {_next(step, needed)}, in a file of its own"
            + (", or take the change back" if needed is Bump.MAJOR else ""),
        )


def _next(step: Step, needed: Bump) -> str:
    old = step.old.version
    if needed is Bump.MAJOR:
        return f"{old.major + 1}.0.0"
    return f"{old.major}.{old.minor + 1}.0" if needed is Bump.MINOR else f"{old.major}.{old.minor}.{old.patch + 1}"
