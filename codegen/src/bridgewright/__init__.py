"""Contract-first events for Amazon EventBridge."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bridgewright.binding import CannotBind, bind

__all__ = ["CannotBind", "bind"]


def __getattr__(name: str) -> Any:
    """`bind` and its exception, imported when they are asked for: the package itself costs nothing."""
    if name in __all__:
        from bridgewright import binding  # noqa: PLC0415

        return getattr(binding, name)
    message = f"module {__name__!r} has no attribute {name!r}"
    raise AttributeError(message)
