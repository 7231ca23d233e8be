"""Each fact is told in one room: keywords, formats, dialects and patterns of JSON Schema in `schemas`."""

from __future__ import annotations

import ast
from pathlib import Path

from architecture.tables import SOURCE, tables

KINDS_OF_NODES = "some kinds of nodes of the normal form bear the name of the keyword that they come from"
ELSEWHERE = {
    ("compat/proof/form/nodes.py", "KIND_TYPE"): KINDS_OF_NODES,
    ("compat/proof/search/satisfaction.py", "_ASSERTIONS"): KINDS_OF_NODES,
    ("compat/proof/search/showing.py", "_COUNTED"): KINDS_OF_NODES,
    ("compat/proof/search/showing.py", "_TELLING"): KINDS_OF_NODES,
    ("findings/rules/changing.py", "_BOUNDS"): "the stems of ids: `max-length-tightened`, `maximum-tightened`",
}
"""Tables outside of `schemas` that name two words, and what they name by them."""
PARSERS = {"re._parser", "sre_parse", "sre_compile", "_sre"}


def test_keywords_formats_and_dialects_are_told_in_schemas() -> None:
    """Outside of `schemas`, no module-level table names two of them: a new one is a row there, and nowhere else."""
    found = {(str(table.path), table.name) for table in tables() if table.path.parts[0] != "schemas"}

    assert set(ELSEWHERE) == found


def test_a_table_is_seen(tmp_path: Path) -> None:
    """What the test above looks for: tuples, mappings and annotated names, but no schemas and no single words."""
    source = (
        '_A = ("minLength", "maxLength")\n_B: dict = {"uuid": 1, "date": 2}\n_C = {"type": "string", "minLength": 1}\n'
    )
    (tmp_path / "room.py").write_text(source + '_D = ("pattern",)\n', "utf-8")

    assert [("_A", "keywords"), ("_B", "formats")] == [(table.name, table.kind) for table in tables(tmp_path)]


def test_patterns_are_read_in_one_place() -> None:
    """Nobody imports a parser of regular expressions, and outside of `schemas/regex` nobody asks for trees of them."""
    wrong = []
    for path in sorted(SOURCE.rglob("*.py")):
        place = path.relative_to(SOURCE)
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = _imported(node)
            if names & PARSERS:
                wrong.append((str(place), "parser"))
            if "bridgewright.schemas.regex.syntax" in names and place.parts[:2] != ("schemas", "regex"):
                wrong.append((str(place), "tree"))

    assert [] == wrong


def _imported(node: ast.AST) -> set[str]:
    match node:
        case ast.Import(names=names):
            return {alias.name for alias in names}
        case ast.ImportFrom(module=str(module), names=names):
            return {module, *(f"{module}.{alias.name}" for alias in names)}
    return set()
