"""Rational numbers within bounds, on a grid or off it, or the proof that there are none.

Divisors that must divide make a grid: the multiples of their least common multiple. A grid within two bounds is finite,
and its end is a proof, as is a grid that lies within one that must be missed. Without a grid an interval with an inside
has numbers without end: some are tried, and the end proves nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm
from typing import Final

from bridgewright.schemas.equality import Key

_MAX_TRIES: Final = 4000
_MAX_BITS: Final = 4000


@dataclass(frozen=True, slots=True)
class Wanted:
    """`low` and `high` are (bound, exclusive); numbers are multiples of each of `on`, and of none of `off`."""

    low: tuple[Fraction, bool] | None
    high: tuple[Fraction, bool] | None
    on: tuple[Fraction, ...]
    off: tuple[Fraction, ...]
    excluded: frozenset[Key]

    def fits(self, number: Fraction) -> bool:
        """True when the number is as wanted."""
        if self.low and (number < self.low[0] or (number == self.low[0] and self.low[1])):
            return False
        if self.high and (number > self.high[0] or (number == self.high[0] and self.high[1])):
            return False
        if any((number / divisor).denominator != 1 for divisor in self.on):
            return False
        if any((number / divisor).denominator == 1 for divisor in self.off):
            return False
        return ("number", number) not in self.excluded


class TooMany(Exception):
    """The tries were used up before all numbers were seen."""


def fractions(wanted: Wanted) -> Iterator[Fraction]:
    """Numbers that fit, simple ones first; when they end, there are no others.

    Raises:
        TooMany: it isn't known whether there are others.
    """
    low, high = wanted.low, wanted.high
    if low and high and (low[0] > high[0] or (low[0] == high[0] and (low[1] or high[1]))):
        return
    if low and high and low[0] == high[0]:
        if wanted.fits(low[0]):
            yield low[0]
        return
    if wanted.on:
        yield from _on_grid(wanted)
        return
    tried = set()
    for candidate in _dense(wanted):
        if candidate not in tried and wanted.fits(candidate):
            yield candidate
        tried.add(candidate)
        if len(tried) > _MAX_TRIES:
            break
    raise TooMany


def _on_grid(wanted: Wanted) -> Iterator[Fraction]:
    step = common_multiple(wanted.on)
    if step.numerator.bit_length() > _MAX_BITS:
        raise TooMany
    if any((step / divisor).denominator == 1 for divisor in wanted.off):
        return
    first = -((-wanted.low[0]) // step) if wanted.low else None
    last = wanted.high[0] // step if wanted.high else None
    for tries, factor in enumerate(_around(first, last)):
        if wanted.fits(factor * step):
            yield factor * step
        if tries >= _MAX_TRIES:
            raise TooMany


def _around(first: int | None, last: int | None) -> Iterator[int]:
    """The integers from first to last, those near nought first where the range is open or has nought in it."""
    if (first is None or first <= 0) and (last is None or last >= 0):
        yield 0
        at = 1
        while (first is None or first <= -at) or (last is None or at <= last):
            if last is None or at <= last:
                yield at
            if first is None or first <= -at:
                yield -at
            at += 1
    elif first is not None and last is not None:
        yield from range(first, last + 1)
    elif first is not None:
        at = first
        while True:
            yield at
            at += 1
    elif last is not None:
        at = last
        while True:
            yield at
            at -= 1


def _dense(wanted: Wanted) -> Iterator[Fraction]:
    """Points of an interval that has an inside: integers and short decimals first, then ever finer ones."""
    low = wanted.low[0] if wanted.low else None
    high = wanted.high[0] if wanted.high else None
    start = low if low is not None else high if high is not None else Fraction(0)
    for digits in range(12):
        step = Fraction(1, 10**digits)
        base = Fraction(start // step) * step
        for offset in range(60):
            yield from (base + offset * step, base - offset * step)
    if low is not None and high is not None:
        for divisor in range(2, 80):
            yield low + (high - low) / divisor


def common_multiple(divisors: tuple[Fraction, ...]) -> Fraction:
    """The least number that each divisor divides."""
    result = divisors[0]
    for other in divisors[1:]:
        result = Fraction(lcm(result.numerator, other.numerator), gcd(result.denominator, other.denominator))
    return result
