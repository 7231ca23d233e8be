"""Patterns against a contract: an event that is valid and matches, or the proof that there is none.

An event is built from schema and pattern together, then held against the judge and the pattern. Where building
fails without a proof the answer is "undecided", never "dead". An open object may hold fields that nobody declared;
that such a field's name could spell the path of a declared one, with dots, is left out of account.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import islice, product
from typing import Any

from bridgewright.contracts.model import EventContract
from bridgewright.documents.pointers import value_at
from bridgewright.patterns.pattern import Pattern
from bridgewright.patterns.tree import Leaf
from bridgewright.routing.building import Dead, EventBuilder, Need
from bridgewright.routing.fitting import Undecided
from bridgewright.sample.envelope import envelope
from bridgewright.sample.shapes import Shapes
from bridgewright.schemas.judge import Judge, TooManySteps

__all__ = ["Difference", "Events", "Verdict", "routing_differences"]

ENVELOPE = "/components/schemas/AWSEvent"
_MAX_WAYS = 300


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is known of a question about the events of a contract."""

    event: dict[str, Any] | None = None
    """An event that is valid under the contract and answers the question with yes."""
    reason: str = ""
    """Without an event: why there is none, or why none was found."""
    proof: Dead | None = None
    """That there is no such event; None when that isn't proven."""

    @property
    def is_dead(self) -> bool:
        """True when it is proven that there is no such event."""
        return self.proof is not None


class Events:
    """The events that one version of a contract allows, to be asked about patterns over whole events."""

    def __init__(self, contract: EventContract) -> None:
        content = contract.asserted.content
        self.contract = contract
        self.judge = Judge(content)
        self._shapes = Shapes(content)
        names = {"source": contract.source, "detail-type": contract.detail_type, "version": "0"}
        named = {"properties": {name: {"type": "string", "enum": [value]} for name, value in names.items()}}
        self._root = self._shapes.of(((ENVELOPE, value_at(content, ENVELOPE)), ("#named", named)))

    def witness(self, *patterns: Pattern) -> Verdict:
        """An event that all the patterns match; dead when no event of the contract is matched by all."""
        ways = product(*(pattern.branches for pattern in patterns))
        needs = (Need.of([(owner, leaf) for owner, leaves in enumerate(way) for leaf in leaves]) for way in ways)
        return self._first(needs, lambda event: all(pattern.matches_decoded(event) for pattern in patterns))

    def outside(self, pattern: Pattern, other: Pattern) -> Verdict:
        """An event that `pattern` matches and `other` doesn't; dead when `other` matches all that `pattern` does."""
        needs = (
            Need.of([(0, leaf) for leaf in leaves], unwanted)
            for leaves in pattern.branches
            for unwanted in product(*other.branches)
        )
        return self._first(needs, lambda event: pattern.matches_decoded(event) and not other.matches_decoded(event))

    def impossible(self, leaf: Leaf) -> Dead | None:
        """The proof that no event satisfies a leaf on its own; None when one may."""
        try:
            EventBuilder(self._shapes, self.judge, is_whole=False).value(self._root, Need.of([(0, leaf)]), "")
        except Dead as dead:
            return dead
        except (Undecided, RecursionError):
            pass
        return None

    def _first(self, needs: Iterable[Need], holds: Callable[[Any], bool]) -> Verdict:
        builder = EventBuilder(self._shapes, self.judge, is_whole=True)
        for example in self.contract.examples:
            event = envelope(self.contract, example.detail)
            if holds(event) and self._is_valid(event):
                return Verdict(event)
        dead: Dead | None = None
        undecided = ""
        needs = iter(needs)
        for need in islice(needs, _MAX_WAYS):
            try:
                event = self._complete(builder.value(self._root, need, ""), need)
                if holds(event) and self._is_valid(event):
                    return Verdict(event)
            except Dead as error:
                dead = dead or error
                continue
            except (Undecided, RecursionError):
                pass
            undecided = f"no event of {self.contract.id} was found that matches, nor a proof that there is none"
        if undecided or next(needs, None) is not None:
            return Verdict(reason=undecided or "it has too many alternatives to try them all")
        return Verdict(reason=str(dead), proof=dead)

    def _is_valid(self, event: dict[str, Any]) -> bool:
        try:
            return self.judge.accepts({"$ref": f"#{ENVELOPE}"}, event)
        except TooManySteps:
            return False

    def _complete(self, event: Any, need: Need) -> dict[str, Any]:
        """The event with the envelope of a real one, but for what the pattern asks of the envelope."""
        whole = envelope(self.contract, event["detail"])
        return {name: value for name, value in whole.items() if name not in need.below} | {
            name: value for name, value in event.items() if name in need.below
        }


@dataclass(frozen=True, slots=True)
class Difference:
    """A rule that routes the events of two versions of a contract differently."""

    rule: str
    verb: str
    """`stops` or `starts`."""
    event: dict[str, Any]
    """Such an event: of the old version where the rule stops matching, of the new one where it starts."""
    proof: Dead
    """Why there is no such event in the other version."""
    leaf: Leaf | None = None
    """The leaf of which one value is concerned; None when the whole rule is, or one of its `$or` branches."""

    def __str__(self) -> str:
        return f"rule {self.rule} {self.verb} matching events like this one: {json.dumps(self.event)}"


def routing_differences(old: EventContract, new: EventContract, rules: Mapping[str, Pattern]) -> tuple[Difference, ...]:
    """What rules match in one version of a contract and can't in the other, as a whole or by one value of a leaf.

    Only what is proven is said: a difference has an event of one version, and a proof for the other.
    """
    before, after = Events(old), Events(new)
    found: list[Difference] = []
    for name, pattern in rules.items():
        whole = _difference(name, pattern, None, before, after)
        parts = () if whole else islice(_parts(pattern), _MAX_WAYS)
        found += [whole] if whole else []
        found += [part for leaf, piece in parts if (part := _difference(name, piece, leaf, before, after))]
    return tuple(found)


def _difference(name: str, pattern: Pattern, leaf: Leaf | None, before: Events, after: Events) -> Difference | None:
    old, new = before.witness(pattern), after.witness(pattern)
    if old.event is not None and new.proof:
        return Difference(name, "stops", old.event, new.proof, leaf)
    if new.event is not None and old.proof:
        return Difference(name, "starts", new.event, old.proof, leaf)
    return None


def _parts(pattern: Pattern) -> Iterator[tuple[Leaf | None, Pattern]]:
    """The pattern with one branch alone, and with one value of one leaf alone."""
    for branch in pattern.branches:
        if len(pattern.branches) > 1:
            yield None, replace(pattern, branches=(branch,))
        for index, leaf in enumerate(branch):
            for operator in leaf.operators if len(leaf.operators) > 1 else ():
                only = replace(leaf, operators=(operator,))
                yield only, replace(pattern, branches=((*branch[:index], only, *branch[index + 1 :]),))
