"""Finds a value that a schema lets pass and a leaf of a pattern takes, or proves that there is none."""

from __future__ import annotations

import ipaddress
import json
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from itertools import islice, pairwise, product
from math import ceil, floor, lcm
from random import Random
from typing import Any

from bridgewright.patterns.operators.addresses import Address
from bridgewright.patterns.operators.affix import Prefix, PrefixIgnoreCase, Suffix, SuffixIgnoreCase
from bridgewright.patterns.operators.anything_but import AnythingBut
from bridgewright.patterns.operators.cidr import Cidr
from bridgewright.patterns.operators.exact import Equal, Exactly, Host, Text
from bridgewright.patterns.operators.exists import Exists
from bridgewright.patterns.operators.ignore_case import EqualsIgnoreCase
from bridgewright.patterns.operators.letters import forms
from bridgewright.patterns.operators.numbers import LIMIT
from bridgewright.patterns.operators.numeric import Numeric
from bridgewright.patterns.operators.table import Operator
from bridgewright.patterns.operators.wildcard import Wildcard
from bridgewright.patterns.tree import Leaf
from bridgewright.sample.shapes import Shape
from bridgewright.schemas.equality import exact
from bridgewright.schemas.format_languages import PLAIN_PATTERNS
from bridgewright.schemas.format_samples import CORNERS
from bridgewright.schemas.formats import LIMITED
from bridgewright.schemas.judge import Judge, TooManySteps
from bridgewright.schemas.regex.automaton import Automaton, NoAutomaton, of_alternatives, of_parts
from bridgewright.schemas.regex.strings import TooHard, at_least, shortest

_MICRO = 1_000_000
_WAYS = 200
_TRIES = 4


class Undecided(Exception):
    """The sets are too large to say within bounds whether a value is in all of them."""


class NoValue(Exception):
    """Proven: no value of the schema is taken."""


def value_for(shape: Shape, judge: Judge, wanted: Sequence[Leaf] = (), unwanted: Sequence[Leaf] = ()) -> Any:
    """A scalar that follows the shape, that every leaf of `wanted` accepts and none of `unwanted`.

    Raises:
        NoValue: there is none.
        Undecided: none was found, and there may be one.
    """
    if any(isinstance(operator, Exists) and operator.value for leaf in unwanted for operator in leaf.operators):
        raise NoValue
    is_proven = True
    for candidate in _candidates(shape, wanted, unwanted):
        if candidate is _UNSURE:
            is_proven = False
        elif _is_taken(candidate, wanted, unwanted):
            if _follows(candidate, shape, judge):
                return candidate
            is_proven = is_proven and not (isinstance(candidate, float) and shape.multiples)
    if is_proven and shape.types:
        raise NoValue
    raise Undecided


def _is_taken(value: Any, wanted: Sequence[Leaf], unwanted: Sequence[Leaf]) -> bool:
    return all(leaf.accepts(value) for leaf in wanted) and not any(leaf.accepts(value) for leaf in unwanted)


def _follows(value: Any, shape: Shape, judge: Judge) -> bool:
    try:
        return judge.accepts({"allOf": [schema for _, schema in shape.part]}, value)
    except TooManySteps:
        raise Undecided from None


_UNSURE = object()
"""Among candidates: there may be others, which weren't tried."""


def _candidates(shape: Shape, wanted: Sequence[Leaf], unwanted: Sequence[Leaf]) -> Iterator[Any]:
    """Scalars to try: when all are refused and `_UNSURE` isn't among them, nothing else would do."""
    if shape.enum is not None:
        yield from (value for value in shape.enum if not isinstance(value, list | dict))
        return
    if "string" in shape.types or not shape.types:
        yield from _texts(shape, wanted, unwanted)
    if shape.types & {"integer", "number"} or not shape.types:
        yield from _numbers(shape, wanted, unwanted)
    if "boolean" in shape.types or not shape.types:
        yield from (True, False)
    if shape.nullable or not shape.types:
        yield None


def _texts(shape: Shape, wanted: Sequence[Leaf], unwanted: Sequence[Leaf]) -> Iterator[Any]:
    yield from (value for value in shape.known if isinstance(value, str))
    telling = ["", *(text for name in shape.formats for text in CORNERS.get(name, ()))]
    yield from telling[1:]
    yield from (text for leaf in wanted for operator in leaf.operators for text in _named(operator, telling))
    expressions = [*shape.patterns, *(PLAIN_PATTERNS[name] for name in shape.formats if name in PLAIN_PATTERNS)]
    allowed = [found for text in expressions if (found := at_least(text))]
    refused = [operator for leaf in unwanted for operator in leaf.operators]
    ways = product(*([operator for operator in leaf.operators if takes_text(operator)] for leaf in wanted))
    for number, operators in enumerate(ways):
        if number >= _WAYS:
            yield _UNSURE
            return
        if any(isinstance(operator, Text) for operator in operators):
            continue  # its one string was among the named ones
        needed, barred = _languages(operators)
        also_barred = [language for operator in refused for language in _refusals(operator)]
        if any(isinstance(operator, AnythingBut | Cidr | Host) for operator in refused):
            yield _UNSURE
        yield from _found(shape, [*allowed, *needed], [*barred, *also_barred])


def _found(shape: Shape, wanted: list[Automaton], unwanted: list[Automaton]) -> Iterator[Any]:
    """Strings of the languages: a shortest one, then some drawn at random; nothing when there is none."""
    least, most = shape.bounds.get("minLength", 0), shape.bounds.get("maxLength")
    for turn in range(_TRIES):
        rng = Random(turn) if turn else None  # noqa: S311  (repeatable, not secret)
        try:
            text = shortest(wanted, unwanted, least=least, most=most, rng=rng)
        except TooHard:
            yield _UNSURE
            return
        if text is None:
            return
        yield text
    yield _UNSURE


def takes_text(operator: Operator) -> bool:
    """Whether the operator accepts any string at all."""
    return not isinstance(operator, Equal | Numeric) and operator.matches("\0") | isinstance(operator, _OF_TEXT)


_OF_TEXT = (
    *(Text, Exactly, Host, Prefix, PrefixIgnoreCase, Suffix, SuffixIgnoreCase),
    *(EqualsIgnoreCase, Wildcard, Cidr, AnythingBut),
)


def _named(operator: Operator, telling: Sequence[str]) -> Iterator[str]:
    """Texts that an operator names, joined to telling ones, and addresses of its block."""
    if isinstance(operator, Prefix):
        yield from (operator.value + text for text in telling)
    elif isinstance(operator, Suffix):
        yield from (text + operator.value for text in telling)
    elif isinstance(operator, Text | Exactly | Host | EqualsIgnoreCase):
        yield operator.value
    elif isinstance(operator, Cidr):
        yield from (_spelled(Address(operator.network.number | host, operator.network.bits)) for host in (0, 1))


def _spelled(literal: Address) -> str:
    return str(ipaddress.IPv4Address(literal.number) if literal.bits == 32 else ipaddress.IPv6Address(literal.number))


def _languages(operators: Iterable[Operator]) -> tuple[list[Automaton], list[Automaton]]:
    """At least the strings that all the operators accept: those in the first sets and in none of the second."""
    needed: list[Automaton] = []
    barred: list[Automaton] = []
    for operator in operators:
        if isinstance(operator, AnythingBut):
            barred += [language for refused in operator.refused if (language := _language(refused))]
        elif language := _language(operator):
            needed.append(language)
    return needed, barred


def _refusals(operator: Operator) -> list[Automaton]:
    """At most the strings that the operator accepts."""
    language = None if isinstance(operator, Host | Cidr | AnythingBut) else _language(operator)
    return [language] if language else []


@lru_cache(maxsize=2048)
def _language(operator: Operator) -> Automaton | None:
    """At least the strings that an operator accepts (exactly those, but for addresses); None: all strings.

    Raises:
        Undecided: they are too many to tell.
    """
    try:
        return _automaton(operator)
    except NoAutomaton:
        raise Undecided from None


def _automaton(operator: Operator) -> Automaton | None:
    match operator:
        case Text(value):
            return of_parts([value])
        case Prefix(value):
            return of_parts([value, ""])
        case Suffix(value):
            return of_parts(["", value])
        case Wildcard():
            return of_parts([*operator.pieces])
        case EqualsIgnoreCase(value):
            return of_alternatives(map(forms, value))
        case PrefixIgnoreCase(value):
            return of_alternatives(map(forms, value), after=True)
        case SuffixIgnoreCase(value):
            return of_alternatives(map(forms, value), before=True)
        case Host() | Cidr():
            return at_least(r"^([0-9]+(\.[0-9]+){3}|[0-9a-fA-F:]*:[0-9a-fA-F:]*)$")
    return None


def _numbers(shape: Shape, wanted: Sequence[Leaf], unwanted: Sequence[Leaf]) -> Iterator[Any]:
    """A number of each stretch in which no operator and no bound tells two apart, and each number where one does."""
    step = _step(shape)
    ends = sorted({*_ends(shape), *_marks(wanted, unwanted), Fraction(LIMIT), Fraction(-LIMIT), Fraction(0)})
    points = [end for end in ends if (end / step).denominator == 1]
    lattice = [*points, *(point for low, high in pairwise(ends) for point in _between(low, high, step))]
    lattice += [(floor(ends[0] / step) - 1) * step, (ceil(ends[-1] / step) + 1) * step]
    is_whole = "integer" in shape.types
    yield from (_json_number(point, is_whole) for point in sorted(lattice, key=abs))
    spelled = [o.text for leaf in wanted for o in leaf.operators if isinstance(o, Equal) and o.micro is None]
    yield from (json.loads(text) for text in spelled if len(text) < 300)
    if not is_whole and not shape.multiples:  # too many decimals: EventBridge compares these by spelling
        yield from (float(low + (high - low) * Fraction(123456789, 10**9)) for low, high in pairwise(ends))


def _between(low: Fraction, high: Fraction, step: Fraction) -> Iterator[Fraction]:
    """The first multiples of `step` strictly between two numbers."""
    first = (floor(low / step) + 1) * step
    yield from islice((point for count in range(2) if (point := first + count * step) < high), 2)


def _step(shape: Shape) -> Fraction:
    """What a number of the shape is a multiple of; a millionth where nothing is said, as EventBridge compares."""
    steps = [exact(multiple) for multiple in shape.multiples]
    if "integer" in shape.types:
        steps.append(Fraction(1))
    if not steps:
        return Fraction(1, _MICRO)
    denominator = lcm(*(each.denominator for each in steps))
    return Fraction(lcm(*(each.numerator * denominator // each.denominator for each in steps)), denominator)


def _ends(shape: Shape) -> Iterator[Fraction]:
    yield from (exact(bound.value) for bound in (shape.low, shape.high) if bound is not None)
    yield from (Fraction(end) for name in shape.formats for end in LIMITED.get(name, ()))


def _marks(*leaves: Sequence[Leaf]) -> Iterator[Fraction]:
    """The numbers at which an operator changes its mind."""
    for operator in (operator for group in leaves for leaf in group for operator in leaf.operators):
        inner = operator.refused if isinstance(operator, AnythingBut) else (operator,)
        for each in inner:
            if isinstance(each, Numeric):
                yield from (Fraction(each.low, _MICRO), Fraction(each.high, _MICRO))
            elif isinstance(each, Equal) and each.micro is not None:
                yield Fraction(each.micro, _MICRO)


def described(shape: Shape) -> str:
    """What values a shape lets pass, in a few words: `a string like ^[A-Z]{3}$`, `an integer from 1`."""
    if shape.enum is not None:
        shown = ", ".join(json.dumps(value, ensure_ascii=False) for value in shape.enum[:8])
        return f"one of {shown}{', …' if len(shape.enum) > 8 else ''}"
    kind = shape.kind() if shape.types else "value"
    parts = [f"{'an' if kind[0] in 'aio' else 'a'} {kind}"]
    for bound, words in ((shape.low, ("from", "above")), (shape.high, ("to", "below"))):
        if bound is not None:
            parts.append(f"{words[bound.exclusive]} {bound.value}")
    parts += [f"like {pattern}" for pattern in shape.patterns] + [f"of format {name}" for name in shape.formats]
    if "maxLength" in shape.bounds:
        parts.append(f"of length up to {shape.bounds['maxLength']}")
    return " ".join(parts)


def _json_number(value: Fraction, is_whole: bool) -> float:
    return int(value) if is_whole or value.denominator == 1 else float(value)
