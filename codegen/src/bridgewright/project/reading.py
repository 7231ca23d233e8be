"""A contracts folder to a catalog and its findings, part by part."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog, OutputFile
from bridgewright.documents.document import Document
from bridgewright.findings import Finding, has_errors
from bridgewright.lint import Scope, judged, lint, parts_of
from bridgewright.project.cache import Cache
from bridgewright.project.contract_parts import Checked, Named, catalog_of, checked, checked_data, checked_from
from bridgewright.project.folder import ContractBytes, FolderBytes, read_folder, sources_of
from bridgewright.project.json_data import finding_data, finding_from, items_data, items_from
from bridgewright.project.workers import Means


@dataclass(frozen=True, slots=True)
class Project:
    """A contracts folder as it was read: its catalog (None when the settings are wrong) and what is wrong with it."""

    contracts: Path
    catalog: Catalog | None
    findings: tuple[Finding, ...]
    items: Mapping[str, tuple[OutputFile | Finding, ...]] = field(default_factory=dict, repr=False, compare=False)
    """What was generated of contracts while they were read, by their names."""

    @property
    def sound(self) -> Catalog | None:
        """The catalog when no finding is an error: only then may anything be generated, released or pushed."""
        return None if has_errors(self.findings) else self.catalog

    @property
    def output(self) -> Path:
        """The folder that `generate` writes."""
        return (self.contracts / (self.catalog.settings.output if self.catalog else ".")).resolve()


def read_project(
    contracts: Path, today: date | None = None, means: Means | None = None, *, generating: bool = False
) -> Project:
    """Load, build and lint; `today` decides which waivers have expired.

    When the project is read for `generating`, what its contracts become is made on the way.

    Raises:
        BridgewrightError: the folder isn't a project or can't be read.
    """
    means = means or Means()
    folder = read_folder(contracts)
    done = {result.part.name: result for result in _worked(_parts(folder), means, generating=generating)}
    known = {name: result.checked for name, result in done.items()}
    decoded = {
        file.path: told
        for result in done.values()
        for file, told in zip(result.part.files, result.checked.files, strict=True)
    }
    sources, found = sources_of(folder, [decoded[file.path] for file in folder.contracts])
    if sources is None:
        return Project(contracts, None, tuple(sorted(found)))
    structure = {
        file.path: told
        for result in done.values()
        for file, told in zip(result.part.files, result.checked.structure, strict=True)
    }
    catalog, built = build_catalog(sources, lambda document: structure[document.path])
    linted: tuple[Finding, ...] = ()
    if catalog:
        keys = {name: result.key for name, result in done.items()}
        every = {*lint(catalog, {Scope.PROJECT}), *_consumers(catalog, keys, means)}
        every.update(finding for part in known.values() for finding in part.found)
        linted = judged(catalog, tuple(sorted(every)), today or _today())
    if means.cache:
        means.cache.prune()
    items = {name: result.items for name, result in done.items() if result.items is not None}
    return Project(contracts, catalog, tuple(sorted({*found, *built, *linted})), items)


def outputs_of(project: Project) -> tuple[tuple[OutputFile, ...], tuple[Finding, ...]]:
    """Every file that a sound project generates, and what the emitters could not say; nothing for another."""
    from bridgewright.emit import EMITTERS, OF_CONTRACTS, joined, made  # noqa: PLC0415

    catalog = project.sound
    if catalog is None:
        return (), ()
    items = [*made(catalog, EMITTERS)]
    for name, part in parts_of(catalog, Scope.CONTRACT):
        items += project.items[name] if name in project.items else made(part, OF_CONTRACTS)
    return joined(catalog, items)


@dataclass(frozen=True, slots=True)
class _Job:
    part: Named
    cache: Cache | None
    key: str
    generating: bool
    known: dict[str, Any] | None = None
    """What is remembered of the part; its output isn't."""


@dataclass(frozen=True, slots=True)
class _Done:
    part: Named
    key: str
    checked: Checked
    items: tuple[OutputFile | Finding, ...] | None


def _parts(folder: FolderBytes) -> list[Named]:
    files: dict[str, list[ContractBytes]] = {}
    for file in folder.contracts:
        files.setdefault(file.name, []).append(file)
    settings = folder.settings or Document("", None)
    return [Named(name, tuple(each), settings, _lock_of(folder.lock, name)) for name, each in files.items()]


def _lock_of(lock: Document | None, name: str) -> Document | None:
    if lock is None or not isinstance(lock.content, Mapping):
        return None
    return Document(lock.path, {key: value for key, value in lock.content.items() if key.rpartition("/")[0] == name})


def _worked(parts: list[Named], means: Means, *, generating: bool) -> Iterator[_Done]:
    """What becomes of each part: from the cache, or worked out."""
    settings = repr(parts[0].settings.content) if parts else ""
    waiting: list[_Job] = []
    for part in parts:
        key = means.cache.key("contracts", settings, *part.inputs) if means.cache else ""
        job = _Job(part, means.cache, key, generating)
        known = means.cache.get(key) if means.cache else None
        if known is None:
            waiting.append(job)
            continue
        result = checked_from(known, part)
        items = means.cache.get(_made_key(key)) if means.cache and generating else None
        if generating and result.is_sound and items is None:
            waiting.append(replace(job, known=known))
        else:
            yield _Done(part, key, result, None if items is None else items_from(items))
    if generating and waiting:
        _warm()
    for job, (told, items) in zip(waiting, means.spread(_work, waiting), strict=True):
        yield _Done(job.part, job.key, checked_from(told, job.part), None if items is None else items_from(items))


def _work(job: _Job) -> tuple[dict[str, Any], list[list[Any]] | None]:
    if job.known is None:
        result, catalog = checked(job.part)
        told = checked_data(result)
        if job.cache:
            job.cache.put(job.key, told)
    else:
        told = job.known
        result = checked_from(told, job.part)
        catalog = catalog_of(job.part, result)
    if not job.generating or not result.is_sound or catalog is None:
        return told, None
    from bridgewright.emit import OF_CONTRACTS, made  # noqa: PLC0415

    items = items_data(made(catalog, OF_CONTRACTS))
    if job.cache:
        job.cache.put(_made_key(job.key), items)
    return told, items


def _made_key(key: str) -> str:
    return f"{key}-made"


def _warm() -> None:
    """Imports what all processes need before they part."""
    import bridgewright.emit  # noqa: F401, PLC0415


@dataclass(frozen=True, slots=True)
class _ConsumerJob:
    catalog: Catalog
    cache: Cache | None
    key: str


def _consumers(catalog: Catalog, keys: Mapping[str, str], means: Means) -> Iterator[Finding]:
    """What lint says of each consumer."""
    settings = repr(catalog.settings.document.content)
    waiting: list[_ConsumerJob] = []
    for consumer, part in parts_of(catalog, Scope.CONSUMER):
        key = ""
        if means.cache:
            documents = {each.document.path: each.document for each in part.subscriptions}
            files = [text for path, each in documents.items() for text in (path, repr(each.content), repr(each.lines))]
            names = [keys[name] for name in dict.fromkeys(each.name for each in part.events)]
            key = means.cache.key("consumer", settings, consumer, repr(sorted(part.unread)), *files, *names)
            known = means.cache.get(key)
            if known is not None:
                yield from map(finding_from, known)
                continue
        waiting.append(_ConsumerJob(part, means.cache, key))
    for told in means.spread(_consumer_findings, waiting, share=4):
        yield from map(finding_from, told)


def _consumer_findings(job: _ConsumerJob) -> list[list[Any]]:
    told = [finding_data(finding) for finding in lint(job.catalog, {Scope.CONSUMER})]
    if job.cache:
        job.cache.put(job.key, told)
    return told


def _today() -> date:
    return datetime.now(UTC).date()
