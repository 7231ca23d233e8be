"""Can a value that a schema lets pass satisfy an operator of an EventBridge pattern? Simple proofs of "no" only."""

from __future__ import annotations

import json

from bridgewright.judge import Judge
from bridgewright.model import JsonObject
from bridgewright.patterns import Operator
from bridgewright.patterns.operators.affix import Prefix, Suffix
from bridgewright.patterns.operators.anything_but import AnythingBut
from bridgewright.patterns.operators.exact import Constant, Equal, Text
from bridgewright.patterns.operators.exists import Exists
from bridgewright.patterns.operators.numeric import Numeric

_MICRO = 1_000_000
"""`Numeric` counts in millionths, as EventBridge does."""


def may_match(operator: Operator, schema: JsonObject, judge: Judge) -> bool:
    """False only when no value that follows `schema` satisfies `operator`.

    Raises:
        TooManySteps: the schema's branches multiply beyond what can be visited.
    """
    if isinstance(operator, Exists):
        return True
    if "enum" in schema:
        return any(operator.matches(value) for value in schema["enum"])
    if isinstance(operator, Constant) and operator.value is None:
        return schema.get("nullable") is True or "type" not in schema
    match schema.get("type"):
        case "string":
            return _string_may_match(operator, schema, judge)
        case "integer" | "number":
            return _number_may_match(operator, schema, judge)
        case "boolean":
            return isinstance(operator, Constant | AnythingBut)
        case "object":
            return False
        case _:
            return True


def described(schema: JsonObject) -> str:
    """What values a schema lets pass, in a few words: `a string like ^[A-Z]{3}$`, `an integer from 1`."""
    if "enum" in schema:
        shown = ", ".join(json.dumps(value, ensure_ascii=False) for value in schema["enum"][:8])
        return f"one of {shown}{', …' if len(schema['enum']) > 8 else ''}"
    kind = schema.get("type", "value")
    parts = [f"{'an' if kind[0] in 'aio' else 'a'} {kind}"]
    for keyword, words in (
        ("minimum", "from"),
        ("maximum", "to"),
        ("pattern", "like"),
        ("format", "of format"),
        ("maxLength", "of length up to"),
    ):
        if keyword in schema:
            parts.append(f"{words} {schema[keyword]}")
    return " ".join(parts)


def _string_may_match(operator: Operator, schema: JsonObject, judge: Judge) -> bool:
    if isinstance(operator, Equal | Numeric | Constant):
        return False
    if isinstance(operator, Text):
        return judge.accepts(schema, operator.value)
    if isinstance(operator, Prefix | Suffix):
        longest: int = schema.get("maxLength", len(operator.value))
        return len(operator.value) <= longest
    return True


def _number_may_match(operator: Operator, schema: JsonObject, judge: Judge) -> bool:
    if isinstance(operator, Equal):
        return judge.accepts(schema, json.loads(operator.text))
    if isinstance(operator, Numeric):
        low, high = schema.get("minimum"), schema.get("maximum")
        below = low is not None and (
            operator.high < low * _MICRO or (operator.high_open and operator.high == low * _MICRO)
        )
        above = high is not None and (
            operator.low > high * _MICRO or (operator.low_open and operator.low == high * _MICRO)
        )
        return not below and not above
    return isinstance(operator, AnythingBut)
