"""Reads schemas of any dialect into the forest: refs are followed, loops become placeholders.

1. A schema that is plain JSON is not read at first. It stands as an atom, named by its spelling and by the spelling
   of all that its refs lead to (`sources`), so equal schemas of both documents are one node at once. The search opens
   an atom when it needs to know what it says.
2. Any other schema is read by `keywords`, which asks back for the schemas inside (`subschemas`).
3. A location (document, pointer, dynamic scope) is read once. One that is reached while it is still being read is a
   placeholder, as is one that is nested too deep, which is read afterwards; `settle` takes placeholders out.
4. An atom whose schema contains itself can't be opened once everything is settled: that is a `Loop`, and the engine
   asks again with every schema read before anything is asked (`eager`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, TypeAlias

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.keywords import Keywords
from bridgewright.compat.proof.form.loops import settle
from bridgewright.compat.proof.form.nodes import NodeId
from bridgewright.compat.proof.form.sources import Foreign, Source
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import Unreadable, spelling
from bridgewright.schemas.references import Scope

_MAX_NESTING: Final = 40
_MAX_NODES: Final = 60_000


_Location: TypeAlias = tuple[int, str, Scope]
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
        self._settled = False
        self.alike: dict[int, NodeId] = {}
        """The atom of each schema object without refs that was met; the sources keep those objects."""
        self._spelled: dict[NodeId, tuple[int, tuple[str, ...], Any]] = {}
        self._plain: dict[tuple[str, bool, bytes], NodeId] = {}
        self._done: dict[_Location, NodeId] = {}
        self._waiting: list[_Location] = []
        self._placeholders: dict[_Location, NodeId] = {}
        self._open: set[_Location] = set()
        self._depth = 0
        forest.opens(self._opened)

    def read(self, document: int, pointer: str) -> NodeId:
        """The node of the schema at a pointer; call `settle` when everything is read.

        Raises:
            Unreadable: a ref leads nowhere, a keyword's operand makes no sense, or there is too much.
            Loop: a schema contains itself, after everything was settled.
        """
        node = self.at(document, pointer, self.sources[document].resolver.entered((), ""))
        while self._waiting:
            self.at(*self._waiting.pop())
        return node

    def settle(self) -> None:
        """Takes the placeholders of loops out: from here on, a schema that contains itself can no longer be read.

        Raises:
            Unreadable: a schema applies itself to the same value in a way that has no meaning.
        """
        settle(self.forest)
        self._settled = True

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
        location = (document, pointer, scope)
        if location in self._done:
            return self._done[location]
        if location in self._open:
            return self._placeholder(location)
        schema = self.sources[document].resolver.value(pointer) if known is None else known
        node = self._atom(document, pointer, schema) if isinstance(schema, dict) else None
        if node is None:
            if self._depth >= _MAX_NESTING:
                return self._placeholder(location)
            self._open.add(location)
            self._depth += 1
            try:
                node = self.schema(document, schema, pointer, scope)
            finally:
                self._depth -= 1
                self._open.discard(location)
        self._done[location] = node
        if location in self._placeholders:
            self.forest.loops[self._placeholders[location]] = node
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

    def _placeholder(self, location: _Location) -> NodeId:
        if self._settled:
            raise Loop
        if location not in self._placeholders:
            self._placeholders[location] = self.forest.placeholder()
            if location not in self._open:
                self._waiting.append(location)
        return self._placeholders[location]
