"""Why a schema is none of its dialect; asked where a validator refused it, for the answer takes a whole reading."""

from __future__ import annotations

from bridgewright.compat.proof.engine import Side
from bridgewright.documents.document import Document
from bridgewright.findings import Finding
from bridgewright.schemas.lowering import Lowering


def malformed(side: Side) -> Finding | None:
    """The first keyword that holds what it can't, in the schema or in what its refs lead to; None where none does.

    It is the same reading that `bind` and `import` make, so that all three call the same documents malformed.
    """
    lowering = Lowering(Document("", side.content), side.dialect)
    lowering.component(side.pointer, "Compared")
    try:
        lowering.run()
    except RecursionError:
        return None
    return next((found for found in lowering.findings if found.rule == "schema-invalid"), None)
