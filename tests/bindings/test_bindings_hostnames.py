"""Hostnames as validators take them: the bindings' checks agree with jsonschema-rs over labels of many scripts."""

from __future__ import annotations

from random import Random

import idna.idnadata
import jsonschema_rs
import pytest

from bridgewright import bind
from leejames_events import _formats, _rare_formats

POOL = (
    *(
        "a",
        "A",
        "-",
        "1",
        "l",
        "x",
        "\u00df",
        "\u03c2",
        "\u00fc",
        "\u00b7",
        "\u0375",
        "\u03b1",
        "\u05d0",
        "\u05f3",
        "\u0628",
    ),
    *(
        "\u064b",
        "\u0661",
        "\u06f1",
        "\u0640",
        "\u0915",
        "\u094d",
        "\u200c",
        "\u200d",
        "\u302e",
        "\u3042",
        "\u30fb",
        "\u3007",
    ),
)
"""Letters, marks, digits and joiners that the rules of RFC 5892 and RFC 5893 tell apart."""


def labels(count: int) -> list[str]:
    """Random labels, a third of them as A-labels."""
    random = Random(5)
    made = ["".join(random.choices(POOL, k=random.randint(1, 6))) for _ in range(count)]
    return [f"xn--{text.encode('punycode').decode()}" if at % 3 == 0 else text for at, text in enumerate(made)]


@pytest.mark.parametrize("name", ["hostname", "idn-hostname"])
def test_labels_are_judged_as_validators_do(name: str) -> None:
    """Ten thousand labels, A-labels among them, get the validator's verdict."""
    judge = jsonschema_rs.Draft202012Validator({"format": name}, validate_formats=True)
    wrong = [text for text in labels(10_000) if bool(_formats.FORMATS[name](text)) is not judge.is_valid(text)]

    assert wrong == []


def ranges(text: str) -> set[int]:
    """The code points of a class of characters in a regular expression."""
    found: set[int] = set()
    at = 0
    while at < len(text):
        is_range = text[at + 1 : at + 2] == "-"
        end = at + 2 if is_range else at
        found.update(range(ord(text[at]), ord(text[end]) + 1))
        at = end + 1
    return found


@pytest.mark.parametrize(("kind", "table"), [("D", "_DUAL"), ("R", "_RIGHT"), ("L", "_LEFT")])
def test_letters_join_as_unicode_says(kind: str, table: str) -> None:
    """The table of joining letters is Unicode's (ArabicShaping.txt), as the library `idna` holds it."""
    expected = {code for span in idna.idnadata.joining_types[kind] for code in range(span >> 32, span & 0xFFFFFFFF)}

    assert expected == ranges(getattr(_rare_formats, table))


def test_until_draft_06_any_label_of_rfc_1123_is_one() -> None:
    """Of draft-04 and draft-06 `xn--` and `--` ask for nothing: names like `r3---sn` are real."""
    schema = {"type": "object", "properties": {"host": {"format": "hostname"}}}
    model = bind({"$schema": "http://json-schema.org/draft-04/schema#", **schema}, whole=True).AWSEvent
    judge = jsonschema_rs.Draft4Validator(schema, validate_formats=True)
    names = ["r3---sn-abc.example", "xn--X", "a.b", "a..b", "-a", "a-", "a" * 64, ".".join(["a" * 62] * 4), "a_b", ""]

    def takes(name: str) -> bool:
        try:
            model.model_validate({"host": name})
        except ValueError:
            return False
        return True

    assert [judge.is_valid({"host": name}) for name in names] == [takes(name) for name in names]
