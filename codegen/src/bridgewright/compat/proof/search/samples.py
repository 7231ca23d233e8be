"""A value of each schema that was asked for lately: versions of a contract share most of their schemas.

Only atoms are remembered, whose value names a schema with all that it refers to, in whichever comparison. Values are
kept as bytes, so that nobody changes what another comparison gets.
"""

from __future__ import annotations

import marshal
from typing import Any, Final, TypeAlias

from bridgewright.documents.document import JsonValue

_MAX_SAMPLES: Final = 4096

Sampled: TypeAlias = tuple[Any, bool]
"""The value of an atom, and whether a producer's schema says it."""

_samples: dict[Sampled, bytes] = {}


def sample(of: Sampled) -> tuple[JsonValue, ...]:
    """The value that is remembered, if there is one: a tuple, for null is a value too."""
    spelled = _samples.get(of)
    return () if spelled is None else (marshal.loads(spelled),)  # noqa: S302 - dumped below


def remember(of: Sampled, value: JsonValue) -> None:
    """Keeps a value, and lets go of the oldest where there are too many."""
    if len(_samples) >= _MAX_SAMPLES:
        _samples.pop(next(iter(_samples), of), None)
    _samples[of] = marshal.dumps(value, 2)
