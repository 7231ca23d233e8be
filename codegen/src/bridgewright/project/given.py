"""The two documents of `breaking OLD NEW`: files as `import` reads them, with all that they refer to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from bridgewright.compat import Reading, reading
from bridgewright.documents.document import Document, JsonValue
from bridgewright.documents.files import UnreadableFile
from bridgewright.findings import Finding, Location
from bridgewright.foreign.files import exported, read_foreign
from bridgewright.foreign.importing import bundle, other_files
from bridgewright.schemas.dialects import Dialect


@dataclass(frozen=True, slots=True)
class Given:
    """A document to compare, and where a pointer into it is: in the file, or in one that it refers to."""

    reading: Reading
    at: Callable[[str], Location]


def given(path: Path, dialect: Dialect | None) -> Given:
    """The document in a file, those that it refers to put into it; `dialect` stands before what they say.

    Files that can't be read, or in another dialect than the one that refers to them, are problems of the reading.

    Raises:
        UnreadableFile: the file can't be read.
    """
    foreign = read_foreign([path], None, other_files)
    if not foreign.wanted:
        raise UnreadableFile(foreign.findings[0])
    whole = bundle(foreign.documents, foreign.wanted[0].path)
    read = reading(whole.document.content, dialect or whole.dialect)
    unread = tuple(_undecided(finding) for finding in foreign.findings)
    read = replace(read, problems=(*read.problems, *unread))
    if whole.findings and dialect is None:
        mixed = tuple(_undecided(finding) for finding in whole.findings)
        read = replace(read, subjects=(), problems=(*read.problems, *mixed))
    return Given(read, whole.at)


def unwrapped(document: JsonValue) -> JsonValue:
    """A decoded document; of an answer of the Schema Registry the document in it, be it JSON or YAML."""
    inner = exported(Document("", document))
    return inner.content if isinstance(inner, Document) else document


def _undecided(finding: Finding) -> Finding:
    where = Location(finding.location.path, finding.location.line)
    return Finding(Location(""), "undecided", f"{where}: {finding.message}", finding.hint)
