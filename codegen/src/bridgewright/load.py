"""Reads a contracts folder: YAML, JSON and TOML files with the line of every value.

The only room that reads files. Whatever the bytes are, the outcome is a document or a finding:
no tag is executed, no recursion follows the depth of the input, nothing is expanded without bound.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from bridgewright.findings import BridgewrightError, Finding, Location
from bridgewright.model import ALL_SUBSCRIPTIONS, ContractFile, Document, JsonValue, Sources
from bridgewright.yaml_document import UnreadableDocument, parse_yaml

SETTINGS_FILE = "bridgewright.toml"
LOCK_FILE = "bridgewright.lock.json"
MAX_BYTES = 2_000_000
"""Twenty times what the Schema Registry stores: a larger file isn't parsed at all."""
MAX_JSON_DEPTH = 100

_CONTRACT_FOLDERS = ("events", "commands", "apis")
_SUFFIXES = {".yaml", ".yml", ".json"}
_TOML_LINE = re.compile(r"\(at line (\d+), column \d+\)")


def find_contracts(start: Path) -> Path:
    """The contracts folder for `start`: the nearest one upwards that holds the settings, or whose `contracts/` does.

    Raises:
        BridgewrightError: there is none.
    """
    for folder in (start.absolute(), *start.absolute().parents):
        for candidate in (folder, folder / "contracts"):
            if (candidate / SETTINGS_FILE).is_file():
                return candidate
    raise BridgewrightError(
        f"no {SETTINGS_FILE} found here or in any folder above; "
        "name the contracts folder with --contracts, or start a project with `bridgewright init`"
    )


def load_sources(contracts: Path) -> tuple[Sources | None, tuple[Finding, ...]]:
    """Everything in a contracts folder, and a finding for each file that can't be read.

    The sources are None only when the settings can't be read.

    Raises:
        BridgewrightError: `contracts` isn't a folder with settings, or a file in it can't be opened.
    """
    if not (contracts / SETTINGS_FILE).is_file():
        raise BridgewrightError(f"{contracts}: not a contracts folder (no {SETTINGS_FILE} in it)")
    findings: list[Finding] = []
    root = contracts.absolute().parent
    settings = _document(contracts / SETTINGS_FILE, root, findings)
    lock_path = contracts / LOCK_FILE
    lock = _document(lock_path, root, findings) if lock_path.is_file() else None
    files: list[ContractFile] = []
    unread: list[str] = []
    for path in _contract_paths(contracts, root, findings):
        document = _document(path, root, findings)
        if document is None:
            unread.append(path.parent.name)
        else:
            files.append(ContractFile(path.parent.parent.name, path.parent.name, path.stem, document))
    subscriptions = []
    for path in _files(contracts / "subscriptions", root, findings):
        document = _document(path, root, findings)
        if document is None:
            unread.append(ALL_SUBSCRIPTIONS)
        else:
            subscriptions.append(document)
    if settings is None:
        return None, tuple(findings)
    return Sources(settings, lock, tuple(files), tuple(subscriptions), tuple(unread)), tuple(findings)


def load_document(path: Path) -> Document:
    """One JSON or YAML file that the user named (an event, say).

    Raises:
        BridgewrightError: it can't be read or decoded; the message has path and line.
    """
    findings: list[Finding] = []
    document = _document(path, None, findings)
    if document is None:
        first = findings[0]
        raise BridgewrightError(f"{first.location}: {first.message}")
    return document


def _contract_paths(contracts: Path, root: Path, findings: list[Finding]) -> Iterator[Path]:
    for folder in _CONTRACT_FOLDERS:
        if not (contracts / folder).is_dir():
            continue
        for entry in _entries(contracts / folder):
            if entry.is_dir():
                yield from _files(entry, root, findings)
            else:
                findings.append(
                    Finding(
                        _location(entry, root),
                        "file-misplaced",
                        f"a contract stands in a folder of its own name: {folder}/<name>/<version>.yaml",
                        "move it into such a folder",
                    )
                )


def _files(folder: Path, root: Path, findings: list[Finding]) -> Iterator[Path]:
    if not folder.is_dir():
        return
    for entry in _entries(folder):
        if entry.is_file() and entry.suffix in _SUFFIXES:
            yield entry
        elif entry.suffix != ".md":
            findings.append(
                Finding(
                    _location(entry, root),
                    "file-misplaced",
                    "neither a YAML or JSON document nor a note (.md)",
                    "move it out of the contracts folder",
                )
            )


def _entries(folder: Path) -> list[Path]:
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError as error:
        raise BridgewrightError(f"{folder}: can't be listed: {error.strerror}") from error


def _location(path: Path, root: Path | None, line: int = 0) -> Location:
    return Location(path.absolute().relative_to(root).as_posix() if root else str(path), line)


def _document(path: Path, root: Path | None, findings: list[Finding]) -> Document | None:
    name = _location(path, root).path
    try:
        if path.stat().st_size > MAX_BYTES:
            raise UnreadableDocument(
                "document-too-large",
                f"the file has {path.stat().st_size:,} bytes; the Schema Registry stores at most 100,000 characters",
            )
        return _decoded(name, path.suffix, path.read_bytes())
    except OSError as error:
        raise BridgewrightError(f"{name}: can't be read: {error.strerror}") from error
    except UnreadableDocument as problem:
        findings.append(Finding(Location(name, problem.line), problem.rule, problem.message, problem.hint))
        return None


def _decoded(name: str, suffix: str, data: bytes) -> Document:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableDocument(
            "not-utf-8", f"byte {error.start} isn't UTF-8", line, "save the file as UTF-8"
        ) from error
    if suffix == ".toml":
        return _toml(name, text)
    if suffix == ".json":
        return _json(name, text)
    content, lines = parse_yaml(text)
    return Document(name, content, lines)


def _toml(name: str, text: str) -> Document:
    try:
        content = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        match = _TOML_LINE.search(str(error))
        line = int(match[1]) if match else 0
        raise UnreadableDocument(
            "not-toml", _TOML_LINE.sub("", str(error)).strip() or "nested too deeply", line
        ) from error
    return Document(name, content, _toml_lines(text))


def _toml_lines(text: str) -> dict[str, int]:
    """Lines of tables and keys of a plain TOML file: enough to point at a wrong setting."""
    lines: dict[str, int] = {}
    table = ""
    for number, line in enumerate(text.splitlines(), 1):
        if header := re.match(r"\s*\[\s*([\w-]+)\s*\]", line):
            table = f"/{header[1]}"
            lines.setdefault(table, number)
        elif key := re.match(r"\s*([\w-]+)\s*=", line):
            lines.setdefault(f"{table}/{key[1]}", number)
    return lines


def _json(name: str, text: str) -> Document:
    def pairs(items: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
        result = dict(items)
        if len(result) != len(items):
            keys = [key for key, _ in items]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise UnreadableDocument("duplicate-key", f"the key {twice!r} stands twice in one object")
        return result

    def refuse(token: str) -> JsonValue:
        raise UnreadableDocument("not-json-value", f"{token} isn't JSON")

    try:
        content = json.loads(text, object_pairs_hook=pairs, parse_constant=refuse)
        json.dumps(content, ensure_ascii=False).encode()
    except json.JSONDecodeError as error:
        raise UnreadableDocument("not-json", error.msg, error.lineno) from error
    except UnicodeEncodeError as error:
        raise UnreadableDocument("not-utf-8", "a string holds half of a surrogate pair") from error
    except RecursionError as error:
        raise UnreadableDocument("document-too-deep", f"nested more than {MAX_JSON_DEPTH} levels deep") from error
    except ValueError as error:
        raise UnreadableDocument("not-json-value", str(error)) from error
    try:
        # YAML reads nearly all JSON, and knows the lines; where it can't, findings name the file alone.
        _, lines = parse_yaml(text)
    except UnreadableDocument as problem:
        if problem.rule in ("document-too-deep", "document-too-large"):
            raise
        lines = {}
    return Document(name, content, lines)
