"""What keywords ask of the reader about the schemas inside their own: the border between a keyword and the walk.

`assertions`, `keywords` and `unevaluated` say what one schema object means. The schemas in it, and those that its refs
lead to, are read by `reading`, which fulfils this protocol and knows them.
"""

from __future__ import annotations

from typing import Any, Protocol

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.nodes import NodeId
from bridgewright.compat.proof.form.sources import Source
from bridgewright.schemas.references import Scope


class Subschemas(Protocol):
    """Reads schemas of some documents into one forest."""

    forest: Forest
    sources: list[Source]
    assert_formats: bool

    def at(self, document: int, pointer: str, scope: Scope, known: Any = None) -> NodeId:
        """The node of the schema at a pointer, reached from this scope; `known` is the schema, when at hand."""

    def schema(self, document: int, schema: Any, pointer: str, scope: Scope) -> NodeId:
        """The node of a schema that stands at a pointer, in this scope."""

    def plain(self, document: int, schema: Any, *where: str) -> NodeId | None:
        """The atom of a schema without refs; `where` is its pointer, or a pointer and the keys from there."""

    def opened(self, node: NodeId) -> NodeId:
        """What an atom says, as long as the way there isn't too long; any other node is itself."""
