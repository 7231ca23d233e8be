"""Starts pydantic with the garbage collector paused: an import's objects stay, so a search for garbage is time lost."""

from __future__ import annotations

import gc
import sys
from importlib import import_module


def start() -> None:
    """Imports pydantic's models, if nobody has; the collector is left as it was found."""
    if "pydantic.main" in sys.modules or not gc.isenabled():
        return
    gc.disable()
    try:
        import_module("pydantic.main")
        if not gc.get_freeze_count():
            gc.freeze()
            gc.unfreeze()  # what was made is now old: the next collection would else go through all of it
    finally:
        gc.enable()
