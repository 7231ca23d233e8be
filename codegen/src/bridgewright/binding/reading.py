"""What a caller gives as a document: decoded, as text, or the path of a file."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from bridgewright.documents.decoding import decoded
from bridgewright.documents.document import Document, JsonValue
from bridgewright.documents.files import UnreadableFile, load_document
from bridgewright.documents.yaml_reading import MAX_DEPTH, MAX_FOREIGN_NODES, UnreadableDocument
from bridgewright.findings import Finding, Location
from bridgewright.foreign.files import exported

_NAME = "<document>"
_SUFFIXES = (".json", ".yaml", ".yml")


class _NotJson(Exception):
    """A Python value that no JSON text spells."""


def read_document(document: object) -> Document | Finding:
    """The document, or what is wrong with it; of an answer of the Schema Registry, the document in it."""
    if isinstance(document, Mapping) and isinstance(document.get("Content"), str):
        document = {"Content": document["Content"]}  # boto3's answers hold more than JSON has
    read = _read(document)
    inner = exported(read) if isinstance(read, Document) else None
    return read if inner is None else inner


def _read(document: object) -> Document | Finding:
    if isinstance(document, Mapping):
        try:
            return Document(_NAME, _plain(document, 0, [0]))
        except _NotJson as problem:
            return Finding(Location(_NAME), "not-json-value", str(problem))
    if isinstance(document, os.PathLike):
        return _file(os.fspath(document))
    if isinstance(document, bytes | bytearray):
        return _text(bytes(document))
    if not isinstance(document, str):
        message = f"a value of type {type(document).__name__} is no document"
        return Finding(Location(_NAME), "not-a-schema", message, "give a dict, a JSON or YAML text, or a path")
    if _is_path(document):
        return _file(document)
    return _text(document.encode("utf-8", "surrogatepass"))


def _is_path(text: str) -> bool:
    """True when a text of one line is the path of a file: it ends like one, there is a file, or it can't be JSON."""
    if "\n" in text or "\0" in text or "{" in text or "[" in text or len(text) > 4096:
        return False
    if text.strip() and ":" not in text:
        return True
    try:
        return text.endswith(_SUFFIXES) or Path(text).is_file()
    except (OSError, ValueError):
        return False


def _file(path: object) -> Document | Finding:
    try:
        return load_document(Path(str(path)), foreign=True)
    except UnreadableFile as problem:
        return problem.finding
    except ValueError as problem:
        return Finding(Location(str(path)), "file-unreadable", str(problem))


def _text(data: bytes) -> Document | Finding:
    suffix = ".json" if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"[") else ".yaml"
    try:
        return decoded(_NAME, suffix, data, MAX_FOREIGN_NODES)
    except UnreadableDocument as problem:
        if suffix == ".json" and problem.rule == "not-json":
            try:
                return decoded(_NAME, ".yaml", data, MAX_FOREIGN_NODES)
            except UnreadableDocument:
                pass
        return Finding(Location(_NAME, problem.line), problem.rule, problem.message, problem.hint)


def _plain(value: Any, depth: int, nodes: list[int]) -> JsonValue:
    """A copy in JSON's own types, so that nothing changes under the bindings; cycles are too deep."""
    nodes[0] += 1
    if depth > MAX_DEPTH:
        raise _NotJson(f"nested more than {MAX_DEPTH} levels deep")
    if nodes[0] > MAX_FOREIGN_NODES:
        raise _NotJson(f"more than {MAX_FOREIGN_NODES:,} values")
    if isinstance(value, Mapping):
        if wrong := next((key for key in value if not isinstance(key, str)), None):
            raise _NotJson(f"the key {wrong!r:.60} is no text")
        return {_text_of(key): _plain(member, depth + 1, nodes) for key, member in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(member, depth + 1, nodes) for member in value]
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, str):
        return _text_of(value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, float) and math.isfinite(value):
        return float(value)
    raise _NotJson(f"a {type(value).__name__} is no JSON value")


def _text_of(value: str) -> str:
    try:
        value.encode()
    except UnicodeEncodeError:
        raise _NotJson("a text holds half of a surrogate pair") from None
    return str(value)
