"""The parts of a project that are worked on alone: all files of one name, and one consumer with its contracts.

`checked` and `made_of` give JSON values, so that a process, or a cache, may stand between them and who asks.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from bridgewright.contracts.catalog import build_catalog, document_findings
from bridgewright.contracts.model import Catalog, ContractFile, Sources
from bridgewright.documents.document import Document
from bridgewright.findings import Finding, has_errors
from bridgewright.lint import Scope, lint
from bridgewright.project.folder import ContractBytes
from bridgewright.project.json_data import finding_data, finding_from


@dataclass(frozen=True, slots=True)
class Named:
    """All contract files of one name, and what else decides what is right about them."""

    name: str
    files: tuple[ContractBytes, ...]
    settings: Document
    lock: Document | None
    """The lock's entries of this name alone."""

    @property
    def inputs(self) -> tuple[bytes | str, ...]:
        """Everything that results depend on, but for the settings."""
        released = self.lock.content if self.lock else {}
        files = [part for file in self.files for part in (file.path, file.data)]
        return self.name, repr(sorted(released.items())), *files


@dataclass(frozen=True, slots=True)
class Checked:
    """What is known of the files of one name."""

    files: tuple[ContractFile | Finding, ...]
    structure: tuple[tuple[Finding, ...], ...]
    """What is wrong with each document as OpenAPI."""
    found: tuple[Finding, ...]
    """What lint says of them together."""

    @property
    def is_sound(self) -> bool:
        """True when nothing of it is an error."""
        every = [*self.found, *(finding for each in self.structure for finding in each)]
        return not has_errors((*every, *(file for file in self.files if isinstance(file, Finding))))


def checked(part: Named) -> tuple[Checked, Catalog | None]:
    """What is wrong with the files of one name, and the catalog that they make alone."""
    files = [file.decoded() for file in part.files]
    documents = {file.document.path: file.document for file in files if isinstance(file, ContractFile)}
    structure = {path: tuple(document_findings(document)) for path, document in documents.items()}
    catalog = _catalog(part, files, structure)
    found = lint(catalog, {Scope.CONTRACT}) if catalog else ()
    return Checked(tuple(files), tuple(structure.get(file.path, ()) for file in part.files), found), catalog


def catalog_of(part: Named, known: Checked) -> Catalog | None:
    """The catalog that the files of one name make alone."""
    return _catalog(part, known.files, dict(zip((file.path for file in part.files), known.structure, strict=True)))


def _catalog(
    part: Named, files: Iterable[ContractFile | Finding], structure: Mapping[str, tuple[Finding, ...]]
) -> Catalog | None:
    decoded = tuple(file for file in files if isinstance(file, ContractFile))
    sources = Sources(part.settings, part.lock, decoded, ())
    return build_catalog(sources, lambda document: structure[document.path])[0]


def checked_data(known: Checked) -> dict[str, Any]:
    """What is known of the files of one name, as JSON."""
    return {
        "files": [
            {"unread": finding_data(file)} if isinstance(file, Finding) else {"content": file.document.content}
            for file in known.files
        ],
        "structure": [[finding_data(finding) for finding in each] for each in known.structure],
        "found": [finding_data(finding) for finding in known.found],
    }


def checked_from(data: dict[str, Any], part: Named) -> Checked:
    """What JSON says of the files of one name; lines are looked for in the files when they are asked for."""
    files = tuple(
        finding_from(told["unread"]) if "unread" in told else file.holding(told["content"])
        for file, told in zip(part.files, data["files"], strict=True)
    )
    structure = tuple(tuple(finding_from(each) for each in found) for found in data["structure"])
    return Checked(files, structure, tuple(finding_from(each) for each in data["found"]))
