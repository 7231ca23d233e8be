"""What those who say one part of a schema ask of the one who says it whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol

from bridgewright.documents.document import JsonObject


class Wording(Protocol):
    """Says schemas of one document in the words of OpenAPI 3.0."""

    def schema(self, schema: JsonObject, pointer: str) -> JsonObject:
        """One schema, rewritten."""

    def parts(self, schema: JsonObject, pointer: str) -> Iterator[tuple[str, JsonObject]]:
        """(pointer, schema) of the schema and of all that surely hold with it: what it refers to, and in `allOf`."""

    def inexpressible(self, pointer: str, keyword: str, why: str) -> None:
        """Notes a keyword that OpenAPI 3.0 has no words for."""
