"""Several files that refer to each other to one document, in which every ref stays inside."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial

from bridgewright.documents.document import Document, JsonValue
from bridgewright.findings import Finding, Location
from bridgewright.schemas.dialects import Dialect, dialect_of, says_dialect
from bridgewright.schemas.keywords import DATA
from bridgewright.schemas.references import NAMES, References, moved, resolved

BUNDLED = "x-bundled"
"""Where the other files stand in a bundle, each under a name of its own: components are called after it."""
_INSIDE = re.compile(rf"/{BUNDLED}/schemas/([\w.-]+)(/.*|)", re.DOTALL | re.ASCII)


@dataclass(frozen=True, slots=True)
class Bundle:
    """One document made of several, and where each part of it came from."""

    document: Document
    dialect: Dialect | None
    """Of all files together, where the main one names none itself; None when that is for the document to say."""
    files: Mapping[str, Document] = field(default_factory=dict)
    """The other files, by their names in the document."""
    findings: tuple[Finding, ...] = ()

    def at(self, pointer: str) -> Location:
        """The place in the files that a pointer into the document means."""
        inside = _INSIDE.fullmatch(pointer)
        if inside and inside[1] in self.files:
            return self.files[inside[1]].at(inside[2])
        return self.document.at(pointer)

    def placed(self, finding: Finding) -> Finding:
        """A finding of the bundle, at its place in the files."""
        location = self.at(finding.location.pointer)
        return Finding(location, finding.rule, finding.message, finding.hint, finding.severity)


def bundle(documents: Mapping[str, Document], main: str) -> Bundle:
    """The file `main` with all those in it that it refers to, directly or not; `documents` are by path."""
    return _Bundler(documents, main).bundled()


def other_files(path: str, document: Document) -> Iterator[str]:
    """The paths of the files that a document's refs may lead to, each once."""
    seen: set[str] = set()
    own = _own_name(document.content)
    for ref in _refs(document.content):
        uri = ref.partition("#")[0]
        found = joined(path, uri) or joined(path, _beside(own, uri))
        if found is not None and found not in seen:
            seen.add(found)
            yield found


def joined(referrer: str, uri: str) -> str | None:
    """The path of a file that a ref in another names, as `../common.yaml`; None for a URL, an absolute path or none.

    `file://common.yaml` names a host, and nobody means one.
    """
    uri = uri.removeprefix("file://")
    if not uri or uri.startswith("/") or "\\" in uri or "\x00" in uri or ":" in uri.partition("/")[0]:
        return None
    parts = referrer.split("/")[:-1]
    for step in uri.partition("?")[0].split("/"):
        if step == ".." and parts and parts[-1] not in ("..", ""):
            parts.pop()
        elif step not in ("", "."):
            parts.append(step)
    return "/".join(parts) or None


@dataclass(slots=True)
class _Bundler:
    documents: Mapping[str, Document]
    main: str
    names: dict[str, str] = field(default_factory=dict)
    """Path of another file -> its name in the bundle."""
    findings: list[Finding] = field(default_factory=list)
    called: dict[str, str] = field(default_factory=dict)
    """`$id` of a file -> its path."""

    def __post_init__(self) -> None:
        for path, document in self.documents.items():
            self.called.setdefault(_own_name(document.content), path)

    def bundled(self) -> Bundle:
        document = self.documents[self.main]
        if not isinstance(document.content, Mapping):
            return Bundle(document, None)
        if not self._reach(self.main):
            return Bundle(document, None)
        files = {name: self.documents[path] for path, name in self.names.items()}
        dialect = self._one_dialect(document, tuple(files.values()))
        spoken = dialect or dialect_of(document.content)
        if spoken is None:
            return Bundle(document, None, files)  # `event_places` says that it is unknown
        moved = _Moved(self, spoken)
        others = {name: moved.content(path) for path, name in self.names.items()}
        beside = {BUNDLED: {"schemas": others}} if others else {}
        whole = Document(document.path, {**moved.content(self.main), **beside}, document.lines)
        return Bundle(whole, dialect, files, tuple(self.findings))

    def _reach(self, start: str) -> bool:
        """Names the files that refs lead to; does any lead to a file, be it the one it stands in?"""
        waiting, is_any = [start], False
        while waiting:
            path = waiting.pop()
            for ref in _refs(self.documents[path].content):
                found = self.file(path, ref.partition("#")[0])
                is_any = is_any or found is not None
                if found is not None and found != self.main and found not in self.names:
                    self.names[found] = self._free_name(found)
                    waiting.append(found)
        return is_any

    def _free_name(self, path: str) -> str:
        stem = re.sub(r"[^A-Za-z0-9_-]+", "_", path.rpartition("/")[2].partition(".")[0]) or "schema"
        name, number = stem, 2
        while name in self.names.values():
            name, number = f"{stem}{number}", number + 1
        return name

    def file(self, referrer: str, uri: str) -> str | None:
        """The path of the file that the URI of a ref names: by path, by `$id`, or beside the referrer's `$id`."""
        path = joined(referrer, uri)
        if path in self.documents or not uri:
            return path
        own = _own_name(self.documents[referrer].content)
        named = self.called.get(resolved(own, uri)) or self.called.get(uri)
        beside = joined(referrer, _beside(own, uri))
        other = self.documents.get(beside or "")
        return named or (None if other is None or _own_name(other.content) else beside)

    def _one_dialect(self, document: Document, files: tuple[Document, ...]) -> Dialect | None:
        """The dialect that the other files name, where the main one doesn't say; a finding when they don't agree."""
        told = [(each, dialect_of(each.content)) for each in files if says_dialect(each.content)]
        if says_dialect(document.content):
            wanted = dialect_of(document.content)
        else:
            wanted = next((dialect for _, dialect in told), None)
        for each, dialect in told:
            if dialect != wanted and wanted is not None:
                name = dialect.name if dialect else "unknown"
                hint = "write both in one dialect"
                message = f"its dialect is {name}, but that of {document.path}, which refers to it, is {wanted.name}"
                self.findings.append(Finding(each.at(), "dialect-mixed", message, hint))
        return None if says_dialect(document.content) else wanted


class _Moved:
    """Copies of files in which every ref leads to its place in the bundle."""

    def __init__(self, bundler: _Bundler, dialect: Dialect) -> None:
        self._bundler = bundler
        self._dialect = dialect
        self._references: dict[str, References] = {}

    def content(self, path: str) -> JsonValue:
        return moved(self._bundler.documents[path].content, "", partial(self._ref, path))

    def _ref(self, path: str, ref: str, pointer: str) -> str:
        uri, _, fragment = ref.partition("#")
        target = path if not uri else self._bundler.file(path, uri)
        if target is None or (target == path == self._bundler.main and not uri):
            return ref
        inside = self._of(target).target(f"#{fragment}", pointer if not uri else "")
        if inside is None:
            return ref
        name = self._bundler.names.get(target)
        prefix = "" if name is None else f"/{BUNDLED}/schemas/{name}"
        return "#" + f"{prefix}{inside}".replace("%", "%25")

    def _of(self, path: str) -> References:
        if path not in self._references:
            self._references[path] = References(self._bundler.documents[path].content, self._dialect)
        return self._references[path]


def _refs(content: JsonValue) -> Iterator[str]:
    stack: list[tuple[JsonValue, bool]] = [(content, False)]
    while stack:
        value, names = stack.pop()
        if isinstance(value, list):
            stack.extend((member, False) for member in reversed(value))
        elif isinstance(value, Mapping):
            if isinstance(value.get("$ref"), str):
                yield value["$ref"]
            stack.extend(
                (member, key in NAMES and not names)
                for key, member in reversed(list(value.items()))
                if names or key not in DATA
            )


def _beside(own: str, uri: str) -> str:
    """The path to a URL from a document whose own URL is `own`; empty where their hosts aren't one."""
    here, there = own.split("/"), uri.split("/")
    folders = list(zip(here[:-1], there[:-1], strict=False))
    shared = next((at for at, (left, right) in enumerate(folders) if left != right), len(folders))
    if "://" not in own or shared < len(("scheme:", "", "host")):
        return ""
    return "/".join([*[".."] * (len(here) - 1 - shared), *there[shared:]])


def _own_name(content: JsonValue) -> str:
    """A whole document's `$id` (`id` in draft-04), without an empty fragment."""
    name = content.get("$id", content.get("id")) if isinstance(content, Mapping) else None
    return name.rstrip("#") if isinstance(name, str) else ""
