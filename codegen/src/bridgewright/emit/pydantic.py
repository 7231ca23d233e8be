"""Python bindings: pydantic models of events, commands and APIs, and what producers and consumers do with them."""

from __future__ import annotations

from bridgewright.emit.bindings import emit_bindings

__all__ = ["emit_bindings"]
