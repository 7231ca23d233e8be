"""The value nearest to one seen that a leaf would take: what to send, or what to write in the rule."""

from __future__ import annotations

import ipaddress
import math
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import Any

from bridgewright.patterns.jsontext import Number
from bridgewright.patterns.operators.affix import Prefix, PrefixIgnoreCase, Suffix, SuffixIgnoreCase
from bridgewright.patterns.operators.anything_but import AnythingBut
from bridgewright.patterns.operators.cidr import Cidr
from bridgewright.patterns.operators.exact import Constant, Equal, Exactly, Host, Text
from bridgewright.patterns.operators.exists import Exists
from bridgewright.patterns.operators.ignore_case import EqualsIgnoreCase
from bridgewright.patterns.operators.numeric import Numeric
from bridgewright.patterns.operators.table import Operator
from bridgewright.patterns.operators.wildcard import Wildcard
from bridgewright.patterns.tree import Leaf

_MICRO = 1_000_000
_COMPARED = 200


def nearest(leaf: Leaf, seen: Sequence[Any]) -> tuple[Any, ...]:
    """The value that the leaf takes and that is nearest to one of `seen`, alone in a tuple; empty when there is none.

    A leaf that only wants the field absent takes no value.
    """
    found: list[tuple[float, int, Any]] = []
    for value in seen or ("",):
        for operator in leaf.operators:
            for candidate in _candidates(operator, value):
                if leaf.accepts(candidate):
                    found.append((_distance(value, candidate), len(found), candidate))
    return (min(found)[2],) if found else ()


def _candidates(operator: Operator, value: Any) -> Iterator[Any]:
    text = value if isinstance(value, str) else ""
    match operator:
        case Text() | Exactly() | Host() | EqualsIgnoreCase() | Constant():
            yield operator.value
        case Equal(spelled, micro):
            yield Number(spelled) if micro is None else _number(micro)
        case Prefix(affix) | PrefixIgnoreCase(affix):
            yield affix + text[len(affix) :]
        case Suffix(affix) | SuffixIgnoreCase(affix):
            yield text[: max(0, len(text) - len(affix))] + affix
        case Wildcard():
            yield "".join(operator.pieces)
        case Numeric():
            yield from _in_range(operator, value)
        case Cidr(_, network):
            yield str((ipaddress.IPv4Address if network.bits == 32 else ipaddress.IPv6Address)(network.number))
        case Exists(True):
            yield value
        case AnythingBut():
            yield from (0, -1, True) if isinstance(value, int | float) else (f"{text}x", f"x{text}", "", 0)


def _in_range(operator: Numeric, value: Any) -> Iterator[Any]:
    """The ends of the range, and the nearest numbers inside of them."""
    if isinstance(value, int | float) and not isinstance(value, bool):
        yield value
    for step in (0, _MICRO, 1):
        yield from (_number(operator.low + step), _number(operator.high - step))


def _number(micro: int) -> float:
    return micro // _MICRO if micro % _MICRO == 0 else micro / _MICRO


def _distance(value: Any, candidate: Any) -> float:
    """0 for the same; larger for less alike, most for another type."""
    if isinstance(value, str) and isinstance(candidate, str):
        return 1 - SequenceMatcher(None, value[:_COMPARED], candidate[:_COMPARED], autojunk=False).ratio()
    if not (_is_number(value) and _is_number(candidate)):
        return 0 if value is candidate else math.inf
    try:
        return float(abs(value - candidate))
    except OverflowError:  # an integer beyond every float
        return math.inf


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
