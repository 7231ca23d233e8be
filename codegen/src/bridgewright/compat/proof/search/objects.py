"""Objects of a leaf: required properties, demanded ones, names of every sort, and enough of them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import TYPE_CHECKING, Final

from bridgewright.compat.proof.search.answers import EMPTY, Answer, Status
from bridgewright.compat.proof.search.branch import Demand, Leaf
from bridgewright.compat.proof.search.literals import Literal, is_producer, literal, node_of, said_of
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import key_of
from bridgewright.schemas.formats import Unsure, matches, named_by

if TYPE_CHECKING:
    from bridgewright.compat.proof.search.searching import Search

_MAX_PATTERNS: Final = 6
_MAX_PROPERTIES: Final = 600
_MAX_PLACINGS: Final = 200


def objects(search: Search, leaf: Leaf, want: int) -> Iterator[JsonValue]:
    """The objects of a leaf, small ones first; when they end without `Unsure`, a proof that there are no others.

    Raises:
        Unsure: there may be others.
    """
    yield from _Objects(search, leaf, want).values()


class _Objects:
    """The objects of one leaf."""

    def __init__(self, search: Search, leaf: Leaf, want: int) -> None:
        self.search = search
        self.leaf = leaf
        self.want = want
        nodes = search.forest.nodes
        self.props = [(part, nodes[node_of(part)]) for part in leaf.held if nodes[node_of(part)].kind == "props"]
        self.name_parts = {
            said_of(nodes[node_of(part)].children[0], part)
            for part in leaf.held
            if nodes[node_of(part)].kind == "names"
        }
        self.closed = self._closed()
        self.answers: dict[str, Answer] = {}
        """What was found for the properties that must be there, as far as their values alone are asked for."""
        self.unsure = False

    def values(self) -> Iterator[JsonValue]:
        """See `objects`."""
        demanded: dict[str, set[Literal]] = {name: set() for name in self.leaf.required}
        roaming: list[Demand] = []
        for demand in self.leaf.demands:
            if demand.kind == "property":
                demanded[demand.place].add(demand.inside)
            else:
                roaming.append(demand)
        if self.leaf.high is not None and len(demanded) > self.leaf.high:
            return
        for name, inside in demanded.items():
            answer = self._answer(name, inside)
            if answer.status is Status.EMPTY:
                return
            self.answers[name] = answer
        options = [self._places(demand, len(roaming)) for demand in roaming]
        for tries, placing in enumerate(product(*options)):
            if tries >= _MAX_PLACINGS:
                self.unsure = True
                break
            yield from self._placed(demanded, placing)
        if self.unsure:
            raise Unsure

    def _closed(self) -> frozenset[str] | None:
        """The only names that the producer sends, or None where anything goes."""
        names: set[str] = set()
        declares = False
        for part, node in self.props:
            if not is_producer(part):
                continue
            if node.children[-1] not in (self.search.forest.true, self.search.forest.false):
                return None
            declares = declares or bool(node.value[0] or node.value[1])
            names.update(node.value[0])
        return frozenset(names | self.leaf.declared) if declares else None

    def _sent(self, name: str) -> bool:
        if self.closed is None or name in self.closed:
            return True
        return any(is_producer(part) and any(named_by(p, name) for p in node.value[1]) for part, node in self.props)

    def _never(self, name: str, inside: set[Literal]) -> bool:
        """True when no object has such a property."""
        return self._answer(name, inside).status is Status.EMPTY

    def _answer(self, name: str, inside: set[Literal]) -> Answer:
        """A value for a property; `EMPTY` when its name or every value is refused."""
        if name in self.leaf.absent or not self._sent(name):
            return EMPTY
        if self.name_parts and self.search.fits(frozenset(self.name_parts), name) is False:
            return EMPTY
        return self._ask(name, inside)

    def _ask(self, name: str, inside: set[Literal], want: int = 1) -> Answer:
        parts = self.search.expansion.property_literals(self.leaf, name) | inside
        return self.search.ask(frozenset(parts), want)

    def _mentioned(self) -> list[str]:
        names = set(self.leaf.required)
        for _, node in self.props:
            names.update(node.value[0])
        for demand in self.leaf.demands:
            if demand.kind == "other":
                names.update(self.search.forest.nodes[demand.place].value[0])
        return sorted(names - self.leaf.absent)

    def _places(self, demand: Demand, count: int) -> list[tuple[str, set[Literal]]]:
        """Each name under which a roaming demand could be met, with what its value must be.

        Of names that nothing mentions there are as many as there are demands, so that each can have its own.
        """
        inside = set() if demand.kind == "name" else {demand.inside}
        found = []
        for name in self._mentioned():
            meets = self._meets(demand, name)
            if meets is None:
                self.unsure = True
            elif meets and not self._never(name, inside):
                found.append((name, inside))
        refused = {demand.inside} if demand.kind == "name" else set()
        found += [(name, inside) for name in self._fresh(refused, demand, count) if not self._never(name, inside)]
        return found

    def _meets(self, demand: Demand, name: str) -> bool | None:
        if demand.kind == "matching":
            return matches(demand.place, name)
        if demand.kind == "name":
            return self.search.fits(frozenset({demand.inside}), name)
        names, patterns = self.search.forest.nodes[demand.place].value
        return name not in names and not any(named_by(pattern, name) for pattern in patterns)

    def _fresh(self, name_parts: set[Literal], demand: Demand | None = None, want: int = 1) -> list[str]:
        """Names that nothing mentions: some for each set of patterns that a name can match."""
        forest = self.search.forest
        patterns = {pattern for _, node in self.props for pattern in node.value[1]}
        fixed: dict[str, bool] = {}
        if demand is not None and demand.kind == "matching":
            fixed[demand.place] = True
        elif demand is not None and demand.kind == "other":
            fixed = dict.fromkeys(forest.nodes[demand.place].value[1], False)
        free = sorted(patterns - set(fixed))
        if len(free) > _MAX_PATTERNS:
            self.unsure = True
            return []
        if self.closed is not None and not any(node.value[1] for part, node in self.props if is_producer(part)):
            return []
        known = frozenset(key_of(name) for name in {*self._mentioned(), *self.leaf.absent})
        common = {literal(forest.add("types", frozenset({"string"})))} | self.name_parts | name_parts
        if known:
            common.add(literal(forest.add("finite", known), refused=True))
        found: list[str] = []
        for matched in product((False, True), repeat=len(free)):
            signature = fixed | dict(zip(free, matched, strict=True))
            parts = {literal(forest.add("pattern", p), refused=not hit) for p, hit in signature.items()}
            answer = self.search.ask(frozenset(common | parts), want)
            if answer.status is Status.UNKNOWN:
                self.unsure = True
            found += [name for name in answer.values if isinstance(name, str) and self._sent(name)]
        return found

    def _placed(
        self, demanded: dict[str, set[Literal]], placing: tuple[tuple[str, set[Literal]], ...]
    ) -> Iterator[JsonValue]:
        wanted = {name: set(inside) for name, inside in demanded.items()}
        for name, inside in placing:
            wanted.setdefault(name, set()).update(inside)
        if self.leaf.high is not None and len(wanted) > self.leaf.high:
            self.unsure = self.unsure or len(placing) > 1  # two demands may share a name that wasn't thought of
            return
        made: dict[str, JsonValue] = {}
        for name in sorted(wanted):
            known = self.answers.get(name) if wanted[name] == demanded.get(name) else None
            answer = known or self._ask(name, wanted[name])
            if answer.status is Status.EMPTY:
                return
            if not answer.values:
                self.unsure = True
                return
            made[name] = answer.values[0]
        yield from self._filled(made, wanted)

    def _filled(self, made: dict[str, JsonValue], wanted: dict[str, set[Literal]]) -> Iterator[JsonValue]:
        """The object, with as many more properties as it must have; then others like it."""
        if self.leaf.low > _MAX_PROPERTIES:
            raise Unsure
        extra: Iterator[tuple[str, JsonValue]] = self._extras(set(made))
        filled = dict(made)
        while len(filled) < self.leaf.low:
            more = next(extra, None)
            if more is None:
                return
            filled[more[0]] = more[1]
        if ("object", key_of(filled)[1]) not in self.leaf.excluded:
            yield filled
        yield from self._variations(filled, wanted, extra)
        raise Unsure

    def _variations(
        self, filled: dict[str, JsonValue], wanted: dict[str, set[Literal]], extra: Iterator[tuple[str, JsonValue]]
    ) -> Iterator[JsonValue]:
        needed = self.want + len(self.leaf.excluded) + 1
        for name in filled:
            for value in self._ask(name, wanted.get(name, set()), needed).values[1:]:
                yield filled | {name: value}
        grown = dict(filled)
        for name, value in extra:
            yield filled | {name: value}
            grown[name] = value
            if len(grown) - len(filled) > needed:
                break
            yield dict(grown)

    def _extras(self, taken: set[str]) -> Iterator[tuple[str, JsonValue]]:
        """More properties that the object could have, each once."""
        for name in self._mentioned():
            if name in taken or self._never(name, set()):
                continue
            answer = self._ask(name, set())
            if answer.values:
                yield name, answer.values[0]
            else:
                self.unsure = True
        count = max(self.leaf.low, 2) + len(self.leaf.excluded)
        for name in self._fresh(set(), want=count):
            if name not in taken and not self._never(name, set()):
                answer = self._ask(name, set())
                if answer.values:
                    yield name, answer.values[0]
                else:
                    self.unsure = True
