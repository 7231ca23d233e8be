"""How long, and how wide in bytes, a string can be that matches a regular expression as a whole."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_TOKEN = re.compile(
    r"""(?P<escape>\\u[0-9A-Fa-f]{4}|\\x[0-9A-Fa-f]{2}|\\.)
      | (?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])
      | (?P<times>\{(?P<low>[0-9]{1,9})(?P<to>,(?P<high>[0-9]{0,9}))?\}\??|[*+?]\??)
      | (?P<open>\((?:\?:)?)
      | (?P<close>\))
      | (?P<or>\|)
      | (?P<anchor>[\^$])
      | (?P<one>.)""",
    re.VERBOSE | re.DOTALL,
)
_WIDE = re.compile(r"^\[\^|\\[DSWpPsu]|[^\x20-\x7e]|^\.$")
"""Sets and escapes that take more than printable ASCII characters."""
_LARGE = 10**9


class _NoBound(Exception):
    """The expression has no greatest match, or this reading doesn't understand it."""


@dataclass(slots=True)
class _Group:
    """What is known of one group: its longest finished alternative, the one being read, its last piece."""

    best: int = 0
    so_far: int = 0
    last: int = 0

    def add(self, length: int) -> None:
        self.last = length
        self.so_far += length
        if self.so_far > _LARGE:
            raise _NoBound

    def repeat(self, times: int) -> None:
        self.add(self.last * (times - 1))
        self.last = 0

    def alternative(self) -> None:
        self.best, self.so_far, self.last = max(self.best, self.so_far), 0, 0


@lru_cache(maxsize=4096)
def longest_match(pattern: str) -> int | None:
    """The greatest number of characters that a string matching all of `pattern` has.

    None when there is no greatest number, when the pattern also matches inside of longer strings, or
    uses groups that this reading doesn't know (lookarounds, names).
    """
    if not (pattern.startswith("^") and pattern.endswith("$")) or pattern.endswith(r"\$"):
        return None
    groups = [_Group()]
    try:
        for token in _TOKEN.finditer(pattern[1:-1]):
            _read(token, groups)
    except _NoBound:
        return None
    return groups[0].so_far if len(groups) == 1 else None


def _read(token: re.Match[str], groups: list[_Group]) -> None:
    match token.lastgroup:
        case "open":
            if token.string.startswith("?", token.end()):
                raise _NoBound
            groups.append(_Group())
        case "close":
            closed = groups.pop()
            if not groups:
                raise _NoBound
            groups[-1].add(max(closed.best, closed.so_far))
        case "or":
            if len(groups) == 1:
                raise _NoBound  # ^a|b$ is anchored on one side only
            groups[-1].alternative()
        case "times":
            groups[-1].repeat(_most(token))
        case "anchor":
            raise _NoBound
        case _:
            groups[-1].add(0 if token[0] in (r"\b", r"\B") else 1)


@lru_cache(maxsize=4096)
def is_plain_ascii(pattern: str) -> bool:
    """True when a string matching all of `pattern` has only printable ASCII characters."""
    if longest_match(re.sub(r"(?<!\\)[*+]", "?", pattern)) is None:
        return False
    return not any(_WIDE.search(token[0]) for token in _TOKEN.finditer(pattern))


def _most(token: re.Match[str]) -> int:
    if token["low"] is None and token[0].startswith("?"):
        return 1
    most = token["low"] if token["to"] is None else token["high"]
    if not most:
        raise _NoBound
    return int(most)
