"""Catalog to output files. One module per kind of output, one table of them all.

An emitter is `emit(catalog) -> Iterator[OutputFile | Finding]`: it sees no file system, and what it can't
say faithfully it reports. A new kind of output is one module and one line in `EMITTERS`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from bridgewright.emit.asyncapi import emit_asyncapi
from bridgewright.emit.bindings import emit_bindings
from bridgewright.emit.infra import emit_infra
from bridgewright.emit.jsonschema import emit_jsonschema
from bridgewright.emit.rules import emit_rules
from bridgewright.emit.schemas import emit_schemas
from bridgewright.findings import Finding
from bridgewright.model import Catalog, OutputFile

__all__ = ["EMITTERS", "emit"]

Emitter = Callable[[Catalog], Iterator[OutputFile | Finding]]

EMITTERS: Mapping[str, Emitter] = {
    "asyncapi": emit_asyncapi,
    "bindings": emit_bindings,
    "infra": emit_infra,
    "jsonschema": emit_jsonschema,
    "rules": emit_rules,
    "schemas": emit_schemas,
}


def emit(catalog: Catalog) -> tuple[tuple[OutputFile, ...], tuple[Finding, ...]]:
    """Every output file of a catalog without error findings, sorted by path, and what could not be said."""
    files: dict[str, OutputFile] = {}
    findings: list[Finding] = []
    for emitter in EMITTERS.values():
        for item in emitter(catalog):
            if isinstance(item, Finding):
                findings.append(item)
            elif item.path in files:
                message = f"{_whose(catalog, item.path)} would be written to {item.path}"
                findings.append(
                    Finding(catalog.settings.document.at(), "output-collides", message, "rename one of them")
                )
            else:
                files[item.path] = item
    return tuple(files[path] for path in sorted(files)), tuple(sorted(findings))


def _whose(catalog: Catalog, path: str) -> str:
    """The contracts and rules that a path is named for: names that differ in `.`, `-` and `_` alone are one there."""
    parts = {_letters(part) for part in (*path.split("/"), path.rpartition("/")[2].partition(".")[0])}
    names = {event.name for event in catalog.events} | {api.name for api in catalog.apis}
    names |= {subscription.rule_name for subscription in catalog.subscriptions}
    names |= {subscription.consumer for subscription in catalog.subscriptions}
    met = sorted(f"`{name}`" for name in names if _letters(name) in parts)
    return " and ".join(met) if len(met) > 1 else "two files"


def _letters(name: str) -> str:
    return name.lower().translate(str.maketrans(".-", "__"))
