"""The engine: two schemas in, and for each direction a proof, a witness, or that it is undecided.

A new schema breaks the readers of an old one's events when some event follows the one and not the other. So a
direction is one question: does a value satisfy the producer's schema, and not the reader's?

1. Both schemas are read into one forest (`form`), where equal schemas are equal nodes. Equal roots need no search.
2. The search (`search`) is asked for a value that satisfies the one root and is refused by the other. `EMPTY` is a
   proof: the direction is compatible.
3. A value is shown only when the validators of both sides confirm it (`judging`): the producer's accepts it, the
   reader's refuses it. Then the direction is breaking, and the value is the witness.
4. Neither is undecided: the search spent its budget, a keyword is opaque, validators disagree or refuse the schema
   itself. Before that is said, the question is asked once more with every schema read, where equal meanings in
   different spellings meet.

`decide_edited` asks the same of a variant of the producer's document that has one change alone: that is how each
change gets a verdict of its own.
"""

from __future__ import annotations

import marshal
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from bridgewright.compat.proof.form.equivalence import alike
from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.nodes import NodeId
from bridgewright.compat.proof.form.reading import Loop, Reader
from bridgewright.compat.proof.form.sources import Source
from bridgewright.compat.proof.judging import SideJudge, nests_too_deep
from bridgewright.compat.proof.search.answers import Status
from bridgewright.compat.proof.search.literals import literal
from bridgewright.compat.proof.search.searching import Search
from bridgewright.compat.proof.search.showing import Printer
from bridgewright.compat.proof.search.tracing import TracedSearch
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.dialects import Dialect
from bridgewright.schemas.equality import Unreadable, spelling
from bridgewright.schemas.references import Resolver

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
        SideJudge(side.content, side.dialect, side.pointer, Resolver(side.content, side.dialect), assert_formats=False)
    except Unreadable as error:
        return str(error)
    return ""


class Engine:
    """Compares schemas of two documents, and of variants of them.

    `closed` is the content model: producers send only declared properties. `eager` reads every schema before anything
    is asked: what is not decided otherwise is decided so.

    Raises:
        Unreadable: a document is no schema of its dialect.
    """

    def __init__(  # noqa: PLR0913 - the knobs of a comparison, by name
        self, old: Side, new: Side, *, assert_formats: bool, closed: bool, budget: int = BUDGET, eager: bool = False
    ) -> None:
        self.sides = (old, new)
        self.assert_formats = assert_formats
        self.closed = closed
        self.budget = budget
        self.spare = 3 * budget
        """Steps for looking at changes one by one, all together."""
        self.refused = ""
        """Why a validator refuses one of the schemas; then there are proofs, but no witnesses."""
        self._sources = tuple(
            Source(side.content, side.dialect, Resolver(side.content, side.dialect)) for side in self.sides
        )
        if any(nests_too_deep(source.content, source.resolver.spelled) for source in self._sources):
            raise Unreadable("the document nests too deep to be compared")
        self.judges = tuple(self._judge(at) for at in (0, 1))
        self.eager = eager or bool(self.refused)
        self.forest = self._planted()
        self._reader = self._reader_of(self.forest, self._sources)
        self.roots = self._read()
        self._search = Search(self.forest, budget)

    def _judge(self, at: int) -> SideJudge | None:
        side, resolver = self.sides[at], self._sources[at].resolver
        try:
            return SideJudge(side.content, side.dialect, side.pointer, resolver, assert_formats=self.assert_formats)
        except Unreadable as error:
            self.refused = str(error)
            return None

    def _planted(self) -> Forest:
        """An empty forest."""
        forest = Forest()
        forest.exact_integers = any(side.dialect.exact_integers for side in self.sides)
        return forest

    def _reader_of(self, forest: Forest, sources: tuple[Source, ...]) -> Reader:
        return Reader(forest, sources, assert_formats=self.assert_formats, eager=self.eager)

    def _read(self) -> tuple[NodeId, NodeId]:
        old = self._reader.read(0, self.sides[0].pointer)
        new = self._reader.read(1, self.sides[1].pointer)
        self._loops = bool(self.forest.loops)
        self._reader.settle()
        return self.forest.now(old), self.forest.now(new)

    @property
    def same(self) -> bool:
        """True when both documents say the same, in whichever spelling."""
        return self._alike(*self.roots)

    def _alike(self, one: NodeId, other: NodeId) -> bool:
        try:
            return alike(self.forest, one, other)
        except Loop:
            return False

    def same_schema(self, old: JsonValue, new: JsonValue) -> bool:
        """True when two schemas, one of each document, were met and are spelled alike: other spellings may be, too."""
        one = self._reader.alike.get(id(old))
        return one is not None and one == self._reader.alike.get(id(new))

    def same_at(self, old: str, new: str) -> bool | None:
        """Whether the schemas at two pointers say the same, in whichever spelling; None where nothing was read."""
        one, other = self._reader.known(0, old), self._reader.known(1, new)
        if one is None or other is None:
            return None
        return self._alike(self.forest.now(one), self.forest.now(other))

    def resolver(self, side: int) -> Resolver:
        """What finds the targets of one document's refs."""
        return self._sources[side].resolver

    def decide(self, producer: int) -> Decision:
        """Whether the other side accepts every event of the side `producer` (0 old, 1 new)."""
        try:
            found = self._decide(self._search, self.roots[producer], self.roots[1 - producer], producer, self.budget)
        except Loop:
            return self._thorough().decide(producer)
        if found.outcome is Outcome.UNDECIDED and not self.eager and not self._search.spent:
            return self._thorough().decide(producer)
        return found

    def traced(self, producer: int) -> str:
        """How a direction is decided, step by step, in words: the search that `decide` does, and its outcome."""
        sent, read = self.roots[producer], self.roots[1 - producer]
        names = ("old", "new")
        asked = (literal(sent, producer=self.closed), literal(read, refused=True))
        sides = dict(zip((names[producer], names[1 - producer]), asked, strict=True))
        search = TracedSearch(self.forest, self.budget, Printer(self.forest, sides))
        try:
            found = self._decide(search, sent, read, producer, self.budget)
        except Loop:
            return self._thorough().traced(producer)
        told = [search.told()] if sent != read else ["both sides say the same"]
        told.append(f"{found.outcome}{': ' if found.reason else ''}{found.reason}, {self.budget - search.left} steps")
        if found.outcome is Outcome.UNDECIDED and not self.eager and not search.spent:
            told += ["once more, with every schema read:", self._thorough().traced(producer)]
        return "\n".join(told)

    def _thorough(self) -> Engine:
        """The same question with every schema read, and all that say the same brought together."""
        return Engine(
            *self.sides, assert_formats=self.assert_formats, closed=self.closed, budget=self.budget, eager=True
        )

    def as_compared(self) -> Engine:
        """This engine, or one for the documents as they were, should somebody have changed them since."""
        spelled = [source.resolver.spelled for source in self._sources]
        if all(said is None or spelling(side.content) == said for side, said in zip(self.sides, spelled, strict=True)):
            return self
        old, new = (
            side if said is None else replace(side, content=marshal.loads(said))  # noqa: S302 - spelled by ourselves
            for side, said in zip(self.sides, spelled, strict=True)
        )
        return Engine(
            old, new, assert_formats=self.assert_formats, closed=self.closed, budget=self.budget, eager=self.eager
        )

    def of_schemas(self, old: str, new: str) -> Engine:
        """The same question of two other schemas of the documents.

        Raises:
            Unreadable: nothing stands at a pointer, or it is no schema.
        """
        sides = (replace(self.sides[0], pointer=old), replace(self.sides[1], pointer=new))
        return Engine(*sides, assert_formats=self.assert_formats, closed=self.closed, budget=self.budget)

    def example(self, side: int) -> JsonValue:
        """A value that follows the schema of one document; None where none was found."""
        self._search.renew(self.budget)
        answer = self._search.ask(frozenset({literal(self.roots[side], producer=self.closed)}))
        return answer.values[0] if answer.values else None

    def is_empty(self, side: int) -> bool:
        """True when it is proved that nothing follows the schema of one document."""
        for producer in {self.closed, False}:  # values that a producer sends were thought of already
            self._search.renew(self.budget)
            status = self._search.ask(frozenset({literal(self.roots[side], producer=producer)})).status
            if status is Status.FOUND:
                return False
        return status is Status.EMPTY

    def decide_edited(self, variant: JsonValue, producer: int) -> Decision:
        """Whether a variant of the producer's document accepts all its events.

        A witness is still of the real documents. `variant` may hold `Foreign` schemas of the other document: it is how
        one change is looked at alone.
        """
        names = any(source.resolver.names_schemas for source in self._sources)
        dialect = self.sides[producer].dialect
        source = Source(variant, dialect, Resolver(variant, dialect, nameless=not names))
        budget = min(self.budget, self.spare)
        pointer = self.sides[producer].pointer
        if not self._loops:
            try:
                read = self._reader.read(self._reader.add(source), pointer)
            except Loop:
                pass
            else:
                return self._spent(self._search, self.roots[producer], read, producer, budget)
        forest = self._planted()
        reader = self._reader_of(forest, (*self._sources, source))
        sent = reader.read(producer, pointer)
        read = reader.read(2, pointer)
        reader.settle()
        return self._spent(Search(forest, budget), forest.now(sent), forest.now(read), producer, budget)

    def _spent(self, search: Search, sent: NodeId, read: NodeId, producer: int, budget: int) -> Decision:
        """A decision whose steps are those to spare."""
        found = self._decide(search, sent, read, producer, budget)
        self.spare -= budget - search.left
        return found

    def _decide(self, search: Search, sent: NodeId, read: NodeId, producer: int, budget: int) -> Decision:
        search.renew(budget)
        if sent == read:
            return COMPATIBLE
        state = frozenset({literal(sent, producer=self.closed), literal(read, refused=True)})
        writer, reader = self.judges[producer], self.judges[1 - producer]
        answer = search.witness(
            state, lambda value: bool(writer and reader and writer.accepts(value) and reader.refuses(value))
        )
        if answer.status is Status.EMPTY:
            return COMPATIBLE
        if answer.status is Status.FOUND:
            return Decision(Outcome.BREAKING, answer.values)
        if self.refused:
            return Decision(Outcome.UNDECIDED, reason=self.refused)
        why = "the search was too large" if search.spent else "neither a proof nor a witness was found"
        return Decision(Outcome.UNDECIDED, reason=why)
