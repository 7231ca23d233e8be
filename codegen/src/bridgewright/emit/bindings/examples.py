"""Examples for `Model.example()`: the contract's own, where each class stands in them, and samples of the rest.

They are data beside the module, `v2.examples.json`, which is read when an example is asked for and not before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from typing import Any

from pydantic_core import to_json

from bridgewright.contracts.model import ApiContract, EventContract
from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import escaped, value_at
from bridgewright.emit.bindings.plan import ClassPlan, ModulePlan
from bridgewright.sample import Unsatisfiable, envelope, one_value
from bridgewright.schemas.judge import Judge, TooManySteps, judge_of
from bridgewright.schemas.walking import walk

__all__ = ["api_examples", "event_examples", "examples_text"]

_ENVELOPE = "/components/schemas/AWSEvent"
_SAMPLED = "sampled"
"""The name of the example of a contract that has none."""
_MOST_VISITS = 20_000

Found = tuple[str, str, JsonValue]
"""An example: its name, the pointer of its schema, and its value."""


def event_examples(event: EventContract, document: Document) -> list[Found]:
    """The contract's examples as whole events; a sampled one when it has none. `document` is what was planned.

    Where the envelope that EventBridge makes isn't what the contract says of it, they are details alone.
    """
    envelope_schema = document.content["components"]["schemas"]["AWSEvent"]
    detail_pointer = envelope_schema["properties"]["detail"].get("$ref", "#")[1:]
    details = [(example.name, example.detail) for example in event.examples]
    if not details:
        details = [(_SAMPLED, value) for value in _Values(document).sampled(detail_pointer)]
    if not _is_usual(document.content, envelope_schema, event):
        return [(name, detail_pointer, detail) for name, detail in details]
    return [(name, _ENVELOPE, envelope(event, detail)) for name, detail in details]


def _is_usual(content: JsonObject, schema: JsonObject, event: EventContract) -> bool:
    """True when the contract's envelope, its detail apart, accepts what EventBridge puts around a detail."""
    around = {name: member for name, member in schema["properties"].items() if name != "detail"}
    bare = {**schema, "properties": {**around, "detail": {}}}
    has_refs = any("$ref" in part for _, part in walk(bare, ""))
    judge = Judge(content if has_refs else {})
    return _accepts(judge, bare, envelope(event, {}))


def api_examples(api: ApiContract) -> list[Found]:
    """The examples that an API's bodies have: `example` and `examples` beside a `schema`."""
    found: list[Found] = []
    stack: list[tuple[str, JsonValue]] = [("/paths", api.document.content["paths"])]
    while stack:
        pointer, value = stack.pop()
        if isinstance(value, list):
            stack.extend((f"{pointer}/{index}", member) for index, member in reversed(list(enumerate(value))))
        elif isinstance(value, Mapping):
            if isinstance(value.get("schema"), Mapping):
                found.extend((name, f"{pointer}/schema", example) for name, example in _beside_schema(value))
            stack.extend((f"{pointer}/{escaped(key)}", member) for key, member in reversed(list(value.items())))
    return found


def _beside_schema(media: JsonObject) -> Iterator[tuple[str, JsonValue]]:
    if "example" in media:
        yield "example", media["example"]
    for name, example in media.get("examples", {}).items():
        if isinstance(example, Mapping) and "value" in example:
            yield name, example["value"]


def examples_text(plan: ModulePlan, document: Document, examples: list[Found]) -> str:
    """The file: `examples` by name, `classes` to the places of their values in them, `samples` of other classes."""
    values_of = _Values(document)
    kept: dict[str, JsonValue] = {}
    places: dict[str, dict[str, str]] = {}
    for name, pointer, value in examples:
        key = name if name not in kept else f"{name}{pointer}"
        kept[key] = value
        for schema, at in values_of.places(pointer, value).items():
            places.setdefault(schema, {})[key] = at
    classes: dict[str, dict[str, str]] = {}
    samples: dict[str, JsonValue] = {}
    for definition in plan.definitions:
        if not isinstance(definition, ClassPlan):
            continue
        if definition.pointer in places:
            classes[definition.name] = places[definition.pointer]
        else:
            samples.update((definition.name, value) for value in values_of.sampled(definition.pointer))
    return to_json({"examples": kept, "classes": classes, "samples": samples}, indent=1).decode() + "\n"


class _Values:
    """Values of the schemas of one document; its judge is asked where a schema has branches, and of samples."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._content: Any = document.content

    @property
    def _judge(self) -> Judge:
        return judge_of(self._document)

    def sampled(self, pointer: str) -> list[JsonValue]:
        """One valid value of the object schema at a pointer, if one is found."""
        schema = value_at(self._content, pointer)

        def fits(value: JsonValue) -> bool:
            return _accepts(self._judge, schema, value)

        with suppress(Unsatisfiable):
            return [one_value(self._content, pointer, fits)]
        return []

    def places(self, pointer: str, value: JsonValue) -> dict[str, str]:
        """Pointer of a schema -> pointer of the first object that it speaks of, in a value of one schema."""
        found: dict[str, str] = {}
        seen: set[tuple[str, str]] = set()
        stack: list[Step] = [(pointer, value_at(self._content, pointer), "", value)]
        while stack and len(seen) < _MOST_VISITS:
            step = stack.pop()
            at, _, place, here = step
            if (at, place) not in seen:
                seen.add((at, place))
                if isinstance(here, dict):
                    found.setdefault(at, place)
                stack.extend(reversed([inner for inner in self._inside(*step) if isinstance(inner[3], dict | list)]))
        return found

    def _inside(self, at: str, schema: JsonObject, place: str, value: JsonValue) -> Iterator[Step]:
        """What follows at once from a schema and a value that it accepts."""
        if "$ref" in schema:
            target = schema["$ref"][1:]
            yield target, value_at(self._content, target) or {}, place, value
            return
        for keyword in ("allOf", "anyOf", "oneOf"):
            for index, part in enumerate(schema.get(keyword, ())):
                if keyword == "allOf" or _accepts(self._judge, part, value):
                    yield f"{at}/{keyword}/{index}", part, place, value
        if isinstance(value, Mapping):
            yield from _members(at, schema, place, value)
        elif isinstance(value, list) and isinstance(schema.get("items"), Mapping):
            yield from ((f"{at}/items", schema["items"], f"{place}/{i}", member) for i, member in enumerate(value))


Step = tuple[str, JsonObject, str, JsonValue]
"""A schema's pointer, the schema, a value's pointer, and the value."""


def _members(at: str, schema: JsonObject, place: str, value: JsonObject) -> Iterator[Step]:
    declared, others = schema.get("properties", {}), schema.get("additionalProperties")
    for name, member in value.items():
        token = escaped(name)
        if name in declared:
            yield f"{at}/properties/{token}", declared[name], f"{place}/{token}", member
        elif isinstance(others, Mapping):
            yield f"{at}/additionalProperties", others, f"{place}/{token}", member


def _accepts(judge: Judge, schema: JsonObject, value: JsonValue) -> bool:
    try:
        return judge.accepts(schema, value)
    except TooManySteps:
        return False
