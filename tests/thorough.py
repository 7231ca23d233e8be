"""How many samples a law is tried on: few in `nox -s tests`, all in `nox -s laws`, which runs whatever imports this."""

from __future__ import annotations

import os
from typing import Any

from hypothesis import HealthCheck, settings

THOROUGH = "BRIDGEWRIGHT_THOROUGH" in os.environ


def samples(whole: int, few: int) -> int:
    """The number of samples in this run."""
    return whole if THOROUGH else few


def law(whole: int, few: int, **others: Any) -> settings:
    """Hypothesis's settings of a law that is tried on so many examples, however long each takes."""
    return settings(max_examples=samples(whole, few), deadline=None, suppress_health_check=list(HealthCheck), **others)
