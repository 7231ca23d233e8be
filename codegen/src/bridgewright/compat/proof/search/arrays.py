"""Arrays of a leaf: prefix and rest, items that must be there, distinct or repeated items, and enough of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, product
from typing import TYPE_CHECKING, Any, Final

from bridgewright.compat.proof.search.answers import Answer, Status
from bridgewright.compat.proof.search.branch import Leaf
from bridgewright.compat.proof.search.literals import Literal, is_producer, negated, node_of, of_producer
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import key_of
from bridgewright.schemas.formats import Unsure

if TYPE_CHECKING:
    from bridgewright.compat.proof.search.searching import Search

_MAX_LENGTH: Final = 1200
_MAX_PREFIX: Final = 200
_MAX_PLACINGS: Final = 300


def arrays(search: Search, leaf: Leaf, want: int) -> Iterator[JsonValue]:
    """The arrays of a leaf, short ones first; when they end without `Unsure`, a proof that there are no others.

    Raises:
        Unsure: there may be others.
    """
    yield from _Arrays(search, leaf, want).values()


class _Arrays:
    """The arrays of one leaf."""

    def __init__(self, search: Search, leaf: Leaf, want: int) -> None:
        self.search = search
        self.leaf = leaf
        self.want = want
        nodes = search.forest.nodes
        prefixes = [nodes[node_of(part)].value for part in leaf.held if nodes[node_of(part)].kind == "items"]
        placed = [d.place + (d.kind == "item") for d in leaf.demands if d.kind in ("item", "tail")]
        self.prefix = max([*prefixes, *placed], default=0)
        self.held = max(prefixes, default=0)
        """From here on one schema holds for all items, whatever is demanded of some."""
        self.unsure = False
        self.longest = leaf.high

    def values(self) -> Iterator[JsonValue]:
        """See `arrays`."""
        if self.prefix > _MAX_PREFIX:
            raise Unsure
        self._shorten()
        if self.longest is not None and self.longest < self.leaf.low:
            return
        if self._miscounted():
            return
        fixed: dict[int, set[Literal]] = {}
        roaming: list[tuple[int, Literal]] = []
        for demand in self.leaf.demands:
            if demand.kind == "item":
                fixed.setdefault(demand.place, set()).add(demand.inside)
            elif demand.kind == "tail":
                roaming.append((demand.place, demand.inside))
            elif demand.kind == "count" and not self._enough(demand.place, demand.inside):
                return
        roaming += self._counts()
        if any(self._never(place, inside) for place, inside in fixed.items()):
            return
        yield from self._roamed(fixed, roaming)
        if self.unsure:
            raise Unsure

    def _counts(self) -> list[tuple[int, Literal]]:
        """A demand for each item that must follow some schema: of two counts of one schema the larger holds both."""
        most: dict[Literal, int] = {}
        for demand in self.leaf.demands:
            if demand.kind == "count":
                most[demand.inside] = max(most.get(demand.inside, 0), demand.place)
        if sum(most.values()) > 12:
            raise Unsure
        found: list[tuple[int, Literal]] = []
        for inside, count in sorted(most.items()):
            # what a producer sends follows the schema, too
            sent = 0 if is_producer(inside) else most.get(of_producer(inside), 0)
            found += [(0, inside)] * max(count - sent, 0)
        return found

    def _ask(self, place: int, inside: set[Literal], want: int = 1) -> Answer:
        parts = self.search.expansion.item_literals(self.leaf, place)
        return self.search.ask(frozenset(parts | inside), want)

    def _never(self, place: int, inside: set[Literal]) -> bool:
        if self.longest is not None and place >= self.longest:
            return True
        return self._ask(place, inside).status is Status.EMPTY

    def _shorten(self) -> None:
        """An index at which nothing can stand ends every array."""
        for place in range(self.prefix + 1):
            if self.longest is not None and place >= self.longest:
                return
            if self._ask(place, set()).status is Status.EMPTY:
                self.longest = place
                return

    def _miscounted(self) -> bool:
        """True when more items must follow one schema than may follow another that says no less."""
        most = [demand for demand in self.leaf.demands if demand.kind == "fewer" and demand.place > 0]
        least = [demand for demand in self.leaf.demands if demand.kind == "count"]
        shared = self.search.expansion.item_literals(self.leaf, 0) if self.prefix == 0 else set()
        return any(
            many.place > few.place
            and self.search.ask(frozenset(shared | {many.inside, negated(few.inside)})).status is Status.EMPTY
            for few in most
            for many in least
        )

    def _enough(self, count: int, inside: Literal) -> bool:
        """False when fewer than `count` places could hold such an item."""
        if not self._never(self.prefix, {inside}):
            prefix = self.prefix if self.longest is None else min(self.prefix, self.longest)
            free = None if self.longest is None else self.longest - prefix
        else:
            prefix, free = self.prefix, 0
        if free is None:
            return True
        return free + sum(not self._never(place, {inside}) for place in range(prefix)) >= count

    def _roamed(self, fixed: dict[int, set[Literal]], roaming: list[tuple[int, Literal]]) -> Iterator[JsonValue]:
        """Each way of giving the roaming demands their places, those after the prefix first."""
        options = []
        for at, (start, inside) in enumerate(roaming):
            later = [self.prefix + at] if not self._never(self.prefix, {inside}) else []
            places = later + [place for place in range(start, self.prefix) if not self._never(place, {inside})]
            options.append(places)
        if not all(options):
            return
        for tries, placing in enumerate(product(*options)):
            if tries >= _MAX_PLACINGS:
                self.unsure = True
                return
            if len(roaming) > 1 and len(set(placing)) < len(placing) and self._counted(roaming):
                continue
            wanted = {place: set(inside) for place, inside in fixed.items()}
            for place, (_, inside) in zip(placing, roaming, strict=True):
                wanted.setdefault(place, set()).add(inside)
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
        """True when one demand stands there several times: then each needs a place of its own."""
        return len(set(roaming)) < len(roaming)

    def _compact(self, wanted: dict[int, set[Literal]]) -> dict[int, set[Literal]]:
        """Items after the prefix move together, so that the array is no longer than it must be."""
        after = [wanted[place] for place in sorted(wanted) if place >= self.prefix]
        before = {place: inside for place, inside in wanted.items() if place < self.prefix}
        return before | {self.prefix + at: inside for at, inside in enumerate(after)}

    def _repeated(self, wanted: dict[int, set[Literal]]) -> Iterator[JsonValue]:
        if not self.leaf.repeated:
            yield from self._filled(wanted, None)
            return
        last = max([*wanted, self.prefix]) + 3
        if last > 40:
            raise Unsure
        for one, other in combinations(range(last), 2):
            if self.longest is not None and other >= self.longest:
                continue
            parts = self.search.expansion.item_literals(self.leaf, one)
            parts |= self.search.expansion.item_literals(self.leaf, other)
            parts |= wanted.get(one, set()) | wanted.get(other, set())
            answer = self.search.ask(frozenset(parts))
            if answer.values:
                yield from self._some(self._filled(wanted | {one: parts, other: parts}, (one, other)))
            elif answer.status is Status.UNKNOWN:
                self.unsure = True

    def _filled(self, wanted: dict[int, set[Literal]], same: tuple[int, int] | None) -> Iterator[JsonValue]:
        length = max([self.leaf.low, *(place + 1 for place in wanted)])
        if self.longest is not None and length > self.longest:
            self.unsure = self.unsure or max(wanted, default=0) >= self.prefix
            return
        if any(self._ask(place, inside).status is Status.EMPTY for place, inside in wanted.items()):
            return
        if length > _MAX_LENGTH:
            raise Unsure
        if self.leaf.unique and self._too_few(length):
            return
        made: list[JsonValue] = []
        used: set[object] = set()
        for place in range(length):
            value = self._item(place, wanted.get(place, set()), used)
            if value is _NOTHING:
                self.unsure = True
                return
            made.append(value)
            if self.leaf.unique:
                used.add(key_of(value))
        if same is not None:
            made[same[1]] = made[same[0]]
        if ("array", key_of(made)[1]) not in self.leaf.excluded:
            yield made
        yield from self._variations(made, wanted, used)
        raise Unsure

    def _too_few(self, length: int) -> bool:
        """True when the items' values are so few that two must be equal: a proof by counting."""
        places = length - self.held
        if places < 2:
            return False
        answer = self._ask(self.held, set(), places)
        return answer.complete and len(answer.values) < places

    def _item(self, place: int, inside: set[Literal], used: set[object]) -> Any:
        """A value for a place: one that no other place has, and that no bound on matching items counts."""
        spare = inside | {
            negated(demand.inside) for demand in self.leaf.demands if demand.kind == "fewer" and demand.place > 0
        }
        for parts in (spare, inside) if spare != inside else (inside,):
            answer = self._ask(place, parts, len(used) + 1 if used else 1)
            for value in answer.values:
                if key_of(value) not in used:
                    return value
        return _NOTHING

    def _variations(
        self, made: list[JsonValue], wanted: dict[int, set[Literal]], used: set[object]
    ) -> Iterator[JsonValue]:
        needed = self.want + len(self.leaf.excluded) + 1
        for place in range(min(len(made), 8)):
            for value in self._ask(place, wanted.get(place, set()), needed).values:
                if not self.leaf.unique or key_of(value) not in used:
                    yield [*made[:place], value, *made[place + 1 :]]
        grown = list(made)
        taken = set(used)
        while len(grown) < len(made) + needed and (self.longest is None or len(grown) < self.longest):
            value = self._item(len(grown), set(), taken)
            if value is _NOTHING:
                return
            grown.append(value)
            if self.leaf.unique:
                taken.add(key_of(value))
            yield list(grown)


_NOTHING: Final = object()
