"""A contracts folder to a catalog and its findings: load -> contracts -> lint.

All files of one name are checked and linted alone; what they say makes the catalog; then each consumer is linted with
its contracts, and the project as a whole. `workers` runs those steps, remembered or not, in one process or several.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog, ContractFile
from bridgewright.findings import Finding, has_errors
from bridgewright.lint import Scope, judged, lint, parts_of
from bridgewright.project.contract_files import Checked, ContractFiles, checked_data, checked_from, files_by_name
from bridgewright.project.folder import FolderBytes, read_folder, sources_of
from bridgewright.project.json_data import finding_data, finding_from
from bridgewright.project.workers import Part, Workers


@dataclass(frozen=True, slots=True)
class Project:
    """A contracts folder as it was read: its catalog (None when the settings are wrong) and what is wrong with it."""

    contracts: Path
    catalog: Catalog | None
    findings: tuple[Finding, ...]
    keys: Mapping[str, str] = field(default_factory=dict, repr=False, compare=False)
    """By their names: a hash of all that decides what contracts become."""

    @property
    def error_free(self) -> Catalog | None:
        """The catalog when no finding is an error: only then may anything be generated, released or pushed."""
        return None if has_errors(self.findings) else self.catalog

    @property
    def output(self) -> Path:
        """The folder that `generate` writes."""
        return (self.contracts / (self.catalog.settings.output if self.catalog else ".")).resolve()


def read_project(contracts: Path, today: date | None = None, workers: Workers | None = None) -> Project:
    """Load, build and lint; `today` decides which waivers have expired.

    Raises:
        BridgewrightError: the folder isn't a project or can't be read.
    """
    workers = workers or Workers()
    folder = read_folder(contracts)
    named = files_by_name(folder)
    keys = {files.name: workers.key("contracts", *files.inputs) for files in named}
    told = workers.results(checked_data, [Part(files, keys[files.name]) for files in named])
    checked = [checked_from(each, files) for each, files in zip(told, named, strict=True)]

    catalog, found = _catalog(folder, named, checked)
    if catalog is None:
        return Project(contracts, None, found)

    by_name = {finding for each in checked for finding in each.found}
    by_consumer = _consumer_findings(catalog, keys, workers)
    as_a_whole = lint(catalog, {Scope.PROJECT})
    every = tuple(sorted({*by_name, *by_consumer, *as_a_whole}))
    linted = judged(catalog, every, today or datetime.now(UTC).date())
    if workers.cache:
        workers.cache.prune()
    return Project(contracts, catalog, tuple(sorted({*found, *linted})), keys)


def _catalog(
    folder: FolderBytes, named: Sequence[ContractFiles], checked: Sequence[Checked]
) -> tuple[Catalog | None, tuple[Finding, ...]]:
    """The catalog of all files, and what is wrong with files and documents."""
    decoded: dict[str, ContractFile | Finding] = {}
    structure: dict[str, tuple[Finding, ...]] = {}
    for files, known in zip(named, checked, strict=True):
        decoded |= {file.path: each for file, each in zip(files.files, known.files, strict=True)}
        structure |= {file.path: each for file, each in zip(files.files, known.structure, strict=True)}
    sources, unread = sources_of(folder, [decoded[file.path] for file in folder.contracts])
    if sources is None:
        return None, tuple(sorted(unread))
    catalog, built = build_catalog(sources, lambda document: structure[document.path])
    return catalog, tuple(sorted({*unread, *built}))


def _consumer_findings(catalog: Catalog, keys: Mapping[str, str], workers: Workers) -> tuple[Finding, ...]:
    """What lint says of each consumer with its contracts."""
    settings = repr(catalog.settings.document.content)
    parts = []
    for consumer, own in parts_of(catalog, Scope.CONSUMER):
        documents = {each.document.path: each.document for each in own.subscriptions}
        files = [text for path, each in documents.items() for text in (path, repr(each.content), repr(each.lines))]
        contracts = [keys[name] for name in dict.fromkeys(event.name for event in own.events)]
        key = workers.key("consumer", settings, consumer, repr(sorted(own.unread)), *files, *contracts)
        parts.append(Part(own, key))
    told = workers.results(_consumer_data, parts, share=4)
    return tuple(finding_from(finding) for each in told for finding in each)


def _consumer_data(catalog: Catalog) -> list[list[Any]]:
    return [finding_data(finding) for finding in lint(catalog, {Scope.CONSUMER})]
