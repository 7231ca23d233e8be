"""The old side of a comparison: the contracts as they are at a git ref, in a folder, or in a schema registry."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import ApiContract, Catalog, ContractFile, EventContract, Kind, Sources, Version
from bridgewright.documents.canonical import content_hash
from bridgewright.documents.decoding import decoded
from bridgewright.documents.document import Document
from bridgewright.documents.pointers import value_at
from bridgewright.documents.yaml_reading import UnreadableDocument
from bridgewright.findings import BridgewrightError, Finding, Severity
from bridgewright.project.git import contracts_at
from bridgewright.project.reading import Project, read_project
from bridgewright.project.releasing import lock_problems, released_before
from bridgewright.schemas.keywords import IN_OPENAPI, known_in

if TYPE_CHECKING:
    from bridgewright.registry import Published, Pulled

REGISTRY: Final = "registry"
"""`--against registry`; a branch of that name is `refs/heads/registry`, a folder `./registry`."""
_DRAFT_4: Final = "http://json-schema.org/draft-04/schema#"
_FOLDERS: Final = {Kind.EVENT: "events", Kind.COMMAND: "commands"}


@dataclass(frozen=True, slots=True)
class Earlier:
    """The contracts as they were; `origin` says where, for messages."""

    catalog: Catalog
    origin: str = ""
    foreign: tuple[tuple[EventContract, str], ...] = ()
    """Documents that are no contracts, each with what it is called: their schemas can be compared all the same."""
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    """What there was nothing to compare with, for people."""


def earlier_at(project: Project, against: str) -> Earlier:
    """The contracts in a folder or, when there is no such folder, at a git ref.

    Raises:
        BridgewrightError: they can't be read, or their settings are wrong.
    """
    locked: dict[str, str] = {}
    if Path(against).is_dir():
        then = read_project(Path(against))
    else:
        with contracts_at(project.contracts, against) as folder:
            then = read_project(folder)
        if then.catalog and not then.catalog.released:
            locked = dict(released_before(project.contracts, against)[1])
    if then.catalog is None:
        first = f": {then.findings[0].location}: {then.findings[0].message}" if then.findings else ""
        raise BridgewrightError(f"the contracts at {against} can't be read{first}")
    return _as_released(then, against, locked)


def _as_released(then: Project, against: str, locked: dict[str, str]) -> Earlier:
    """Contracts as they were, without documents that their own lock says were changed: nobody relies on those.

    `locked` is the last lock that there was before then, where then there was none.
    """
    assert then.catalog is not None  # noqa: S101 - for the type checker: whoever calls has looked
    changed = {found.location.path for found in then.findings if found.rule == "released-version-changed"}
    events = tuple(event for event in then.catalog.events if event.document.path not in changed)
    apis = tuple(api for api in then.catalog.apis if api.document.path not in changed)
    contracts: tuple[EventContract | ApiContract, ...] = (*then.catalog.events, *then.catalog.apis)
    notes = [
        f"{contract.id}: at {against}, its document isn't what the lock there says was released; the lock's hash counts"
        for contract in contracts
        if contract.document.path in changed
    ]
    notes += [
        f"the lock at {against} can't be read: {found.location}: {found.message}" for found in lock_problems(then)
    ]
    if locked:
        notes.append(f"{against} has no lock; the last one before it counts")
    released = then.catalog.released or locked
    return Earlier(replace(then.catalog, events=events, apis=apis, released=released), against, notes=tuple(notes))


def registry_names(catalog: Catalog) -> dict[str, EventContract]:
    """The schemas of a catalog in its registry: name -> the newest version of that major."""
    from bridgewright.registry.planning import schema_name  # noqa: PLC0415 - the room imports boto3

    return {schema_name(event): event for event in catalog.latest()}


def earlier_in_registry(catalog: Catalog, pulled: Pulled) -> Earlier:
    """The contracts that a registry holds of a catalog's events.

    What it holds under a contract's name and can't be read as one is a `registry-content-invalid` finding, at the
    contract; a JSON Schema in a contract's place is compared as a schema, and `registry-content-foreign` says so.
    """
    return _Reading(catalog, pulled).result()


@dataclass(slots=True)
class _Reading:
    """One reading of a registry."""

    catalog: Catalog
    pulled: Pulled
    findings: list[Finding] = field(default_factory=list)
    foreign: list[tuple[EventContract, str]] = field(default_factory=list)
    read: dict[str, tuple[EventContract, bool]] = field(default_factory=dict)
    """What each document is called -> the local contract, and whether it is the registry's newest."""

    def result(self) -> Earlier:
        names = registry_names(self.catalog)
        files: dict[tuple[str, str], ContractFile] = {}
        for name, event in names.items():
            contents = self.pulled.contents.get(name, ())
            for published in contents:
                path = f"{name}, version {published.registry_version}"
                self.read[path] = event, published is contents[-1]
                file = self._file(path, event, published)
                if file is not None:
                    files[file.name, file.stem] = file  # the later push of one version
        lock = {f"{file.name}/{file.stem}": content_hash(file.document.content) for file in files.values()}
        settings = self.catalog.settings.document
        found, wrong = build_catalog(Sources(settings, Document("registry", lock), tuple(files.values()), ()))
        for finding in wrong:
            at = f"{finding.location.pointer}: " if finding.location.pointer else ""
            self._invalid(finding.location.path, f"{at}{finding.message}")
        self.findings += self._gone()
        registry = f"the registry {self.pulled.registry}"
        notes = tuple(
            f"{event.name} {event.version.major}.x: {registry} has no {name} yet, so there is nothing to compare with"
            for name, event in names.items()
            if not self.pulled.contents.get(name)
        )
        known = found or replace(self.catalog, events=(), released={})
        read = {event.id for event in known.events}
        known = replace(known, released={name: was for name, was in known.released.items() if name in read})
        return Earlier(known, "registry", tuple(self.foreign), tuple(self.findings), notes)

    def _file(self, path: str, event: EventContract, published: Published) -> ContractFile | None:
        """The document as a contract file; None, and a finding, when it is none."""
        try:
            document = decoded(path, ".json", published.content.encode("utf-8", errors="replace"))
        except UnreadableDocument as problem:
            self._invalid(path, f"line {problem.line}: {problem.message}" if problem.line else problem.message)
            return None
        if published.type != "OpenApi3":
            self._other(path, event, published, document)
            return None
        said = value_at(document.content, "/info/version")
        version = Version.parse(said) if isinstance(said, str) else None
        if version is None or version.major != event.version.major:
            wrong = f"is {said!r:.60}, no version of major {event.version.major}" if said is not None else "is missing"
            self._invalid(path, f"its info.version {wrong}")
            return None
        return ContractFile(_FOLDERS[event.kind], event.name, str(version), document)

    def _other(self, path: str, event: EventContract, published: Published, document: Document) -> None:
        """A JSON Schema of the whole event, as discovery and export write it; only the newest is compared."""
        if not isinstance(value_at(document.content, "/properties/detail"), Mapping):
            self._invalid(path, f"it is a {published.type} document without `properties.detail`")
            return
        if not self.read[path][1]:
            return
        schema = Document(document.path, _as_openapi(document.content))
        old = replace(event, document=schema, unformatted=None, examples=())
        self.foreign.append((old, f"{published.type} version {published.registry_version}"))
        message = (
            f"{path} in the registry {self.pulled.registry} is a {published.type} document: its schema is compared"
        )
        self.findings.append(
            Finding(
                event.document.at("/info/version"),
                "registry-content-foreign",
                f"{message}, but it has no version, and no subscription is held against it",
                "`push` refuses to write over it: delete or rename it in the registry",
                Severity.WARNING,
            )
        )

    def _invalid(self, path: str, message: str) -> None:
        event, newest = self.read[path]
        self.findings.append(
            Finding(
                event.document.at("/info/version"),
                "registry-content-invalid",
                f"{path} in the registry {self.pulled.registry} is no contract to compare with: {message}",
                "mend it, or delete that version, in the registry",
                Severity.ERROR if newest else Severity.WARNING,
            )
        )

    def _gone(self) -> Iterator[Finding]:
        """Majors that `push` put into the registry, of contracts that are still here, and that are gone."""
        names = {event.name for event in self.catalog.events}
        majors = {(event.name, str(event.version.major)) for event in self.catalog.events}
        for schema, (contract, major) in sorted(self.pulled.owners.items()):
            if contract in names - self.catalog.unread and (contract, major) not in majors:
                yield Finding(
                    self.catalog.settings.document.at("/registry/name"),
                    "published-version-changed",
                    f"the registry {self.pulled.registry} holds {schema}, and {contract} {major}.x is gone here",
                    "restore it; when nobody sends or reads it any more, delete it in the registry",
                )


def _as_openapi(content: dict[str, Any]) -> dict[str, Any]:
    """A Draft 4 schema as the OpenAPI document that it was exported from, where 3.0 has words for all of it.

    Its formats and integers are then judged as those of the contract are.
    """
    text = json.dumps(content)
    definitions = content.get("definitions", {})
    if any(f'"{keyword}"' in text for keyword in known_in(4) - IN_OPENAPI) or not isinstance(definitions, dict):
        return {**content, "$schema": content.get("$schema", _DRAFT_4)}
    renamed: dict[str, Any] = json.loads(text.replace('"#/definitions/', '"#/components/schemas/'))
    schemas = {**renamed.pop("definitions", {}), "AWSEvent": renamed}
    renamed.pop("$schema", None)
    return {"openapi": "3.0.3", "info": {"title": "", "version": ""}, "components": {"schemas": schemas}}
