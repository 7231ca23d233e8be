"""The names law: what a contract has keeps its names when the contract grows, and clashes are settled predictably."""

from __future__ import annotations

import copy
import types

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridgewright.emit.bindings import emit_modules
from bridgewright.emit.bindings.field_names import named
from bridgewright.emit.bindings.modules import event_plan
from bridgewright.emit.bindings.plan import AliasPlan, ClassPlan
from emit.random_contracts import CONTRACTS, catalog_of, document
from thorough import law

INLINE = {"type": "object", "properties": {"anInner": {"type": "object", "properties": {"x": {"type": "string"}}}}}
UNRELATED = st.sampled_from(
    [
        {"type": "string"},
        INLINE,
        {"type": "array", "items": INLINE},
        {"oneOf": [INLINE, {"type": "integer"}]},
        {"$ref": "#/components/schemas/Unrelated"},
        {"allOf": [{"$ref": "#/components/schemas/Unrelated"}, INLINE]},
    ]
)


def names(content):
    """Class -> the Python name of each of its properties; and the aliases, without any."""
    (event,) = catalog_of(content).events
    definitions = event_plan(event).definitions
    classes = named(d for d in definitions if isinstance(d, ClassPlan))
    fields = {name: {field.json: field.name for field in plan.fields} for name, plan in classes.items()}
    return fields | {d.name: {} for d in definitions if isinstance(d, AliasPlan)}


@law(whole=150, few=40)
@given(CONTRACTS, UNRELATED, st.booleans(), st.booleans())
def test_nothing_is_renamed_when_a_contract_grows(content, added, first, used):
    """A new component, and a new property that uses it or holds objects of its own, before the others or after."""
    grown = copy.deepcopy(content)
    schemas = grown["components"]["schemas"]
    new = {"Unrelated": {"type": "object", "properties": {"itsOwn": INLINE}}}
    grown["components"]["schemas"] = {**new, **schemas} if first else {**schemas, **new}
    if used:
        order = grown["components"]["schemas"]["Order"]
        members = order.get("properties", {})
        order["properties"] = {"unrelatedThing": added, **members} if first else {**members, "unrelatedThing": added}
    before, after = names(content), names(grown)

    assert before.keys() <= after.keys()
    assert before == {name: {json: after[name][json] for json in fields} for name, fields in before.items()}


@law(whole=50, few=20)
@given(CONTRACTS)
def test_every_name_is_one_that_python_and_people_can_use(content):
    """Identifiers, no two alike, none with a number that only counts."""
    for name, fields in names(content).items():
        assert name.isidentifier()
        assert len(set(fields.values())) == len(fields)
        assert all(field.isidentifier() for field in fields.values())
        assert not name.startswith(("Model", "Detail"))


CLASHES = {
    "from": "from_",
    "class": "class_",
    "detail-type": "detail_type",
    "Name": "name",
    "name": "name_1",
    "fooBar": "foo_bar",
    "foo_bar": "foo_bar_1",
    "_private": "field_private",
    "1st": "field_1st",
    "model_dump": "model_dump_",
    "copy": "copy_",
    "json": "json_",
    "example": "example_",
    "replace": "replace_",
    "str": "str_",
    "SOURCE": "source",
    "None": "none",
    "type": "type",
    "id": "id",
    "URLValue": "url_value",
    "": "field_",
}


def fields_of(properties):
    """JSON name -> Python name in a detail with these string properties."""
    return names(document({"type": "object", "properties": {p: {"type": "string"} for p in properties}}, {}))[
        "OrderPlaced"
    ]


def test_keywords_methods_and_spellings_that_clash_are_settled_by_rule():
    """Snake case; what Python or every model has gets an underscore; of two that clash, the first keeps the name."""
    assert CLASHES == fields_of(CLASHES)


@pytest.mark.parametrize("name", sorted(set(CLASHES) - {"Name", "name", "fooBar", "foo_bar"}))
def test_a_name_does_not_depend_on_its_neighbours(name):
    """Unless one of them is spelled alike."""
    assert {name: CLASHES[name]} == fields_of([name])


def test_a_newer_property_takes_no_name_from_an_older_one():
    """Wherever a minor version puts it: what consumers read under a name stays under it."""

    def detail(*properties):
        inner = {"type": "object", "properties": {name: {"type": "string"} for name in properties}}
        return document(
            {"type": "object", "properties": {"part": {"$ref": "#/components/schemas/Part"}}}, {"Part": inner}
        )

    versions = detail("foo_bar", "b"), detail("foo-bar", "foo_bar", "b"), detail("fooBar", "b", "foo-bar", "foo_bar")
    text = next(item.text for item in emit_modules(catalog_of(*versions)) if item.path.endswith("/v1.py"))
    lines = [line.strip() for line in text.partition("class Part(Model):")[2].splitlines() if "foo" in line]

    assert lines == [
        'foo_bar_2: Optional[Annotated[str, Name("fooBar")]] = None',
        'foo_bar_1: Optional[Annotated[str, Name("foo-bar")]] = None',
        "foo_bar: Optional[str] = None",
    ]


def test_every_clashing_field_is_read_and_written(bind):
    """By the contract's name in JSON, by Python's in code."""
    model = bind({"type": "object", "properties": {name: {"type": "string"} for name in CLASHES}}).OrderPlaced
    data = {name: f"value of {name}" for name in CLASHES}
    read = model.from_data(data)

    assert data == {name: getattr(read, python) for name, python in CLASHES.items()}
    assert data == read.to_data() == model(**{python: data[name] for name, python in CLASHES.items()}).to_data()
    assert isinstance(read.to_entry, types.MethodType)


def test_components_named_alike_keep_apart():
    """`order-line` and `orderLine` are both `OrderLine`: the first keeps it; the module's own names are left alone."""
    wanted = ("order-line", "orderLine", "Model", "Literal", "AWSEvent.x", "3d", "class", "Any")
    schemas = {name: {"type": "object", "properties": {"x": {"type": "string"}}} for name in wanted}
    properties = {f"p{i}": {"$ref": f"#/components/schemas/{name}"} for i, name in enumerate(wanted)}
    found = names(document({"type": "object", "properties": properties}, schemas))

    expected = ["OrderLine", "OrderLine_", "Model_", "Literal_", "AWSEventX", "Type3d", "Class", "Any_"]
    assert set(expected) <= found.keys()
