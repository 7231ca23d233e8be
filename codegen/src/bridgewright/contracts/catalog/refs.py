"""Every `$ref` of a document: it must lead to something in the same document, and not in circles."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping

from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.findings import Finding
from bridgewright.schemas.keywords import COMBINED
from bridgewright.schemas.walking import REF_PREFIX, schema_roots, walk

_COMPONENT = re.compile(re.escape(REF_PREFIX) + r"([A-Za-z0-9._-]+)")
_IN_PLACE = (*COMBINED, "not")


def ref_findings(document: Document) -> Iterator[Finding]:
    """`ref-remote`, `ref-dangling`, `ref-not-component` and `ref-loop` findings."""
    content = document.content
    for root, schema in schema_roots(content):
        for pointer, part in walk(schema, root):
            if isinstance(part.get("$ref"), str):
                yield from _target_findings(document, pointer, part["$ref"], in_schema=True)
    for pointer, target in _other_refs(content):
        yield from _target_findings(document, pointer, target, in_schema=False)
    for pointer, target in _looping(content):
        message = f"following {target!r} leads back here, and never to a value's own schema"
        yield Finding(document.at(f"{pointer}/$ref"), "ref-loop", message, "replace one of the refs")


def _target_findings(document: Document, pointer: str, target: str, *, in_schema: bool) -> Iterator[Finding]:
    at = document.at(f"{pointer}/$ref")
    if not target.startswith("#"):
        hint = "copy what it names into this document's components: the registry stores each document alone"
        yield Finding(at, "ref-remote", f"{target[:200]!r} leads out of this document", hint)
    elif not target.startswith("#/") or not isinstance(value_at(document.content, target[1:]), Mapping):
        yield Finding(at, "ref-dangling", f"nothing stands at {target[:200]!r}", "mend the ref or add the component")
    elif in_schema and not _COMPONENT.fullmatch(target):
        hint = f"move the schema to {REF_PREFIX}<Name> and refer to it there"
        yield Finding(at, "ref-not-component", f"{target[:200]!r} is not a component", hint)
    elif not in_schema and _is_chain_without_end(document.content, target):
        yield Finding(at, "ref-loop", f"following {target[:200]!r} never reaches a value", "replace one of the refs")


def _other_refs(content: JsonValue) -> Iterator[tuple[str, str]]:
    """(pointer of the holder, target) of each `$ref` outside of schemas and examples."""
    schemas = {pointer for pointer, _ in schema_roots(content)}
    stack: list[tuple[str, JsonValue]] = [("", content)]
    while stack:
        pointer, value = stack.pop()
        if pointer in schemas:
            continue
        if isinstance(value, Mapping):
            if isinstance(value.get("$ref"), str):
                yield pointer, value["$ref"]
            stack.extend(
                (f"{pointer}/{escaped(key)}", member)
                for key, member in reversed(list(value.items()))
                if key not in ("example", "value") and not key.startswith("x-")
            )
        elif isinstance(value, list):
            stack.extend((f"{pointer}/{index}", member) for index, member in reversed(list(enumerate(value))))


def _is_chain_without_end(content: JsonValue, target: str) -> bool:
    seen: set[str] = set()
    while target not in seen:
        seen.add(target)
        value = value_at(content, target[1:])
        if not isinstance(value, Mapping) or not isinstance(value.get("$ref"), str):
            return False
        target = value["$ref"]
    return True


def _looping(content: JsonValue) -> list[tuple[str, str]]:
    """(pointer, target) of the refs by which a component is part of itself for the same value.

    A component that contains itself in a property or an item is fine: the value ends. One that reaches itself
    by refs, allOf, anyOf, oneOf or not alone says nothing that could ever be decided.
    """
    components = content.get("components", {}).get("schemas", {})
    edges: dict[str, list[tuple[str, str]]] = {
        name: list(_in_place_refs(schema, REF_PREFIX[1:] + escaped(name))) for name, schema in components.items()
    }
    following = {name: {_name(target) for _, target in refs} & edges.keys() for name, refs in edges.items()}
    preceding: defaultdict[str, set[str]] = defaultdict(set)
    for name, others in following.items():
        for other in others:
            preceding[other].add(name)
    left = _without_ends(_without_ends(set(edges), following, preceding), preceding, following)
    return [(at, target) for name in edges if name in left for at, target in edges[name] if _name(target) in left]


def _without_ends(names: set[str], following: Mapping[str, set[str]], preceding: Mapping[str, set[str]]) -> set[str]:
    """The names that remain when those without a following one are taken away, again and again."""
    counts = {name: len(following.get(name, set()) & names) for name in names}
    ends = [name for name in names if not counts[name]]
    left = set(names)
    while ends:
        end = ends.pop()
        left.discard(end)
        for name in preceding.get(end, set()) & left:
            counts[name] -= 1
            if not counts[name]:
                ends.append(name)
    return left


def _in_place_refs(schema: JsonObject, pointer: str) -> Iterator[tuple[str, str]]:
    """(pointer, target) of the refs that speak of the same value as the schema."""
    stack = [(pointer, schema)]
    while stack:
        at, part = stack.pop()
        if isinstance(part.get("$ref"), str):
            yield at, part["$ref"]
            continue
        for keyword in reversed(_IN_PLACE):
            held = part.get(keyword, ())
            if isinstance(held, Mapping):
                stack.append((f"{at}/{keyword}", held))
            else:
                stack.extend((f"{at}/{keyword}/{index}", each) for index, each in reversed(list(enumerate(held))))


def _name(target: str) -> str:
    return target.removeprefix(REF_PREFIX)
