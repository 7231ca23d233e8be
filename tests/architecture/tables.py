"""Finds the module-level tables of the tool that name keywords, formats or dialects of JSON Schema.

    python tests/architecture/tables.py [SOURCE]

prints them, room by room: each fact should be told in one.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SOURCE = Path(__file__).parents[2] / "codegen/src/bridgewright"

KEYWORDS = frozenset(
    "$anchor $defs $dynamicAnchor $dynamicRef $id $recursiveAnchor $recursiveRef $ref $vocabulary additionalItems "
    "additionalProperties allOf anyOf const contains contentEncoding contentMediaType contentSchema definitions "
    "dependencies dependentRequired dependentSchemas discriminator else enum exclusiveMaximum exclusiveMinimum if items "
    "maxContains maxItems maxLength maxProperties maximum minContains minItems minLength minProperties minimum "
    "multipleOf not nullable oneOf pattern patternProperties prefixItems properties propertyNames required then "
    "unevaluatedItems unevaluatedProperties uniqueItems".split()
)
FORMATS = frozenset(
    "byte date date-time decimal double duration email float hostname idn-email idn-hostname int32 int64 ipv4 ipv6 iri "
    "iri-reference json-pointer regex relative-json-pointer time uri uri-reference uri-template uuid".split()
)
DIALECTS = frozenset({"draft-04", "draft-06", "draft-07", "2019-09", "2020-12", "openapi-3.0", "openapi-3.1"})
KINDS = {"keywords": KEYWORDS, "formats": FORMATS, "dialects": DIALECTS}
_ENOUGH = 2


@dataclass(frozen=True, slots=True)
class Table:
    """A module-level assignment that names words of one kind."""

    path: Path
    line: int
    name: str
    kind: str
    words: tuple[str, ...]


def tables(source: Path = SOURCE) -> Iterator[Table]:
    """Every table of the tool that names two words of a kind or more; the bindings' runtime is a user's, and not asked."""
    for path in sorted(source.rglob("*.py")):
        place = path.relative_to(source)
        if place.parts[0] != "runtime":
            yield from _tables_in(ast.parse(path.read_text("utf-8")), place)


def _tables_in(module: ast.Module, place: Path) -> Iterator[Table]:
    for statement in module.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                pass
            case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
                pass
            case _:
                continue
        if name == "__all__":
            continue
        texts = {node.value for node in ast.walk(value) if isinstance(node, ast.Constant) and isinstance(node.value, str)}
        for kind, words in KINDS.items():
            if len(found := texts & words) >= _ENOUGH:
                yield Table(place, statement.lineno, name, kind, tuple(sorted(found)))


def main() -> None:
    """Prints the tables, and how many there are of each kind."""
    found = list(tables(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE))
    for table in found:
        print(f"{table.path}:{table.line}: {table.name}: {table.kind}: {' '.join(table.words)}")
    for kind in KINDS:
        of_kind = [table for table in found if table.kind == kind]
        print(f"{kind}: {len(of_kind)} tables in {len({table.path for table in of_kind})} files")


if __name__ == "__main__":
    main()
