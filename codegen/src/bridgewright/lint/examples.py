"""Values written in contracts: examples, defaults and enums must follow their own schemas."""

from __future__ import annotations

from collections.abc import Iterator

from bridgewright.contracts.model import Catalog
from bridgewright.documents.document import Document, JsonObject, JsonValue
from bridgewright.documents.pointers import value_at
from bridgewright.lint.rule import Mistake, judged_documents, own_events, schemas_of
from bridgewright.schemas.judge import MAX_STEPS, Judge, TooManySteps, Violation, judge_of

_SHOWN = 10
"""Mistakes shown of one example: the rest is most often the same mistake again."""

_OF_ANY_TEXT = frozenset({"type", "description", "title", "nullable", "x-sensitive"})
"""Keywords that refuse no text, when `type` is `string`."""


def example_missing(catalog: Catalog) -> Iterator[Mistake]:
    """A contract of an own event without examples."""
    for event in own_events(catalog):
        if not event.examples:
            hint = "add components.examples.<name>.value with a detail"
            yield Mistake(event.document.at("/components"), "the contract has no example", hint)


def example_does_not_validate(catalog: Catalog) -> Iterator[Mistake]:
    """An example of a contract, or in a schema, that its schema refuses."""
    for event in catalog.events:
        judge, schema = judge_of(event.asserted), value_at(event.asserted.content, event.detail_pointer)
        for example in event.examples:
            holder = example.pointer.removesuffix("/value")
            if "value" not in (value_at(event.document.content, holder) or {}):
                at = event.document.at(holder)
                yield Mistake(at, f"the example `{example.name:.60}` has no value", "write the detail under `value`")
            else:
                yield from _mistakes(judge, event.document, schema, example.detail, example.pointer)
    for document in judged_documents(catalog):
        yield from _in_schemas(document, "example")


def default_does_not_validate(catalog: Catalog) -> Iterator[Mistake]:
    """A default that its own schema refuses."""
    for document in judged_documents(catalog):
        yield from _in_schemas(document, "default")


def enum_value_impossible(catalog: Catalog) -> Iterator[Mistake]:
    """A value of an enum that the other keywords beside it refuse."""
    for document in judged_documents(catalog):
        judge = judge_of(document)
        for pointer, schema in schemas_of(document):
            if not isinstance(schema.get("enum"), list) or "$ref" in schema:
                continue
            others = {keyword: value for keyword, value in schema.items() if keyword != "enum"}
            if _takes_any_text(others) and all(isinstance(value, str) for value in schema["enum"]):
                continue
            each = {"type": "array", "items": others}
            for violation in _violations(judge, each, schema["enum"])[:_SHOWN]:
                at = document.at(f"{pointer}/enum{violation.pointer}")
                yield Mistake(
                    at, f"the schema refuses this value: {violation.message}", "remove the value, or mend the type"
                )


def schema_explodes(catalog: Catalog) -> Iterator[Mistake]:
    """A contract whose example takes more steps to check than a judgement may."""
    for event in catalog.events:
        judge, schema = judge_of(event.asserted), value_at(event.asserted.content, event.detail_pointer)
        for example in event.examples:
            if judge.steps(schema, example.detail) > MAX_STEPS:
                yield Mistake(
                    event.document.at(event.detail_pointer),
                    f"checking the example `{example.name:.60}` takes more than {MAX_STEPS:,} steps",
                    "say it with fewer alternatives inside of alternatives",
                )
                break


def _takes_any_text(schema: JsonObject) -> bool:
    """True when no keyword could refuse a text, so that none need be held against the schema."""
    return schema.get("type", "string") == "string" and schema.keys() <= _OF_ANY_TEXT


def _in_schemas(document: Document, keyword: str) -> Iterator[Mistake]:
    judge = judge_of(document)
    for pointer, schema in schemas_of(document):
        if keyword in schema and "$ref" not in schema:
            yield from _mistakes(judge, document, schema, schema[keyword], f"{pointer}/{keyword}")


def _mistakes(
    judge: Judge, document: Document, schema: JsonObject, value: JsonValue, pointer: str
) -> Iterator[Mistake]:
    violations = _violations(judge, schema, value)
    further = len(violations) - _SHOWN
    for violation in violations[:_SHOWN]:
        more = f" (and {further:,} more mistakes)" if further > 0 and violation is violations[_SHOWN - 1] else ""
        yield Mistake(
            document.at(pointer + violation.pointer), violation.message + more, "mend the value or the schema"
        )


def _violations(judge: Judge, schema: JsonObject, value: JsonValue) -> tuple[Violation, ...]:
    """What is wrong with the value; nothing when it can't be found out (`schema-explodes` says so)."""
    try:
        return judge.violations(schema, value)
    except TooManySteps:
        return ()
