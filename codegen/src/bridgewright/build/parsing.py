"""Pydantic at the edge: a decoded file against a model, its errors as findings."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError

from bridgewright.findings import Finding
from bridgewright.model import Document
from bridgewright.schema import escaped

_Model = TypeVar("_Model", bound=BaseModel)


def parsed(model: type[_Model], document: Document, rule: str, findings: list[Finding]) -> _Model | None:
    """The document's content as `model`, or None and one finding per mistake."""
    try:
        return model.model_validate(document.content)
    except ValidationError as error:
        problems = error.errors(include_url=False)
        for problem in problems:
            if any(
                len(other["loc"]) > len(problem["loc"]) and _is_inside(other["loc"], problem["loc"])
                for other in problems
            ):
                continue  # a list is called too short when its items are wrong
            at = "".join(f"/{escaped(str(step))}" for step in problem["loc"])
            findings.append(Finding(document.at(at), rule, _message(problem["type"], problem["msg"], at)))
        return None


def _is_inside(place: tuple[int | str, ...], whole: tuple[int | str, ...]) -> bool:
    return place[: len(whole)] == whole


def _message(kind: str, message: str, pointer: str) -> str:
    name = pointer.rpartition("/")[2] or "the file"
    if kind == "extra_forbidden":
        return f"{name!r:.100} is not known here"
    if kind == "missing":
        return f"{name!r} is missing"
    return f"{name:.100}: {message.removeprefix('Value error, ')}"
