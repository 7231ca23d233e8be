"""How a verdict comes about, in words: for whoever asks why a pair is undecided, or takes its time.

python -c "from bridgewright.compat.tracing import trace; print(trace({'type': 'string'}, {'type': 'integer'}))"
"""

from __future__ import annotations

from bridgewright.compat.changes.comparison import BACKWARD
from bridgewright.compat.changes.explaining import PRODUCER
from bridgewright.compat.pairs.documents import pairing, reading
from bridgewright.compat.pairs.sides import Options
from bridgewright.compat.proof.engine import Side
from bridgewright.documents.document import JsonValue
from bridgewright.schemas.equality import Unreadable


def trace(old: JsonValue, new: JsonValue, direction: str = BACKWARD, options: Options | None = None) -> str:
    """The search behind one direction of `compare(old, new)`, a line a step; a block for each pair of events.

    Raises:
        Unreadable: a schema is none of its dialect, or nothing in the documents can be compared.
    """
    one, other = reading(old), reading(new)
    found = pairing(one, other)
    if not found.pairs:
        raise Unreadable(found.reason)
    made = []
    for before, after in found.pairs:
        sides = (Side(one.content, before.dialect, before.pointer), Side(other.content, after.dialect, after.pointer))
        made.append((options or Options()).engine(*sides).traced(PRODUCER[direction]))
    return "\n\n".join(made)
