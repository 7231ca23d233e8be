"""What `breaking` and `changelog` ask for: comparisons, and the findings that a project's policy makes of them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bridgewright.compat import MODES, Comparison, Options, compare_readings
from bridgewright.compat.versions.changelog import chapter, comparison_chapter
from bridgewright.compat.versions.consumers import consumer_findings
from bridgewright.compat.versions.policy import Policy
from bridgewright.compat.versions.rendering import as_data, findings, fingerprint, summary
from bridgewright.compat.versions.steps import Step, chapters, compared, foreign_step, newest_of, steps
from bridgewright.contracts.model import Catalog, Version
from bridgewright.documents.pointers import unescaped
from bridgewright.findings import BridgewrightError, Finding, Location, Severity, has_errors
from bridgewright.findings.report import finding_data
from bridgewright.lint.releases import CHANGED, rewritten
from bridgewright.project.classes import class_findings
from bridgewright.project.earlier import Earlier
from bridgewright.project.given import given
from bridgewright.project.reading import Project
from bridgewright.schemas.dialects import dialect_named


@dataclass(frozen=True, slots=True)
class Checked:
    """Two versions that were compared: `title` names them, `changelog` is a chapter in Markdown."""

    title: str
    comparison: Comparison
    findings: tuple[Finding, ...]
    changelog: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """The object of one comparison in `breaking --format json`."""
        return {"title": self.title, **as_data(self.comparison)}

    @property
    def summary(self) -> str:
        """Both verdicts and the version that they ask for."""
        return summary(self.comparison)


@dataclass(frozen=True, slots=True)
class Judgement:
    """Every comparison that was made, every finding, and what there was nothing to compare with."""

    checked: tuple[Checked, ...]
    findings: tuple[Finding, ...]
    notes: tuple[str, ...] = ()

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object of `breaking --format json` (its JSON Schema: `compat/breaking.schema.json`)."""
        return {
            "comparisons": [one.data for one in self.checked],
            "findings": [finding_data(finding) for finding in self.findings],
            "notes": list(self.notes),
        }


def compare_documents(old: Path, new: Path, **knobs: Any) -> Judgement:
    """Two files, outside of any project.

    Raises:
        BridgewrightError: a file can't be read, or a knob has no such value.
    """
    named = knobs.pop("dialect", None)
    try:
        dialect = None if named is None else dialect_named(named)
        options = Options(**knobs)
    except ValueError as error:
        raise BridgewrightError(str(error)) from error
    before, after = given(old, dialect), given(new, dialect)
    comparison = compare_readings(before.reading, after.reading, options, knobs.get("mode", "BACKWARD"))
    title = f"{old} -> {new}"
    found = tuple(sorted(findings(comparison, before.at, after.at)))
    one = Checked(title, comparison, found, comparison_chapter(title, comparison))
    notes = () if dialect is None else (f"both are read as {dialect.name}, as --dialect says",)
    return Judgement((one,), one.findings, notes)


def needs_every_version(project: Project, knobs: dict[str, Any]) -> bool:
    """True when more than the newest version of each major is compared, by mode or because of an archive."""
    if project.catalog is None:
        return False
    policy = _policy(project.catalog, knobs, None)
    modes = {policy.knobs(event.name).mode for event in project.catalog.events}
    return policy.archived or any(mode.endswith("_TRANSITIVE") for mode in modes)


def compare_history(
    project: Project,
    earlier: Earlier | None,
    knobs: dict[str, Any],
    *,
    neighbours: bool = False,
    today: date | None = None,
) -> Judgement:
    """A project's newest versions against their earlier ones, or against those of `earlier`.

    Judged by the project's policy, in which `knobs` stand before it; `today` decides which waivers have expired.
    `neighbours` compares each version with the next instead, for a changelog.

    Raises:
        BridgewrightError: a knob has no such value.
    """
    catalog = project.catalog
    if catalog is None:
        return Judgement((), project.findings)
    policy = _policy(catalog, knobs, today)
    dialect = knobs.get("dialect")
    checked: list[Checked] = []
    try:
        for step in _steps(catalog, earlier, policy, neighbours=neighbours):
            comparison = compared(step, policy.knobs(step.new.name), dialect)
            affected = tuple(consumer_findings(step, catalog))
            imports = tuple(class_findings(step, comparison.required_bump))
            wrong = policy.findings_of(step, comparison, (*affected, *imports))
            checked.append(Checked(step.title, comparison, wrong, chapter(step, comparison, catalog, affected)))
    except ValueError as error:
        raise BridgewrightError(str(error)) from error
    found = list(_once(checked))
    if earlier is not None:
        found += [*earlier.findings, *_rewritten(earlier, catalog, found)]
    found += [*policy.findings(), *(finding for finding in project.findings if finding.severity is Severity.ERROR)]
    return Judgement(tuple(checked), tuple(sorted(set(_unrepeated(found)))), earlier.notes if earlier else ())


def _rewritten(earlier: Earlier, catalog: Catalog, found: list[Finding]) -> Iterator[Finding]:
    """What became of what was released, where no comparison of two versions has told it."""
    told = {finding.location for finding in found if finding.rule == CHANGED}
    released = dict(earlier.catalog.released)
    for finding in found:
        if finding.rule == "version-decreased":  # this checkout is older: what is newer in that major isn't gone
            released = {name: was for name, was in released.items() if not _is_ahead(name, finding, catalog)}
    for finding in rewritten(released, catalog, earlier.origin):
        if finding.rule != CHANGED or finding.location not in told:
            yield finding


def _is_ahead(name: str, decreased: Finding, catalog: Catalog) -> bool:
    """True for a version of the major that a `version-decreased` is about, when it is newer and nothing knows it."""
    contract, _, spelled = name.rpartition("/")
    version = Version.parse(spelled)
    here = next(new for new in newest_of(catalog) if new.document.at("/info/version") == decreased.location)
    behind = version is not None and version.major == here.version.major and version > here.version
    return behind and contract == here.name and name not in catalog.released


def _unrepeated(found: list[Finding]) -> Iterator[Finding]:
    """The findings without lint's word for a version of which it is told already that it was published.

    That stands at the same place, or at the version's entry in the lock: `/payslip.uploaded~11.0.0`.
    """
    told = {finding.location for finding in found if finding.rule == CHANGED}
    entries = tuple(f"/{unescaped(place.pointer[1:])}." for place in told if place.pointer)
    for finding in found:
        repeats = finding.location in told or any(entry in finding.location.path for entry in entries)
        if not repeats or not finding.rule.startswith("released-version-"):
            yield finding


def _once(checked: list[Checked]) -> Iterator[Finding]:
    """Every finding; one that several earlier versions have in common is told of the last of them, as it weighs most.

    What is broken towards 2.1.0 is most often broken towards 2.0.0 too, and is mended once.
    """
    common: dict[tuple[Location, str, str], list[Finding]] = {}
    for one in checked:
        for finding in one.findings:
            said = finding.message.removeprefix(f"{one.title}: ")
            common.setdefault((finding.location, finding.rule, said), []).append(finding)
    for found in common.values():
        heaviest = Severity.ERROR if has_errors(tuple(found)) else Severity.WARNING
        yield replace(found[-1], severity=heaviest)


def _policy(catalog: Catalog, knobs: dict[str, Any], today: date | None) -> Policy:
    told = {name: value for name, value in knobs.items() if name != "dialect"}
    if told.get("mode", "NONE") not in MODES:
        raise BridgewrightError(f"{told['mode']!r} is no mode; known: {', '.join(MODES)}")
    return Policy(catalog, today or datetime.now(UTC).date(), told)


def _steps(catalog: Catalog, earlier: Earlier | None, policy: Policy, *, neighbours: bool) -> Iterator[Step]:
    before, origin = (earlier.catalog, earlier.origin) if earlier else (None, "")
    if neighbours:
        yield from chapters(catalog, before)
        return
    yield from steps(catalog, before, policy.mode_of, archived=policy.archived, origin=origin)
    for old, said in earlier.foreign if earlier else ():
        yield foreign_step(catalog, old, policy.knobs(old.name).mode, said, archived=policy.archived)


def save_witnesses(folder: Path, checked: tuple[Checked, ...]) -> tuple[Path, ...]:
    """Writes each event that breaks as a JSON file, named by rule and fingerprint; returns the paths.

    Raises:
        BridgewrightError: the folder can't be written.
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for one in checked:
            for change in one.comparison.changes:
                for witness in change.witnesses:
                    path = folder / f"{change.rule}-{fingerprint(change)}-{witness.refused_by}-refuses.json"
                    path.write_text(json.dumps(witness.event, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
                    written.append(path)
    except OSError as error:
        raise BridgewrightError(f"{folder}: can't be written: {error.strerror or error}") from error
    return tuple(written)
