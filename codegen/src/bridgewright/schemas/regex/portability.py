"""Whether every engine reads a pattern, and reads it alike."""

from __future__ import annotations

import re
import warnings
from enum import Enum
from functools import lru_cache

from bridgewright.schemas.regex.syntax import BadPattern, Group, Look, parsed, under


class Hindrance(Enum):
    """What keeps a pattern from being read everywhere."""

    FLAGS = "flags, which ECMA-262 doesn't have"
    GROUP = "a group that not every engine knows"
    SYNTAX = "a syntax that not every engine knows"


@lru_cache(maxsize=4096)
def hindrance(pattern: str) -> Hindrance | None:
    """What keeps a pattern from being read everywhere, as it is spelled; None for nothing."""
    try:
        tree = parsed(pattern)
    except BadPattern:
        return Hindrance.GROUP if any(opening in pattern for opening in ("(?>", "(?(")) else Hindrance.SYNTAX
    groups = [node for node in under(tree.root) if isinstance(node, Group | Look)]
    if any(isinstance(group, Look) or group.name for group in groups):
        return Hindrance.GROUP
    if tree.flags or any(isinstance(group, Group) and (group.on or group.off) for group in groups):
        return Hindrance.FLAGS
    return None if _python_takes(pattern) else Hindrance.SYNTAX


def _python_takes(pattern: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about sets that may mean something else one day
        try:
            re.compile(pattern)
        except (re.error, RecursionError, OverflowError):
            return False
    return True
