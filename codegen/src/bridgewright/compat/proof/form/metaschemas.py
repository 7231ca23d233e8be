"""Refs to an official draft's own metaschema: a value follows such a ref when it is a schema of that draft.

Documents refer to metaschemas by URI without holding them, and validators have them in store. The node is evaluated
by the validator; nothing else is known of it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any, NamedTuple

from bridgewright.documents.document import JsonValue
from bridgewright.schemas.dialects import named_dialect
from bridgewright.schemas.format_languages import validator_class


class Metaschema(NamedTuple):
    """A metaschema, as a document of some dialect's year reads it."""

    uri: str
    year: int
    assert_formats: bool

    def accepts(self, value: JsonValue) -> bool | None:
        """Whether the value follows it; None where the validator can't tell."""
        try:
            return _validator(self)(value)
        except (ValueError, RecursionError, OverflowError):
            return None


def metaschema(reference: str, year: int, *, assert_formats: bool) -> Metaschema | None:
    """The metaschema that a ref means; None where it is none that the validator has."""
    if "://" not in reference or named_dialect(reference) is None:
        return None
    found = Metaschema(reference, year, assert_formats)
    try:
        _validator(found)
    except ValueError:
        return None
    return found


@lru_cache(maxsize=16)
def _validator(asked: Metaschema) -> Callable[[JsonValue], bool]:
    made: Any = validator_class(asked.year)
    validator = made({"$ref": asked.uri}, validate_formats=asked.assert_formats, offline=True)
    accepts: Callable[[JsonValue], bool] = validator.is_valid
    return accepts
