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

from bridgewright.schemas.dialects import DIALECTS
from bridgewright.schemas.formats import FORMATS
from bridgewright.schemas.keywords import DOCUMENTATION, KEYWORDS

SOURCE = Path(__file__).parents[2] / "codegen/src/bridgewright"

_COMMON_WORDS = {"type", "format", "id", *DOCUMENTATION}
"""Keywords that other tables may name, too: they are words of other languages as well."""
WORDS = {
    "keywords": frozenset(name for name in KEYWORDS if not name.startswith("x-")) - _COMMON_WORDS,
    "formats": frozenset(FORMATS),
    "dialects": frozenset(DIALECTS) | {"openapi-3.1"},
}
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
    """Every table of the tool that names two words of a kind or more; the bindings' runtime isn't asked."""
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
        texts = set(_texts(value))
        for kind, words in WORDS.items():
            if len(found := texts & words) >= _ENOUGH:
                yield Table(place, statement.lineno, name, kind, tuple(sorted(found)))


def _texts(node: ast.AST) -> Iterator[str]:
    """The texts in an expression; a mapping with a `type` or a `$ref` is a schema, and no table."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    keys = [key.value for key in node.keys if isinstance(key, ast.Constant)] if isinstance(node, ast.Dict) else []
    if "type" not in keys and "$ref" not in keys:
        for child in ast.iter_child_nodes(node):
            yield from _texts(child)


def main() -> None:
    """Prints the tables, and how many there are of each kind."""
    found = list(tables(Path(sys.argv[1]) if len(sys.argv) > 1 else SOURCE))
    for table in found:
        print(f"{table.path}:{table.line}: {table.name}: {table.kind}: {' '.join(table.words)}")
    for kind in WORDS:
        of_kind = [table for table in found if table.kind == kind]
        print(f"{kind}: {len(of_kind)} tables in {len({table.path for table in of_kind})} files")


if __name__ == "__main__":
    main()
