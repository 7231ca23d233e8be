"""Two documents, brought to one form, and the question asked in both directions."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from bridgewright.compat.answers import Status
from bridgewright.compat.dialect import Dialect
from bridgewright.compat.form import Forest, NodeId, Unreadable
from bridgewright.compat.judging import SideJudge, nests_too_deep
from bridgewright.compat.leaf import literal
from bridgewright.compat.reading import Reader, Source
from bridgewright.compat.references import Resolver
from bridgewright.compat.search import Search
from bridgewright.model import JsonValue

BUDGET: Final = 6_000
"""Steps of the search for one direction; a contract's change takes tens."""


class Outcome(StrEnum):
    """What is known of one direction."""

    COMPATIBLE = "compatible"
    BREAKING = "breaking"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Decision:
    """A direction's outcome; `witness` is in a tuple of its own, for null is a witness too."""

    outcome: Outcome
    witness: tuple[JsonValue, ...] = ()
    reason: str = ""


COMPATIBLE: Final = Decision(Outcome.COMPATIBLE)


@dataclass(frozen=True, slots=True)
class Side:
    """One document of a comparison: `pointer` is where its schema stands."""

    content: JsonValue
    dialect: Dialect
    pointer: str


def refusal(side: Side) -> str:
    """Why a validator refuses the schema as one of its dialect; empty when it doesn't."""
    if nests_too_deep(side.content):
        return "it nests too deep"
    try:
        SideJudge(side.content, side.dialect, side.pointer, Resolver(side.content), assert_formats=False)
    except Unreadable as error:
        return str(error)
    return ""


class Engine:
    """Compares schemas of two documents, and of variants of them.

    `closed` is the content model: producers send only declared properties.

    Raises:
        Unreadable: a document is no schema of its dialect.
    """

    def __init__(self, old: Side, new: Side, *, assert_formats: bool, closed: bool, budget: int = BUDGET) -> None:
        if nests_too_deep(old.content) or nests_too_deep(new.content):
            raise Unreadable("the document nests too deep to be compared")
        self.sides = (old, new)
        self.assert_formats = assert_formats
        self.closed = closed
        self.budget = budget
        self.spare = 3 * budget
        """Steps for looking at changes one by one, all together."""
        self.refused = ""
        """Why a validator refuses one of the schemas; then there are proofs, but no witnesses."""
        self._sources = tuple(Source(side.content, side.dialect, Resolver(side.content)) for side in self.sides)
        self.judges = tuple(self._judge(at) for at in (0, 1))
        self.forest = Forest()
        self._reader = Reader(self.forest, self._sources, assert_formats=assert_formats)
        self.roots = self._read()

    def _judge(self, at: int) -> SideJudge | None:
        side, resolver = self.sides[at], self._sources[at].resolver
        try:
            return SideJudge(side.content, side.dialect, side.pointer, resolver, assert_formats=self.assert_formats)
        except Unreadable as error:
            self.refused = str(error)
            return None

    def _read(self) -> tuple[NodeId, NodeId]:
        old = self._reader.read(0, self.sides[0].pointer)
        new = self._reader.read(1, self.sides[1].pointer)
        self.forest.settle()
        return self.forest.now(old), self.forest.now(new)

    @property
    def same(self) -> bool:
        """True when both documents say the same, in whichever spelling."""
        return self.roots[0] == self.roots[1]

    def node(self, side: int, pointer: str) -> NodeId | None:
        """The node of a schema inside one document; None when nothing was read there."""
        known = self._reader.known(side, pointer)
        return None if known is None else self.forest.now(known)

    def resolver(self, side: int) -> Resolver:
        """What finds the targets of one document's refs."""
        return self._sources[side].resolver

    def decide(self, producer: int) -> Decision:
        """Does the other side accept every event of the side `producer` (0 old, 1 new)?"""
        return self._decide(self.forest, self.roots[producer], self.roots[1 - producer], producer)

    def is_empty(self, side: int) -> bool:
        """True when it is proved that nothing follows the schema of one document."""
        search = Search(self.forest, self.budget)
        return search.ask(frozenset({literal(self.roots[side])})).status is Status.EMPTY

    def decide_edited(self, variant: JsonValue, producer: int) -> Decision:
        """Does a variant of the producer's document accept all its events? A witness is still of the real documents.

        `variant` may hold `Foreign` schemas of the other document: it is how one change is looked at alone.
        """
        forest = Forest()
        sources = (*self._sources, Source(variant, self.sides[producer].dialect, Resolver(variant)))
        reader = Reader(forest, sources, assert_formats=self.assert_formats)
        sent = reader.read(producer, self.sides[producer].pointer)
        read = reader.read(2, self.sides[producer].pointer)
        forest.settle()
        return self._decide(forest, forest.now(sent), forest.now(read), producer, min(self.budget, self.spare))

    def _decide(self, forest: Forest, sent: NodeId, read: NodeId, producer: int, budget: int | None = None) -> Decision:
        if sent == read:
            return COMPATIBLE
        search = Search(forest, self.budget if budget is None else budget)
        state = frozenset({literal(sent, producer=self.closed), literal(read, refused=True)})
        writer, reader = self.judges[producer], self.judges[1 - producer]
        answer = search.witness(
            state, lambda value: bool(writer and reader and writer.accepts(value) and reader.refuses(value))
        )
        if budget is not None:
            self.spare -= budget - search.left
        if answer.status is Status.EMPTY:
            return COMPATIBLE
        if answer.status is Status.FOUND:
            return Decision(Outcome.BREAKING, answer.values)
        if self.refused:
            return Decision(Outcome.UNDECIDED, reason=self.refused)
        why = "the search was too large" if search.spent else "neither a proof nor a witness was found"
        return Decision(Outcome.UNDECIDED, reason=why)
