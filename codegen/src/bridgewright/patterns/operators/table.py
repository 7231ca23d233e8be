"""Which key of a match expression is which operator."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from bridgewright.patterns.errors import InvalidPattern
from bridgewright.patterns.jsontext import Members
from bridgewright.patterns.operators.affix import (
    Prefix,
    PrefixIgnoreCase,
    Suffix,
    SuffixIgnoreCase,
    parse_prefix,
    parse_suffix,
)
from bridgewright.patterns.operators.anything_but import AnythingBut, parse_anything_but
from bridgewright.patterns.operators.cidr import Cidr, parse_cidr
from bridgewright.patterns.operators.exact import Constant, Equal, Exactly, Host, Text, parse_exactly, parse_scalar
from bridgewright.patterns.operators.exists import Exists, parse_exists
from bridgewright.patterns.operators.ignore_case import EqualsIgnoreCase, parse_equals_ignore_case
from bridgewright.patterns.operators.numeric import Numeric, parse_numeric
from bridgewright.patterns.operators.wildcard import Wildcard, parse_wildcard

Operator: TypeAlias = (
    Text
    | Exactly
    | Host
    | Equal
    | Constant
    | Prefix
    | PrefixIgnoreCase
    | Suffix
    | SuffixIgnoreCase
    | EqualsIgnoreCase
    | Wildcard
    | Numeric
    | Cidr
    | Exists
    | AnythingBut
)
"""What a leaf asks of one value: each alternative in its list is one of these."""

PARSERS: dict[str, Callable[[Any, str], Operator]] = {
    "exactly": parse_exactly,
    "prefix": parse_prefix,
    "suffix": parse_suffix,
    "equals-ignore-case": parse_equals_ignore_case,
    "wildcard": parse_wildcard,
    "numeric": parse_numeric,
    "cidr": parse_cidr,
    "exists": parse_exists,
    "anything-but": parse_anything_but,
}


def parse_operator(node: Any, pointer: str) -> Operator:
    """One entry of a leaf's array: a scalar, or an object with one known key."""
    if isinstance(node, list):
        raise InvalidPattern("Match value must be String, number, true, false, or null", pointer)
    if not isinstance(node, Members):
        return parse_scalar(node)
    if not node:
        raise InvalidPattern("Match expression name not found", pointer)
    name, value = node[0]
    if name not in PARSERS:
        raise InvalidPattern(f"Unrecognized match type {name}", pointer)
    operator = PARSERS[name](value, pointer)
    if len(node) > 1:
        wide = name in ("numeric", "anything-but")
        reason = "Too many elements in numeric expression" if wide else "Only one key allowed in match expression"
        raise InvalidPattern(reason, pointer)
    return operator
