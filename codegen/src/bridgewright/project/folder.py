"""Reads a contracts folder: YAML, JSON and TOML files with the line of every value.

The only room that reads files. Whatever the bytes are, the outcome is a document or a finding:
no tag is executed, no recursion follows the depth of the input, nothing is expanded without bound.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path, PurePosixPath

from bridgewright.contracts.model import ALL_SUBSCRIPTIONS, ContractFile, Sources
from bridgewright.documents.decoding import decoded
from bridgewright.documents.document import Document, JsonValue
from bridgewright.documents.files import finding_of, read_bytes
from bridgewright.documents.lines import LazyLines
from bridgewright.documents.yaml_reading import UnreadableDocument
from bridgewright.findings import BridgewrightError, Finding, Location, Severity
from bridgewright.project.find import SETTINGS_FILE

LOCK_FILE = "bridgewright.lock.json"
_CONTRACT_FOLDERS = ("events", "commands", "apis")
_SUBSCRIPTIONS = "subscriptions"
_TOO_LARGE = "the Schema Registry stores 100,000 characters: split it, or shorten its descriptions and examples"
_SUFFIXES = {".yaml", ".yml", ".json"}


@dataclass(frozen=True, slots=True)
class ContractBytes:
    """A contract file that wasn't decoded yet, or `decoded` will find wrong."""

    folder: str
    name: str
    path: str
    data: bytes

    def decoded(self) -> ContractFile | Finding:
        """The file with its document, or why it has none."""
        try:
            document = decoded(self.path, self._suffix, self.data)
        except UnreadableDocument as problem:
            return finding_of(self.path, problem)
        return self.holding(document.content, document.lines)

    def holding(self, content: JsonValue, lines: Mapping[str, int] | None = None) -> ContractFile:
        """The file with a content that is known already; its lines are looked for when one is asked for."""
        document = Document(self.path, content, LazyLines(self._suffix, self.data) if lines is None else lines)
        return ContractFile(self.folder, self.name, PurePosixPath(self.path).stem, document)

    @property
    def _suffix(self) -> str:
        return PurePosixPath(self.path).suffix


@dataclass(frozen=True, slots=True)
class FolderBytes:
    """A contracts folder as it lies on disk: small files decoded, contracts not yet."""

    settings: Document | None
    lock: Document | None
    contracts: tuple[ContractBytes, ...]
    subscriptions: tuple[Document, ...]
    unread: tuple[str, ...]
    """Names of contracts and subscriptions of which a file can't be read."""
    findings: tuple[Finding, ...]


def load_sources(contracts: Path) -> tuple[Sources | None, tuple[Finding, ...]]:
    """Everything in a contracts folder, and a finding for each file that can't be read.

    The sources are None only when the settings can't be read.

    Raises:
        BridgewrightError: `contracts` isn't a folder with settings, or a file in it can't be opened.
    """
    folder = read_folder(contracts)
    return sources_of(folder, [file.decoded() for file in folder.contracts])


def sources_of(
    folder: FolderBytes, decoded: Iterable[ContractFile | Finding]
) -> tuple[Sources | None, tuple[Finding, ...]]:
    """The sources in a folder whose contracts, in its order, were decoded; and the findings of all files, by place."""
    files: list[ContractFile] = []
    unread: list[str] = []
    findings = list(folder.findings)
    for file, found in zip(folder.contracts, decoded, strict=True):
        if isinstance(found, Finding):
            findings.append(found)
            unread.append(file.name)
        else:
            files.append(found)
    if folder.settings is None:
        return None, tuple(findings)
    unread += folder.unread
    sources = Sources(folder.settings, folder.lock, tuple(files), folder.subscriptions, tuple(unread))
    return sources, tuple(sorted(findings))


def read_folder(contracts: Path) -> FolderBytes:
    """What a contracts folder holds.

    Raises:
        BridgewrightError: `contracts` isn't a folder with settings, or a file in it can't be opened.
    """
    if not (contracts / SETTINGS_FILE).is_file():
        raise BridgewrightError(f"{contracts}: not a contracts folder (no {SETTINGS_FILE} in it)")
    folder = _Folder(Path(os.path.abspath(contracts)))  # noqa: PTH100 - resolve() would name other files for links
    folder.check_entries()
    settings = folder.document(folder.path / SETTINGS_FILE)
    lock_path = folder.path / LOCK_FILE
    if os.path.lexists(lock_path) and not lock_path.is_file():
        raise BridgewrightError(f"{lock_path}: not a file; restore the lock of released versions")
    lock = folder.document(lock_path) if lock_path.is_file() else None
    contents: list[ContractBytes] = []
    unread: list[str] = []
    for path in folder.contracts():
        data = folder.data(path)
        if data is None:
            unread.append(path.parent.name)
        else:
            contents.append(ContractBytes(path.parent.parent.name, path.parent.name, folder.name(path), data))
    subscriptions: list[Document] = []
    for path in folder.files(folder.path / _SUBSCRIPTIONS):
        document = folder.document(path)
        if document is None:
            unread.append(ALL_SUBSCRIPTIONS)
        else:
            subscriptions.append(document)
    found = tuple(folder.findings)
    return FolderBytes(settings, lock, tuple(contents), tuple(subscriptions), tuple(unread), found)


@dataclass(frozen=True, slots=True)
class _Folder:
    """A contracts folder being read, and what is wrong with it so far."""

    path: Path
    findings: list[Finding] = field(default_factory=list)

    def check_entries(self) -> None:
        """Finds what stands beside the folders and files that are read: a misspelt folder would be ignored silently."""
        known = (*_CONTRACT_FOLDERS, _SUBSCRIPTIONS)
        for entry in _entries(self.path):
            if entry.name in (SETTINGS_FILE, LOCK_FILE) or entry.suffix == ".md":
                continue
            if entry.name not in known:
                near = get_close_matches(entry.name, known, n=1)
                hint = f"did you mean `{near[0]}`?" if near else f"folders of contracts are {', '.join(known)}"
                self._misplaced(entry, "nothing here is read", hint, Severity.WARNING)
            elif not entry.is_dir():
                self._misplaced(entry, f"`{entry.name}` must be a folder", "make it one")

    def contracts(self) -> Iterator[Path]:
        """The files of contracts, by folder and name."""
        for name in _CONTRACT_FOLDERS:
            folder = self.path / name
            for entry in _entries(folder) if folder.is_dir() else ():
                if entry.is_dir():
                    yield from self.files(entry)
                elif entry.suffix != ".md":
                    message = f"a contract stands in a folder of its own name: {name}/<name>/<version>.yaml"
                    self._misplaced(entry, message, "move it into such a folder")

    def files(self, folder: Path) -> Iterator[Path]:
        """The documents in a folder; what is neither document nor note becomes a finding."""
        for entry in _entries(folder) if folder.is_dir() else ():
            if entry.is_symlink() and not entry.exists():
                self._misplaced(entry, "a link that leads nowhere", "remove it")
            elif not entry.is_file():
                self._misplaced(entry, "not a file", "move it out of the contracts folder")
            elif not entry.resolve().is_relative_to(self.path.resolve()):
                self._misplaced(entry, "a link out of the contracts folder", "copy the file into the folder")
            elif entry.suffix in _SUFFIXES:
                yield entry
            elif entry.suffix != ".md":
                message = "neither a YAML or JSON document nor a note (.md)"
                self._misplaced(entry, message, "move it out of the contracts folder")

    def data(self, path: Path) -> bytes | None:
        """The bytes of a file, or None and a finding when they are too many."""
        try:
            return read_bytes(path, _TOO_LARGE)
        except OSError as error:
            raise BridgewrightError(f"{self.name(path)}: can't be read: {error.strerror or error}") from error
        except UnreadableDocument as problem:
            self.findings.append(finding_of(self.name(path), problem))
            return None

    def document(self, path: Path) -> Document | None:
        """The document in a file, or None and a finding."""
        data = self.data(path)
        try:
            return None if data is None else decoded(self.name(path), path.suffix, data)
        except UnreadableDocument as problem:
            self.findings.append(finding_of(self.name(path), problem))
            return None

    def name(self, path: Path) -> str:
        """A file's path as findings show it: the contracts folder's name comes first."""
        return path.relative_to(self.path.parent).as_posix()

    def _misplaced(self, path: Path, message: str, hint: str, severity: Severity = Severity.ERROR) -> None:
        self.findings.append(Finding(Location(self.name(path)), "file-misplaced", message, hint, severity))


def _entries(folder: Path) -> list[Path]:
    """What a folder holds, hidden files left out, by name."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise BridgewrightError(f"{folder}: can't be listed: {error.strerror or error}") from error
