"""Personal data that nobody marked: names of properties that most often hold some."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from bridgewright.contracts.model import Catalog
from bridgewright.documents.document import Document, JsonObject
from bridgewright.documents.pointers import escaped
from bridgewright.lint.english import word_set
from bridgewright.lint.rule import Mistake, own_documents, schemas_of
from bridgewright.schemas.walking import resolved

_MARK = "x-sensitive"
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_PEOPLE = word_set(
    """
    applicant author beneficiary candidate cardholder child client contact customer dependant dependent driver
    employee guest holder learner member owner parent passenger patient payee payer person pupil recipient
    sender staff student subscriber tenant traveller user visitor worker
    """
)
_ALONE = word_set(
    """
    address addresses birthday birthdate birthplace dob email emails ethnicity fax forename forenames gender
    iban initials latitude longitude maiden mobile nationality nickname nino passport password passcode phone
    phones postcode religion salary sex signature ssn surname telephone zip
    """
)
_PAIRS = word_set(
    """
    account/number account/ending account/holder bank/account birth/date card/number card/holder date/birth
    driving/licence driver/license family/name first/name full/name given/name home/town insurance/number
    last/name licence/plate marital/status medical/record middle/name national/id national/insurance ni/number
    number/plate payroll/name place/birth post/code social/security sort/code tax/code tax/id tax/number
    zip/code
    """
)


def sensitive_unmarked(catalog: Catalog) -> Iterator[Mistake]:
    """A property that is called like personal data, and isn't marked.

    `x-sensitive: false` says that somebody thought about it. The mark may stand on the property or on the
    component that it refers to, and one on a whole object or array covers what is in it.
    """
    hint = "add `x-sensitive: true`, or `x-sensitive: false` if it is no personal data"
    for document in own_documents(catalog):
        covered = [f"{pointer}/" for pointer, schema in schemas_of(document) if schema.get(_MARK) is True]
        for pointer, schema in schemas_of(document):
            if pointer.startswith(tuple(covered)):
                continue
            owner = pointer.rpartition("/")[2] if pointer.count("/") == 3 else ""
            for name, member in schema.get("properties", {}).items():
                if _is_personal(name, owner, member) and not _is_considered(document, member):
                    at = document.at(f"{pointer}/properties/{escaped(name)}")
                    yield Mistake(at, f"`{name:.60}` looks like personal data, and isn't marked", hint)


def _is_personal(name: str, owner: str, schema: JsonObject) -> bool:
    words = [word.lower() for word in _WORD.findall(name)]
    if not words or words[0] in ("ip", "web", "bucket", "queue", "endpoint"):
        return False
    if (
        words[-1] in ("id", "type", "count", "verified", "changed", "version")
        and len(words) > 1
        and "national" not in words
    ):
        return False
    told = [word.lower() for word in _WORD.findall(owner)]
    of_person = words[-1] == "name" and bool(_PEOPLE.intersection([*words[-2:-1], *(told if len(words) == 1 else ())]))
    pairs = {f"{first}/{second}" for first, second in pairwise(words)}
    pairs |= {f"{words[0]}/{words[-1]}"} if len(words) > 2 else set()
    return of_person or bool(_ALONE.intersection(words)) or bool(_PAIRS & pairs) or schema.get("format") == "email"


def _is_considered(document: Document, schema: JsonObject) -> bool:
    """True when the property, its component, or every property inside it says whether it is sensitive."""
    if _MARK in schema:
        return True
    _, target = resolved(document.content, schema)
    if _MARK in target or target.get("type") == "boolean":
        return True
    composed = [part for keyword in ("allOf", "anyOf", "oneOf") for part in target.get(keyword, ())]
    if composed:
        return all(_MARK in resolved(document.content, part)[1] for part in composed)
    inside = [resolved(document.content, part)[1] for part in target.get("properties", {}).values()]
    return bool(inside) and all(_MARK in part for part in inside)
