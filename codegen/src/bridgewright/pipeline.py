"""Composes the rooms: a few lines for each thing that the command line, and tests, ask for."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bridgewright.build import build_catalog
from bridgewright.compat import Comparison, compare
from bridgewright.compat.consumers import consumer_findings
from bridgewright.compat.history import compared, removed_versions, steps
from bridgewright.compat.policy import Policy
from bridgewright.compat.rendering import as_data, changelog, findings, fingerprint, summary
from bridgewright.findings import BridgewrightError, Finding, Severity, has_errors
from bridgewright.history import contracts_at
from bridgewright.lint import judged, lint
from bridgewright.load import LOCK_FILE, load_document, load_sources
from bridgewright.model import Catalog, OutputFile
from bridgewright.routing import Outcome, outcome_of, rules_of
from bridgewright.schema import content_hash
from bridgewright.validation import event_findings
from bridgewright.write import Written, create_files, drift, replace_file, write_output


@dataclass(frozen=True, slots=True)
class Project:
    """A contracts folder as it was read: its catalog (None when the settings are wrong) and what is wrong with it."""

    contracts: Path
    catalog: Catalog | None
    findings: tuple[Finding, ...]

    @property
    def sound(self) -> Catalog | None:
        """The catalog when no finding is an error: only then may anything be generated, released or pushed."""
        return None if has_errors(self.findings) else self.catalog

    @property
    def output(self) -> Path:
        """The folder that `generate` writes."""
        return (self.contracts / (self.catalog.settings.output if self.catalog else ".")).resolve()


def read_project(contracts: Path, today: date | None = None) -> Project:
    """Load, build and lint; `today` decides which waivers have expired.

    Raises:
        BridgewrightError: the folder isn't a project or can't be read.
    """
    sources, found = load_sources(contracts)
    if sources is None:
        return Project(contracts, None, tuple(sorted(found)))
    catalog, built = build_catalog(sources)
    linted = judged(catalog, lint(catalog), today or _today()) if catalog else ()
    return Project(contracts, catalog, tuple(sorted({*found, *built, *linted})))


def outputs(catalog: Catalog) -> tuple[tuple[OutputFile, ...], tuple[Finding, ...]]:
    """Every file that a sound catalog generates, and what the emitters could not say."""
    # The model generator takes a second to import: only commands that generate pay for it.
    from bridgewright.emit import emit  # noqa: PLC0415

    return emit(catalog)


def generate(project: Project) -> tuple[Written | None, tuple[Finding, ...]]:
    """Writes the output folder; writes nothing, and returns None, when anything is an error."""
    if project.sound is None:
        return None, project.findings
    files, found = outputs(project.sound)
    findings = tuple(sorted({*project.findings, *found}))
    if has_errors(findings):
        return None, findings
    return write_output(project.output, files), findings


def check_generated(project: Project) -> tuple[Finding, ...]:
    """The project's findings and one for each generated file that isn't what `generate` would write."""
    if project.sound is None:
        return project.findings
    files, found = outputs(project.sound)
    stale = drift(project.output, files, f"src/{project.sound.settings.package}")
    return tuple(sorted({*project.findings, *found, *stale}))


def release(project: Project, names: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Puts drafts into the lock; their ids, and the names that are no draft. All drafts when none is named.

    Writes nothing when a name is wrong or the project has errors.
    """
    catalog = project.sound
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


def validate_event(catalog: Catalog, path: Path) -> tuple[Finding, ...]:
    """What is wrong with the event in a file, by the contract that its source and detail-type name.

    Raises:
        BridgewrightError: the file can't be read.
    """
    return event_findings(catalog, load_document(path))


def outcomes(catalog: Catalog, event: bytes) -> tuple[Outcome, ...]:
    """What every subscription's rule makes of an event, given as JSON text; `ValueError` when it isn't JSON."""
    return tuple(outcome_of(rule, event, catalog.settings.bus) for rule in rules_of(catalog))


@dataclass(frozen=True, slots=True)
class Checked:
    """Two versions that were compared: `title` names them."""

    title: str
    comparison: Comparison
    findings: tuple[Finding, ...]

    @property
    def data(self) -> dict[str, Any]:
        """The JSON object of `breaking --format json`."""
        return {"title": self.title, **as_data(self.comparison)}

    @property
    def summary(self) -> str:
        """Both verdicts and the version that they ask for."""
        return summary(self.comparison)

    @property
    def changelog(self) -> str:
        """Markdown for people who use the contract."""
        return changelog(self.title, self.comparison)


def compare_documents(old: Path, new: Path, **knobs: Any) -> Checked:
    """Two files, outside of any project.

    Raises:
        BridgewrightError: a file can't be read, or a knob has no such value.
    """
    before, after = load_document(old), load_document(new)
    try:
        comparison = compare(before.content, after.content, **knobs)
    except ValueError as error:
        raise BridgewrightError(str(error)) from error
    return Checked(f"{old} -> {new}", comparison, tuple(sorted(findings(comparison, after))))


def compare_history(
    project: Project,
    against: str | None,
    knobs: dict[str, Any],
    *,
    neighbours: bool = False,
    today: date | None = None,
) -> tuple[tuple[Checked, ...], tuple[Finding, ...]]:
    """A project's newest versions against their earlier ones, or against the contracts at a git ref or in a folder.

    Judged by the project's policy, in which `knobs` stand before it; `today` decides which waivers have expired.

    Raises:
        BridgewrightError: what it is compared with can't be read or is wrong itself; a knob has no such value.
    """
    catalog = project.catalog
    if catalog is None:
        return (), project.findings
    before = None if against is None else _earlier(project, against)
    told = dict(knobs)
    dialect = told.pop("dialect", None)
    policy = Policy(catalog, today or _today(), told)
    checked: list[Checked] = []
    found: list[Finding] = [] if before is None else list(removed_versions(before, catalog))
    try:
        every = steps(
            catalog, before, lambda event: policy.knobs(event).mode, archived=policy.archived, neighbours=neighbours
        )
        for step in every:
            comparison = compared(step, policy.knobs(step.new.name), dialect)
            wrong = policy.findings_of(step, comparison, tuple(consumer_findings(step, catalog)))
            checked.append(Checked(step.title, comparison, wrong))
    except ValueError as error:
        raise BridgewrightError(str(error)) from error
    found += [finding for one in checked for finding in one.findings]
    found += [*policy.findings(), *(finding for finding in project.findings if finding.severity is Severity.ERROR)]
    return tuple(checked), tuple(sorted(set(found)))


def _earlier(project: Project, against: str) -> Catalog:
    if Path(against).is_dir():
        then = read_project(Path(against))
    else:
        with contracts_at(project.contracts, against) as folder:
            then = read_project(folder)
    if then.catalog is None:
        raise BridgewrightError(f"the contracts at {against} can't be read")
    return then.catalog


def _today() -> date:
    return datetime.now(UTC).date()


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


def start_project(folder: Path, package: str) -> tuple[str, ...]:
    """Writes a starter project into `folder` and returns its paths.

    Raises:
        BridgewrightError: one of the files is already there.
    """
    # Its template engine is needed here alone.
    from bridgewright.starter import starter_files  # noqa: PLC0415

    return create_files(folder, starter_files(package))


def _lock_text(lock: dict[str, str]) -> str:
    lines = ",\n".join(f'  "{name}": "{lock[name]}"' for name in sorted(lock))
    return f"{{\n{lines}\n}}\n"
