"""Every law's alphabet holds the characters that are easily forgotten: a false proof rested on some of them."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TESTS = Path(__file__).parents[1]
WITHOUT_TEXTS = {
    "thorough.py": "how often laws are tried",
    "compat/test_reading_laws.py": "its schemas and values are the pair generator's",
    "compat/test_api_laws.py": "its schemas and values are the pair generator's",
    "compat/test_dynamic_laws.py": "its schemas are about refs, and its values are numbers, objects and arrays",
    "compat/test_laws.py": "its schemas and values are the pair generator's",
    "binding/test_binding_laws.py": "its documents and values are of `random_documents`",
    "emit/bindings/test_bindings_examples_random.py": "its contracts are of `random_contracts`",
    "emit/jsonschema/test_jsonschema.py": "its contracts are of `random_contracts`",
    "emit/bindings/test_bindings_unions.py": "its texts are the tags of variants",
    "lint/test_lint_sizes.py": "sizes, which letters change by their bytes alone: it has one of each length",
    "patterns/operators/test_numbers.py": "numbers",
    "patterns/operators/test_numeric.py": "numbers",
    "patterns/operators/test_cidr.py": "addresses",
    "patterns/operators/test_addresses.py": "addresses",
    "cli/test_cli_cache.py": "edits of a project's files",
    "contract/test_upload_api.py": "requests are schemathesis's",
    "emit/bindings/test_bindings_decimals.py": "decimals, well written or not",
    "emit/bindings/test_bindings_names.py": "names of properties, which must be legible",
    "lint/test_lint_reading.py": "its contracts are mutations of this repository's",
    "services/pdf/test_pdf_logic.py": "amounts",
    "patterns/test_pattern_complexity.py": "counts states, whatever the letters",
}
"""Files with laws that make no texts of their own, and why."""


def laws() -> list[Path]:
    """The files that hold laws or what they are tried on."""
    texts = {path: path.read_text("utf-8") for path in TESTS.rglob("*.py")}
    made = [path for path, text in texts.items() if "hypothesis" in text or "from thorough import law" in text]
    generators = [TESTS / "compat/pair_generator.py", TESTS / "binding/random_documents.py"]
    return sorted({*made, *generators} - {Path(__file__)})


def makes_any_character(call: ast.Call) -> bool:
    """Is it a strategy for texts that isn't held to an alphabet of its own?"""
    own = [*call.args[:1], *(keyword.value for keyword in call.keywords if keyword.arg == "alphabet")]
    name = getattr(call.func, "attr", "")
    return name == "characters" or (name == "text" and not any(isinstance(one, ast.Constant) for one in own))


@pytest.mark.parametrize("path", laws(), ids=lambda path: path.relative_to(TESTS).as_posix())
def test_a_law_knows_every_letter(path: Path) -> None:
    """It takes the letters of `letters`, or any character at all; or it says why it makes no texts."""
    tree = ast.parse(path.read_text("utf-8"))
    imported = {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)]
    knows = "letters" in imported or any(makes_any_character(call) for call in calls)

    assert knows is not (path.relative_to(TESTS).as_posix() in WITHOUT_TEXTS)
