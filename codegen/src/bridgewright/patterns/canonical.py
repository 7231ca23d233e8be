"""The one spelling of a pattern: compact, sorted, without repeats."""

from __future__ import annotations

import json
from typing import Any

from bridgewright.patterns.jsontext import Members, Number
from bridgewright.patterns.tree import OR, RESERVED, Leaf, Or, Scope


class _Object(list[tuple[str, Any]]):
    """The members of an object that is being written."""


def canonical(scope: Scope) -> str:
    """JSON text that parses to a pattern matching the same events.

    Dotted keys become objects where nothing stands in the way; keys and values are sorted; of leaves with
    the same path the one that counts stays. Where a leaf also stands inside an alternative, the order of
    the pattern is kept, because the last one counts.
    """
    return write(_members(scope, ""))


def write(node: Any) -> str:
    """Compact JSON text of a node (`Members`, lists, scalars, `Number`) or of a decoded JSON value, however deep."""
    parts: list[str] = []
    waiting: list[tuple[bool, Any]] = [(False, node)]  # (whether it is text already, what is to be written)
    while waiting:
        is_text, value = waiting.pop()
        if is_text:
            parts.append(value)
        elif isinstance(value, (_Object, Members, dict)):
            pieces: list[tuple[bool, Any]] = [(True, "{")]
            for key, item in value.items() if isinstance(value, dict) else value:
                pieces += [(True, f"{',' if len(pieces) > 1 else ''}{_text(key)}:"), (False, item)]
            waiting += [(True, "}"), *reversed(pieces)]
        elif isinstance(value, (list, tuple)):
            pieces = [(True, "[")]
            for item in value:
                pieces += [*([(True, ",")] if len(pieces) > 1 else ()), (False, item)]
            waiting += [(True, "]"), *reversed(pieces)]
        elif isinstance(value, Number):
            parts.append(value.text)
        else:
            parts.append(_text(value) if isinstance(value, str) else json.dumps(value))
    return "".join(parts)


def _text(value: str) -> str:
    """A JSON string, escaped only where it must be (lone surrogates must: they aren't UTF-8)."""
    plain = json.dumps(value, ensure_ascii=False)
    return plain if not any("\ud800" <= char <= "\udfff" for char in plain) else json.dumps(value)


def _members(scope: Scope, base: str) -> _Object:
    alternatives: list[tuple[Or, list[_Object]]] = []
    for entry in scope.entries:
        if isinstance(entry, Or):
            alternatives.append((entry, _scopes(entry)))  # noqa: PERF401  (as in `write`)
    if _order_counts(scope):
        return _as_written(scope, base, alternatives)
    last = {entry.path: entry for entry in scope.entries if isinstance(entry, Leaf)}
    leaves = frozenset(last)
    top = _Object()
    for path in sorted(last):
        _put(top, _keys(path, base, leaves), _values(last[path]))
    for alternative, scopes in alternatives:
        _put(top, [*(_keys(alternative.path, base, leaves) if alternative.path != base else ()), OR], scopes)
    return _sorted(top)


def _as_written(scope: Scope, base: str, alternatives: list[tuple[Or, list[_Object]]]) -> _Object:
    found = _Object()
    waiting = iter(alternatives)
    for entry in scope.entries:
        path = _relative(entry.path, base)
        if isinstance(entry, Leaf):
            found.append((path, _values(entry)))
            continue
        _, scopes = next(waiting)
        found.append((OR, scopes) if entry.path == base else (path, _Object([(OR, scopes)])))
    return found


def _scopes(entry: Or) -> list[_Object]:
    """The alternatives sorted and without repeats; two stay, because one alone is refused."""
    written: list[tuple[str, _Object]] = []
    for scope in entry.scopes:
        members = _members(scope, entry.path)
        written.append((write(members), members))
    distinct = dict(written)
    if len(distinct) < 2:
        return [members for _, members in written[:2]]
    return [distinct[text] for text in sorted(distinct)]


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


def _keys(path: str, base: str, leaves: frozenset[str]) -> list[str]:
    """The keys that lead to `path`: one per step, but for steps that can't be a key of their own."""
    keys: list[str] = []
    walked = base
    pending: str | None = None
    steps = _relative(path, base).split(".")
    for count, name in enumerate(steps):
        pending = name if pending is None else f"{pending}.{name}"
        walked = f"{walked}.{name}" if walked or count else name
        rest = steps[count + 1] if count + 1 < len(steps) else None
        blocked = walked in leaves or not walked or (rest is not None and (rest == OR or rest in RESERVED))
        if rest is None or not (blocked or pending == OR or pending in RESERVED):
            keys.append(pending)
            pending = None
    return keys


def _put(top: _Object, keys: list[str], value: Any) -> None:
    for key in keys[:-1]:
        below = next((item for name, item in top if name == key and isinstance(item, _Object)), None)
        if below is None:
            below = _Object()
            top.append((key, below))
        top = below
    top.append((keys[-1], value))


def _sorted(members: _Object) -> _Object:
    """The members by key, at every level down to the leaves and alternatives (in place)."""
    waiting = [members]
    while waiting:
        inner = waiting.pop()
        inner.sort(key=lambda pair: pair[0])
        waiting += [value for _, value in inner if isinstance(value, _Object)]
    return members
