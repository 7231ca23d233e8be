"""The nodes of the normal form: each says one thing of a value.

| kind | the value satisfies the node when |
|---|---|
| `true`, `false` | always, never |
| `all`, `any`, `one`, `not` | it satisfies all, some, exactly one, none of the children |
| `types` | its type is among `value`; `integer` is a whole number, `exact-integer` one that is written as one |
| `finite` | its key is among `value` |
| `minimum`, `maximum` | it is within the bound, which `value` says with whether it is exclusive |
| `multiple` | it is a multiple of `value` |
| `min_length`, `max_length`, `min_items`, `max_items`, `min_props`, `max_props` | it has so many letters or members |
| `pattern`, `format` | the text matches `value`; follows the format of this name |
| `unique` | no two items are equal |
| `items` | items before the index `value` follow the child of their index, the others the last child |
| `contains` | as many items as `value` says, at least and at most, follow the child |
| `required` | it has the property `value` |
| `props` | properties follow the children of their names and patterns, which `value` lists; the others the last child |
| `names` | the names of all properties follow the child |
| `metaschema` | it is a schema of an official draft |
| `opaque` | nobody here knows; but equal opaque nodes agree |
| `atom` | it follows the schema that `value` names by its spelling, which nobody has read yet |
| `ref` | it follows a schema that is still being read: a placeholder, which `loops` takes out |

From `minimum` to `names`, a node speaks of one type and says nothing of values of another.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple, TypeAlias

NodeId: TypeAlias = int
"""A node's index in its forest."""


class Node(NamedTuple):
    """One assertion: `kind` names it, `value` is its operand, `children` are the schemas that it applies."""

    kind: str
    value: Any = None
    children: tuple[NodeId, ...] = ()


KIND_TYPE: Final = {
    "minimum": "number",
    "maximum": "number",
    "multiple": "number",
    "min_length": "string",
    "max_length": "string",
    "pattern": "string",
    "format": "string",
    "min_items": "array",
    "max_items": "array",
    "unique": "array",
    "items": "array",
    "contains": "array",
    "min_props": "object",
    "max_props": "object",
    "required": "object",
    "props": "object",
    "names": "object",
}
"""The type whose values a kind of node speaks of; it is satisfied by every value of another type."""

TYPES: Final = ("object", "array", "string", "number", "boolean", "null")
UNORDERED: Final = frozenset({"all", "any", "one"})
"""Kinds whose children may stand in any order."""
IN_PLACE: Final = frozenset({"all", "any", "one", "not"})
"""Kinds whose children speak of the same value."""
