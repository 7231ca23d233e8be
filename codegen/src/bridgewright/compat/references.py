"""Where a `$ref` leads inside its own document: pointers, anchors, and ids of schemas within it."""

from __future__ import annotations

from typing import Any, Final

from bridgewright.compat.dialect import Dialect
from bridgewright.compat.values import Unreadable, spelling
from bridgewright.model import JsonValue
from bridgewright.schema import escaped, unescaped

_REFS: Final = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})
_DATA: Final = frozenset({"enum", "const", "default", "example", "examples"})
_MAPS: Final = frozenset(
    {"properties", "patternProperties", "$defs", "definitions", "schemas", "dependentSchemas", "dependencies"}
)
"""Keywords whose operand's keys are names, not keywords."""


class Resolver:
    """Finds what the refs of one document name; nothing is ever fetched. `nameless`: it has no ids and no anchors.

    Without a dialect it is read as 2020-12.
    """

    __slots__ = (
        "_anchors",
        "_bases",
        "_content",
        "_dynamic",
        "_id",
        "_ids",
        "_targets",
        "_year",
        "names_schemas",
        "spelled",
    )

    def __init__(self, content: JsonValue, dialect: Dialect | None = None, *, nameless: bool = False) -> None:
        self._content = content
        self._year = 2020 if dialect is None else 0 if dialect.openapi else dialect.year
        self._id = "id" if self._year == 4 else "$id" if self._year else ""
        self._ids: dict[str, str] = {}
        self._anchors: dict[tuple[str, str], str] = {}
        self._dynamic: dict[str, list[str]] = {}
        self._bases: list[tuple[str, str]] = [("", "")]
        self._targets: dict[str, str | None] = {}
        self.spelled = spelling(content)
        """The document's spelling; None where it isn't plain JSON."""
        words = (b"$id", b"nchor", *([b"id"] if self._year == 4 else []))
        told = b"" if nameless else self.spelled
        if told is None or any(word in told for word in words):
            self._index()
        self.names_schemas = bool(self._ids or self._anchors or self._dynamic)
        """Whether a schema has an id or an anchor: then where a ref leads depends on where it stands."""

    def value(self, pointer: str) -> Any:
        """What stands at a pointer.

        Raises:
            Unreadable: nothing does.
        """
        value = self._content
        for token in pointer.split("/")[1:]:
            key = unescaped(token)
            if isinstance(value, dict) and key in value:
                value = value[key]
            elif isinstance(value, list) and key.isascii() and key.isdigit() and int(key) < len(value):
                value = value[int(key)]
            else:
                raise Unreadable(f"{pointer[:120]}: nothing stands there")
        return value

    def target(self, reference: str, pointer: str) -> str | None:
        """The pointer that a reference made at `pointer` leads to; None when it leaves the document.

        Raises:
            Unreadable: it names an anchor that nothing has.
        """
        if self.names_schemas:
            return self._sought(reference, pointer)
        if reference not in self._targets:
            self._targets[reference] = self._sought(reference, pointer)
        return self._targets[reference]

    def _sought(self, reference: str, pointer: str) -> str | None:
        base, resource = self._base_of(pointer)
        uri, _, fragment = reference.partition("#")
        if uri:
            found = self._ids.get(joined(base, uri))
            if found is None:
                return None
            resource = found
            base = joined(base, uri)
        fragment = _percent_decoded(fragment)
        if not fragment or fragment.startswith("/"):
            return resource + fragment
        anchor = self._anchors.get((base, fragment))
        if anchor is None:
            raise Unreadable(f"{pointer}: no schema has the anchor {fragment[:60]!r}")
        return anchor

    def dynamic_target(self, keyword: str, reference: JsonValue, pointer: str) -> str | None:
        """Where a `$dynamicRef` or `$recursiveRef` leads, where only one place is possible; otherwise None."""
        if not isinstance(reference, str):
            return None
        if keyword == "$recursiveRef":
            return self.target("#", pointer) if len(self._ids) <= 1 and reference == "#" else None
        name = reference.rpartition("#")[2]
        places = self._dynamic.get(name, [])
        if len(places) > 1:
            return None
        return self.target(reference, pointer)

    def _base_of(self, pointer: str) -> tuple[str, str]:
        base, at = "", ""
        for uri, root in self._bases:
            inside = pointer == root or pointer.startswith(f"{root}/")
            if inside and len(root) >= len(at):
                base, at = uri, root
        return base, at

    def _index(self) -> None:
        stack: list[tuple[JsonValue, str, str, bool]] = [(self._content, "", "", False)]
        while stack:
            value, pointer, base, by_name = stack.pop()
            if isinstance(value, list):
                stack.extend((member, f"{pointer}/{at}", base, False) for at, member in enumerate(value))
            if not isinstance(value, dict):
                continue
            if not by_name:
                base = self._named(value, pointer, base)
            for name, member in value.items():
                if isinstance(member, dict | list) and (by_name or name not in _DATA):
                    stack.append((member, f"{pointer}/{escaped(name)}", base, not by_name and name in _MAPS))

    def _named(self, schema: dict[str, JsonValue], pointer: str, base: str) -> str:
        own = schema.get(self._id)
        if isinstance(own, str) and not ("$ref" in schema and self._year <= 7 and pointer):
            uri, _, fragment = own.partition("#")
            if uri:
                base = joined(base, uri)
                self._ids.setdefault(base, pointer)
                self._bases.append((base, pointer))
            if fragment and not fragment.startswith("/"):
                self._anchors.setdefault((base, fragment), pointer)
        anchors = ("$anchor", "$dynamicAnchor")[: (self._year >= 2019) + (self._year >= 2020)]
        for keyword in anchors:
            name = schema.get(keyword)
            if isinstance(name, str):
                self._anchors.setdefault((base, name), pointer)
                if keyword == "$dynamicAnchor":
                    self._dynamic.setdefault(name, []).append(pointer)
        return base


def refers(schema: Any) -> bool:
    """True when there is a ref, dynamic or not, in the schema: then it may say more than it spells."""
    stack = [schema]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            if not _REFS.isdisjoint(part):
                return True
            stack += [member for member in part.values() if isinstance(member, (dict, list))]
        elif isinstance(part, list):
            stack += part
    return False


def joined(base: str, uri: str) -> str:
    """A URI reference resolved against a base (RFC 3986, section 5.2, without dot segments)."""
    scheme, found, rest = uri.partition(":")
    if found and scheme.isalnum() and "/" not in scheme:
        return uri
    authority, found, _ = base.partition("://")
    if not found:
        return uri if "/" not in base else base.rpartition("/")[0] + "/" + uri
    host = base[len(authority) + 3 :].partition("/")[0]
    if uri.startswith("/"):
        return f"{authority}://{host}{uri}"
    folder = base.rpartition("/")[0] if base.count("/") > 2 else base
    del rest
    return f"{folder}/{uri}"


def _percent_decoded(text: str) -> str:
    if "%" not in text:
        return text
    raw = bytearray()
    data = text.encode()
    at = 0
    while at < len(data):
        code = data[at + 1 : at + 3]
        if data[at : at + 1] == b"%" and len(code) == 2 and all(c in b"0123456789abcdefABCDEF" for c in code):
            raw.append(int(code, 16))
            at += 3
        else:
            raw.append(data[at])
            at += 1
    return raw.decode(errors="replace")
