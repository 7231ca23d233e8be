"""A catalog to output files: one module for each kind of output, one table of them all.

An emitter is `emit(catalog) -> Iterator[OutputFile | Finding]`: it sees no file system, and what it can't
say faithfully it reports. A new kind of output is one module and one line in `EMITTERS`, or in `OF_CONTRACTS` when what
it makes of a contract depends on the settings and on all versions of that one name alone: then it is remembered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from bridgewright.contracts.model import Catalog, OutputFile
from bridgewright.emit.asyncapi import emit_asyncapi
from bridgewright.emit.bindings import emit_modules, emit_package
from bridgewright.emit.infra import emit_infra
from bridgewright.emit.jsonschema import emit_jsonschema
from bridgewright.emit.rules import emit_rules
from bridgewright.emit.schemas import emit_schemas
from bridgewright.findings import Finding

__all__ = ["EMITTERS", "OF_CONTRACTS", "Item", "emit", "joined", "made"]

Item: TypeAlias = OutputFile | Finding
Emitter = Callable[[Catalog], Iterator[Item]]

EMITTERS: Mapping[str, Emitter] = {
    "asyncapi": emit_asyncapi,
    "infra": emit_infra,
    "package": emit_package,
    "rules": emit_rules,
}

"""What looks at the whole project."""

OF_CONTRACTS: Mapping[str, Emitter] = {
    "jsonschema": emit_jsonschema,
    "modules": emit_modules,
    "schemas": emit_schemas,
}
"""What looks at contracts one name at a time: its items of a catalog are those of all names, taken one by one."""


def emit(catalog: Catalog) -> tuple[tuple[OutputFile, ...], tuple[Finding, ...]]:
    """Every output file of a catalog without error findings, sorted by path, and what could not be said."""
    return joined(catalog, [*made(catalog, EMITTERS), *made(catalog, OF_CONTRACTS)])


def made(catalog: Catalog, emitters: Mapping[str, Emitter]) -> tuple[Item, ...]:
    """What the emitters make of a catalog without error findings."""
    return tuple(item for emitter in emitters.values() for item in emitter(catalog))


def joined(catalog: Catalog, items: Iterable[Item]) -> tuple[tuple[OutputFile, ...], tuple[Finding, ...]]:
    """The files among the items, sorted by path, and the findings: two files of one path are one, too."""
    files: dict[str, OutputFile] = {}
    findings: list[Finding] = []
    for item in items:
        if isinstance(item, Finding):
            findings.append(item)
        elif files.setdefault(item.path, item).text != item.text:
            message = f"{_whose(catalog, item.path)} would be written to {item.path}"
            findings.append(Finding(catalog.settings.document.at(), "output-collides", message, "rename one of them"))
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
