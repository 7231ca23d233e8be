"""A document to read schemas from, and which of its schemas say everything by themselves.

Two schemas mean the same when they are spelled alike, and all that their refs lead to is, too. `Source.targets`
gathers the latter: every schema behind a ref, however far, with its spelling. Where it can't be told from the
pointers alone (dynamic refs, schemas with names, too many of them) or a schema applies itself to its own value, the
answer is None, and the schema must be read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from bridgewright.documents.document import JsonValue
from bridgewright.schemas.dialects import Dialect
from bridgewright.schemas.equality import Unreadable, spelling
from bridgewright.schemas.keywords import COMBINED, CONDITIONS, DEPENDENT
from bridgewright.schemas.references import Resolver

Targets: TypeAlias = frozenset[tuple[str, bytes]]
"""Every schema that refs lead to, however far: its pointer and its spelling."""

_MAX_TARGETS: Final = 150
_NONE: Final[Targets] = frozenset()


@dataclass(frozen=True, slots=True)
class Foreign:
    """Stands in a document where a schema of another document is meant."""

    document: int
    pointer: str


@dataclass(frozen=True, slots=True)
class _Target:
    """What a ref leads to: its spelling, the pointers that its refs lead to, and those for the same value."""

    spelled: bytes
    refs: frozenset[str]
    in_place: frozenset[str]


class Source:
    """A document to read: its content, its dialect, and how to find what its refs name."""

    __slots__ = ("_reach", "_targets", "content", "dialect", "resolver")

    def __init__(self, content: JsonValue, dialect: Dialect, resolver: Resolver) -> None:
        self.content = content
        self.dialect = dialect
        self.resolver = resolver
        self._targets: dict[str, _Target | None] = {}
        self._reach: dict[str, Targets | None] = {}

    def targets(self, schema: Any, spelled: bytes) -> Targets | None:
        """Every schema that the refs of a schema lead to: with its own spelling, they say all that it means.

        None where that can't be told.
        """
        if b"Ref" not in spelled and b"$ref" not in spelled:
            return _NONE
        refs = self._refs(schema, spelled)
        if refs is None:
            return None
        found: set[tuple[str, bytes]] = set()
        for pointer in refs:
            reach = self._reached(pointer)
            if reach is None:
                return None
            found |= reach
        return frozenset(found)

    def _refs(self, schema: Any, spelled: bytes) -> frozenset[str] | None:
        """The pointers that refs anywhere in a schema lead to; None where that depends on more than the pointer."""
        if b"$dynamicRef" in spelled or b"$recursiveRef" in spelled or self.resolver.names_schemas:
            return None
        try:
            return frozenset(self._pointer(ref) for ref in _all_refs(schema))
        except Unreadable:
            return None

    def _pointer(self, ref: Any) -> str:
        if not isinstance(ref, str) or not ref.startswith("#/"):
            raise Unreadable("not a pointer into this document")
        found = self.resolver.target(ref, "")
        if found is None:
            raise Unreadable("not in this document")
        return found

    def _target(self, pointer: str) -> _Target | None:
        if pointer not in self._targets:
            self._targets[pointer] = self._looked_up(pointer)
        return self._targets[pointer]

    def _looked_up(self, pointer: str) -> _Target | None:
        try:
            schema = self.resolver.value(pointer)
        except Unreadable:
            return None
        spelled = spelling(schema)
        if spelled is None:
            return None
        if b"$ref" not in spelled and b"Ref" not in spelled:
            return _Target(spelled, frozenset(), frozenset())
        refs = self._refs(schema, spelled)
        if refs is None:
            return None
        return _Target(spelled, refs, frozenset(self._pointer(ref) for ref in _in_place_refs(schema)))

    def _reached(self, pointer: str) -> Targets | None:
        """The target at a pointer and all behind it; None where one is unknown, or applies itself to the same value."""
        if pointer not in self._reach:
            self._reach[pointer] = self._walked(pointer)
        return self._reach[pointer]

    def _walked(self, pointer: str) -> Targets | None:
        found: dict[str, _Target] = {}
        stack = [pointer]
        while stack:
            at = stack.pop()
            if at in found:
                continue
            target = self._target(at)
            if target is None or len(found) >= _MAX_TARGETS:
                return None
            found[at] = target
            stack += target.refs
        if _circular({at: target.in_place for at, target in found.items()}):
            return None
        return frozenset((at, target.spelled) for at, target in found.items())


def _all_refs(schema: Any) -> Iterator[Any]:
    """The operand of each `$ref`, and whatever else stands under that name."""
    stack = [schema]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            for name, member in part.items():
                if name == "$ref" and not isinstance(member, dict):
                    yield member
                elif isinstance(member, dict | list):
                    stack.append(member)
        else:
            stack += [member for member in part if isinstance(member, dict | list)]


def _in_place_refs(schema: Any) -> Iterator[Any]:
    """The refs that a schema applies to its own value."""
    stack = [schema]
    while stack:
        part = stack.pop()
        if not isinstance(part, dict):
            continue
        if isinstance(part.get("$ref"), str):
            yield part["$ref"]
        for keyword in COMBINED:
            if isinstance(part.get(keyword), list):
                stack += part[keyword]
        stack += [part[keyword] for keyword in ("not", *CONDITIONS) if keyword in part]
        for keyword in DEPENDENT:
            if isinstance(part.get(keyword), dict):
                stack += part[keyword].values()


def _circular(leads_to: dict[str, frozenset[str]]) -> bool:
    """True when some place leads back to itself: what is left when all places that lead nowhere are taken away."""
    left = {at: set(there) for at, there in leads_to.items()}
    while True:
        ends = [at for at, there in left.items() if there.isdisjoint(left)]
        if not ends:
            return bool(left)
        for at in ends:
            del left[at]
