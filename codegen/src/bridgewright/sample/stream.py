"""The endless stream of valid values: the least, the fullest, every corner, then random mixes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from random import Random
from typing import Any

from bridgewright.contracts.model import EventContract
from bridgewright.documents.document import JsonValue
from bridgewright.sample.builder import ValueBuilder
from bridgewright.sample.choices import Choices, Least, Mixed, Most, Turns
from bridgewright.sample.errors import Unsatisfiable
from bridgewright.sample.shapes import Shape, Shapes
from bridgewright.sample.validity import validity

_MOST_TURNS = 64
_TRIES = 200
"""Values in a row that may be refused."""
_EXAMPLE_TRIES = 40
"""The same for whoever wants one: few schemas that have a value need more than one."""


def details(contract: EventContract, *, seed: int = 0) -> Iterator[JsonValue]:
    """Valid details of an event contract, without end; the same for the same seed on every machine.

    Raises:
        Unsatisfiable: from `next`, when no valid value is found.
    """
    return values(contract.asserted.content, contract.detail_pointer, seed=seed)


def values(
    content: dict[str, Any], pointer: str, *, seed: int = 0, is_valid: Callable[[JsonValue], bool] | None = None
) -> Iterator[JsonValue]:
    """Valid values of the schema at a JSON Pointer of an OpenAPI 3.0 document, without end.

    First the least (required parts only) and the fullest (text up to 10,000 characters, arrays up to 100
    elements), then few that together show every bound, enum value, branch and format, then random ones.
    Every value is a new one, and passed the OpenAPI validator, or `is_valid` if another judge is wanted.

    Raises:
        Unsatisfiable: from `next`, when no valid value is found.
    """
    shapes = Shapes(content)
    yield from _valid(
        ValueBuilder(shapes), shapes.at(pointer), is_valid or validity(content, pointer), _ways(seed), _TRIES
    )


def one_value(content: dict[str, Any], pointer: str, is_valid: Callable[[JsonValue], bool]) -> JsonValue:
    """One value of the schema at a JSON Pointer, small if may be, and not null, that `is_valid` lets pass.

    Raises:
        Unsatisfiable: none was found among a few dozen.
    """
    shapes = Shapes(content)
    root = replace(shapes.at(pointer), nullable=False)
    return next(_valid(ValueBuilder(shapes), root, is_valid, _ways(0), _EXAMPLE_TRIES))


def _valid(
    builder: ValueBuilder, root: Shape, is_valid: Callable[[JsonValue], bool], ways: Iterator[Choices], tries: int
) -> Iterator[JsonValue]:
    refused = 0
    problem: Unsatisfiable | None = None
    for choices in ways:
        try:
            value = builder.built(root, choices)
        except Unsatisfiable as error:
            problem, value = error, None
        else:
            problem = None
        if problem is None and is_valid(value):
            refused = 0
            yield value
            continue
        refused += 1
        if refused >= tries:
            raise problem or Unsatisfiable(root.pointer, f"{tries} values in a row were refused by the validator")


def _ways(seed: int) -> Iterator[Choices]:
    yield Least()
    yield Most()
    turns = Turns()
    for _ in range(_MOST_TURNS):
        yield turns
        if turns.is_done:
            break
    rng = Random(seed)  # noqa: S311  (repeatable, not secret)
    while True:
        yield Mixed(rng)
