"""Files as documents: bounded in size, and a finding where one can't be read."""

from __future__ import annotations

from pathlib import Path

from bridgewright.documents.decoding import decoded
from bridgewright.documents.document import Document
from bridgewright.documents.yaml_reading import MAX_FOREIGN_NODES, MAX_NODES, UnreadableDocument
from bridgewright.findings import BridgewrightError, Finding, Location

MAX_BYTES = 1_000_000
"""Ten times what the Schema Registry stores: a larger file isn't parsed at all."""
MAX_FOREIGN_BYTES = 20_000_000
"""Of somebody else's document, which may hold all of a vendor's events."""

_HINTS = {
    "document-empty": "write the document, or delete the file",
    "duplicate-key": "keep one of the two",
    "not-json": "write JSON (RFC 8259): double quotes, no comments, no comma after the last value",
    "not-yaml": "look at this line and the one before: indentation, quotes, or a `: ` inside of a text",
}


class UnreadableFile(BridgewrightError):
    """A file that the user named can't be read: one line with path and line, and the same as a finding."""

    def __init__(self, finding: Finding) -> None:
        super().__init__(f"{finding.location}: {finding.message}")
        self.finding = finding


def load_document(path: Path, *, foreign: bool = False) -> Document:
    """One JSON or YAML file that the user named (an event, say); a `foreign` one may be larger.

    Raises:
        UnreadableFile: it can't be read or decoded.
    """
    try:
        size, values = (MAX_FOREIGN_BYTES, MAX_FOREIGN_NODES) if foreign else (MAX_BYTES, MAX_NODES)
        return decoded(str(path), path.suffix, read_bytes(path, most=size), values)
    except UnreadableDocument as problem:
        raise UnreadableFile(finding_of(str(path), problem)) from None
    except OSError as error:
        message = f"can't be read: {error.strerror or error}"
        hint = "name the files in it" if isinstance(error, IsADirectoryError) else ""
        raise UnreadableFile(Finding(Location(str(path)), "file-unreadable", message, hint)) from error


def finding_of(name: str, problem: UnreadableDocument) -> Finding:
    """A problem with a file's text as a finding about the file, with what to do."""
    hint = problem.hint or _HINTS.get(problem.rule, "")
    return Finding(Location(name, problem.line), problem.rule, problem.message, hint)


def read_bytes(path: Path, hint: str = "", most: int = MAX_BYTES) -> bytes:
    """A file's bytes.

    Raises:
        OSError: it can't be read.
        UnreadableDocument: there are more than `most`; `hint` says what to do.
    """
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise UnreadableDocument("document-too-large", f"the file has more than {most:,} bytes", hint=hint)
    return data
