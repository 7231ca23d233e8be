"""Amounts of money as binary floating-point numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridgewright.lint.english import word_set
from bridgewright.lint.rule import Mistake, own_documents, schemas_of
from bridgewright.model import Catalog
from bridgewright.schema import escaped, resolved

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_MONEY = word_set(
    """
    amount balance charge cost credit debit deduction deductions discount fee gross net pay payment pension
    premium price refund salary subtotal tax total vat wage wages
    """
)
_COUNTS = word_set(
    """
    count date days hours id index items number percent percentage quantity rate ratio year
    """
)


def money_as_number(catalog: Catalog) -> Iterator[Mistake]:
    """A JSON number becomes a binary float in most languages: 0.1 + 0.2 isn't 0.3 there."""
    hint = "use a decimal string with a pattern, or an integer of the smallest unit"
    for document in own_documents(catalog):
        for pointer, schema in schemas_of(document):
            for name, member in schema.get("properties", {}).items():
                words = {word.lower() for word in _WORD.findall(name)}
                _, target = resolved(document.content, member)
                if target.get("type") == "number" and words & _MONEY and not words & _COUNTS:
                    at = document.at(f"{pointer}/properties/{escaped(name)}")
                    yield Mistake(at, f"`{name:.60}` looks like money, and is a number", hint)
