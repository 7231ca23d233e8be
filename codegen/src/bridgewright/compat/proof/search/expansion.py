"""Takes the literals of a branch apart, node by node, until only choices are left."""

from __future__ import annotations

from typing import Any

from bridgewright.compat.proof.form.forest import KIND_TYPE, Forest, NodeId
from bridgewright.compat.proof.search.branch import Choice, Demand, Leaf, Literal, Part
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
        leaf.choices += [self._broken_props(leaf, part >> 2, part & 2) for part in leaf.broken]
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
        if part ^ 2 in leaf.seen and not part & 2:
            return True
        if part ^ 1 in leaf.seen or part ^ 3 in leaf.seen:
            return False
        node = self.forest.nodes[part >> 2]
        if node.kind == "atom":
            return self._known(leaf, self.forest.opened(part >> 2) << 2 | part & 3)
        refused = bool(part & 1)
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
        if inside >> 2 == (self.forest.true if inside & 1 else self.forest.false):
            return demand.place == 0 if demand.kind == "count" else None if demand.kind == "fewer" else False
        if demand.kind == "property":
            if demand.place in leaf.absent:
                return False
            parts = self.property_literals(leaf, demand.place)
            return False if inside ^ 1 in parts or inside ^ 3 in parts else None
        if demand.kind == "item":
            parts = self.item_literals(leaf, demand.place)
            return False if inside ^ 1 in parts or inside ^ 3 in parts else None
        return None

    def property_literals(self, leaf: Leaf, name: str) -> set[Literal]:
        """Everything that is held of the property of this name."""
        found: set[Literal] = set()
        for held in leaf.held:
            node = self.forest.nodes[held >> 2]
            if node.kind != "props":
                continue
            names, patterns = node.value
            at = self.forest.named(held >> 2).get(name)
            children = [] if at is None else [at]
            if patterns:
                children += [node.children[len(names) + i] for i, p in enumerate(patterns) if named_by(p, name)]
            found.update(child << 2 | held & 2 for child in children or (node.children[-1],))
        return found

    def item_literals(self, leaf: Leaf, index: int) -> set[Literal]:
        """Everything that is held of the item at this index."""
        found: set[Literal] = set()
        for held in leaf.held:
            node = self.forest.nodes[held >> 2]
            if node.kind == "items":
                found.add(node.children[min(index, node.value)] << 2 | held & 2)
        found.update(d.inside ^ 1 for d in leaf.demands if d.kind == "fewer" and d.place == 0)
        return found

    def _demand(self, leaf: Leaf, demand: Demand) -> None:
        if demand.kind == "property":
            leaf.required.add(demand.place)
            leaf.closed = leaf.closed or demand.place in leaf.absent
        leaf.demands.append(demand)

    def _literal(  # noqa: C901, PLR0912 - a case for each kind
        self, leaf: Leaf, part: Literal, pending: list[Part]
    ) -> None:
        if part ^ 1 in leaf.seen or part ^ 3 in leaf.seen:
            leaf.closed = True
            return
        node_id, refused, producer = part >> 2, bool(part & 1), part & 2
        node = self.forest.nodes[node_id]
        kind = node.kind
        if kind in ("true", "false"):
            leaf.closed = (kind == "true") == refused
        elif kind == "not":
            pending.append(node.children[0] << 2 | producer | (not refused))
        elif kind == "all":
            if refused:
                leaf.choices.append(tuple((child << 2 | producer | 1,) for child in node.children))
            else:
                pending.extend(child << 2 | producer for child in node.children)
        elif kind == "any":
            if refused:
                pending.extend(child << 2 | producer | 1 for child in node.children)
            else:
                leaf.choices.append(tuple((child << 2 | producer,) for child in node.children))
        elif kind == "one":
            leaf.choices.append(_exactly_one(node.children, producer, refused=refused))
        elif kind == "types":
            self._type(leaf, node.value, refused=refused)
        elif kind == "finite":
            if refused:
                leaf.excluded |= node.value
            else:
                leaf.finite = node.value if leaf.finite is None else leaf.finite & node.value
        elif kind == "atom":
            pending.append(self.forest.opened(node_id) << 2 | part & 3)
        elif kind in ("opaque", "metaschema"):
            return  # nothing follows from it; a value for the leaf is not sure to fit
        elif KIND_TYPE[kind] != leaf.type:
            leaf.closed = leaf.closed or refused
        elif refused:
            self._refuse(leaf, node_id, producer)
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
        node = self.forest.nodes[part >> 2]
        if node.kind in ("min_length", "min_items", "min_props"):
            leaf.low = max(leaf.low, node.value)
        elif node.kind in ("max_length", "max_items", "max_props"):
            leaf.high = node.value if leaf.high is None else min(leaf.high, node.value)
        elif node.kind == "required":
            leaf.required.add(node.value)
            if part & 2:
                leaf.declared.add(node.value)
            leaf.closed = leaf.closed or node.value in leaf.absent
        elif node.kind == "unique":
            leaf.unique = True
            leaf.closed = leaf.closed or leaf.repeated
        elif node.kind == "contains":
            least, most = node.value
            inside = node.children[0] << 2 | part & 2
            if least:
                self._demand(leaf, Demand("count", least, inside))
            if most is not None:
                self._demand(leaf, Demand("fewer", most, inside & ~2))
        else:
            leaf.held.append(part)
        leaf.closed = leaf.closed or (leaf.high is not None and leaf.low > leaf.high)

    def _refuse(self, leaf: Leaf, node_id: NodeId, producer: int) -> None:
        node = self.forest.nodes[node_id]
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
            self._demand(leaf, Demand("name", None, node.children[0] << 2 | producer | 1))
        elif node.kind == "props":
            leaf.broken.append(node_id << 2 | producer)
        elif node.kind in ("items", "contains"):
            leaf.choices.append(self._violations(node_id, producer))
        else:
            leaf.refused.append(node_id)
        leaf.closed = leaf.closed or (leaf.high is not None and (leaf.high < 0 or leaf.low > leaf.high))

    def _broken_props(self, leaf: Leaf, node_id: NodeId, producer: int) -> Choice:
        """Every way to break a `props` node that isn't ruled out by another that says the same of some properties."""
        node = self.forest.nodes[node_id]
        names, patterns = node.value
        open_names: Any = self.forest.named(node_id).items()
        globs = dict(zip(patterns, node.children[len(names) :], strict=False))
        rest = node.children[-1]
        for held in leaf.held:
            other = self.forest.nodes[held >> 2]
            if other.kind != "props":
                continue
            open_names = open_names - self.forest.named(held >> 2).items()
            its_names, its_patterns = other.value
            its_globs = dict(zip(its_patterns, other.children[len(its_names) :], strict=False))
            globs = {glob: child for glob, child in globs.items() if its_globs.get(glob) != child}
            if rest == other.children[-1] and set(its_names) <= set(names) and set(its_patterns) <= set(patterns):
                rest = self.forest.true
        ways = [Demand("property", name, child << 2 | producer | 1) for name, child in sorted(open_names)]
        ways += [Demand("matching", glob, child << 2 | producer | 1) for glob, child in globs.items()]
        ways.append(Demand("other", node_id, rest << 2 | producer | 1))
        return tuple((way,) for way in ways if way.inside >> 2 != self.forest.true)

    def _violations(self, node_id: NodeId, producer: int) -> Choice:
        """Every way to break a node that speaks of parts."""
        node = self.forest.nodes[node_id]
        broken = [child << 2 | producer | 1 for child in node.children]
        if node.kind == "items":
            ways = [Demand("item", at, broken[at]) for at in range(node.value)]
            ways.append(Demand("tail", node.value, broken[-1]))
        else:
            least, most = node.value
            inside = node.children[0] << 2 | producer
            ways = [Demand("fewer", least - 1, inside)] if least else []
            ways += [Demand("count", most + 1, inside)] if most is not None else []
        return tuple((way,) for way in ways if self._demand_known(Leaf(""), way) is not False)


def _exactly_one(children: tuple[NodeId, ...], producer: int, *, refused: bool) -> Choice:
    """The ways to hold exactly one of some nodes, or to hold none or two of them."""
    holding = [child << 2 | producer for child in children]
    if not refused:
        return tuple(
            (part, *(other | 1 for at, other in enumerate(holding) if at != index))
            for index, part in enumerate(holding)
        )
    two = [(one, other) for at, one in enumerate(holding) for other in holding[at + 1 :]]
    return (tuple(part | 1 for part in holding), *two)
