"""What ministack 1.5.33 lacks, one module each; `install()` changes the imported ministack in this process.

Each has a test that shows the AWS behaviour, and one that fails as soon as ministack does it itself.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from bridgewright.local.adapters import delivery, put_events, schemas

ADAPTERS: Final[dict[str, Callable[[], None]]] = {
    "put_events": put_events.install,
    "delivery": delivery.install,
    "schemas": schemas.install,
}
