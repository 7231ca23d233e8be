"""Brings schemas of any dialect to the internal form (`form`). Refs are followed, loops become placeholders.

A schema that is plain JSON is not read: it stands as an atom, named by its spelling and by the spelling of all that its
refs lead to, until the search asks what it says.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from bridgewright.compat.proof.form.forest import Forest, NodeId
from bridgewright.compat.proof.form.keywords import Keywords
from bridgewright.compat.proof.form.sources import Foreign, Source
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import Unreadable, spelling
from bridgewright.schemas.references import Scope

_MAX_NESTING: Final = 40
_MAX_NODES: Final = 60_000


_Place: TypeAlias = tuple[int, str, Scope]
"""A document, a pointer into it, and the scope in which a schema there is read."""


class Loop(Unreadable):
    """A schema contains itself, where no such schema was expected: only reading all of it first helps."""


class Reader:
    """Reads schemas of some documents into one forest; `eager` leaves no atoms."""

    def __init__(
        self, forest: Forest, sources: tuple[Source, ...], *, assert_formats: bool, eager: bool = False
    ) -> None:
        self.forest = forest
        self.sources = list(sources)
        self.assert_formats = assert_formats
        self.eager = eager
        self.settled = False
        """Set once loops can no longer be taken in."""
        self.alike: dict[int, NodeId] = {}
        """The atom of each schema object without refs that was met; the sources keep those objects."""
        self._spelled: dict[NodeId, tuple[int, tuple[str, ...], Any]] = {}
        self._plain: dict[tuple[str, bool, bytes], NodeId] = {}
        self._done: dict[_Place, NodeId] = {}
        self._waiting: list[_Place] = []
        self._placeholders: dict[_Place, NodeId] = {}
        self._open: set[_Place] = set()
        self._depth = 0
        forest.opens(self._opened)

    def read(self, document: int, pointer: str) -> NodeId:
        """The node of the schema at a pointer; call `Forest.settle` when everything is read.

        Raises:
            Unreadable: a ref leads nowhere, a keyword's operand makes no sense, or there is too much.
            Loop: a schema contains itself, after everything was settled.
        """
        node = self.at(document, pointer, self.sources[document].resolver.entered((), ""))
        while self._waiting:
            self.at(*self._waiting.pop())
        return node

    def add(self, source: Source) -> int:
        """The number of one more document to read, a variant of one of the others."""
        self.sources.append(source)
        return len(self.sources) - 1

    def known(self, document: int, pointer: str) -> NodeId | None:
        """The node at a pointer: one that was read, or an atom; None when it is neither."""
        found = self._done.get((document, pointer, ()))
        if found is not None:
            return found
        try:
            schema = self.sources[document].resolver.value(pointer)
        except Unreadable:
            return None
        if isinstance(schema, bool):
            return self.forest.true if schema else self.forest.false
        return self._atom(document, pointer, schema) if isinstance(schema, dict) else None

    def at(self, document: int, pointer: str, scope: Scope, known: Any = None) -> NodeId:
        """The node of a schema that is reached from this scope, or a placeholder while it is being read.

        `known` is the schema, when at hand.
        """
        scope = self.sources[document].resolver.entered(scope, pointer)
        place = (document, pointer, scope)
        if place in self._done:
            return self._done[place]
        if place in self._open:
            return self._placeholder(place)
        schema = self.sources[document].resolver.value(pointer) if known is None else known
        node = self._atom(document, pointer, schema) if isinstance(schema, dict) else None
        if node is None:
            if self._depth >= _MAX_NESTING:
                return self._placeholder(place)
            self._open.add(place)
            self._depth += 1
            try:
                node = self.schema(document, schema, pointer, scope)
            finally:
                self._depth -= 1
                self._open.discard(place)
        self._done[place] = node
        if place in self._placeholders:
            self.forest.loops[self._placeholders[place]] = node
        return node

    def schema(self, document: int, schema: Any, pointer: str, scope: Scope) -> NodeId:
        """The node of a schema that stands at a pointer, in this scope."""
        if isinstance(schema, Foreign):
            return self.at(schema.document, schema.pointer, None)
        if isinstance(schema, bool):
            return self.forest.true if schema else self.forest.false
        if not isinstance(schema, Mapping):
            raise Unreadable(f"{pointer or '/'}: a schema must be an object or a boolean")
        if len(self.forest.nodes) > _MAX_NODES:
            raise Unreadable("the schemas are too large to compare")
        return Keywords(self, document, schema, pointer, scope).node()

    def _atom(self, document: int, pointer: str, schema: dict[str, Any]) -> NodeId | None:
        """The atom of a schema that says everything by itself; None when it must be read."""
        if not schema:
            return self.forest.true
        if self.eager or (len(schema) == 1 and "$ref" in schema):
            return None
        known = self.plain(document, schema, pointer)
        if known is not None:
            return known
        spelled = spelling(schema)
        if spelled is None:
            return None
        source = self.sources[document]
        targets = source.targets(schema, spelled)
        if targets is None:
            return None
        atom = self.forest.add("atom", (source.dialect.name, self.assert_formats, spelled, targets))
        self._spelled.setdefault(atom, (document, (pointer,), schema))
        return atom

    def plain(self, document: int, schema: Any, *where: str) -> NodeId | None:
        """The atom of a schema without refs; `where` is its pointer, or a pointer and the keys from there."""
        known = self.alike.get(id(schema))
        if known is not None:
            return known
        if self.eager or not isinstance(schema, dict) or not schema:
            return None
        spelled = spelling(schema)
        if spelled is None or b"$ref" in spelled or b"Ref" in spelled:
            return None
        key = (self.sources[document].dialect.name, self.assert_formats, spelled)
        known = self._plain.get(key)
        if known is None:
            known = self._plain[key] = self.forest.add("atom", key)
            self._spelled[known] = (document, where, schema)
        self.alike[id(schema)] = known
        return known

    def opened(self, node: NodeId) -> NodeId:
        """What an atom says, as long as the way there isn't too long; any other node is itself."""
        return self.forest.opened(node) if self._depth < _MAX_NESTING else node

    def _opened(self, atom: NodeId) -> NodeId:
        document, (pointer, *keys), schema = self._spelled[atom]
        self._depth += 1
        try:
            at = pointer + "".join(f"/{escaped(key)}" for key in keys)
            return self.schema(document, schema, at, ())  # an atom has no dynamic ref
        finally:
            self._depth -= 1

    def _placeholder(self, place: _Place) -> NodeId:
        if self.settled:
            raise Loop
        if place not in self._placeholders:
            self._placeholders[place] = self.forest.placeholder()
            if place not in self._open:
                self._waiting.append(place)
        return self._placeholders[place]
