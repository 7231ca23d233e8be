"""What all tests share: a local AWS, and how they are marked and shared out among processes."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator

import pytest
from xdist.remote import Producer

from bridgewright.local import LocalAws
from scheduling import ByFolder

os.environ["BRIDGEWRIGHT_CACHE"] = "off"  # tests leave nothing in the user's own, and take nothing from it
SERVERS = {"aws", "plain", "strict", "plain_strict", "deployed", "flow"}
"""The fixtures that start local AWS, each in its own settings."""


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> ByFolder | None:
    """`--dist=loadfile` keeps some folders whole, too."""
    return ByFolder(config, log) if config.getoption("dist") == "loadfile" else None


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Whatever asks for a running AWS bears the marker `aws`, so that `-m "not aws"` starts none."""
    for item in items:
        if not SERVERS.isdisjoint(getattr(item, "fixturenames", ())):
            item.add_marker("aws")


def pytest_collection_finish() -> None:
    """What is there by now stays: no collection of garbage looks through a million objects for nothing."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)


@pytest.fixture(scope="session")
def aws() -> Iterator[LocalAws]:
    """An AWS that tests share: whatever one makes in it has a name that no other test has."""
    with LocalAws() as running:
        yield running
