"""The one spelling of a pattern: compact, sorted, without repeats."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from bridgewright.patterns.jsontext import Members, Number
from bridgewright.patterns.tree import OR, RESERVED, Leaf, Or, Scope


def canonical(scope: Scope) -> str:
    """JSON text that parses to a pattern matching the same events.

    Dotted keys become objects where nothing stands in the way; keys and values are sorted; of leaves with
    the same path the one that counts stays. Where a leaf also stands inside an alternative, the order of
    the pattern is kept, because the last one counts.
    """
    return write(_members(scope, ""))


def write(node: Any) -> str:
    """Compact JSON text of a node (`Members`, lists, scalars, `Number`) or of a decoded JSON value."""
    if isinstance(node, Number):
        return node.text
    if isinstance(node, (Members, dict)):
        pairs = node if isinstance(node, Members) else node.items()
        return "{" + ",".join(f"{_text(key)}:{write(value)}" for key, value in pairs) + "}"
    if isinstance(node, (list, tuple)):
        return "[" + ",".join(map(write, node)) + "]"
    return _text(node) if isinstance(node, str) else json.dumps(node)


def _text(value: str) -> str:
    """A JSON string, escaped only where it must be (lone surrogates must: they aren't UTF-8)."""
    plain = json.dumps(value, ensure_ascii=False)
    return plain if not any("\ud800" <= char <= "\udfff" for char in plain) else json.dumps(value)


def _members(scope: Scope, base: str) -> Members:
    if _order_counts(scope):
        return Members(_pair(entry, base) for entry in scope.entries)
    last = {entry.path: entry for entry in scope.entries if isinstance(entry, Leaf)}
    alternatives = [entry for entry in scope.entries if isinstance(entry, Or)]
    objects = _conflicts([*last, *(entry.path for entry in alternatives)])
    top = Members()
    for path in sorted(last):
        _put(top, _keys(path, base, objects), _values(last[path]))
    for entry in sorted(
        alternatives, key=lambda entry: (entry.path, [write(_members(s, entry.path)) for s in entry.scopes])
    ):
        _put(top, [*(_keys(entry.path, base, objects) if entry.path != base else ()), OR], _scopes(entry))
    return _sorted(top)


def _pair(entry: Leaf | Or, base: str) -> tuple[str, Any]:
    path = _relative(entry.path, base)
    if isinstance(entry, Leaf):
        return path, _values(entry)
    return (OR, _scopes(entry)) if entry.path == base else (path, Members([(OR, _scopes(entry))]))


def _scopes(entry: Or) -> list[Members]:
    spelled = {write(members): members for members in (_members(scope, entry.path) for scope in entry.scopes)}
    if len(spelled) < 2:
        return [_members(scope, entry.path) for scope in entry.scopes]
    return [spelled[text] for text in sorted(spelled)]


def _values(leaf: Leaf) -> list[Any]:
    spelled = {write(value): value for value in (operator.spell() for operator in leaf.operators)}
    return [spelled[text] for text in sorted(spelled)]


def _order_counts(scope: Scope) -> bool:
    """True when a path stands on both sides of an alternative, or two alternatives share a place or a path."""
    seen: set[str] = {entry.path for entry in scope.entries if isinstance(entry, Leaf)}
    places: set[str] = set()
    for entry in scope.entries:
        if isinstance(entry, Or):
            paths = {leaf.path for part in entry.scopes for leaf in part.leaves()}
            if seen & paths or entry.path in places:
                return True
            seen |= paths
            places.add(entry.path)
    return False


def _relative(path: str, base: str) -> str:
    return path[len(base) + 1 :] if base else path


def _conflicts(paths: Sequence[str]) -> frozenset[str]:
    """The paths that are leaves: no object can stand there."""
    return frozenset(paths)


def _keys(path: str, base: str, leaves: frozenset[str]) -> list[str]:
    """The keys that lead to `path`: one per step, but for steps that can't be a key of their own."""
    keys: list[str] = []
    walked = base
    pending = ""
    steps = _relative(path, base).split(".")
    for count, name in enumerate(steps):
        pending = f"{pending}.{name}" if pending or (count and not keys) else name
        walked = f"{walked}.{name}" if walked or count else name
        rest = steps[count + 1] if count + 1 < len(steps) else None
        blocked = walked in leaves or (rest is not None and (rest == OR or rest in RESERVED))
        if rest is None or not (blocked or pending == OR or pending in RESERVED):
            keys.append(pending)
            pending = ""
    return keys


def _put(top: Members, keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        below = next((item for name, item in top if name == key and isinstance(item, Members)), None)
        if below is None:
            below = Members()
            top.append((key, below))
        top = below
    top.append((keys[-1], value))


def _sorted(members: Members) -> Members:
    return Members(
        sorted(((k, _sorted(v) if isinstance(v, Members) else v) for k, v in members), key=lambda pair: pair[0])
    )
