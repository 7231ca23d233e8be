"""What a judgement would cost: a validator has no memory, so branches that multiply would keep it busy for ever.

A validator visits a pair of schema and value for each schema that says something of a part of the value. The visits
that follow from one pair are those of the schemas in it, in place or for a member, and of what its refs lead to. They
are counted with a memory, so that each different pair is looked at once: finding out takes as long as there are pairs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeAlias

from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import Unreadable
from bridgewright.schemas.keywords import COMBINED, CONDITIONS, DEPENDENT, KEYWORDS, REFS, Holds
from bridgewright.schemas.references import Resolver

Place: TypeAlias = tuple[Any, str]
"""A schema, and its pointer in the document."""
Follow: TypeAlias = Callable[[str, str], Place | None]
"""(ref, pointer of the schema that has it) -> where it leads; None for nowhere."""

Where: TypeAlias = Any
"""A pointer, or (where the schema around it is, keyword, name or index or None), which a ref alone needs spelled."""
Visit: TypeAlias = tuple[Any, Where, JsonValue, int]
"""A schema, where it is, the value that it is asked about, and how much longer the chain becomes."""

_IN_PLACE: Final = frozenset({*COMBINED, "not", *CONDITIONS, *DEPENDENT})
_LEADS_ON: Final = frozenset({*_IN_PLACE, *REFS})
"""Keywords that visit another schema with a value that has no parts."""
_MULTIPLYING: Final = (b"$ref", b"Ref", b"Of", b"not", b"if", b"then", b"else", b"depend")
"""A document without these words has one visit for each part of a value."""
_OF_PARTS: Final = frozenset(
    name for name, keyword in KEYWORDS.items() if keyword.holds is not Holds.NOTHING and name not in _IN_PLACE
)
_LISTED: Final = frozenset(name for name in _OF_PARTS if KEYWORDS[name].of_type == "array")
_OF_MEMBERS: Final = frozenset({"additionalProperties", "unevaluatedProperties", "propertyNames"})


@dataclass(frozen=True, slots=True)
class Limits:
    """How far one counts. A chain is a way through schemas from the first one; longer ones are too much."""

    visits: int
    pairs: int
    chain: int
    of_member: int
    """How much a step to a member lengthens a chain; a step in place counts two."""
    loop: int
    """What a schema costs that leads back to itself for the same value."""
    lone_refs: bool
    """True where what stands beside a `$ref` is ignored."""


OF_JUDGE: Final = Limits(500_000, 500_000, 200, 1, 500_001, lone_refs=True)
"""For contracts, in OpenAPI 3.0; an example takes a few thousand visits."""
OF_PROOF: Final = Limits(200_000, 60_000, 300, 2, 1, lone_refs=False)
"""For any schemas that are compared, and so judged often."""


class Visits:
    """Counts the visits that follow from a schema and a value, up to one more than the limit."""

    def __init__(self, follow: Follow, limits: Limits) -> None:
        self._follow, self._limits = follow, limits
        self._known: dict[tuple[int, int], int] = {}

    def count(self, place: Place, value: JsonValue) -> int:
        """The visits for a value, of which null stands for no value: schemas reached without reading into it."""
        self._known = {}
        return min(self._of(*place, value, 0), self._limits.visits + 1)

    def _of(self, schema: Any, at: Where, value: JsonValue, chain: int) -> int:
        if not isinstance(schema, Mapping):
            return 1
        pair = (id(schema), id(value))
        if pair in self._known:
            return self._known[pair]
        limits = self._limits
        if chain > limits.chain or len(self._known) > limits.pairs:
            return limits.visits + 1
        self._known[pair] = limits.loop
        total = 1
        for part, where, member, further in self._following(schema, at, value):
            if not isinstance(member, dict | list) and isinstance(part, Mapping) and _LEADS_ON.isdisjoint(part):
                total += 1 if chain + further <= limits.chain else limits.visits
            else:
                total += self._of(part, where, member, chain + further)
            if total > limits.visits:
                break
        self._known[pair] = total
        return total

    def _following(self, schema: Mapping[str, Any], at: Where, value: JsonValue) -> Iterator[Visit]:
        """The visits that follow at once from one."""
        if self._limits.lone_refs and "$ref" in schema:
            target = self._follow(schema["$ref"], _pointer(at))
            if target is not None:
                yield *target, value, 2
            return
        for keyword in schema:
            if keyword in _IN_PLACE:
                for part, where in _parts(schema[keyword], at, keyword):
                    yield part, where, value, 2
            elif keyword in REFS:
                target = self._follow(schema[keyword], _pointer(at)) if isinstance(schema[keyword], str) else None
                if target is not None:
                    yield *target, value, 2
            elif keyword in _OF_PARTS:
                for part, where, member in _of_parts(schema, keyword, at, value):
                    yield part, where, member, self._limits.of_member


def _of_parts(
    schema: Mapping[str, Any], keyword: str, at: Where, value: JsonValue
) -> Iterator[tuple[Any, Where, JsonValue]]:
    """(schema, where it is, member) of what one keyword asks of a value's members."""
    operand = schema[keyword]
    if isinstance(value, dict):
        if keyword == "properties" and isinstance(operand, Mapping):
            yield from ((operand[name], (at, keyword, name), value[name]) for name in value if name in operand)
        elif keyword == "patternProperties" and isinstance(operand, Mapping):
            for name, part in operand.items():
                yield from ((part, (at, keyword, name), member) for member in value.values())
        elif keyword in _OF_MEMBERS and isinstance(operand, Mapping):
            declared = schema.get("properties") if keyword == "additionalProperties" else None
            names = declared if isinstance(declared, Mapping) else ()
            yield from ((operand, (at, keyword, None), member) for name, member in value.items() if name not in names)
    elif isinstance(value, list) and keyword in _LISTED:
        if isinstance(operand, list):
            yield from ((part, (at, keyword, i), value[i]) for i, part in enumerate(operand[: len(value)]))
        elif isinstance(operand, Mapping):
            yield from ((operand, (at, keyword, None), member) for member in value)


def _parts(operand: Any, at: Where, keyword: str) -> Iterator[tuple[Any, Where]]:
    """The schemas under a keyword that is asked about the same value."""
    if isinstance(operand, list):
        yield from ((part, (at, keyword, index)) for index, part in enumerate(operand))
    elif keyword in DEPENDENT:
        if isinstance(operand, Mapping):
            yield from ((part, (at, keyword, name)) for name, part in operand.items())
    else:
        yield operand, (at, keyword, None)


def _pointer(at: Where) -> str:
    tokens: list[str] = []
    while not isinstance(at, str):
        at, keyword, name = at
        tokens += [keyword] if name is None else [escaped(str(name)), keyword]
    return "/".join((at, *reversed(tokens)))


class Cost:
    """What it costs to judge values by one schema of a document that is compared."""

    def __init__(self, resolver: Resolver, pointer: str) -> None:
        self._resolver = resolver
        spelled = resolver.spelled
        self._plain = spelled is not None and not any(word in spelled for word in _MULTIPLYING)
        if not self._plain:
            self._root = self._at(pointer)
            self._visits = Visits(self._follow, OF_PROOF)
            self._compiled = self._is_bearable(None)

    def bearable(self, value: JsonValue) -> bool:
        """True when the validator answers for this value in a moment."""
        return self._plain or (self._compiled and self._is_bearable(value))

    def _is_bearable(self, value: JsonValue) -> bool:
        return self._visits.count(self._root, value) <= OF_PROOF.visits

    def _at(self, pointer: str) -> Place:
        try:
            return self._resolver.value(pointer), pointer
        except Unreadable:
            return None, pointer

    def _follow(self, ref: str, at: str) -> Place | None:
        try:
            target = self._resolver.target(ref, at)
        except Unreadable:
            return None
        return None if target is None else self._at(target)
