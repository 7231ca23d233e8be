"""Hostile schemas end in bounded time, with an answer or with `undecided`: never a hang, never a traceback."""

from __future__ import annotations

from typing import Any

import pytest

from bridgewright.compat import Outcome, compare


def nested(depth: int, keyword: str) -> Any:
    """A schema in a schema in a schema."""
    made: Any = {"type": "string"}
    for _ in range(depth):
        made = {keyword: [made] if keyword.endswith("Of") else made}
    return made


def doubling(levels: int, keyword: str) -> Any:
    """A schema that unfolds to 2 to the power of `levels` branches."""
    made = {
        f"l{at}": {keyword: [{"$ref": f"#/$defs/l{at + 1}"}, {"$ref": f"#/$defs/l{at + 1}"}]} for at in range(levels)
    }
    return {"$ref": "#/$defs/l0", "$defs": made | {f"l{levels}": {"type": "string", "maxLength": 5}}}


def chain(length: int) -> Any:
    """A ref to a ref to a ref."""
    made: dict[str, Any] = {f"c{at}": {"properties": {"next": {"$ref": f"#/$defs/c{at + 1}"}}} for at in range(length)}
    return {"$ref": "#/$defs/c0", "$defs": made | {f"c{length}": {"type": "string"}}}


def variants(count: int, shift: int) -> Any:
    """Many variants, none of which says which it is."""
    one = {
        f"p{at}": {
            "type": "object",
            "properties": {f"a{at}": {"maxLength": at + shift}},
            "required": [f"a{(at * 7) % count}"],
        }
        for at in range(count)
    }
    return {"oneOf": list(one.values())}


HOSTILE: dict[str, tuple[Any, Any]] = {
    "deep items": (nested(5000, "items"), {"type": "string"}),
    "deep not": (nested(100, "not"), nested(101, "not")),
    "deep allOf": (nested(3000, "allOf"), nested(2999, "allOf")),
    "doubling allOf": (doubling(40, "allOf"), {"type": "string", "maxLength": 4}),
    "doubling oneOf": (doubling(25, "oneOf"), {"type": "string", "maxLength": 4}),
    "a long chain of refs": (chain(900), chain(901)),
    "oneOf of many alike": (variants(40, 1), variants(40, 2)),
    "huge enum": ({"enum": list(range(20_000))}, {"enum": [*range(19_999), "x"]}),
    "a ref to itself": ({"$ref": "#"}, {"type": "string"}),
    "two refs in a circle": (
        {"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"$ref": "#/$defs/a"}}},
        {"type": "string"},
    ),
    "the opposite of itself": ({"not": {"$ref": "#"}}, {"type": "string"}),
    "a catastrophic pattern": ({"pattern": "^(a+)+$"}, {"pattern": "^(a|aa)+$"}),
    "a pattern that explodes": ({"pattern": "(a|b)*a(a|b){14}$"}, {"pattern": "(a|b)*b(a|b){14}$"}),
    "nested counts": ({"pattern": "((((a{9}){9}){9}){9}){9}"}, {"type": "string"}),
    "a lookahead": ({"pattern": "^(?=(a+)+$)b"}, {"pattern": "^(?!(a+)+$)b"}),
    "a long string": ({"minLength": 10**9}, {"maxLength": 5}),
    "a long array": ({"minItems": 10**9}, {"type": "string"}),
    "many items unique": ({"type": "array", "uniqueItems": True, "minItems": 3000}, {"items": {"type": "string"}}),
    "many properties": ({"minProperties": 10**8}, {"type": "string"}),
    "a tiny divisor": ({"multipleOf": 1e-300, "minimum": 1}, {"multipleOf": 7e300}),
    "a huge number": ({"minimum": 10**400}, {"maximum": -(10**400)}),
    "many patterns": (
        {"patternProperties": {f"^{letter}": {"type": "string"} for letter in "abcdefghijklmnop"}},
        {"patternProperties": {f"{letter}$": {"type": "string"} for letter in "abcdefghijklmnop"}},
    ),
    "no schema at all": ([1, 2], "schema"),
    "a broken type": ({"type": "sting"}, {"type": 4}),
    "a ref to nowhere": ({"$ref": "#/nowhere"}, {"$ref": "https://example.com/other.json"}),
    "a broken pattern": ({"pattern": "("}, {"pattern": ")"}),
    "operands of the wrong kind": ({"properties": [], "required": "a"}, {"items": 4, "enum": {}}),
    "a contract without schemas": ({"openapi": "3.0.3"}, {"openapi": "3.0.3", "components": []}),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_pair_gets_an_answer(name: str) -> None:
    """Each is compared both ways, in both content models, and gets one of the three answers."""
    old, new = HOSTILE[name]
    answers = set()
    for content_model in ("open", "closed-producer"):
        answers |= set(compare(old, new, content_model=content_model).verdict.values())
        answers |= set(compare(new, old, content_model=content_model).verdict.values())

    assert answers <= set(Outcome)


def test_what_can_not_be_read_is_undecided_and_says_why() -> None:
    """A schema that makes no sense is not compatible, and the reason names the place."""
    comparison = compare({"properties": {"a": {"$ref": "#/nowhere"}}}, {"type": "string"})

    assert (set(comparison.verdict.values()), comparison.required_bump) == ({Outcome.UNDECIDED}, "major")
    assert [change.rule for change in comparison.changes] == ["undecided"]
