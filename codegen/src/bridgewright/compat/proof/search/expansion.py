"""Expansion: what follows from a branch's requirements is added to the branch, until only choices are left.

Each literal is taken apart by the kind of its node. A conjunction that must be satisfied, or a disjunction that must
not, adds its children; a disjunction, or a refused conjunction, is a choice between them. A refused `not` asks for its
child. A node about another type is satisfied: refusing it closes the branch. A node about this type narrows a bound,
names a property, or waits among the positive or the refused ones for whoever makes the value. Of opaque nodes nothing
follows; a value is then not sure to fit.

After that the choices are weighed against what is known by now: an alternative that can't be any more is dropped, a
choice with one alternative met is done, one alternative left is taken, and none closes the branch. What was taken may
decide other choices, so this goes on until nothing changes.
"""

from __future__ import annotations

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.nodes import KIND_TYPE, Node
from bridgewright.compat.proof.search.branch import Branch, Choice, Demand, Requirement
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
from bridgewright.compat.proof.search.violations import broken_props, exactly_one, trivially, violations
from bridgewright.schemas.format_languages import named_by


class Expansion:
    """Takes literals apart until only choices are left, and the choices that decide themselves with them."""

    def __init__(self, forest: Forest) -> None:
        self.forest = forest
        self.looked_at = 0
        """Alternatives that were weighed so far: what a search costs where choices multiply."""

    def add(self, branch: Branch, needs: list[Requirement]) -> None:
        """Adds everything in `needs` and all that follows from it; the branch may be closed afterwards."""
        pending = list(needs)
        while not branch.closed:
            while pending and not branch.closed:
                need = pending.pop()
                if need in branch.seen:
                    continue
                branch.seen.add(need)
                if isinstance(need, Demand):
                    self._demand(branch, need)
                else:
                    self._literal(branch, need, pending)
            if branch.closed or not self._decide(branch, pending):
                return

    def _decide(self, branch: Branch, pending: list[Requirement]) -> bool:
        """Drops what can't be chosen, and takes what must be; True when something was taken."""
        branch.choices += [broken_props(self.forest, lit, branch.positive) for lit in branch.broken]
        branch.broken = []
        open_choices: list[Choice] = []
        for choice in branch.choices:
            self.looked_at += len(choice)
            left = []
            done = False
            for alternative in choice:
                verdicts = [self._known(branch, need) for need in alternative]
                if False in verdicts:
                    continue
                if all(verdicts):
                    done = True
                    break
                left.append(alternative)
            if done:
                continue
            if not left:
                branch.closed = True
                return False
            if len(left) == 1:
                pending.extend(left[0])
            else:
                open_choices.append(tuple(left))
        branch.choices = open_choices
        return bool(pending)

    def _known(self, branch: Branch, need: Requirement) -> bool | None:  # noqa: C901 - a case for each kind
        """What a branch already says of a requirement: True, it is met; False, it can't be; None, it is open."""
        if need in branch.seen:
            return True
        if isinstance(need, Demand):
            return self._demand_known(branch, need)
        if of_producer(need) in branch.seen:  # the producer's schema says no less
            return True
        if contradicted(need, branch.seen):
            return False
        node = self.forest.nodes[node_of(need)]
        if node.kind == "atom":
            return self._known(branch, said_of(self.forest.opened(node_of(need)), need))
        refused = is_refused(need)
        if node.kind in ("true", "false"):
            return (node.kind == "true") != refused
        speaks_of = KIND_TYPE.get(node.kind)
        if speaks_of is not None and speaks_of != branch.type:
            return not refused
        if node.kind == "types":
            told = self._typed(branch, node.value)
            return None if told is None else told != refused
        if node.kind == "finite" and branch.finite is not None and not (branch.finite & node.value):
            return refused
        if node.kind == "required":
            if node.value in branch.absent:
                return refused
            return not refused if node.value in branch.required else None
        return None

    def _demand_known(self, branch: Branch, demand: Demand) -> bool | None:
        kind, operand, inside = demand
        if node_of(inside) == (self.forest.true if is_refused(inside) else self.forest.false):
            return trivially(self.forest, demand)
        if kind == "property":
            if operand in branch.absent:
                return False
            return False if contradicted(inside, self.property_literals(branch, operand)) else None
        if kind == "item":
            return False if contradicted(inside, self.item_literals(branch, operand)) else None
        return None

    def property_literals(self, branch: Branch, name: str) -> set[Literal]:
        """What the positive literals say of the property of this name."""
        found: set[Literal] = set()
        for lit in branch.positive:
            node_id = node_of(lit)
            node = self.forest.nodes[node_id]
            if node.kind != "props":
                continue
            names, patterns = node.value
            at = self.forest.named(node_id).get(name)
            children = [] if at is None else [at]
            if patterns:
                children += [node.children[len(names) + i] for i, p in enumerate(patterns) if named_by(p, name)]
            found.update(said_of_each(children or (node.children[-1],), lit))
        return found

    def item_literals(self, branch: Branch, index: int) -> set[Literal]:
        """What the positive literals say of the item at this index."""
        found: set[Literal] = set()
        for lit in branch.positive:
            node = self.forest.nodes[node_of(lit)]
            if node.kind == "items":
                found.add(said_of(node.children[min(index, node.value)], lit))
        found.update(negated(d.inside) for d in branch.demands if d.kind == "fewer" and d.operand == 0)
        return found

    def _demand(self, branch: Branch, demand: Demand) -> None:
        if demand.kind == "property":
            branch.required.add(demand.operand)
            branch.closed = branch.closed or demand.operand in branch.absent
        branch.demands.append(demand)

    def _literal(  # noqa: C901, PLR0912 - a case for each kind
        self, branch: Branch, lit: Literal, pending: list[Requirement]
    ) -> None:
        if contradicted(lit, branch.seen):
            branch.closed = True
            return
        node_id, refused = node_of(lit), is_refused(lit)
        node = self.forest.nodes[node_id]
        kind = node.kind
        if kind in ("true", "false"):
            branch.closed = (kind == "true") == refused
        elif kind == "not":
            pending.append(negated(said_of(node.children[0], lit)))
        elif kind == "all":
            if refused:
                branch.choices.append(tuple((each,) for each in said_of_each(node.children, lit)))
            else:
                pending.extend(said_of_each(node.children, lit))
        elif kind == "any":
            if refused:
                pending.extend(said_of_each(node.children, lit))
            else:
                branch.choices.append(tuple((each,) for each in said_of_each(node.children, lit)))
        elif kind == "one":
            branch.choices.append(exactly_one(said_of_each(node.children, lit), refused=refused))
        elif kind == "types":
            self._type(branch, node.value, refused=refused)
        elif kind == "finite":
            if refused:
                branch.excluded |= node.value
            else:
                branch.finite = node.value if branch.finite is None else branch.finite & node.value
        elif kind == "atom":
            pending.append(said_of(self.forest.opened(node_id), lit))
        elif kind in ("opaque", "metaschema"):
            return  # nothing follows from it; a value for the branch is not sure to fit
        elif KIND_TYPE[kind] != branch.type:
            branch.closed = branch.closed or refused
        elif refused:
            self._refuse(branch, lit, node)
        else:
            self._satisfy(branch, lit, node)

    def _typed(self, branch: Branch, types: frozenset[str]) -> bool | None:
        if branch.type != "number":
            return branch.type in types
        if "number" in types or ("exact-integer" in types and branch.integer_notation):
            return True
        if "integer" in types:
            return branch.integer
        return False

    def _type(self, branch: Branch, types: frozenset[str], *, refused: bool) -> None:
        told = self._typed(branch, types)
        if told is None:
            branch.integer = not refused
        elif told == refused:
            branch.closed = True

    def _satisfy(self, branch: Branch, lit: Literal, node: Node) -> None:
        if node.kind in ("min_length", "min_items", "min_props"):
            branch.low = max(branch.low, node.value)
        elif node.kind in ("max_length", "max_items", "max_props"):
            branch.high = node.value if branch.high is None else min(branch.high, node.value)
        elif node.kind == "required":
            branch.required.add(node.value)
            if is_producer(lit):
                branch.declared.add(node.value)
            branch.closed = branch.closed or node.value in branch.absent
        elif node.kind == "unique":
            branch.unique = True
            branch.closed = branch.closed or branch.repeated
        elif node.kind == "contains":
            least, most = node.value
            inside = said_of(node.children[0], lit)
            if least:
                self._demand(branch, Demand("count", least, inside))
            if most is not None:
                self._demand(branch, Demand("fewer", most, of_reader(inside)))
        else:
            branch.positive.append(lit)
        branch.closed = branch.closed or (branch.high is not None and branch.low > branch.high)

    def _refuse(self, branch: Branch, lit: Literal, node: Node) -> None:
        if node.kind in ("min_length", "min_items", "min_props"):
            branch.high = node.value - 1 if branch.high is None else min(branch.high, node.value - 1)
        elif node.kind in ("max_length", "max_items", "max_props"):
            branch.low = max(branch.low, node.value + 1)
        elif node.kind == "required":
            branch.absent.add(node.value)
            branch.closed = branch.closed or node.value in branch.required
        elif node.kind == "unique":
            branch.repeated = True
            branch.low = max(branch.low, 2)
            branch.closed = branch.closed or branch.unique
        elif node.kind == "names":
            self._demand(branch, Demand("name", None, said_of(node.children[0], lit)))
        elif node.kind == "props":
            branch.broken.append(lit)
        elif node.kind in ("items", "contains"):
            branch.choices.append(violations(self.forest, lit))
        else:
            branch.refused.append(node_of(lit))
        branch.closed = branch.closed or (branch.high is not None and (branch.high < 0 or branch.low > branch.high))
