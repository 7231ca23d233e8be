"""What stands where a ref leads, and the spelling of the document in which it does."""

from __future__ import annotations

from typing import Any, Final

from bridgewright.compat.values import Unreadable, spelling
from bridgewright.dialect import Dialect
from bridgewright.dialect.references import References
from bridgewright.model import JsonValue
from bridgewright.schema import value_at

_REFS: Final = frozenset({"$ref", "$dynamicRef", "$recursiveRef"})
_ABSENT: Final = object()


class Resolver(References):
    """The references of one document of a comparison. `nameless`: it has no ids and no anchors."""

    def __init__(self, content: JsonValue, dialect: Dialect, *, nameless: bool = False) -> None:
        self.spelled = spelling(content)
        """The document's spelling; None where it isn't plain JSON."""
        words = (b"$id", b"nchor", *([dialect.id.encode()] if dialect.id else []))
        told = b"" if nameless else self.spelled
        super().__init__(content, dialect, nameless=told is not None and not any(word in told for word in words))

    def value(self, pointer: str) -> Any:
        """What stands at a pointer.

        Raises:
            Unreadable: nothing does.
        """
        value = value_at(self._content, pointer, _ABSENT)
        if value is _ABSENT:
            raise Unreadable(f"{pointer[:120]}: nothing stands there")
        return value


def refers(schema: Any) -> bool:
    """True when there is a ref, dynamic or not, in the schema: then it may say more than it spells."""
    stack = [schema]
    while stack:
        part = stack.pop()
        if isinstance(part, dict):
            if not _REFS.isdisjoint(part):
                return True
            stack += [member for member in part.values() if isinstance(member, (dict, list))]
        elif isinstance(part, list):
            stack += part
    return False
