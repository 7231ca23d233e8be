"""Where the refs of one document lead: URIs, ids, anchors and pointers, all inside the document.

RFC 3986, 5.2 for relative references; https://json-schema.org/draft/2020-12/json-schema-core#section-8.2

A document is read once, from its root down. Each schema that names itself (`$id`; `id` in draft-04) begins a resource:
a base URI for the refs within it, and a root for their pointers. A ref is made absolute by the base of the resource
that it stands in; what is before `#` finds a resource, what is behind it an anchor or a pointer from that root.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any, Final, TypeAlias

from bridgewright.documents.document import Document, JsonValue, Same
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.schemas.dialects import DIALECTS, Dialect
from bridgewright.schemas.equality import Unreadable, spelling
from bridgewright.schemas.keywords import DATA, DEFINITIONS, DEPENDENT, MAPS, REFS

__all__ = ["NAMES", "References", "Resolver", "Scope", "moved", "references_of", "refers", "resolved"]

NAMES = frozenset({*MAPS, *DEFINITIONS, *DEPENDENT, "schemas"})
"""Keywords that hold an object whose keys are names, not keywords."""
_URI = re.compile(r"(?:([^:/?#]+):)?(?://([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?", re.DOTALL)
_NOTHING: Any = object()
_RECURSIVE = ""
"""Stands for `$recursiveAnchor` among the names of anchors."""

Scope: TypeAlias = tuple[str, ...] | None
"""The resources by which a place is reached, outermost first, as far as dynamic refs ask for them: the roots of those
that are the first to bear one of the anchors. None where the way isn't known."""
_ABSENT: Final = object()


def references_of(document: Document, dialect: Dialect) -> References:
    """The references of a document: its events, of which it may have hundreds, share them."""
    return _references_of(Same(document), dialect.name)


@lru_cache(maxsize=4)
def _references_of(same: Same[Document], dialect: str) -> References:
    return References(same.kept.content, DIALECTS[dialect])


class References:
    """Finds what the refs of one document name; nothing is ever fetched.

    `nameless`: the caller knows that no schema in it has an id or an anchor, and it needn't be read to find out.
    """

    def __init__(self, content: JsonValue, dialect: Dialect, *, nameless: bool = False) -> None:
        self._content = content
        self._dialect = dialect
        self._roots: dict[str, str] = {"": ""}
        """URI -> pointer of the resource's root."""
        self._bases: dict[str, str] = {}
        """Pointer of a resource's root -> its URI."""
        self._anchors: dict[tuple[str, str], str] = {}
        self._dynamic: dict[str, list[str]] = {}
        """Dynamic anchor -> the pointers that bear it."""
        self._recursive: list[str] = []
        """Pointers of resources with `$recursiveAnchor: true`."""
        self._known: dict[str, str | None] = {}
        """Where refs lead, as long as that doesn't depend on where they stand."""
        if not nameless:
            self._read()
        self._scoped = self._anchors_by_root()
        self.names_schemas = bool(self._bases or self._anchors or self._dynamic or self._recursive)
        """Whether a schema has an id or an anchor: then where a ref leads depends on where it stands."""

    def _read(self) -> None:
        stack: list[tuple[str, JsonValue, str, bool]] = [("", self._content, "", False)]
        while stack:
            pointer, value, base, by_name = stack.pop()
            if isinstance(value, Mapping):
                if not by_name:
                    base = self._named(pointer, value, base)
                stack.extend(
                    (f"{pointer}/{escaped(key)}", member, base, not by_name and key in NAMES)
                    for key, member in value.items()
                    if isinstance(member, dict | list | Mapping) and (by_name or key not in DATA)
                )
            elif isinstance(value, list):
                stack.extend((f"{pointer}/{index}", member, base, False) for index, member in enumerate(value))

    def _named(self, pointer: str, value: Mapping[str, JsonValue], base: str) -> str:
        """Notes what a mapping is called; the base URI of what stands in it."""
        name = value.get(self._dialect.id) if self._dialect.id else None
        hidden = self._dialect.lone_refs and isinstance(value.get("$ref"), str) and pointer
        if isinstance(name, str) and not hidden:
            uri, _, anchor = name.partition("#")
            if uri:
                base = resolved(base, uri)
                self._roots.setdefault(base, pointer)
                self._bases[pointer] = base
            if anchor and not anchor.startswith("/") and self._dialect.lone_refs:
                self._anchors.setdefault((base, anchor), pointer)
        for keyword in ("$anchor", "$dynamicAnchor") if not self._dialect.lone_refs else ():
            named = value.get(keyword)
            if isinstance(named, str):
                self._anchors.setdefault((base, named), pointer)
                if keyword == "$dynamicAnchor":
                    self._dynamic.setdefault(named, []).append(pointer)
        if value.get("$recursiveAnchor") is True:
            self._recursive.append(pointer)
        return base

    def _anchors_by_root(self) -> dict[str, dict[str, str]]:
        """Anchor -> root of each resource that bears it -> the bearer's pointer; of anchors with several bearers."""
        bearers = {**self._dynamic, _RECURSIVE: self._recursive}
        return {name: {self.root_of(at): at for at in places} for name, places in bearers.items() if len(places) > 1}

    def root_of(self, pointer: str) -> str:
        """The pointer of the resource in which a place stands."""
        while pointer and pointer not in self._bases:
            pointer = pointer.rpartition("/")[0]
        return pointer

    def target(self, ref: str, pointer: str) -> str | None:
        """The pointer that a ref at `pointer` leads to, or None when it leads to nothing in the document."""
        if self.names_schemas:
            return self._sought(ref, pointer)
        if ref not in self._known:
            self._known[ref] = self._sought(ref, "")
        found = self._known[ref]
        return self._in_embedded(ref, pointer) if found is None else found

    def _sought(self, ref: str, pointer: str) -> str | None:
        base = self._bases.get(self.root_of(pointer), "")
        uri, _, fragment = resolved(base, ref).partition("#")
        roots = [self._roots[uri]] if uri in self._roots else []
        if ref.startswith("#") and "" not in roots:
            roots.append("")
        fragment = _percent_decoded(fragment)
        for root in roots:
            if (uri, fragment) in self._anchors:
                return self._anchors[uri, fragment]
            if fragment and not fragment.startswith("/"):
                continue
            if self._stands_at(f"{root}{fragment}"):
                return f"{root}{fragment}"
        return self._in_embedded(ref, pointer)

    def _in_embedded(self, ref: str, pointer: str) -> str | None:
        """Where a pointer leads from a schema with a `$schema` of its own, pasted into the document as it was."""
        if not ref.startswith("#/"):
            return None
        while pointer:
            around = self._at(pointer)
            if isinstance(around, Mapping) and "$schema" in around:
                found = f"{pointer}{_percent_decoded(ref[1:])}"
                return found if self._stands_at(found) else None
            pointer = pointer.rpartition("/")[0]
        return None

    def dynamic_target(self, keyword: str, ref: str, pointer: str) -> tuple[str | None, bool]:
        """Where a `$dynamicRef` or `$recursiveRef` leads, and whether it leads there by every way that reaches it."""
        target = self.target(ref, pointer)
        bearers = self._recursive if keyword == "$recursiveRef" else self._dynamic.get(ref.rpartition("#")[2], [])
        return target, target not in bearers or len(bearers) == 1

    @property
    def bearers(self) -> frozenset[str]:
        """The places to which dynamic refs lead by one way or another."""
        return frozenset(pointer for places in self._scoped.values() for pointer in places.values())

    def entered(self, scope: Scope, pointer: str) -> Scope:
        """The scope at a pointer that is reached from a place with this scope.

        Where a resource without `$recursiveAnchor` comes behind one with it, 2019-09 and the validators differ on what
        a `$recursiveRef` behind both leads to: then nothing is known.
        """
        if not self._scoped:
            return ()
        if scope is None:
            return None
        root = self.root_of(pointer)
        recursive = self._scoped.get(_RECURSIVE, {})
        if root not in recursive and any(outer in recursive for outer in scope):
            return None
        is_first = any(
            root in bearers and not any(outer in bearers for outer in scope) for bearers in self._scoped.values()
        )
        return (*scope, root) if is_first else scope

    def scoped_target(self, keyword: str, ref: str, pointer: str, scope: Scope) -> str | None:
        """Where a `$dynamicRef` or `$recursiveRef` leads in a scope; None when that isn't known, or nowhere.

        The outermost resource that bears the anchor has the say, where the ref first leads to a bearer of it.
        https://json-schema.org/draft/2020-12/json-schema-core#section-8.2.3.2
        """
        target, by_every_way = self.dynamic_target(keyword, ref, pointer)
        if by_every_way or target is None:
            return target
        if scope is None:
            return None
        bearers = self._scoped[_RECURSIVE if keyword == "$recursiveRef" else ref.rpartition("#")[2]]
        return next((bearers[root] for root in scope if root in bearers), target)

    def _stands_at(self, pointer: str) -> bool:
        found = self._at(pointer)
        return found is not _NOTHING and found is not None

    def _at(self, pointer: str) -> Any:
        return value_at(self._content, pointer, _NOTHING)


_NONE: frozenset[str] = frozenset()


def moved(
    schema: JsonValue, pointer: str, led: Callable[[str, str], str], dropped: frozenset[str] = _NONE
) -> JsonValue:
    """A copy of the schema at a pointer in which each `$ref` is what `led` makes of it and of where it stands.

    Keywords that are `dropped` are left out.
    """

    def copied(value: JsonValue, at: str, *, names: bool) -> JsonValue:
        if isinstance(value, list):
            return [copied(member, f"{at}/{index}", names=False) for index, member in enumerate(value)]
        if not isinstance(value, Mapping):
            return value
        made: dict[str, JsonValue] = {}
        for key, member in value.items():
            if names:
                made[key] = copied(member, f"{at}/{escaped(key)}", names=False)
            elif key == "$ref" and isinstance(member, str):
                made[key] = led(member, at)
            elif key in DATA:
                made[key] = member
            elif key not in dropped:
                made[key] = copied(member, f"{at}/{escaped(key)}", names=key in NAMES)
        return made

    return copied(schema, pointer, names=False)


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


class Resolver(References):
    """The references of one document of a comparison. `nameless`: it has no ids and no anchors."""

    def __init__(self, content: JsonValue, dialect: Dialect, *, nameless: bool = False) -> None:
        self.spelled = spelling(content)
        """The document's spelling; None where it isn't plain JSON."""
        words = (b"$id", b"nchor", *([dialect.id.encode()] if dialect.id else []))
        told = b"" if nameless else self.spelled
        super().__init__(content, dialect, nameless=told is not None and not any(word in told for word in words))

    def value(self, pointer: str) -> Any:
        """What stands at a pointer.

        Raises:
            Unreadable: nothing does.
        """
        value = value_at(self._content, pointer, _ABSENT)
        if value is _ABSENT:
            raise Unreadable(f"{pointer[:120]}: nothing stands there")
        return value


def refers(schema: Any) -> bool:
    """True when there is a ref, dynamic or not, in the schema: then it may say more than it spells."""
    stack = [schema]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            if any(ref in part for ref in REFS):
                return True
            stack += [member for member in part.values() if isinstance(member, (dict, list))]
        elif isinstance(part, list):
            stack += part
    return False
