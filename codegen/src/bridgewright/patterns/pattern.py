"""`Pattern`: one EventBridge event pattern."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from bridgewright.patterns.canonical import canonical
from bridgewright.patterns.complexity import check_complexity
from bridgewright.patterns.errors import InvalidEvent, InvalidPattern
from bridgewright.patterns.explain import Explanation, explain
from bridgewright.patterns.fields import Fields, Paths, fields
from bridgewright.patterns.jsontext import JsonSyntaxError, Node, decode, from_python, line_of
from bridgewright.patterns.matching import first_failure, in_order
from bridgewright.patterns.tree import Leaf, Scope, branches, parse_tree


@dataclass(frozen=True, slots=True)
class Pattern:
    """A valid pattern; make one with `Pattern.parse`."""

    tree: Scope
    branches: tuple[tuple[Leaf, ...], ...] = field(compare=False, repr=False)
    """Every way to satisfy the pattern: leaves that must hold together, in the order the engine takes them."""
    _paths: Paths | None = field(default=None, init=False, compare=False, repr=False)

    @classmethod
    def parse(cls, pattern: Mapping[str, Any] | str | bytes) -> Pattern:
        """The pattern that a decoded JSON object, or JSON text, spells.

        Text also shows duplicate keys (the last leaf of a path counts) and how numbers are spelled, and
        gives `InvalidPattern` its line. Raises nothing but `InvalidPattern`.
        """
        try:
            return cls.of(decode(pattern) if isinstance(pattern, (str, bytes)) else from_python(pattern))
        except JsonSyntaxError as error:
            reason = error.reason if pattern.strip() else "Filter is not an object"  # type: ignore[union-attr]
            raise InvalidPattern(reason, line=error.line) from None
        except InvalidPattern as error:
            if isinstance(pattern, (str, bytes)):
                raise InvalidPattern(error.reason, error.pointer, line_of(pattern, error.pointer)) from None
            raise
        except ValueError as error:
            raise InvalidPattern(str(error)) from None
        except RecursionError:
            raise InvalidPattern("The pattern is nested too deeply") from None

    @classmethod
    def of(cls, node: Node) -> Pattern:
        """The pattern that JSON read by `jsontext.decode` spells, where it is a part of a larger text.

        Raises nothing but `InvalidPattern`.
        """
        try:
            tree = parse_tree(node)
            ways = tuple([in_order(branch) for branch in branches(tree)])
            check_complexity(ways)
        except RecursionError:
            raise InvalidPattern("The pattern is nested too deeply") from None
        return cls(tree, ways)

    def matches(self, event: Any) -> bool:
        """Whether EventBridge would match `event`: a decoded JSON value, or JSON text.

        What isn't an object matches nothing. Raises `InvalidEvent` for text that isn't JSON.
        """
        return self.matches_decoded(decoded(event))

    def matches_decoded(self, event: Any) -> bool:
        """As `matches`, for a JSON value that is decoded for certain: a string is a string, not JSON text."""
        found = self._fields(event)
        return found is not None and any(first_failure(leaves, found) == len(leaves) for leaves in self.branches)

    def explain(self, event: Any) -> Explanation:
        """Why `event` matches or doesn't; `InvalidEvent` as in `matches`."""
        return explain(self.branches, self._fields(decoded(event)))

    def _fields(self, event: Any) -> Fields | None:
        """What the event has at the pattern's paths, which are collected when they are first needed."""
        paths = self._paths
        if paths is None:
            paths = Paths.of(leaf.path for leaf in self.tree.leaves())
            object.__setattr__(self, "_paths", paths)
        return fields(event, paths)

    def canonical(self) -> str:
        """Compact, sorted JSON text that matches the same events; equal for patterns that differ in spelling only."""
        return canonical(self.tree)

    def leaves(self) -> tuple[Leaf, ...]:
        """Every leaf as written, those inside `$or` included."""
        return self.tree.leaves()

    def paths(self) -> frozenset[str]:
        """The dotted path of every leaf."""
        return frozenset(leaf.path for leaf in self.leaves())


def decoded(event: Any) -> Any:
    """`event` itself, or what its text spells; `InvalidEvent` when that isn't JSON."""
    if not isinstance(event, (str, bytes)):
        return event
    try:
        return decode(event)
    except JsonSyntaxError as error:
        raise InvalidEvent(f"the event is not JSON: {error.reason} (line {error.line})") from None
