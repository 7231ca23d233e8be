"""Other people's schema files, and all the files that they refer to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bridgewright.documents.decoding import decoded
from bridgewright.documents.document import Document
from bridgewright.documents.files import UnreadableFile, load_document
from bridgewright.documents.yaml_reading import UnreadableDocument
from bridgewright.findings import Finding


@dataclass(frozen=True, slots=True)
class Wanted:
    """A file that the user named: what the registry, or else the file itself, calls its schema."""

    path: str
    name: str
    version: str = ""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Documents by path, those that were named first; paths are as the user gave them, POSIX."""

    documents: Mapping[str, Document]
    wanted: tuple[Wanted, ...]
    findings: tuple[Finding, ...]


def read_foreign(files: Sequence[Path], root: Path | None, others: Callable[[str, Document], Iterable[str]]) -> Foreign:
    """Reads `files`, and the files that `others` finds in each, as long as they lie in `root`.

    Without `root`, in the folder of the file that was named. What isn't there, or lies outside, stays unread: the
    ref that names it says so. The answers of `aws schemas describe-schema` and `export-schema` are unwrapped.
    """
    reader = _Reader()
    wanted = []
    for file in files:
        path = file.as_posix()
        if (found := reader.named(path)) is not None:
            wanted.append(found)
    for one in wanted:
        reader.follow(one.path, (root or Path(one.path).parent).resolve(), others)
    return Foreign(reader.documents, tuple(wanted), tuple(reader.findings))


def exported(document: Document) -> Document | Finding | None:
    """The document in an answer of `aws schemas describe-schema` or `export-schema`; None for anything else."""
    text = document.content.get("Content") if isinstance(document.content, Mapping) else None
    if not isinstance(text, str):
        return None
    at = document.at("/Content")
    try:
        inner = decoded(at.path, ".json" if text.lstrip()[:1] in ("{", "[") else ".yaml", text.encode())
    except UnreadableDocument as problem:
        return Finding(at, problem.rule, f"its Content: {problem.message}", problem.hint)
    return Document(at.path, inner.content, {"": at.line})


@dataclass(slots=True)
class _Reader:
    documents: dict[str, Document] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def named(self, path: str) -> Wanted | None:
        """A file that the user named."""
        path = Path(os.path.normpath(path)).as_posix()
        document = self.read(path)
        if document is None:
            return None
        stem = (Path(path).name.rpartition(".")[0] or Path(path).name).removesuffix(".schema")
        inner = exported(document)
        if inner is None:
            return Wanted(path, stem)
        if isinstance(inner, Finding):
            self.findings.append(inner)
            return None
        self.documents[path] = inner
        told = document.content if isinstance(document.content, Mapping) else {}
        name, version = told.get("SchemaName"), told.get("SchemaVersion")
        return Wanted(path, name if isinstance(name, str) else stem, version if isinstance(version, str) else "")

    def follow(self, path: str, root: Path, others: Callable[[str, Document], Iterable[str]]) -> None:
        """Reads all that a document refers to, directly or not, inside of a folder."""
        waiting, seen = [path], {path}
        while waiting:
            referrer = waiting.pop()
            for other in others(referrer, self.documents[referrer]):
                if other in seen:
                    continue
                seen.add(other)
                if other in self.documents or (_is_inside(other, root) and self.read(other) is not None):
                    waiting.append(other)

    def read(self, path: str) -> Document | None:
        """One file, or None and a finding."""
        try:
            document = load_document(Path(path), foreign=True)
        except UnreadableFile as unreadable:
            self.findings.append(unreadable.finding)
            return None
        self.documents[path] = document
        return document


def _is_inside(path: str, root: Path) -> bool:
    try:
        real = Path(path).resolve()
        return real.is_relative_to(root) and real.is_file()
    except (OSError, RuntimeError, ValueError):
        return False
