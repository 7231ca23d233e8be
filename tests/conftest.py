"""Local AWS, empty or with the whole system deployed: one of each for all tests of a process that ask for it."""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest

from bridgewright.local import LocalAws
from leejames.system import System, deploy

os.environ["BRIDGEWRIGHT_CACHE"] = "off"  # tests leave nothing in the user's own, and take nothing from it


@pytest.fixture(scope="session")
def aws() -> Iterator[LocalAws]:
    """An AWS that tests share: whatever one makes in it has a name that no other test has."""
    with LocalAws() as running:
        yield running


@pytest.fixture(scope="session")
def deployed() -> Iterator[System]:
    """The three stacks, from the very templates that AWS gets, on an AWS of their own."""
    with LocalAws() as aws:
        yield deploy(aws)
