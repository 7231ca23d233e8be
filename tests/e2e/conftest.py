"""One system for all end-to-end tests, on a local AWS that checks every signature and policy."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bridgewright.local import LocalAws
from e2e.flow import Flow
from leejames.system import deploy


@pytest.fixture(scope="session")
def flow() -> Iterator[Flow]:
    """The three stacks as AWS would get them, each function with no more rights than its role has.

    One upload went through, so that a logo is there and the functions are warm. A failed message comes back after
    a fifth of a second, where AWS waits for the visibility timeout.
    """
    with LocalAws(enforce_iam=True, env={"BRIDGEWRIGHT_LOCAL_RETRY_SECONDS": "0.2"}) as aws:
        made = Flow(deploy(aws))
        payslip_id = made.uploaded()
        made.eventually(lambda: made.has_pdf(payslip_id), "the first PDF", seconds=90)
        yield made
