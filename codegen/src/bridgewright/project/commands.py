"""Composes the rooms: a few lines for each thing that the command line, and tests, ask for."""

from __future__ import annotations

from pathlib import Path

from bridgewright.contracts.model import Catalog, OutputFile
from bridgewright.contracts.validation import event_findings
from bridgewright.documents.canonical import content_hash
from bridgewright.documents.files import load_document
from bridgewright.findings import Finding, has_errors
from bridgewright.project.folder import LOCK_FILE
from bridgewright.project.reading import Project, outputs_of
from bridgewright.project.snapshot import Before
from bridgewright.project.writing import Written, create_files, drift, replace_file, write_output
from bridgewright.routing.rules import Outcome, outcome_of, rules_of


def outputs(catalog: Catalog) -> tuple[tuple[OutputFile, ...], tuple[Finding, ...]]:
    """Every file that a sound catalog generates, and what the emitters could not say."""
    from bridgewright.emit import emit  # noqa: PLC0415

    return emit(catalog)


def generate(project: Project, before: Before | None = None) -> tuple[Written | None, tuple[Finding, ...]]:
    """Writes the output folder; writes nothing, and returns None, when anything is an error.

    What is in place then is remembered by `before`, as which the project was looked at before it was read.
    """
    files, found = outputs_of(project)
    findings = tuple(sorted({*project.findings, *found}))
    if project.sound is None or has_errors(findings):
        return None, findings
    written = write_output(project.output, files)
    if before:
        before.remember(project, files, findings)
    return written, findings


def check_generated(project: Project, before: Before | None = None) -> tuple[Finding, ...]:
    """The project's findings and one for each generated file that isn't what `generate` would write."""
    files, found = outputs_of(project)
    if project.sound is None:
        return project.findings
    stale = drift(project.output, files, f"src/{project.sound.settings.package}")
    findings = tuple(sorted({*project.findings, *found, *stale}))
    if before and not has_errors(findings):
        before.remember(project, files, findings)
    return findings


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


def start_project(folder: Path, package: str) -> tuple[str, ...]:
    """Writes a starter project into `folder` and returns its paths.

    Raises:
        BridgewrightError: one of the files is already there.
    """
    # Its template engine is needed here alone.
    from bridgewright.project.starter import starter_files  # noqa: PLC0415

    return create_files(folder, starter_files(package))


def _lock_text(lock: dict[str, str]) -> str:
    lines = ",\n".join(f'  "{name}": "{lock[name]}"' for name in sorted(lock))
    return f"{{\n{lines}\n}}\n"
