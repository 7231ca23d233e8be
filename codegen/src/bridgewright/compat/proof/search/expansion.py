"""Takes the literals of a branch apart, node by node, until only choices are left."""

from __future__ import annotations

from itertools import combinations
from typing import Any

from bridgewright.compat.proof.form.forest import KIND_TYPE, Forest
from bridgewright.compat.proof.search.branch import Choice, Demand, Leaf, Part
from bridgewright.compat.proof.search.literals import (
    Literal,
    contradicted,
    is_producer,
    is_refused,
    negated,
    node_of,
    of_producer,
    of_reader,
    said_of,
    said_of_each,
)
from bridgewright.schemas.formats import named_by


class Expansion:
    """Takes literals apart until only choices are left, and the choices that decide themselves with them."""

    def __init__(self, forest: Forest) -> None:
        self.forest = forest
        self.looked_at = 0
        """Alternatives that were weighed so far: what a search costs where choices multiply."""

    def add(self, leaf: Leaf, parts: list[Part]) -> None:
        """Adds everything in `parts` and all that follows from it; the leaf may be closed afterwards."""
        pending = list(parts)
        while not leaf.closed:
            while pending and not leaf.closed:
                part = pending.pop()
                if part in leaf.seen:
                    continue
                leaf.seen.add(part)
                if isinstance(part, Demand):
                    self._demand(leaf, part)
                else:
                    self._literal(leaf, part, pending)
            if leaf.closed or not self._decide(leaf, pending):
                return

    def _decide(self, leaf: Leaf, pending: list[Part]) -> bool:
        """Drops what can't be chosen, and takes what must be; True when something was taken."""
        leaf.choices += [self._broken_props(leaf, part) for part in leaf.broken]
        leaf.broken = []
        open_choices: list[Choice] = []
        for choice in leaf.choices:
            self.looked_at += len(choice)
            left = []
            done = False
            for alternative in choice:
                verdicts = [self._known(leaf, part) for part in alternative]
                if False in verdicts:
                    continue
                if all(verdicts):
                    done = True
                    break
                left.append(alternative)
            if done:
                continue
            if not left:
                leaf.closed = True
                return False
            if len(left) == 1:
                pending.extend(left[0])
            else:
                open_choices.append(tuple(left))
        leaf.choices = open_choices
        return bool(pending)

    def _known(self, leaf: Leaf, part: Part) -> bool | None:  # noqa: C901 - a case for each kind
        """What the leaf already says of a part: holds, can't hold, or nothing."""
        if part in leaf.seen:
            return True
        if isinstance(part, Demand):
            return self._demand_known(leaf, part)
        if not is_producer(part) and of_producer(part) in leaf.seen:
            return True
        if contradicted(part, leaf.seen):
            return False
        node = self.forest.nodes[node_of(part)]
        if node.kind == "atom":
            return self._known(leaf, said_of(self.forest.opened(node_of(part)), part))
        refused = is_refused(part)
        if node.kind in ("true", "false"):
            return (node.kind == "true") != refused
        speaks_of = KIND_TYPE.get(node.kind)
        if speaks_of is not None and speaks_of != leaf.type:
            return not refused
        if node.kind == "types":
            told = self._typed(leaf, node.value)
            return None if told is None else told != refused
        if node.kind == "finite" and leaf.finite is not None and not (leaf.finite & node.value):
            return refused
        if node.kind == "required":
            if node.value in leaf.absent:
                return refused
            return not refused if node.value in leaf.required else None
        return None

    def _demand_known(self, leaf: Leaf, demand: Demand) -> bool | None:
        inside = demand.inside
        if node_of(inside) == (self.forest.true if is_refused(inside) else self.forest.false):
            return demand.place == 0 if demand.kind == "count" else None if demand.kind == "fewer" else False
        if demand.kind == "property":
            if demand.place in leaf.absent:
                return False
            parts = self.property_literals(leaf, demand.place)
            return False if contradicted(inside, parts) else None
        if demand.kind == "item":
            parts = self.item_literals(leaf, demand.place)
            return False if contradicted(inside, parts) else None
        return None

    def property_literals(self, leaf: Leaf, name: str) -> set[Literal]:
        """Everything that is held of the property of this name."""
        found: set[Literal] = set()
        for held in leaf.held:
            node_id = node_of(held)
            node = self.forest.nodes[node_id]
            if node.kind != "props":
                continue
            names, patterns = node.value
            at = self.forest.named(node_id).get(name)
            children = [] if at is None else [at]
            if patterns:
                children += [node.children[len(names) + i] for i, p in enumerate(patterns) if named_by(p, name)]
            found.update(said_of_each(children or (node.children[-1],), held))
        return found

    def item_literals(self, leaf: Leaf, index: int) -> set[Literal]:
        """Everything that is held of the item at this index."""
        found: set[Literal] = set()
        for held in leaf.held:
            node = self.forest.nodes[node_of(held)]
            if node.kind == "items":
                found.add(said_of(node.children[min(index, node.value)], held))
        found.update(negated(d.inside) for d in leaf.demands if d.kind == "fewer" and d.place == 0)
        return found

    def _demand(self, leaf: Leaf, demand: Demand) -> None:
        if demand.kind == "property":
            leaf.required.add(demand.place)
            leaf.closed = leaf.closed or demand.place in leaf.absent
        leaf.demands.append(demand)

    def _literal(  # noqa: C901, PLR0912 - a case for each kind
        self, leaf: Leaf, part: Literal, pending: list[Part]
    ) -> None:
        if contradicted(part, leaf.seen):
            leaf.closed = True
            return
        node_id, refused = node_of(part), is_refused(part)
        node = self.forest.nodes[node_id]
        kind = node.kind
        if kind in ("true", "false"):
            leaf.closed = (kind == "true") == refused
        elif kind == "not":
            pending.append(negated(said_of(node.children[0], part)))
        elif kind == "all":
            if refused:
                leaf.choices.append(tuple((each,) for each in said_of_each(node.children, part)))
            else:
                pending.extend(said_of_each(node.children, part))
        elif kind == "any":
            if refused:
                pending.extend(said_of_each(node.children, part))
            else:
                leaf.choices.append(tuple((each,) for each in said_of_each(node.children, part)))
        elif kind == "one":
            leaf.choices.append(_exactly_one(said_of_each(node.children, part), refused=refused))
        elif kind == "types":
            self._type(leaf, node.value, refused=refused)
        elif kind == "finite":
            if refused:
                leaf.excluded |= node.value
            else:
                leaf.finite = node.value if leaf.finite is None else leaf.finite & node.value
        elif kind == "atom":
            pending.append(said_of(self.forest.opened(node_id), part))
        elif kind in ("opaque", "metaschema"):
            return  # nothing follows from it; a value for the leaf is not sure to fit
        elif KIND_TYPE[kind] != leaf.type:
            leaf.closed = leaf.closed or refused
        elif refused:
            self._refuse(leaf, part)
        else:
            self._hold(leaf, part)

    def _typed(self, leaf: Leaf, types: frozenset[str]) -> bool | None:
        if leaf.type != "number":
            return leaf.type in types
        if "number" in types or ("spelled-integer" in types and leaf.spelled):
            return True
        if "integer" in types:
            return leaf.integer
        return False

    def _type(self, leaf: Leaf, types: frozenset[str], *, refused: bool) -> None:
        told = self._typed(leaf, types)
        if told is None:
            leaf.integer = not refused
        elif told == refused:
            leaf.closed = True

    def _hold(self, leaf: Leaf, part: Literal) -> None:
        node = self.forest.nodes[node_of(part)]
        if node.kind in ("min_length", "min_items", "min_props"):
            leaf.low = max(leaf.low, node.value)
        elif node.kind in ("max_length", "max_items", "max_props"):
            leaf.high = node.value if leaf.high is None else min(leaf.high, node.value)
        elif node.kind == "required":
            leaf.required.add(node.value)
            if is_producer(part):
                leaf.declared.add(node.value)
            leaf.closed = leaf.closed or node.value in leaf.absent
        elif node.kind == "unique":
            leaf.unique = True
            leaf.closed = leaf.closed or leaf.repeated
        elif node.kind == "contains":
            least, most = node.value
            inside = said_of(node.children[0], part)
            if least:
                self._demand(leaf, Demand("count", least, inside))
            if most is not None:
                self._demand(leaf, Demand("fewer", most, of_reader(inside)))
        else:
            leaf.held.append(part)
        leaf.closed = leaf.closed or (leaf.high is not None and leaf.low > leaf.high)

    def _refuse(self, leaf: Leaf, part: Literal) -> None:
        node = self.forest.nodes[node_of(part)]
        if node.kind in ("min_length", "min_items", "min_props"):
            leaf.high = node.value - 1 if leaf.high is None else min(leaf.high, node.value - 1)
        elif node.kind in ("max_length", "max_items", "max_props"):
            leaf.low = max(leaf.low, node.value + 1)
        elif node.kind == "required":
            leaf.absent.add(node.value)
            leaf.closed = leaf.closed or node.value in leaf.required
        elif node.kind == "unique":
            leaf.repeated = True
            leaf.low = max(leaf.low, 2)
            leaf.closed = leaf.closed or leaf.unique
        elif node.kind == "names":
            self._demand(leaf, Demand("name", None, said_of(node.children[0], part)))
        elif node.kind == "props":
            leaf.broken.append(part)
        elif node.kind in ("items", "contains"):
            leaf.choices.append(self._violations(part))
        else:
            leaf.refused.append(node_of(part))
        leaf.closed = leaf.closed or (leaf.high is not None and (leaf.high < 0 or leaf.low > leaf.high))

    def _broken_props(self, leaf: Leaf, part: Literal) -> Choice:
        """Every way to break a `props` node that isn't ruled out by another that says the same of some properties."""
        node_id = node_of(part)
        node = self.forest.nodes[node_id]
        names, patterns = node.value
        open_names: Any = self.forest.named(node_id).items()
        globs = dict(zip(patterns, node.children[len(names) :], strict=False))
        rest = node.children[-1]
        for held in leaf.held:
            other = self.forest.nodes[node_of(held)]
            if other.kind != "props":
                continue
            open_names = open_names - self.forest.named(node_of(held)).items()
            its_names, its_patterns = other.value
            its_globs = dict(zip(its_patterns, other.children[len(its_names) :], strict=False))
            globs = {glob: child for glob, child in globs.items() if its_globs.get(glob) != child}
            if rest == other.children[-1] and set(its_names) <= set(names) and set(its_patterns) <= set(patterns):
                rest = self.forest.true
        ways = [Demand("property", name, said_of(child, part)) for name, child in sorted(open_names)]
        ways += [Demand("matching", glob, said_of(child, part)) for glob, child in globs.items()]
        ways.append(Demand("other", node_id, said_of(rest, part)))
        return tuple((way,) for way in ways if node_of(way.inside) != self.forest.true)

    def _violations(self, part: Literal) -> Choice:
        """Every way to break a node that speaks of parts."""
        node = self.forest.nodes[node_of(part)]
        broken = said_of_each(node.children, part)
        if node.kind == "items":
            ways = [Demand("item", at, broken[at]) for at in range(node.value)]
            ways.append(Demand("tail", node.value, broken[-1]))
        else:
            least, most = node.value
            inside = negated(broken[0])
            ways = [Demand("fewer", least - 1, inside)] if least else []
            ways += [Demand("count", most + 1, inside)] if most is not None else []
        return tuple((way,) for way in ways if self._demand_known(Leaf(""), way) is not False)


def _exactly_one(parts: list[Literal], *, refused: bool) -> Choice:
    """The ways to hold exactly one of some nodes, or to hold none or two of them."""
    opposites = [negated(part) for part in parts]
    if refused:
        return (tuple(parts), *combinations(opposites, 2))
    return tuple((part, *opposites[:at], *opposites[at + 1 :]) for at, part in enumerate(parts))
