"""Numbers of a branch: its bounds and divisors, and which of the numbers found have a JSON text.

Arithmetic is exact (`rationals`): 0.1 is a tenth. A number that no double says as it stands is passed over, for
readers of JSON would get another one; then nothing is proved. Where a schema tells 2 from 2.0 (draft-04), the branch
says which.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final

from bridgewright.compat.proof.search.branch import Branch
from bridgewright.compat.proof.search.literals import node_of
from bridgewright.compat.proof.search.questions import Questions
from bridgewright.compat.proof.search.rationals import TooMany, Wanted, fractions
from bridgewright.schemas.equality import number_of
from bridgewright.schemas.format_languages import Unsure

_MAX_INEXACT: Final = 50


def numbers(search: Questions, branch: Branch) -> Iterator[int | float]:
    """The numbers of a branch, simple ones first.

    Raises:
        Unsure: there may be others.
    """
    wanted = _wanted(search, branch)
    inexact = 0
    try:
        for fraction in fractions(wanted):
            value = number_of(fraction)
            if branch.integer_notation is False:
                value = float(value)
            elif branch.integer_notation and isinstance(value, float):
                continue
            if isinstance(value, float) and Fraction(repr(value)) != fraction:
                inexact += 1  # no JSON text that is read as a double says this number
                if inexact > _MAX_INEXACT:
                    raise Unsure
                continue
            yield value
    except (TooMany, OverflowError) as error:
        raise Unsure from error
    if inexact:
        raise Unsure


def _wanted(search: Questions, branch: Branch) -> Wanted:
    low: list[tuple[Fraction, bool]] = []
    high: list[tuple[Fraction, bool]] = []
    on: list[Fraction] = []
    off: list[Fraction] = []
    said = [(node_of(lit), False) for lit in branch.positive] + [(node, True) for node in branch.refused]
    for node_id, refused in said:
        node = search.forest.nodes[node_id]
        if node.kind == "multiple":
            (off if refused else on).append(node.value)
        else:
            bound, exclusive = node.value
            above = (node.kind == "minimum") != refused
            (low if above else high).append((bound, exclusive != refused))
    if branch.integer is not None:
        (on if branch.integer else off).append(Fraction(1))
    if branch.integer_notation:
        on.append(Fraction(1))
    return Wanted(
        max(low, default=None),
        min(high, key=lambda bound: (bound[0], not bound[1]), default=None),
        tuple(sorted(set(on))),
        tuple(sorted(set(off))),
        frozenset(branch.excluded),
    )
