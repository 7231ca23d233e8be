"""The knob `defaults = "applied"`: what holds when readers fill in defaults before they validate.

A reader that fills in defaults accepts an event without a required property if that property has a default. Filled
in is only what is sure to fit: required properties, in objects that say nothing else that one more property could
break, and never inside `oneOf`, `anyOf`, `allOf` or `not` (as Ajv has it, https://ajv.js.org/guide/modifying-data.html);
a default that its own schema refuses is no default. So an event that the reader's schema accepts without asking for
those properties is an event that it accepts once they are filled in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, TypeAlias

from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, MODES, Bump, Change, Comparison, Witness
from bridgewright.compat.changes.rules import RULES
from bridgewright.compat.proof.engine import Outcome, Side
from bridgewright.compat.proof.judging import SideJudge
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import escaped
from bridgewright.schemas.equality import Unreadable
from bridgewright.schemas.keywords import DEFINITIONS, DOCUMENTATION, IN_OPENAPI, TYPE_OF
from bridgewright.schemas.references import Resolver

DEFAULTS: Final = ("ignored", "applied")
_READER: Final = {BACKWARD: 1, FORWARD: 0}
_FALLBACKS: Final = ("undecided", "constraint-changed")
_NOTE: Final = (
    'by defaults = "applied" it breaks no reader that fills in the default before it validates; '
    "the generated bindings fill in none"
)
_DOCUMENT: Final = "urn:bridgewright:document"
_Tried: TypeAlias = tuple[Comparison, Callable[[Witness], bool]]
"""The comparison with a reader that asks for less, and whether an event breaks the reader as it is, once filled in."""


@dataclass(frozen=True, slots=True)
class Filling:
    """A reader's side with the properties that it fills in no longer required."""

    side: Side
    content: JsonValue
    fills: Mapping[str, Mapping[str, JsonValue]]
    """Pointer of an object schema -> its required properties that have defaults."""
    ways: frozenset[str]
    """Pointers of the schemas on the way to them."""

    def filled(self, event: JsonValue) -> JsonValue:
        """The event as the reader validates it."""
        return self._at(self.side.pointer, event)

    def _at(self, pointer: str, value: JsonValue) -> JsonValue:
        resolver = Resolver(self.side.content, self.side.dialect)
        pointer, schema = _followed(resolver, pointer)
        if pointer not in self.ways or not isinstance(schema, dict):
            return value
        if isinstance(value, list):
            return [self._at(f"{pointer}/items", member) for member in value] if "items" in schema else value
        if not isinstance(value, dict):
            return value
        members = schema.get("properties", {})
        whole = {**{name: given for name, given in self.fills.get(pointer, {}).items() if name not in value}, **value}
        others = isinstance(schema.get("additionalProperties"), dict)
        made = {}
        for name, member in whole.items():
            if name in members:
                made[name] = self._at(f"{pointer}/properties/{escaped(name)}", member)
            else:
                made[name] = self._at(f"{pointer}/additionalProperties", member) if others else member
        return made


def filling(side: Side, *, assert_formats: bool) -> Filling | None:
    """What a reader of this side fills in; None when there is nothing."""
    resolver = Resolver(side.content, side.dialect)
    ways = frozenset(_ways(resolver, side))
    fills: dict[str, dict[str, JsonValue]] = {}
    for pointer in sorted(ways):
        schema = resolver.value(pointer)
        found = dict(_defaults(resolver, side, pointer, schema, assert_formats)) if isinstance(schema, dict) else {}
        if found:
            fills[pointer] = found
    return Filling(side, _relaxed(side.content, "", fills), fills, ways) if fills else None


def after_defaults(
    plain: Comparison,
    sides: tuple[Side, Side],
    compared: Callable[[Side, Side], Comparison],
    *,
    assert_formats: bool,
) -> Comparison:
    """The comparison for readers that fill in defaults.

    `plain` is the one for readers that don't, and `compared` makes another of two sides.
    """
    verdict, witnesses, reasons = dict(plain.verdict), dict(plain.witnesses), dict(plain.reasons)
    tried: dict[str, _Tried] = {}
    for direction, reader in _READER.items():
        fills = filling(sides[reader], assert_formats=assert_formats)
        if plain.verdict[direction] is Outcome.COMPATIBLE or fills is None:
            continue
        pair = list(sides)
        pair[reader] = replace(sides[reader], content=fills.content)
        found = compared(pair[0], pair[1])
        shown = _refuses(fills, assert_formats)
        tried[direction] = found, shown
        verdict[direction] = found.verdict[direction]
        witnesses.pop(direction, None)
        reasons.pop(direction, None)
        if direction in found.reasons:
            reasons[direction] = found.reasons[direction]
        if direction in found.witnesses:
            if shown(found.witnesses[direction]):
                witnesses[direction] = found.witnesses[direction]
            else:
                verdict[direction] = Outcome.UNDECIDED
                reasons[direction] = "the event that was found doesn't break once defaults are filled in"
    changes = tuple(_changes(plain, tried, verdict, reasons))
    return replace(
        plain,
        verdict=verdict,
        changes=changes,
        required_bump=_bump(plain, changes, verdict) if tried else plain.required_bump,
        witnesses=witnesses,
        reasons=reasons,
        defaults="applied",
    )


def _bump(plain: Comparison, changes: tuple[Change, ...], verdict: Mapping[str, Outcome]) -> Bump:
    if any(verdict[direction] is not Outcome.COMPATIBLE for direction in MODES[plain.mode]):
        return Bump.MAJOR
    return max([Bump.MINOR, *(change.bump for change in changes)], key=lambda bump: bump.weight)


def _changes(
    plain: Comparison, tried: Mapping[str, _Tried], verdict: Mapping[str, Outcome], reasons: Mapping[str, str]
) -> Iterator[Change]:
    """The plain changes with what still breaks once defaults are filled in, and why no single change does."""
    for change in plain.changes:
        if not _is_fallback(change):
            yield _judged(change, tried, MODES[plain.mode])
        elif not tried.keys() >= {*change.breaks, *change.undecided}:
            yield change
    for direction, (found, _) in tried.items():
        if verdict[direction] is Outcome.UNDECIDED and found.verdict[direction] is not Outcome.UNDECIDED:
            yield Change("undecided", "", "", None, None, Bump.MAJOR, undecided=(direction,), note=reasons[direction])
        else:
            yield from (c for c in found.changes if _is_fallback(c) and direction in (*c.breaks, *c.undecided))


def _judged(change: Change, tried: Mapping[str, _Tried], required: tuple[str, ...]) -> Change:
    """A change with the directions that it breaks all the same, and events that show it."""
    breaks: list[str] = []
    shown: list[Witness] = []
    for direction in change.breaks:
        found, is_real = tried.get(direction, (None, None))
        same: Change | None = change
        if found is not None:
            same = next((c for c in found.changes if _place(c) == _place(change) and direction in c.breaks), None)
        if same is not None:
            breaks.append(direction)
            refuser = ("old", "new")[_READER[direction]]
            shown += [w for w in same.witnesses if w.refused_by == refuser and (is_real is None or is_real(w))]
    if tuple(breaks) == change.breaks:
        return replace(change, witnesses=tuple(shown))
    bump = Bump.MAJOR if any(direction in required for direction in breaks) else RULES[change.rule].harmless
    note = f"{change.note}; {_NOTE}" if change.note else _NOTE
    return replace(change, breaks=tuple(breaks), witnesses=tuple(shown), bump=bump, note=note, warns=True)


def _is_fallback(change: Change) -> bool:
    """True when a change only says that no single change breaks, or that there is no answer."""
    return change.rule in _FALLBACKS and change.before is None and change.after is None


def _place(change: Change) -> tuple[str, str]:
    return change.old_pointer, change.new_pointer


def _refuses(fills: Filling, assert_formats: bool) -> Callable[[Witness], bool]:
    """Whether the reader refuses an event with its defaults filled in, asked of a validator."""
    side = fills.side
    resolver = Resolver(side.content, side.dialect)
    judge = SideJudge(side.content, side.dialect, side.pointer, resolver, assert_formats=assert_formats)
    return lambda witness: judge.refuses(fills.filled(witness.event))


def _ways(resolver: Resolver, side: Side) -> Iterator[str]:
    """The pointers of schemas that are reached through properties and items alone, on every way to them."""
    plain: set[str] = set()
    entangled: set[str] = set()
    waiting = [(side.pointer, True)]
    while waiting:
        pointer, good = waiting.pop()
        known = plain if good else entangled
        schema = resolver.value(pointer)
        if pointer in known or not isinstance(schema, dict):
            continue
        known.add(pointer)
        if isinstance(schema.get("$ref"), str):
            alone = side.dialect.lone_refs or len(schema) == 1
            target = resolver.target(schema["$ref"], pointer)
            if target is not None:
                waiting.append((target, good and alone))
            if alone:
                continue
        fits = good and all(_is_harmless(key) for key in schema)
        waiting += _below(schema, pointer) if fits else _anything(schema, pointer)
    yield from plain - entangled


def _below(schema: dict[str, Any], pointer: str) -> Iterator[tuple[str, bool]]:
    members = schema.get("properties")
    for name in members if isinstance(members, dict) else ():
        yield f"{pointer}/properties/{escaped(name)}", True
    for keyword in ("items", "additionalProperties"):
        if isinstance(schema.get(keyword), dict):
            yield f"{pointer}/{keyword}", True
    if isinstance(schema.get("items"), list):
        yield from ((f"{pointer}/items/{at}", False) for at in range(len(schema["items"])))


def _anything(schema: dict[str, Any], pointer: str) -> Iterator[tuple[str, bool]]:
    """Everything in a schema that may be a schema."""
    for keyword, value in schema.items():
        at = f"{pointer}/{escaped(keyword)}"
        if isinstance(value, dict):
            yield at, False
        elif isinstance(value, list):
            yield from ((f"{at}/{index}", False) for index, member in enumerate(value) if isinstance(member, dict))


def _defaults(
    resolver: Resolver, side: Side, pointer: str, schema: dict[str, Any], assert_formats: bool
) -> Iterator[tuple[str, JsonValue]]:
    """The required properties of an object schema that have a default, which their own schemas accept."""
    members, required = schema.get("properties"), schema.get("required")
    if not isinstance(members, dict) or not isinstance(required, list):
        return
    if "$ref" in schema or any(not _is_harmless(key) for key in schema):
        return
    for name in required:
        if not isinstance(name, str) or name not in members:
            continue
        at = f"{pointer}/properties/{escaped(name)}"
        given = members[name]
        if isinstance(given, dict) and "default" not in given:
            _, given = _followed(resolver, at)
        if not isinstance(given, dict) or "default" not in given:
            continue
        if _fits(side, at, given["default"], assert_formats):
            yield name, given["default"]


def _fits(side: Side, pointer: str, value: JsonValue, assert_formats: bool) -> bool:
    """True when the schema at a pointer accepts a value."""
    content, at = side.content, pointer
    if not side.dialect.lone_refs:  # a ref beside the document's own keywords would assert those too
        name = content.get("$id", _DOCUMENT)
        content, at = {"$ref": f"{name}#{pointer}", "$defs": {"document": {**content, "$id": name}}}, ""
    try:
        judge = SideJudge(content, side.dialect, at, Resolver(content, side.dialect), assert_formats=assert_formats)
    except Unreadable:
        return False
    return judge.accepts(value)


def _followed(resolver: Resolver, pointer: str) -> tuple[str, Any]:
    """(pointer, schema) behind a schema that is a ref and nothing else."""
    seen = set()
    schema = resolver.value(pointer)
    while isinstance(schema, dict) and isinstance(schema.get("$ref"), str) and pointer not in seen:
        seen.add(pointer)
        target = resolver.target(schema["$ref"], pointer)
        if target is None:
            break
        pointer, schema = target, resolver.value(target)
    return pointer, schema


def _relaxed(value: JsonValue, pointer: str, fills: Mapping[str, Mapping[str, JsonValue]]) -> JsonValue:
    """The document without the requirements that are filled in."""
    if isinstance(value, list):
        return [_relaxed(member, f"{pointer}/{at}", fills) for at, member in enumerate(value)]
    if not isinstance(value, dict):
        return value
    made = {name: _relaxed(member, f"{pointer}/{escaped(name)}", fills) for name, member in value.items()}
    if pointer in fills:
        made["required"] = [name for name in value["required"] if name not in fills[pointer]]
        if not made["required"]:
            del made["required"]
    return made


def _is_harmless(key: str) -> bool:
    """True for what an object schema may say and still take one more of its declared properties."""
    if key in ("maxProperties", "uniqueItems"):
        return False
    of_a_type = key in IN_OPENAPI and (key in TYPE_OF or key == "type")
    silent = key in (*DOCUMENTATION, *DEFINITIONS, "nullable") or key.startswith("x-")
    return of_a_type or silent or key in ("openapi", "info", "paths")
