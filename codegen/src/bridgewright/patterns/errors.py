"""What can be wrong with a pattern or with the text of an event."""

from __future__ import annotations


class InvalidPattern(ValueError):
    """A pattern that EventBridge refuses.

    `reason` is the engine's own wording where it is known (the part after "Event pattern is not valid.
    Reason:"), `pointer` an RFC 6901 JSON Pointer into the pattern (`""` for its root), `line` 1-based when
    the pattern was given as text, else 0.
    """

    def __init__(self, reason: str, pointer: str = "", line: int = 0) -> None:
        super().__init__(reason, pointer, line)
        self.reason = reason
        self.pointer = pointer
        self.line = line

    def __str__(self) -> str:
        """The reason, followed by the place when it is known."""
        place = ", ".join(
            [*([f"at {self.pointer}"] if self.pointer else []), *([f"line {self.line}"] if self.line else [])]
        )
        return f"{self.reason} ({place})" if place else self.reason


class InvalidEvent(ValueError):
    """The text given as an event isn't JSON (any JSON value is fine: what isn't an object matches nothing)."""


def step(pointer: str, key: str | int) -> str:
    """The JSON Pointer of `key` inside the value at `pointer` (RFC 6901 escapes)."""
    if isinstance(key, int):
        return f"{pointer}/{key}"
    return f"{pointer}/{key.replace('~', '~0').replace('/', '~1')}" if "~" in key or "/" in key else f"{pointer}/{key}"


def unescaped(part: str) -> str:
    """The key that a part of a JSON Pointer names."""
    return part.replace("~1", "/").replace("~0", "~")
