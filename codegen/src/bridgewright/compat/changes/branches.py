"""Which branch of an `allOf`, `anyOf` or `oneOf` became which."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any


def matched(
    old: list[Any], new: list[Any], same: Callable[[int, int], bool]
) -> tuple[list[tuple[int, int]], list[int], list[int]]:
    """Pairs of indices, those that are gone, those that came: `same` ones, those of one name, then by place.

    By place only where as many are left on either side.
    """
    gone, come = list(range(len(old))), list(range(len(new)))
    pairs: list[tuple[int, int]] = []

    def take(one: int, other: int) -> None:
        pairs.append((one, other))
        gone.remove(one)
        come.remove(other)

    def same_name(one: int, other: int) -> bool:
        name = _name_of(old[one])
        return name is not None and name == _name_of(new[other])

    for alike in (same, same_name):
        for one in list(gone):
            other = next((at for at in come if alike(one, at)), None)
            if other is not None:
                take(one, other)
    if len(gone) == len(come):
        for one, other in zip(list(gone), list(come), strict=True):
            take(one, other)
    return pairs, gone, come


def _name_of(branch: Any) -> Any:
    """What a branch is called: its ref, its constant properties, or its title."""
    if not isinstance(branch, dict):
        return None
    if isinstance(branch.get("$ref"), str):
        return branch["$ref"]
    named = branch.get("properties")
    consts = [
        (name, str(part.get("const", part.get("enum"))))
        for name, part in sorted(named.items() if isinstance(named, dict) else ())
        if isinstance(part, dict) and ("const" in part or len(part.get("enum", ())) == 1)
    ]
    return tuple(consts) or branch.get("title")
