"""A schema with the documents that it refers to, as one compound document.

Nothing here fetches anything: a document must hold what its refs lead to. The specification's way for that is to embed
each of the others under definitions, with its URI for an `$id`.
https://json-schema.org/draft/2020-12/json-schema-core#section-9.3
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bridgewright.schemas.dialects import Dialect
from bridgewright.schemas.references import resolved

_REFS = ("$ref", "$dynamicRef", "$recursiveRef")


def compound(schema: Any, remotes: Mapping[str, Any], dialect: Dialect) -> Any:
    """The schema with every document of `remotes` (by URI) that it refers to, directly or not; as it is without any."""
    found: dict[str, Any] = {}
    waiting = [("", schema)]
    while waiting:
        base, document = waiting.pop()
        for uri in _referred(document, base, dialect.id):
            if uri in remotes and uri not in found:
                found[uri] = _embedded(remotes[uri], uri, dialect.id)
                waiting.append((uri, remotes[uri]))
    if not found:
        return schema
    keyword = "definitions" if dialect.lone_refs else "$defs"
    return {**schema, keyword: {**schema.get(keyword, {}), **found}}


def _referred(value: Any, base: str, id_keyword: str) -> Iterator[str]:
    """The URIs of the documents that the refs in a schema lead to."""
    if isinstance(value, list):
        for member in value:
            yield from _referred(member, base, id_keyword)
    elif isinstance(value, dict):
        name = value.get(id_keyword)
        inside = resolved(base, name).partition("#")[0] if isinstance(name, str) else base
        for keyword in _REFS:
            if isinstance(value.get(keyword), str):
                yield resolved(inside, value[keyword]).partition("#")[0]
        for member in value.values():
            yield from _referred(member, inside, id_keyword)


def _embedded(document: Any, uri: str, id_keyword: str) -> Any:
    """The document under its URI; one that calls itself otherwise stands below it, under the name that it has."""
    own = document.get(id_keyword)
    if own is None:
        return {id_keyword: uri, **document}
    name = resolved(uri, own)
    return document if name == uri else {id_keyword: uri, "$ref": name, "$defs": {name: document}}
