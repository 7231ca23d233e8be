"""What `compat` keeps among its modules that no linter checks."""

from __future__ import annotations

import ast
from pathlib import Path

import grimp

COMPAT = Path(__file__).resolve().parents[2] / "codegen/src/bridgewright/compat"
_BITS = (ast.LShift, ast.RShift, ast.BitXor, ast.BitAnd, ast.BitOr)


def test_one_module_knows_how_a_literal_is_packed() -> None:
    """Elsewhere in the proof no bits of a number are moved or masked: literals are made and asked by name."""
    found = [
        f"{path.relative_to(COMPAT)}:{node.lineno}"
        for path in sorted((COMPAT / "proof").rglob("*.py"))
        if path.name != "literals.py"
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.BinOp)
        and isinstance(node.op, _BITS)
        and any(isinstance(side, ast.Constant) and isinstance(side.value, int) for side in (node.left, node.right))
    ]

    assert [] == found


def test_no_module_of_compat_leads_back_to_itself() -> None:
    """Following imports, those of types alone included, nobody comes back to where they started."""
    graph = grimp.build_graph("bridgewright", exclude_type_checking_imports=False, cache_dir=None)
    imports = {
        module: {name for name in graph.find_modules_directly_imported_by(module) if ".compat" in name}
        for module in graph.modules
        if module.startswith("bridgewright.compat")
    }
    while ends := {module for module, others in imports.items() if others.isdisjoint(imports)}:
        imports = {module: others for module, others in imports.items() if module not in ends}

    assert {} == imports
