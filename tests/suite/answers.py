"""What `bind` and `compare` say of a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import ModuleType
from typing import Any

from bridgewright import CannotBind, bind
from bridgewright.compat import Outcome, compare
from bridgewright.documents.canonical import canonical_json
from bridgewright.schemas.dialects import DIALECTS
from suite.cases import DRAFTS, Case
from suite.compound import compound


class Answer(StrEnum):
    """How an answer stands to the suite's."""

    RIGHT = "right"
    UNDECIDED = "undecided"
    """No answer: `compare` says so, `bind` refuses the schema with a finding."""
    WRONG = "wrong"


def of_bind(case: Case, remotes: Mapping[str, Any]) -> Answer:
    """Do bindings in memory take what is valid, and nothing else?

    The schema is that of an event's detail, which may be of any type, and the instance stands there.
    """
    document = _document(case, remotes)
    if isinstance(document, bool):
        document = {"allOf": [document]}
    try:
        module = _bound(canonical_json(document), _dialect(case))
    except CannotBind:
        return Answer.UNDECIDED
    try:
        module.AWSEvent.from_data({"source": "suite", "detail-type": "case", "detail": case.instance})
        accepts = True
    except ValueError:  # pydantic's ValidationError is one
        accepts = False
    return Answer.RIGHT if accepts == case.valid else Answer.WRONG


@lru_cache(maxsize=1)
def _bound(document: str, dialect: str | None) -> ModuleType:
    """The bindings of a schema; its cases come one after another."""
    return bind(document, dialect=dialect, whole=False)


def of_compare(case: Case, remotes: Mapping[str, Any]) -> Answer:
    """Is reading events of which there is but one, the instance, proved to break nobody, or shown to break?"""
    formats = "assert" if case.asserts_formats else "annotation"
    found = compare(
        alone(case.instance, case.draft),
        _document(case, remotes),
        mode="BACKWARD",
        content_model="open",
        format=formats,
        dialect=_dialect(case),
    )
    verdict = found.verdict["backward"]
    if verdict is Outcome.UNDECIDED:
        return Answer.UNDECIDED
    if verdict is Outcome.COMPATIBLE:
        return Answer.RIGHT if case.valid else Answer.WRONG
    shown = equal(found.witnesses["backward"].event, case.instance)
    return Answer.RIGHT if shown and not case.valid else Answer.WRONG


ASKED: Mapping[str, Callable[[Case, Mapping[str, Any]], Answer]] = {"bind": of_bind, "compare": of_compare}
"""Everything that is asked, by its name."""


def alone(instance: Any, draft: str) -> dict[str, Any]:
    """The schema that accepts this instance alone.

    In draft-04 1.0 equals 1, so an `enum` of the one accepts the other; but 1.0 is no integer. So the types of numbers
    are said beside it, wherever they stand.
    """
    return {"enum": [instance], **(_numbers(instance) if draft == "draft4" else {})}


def _numbers(instance: Any) -> dict[str, Any]:
    """What a schema of draft-04 says of the numbers in an instance."""
    if isinstance(instance, list):
        return {"items": [_numbers(member) for member in instance]} if instance else {}
    if isinstance(instance, dict):
        return {"properties": {name: _numbers(member) for name, member in instance.items()}}
    if isinstance(instance, bool) or not isinstance(instance, int | float):
        return {}
    return {"type": "integer"} if isinstance(instance, int) else {"not": {"type": "integer"}}


def equal(one: Any, other: Any) -> bool:
    """Whether JSON Schema holds two values to be equal; numbers by the decimals that their texts spell."""
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int | float) and isinstance(other, int | float):
        return Decimal(repr(one)) == Decimal(repr(other))
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(equal, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(equal(one[name], other[name]) for name in one)
    return type(one) is type(other) and bool(one == other)


def _document(case: Case, remotes: Mapping[str, Any]) -> Any:
    return compound(case.schema, remotes, DIALECTS[DRAFTS[case.draft]])


def _dialect(case: Case) -> str | None:
    """The dialect as an option; a schema that names one itself needs none."""
    says = isinstance(case.schema, dict) and "$schema" in case.schema
    return None if says else DRAFTS[case.draft]
