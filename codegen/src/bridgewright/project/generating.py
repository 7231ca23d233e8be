"""A project to its output: emit -> write, or emit -> compare with what is there."""

from __future__ import annotations

from bridgewright.contracts.model import Catalog, OutputFile
from bridgewright.emit import EMITTERS, OF_CONTRACTS, joined, made
from bridgewright.findings import Finding, has_errors
from bridgewright.lint import Scope, parts_of
from bridgewright.project.json_data import items_data, items_from
from bridgewright.project.reading import Project
from bridgewright.project.snapshot import Snapshot
from bridgewright.project.workers import Part, Workers
from bridgewright.project.writing import Written, drift, write_output


def outputs_of(project: Project, workers: Workers | None = None) -> tuple[tuple[OutputFile, ...], tuple[Finding, ...]]:
    """Every file that an error-free project generates, and what the emitters could not say; nothing for another."""
    workers = workers or Workers()
    catalog = project.error_free
    if catalog is None:
        return (), ()
    parts = [
        Part(part, workers.key("made", key) if (key := project.keys.get(name)) else "")
        for name, part in parts_of(catalog, Scope.CONTRACT)
    ]
    of_contracts = (item for told in workers.results(_made_data, parts) for item in items_from(told))
    return joined(catalog, (*made(catalog, EMITTERS), *of_contracts))


def generate(
    project: Project, workers: Workers | None = None, before: Snapshot | None = None
) -> tuple[Written | None, tuple[Finding, ...]]:
    """Writes the output folder; writes nothing, and returns None, when anything is an error.

    What is in place then is remembered by `before`, the snapshot that was taken before the project was read.
    """
    files, found = outputs_of(project, workers)
    findings = tuple(sorted({*project.findings, *found}))
    if project.error_free is None or has_errors(findings):
        return None, findings
    written = write_output(project.output, files)
    if before:
        before.remember(project.error_free.settings, files, findings)
    return written, findings


def check_generated(
    project: Project, workers: Workers | None = None, before: Snapshot | None = None
) -> tuple[Finding, ...]:
    """The project's findings and one for each generated file that isn't what `generate` would write."""
    files, found = outputs_of(project, workers)
    if project.error_free is None:
        return project.findings
    stale = drift(project.output, files, f"src/{project.error_free.settings.package}")
    findings = tuple(sorted({*project.findings, *found, *stale}))
    if before and not has_errors(findings):
        before.remember(project.error_free.settings, files, findings)
    return findings


def _made_data(catalog: Catalog) -> list[list[object]]:
    return items_data(made(catalog, OF_CONTRACTS))
