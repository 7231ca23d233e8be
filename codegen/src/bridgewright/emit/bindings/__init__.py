"""Catalog to a Python package: one module per event major, and the code that they share."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files

from bridgewright.contracts.model import Catalog, OutputFile
from bridgewright.emit.bindings.consumers import consumer_modules
from bridgewright.emit.bindings.literals import quoted
from bridgewright.emit.bindings.modules import api_modules, event_modules
from bridgewright.emit.bindings.version import bindings_version
from bridgewright.findings import Finding

__all__ = ["emit_bindings", "emit_modules", "emit_package"]

_RUNTIME = "bridgewright.runtime"
_COPIED = (
    *("_building.py", "_event.py", "_examples.py", "_fields.py", "_formats.py", "_model.py", "_rare_formats.py"),
    *("_schema.py", "_start.py", "_types.py", "errors.py", "publishing.py"),
)
_SETTINGS = """\"\"\"What the project sets for its bindings. Generated: edits are lost.\"\"\"

ENTRY_LIMIT = {entry_limit:_}
\"\"\"Bytes: the largest PutEvents entry, and the largest request, that the bus takes.\"\"\"
"""
_PACKAGE = """\"\"\"Bindings of events, commands and APIs. Generated: edits are lost.\"\"\"

from ._start import start as _start

_start()
"""


def emit_bindings(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """The whole package of bindings, under `src/<package>/`."""
    yield from emit_package(catalog)
    yield from emit_modules(catalog)


def emit_modules(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """The modules of events, commands and APIs in the package.

    The newest version of each major has a module of its own; a keyword that the bindings can't enforce is a
    `keyword-not-enforced` finding.
    """
    yield from _in_package(catalog, (*event_modules(catalog), *api_modules(catalog)))


def emit_package(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """What is in the package beside them: the code that they share, and a module per consumer."""
    yield from _in_package(
        catalog,
        (
            OutputFile("__init__.py", _PACKAGE),
            OutputFile("_settings.py", _SETTINGS.format(entry_limit=catalog.settings.entry_limit)),
            OutputFile("_version.py", _version_text(catalog)),
            OutputFile("py.typed", ""),
            *(OutputFile(name, _runtime_text(name)) for name in _COPIED),
            *consumer_modules(catalog),
        ),
    )


def _in_package(catalog: Catalog, items: Iterable[OutputFile | Finding]) -> Iterator[OutputFile | Finding]:
    root = f"src/{catalog.settings.package}"
    for item in items:
        yield OutputFile(f"{root}/{item.path}", item.text) if isinstance(item, OutputFile) else item


@cache
def _runtime_text(name: str) -> str:
    return files(_RUNTIME).joinpath(name).read_text(encoding="utf-8")


def _version_text(catalog: Catalog) -> str:
    docstring = '"""The version of the contracts that these bindings were generated from."""'
    return f"{docstring}\n\n__version__ = {quoted(bindings_version(catalog))}\n"
