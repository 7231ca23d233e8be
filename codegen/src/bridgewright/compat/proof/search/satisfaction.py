"""Whether a value satisfies a node, evaluated directly: True, False, or None where that isn't known.

Kleene's three-valued logic: an opaque node, a pattern that the engine can't match, a loop without end and what is too
deep are None, and None decides a conjunction or a disjunction only where nothing else does. The search uses it to check
the values that it makes, and to sift those that a schema lists.
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any, Final

from bridgewright.compat.proof.form.forest import Forest
from bridgewright.compat.proof.form.metaschemas import Metaschema
from bridgewright.compat.proof.form.nodes import KIND_TYPE, Node, NodeId
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import exact, key_of
from bridgewright.schemas.format_languages import follows, matches

_MAX_DEPTH: Final = 160
_MAX_STEPS: Final = 20_000


def type_of(value: JsonValue) -> str:
    """The JSON type; every number is `number`."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "number"
    return "string" if isinstance(value, str) else "array" if isinstance(value, list) else "object"


def both(verdicts: list[bool | None]) -> bool | None:
    """The conjunction of verdicts."""
    if False in verdicts:
        return False
    return None if None in verdicts else True


def negation(verdict: bool | None) -> bool | None:
    """The opposite; what isn't known stays unknown."""
    return None if verdict is None else not verdict


class Satisfaction:
    """Evaluates nodes of one forest."""

    def __init__(self, forest: Forest) -> None:
        self._forest = forest
        self._steps = 0
        self._open: set[tuple[NodeId, int]] = set()

    def satisfied(self, node: NodeId, value: JsonValue) -> bool | None:
        """Whether the value satisfies the node; None when that isn't known."""
        self._steps = 0
        self._open = set()
        return self._of(node, value, 0)

    def _of(self, node: NodeId, value: JsonValue, depth: int) -> bool | None:
        self._steps += 1
        if depth > _MAX_DEPTH or self._steps > _MAX_STEPS:
            return None
        node = self._forest.opened(node)
        what = self._forest.nodes[node]
        speaks_of = KIND_TYPE.get(what.kind)
        if speaks_of is not None:
            return True if type_of(value) != speaks_of else _ASSERTIONS[what.kind](self, what, value, depth)
        loop = (node, id(value))
        if loop in self._open:
            return None
        self._open.add(loop)
        verdict = self._combined(what, value, depth)
        self._open.discard(loop)
        return verdict

    def _combined(self, what: Node, value: JsonValue, depth: int) -> bool | None:  # noqa: C901 - a case for each kind
        if what.kind in ("true", "false"):
            return what.kind == "true"
        if what.kind == "types":
            return _typed(what.value, value)
        if what.kind == "finite":
            return key_of(value) in what.value
        if what.kind == "opaque":
            return None
        if what.kind == "metaschema":
            told: Metaschema = what.value
            return told.accepts(value)
        verdicts: list[bool | None] = []
        for child in what.children:
            verdicts.append(self._of(child, value, depth + 1))
            if what.kind == "all" and verdicts[-1] is False:
                return False
            if what.kind == "any" and verdicts[-1]:
                return True
        if what.kind == "not":
            return negation(verdicts[0])
        if what.kind == "all":
            return both(verdicts)
        if what.kind == "any":
            return None if None in verdicts else False
        if verdicts.count(True) > 1:
            return False
        return None if None in verdicts else verdicts.count(True) == 1

    def props(self, what: Node, value: dict[str, Any], depth: int) -> bool | None:
        """Every property follows what is said of it."""
        names, patterns = what.value
        named = dict(zip(names, what.children, strict=False))
        verdicts: list[bool | None] = []
        for name, member in value.items():
            children = [named[name]] if name in named else []
            for at, glob in enumerate(patterns):
                found = matches(glob, name)
                if found is None:
                    verdicts.append(None)
                elif found:
                    children.append(what.children[len(names) + at])
            for child in children or (what.children[-1],):
                verdicts.append(self._of(child, member, depth + 1))
                if verdicts[-1] is False:
                    return False
        return both(verdicts)

    def items(self, what: Node, value: list[Any], depth: int) -> bool | None:
        """Every item follows what is said of its index."""
        verdicts = []
        for at, member in enumerate(value):
            verdicts.append(self._of(what.children[min(at, what.value)], member, depth + 1))
            if verdicts[-1] is False:
                return False
        return both(verdicts)

    def contains(self, what: Node, value: list[Any], depth: int) -> bool | None:
        """Enough items, and not too many, follow the child."""
        verdicts = [self._of(what.children[0], member, depth + 1) for member in value]
        least, most = what.value
        sure, possible = verdicts.count(True), verdicts.count(True) + verdicts.count(None)
        if possible < least or (most is not None and sure > most):
            return False
        return True if sure >= least and (most is None or possible <= most) else None

    def names(self, what: Node, value: dict[str, Any], depth: int) -> bool | None:
        """Every name follows the child."""
        return both([self._of(what.children[0], name, depth + 1) for name in value])


def _typed(types: frozenset[str], value: JsonValue) -> bool:
    kind = type_of(value)
    if kind != "number":
        return kind in types
    if "number" in types or ("exact-integer" in types and isinstance(value, int)):
        return True
    return "integer" in types and exact(value).denominator == 1


def _number(test: Callable[[Fraction, Any], bool]) -> Callable[[Satisfaction, Node, Any, int], bool]:
    return lambda _self, what, value, _depth: test(exact(value), what.value)


def _size(test: Callable[[int, int], bool]) -> Callable[[Satisfaction, Node, Any, int], bool]:
    return lambda _self, what, value, _depth: test(len(value), what.value)


_ASSERTIONS: Final[dict[str, Callable[[Satisfaction, Node, Any, int], bool | None]]] = {
    "minimum": _number(lambda value, bound: value > bound[0] or (value == bound[0] and not bound[1])),
    "maximum": _number(lambda value, bound: value < bound[0] or (value == bound[0] and not bound[1])),
    "multiple": _number(lambda value, divisor: (value / divisor).denominator == 1),
    "min_length": _size(lambda size, bound: size >= bound),
    "max_length": _size(lambda size, bound: size <= bound),
    "pattern": lambda _self, what, value, _depth: matches(what.value, value),
    "format": lambda _self, what, value, _depth: follows(what.value, value),
    "min_items": _size(lambda size, bound: size >= bound),
    "max_items": _size(lambda size, bound: size <= bound),
    "unique": lambda _self, _what, value, _depth: len({key_of(member) for member in value}) == len(value),
    "items": Satisfaction.items,
    "contains": Satisfaction.contains,
    "min_props": _size(lambda size, bound: size >= bound),
    "max_props": _size(lambda size, bound: size <= bound),
    "required": lambda _self, what, value, _depth: what.value in value,
    "props": Satisfaction.props,
    "names": Satisfaction.names,
}
