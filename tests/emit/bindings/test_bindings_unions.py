"""Objects that a property tells apart: typed as a union, read by the tag, refused in one line."""

from __future__ import annotations

import copy
import json
import pickle
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from bridgewright.emit.bindings.annotations import Literals, Marked, Marker, Named, Nullable, Plain, code_of, united
from bridgewright.emit.bindings.layout import flat
from emit.random_contracts import FORMATS, Judge
from thorough import law

CONTRACT = yaml.safe_load((Path(__file__).parent / "cases/unions/contract.yaml").read_text(encoding="utf-8"))
SCHEMAS = CONTRACT["components"]["schemas"]


def without_hints(value):
    """A contract without `discriminator`: OpenAPI 3.0.3 lets it hint only, and openapi-schema-validator asserts it."""
    if isinstance(value, dict):
        return {key: without_hints(member) for key, member in value.items() if key != "discriminator"}
    return [without_hints(member) for member in value] if isinstance(value, list) else value


JUDGE = Judge({"$ref": "#/components/schemas/Order", **without_hints(CONTRACT)}, format_checker=FORMATS)
CARD = {"methodKind": "debit", "number": "4242"}
TRANSFER = {"methodKind": "transfer", "again": {"methodKind": "transfer", "again": CARD}}


@pytest.fixture
def shop(bind):
    """The module of the case `unions`."""
    return bind(SCHEMAS["Order"], **{name: SCHEMAS[name] for name in SCHEMAS if name not in ("AWSEvent", "Order")})


def test_an_object_is_of_the_class_that_its_tag_names(shop):
    """At any depth, in arrays too; what was read is written again."""
    data = {"payment": CARD, "refunds": [TRANSFER, CARD], "gift": {"type": "foil", "colour": "red"}}
    order = shop.OrderPlaced.from_data(data)

    assert shop.Card is type(order.payment)
    assert [shop.Transfer, shop.Card] == [type(refund) for refund in order.refunds]
    assert shop.OrderPlacedGiftWrappingPaper is type(order.gift)
    assert shop.Card is type(order.refunds[0].again.again)
    assert data == order.to_data() == json.loads(order.to_json()) == order.declared().to_data()
    assert order == pickle.loads(pickle.dumps(order)) == copy.deepcopy(order) == order.replace()


def test_objects_are_made_of_their_classes(shop):
    """And of no other."""
    order = shop.OrderPlaced(payment=shop.Card(method_kind="credit", number="1"))

    assert {"payment": {"methodKind": "credit", "number": "1"}} == order.to_data()
    assert "transfer" == order.replace(payment=shop.Transfer(method_kind="transfer")).payment.method_kind
    with pytest.raises(ValidationError):
        shop.OrderPlaced(payment=shop.Cat(pet_type="cat", name="Tom"))


@pytest.mark.parametrize(
    ("payment", "place", "words"),
    [
        ({"methodKind": "debit"}, ("payment", "debit", "number"), "Field required"),
        ({"methodKind": "debit", "number": 1}, ("payment", "debit", "number"), "Input should be a valid string"),
        (
            {"methodKind": "cash", "number": "4242"},
            ("payment",),
            "Input should be an object whose methodKind is one of: 'debit', 'credit', 'transfer'",
        ),
        (
            {"number": "4242"},
            ("payment",),
            "Input should be an object whose methodKind is one of: 'debit', 'credit', 'transfer'",
        ),
    ],
)
def test_a_refusal_speaks_of_the_one_class_that_was_meant(shop, payment, place, words):
    """Not of every class that it might have been; and the input isn't shown."""
    with pytest.raises(ValidationError) as raised:
        shop.OrderPlaced.from_data({"payment": payment})

    (error,) = raised.value.errors(include_url=False, include_input=False)
    assert (place, words) == (error["loc"], error["msg"])
    assert "4242" not in str(raised.value)


_WORDS = st.sampled_from(["debit", "credit", "transfer", "cash", "card", "plain", "", 1, None, True])
_PARTS = st.recursive(
    st.fixed_dictionaries(
        {},
        optional={
            "methodKind": _WORDS,
            "method_kind": _WORDS,
            "type": _WORDS,
            "petType": _WORDS,
            "number": _WORDS,
            "colour": _WORDS,
            "text": _WORDS,
            "name": _WORDS,
            "bark": st.booleans(),
        },
    ),
    lambda inner: st.builds(lambda outer, again: {**outer, "again": again}, inner, inner),
    max_leaves=3,
)


@law(whole=400, few=100)
@given(
    st.fixed_dictionaries({"payment": _PARTS}, optional={"gift": _PARTS, "pet": _PARTS, "refunds": st.lists(_PARTS)})
)
def test_the_verdict_is_the_contract_s(shop, value):
    """Right and wrong tags, Python's spelling of a tag's name, fields of other classes."""
    try:
        read = shop.OrderPlaced.from_data(value)
    except ValidationError:
        assert not JUDGE.is_valid(value)
    else:
        assert JUDGE.is_valid(value), json.dumps(value)
        assert value == read.to_data()


def detail(*options, keyword="oneOf", **more):
    """A detail with a property `x` that is one of several."""
    return {"type": "object", "properties": {"x": {keyword: list(options), **more}}}


def tagged(value, **properties):
    """An object whose `t` is one string."""
    properties["t"] = {"type": "string", "enum": [value]}
    return {"type": "object", "required": ["t"], "properties": properties}


@pytest.mark.parametrize(
    ("schema", "by_tag"),
    [
        (detail(tagged("a"), tagged("b")), True),
        (detail(tagged("a"), tagged("b"), keyword="anyOf"), True),
        (detail(tagged("a"), tagged("a", n={"type": "integer"})), False),
        (detail(tagged("a"), {**tagged("b", u={}), "required": ["u"]}), False),
        (detail(tagged("a"), {**tagged("b"), "nullable": True}), False),
        (detail(tagged("a"), {"type": "string"}), False),
        (detail(tagged("a")), False),
        (detail(tagged("a"), {"type": "object", "required": ["t"], "properties": {"t": {"type": "string"}}}), False),
    ],
)
def test_a_tag_is_used_where_it_says_all(bind, schema, by_tag):
    """Required, a string, of one option alone, and every option an object; else the schema itself is asked."""
    text = Path(bind(schema).__file__).read_text(encoding="utf-8")

    assert by_tag is ('Tag("t")' in text)
    assert by_tag is ("Held" not in text)


def test_inline_options_are_named_after_what_tells_them_apart(bind):
    """Their tag, or their title; a number only where there is neither."""
    options = [tagged("by-card"), {**tagged("cash"), "title": "In cash"}]
    untold = [
        {"type": "object", "title": "Short one", "properties": {"a": {}}},
        {"type": "object", "properties": {"b": {}}},
    ]

    assert {"OrderPlacedXByCard", "OrderPlacedXCash"} <= vars(bind(detail(*options))).keys()
    assert {"OrderPlacedXShortOne", "OrderPlacedXOption2"} <= vars(bind(detail(*untold, keyword="anyOf"))).keys()


@pytest.mark.parametrize(
    ("types", "text"),
    [
        ([Plain("str")], "str"),
        ([Named("A"), Named("B"), Named("A")], "A | B"),
        ([Nullable(Named("A")), Named("B")], "A | B | None"),
        (
            [Literals(('"a"', '"b"')), Plain("int"), Nullable(Literals(('"b"', '"c | None]"')))],
            'Literal["a", "b", "c | None]"] | int | None',
        ),
        ([Marked(Plain("str"), (Marker("Text"),)), Literals(('"b"',))], 'Annotated[str, Text()] | Literal["b"]'),
    ],
)
def test_a_union_is_written_as_people_write_it(types, text):
    """Each option once, all plain strings in one `Literal`, `None` last."""
    assert text == flat(code_of(united(types), str))
