"""Where the refs of one document lead: URIs, ids, anchors and pointers, all inside the document.

RFC 3986, 5.2 for relative references; https://json-schema.org/draft/2020-12/json-schema-core#section-8.2
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache

from bridgewright.dialect.dialects import DIALECTS, Dialect
from bridgewright.model import Document, JsonValue
from bridgewright.schema import Same, escaped, value_at

_URI = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_DATA = frozenset({"enum", "const", "default", "example", "examples"})


def resources_of(document: Document, dialect: Dialect) -> Resources:
    """The resources of a document: its events, of which it may have hundreds, share them."""
    return _resources_of(Same(document), dialect.name)


@lru_cache(maxsize=4)
def _resources_of(same: Same[Document], dialect: str) -> Resources:
    return Resources(same.kept.content, DIALECTS[dialect])


class Resources:
    """The schema resources of a document: what a `$ref` from one place leads to."""

    def __init__(self, content: JsonValue, dialect: Dialect) -> None:
        self._content = content
        self._dialect = dialect
        self._resources: dict[str, str] = {"": ""}
        """URI -> pointer of the resource's root."""
        self._anchors: dict[tuple[str, str], str] = {}
        self._bases: dict[str, str] = {}
        """Pointer of a resource's root -> its URI."""
        self.dynamic: dict[str, list[str]] = {}
        """Dynamic anchor -> the pointers that bear it."""
        self.recursive: list[str] = []
        """Pointers of resources with `$recursiveAnchor: true`."""
        self._read()

    def _read(self) -> None:
        stack: list[tuple[str, JsonValue, str]] = [("", self._content, "")]
        while stack:
            pointer, value, base = stack.pop()
            if isinstance(value, Mapping):
                base = self._named(pointer, value, base)
                stack.extend(
                    (f"{pointer}/{escaped(key)}", member, base)
                    for key, member in value.items()
                    if isinstance(member, dict | list | Mapping) and key not in _DATA
                )
            elif isinstance(value, list):
                stack.extend((f"{pointer}/{index}", member, base) for index, member in enumerate(value))

    def _named(self, pointer: str, value: Mapping[str, JsonValue], base: str) -> str:
        """Notes what a mapping is called; the base URI of what stands in it."""
        name = value.get(self._dialect.id)
        ignored = self._dialect.lone_refs and isinstance(value.get("$ref"), str)
        if isinstance(name, str) and not ignored:
            if name.startswith("#"):
                if self._dialect.lone_refs and not name.startswith("#/"):
                    self._anchors[base, name[1:]] = pointer
            elif name:
                base = resolved(base, name).partition("#")[0]
                self._resources.setdefault(base, pointer)
                self._bases[pointer] = base
        for keyword in ("$anchor", "$dynamicAnchor"):
            anchor = value.get(keyword)
            if isinstance(anchor, str) and not self._dialect.lone_refs:
                self._anchors[base, anchor] = pointer
                if keyword == "$dynamicAnchor":
                    self.dynamic.setdefault(anchor, []).append(pointer)
        if value.get("$recursiveAnchor") is True:
            self.recursive.append(pointer)
        return base

    def root_of(self, pointer: str) -> str:
        """The pointer of the resource in which a place stands."""
        while pointer and pointer not in self._bases:
            pointer = pointer.rpartition("/")[0]
        return pointer

    def target(self, ref: str, pointer: str) -> str | None:
        """The pointer that a ref at `pointer` leads to, or None when it leads to nothing in the document."""
        base = self._bases.get(self.root_of(pointer), "")
        uri, _, fragment = resolved(base, ref).partition("#")
        roots = [self._resources[uri]] if uri in self._resources else []
        if ref.startswith("#"):
            roots.append("")
        fragment = _percent_decoded(fragment)
        for root in roots:
            if (uri, fragment) in self._anchors:
                return self._anchors[uri, fragment]
            if fragment and not fragment.startswith("/"):
                continue
            if value_at(self._content, f"{root}{fragment}") is not None:
                return f"{root}{fragment}"
        return self._in_embedded(fragment, pointer) if ref.startswith("#/") else None

    def _in_embedded(self, fragment: str, pointer: str) -> str | None:
        """Where a pointer leads from a schema with a `$schema` of its own, pasted into the document as it was."""
        while pointer:
            around = value_at(self._content, pointer)
            if isinstance(around, Mapping) and "$schema" in around:
                found = f"{pointer}{fragment}"
                return found if value_at(self._content, found) is not None else None
            pointer = pointer.rpartition("/")[0]
        return None


def _percent_decoded(text: str) -> str:
    if "%" not in text:
        return text
    raw = re.sub(rb"%([0-9A-Fa-f]{2})", lambda match: bytes([int(match[1], 16)]), text.encode("utf-8", "surrogatepass"))
    return raw.decode("utf-8", "replace")


def resolved(base: str, ref: str) -> str:
    """RFC 3986, 5.2.2: a reference in the light of its base."""
    scheme, authority, path, query, fragment = _parts(ref)
    b_scheme, b_authority, b_path, b_query, _ = _parts(base)
    if scheme is None:
        scheme = b_scheme
        if authority is None:
            authority = b_authority
            if not path:
                path = b_path
                query = b_query if query is None else query
            elif not path.startswith("/"):
                path = _without_dots(f"{b_path.rpartition('/')[0]}/{path}" if "/" in b_path or b_authority else path)
    return "".join(
        (
            f"{scheme}:" if scheme is not None else "",
            f"//{authority}" if authority is not None else "",
            path,
            f"?{query}" if query is not None else "",
            f"#{fragment}" if fragment is not None else "",
        )
    )


def _parts(uri: str) -> tuple[str | None, str | None, str, str | None, str | None]:
    match = _URI.fullmatch(uri)
    if match is None:
        return None, None, uri, None, None
    return match[1], match[2], match[3], match[4], match[5]


def _without_dots(path: str) -> str:
    kept: list[str] = []
    for part in path.split("/"):
        if part == "..":
            if len(kept) > 1:
                kept.pop()
        elif part != ".":
            kept.append(part)
    return "/".join(kept)
