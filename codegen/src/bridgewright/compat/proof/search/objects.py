"""Objects of a branch: required properties, demanded ones, names of every sort, and enough of them.

1. A property that must be there is asked for with all that the positive `props` nodes say of its name. When there is
   no value for one, no object fits.
2. The other demands roam: some property whose name matches a pattern, isn't declared, or follows a schema. Each may
   be met under a name that something mentions, or under a fresh one. Fresh names are alike as far as they match the
   same patterns, so there is one for each set of patterns, asked for as a text. Every combination of names is tried.
3. With a closed producer only declared names are sent: others have no value.
4. Properties that are only there to make the object large enough come last.
5. No object comes of a combination that some property makes impossible; when that goes for all, there is none.
   Whatever was left out on the way makes the end unsure.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Final

from bridgewright.compat.proof.search.answers import EMPTY, Answer, Status
from bridgewright.compat.proof.search.branch import Branch, Demand
from bridgewright.compat.proof.search.literals import Literal, is_producer, literal, node_of, said_of
from bridgewright.compat.proof.search.questions import Questions
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import key_of
from bridgewright.schemas.format_languages import Unsure, matches, named_by

_MAX_PATTERNS: Final = 6
_MAX_PROPERTIES: Final = 600
_MAX_COMBINATIONS: Final = 200


def objects(search: Questions, branch: Branch, want: int) -> Iterator[JsonValue]:
    """The objects of a branch, small ones first; when they end without `Unsure`, a proof that there are no others.

    Raises:
        Unsure: there may be others.
    """
    yield from _Objects(search, branch, want).values()


class _Objects:
    """The objects of one branch."""

    def __init__(self, search: Questions, branch: Branch, want: int) -> None:
        self.search = search
        self.branch = branch
        self.want = want
        nodes = search.forest.nodes
        said = [(lit, nodes[node_of(lit)]) for lit in branch.positive]
        self.props = [(lit, node) for lit, node in said if node.kind == "props"]
        self.name_literals = {said_of(node.children[0], lit) for lit, node in said if node.kind == "names"}
        self.sent_names = self._sent_names()
        self.answers: dict[str, Answer] = {}
        """What was found for the properties that must be there, as far as their values alone are asked for."""
        self.unsure = False

    def values(self) -> Iterator[JsonValue]:
        """See `objects`."""
        demanded: dict[str, set[Literal]] = {name: set() for name in self.branch.required}
        roaming: list[Demand] = []
        for demand in self.branch.demands:
            if demand.kind == "property":
                demanded[demand.operand].add(demand.inside)
            else:
                roaming.append(demand)
        if self.branch.high is not None and len(demanded) > self.branch.high:
            return
        for name, inside in demanded.items():
            answer = self._answer(name, inside)
            if answer.status is Status.EMPTY:
                return
            self.answers[name] = answer
        options = [self._named_for(demand, len(roaming)) for demand in roaming]
        for tries, chosen in enumerate(product(*options)):
            if tries >= _MAX_COMBINATIONS:
                self.unsure = True
                break
            yield from self._filled_in(demanded, chosen)
        if self.unsure:
            raise Unsure

    def _sent_names(self) -> frozenset[str] | None:
        """The only names that the producer sends, or None where anything goes."""
        names: set[str] = set()
        declares = False
        for lit, node in self.props:
            if not is_producer(lit):
                continue
            if node.children[-1] not in (self.search.forest.true, self.search.forest.false):
                return None
            declares = declares or bool(node.value[0] or node.value[1])
            names.update(node.value[0])
        return frozenset(names | self.branch.declared) if declares else None

    def _sent(self, name: str) -> bool:
        if self.sent_names is None or name in self.sent_names:
            return True
        return any(is_producer(lit) and any(named_by(p, name) for p in node.value[1]) for lit, node in self.props)

    def _never(self, name: str, inside: set[Literal]) -> bool:
        """True when no object has such a property."""
        return self._answer(name, inside).status is Status.EMPTY

    def _answer(self, name: str, inside: set[Literal]) -> Answer:
        """A value for a property; `EMPTY` when its name or every value is refused."""
        if name in self.branch.absent or not self._sent(name):
            return EMPTY
        if self.name_literals and self.search.fits(frozenset(self.name_literals), name) is False:
            return EMPTY
        return self._ask(name, inside)

    def _ask(self, name: str, inside: set[Literal], want: int = 1) -> Answer:
        lits = self.search.expansion.property_literals(self.branch, name) | inside
        return self.search.ask(frozenset(lits), want)

    def _mentioned(self) -> list[str]:
        names = set(self.branch.required)
        for _, node in self.props:
            names.update(node.value[0])
        for demand in self.branch.demands:
            if demand.kind == "other":
                names.update(self.search.forest.nodes[demand.operand].value[0])
        return sorted(names - self.branch.absent)

    def _named_for(self, demand: Demand, count: int) -> list[tuple[str, set[Literal]]]:
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
            return matches(demand.operand, name)
        if demand.kind == "name":
            return self.search.fits(frozenset({demand.inside}), name)
        names, patterns = self.search.forest.nodes[demand.operand].value
        return name not in names and not any(named_by(pattern, name) for pattern in patterns)

    def _fresh(self, name_literals: set[Literal], demand: Demand | None = None, want: int = 1) -> list[str]:
        """Names that nothing mentions: some for each set of patterns that a name can match."""
        forest = self.search.forest
        patterns = {pattern for _, node in self.props for pattern in node.value[1]}
        fixed: dict[str, bool] = {}
        if demand is not None and demand.kind == "matching":
            fixed[demand.operand] = True
        elif demand is not None and demand.kind == "other":
            fixed = dict.fromkeys(forest.nodes[demand.operand].value[1], False)
        free = sorted(patterns - set(fixed))
        if len(free) > _MAX_PATTERNS:
            self.unsure = True
            return []
        if self.sent_names is not None and not any(node.value[1] for lit, node in self.props if is_producer(lit)):
            return []
        known = frozenset(key_of(name) for name in {*self._mentioned(), *self.branch.absent})
        common = {literal(forest.add("types", frozenset({"string"})))} | self.name_literals | name_literals
        if known:
            common.add(literal(forest.add("finite", known), refused=True))
        found: list[str] = []
        for matched in product((False, True), repeat=len(free)):
            signature = fixed | dict(zip(free, matched, strict=True))
            lits = {literal(forest.add("pattern", p), refused=not hit) for p, hit in signature.items()}
            answer = self.search.ask(frozenset(common | lits), want)
            if answer.status is Status.UNKNOWN:
                self.unsure = True
            found += [name for name in answer.values if isinstance(name, str) and self._sent(name)]
        return found

    def _filled_in(
        self, demanded: dict[str, set[Literal]], chosen: tuple[tuple[str, set[Literal]], ...]
    ) -> Iterator[JsonValue]:
        wanted = {name: set(inside) for name, inside in demanded.items()}
        for name, inside in chosen:
            wanted.setdefault(name, set()).update(inside)
        if self.branch.high is not None and len(wanted) > self.branch.high:
            self.unsure = self.unsure or len(chosen) > 1  # two demands may share a name that wasn't thought of
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
        if self.branch.low > _MAX_PROPERTIES:
            raise Unsure
        extra: Iterator[tuple[str, JsonValue]] = self._extras(set(made))
        filled = dict(made)
        while len(filled) < self.branch.low:
            more = next(extra, None)
            if more is None:
                return
            filled[more[0]] = more[1]
        if ("object", key_of(filled)[1]) not in self.branch.excluded:
            yield filled
        yield from self._variations(filled, wanted, extra)
        raise Unsure

    def _variations(
        self, filled: dict[str, JsonValue], wanted: dict[str, set[Literal]], extra: Iterator[tuple[str, JsonValue]]
    ) -> Iterator[JsonValue]:
        needed = self.want + len(self.branch.excluded) + 1
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
        count = max(self.branch.low, 2) + len(self.branch.excluded)
        for name in self._fresh(set(), want=count):
            if name not in taken and not self._never(name, set()):
                answer = self._ask(name, set())
                if answer.values:
                    yield name, answer.values[0]
                else:
                    self.unsure = True
