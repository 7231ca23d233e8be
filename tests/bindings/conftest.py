"""The contracts of the repository and the committed bindings of each."""

from __future__ import annotations

import importlib
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import Catalog, EventContract
from bridgewright.emit.bindings.names import module_name
from bridgewright.project.folder import load_sources

ROOT = Path(__file__).resolve().parents[2]


class Bound(NamedTuple):
    """A contract's newest version of a major, and the class of its detail."""

    contract: EventContract
    model: Any

    def event(self, detail: Any, **envelope: Any) -> dict[str, Any]:
        """A whole event, as EventBridge delivers it."""
        return {
            "version": "0",
            "id": "6a7e8feb-b491-4cf7-a9f1-bf3703467718",
            "detail-type": self.contract.detail_type,
            "source": self.contract.source,
            "account": "123456789012",
            "time": "2026-11-23T09:30:00Z",
            "region": "eu-west-2",
            "resources": [],
            "detail": detail,
            **envelope,
        }


def repository_catalog() -> Catalog:
    """The catalog of `contracts/`."""
    sources, _ = load_sources(ROOT / "contracts")
    catalog, _ = build_catalog(sources)
    return catalog


CATALOG = repository_catalog()
ALL_BOUND = [
    Bound(
        event,
        getattr(
            importlib.import_module(f"{CATALOG.settings.package}.{module_name(event.name)}.v{event.version.major}"),
            event.title,
        ),
    )
    for event in CATALOG.latest()
]


@pytest.fixture(params=ALL_BOUND, ids=lambda bound: bound.contract.id)
def bound(request: pytest.FixtureRequest) -> Bound:
    """Each event and command of the repository, with its bindings."""
    found: Bound = request.param
    return found


@pytest.fixture
def uploaded() -> Bound:
    """`payslip.uploaded` 2.x."""
    return next(b for b in ALL_BOUND if b.contract.name == "payslip.uploaded" and b.contract.version.major == 2)


@pytest.fixture
def catalog() -> Catalog:
    """The catalog of `contracts/`."""
    return CATALOG
