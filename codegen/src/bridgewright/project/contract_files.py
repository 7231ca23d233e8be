"""All contract files of one name: decoded, checked as OpenAPI and linted together, and that as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bridgewright.contracts.catalog import build_catalog, document_findings
from bridgewright.contracts.model import ContractFile, Sources
from bridgewright.documents.document import Document
from bridgewright.findings import Finding
from bridgewright.lint import Scope, lint
from bridgewright.project.folder import ContractBytes, FolderBytes
from bridgewright.project.json_data import finding_data, finding_from


@dataclass(frozen=True, slots=True)
class ContractFiles:
    """All contract files of one name, and what else decides what is right about them."""

    name: str
    files: tuple[ContractBytes, ...]
    settings: Document
    settings_text: str
    lock: Document | None
    """The lock's entries of this name alone."""

    @property
    def inputs(self) -> tuple[bytes | str, ...]:
        """Everything that results depend on."""
        released = self.lock.content if self.lock else {}
        files = [part for file in self.files for part in (file.path, file.data)]
        return self.settings_text, self.name, repr(sorted(released.items())), *files


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of the files of one name."""

    files: tuple[ContractFile | Finding, ...]
    structure: tuple[tuple[Finding, ...], ...]
    """What is wrong with each document as OpenAPI."""
    found: tuple[Finding, ...]
    """What lint says of them together."""


def files_by_name(folder: FolderBytes) -> list[ContractFiles]:
    """The contract files of a folder, those of one name together."""
    files: dict[str, list[ContractBytes]] = {}
    for file in folder.contracts:
        files.setdefault(file.name, []).append(file)
    settings = folder.settings or Document("", None)
    text = repr(settings.content)
    return [
        ContractFiles(name, tuple(each), settings, text, _lock_of(folder.lock, name)) for name, each in files.items()
    ]


def checked_data(named: ContractFiles) -> dict[str, Any]:
    """What is wrong with the files of one name, alone and together, as JSON."""
    files = [file.decoded() for file in named.files]
    documents = {file.document.path: file.document for file in files if isinstance(file, ContractFile)}
    structure = {path: tuple(document_findings(document)) for path, document in documents.items()}
    decoded = tuple(file for file in files if isinstance(file, ContractFile))
    sources = Sources(named.settings, named.lock, decoded, ())
    catalog, _ = build_catalog(sources, lambda document: structure[document.path])
    return {
        "files": [
            {"unread": finding_data(file)} if isinstance(file, Finding) else {"content": file.document.content}
            for file in files
        ],
        "structure": [[finding_data(finding) for finding in structure.get(file.path, ())] for file in named.files],
        "found": [finding_data(finding) for finding in (lint(catalog, {Scope.CONTRACT}) if catalog else ())],
    }


def checked_from(data: dict[str, Any], named: ContractFiles) -> Checked:
    """What JSON says of the files of one name; lines are looked for in the files when they are asked for."""
    files = tuple(
        finding_from(told["unread"]) if "unread" in told else file.holding(told["content"])
        for file, told in zip(named.files, data["files"], strict=True)
    )
    structure = tuple(tuple(finding_from(each) for each in found) for found in data["structure"])
    return Checked(files, structure, tuple(finding_from(each) for each in data["found"]))


def _lock_of(lock: Document | None, name: str) -> Document | None:
    if lock is None or not isinstance(lock.content, Mapping):
        return None
    return Document(lock.path, {key: value for key, value in lock.content.items() if key.rpartition("/")[0] == name})
