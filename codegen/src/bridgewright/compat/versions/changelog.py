"""A change in Markdown, for people who produce or consume the event: what changed, for whom, how to migrate."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bridgewright.compat.changes.comparison import BACKWARD, FORWARD, Change, Comparison, Witness
from bridgewright.compat.changes.rules import RULES
from bridgewright.compat.proof.engine import Outcome
from bridgewright.compat.versions.rendering import CALLERS, READERS, label, message
from bridgewright.compat.versions.steps import Step
from bridgewright.contracts.model import Catalog, EventContract
from bridgewright.documents.canonical import canonical_json
from bridgewright.documents.document import JsonValue
from bridgewright.documents.pointers import value_at
from bridgewright.findings import Finding
from bridgewright.schemas.walking import resolved

_WHO: Final = {
    BACKWARD: "New consumers of old events (a consumer that upgrades first, a replay of the archive)",
    FORWARD: "Old consumers of new events (a producer that upgrades first)",
}
_CALLERS: Final = {
    BACKWARD: "Old clients of the new server (the server is deployed first)",
    FORWARD: "New clients of an old server (a client is deployed first)",
}
_OUTCOMES: Final = {
    Outcome.COMPATIBLE: "safe, proved",
    Outcome.BREAKING: "**break**",
    Outcome.UNDECIDED: "may break: there is neither a proof nor an example",
}
_SHORT: Final = 200
_MANY: Final = 3
"""So many properties of one object that fare alike are told in one sentence."""
_DEEP: Final = 8


@dataclass(frozen=True, slots=True)
class _Names:
    """What the two sides are called, and where the new one has fields of a name."""

    old: str = "the old contract"
    new: str = "the new one"
    homes: Mapping[str, tuple[str, ...]] | None = None
    is_api: bool = False


def chapter(step: Step, comparison: Comparison, catalog: Catalog, affected: tuple[Finding, ...]) -> str:
    """The chapter of one step of a project; `affected` says what its subscriptions lose."""
    new_major = step.old.version.major != step.new.version.major
    about = (s for s in catalog.subscriptions if (s.contract, s.major) == (step.old.name, step.old.version.major))
    consumers = tuple(dict.fromkeys(subscription.consumer for subscription in about))
    homes = _homes(step.new) if comparison.changes and isinstance(step.new, EventContract) else None
    parts = [f"## {step.title}", ""]
    if new_major:
        parts += [f"A new major version, beside {step.old.version.major}.x.", ""]
    parts += _body(comparison, _Names(step.said or str(step.old.version), str(step.new.version), homes, step.is_api))
    if affected:
        parts += ["### For these consumers", "", *(f"- {_sentence(finding, step)}" for finding in affected), ""]
    parts += ["### How to migrate", "", *_migration(step, comparison, consumers, new_major=new_major), ""]
    return "\n".join(parts)


def comparison_chapter(title: str, comparison: Comparison) -> str:
    """The chapter of two documents that stand alone."""
    parts = [f"## {title}", "", *_body(comparison, _Names()), "### How to migrate", "", f"- {_order(comparison)}", ""]
    return "\n".join(parts)


def _body(comparison: Comparison, names: _Names) -> Iterator[str]:
    for direction, outcome in comparison.verdict.items():
        yield f"- {(_CALLERS if names.is_api else _WHO)[direction]}: {_OUTCOMES[outcome]}."
    yield ""
    breaking = tuple(change for change in comparison.changes if change.breaks or change.undecided)
    if breaking:
        yield from ("### What breaks", "", *_entries(breaking, names), "")
    others = tuple(change for change in comparison.changes if not (change.breaks or change.undecided))
    if others:
        yield from ("### What else changed" if breaking else "### What changed", "", *_entries(others, names), "")
    if not comparison.changes:
        yield from (f"Nothing that {'a request or response' if names.is_api else 'an event'} could show.", "")


def _entries(changes: tuple[Change, ...], names: _Names) -> Iterator[str]:
    """The changes as items of a list; properties of one object that fare alike are one item."""
    alike: dict[tuple[str, str, tuple[str, ...], str, str], list[Change]] = {}
    for change in changes:
        owner = label(change).rpartition(".")[0] if change.rule.startswith("property-") else f"{id(change)}"
        alike.setdefault((change.rule, owner, change.breaks, change.note, change.place), []).append(change)
    for (rule, owner, _, _, place), group in alike.items():
        if len(group) < _MANY:
            for change in group:
                yield from _entry(change, names)
            continue
        broken = [(CALLERS if place else READERS)[direction] for direction in group[0].breaks]
        said = RULES[rule].says.replace("an optional property was", "optional properties were")
        said = said.replace("a required property was", "required properties were").replace("a property", "properties")
        whom = f"; it breaks {' and '.join(broken)}" if broken else ""
        yield f"- {place}{': ' if place else ''}`{owner}`: {said}{whom}:"
        yield from (f"  - `{label(change).rpartition('.')[2]}`{_home(change, names)}" for change in group)


def _entry(change: Change, names: _Names) -> Iterator[str]:
    """A change as an item of a list, with the value that shows it."""
    yield f"- {message(change)}{_home(change, names)}.{_description(change)}"
    name = label(change).rpartition(".")[2].removesuffix("[]")
    for witness in change.witnesses:
        value = value_at(witness.event, witness.pointer)
        told = canonical_json(value)
        here = name in witness.pointer.split("/") or name == "the event"  # the validator may have named another fault
        if here and not isinstance(value, dict | list) and len(told) <= _SHORT:
            yield f"  - {_shown(witness, told, names)}"


def _shown(witness: Witness, told: str, names: _Names) -> str:
    sides = {"old": names.old, "new": names.new}
    takes, refuses = sides[witness.accepted_by], sides[witness.refused_by]
    at = f" at `{witness.pointer}`" if witness.pointer else ""
    return f"For example `{told}`{at}: {takes} takes it, {refuses} doesn't ({witness.reason})."


def _description(change: Change) -> str:
    """What the contract says of a property that is new."""
    told = change.after.get("description") if isinstance(change.after, dict) else None
    new = change.rule.startswith("property-added-") and isinstance(told, str)
    return f" {' '.join(str(told).split())}" if new else ""


def _home(change: Change, names: _Names) -> str:
    """Where the new version has a field of the name of one that is gone."""
    if not change.rule.startswith("property-removed-") or not names.homes:
        return ""
    found = names.homes.get(label(change).rpartition(".")[2], ())
    return f" (now there is `{'`, `'.join(found)}`)" if found else ""


def _homes(contract: EventContract) -> dict[str, tuple[str, ...]]:
    """Name -> paths of the fields of that name in a contract's detail, refs followed, no deeper than people look."""
    content = contract.document.content
    found: dict[str, tuple[str, ...]] = {}
    waiting: list[tuple[str, JsonValue, int]] = [("", {"$ref": f"#{contract.detail_pointer}"}, 0)]
    while waiting:
        path, schema, depth = waiting.pop(0)
        _, schema = resolved(content, schema)
        for name, member in schema.get("properties", {}).items():
            at = f"{path}.{name}".removeprefix(".")
            found[name] = (*found.get(name, ()), at)[:_MANY]
            if depth < _DEEP:
                waiting.append((at, member, depth + 1))
        if isinstance(schema.get("items"), dict) and depth < _DEEP:
            waiting.append((f"{path}[]", schema["items"], depth + 1))
    return found


def _migration(step: Step, comparison: Comparison, consumers: tuple[str, ...], *, new_major: bool) -> Iterator[str]:
    old, new = step.old.version.major, step.new.version.major
    if step.is_api:
        yield from _of_clients(comparison, new_major=new_major)
        return
    if new_major:
        yield f"- Producers send {old}.x and {new}.x side by side until every consumer has moved."
        yield from (f"- {consumer}: subscribe to major {new}, then let go of major {old}." for consumer in consumers)
        return
    yield f"- {_order(comparison)}"
    if consumers and any(outcome is not Outcome.COMPATIBLE for outcome in comparison.verdict.values()):
        yield f"- Consumers of {step.new.name} {new}.x: {', '.join(consumers)}."
    fields = [label(change) for change in comparison.changes if change.rule == "property-added-optional"]
    if fields:
        yield f"- To send or read {', '.join(f'`{field}`' for field in fields)}, generate the bindings anew."


def _of_clients(comparison: Comparison, *, new_major: bool) -> Iterator[str]:
    """What clients and the server of an API do."""
    if new_major:
        yield "- The server answers both majors, each at its own address, until every client has moved."
    elif comparison.verdict[BACKWARD] is Outcome.COMPATIBLE:
        yield "- The server is deployed first; clients follow when they like."
    else:
        yield "- Old clients break: publish it as a new major version, beside the old one until every client has moved."


def _order(comparison: Comparison) -> str:
    """Who upgrades first."""
    broken = [direction for direction, outcome in comparison.verdict.items() if outcome is not Outcome.COMPATIBLE]
    if not broken:
        return "Nothing has to happen: producers and consumers upgrade in any order."
    if broken == [BACKWARD]:
        return "Producers upgrade first; consumers follow when no old event is left in a queue or an archive."
    if broken == [FORWARD]:
        return "Every consumer upgrades before a producer sends the new version."
    return "No order is safe: publish it as a new major version, beside the old one until every consumer has moved."


def _sentence(finding: Finding, step: Step) -> str:
    text = finding.message.removeprefix(f"{step.title}: ")
    return f"{text[0].upper()}{text[1:]}."
