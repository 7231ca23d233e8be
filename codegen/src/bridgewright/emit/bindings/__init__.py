"""Catalog to a Python package: one module per event major, and the code that they share."""

from __future__ import annotations

from collections.abc import Iterator

from bridgewright.emit.bindings.consumers import consumer_modules
from bridgewright.emit.bindings.modules import api_modules, event_modules
from bridgewright.emit.bindings.render import rendered
from bridgewright.emit.bindings.strings import quoted
from bridgewright.emit.bindings.version import bindings_version
from bridgewright.findings import Finding
from bridgewright.model import Catalog, OutputFile

__all__ = ["emit_bindings"]

_RUNTIME = ("_event.py", "_formats.py", "_model.py", "_schema.py", "_types.py", "errors.py", "publishing.py")


def emit_bindings(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """The package of bindings under `src/<package>/`.

    The newest version of each major has a module of its own; a keyword that the bindings can't enforce is a
    `keyword-not-enforced` finding.
    """
    root = f"src/{catalog.settings.package}"
    yield OutputFile(f"{root}/__init__.py", '"""Bindings of events, commands and APIs. Generated: edits are lost."""\n')
    yield OutputFile(f"{root}/_version.py", _version_text(catalog))
    yield OutputFile(f"{root}/py.typed", "")
    for name in _RUNTIME:
        yield OutputFile(f"{root}/{name}", rendered(f"{name}.jinja", entry_limit=f"{catalog.settings.entry_limit:_}"))
    for item in (*event_modules(catalog), *api_modules(catalog), *consumer_modules(catalog)):
        yield OutputFile(f"{root}/{item.path}", item.text) if isinstance(item, OutputFile) else item


def _version_text(catalog: Catalog) -> str:
    docstring = '"""The version of the contracts that these bindings were generated from."""'
    return f"{docstring}\n\n__version__ = {quoted(bindings_version(catalog))}\n"
