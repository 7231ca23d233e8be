"""Arrays of a branch: prefix and rest, items that must be there, distinct or repeated items, and enough of them.

1. The prefix reaches as far as any literal or demand tells indexes apart; after it one schema is for all items. The
   first index at which no value can stand ends every array.
2. Demands with an index are fixed. The others roam: `tail` and `count` may be met at any index, so every combination
   is tried, those after the prefix first and packed together, for the shortest array is enough.
3. For each combination the items are asked for, index by index. Where items must be distinct, as many values are
   asked for as there are used ones; where all values of an item are known and fewer than the indexes, counting is the
   proof. Where two must be equal, one value is asked for that does at both indexes.
4. No array comes of a combination that some item makes impossible; when that goes for all combinations, there is
   none. Whatever was left out on the way (too many combinations, an item that nobody found) makes the end unsure.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import Any, Final

from bridgewright.compat.proof.search.answers import Answer, Status
from bridgewright.compat.proof.search.branch import Branch
from bridgewright.compat.proof.search.literals import Literal, is_producer, negated, node_of, of_producer
from bridgewright.compat.proof.search.questions import Questions
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import key_of
from bridgewright.schemas.format_languages import Unsure

_MAX_LENGTH: Final = 1200
_MAX_PREFIX: Final = 200
_MAX_COMBINATIONS: Final = 300


def arrays(search: Questions, branch: Branch, want: int) -> Iterator[JsonValue]:
    """The arrays of a branch, short ones first; when they end without `Unsure`, a proof that there are no others.

    Raises:
        Unsure: there may be others.
    """
    yield from _Arrays(search, branch, want).values()


class _Arrays:
    """The arrays of one branch."""

    def __init__(self, search: Questions, branch: Branch, want: int) -> None:
        self.search = search
        self.branch = branch
        self.want = want
        nodes = search.forest.nodes
        said = [nodes[node_of(lit)] for lit in branch.positive]
        prefixes = [node.value for node in said if node.kind == "items"]
        placed = [d.operand + (d.kind == "item") for d in branch.demands if d.kind in ("item", "tail")]
        self.prefix = max([*prefixes, *placed], default=0)
        self.listed = max(prefixes, default=0)
        """From this index on one schema is for all items, whatever is demanded of some."""
        self.unsure = False
        self.longest = branch.high

    def values(self) -> Iterator[JsonValue]:
        """See `arrays`."""
        if self.prefix > _MAX_PREFIX:
            raise Unsure
        self._shorten()
        if self.longest is not None and self.longest < self.branch.low:
            return
        if self._miscounted():
            return
        fixed: dict[int, set[Literal]] = {}
        roaming: list[tuple[int, Literal]] = []
        for demand in self.branch.demands:
            if demand.kind == "item":
                fixed.setdefault(demand.operand, set()).add(demand.inside)
            elif demand.kind == "tail":
                roaming.append((demand.operand, demand.inside))
            elif demand.kind == "count" and not self._enough(demand.operand, demand.inside):
                return
        roaming += self._counts()
        if any(self._never(index, inside) for index, inside in fixed.items()):
            return
        yield from self._roamed(fixed, roaming)
        if self.unsure:
            raise Unsure

    def _counts(self) -> list[tuple[int, Literal]]:
        """A demand for each item that must follow some schema: the larger count of one schema does for both."""
        most: dict[Literal, int] = {}
        for demand in self.branch.demands:
            if demand.kind == "count":
                most[demand.inside] = max(most.get(demand.inside, 0), demand.operand)
        if sum(most.values()) > 12:
            raise Unsure
        found: list[tuple[int, Literal]] = []
        for inside, count in sorted(most.items()):
            # what a producer sends follows the schema, too
            sent = 0 if is_producer(inside) else most.get(of_producer(inside), 0)
            found += [(0, inside)] * max(count - sent, 0)
        return found

    def _ask(self, index: int, inside: set[Literal], want: int = 1) -> Answer:
        lits = self.search.expansion.item_literals(self.branch, index)
        return self.search.ask(frozenset(lits | inside), want)

    def _never(self, index: int, inside: set[Literal]) -> bool:
        if self.longest is not None and index >= self.longest:
            return True
        return self._ask(index, inside).status is Status.EMPTY

    def _shorten(self) -> None:
        """An index at which nothing can stand ends every array."""
        for index in range(self.prefix + 1):
            if self.longest is not None and index >= self.longest:
                return
            if self._ask(index, set()).status is Status.EMPTY:
                self.longest = index
                return

    def _miscounted(self) -> bool:
        """True when more items must follow one schema than may follow another that says no less."""
        most = [demand for demand in self.branch.demands if demand.kind == "fewer" and demand.operand > 0]
        least = [demand for demand in self.branch.demands if demand.kind == "count"]
        shared = self.search.expansion.item_literals(self.branch, 0) if self.prefix == 0 else set()
        return any(
            many.operand > few.operand
            and self.search.ask(frozenset(shared | {many.inside, negated(few.inside)})).status is Status.EMPTY
            for few in most
            for many in least
        )

    def _enough(self, count: int, inside: Literal) -> bool:
        """False when fewer than `count` indexes could have such an item."""
        if not self._never(self.prefix, {inside}):
            prefix = self.prefix if self.longest is None else min(self.prefix, self.longest)
            free = None if self.longest is None else self.longest - prefix
        else:
            prefix, free = self.prefix, 0
        if free is None:
            return True
        return free + sum(not self._never(index, {inside}) for index in range(prefix)) >= count

    def _roamed(self, fixed: dict[int, set[Literal]], roaming: list[tuple[int, Literal]]) -> Iterator[JsonValue]:
        """Each way of giving the roaming demands their indexes, those after the prefix first."""
        options = []
        for at, (start, inside) in enumerate(roaming):
            later = [self.prefix + at] if not self._never(self.prefix, {inside}) else []
            indexes = later + [index for index in range(start, self.prefix) if not self._never(index, {inside})]
            options.append(indexes)
        if not all(options):
            return
        for tries, chosen in enumerate(product(*options)):
            if tries >= _MAX_COMBINATIONS:
                self.unsure = True
                return
            if len(roaming) > 1 and len(set(chosen)) < len(chosen) and self._counted(roaming):
                continue
            wanted = {index: set(inside) for index, inside in fixed.items()}
            for index, (_, inside) in zip(chosen, roaming, strict=True):
                wanted.setdefault(index, set()).add(inside)
            yield from self._some(self._repeated(self._compact(wanted)))
        if len(roaming) > 1:
            self.unsure = True

    def _some(self, values: Iterator[JsonValue]) -> Iterator[JsonValue]:
        """Values of one way among several: when they end unsure, the other ways are still tried."""
        try:
            yield from values
        except Unsure:
            self.unsure = True

    @staticmethod
    def _counted(roaming: list[tuple[int, Literal]]) -> bool:
        """True when one demand stands there several times: then each needs an index of its own."""
        return len(set(roaming)) < len(roaming)

    def _compact(self, wanted: dict[int, set[Literal]]) -> dict[int, set[Literal]]:
        """Items after the prefix move together, so that the array is no longer than it must be."""
        after = [wanted[index] for index in sorted(wanted) if index >= self.prefix]
        before = {index: inside for index, inside in wanted.items() if index < self.prefix}
        return before | {self.prefix + at: inside for at, inside in enumerate(after)}

    def _repeated(self, wanted: dict[int, set[Literal]]) -> Iterator[JsonValue]:
        if not self.branch.repeated:
            yield from self._filled(wanted, None)
            return
        last = max([*wanted, self.prefix]) + 3
        if last > 40:
            raise Unsure
        for one, other in combinations(range(last), 2):
            if self.longest is not None and other >= self.longest:
                continue
            lits = self.search.expansion.item_literals(self.branch, one)
            lits |= self.search.expansion.item_literals(self.branch, other)
            lits |= wanted.get(one, set()) | wanted.get(other, set())
            answer = self.search.ask(frozenset(lits))
            if answer.values:
                yield from self._some(self._filled(wanted | {one: lits, other: lits}, (one, other)))
            elif answer.status is Status.UNKNOWN:
                self.unsure = True

    def _filled(self, wanted: dict[int, set[Literal]], same: tuple[int, int] | None) -> Iterator[JsonValue]:
        length = max([self.branch.low, *(index + 1 for index in wanted)])
        if self.longest is not None and length > self.longest:
            self.unsure = self.unsure or max(wanted, default=0) >= self.prefix
            return
        if any(self._ask(index, inside).status is Status.EMPTY for index, inside in wanted.items()):
            return
        if length > _MAX_LENGTH:
            raise Unsure
        if self.branch.unique and self._too_few(length):
            return
        made: list[JsonValue] = []
        used: set[object] = set()
        for index in range(length):
            value = self._item(index, wanted.get(index, set()), used)
            if value is _NOTHING:
                self.unsure = True
                return
            made.append(value)
            if self.branch.unique:
                used.add(key_of(value))
        if same is not None:
            made[same[1]] = made[same[0]]
        if ("array", key_of(made)[1]) not in self.branch.excluded:
            yield made
        yield from self._variations(made, wanted, used)
        raise Unsure

    def _too_few(self, length: int) -> bool:
        """True when the items' values are so few that two must be equal: a proof by counting."""
        rest = length - self.listed
        if rest < 2:
            return False
        answer = self._ask(self.listed, set(), rest)
        return answer.complete and len(answer.values) < rest

    def _item(self, index: int, inside: set[Literal], used: set[object]) -> Any:
        """A value for an index: one that no other index has, and that no bound on matching items counts."""
        spare = inside | {
            negated(demand.inside) for demand in self.branch.demands if demand.kind == "fewer" and demand.operand > 0
        }
        for lits in (spare, inside) if spare != inside else (inside,):
            answer = self._ask(index, lits, len(used) + 1 if used else 1)
            for value in answer.values:
                if key_of(value) not in used:
                    return value
        return _NOTHING

    def _variations(
        self, made: list[JsonValue], wanted: dict[int, set[Literal]], used: set[object]
    ) -> Iterator[JsonValue]:
        needed = self.want + len(self.branch.excluded) + 1
        for index in range(min(len(made), 8)):
            for value in self._ask(index, wanted.get(index, set()), needed).values:
                if not self.branch.unique or key_of(value) not in used:
                    yield [*made[:index], value, *made[index + 1 :]]
        grown = list(made)
        taken = set(used)
        while len(grown) < len(made) + needed and (self.longest is None or len(grown) < self.longest):
            value = self._item(len(grown), set(), taken)
            if value is _NOTHING:
                return
            grown.append(value)
            if self.branch.unique:
                taken.add(key_of(value))
            yield list(grown)


_NOTHING: Final = object()
