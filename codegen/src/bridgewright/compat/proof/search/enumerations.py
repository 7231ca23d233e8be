"""Values of a branch that lists its values: each is looked at, so the answer is exact.

A node that nobody can evaluate (an opaque one) leaves a value in doubt: it is given, and the end is unsure.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final

from bridgewright.compat.proof.search.branch import Branch
from bridgewright.compat.proof.search.questions import Questions, State
from bridgewright.compat.proof.search.satisfaction import type_of
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import number_spellings, value_of
from bridgewright.schemas.format_languages import Unsure

_VALUES_A_STEP: Final = 10
_MAX_NOTATIONS: Final = 64


def listed(search: Questions, state: State, branch: Branch) -> Iterator[JsonValue]:
    """The values of an enumeration that satisfy the state.

    Raises:
        Unsure: there may be others, or one of these may not fit.
    """
    unsure = False
    for at, key in enumerate(sorted(branch.finite or (), key=repr)):
        if at % _VALUES_A_STEP == 0:
            search.pay()
        value = value_of(key)
        if type_of(value) != branch.type or key in branch.excluded:
            continue
        if branch.integer_notation is False:
            value = float(value)
        notations: Iterable[JsonValue] = (value,)
        if branch.type in ("array", "object") and search.forest.exact_integers:
            notations = islice(number_spellings(value), _MAX_NOTATIONS + 1)
        for tried, written in enumerate(notations):
            if tried == _MAX_NOTATIONS:
                raise Unsure
            fit = search.fits(state, written)
            unsure = unsure or fit is None
            if fit is not False:
                yield written
    if unsure:
        raise Unsure
