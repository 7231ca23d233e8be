"""Registry documents: each version of each event as the Schema Registry stores it."""

from __future__ import annotations

from collections.abc import Iterator

from bridgewright.contracts.model import Catalog, OutputFile
from bridgewright.documents.canonical import canonical_json
from bridgewright.findings import Finding


def emit_schemas(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """`schemas/<name>/<version>.json`: the canonical document, and a newline that isn't published."""
    for contract in catalog.events:
        yield OutputFile(
            f"schemas/{contract.name}/{contract.version}.json", canonical_json(contract.document.content) + "\n"
        )
