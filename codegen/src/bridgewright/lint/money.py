"""Amounts of money as binary floating-point numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bridgewright.contracts.model import Catalog
from bridgewright.documents.pointers import escaped
from bridgewright.lint.english import word_set
from bridgewright.lint.rule import Mistake, own_documents, schemas_of
from bridgewright.schemas.regex.decimals import not_decimal
from bridgewright.schemas.walking import resolved

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


def decimal_may_be_text(catalog: Catalog) -> Iterator[Mistake]:
    """A `format: decimal` whose schema accepts what is no decimal."""
    hint = r"write `type: string` with a pattern like '^-?[0-9]{1,9}\.[0-9]{2}$'"
    for document in own_documents(catalog):
        for pointer, schema in schemas_of(document):
            if schema.get("format") != "decimal" or "$ref" in schema:
                continue
            at = document.at(f"{pointer}/format")
            if schema.get("type") != "string":
                yield Mistake(at, "a number in JSON has no exact decimal: most languages read a binary fraction", hint)
            elif (text := not_decimal(schema.get("pattern"))) is not None:
                yield Mistake(at, f"{text!r:.60} is accepted too, so the bindings keep text", hint)


def money_as_number(catalog: Catalog) -> Iterator[Mistake]:
    """A property that is called like an amount of money, and is of type number."""
    hint = "use a decimal string with a pattern, or an integer of the smallest unit"
    for document in own_documents(catalog):
        for pointer, schema in schemas_of(document):
            for name, member in schema.get("properties", {}).items():
                words = {word.lower() for word in _WORD.findall(name)}
                _, target = resolved(document.content, member)
                if target.get("type") == "number" and words & _MONEY and not words & _COUNTS:
                    at = document.at(f"{pointer}/properties/{escaped(name)}")
                    yield Mistake(at, f"`{name:.60}` looks like money, and is a number", hint)
