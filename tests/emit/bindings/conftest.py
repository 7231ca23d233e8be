"""Contracts written in a test, their bindings, and the package of these imported."""

from __future__ import annotations

import importlib
import itertools
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog, ContractFile, OutputFile, Sources
from bridgewright.documents.document import Document
from bridgewright.emit.bindings import emit_bindings
from bridgewright.findings import Finding

_numbers = itertools.count()


def contract(detail: Mapping[str, Any], **components: Any) -> dict[str, Any]:
    """An event contract whose detail has the given schema."""
    return {
        "openapi": "3.0.3",
        "info": {"title": "OrderPlaced", "version": "1.0.0", "description": "An order was placed."},
        "paths": {},
        "components": {
            "schemas": {
                "AWSEvent": {
                    "type": "object",
                    "x-amazon-events-source": "shop.orders",
                    "x-amazon-events-detail-type": "order.placed",
                    "required": ["detail-type", "source", "detail"],
                    "properties": {
                        "detail-type": {"type": "string"},
                        "source": {"type": "string"},
                        "detail": {"$ref": "#/components/schemas/OrderPlaced"},
                    },
                },
                "OrderPlaced": detail,
                **components,
            }
        },
    }


def catalog(package: str = "shop_events", **documents: Any) -> Catalog:
    """The catalog of events, `order_placed` standing for `order.placed` 1.0.0."""
    settings = {
        "bindings": {"package": package, "output": "../generated"},
        "bus": {"name": "shop"},
        "registry": {"name": "shop"},
    }
    files = tuple(
        ContractFile(
            "events", name.replace("_", "."), "1.0.0", Document(f"contracts/events/{name}/1.0.0.yaml", content)
        )
        for name, content in documents.items()
    )
    built, findings = build_catalog(Sources(Document("contracts/bridgewright.toml", settings), None, files, ()))

    assert () == tuple(findings)
    return built


def outputs(of: Catalog) -> tuple[dict[str, str], list[Finding]]:
    """Path -> text of all bindings, and the findings."""
    items = list(emit_bindings(of))
    files = {item.path: item.text for item in items if isinstance(item, OutputFile)}
    return files, [item for item in items if isinstance(item, Finding)]


@pytest.fixture
def emitted() -> Callable[..., tuple[str, list[Finding]]]:
    """The text of the module of `order.placed`, and the findings, for a whole contract document."""

    def of(document: Mapping[str, Any]) -> tuple[str, list[Finding]]:
        files, findings = outputs(catalog(order_placed=document))
        return files["src/shop_events/order_placed/v1.py"], findings

    return of


Bind = Callable[..., ModuleType]


@pytest.fixture
def bind(tmp_path: Path) -> Iterator[Bind]:
    """The imported module of an event contract `order.placed` with the given detail schema and components."""
    packages = []
    sys.path.insert(0, str(tmp_path))

    def bound(detail: Mapping[str, Any], **components: Any) -> ModuleType:
        package = f"bound_{next(_numbers)}"
        packages.append(package)
        files, findings = outputs(catalog(package, order_placed=contract(detail, **components)))
        assert [] == findings
        for path, text in files.items():
            place = tmp_path / path.removeprefix("src/")
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_text(text, encoding="utf-8")
        importlib.invalidate_caches()
        return importlib.import_module(f"{package}.order_placed.v1")

    yield bound
    sys.path.remove(str(tmp_path))
    for name in [name for name in sys.modules if name.partition(".")[0] in packages]:
        del sys.modules[name]
