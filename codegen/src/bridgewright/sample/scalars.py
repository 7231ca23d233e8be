"""Values without parts: for each shape its corners (bounds, formats, enums), and random ones."""

from __future__ import annotations

import math
from collections.abc import Iterator
from decimal import Decimal
from random import Random

from bridgewright.documents.document import JsonValue
from bridgewright.sample import text
from bridgewright.sample.errors import Unsatisfiable
from bridgewright.sample.shapes import Shape
from bridgewright.sample.validity import conforms
from bridgewright.schemas import format_samples
from bridgewright.schemas.equality import exact
from bridgewright.schemas.formats import LIMITED
from bridgewright.schemas.regex import samples as regex

LONGEST = 10_000
"""Longest text that is built when the schema would allow a longer one."""
_MOST_LEAST = 100_000
"""Longest text that is built because the schema wants it so long."""
FREE: tuple[JsonValue, ...] = ("", 0, False, [], {}, 1.5, "text", {"a": [1, {"b": "c"}]})
"""Where a schema says nothing, anything goes."""
_SAFE = 2**53 - 1  # the largest integer that every JSON reader keeps (RFC 8259, section 6)
_TRIES = 20


def corners(shape: Shape) -> tuple[JsonValue, ...]:
    """Telling values, the least first and the greatest last; never empty.

    Raises:
        Unsatisfiable: no value was found.
    """
    if shape.enum is not None:
        found = shape.listed()
    elif shape.kind() == "any":
        found = FREE
    elif shape.kind() == "boolean":
        found = (False, True)
    elif shape.kind() in {"integer", "number"}:
        found = _numbers(shape)
    else:
        found = _texts(shape)
    if not found:
        raise Unsatisfiable(shape.pointer, "no value fits")
    return found


def random_scalar(shape: Shape, rng: Random, telling: tuple[JsonValue, ...]) -> JsonValue:
    """A random value, or one of the corners where nothing random fits."""
    if shape.enum is not None or shape.kind() in {"boolean", "any"}:
        return rng.choice(telling)
    if shape.kind() in {"integer", "number"}:
        return _random_number(shape, rng, telling)
    for _ in range(_TRIES):
        candidate = _random_text(shape, rng)
        if _fits(shape, candidate):
            return candidate
    return rng.choice(telling)


def limits(shape: Shape) -> tuple[int, int]:
    """Least and greatest length of the text that is built.

    Raises:
        Unsatisfiable: it would be too long.
    """
    least = shape.bounds.get("minLength", 0)
    if least > _MOST_LEAST:
        raise Unsatisfiable(shape.pointer, f"no text of more than {_MOST_LEAST:,} characters is made")
    return least, max(least, min(shape.bounds.get("maxLength", LONGEST), LONGEST))


def _texts(shape: Shape) -> tuple[str, ...]:
    try:
        candidates = dict.fromkeys(_text_candidates(shape))
        fitting = [candidate for candidate in candidates if _fits(shape, candidate)]
    except regex.BadPattern as error:
        raise Unsatisfiable(shape.pointer, f"a pattern can't be read: {error}") from error
    return tuple(sorted(fitting, key=len))


def _text_candidates(shape: Shape) -> Iterator[str]:
    least, most = limits(shape)
    yield from (value for value in shape.known if isinstance(value, str))
    for pattern in shape.patterns:
        yield from _pattern_candidates(pattern, least, most)
    for name in shape.formats:
        yield from format_samples.CORNERS.get(name, ())
        # Base64 grows in fours: the greatest length that fits is reached by `A`.
        yield text.filled("A", most - most % 4) if name == "byte" else ""
    if not shape.patterns and not any(name in format_samples.CORNERS for name in shape.formats):
        yield text.filled("a", least)
        yield from (text.filled(kind, min(most, max(least, len(kind.strip())))) for kind in text.KINDS)
        yield text.filled(text.KINDS[5], most)
        yield text.filled(text.KINDS[0], most)


def _pattern_candidates(pattern: str, least: int, most: int) -> Iterator[str]:
    rng = Random(pattern)  # noqa: S311  (repeatable, not secret)
    yield regex.shortest(pattern, least)
    yield regex.longest(pattern, most)
    yield from (regex.random_match(pattern, most, rng) for _ in range(4))
    bare = regex.shortest(pattern, 0)
    yield bare + text.filled("x", max(0, least - len(bare)))
    yield bare + text.filled("x", max(0, most - len(bare)))


def _random_text(shape: Shape, rng: Random) -> str:
    least, most = limits(shape)
    if shape.patterns:
        return regex.random_match(rng.choice(shape.patterns), most, rng)
    for name in shape.formats:
        if name in format_samples.RANDOM:
            return format_samples.RANDOM[name](rng)
    return text.random_text(rng, least, most)


def _fits(shape: Shape, candidate: str) -> bool:
    least = shape.bounds.get("minLength", 0)
    most = shape.bounds.get("maxLength", math.inf)
    return (
        least <= len(candidate) <= most
        and all(regex.matches(pattern, candidate) for pattern in shape.patterns)
        and all(conforms(candidate, name) for name in shape.formats)
    )


def _numbers(shape: Shape) -> tuple[float, ...]:
    low, high, step = _range(shape)
    candidates: list[float] = [0, 1, -1]
    if shape.kind() == "number" and not shape.multiples:
        candidates += [0.5, -0.5, 1e-7, 1e15]
    candidates += [end for end in (low, high) if end is not None]
    if step is not None:
        # Fraction steps are counted in decimal, so that 3 x 0.01 stays 0.03.
        candidates = [_number(shape, round(Decimal(str(c)) / step) * step) for c in candidates]
        candidates += [_number(shape, Decimal(str(c)) + step * sign) for c in candidates for sign in (1, -1)]
    found = sorted({c for c in candidates if _within(shape, c)})
    return tuple(found)


def _random_number(shape: Shape, rng: Random, telling: tuple[JsonValue, ...]) -> JsonValue:
    low, high, step = _range(shape)
    low = -_SAFE if low is None else low
    high = _SAFE if high is None else high
    for _ in range(_TRIES):
        drawn = rng.choice((rng.uniform(low, high), rng.uniform(max(low, -1000), min(high, 1000))))
        candidate = round(drawn) if shape.kind() == "integer" else round(drawn, rng.randint(0, 9))
        if step is not None:
            candidate = _number(shape, round(Decimal(str(candidate)) / step) * step)
        if _within(shape, candidate):
            return candidate
    return rng.choice(telling)


def _range(shape: Shape) -> tuple[float | None, float | None, Decimal | None]:
    """The ends as they may be taken, and the step between values, if there is one."""
    step = Decimal(str(shape.multiples[0])) if shape.multiples else None
    if shape.kind() == "integer" and step is None:
        step = Decimal(1)
    nudge = float(step) if step is not None else 1e-6
    if shape.kind() == "integer" and step == 1:
        nudge = 1
    known = next((LIMITED[name] for name in shape.formats if name in LIMITED), (None, None))
    default = (-_SAFE, _SAFE) if shape.kind() == "integer" else (None, None)
    low = shape.low.value + nudge * shape.low.exclusive if shape.low else known[0]
    high = shape.high.value - nudge * shape.high.exclusive if shape.high else known[1]
    return low if low is not None else default[0], high if high is not None else default[1], step


def _number(shape: Shape, value: Decimal) -> float:
    return int(value) if shape.kind() == "integer" or value == value.to_integral_value() else float(value)


def _within(shape: Shape, value: float) -> bool:
    low, high = shape.low, shape.high
    return (
        (low is None or value > low.value or (value == low.value and not low.exclusive))
        and (high is None or value < high.value or (value == high.value and not high.exclusive))
        and all(exact(value) % exact(multiple) == 0 for multiple in shape.multiples)
        and all(LIMITED[n][0] <= value <= LIMITED[n][1] for n in shape.formats if n in LIMITED)
    )
