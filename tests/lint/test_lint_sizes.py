"""How long a string and how large an event can get: the bounds that lint computes are never too small."""

from __future__ import annotations

import re
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import EventContract
from bridgewright.documents.canonical import canonical_json
from bridgewright.lint.largest import Sizes
from bridgewright.project.folder import load_sources
from bridgewright.sample import details, values
from bridgewright.schemas.regex.width import is_plain_ascii, longest_match
from thorough import law

CONTRACTS = Path(__file__).parents[2] / "contracts"


@pytest.mark.parametrize(
    ("pattern", "length"),
    [
        ("^[A-Z]{3}$", 3),
        pytest.param("^[]a]{2}$", 4, id="^[]a]{2}$-2"),  # ECMA-262: a class of nothing; others: two of two characters
        ("^(a|bc){2,3}x?$", 7),
        ("^(?:ab)?c$", 3),
        (r"^-?(0|[1-9][0-9]{0,8})\.[0-9]{2}$", 13),
        (r"^\d{4}-\d{2}$", 7),
        ("^(a{3}){4}$", 12),
        ("^a{0}$", 0),
        (r"^\u0041\x41\$$", 3),
        ("^a+$", None),
        ("^a{2,}$", None),
        ("^(a|b)*$", None),
        ("a{3}", None),
        ("^a|b$", None),
        (r"^a\$", None),
        ("^(?=a)b$", None),
        ("^a)b$", None),
    ],
)
def test_longest_match_of_a_pattern(pattern: str, length: int | None) -> None:
    """The greatest length of a full match, or None where there is none or the pattern isn't anchored."""
    assert length == longest_match(pattern)


PIECES = st.recursive(
    st.sampled_from(["a", "[a-c]", "[^x]", r"\d", r"\.", "é"]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda both: f"({both[0]}|{both[1]})"),
        st.tuples(inner, st.sampled_from(["?", "{2}", "{0,3}", "{1,2}"])).map(lambda both: f"({both[0]}){both[1]}"),
    ),
    max_leaves=6,
)


@given(PIECES, st.data())
@law(whole=150, few=50)
def test_no_match_is_longer(piece: str, data: st.DataObject) -> None:
    """What matches a bounded pattern is no longer than the bound, and ASCII where that is promised."""
    pattern = f"^{piece}$"
    text = data.draw(st.from_regex(re.compile(f"^(?:{piece})\\Z", re.ASCII)))

    bound = longest_match(pattern)

    assert bound is not None
    assert len(text) <= bound
    assert text.isascii() or not is_plain_ascii(pattern)


@pytest.mark.parametrize(
    ("schema", "largest"),
    [
        ({"type": "boolean"}, "false"),
        ({"type": "string", "enum": ["a", "größer"]}, '"größer"'),
        ({"type": "string", "format": "date"}, '"2026-11-23"'),
        ({"type": "string", "pattern": "^[A-Z]{3}$"}, '"ABC"'),
        ({"type": "string", "maxLength": 2}, r'"\u0001\u0001"'),
        ({"type": "array", "maxItems": 2, "items": {"type": "boolean"}}, "[false,false,]"),
        (
            {"type": "object", "properties": {"a": {"type": "boolean"}, "b": {"type": "boolean"}}},
            '{"a":false,"b":false,}',
        ),
        ({"oneOf": [{"type": "boolean"}, {"type": "string", "enum": ["longer one"]}]}, '"longer one"'),
        ({"allOf": [{"type": "string", "maxLength": 100}, {"type": "string", "pattern": "^a{3}$"}]}, '"aaa"'),
    ],
)
def test_size_of_the_largest_value(schema: dict[str, Any], largest: str) -> None:
    """Bytes of the largest canonical spelling; an array or object counts one comma too many."""
    assert len(largest.encode()) == Sizes({}).of(schema, "")


def contracts() -> tuple[EventContract, ...]:
    """The repository's own events and commands."""
    sources, _ = load_sources(CONTRACTS)
    assert sources is not None
    catalog, _ = build_catalog(sources)
    assert catalog is not None
    return catalog.events


@pytest.mark.parametrize("contract", contracts(), ids=lambda contract: contract.id)
def test_no_sampled_event_is_larger(contract: EventContract) -> None:
    """Valid events, the fullest among them, stay within the computed size."""
    sizes = Sizes(contract.document.content)
    bound = sizes.of({"$ref": f"#{contract.detail_pointer}"}, "")

    assert sizes.is_bounded
    assert max(len(canonical_json(detail).encode()) for detail in islice(details(contract), 40)) <= bound


@pytest.mark.parametrize(
    "schema",
    [
        {
            "allOf": [
                {"type": "object", "properties": {"a": {"type": "string", "maxLength": 5}}},
                {"$ref": "#/components/schemas/B"},
            ]
        },
        {"anyOf": [{"type": "object", "properties": {"a": {"type": "boolean"}}}, {"$ref": "#/components/schemas/B"}]},
        {
            "oneOf": [
                {"type": "array", "maxItems": 3, "items": {"$ref": "#/components/schemas/B"}},
                {"$ref": "#/components/schemas/B"},
            ]
        },
    ],
)
def test_no_sampled_composition_is_larger(schema: dict[str, Any]) -> None:
    """allOf and anyOf add up what objects hold; oneOf takes the larger branch."""
    b = {"type": "object", "required": ["b"], "properties": {"b": {"type": "string", "maxLength": 9}}}
    content = {"components": {"schemas": {"A": schema, "B": b}}}

    bound = Sizes(content).of(schema, "")

    sampled = islice(values(content, "/components/schemas/A"), 40)
    assert max(len(canonical_json(value).encode()) for value in sampled) <= bound


@pytest.mark.parametrize(
    "schema",
    [
        {"type": "string"},
        {"type": "array", "items": {"type": "boolean"}},
        {"type": "object"},
        {"type": "object", "additionalProperties": {"type": "boolean"}},
        {},
    ],
)
def test_what_has_no_bound(schema: dict[str, Any]) -> None:
    """Strings, arrays and maps without a bound, and schemas without a type, have no largest value."""
    sizes = Sizes({})
    sizes.of(schema, "")

    assert not sizes.is_bounded
