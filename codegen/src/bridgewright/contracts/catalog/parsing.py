"""Pydantic at the edge: a decoded file against a model, its errors as findings in our own words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from typing import Any, TypeVar, get_args

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import ErrorDetails

from bridgewright.contracts.catalog.names import WORDS
from bridgewright.documents.document import Document
from bridgewright.documents.pointers import escaped
from bridgewright.findings import Finding

_Model = TypeVar("_Model", bound=BaseModel)
_Place = tuple[int | str, ...]

_KEY = "[key]"
"""What pydantic adds to the place of a mapping's key."""
_KINDS: Mapping[str, str] = {
    "string_type": "a string",
    "bool_type": "true or false",
    "list_type": "a list",
    "tuple_type": "a list",
    "dict_type": "a mapping",
    "model_type": "a mapping",
    "model_attributes_type": "a mapping",
}
_NUMBERS = ("int_type", "int_from_float", "greater_than_equal", "less_than_equal")


def kebab(name: str) -> str:
    """A field's name as files spell it: `batch_size` is `batch-size`."""
    return name.replace("_", "-")


def parsed(model: type[_Model], document: Document, rule: str, findings: list[Finding]) -> _Model | None:
    """The document's content as `model`, or None and one finding per mistake."""
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        for problem in problems:
            place = problem["loc"]
            if any(len(other["loc"]) > len(place) and other["loc"][: len(place)] == place for other in problems):
                continue  # a list is called too short when its items are wrong
            message, hint = _said(model, problem)
            at = "".join(f"/{escaped(str(step))}" for step in place if step != _KEY)
            findings.append(Finding(document.at(at), rule, message, hint))
        return None


def _said(model: type[BaseModel], problem: ErrorDetails) -> tuple[str, str]:
    """(message, hint) of one of pydantic's errors."""
    kind, place, context = problem["type"], problem["loc"], problem.get("ctx", {})
    name = _name(place)
    holder = _holder(model, place)
    if kind == "extra_forbidden":
        known = [field.alias or key for key, field in holder.model_fields.items()]
        near = get_close_matches(name.lower().replace("_", "-"), known, n=1) or _joined(name, known)
        return (
            f"{name!r:.100} is not known here",
            f"did you mean `{near[0]}`?" if near else f"known: {', '.join(known)}",
        )
    if kind == "missing":
        return f"{name!r} is missing", "add it"
    if kind in _NUMBERS:
        field = _field(holder, place[-1])
        return f"{name:.100} must be a whole number{_range(field)}", "write it without quotes" if isinstance(
            problem["input"], str
        ) else ""
    if kind == "string_pattern_mismatch":
        return f"{name:.100} must be {WORDS[context['pattern']]}", ""
    return f"{name:.100}{_wanted(kind, context, problem['msg'])}", ""


def _wanted(kind: str, context: Mapping[str, Any], message: str) -> str:
    if kind in _KINDS:
        return f" must be {_KINDS[kind]}"
    if kind in ("enum", "literal_error"):
        return f" must be {context['expected']}"
    if kind == "string_too_long":
        return f" must have at most {context['max_length']} characters"
    if kind == "string_too_short":
        return f" must have at least {context['min_length']} characters"
    if kind == "too_short":
        return " must not be empty"
    words = message.removeprefix("Value error, ")
    return f" {words}" if words.startswith("must ") else f": {words}"


def _name(place: _Place) -> str:
    steps = [step for step in place if step != _KEY]
    if not steps:
        return "the file"
    if isinstance(steps[-1], int):
        return f"entry {steps[-1] + 1} of {steps[-2]}" if len(steps) > 1 else f"entry {steps[-1] + 1}"
    return steps[-1]


def _joined(name: str, known: list[str]) -> list[str]:
    """A known name that has the same letters: `maxreceives` for `max-receives`."""
    letters = name.lower().replace("_", "").replace("-", "")
    return [candidate for candidate in known if candidate.replace("-", "") == letters]


def _holder(model: type[BaseModel], place: _Place) -> type[BaseModel]:
    """The model in which the last step of a place stands."""
    for step in place[:-1]:
        if field := _field(model, step):
            model = next(_models(field.annotation), model)
    return model


def _field(model: type[BaseModel], step: int | str) -> FieldInfo | None:
    return next((f for key, f in model.model_fields.items() if (f.alias or key) == step), None)


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    """The models in an annotation: of `tuple[Entry, ...]`, Entry."""
    parts = get_args(annotation)
    if not parts and isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in parts:
        yield from _models(part)


def _range(field: FieldInfo | None) -> str:
    bounds = field.metadata if field else []
    low = next((bound.ge for bound in bounds if hasattr(bound, "ge")), None)
    high = next((bound.le for bound in bounds if hasattr(bound, "le")), None)
    if low is None:
        return ""
    return f" from {low:,} to {high:,}" if high is not None else f", {low:,} or more"
