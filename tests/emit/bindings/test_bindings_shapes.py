"""What each kind of schema becomes, seen from the outside: what is accepted, written, and what types there are."""

from __future__ import annotations

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from pydantic import ValidationError

from emit.bindings.conftest import contract


def accepted(model, *values):
    """Which of the values are read; those are also written as they were."""
    found = []
    for value in values:
        try:
            read = model.from_data(value)
        except ValidationError:
            continue
        assert value == read.to_data() == json.loads(read.to_json())
        found.append(value)
    return found


def detail(**properties):
    """An object schema with optional properties."""
    return {"type": "object", "properties": properties}


NODE = {"$ref": "#/components/schemas/Node"}


@pytest.mark.parametrize(
    ("schema", "values"),
    [
        ({"type": "string"}, [{}, {"x": "a"}]),
        ({"type": "string", "nullable": True}, [{}, {"x": "a"}, {"x": None}]),
        ({"type": "string", "enum": ["a"], "nullable": True}, [{}, {"x": "a"}]),
        ({"type": "string", "enum": ["a", None], "nullable": True}, [{}, {"x": "a"}, {"x": None}]),
        ({"allOf": [{"type": "string"}], "nullable": True}, [{}, {"x": "a"}]),
        ({"allOf": [{"type": "string", "nullable": True}]}, [{}, {"x": "a"}, {"x": None}]),
        ({}, [{}, {"x": "a"}, {"x": None}]),
    ],
)
def test_null_is_accepted_where_openapi_accepts_it(bind, schema, values):
    """`nullable` counts beside `type` only; absent, null and set are three things.

    https://github.com/OAI/OpenAPI-Specification/blob/main/proposals/2019-10-31-Clarify-Nullable.md
    """
    assert values == accepted(bind(detail(x=schema)).OrderPlaced, {}, {"x": "a"}, {"x": None})


def test_a_field_that_is_required_and_nullable_takes_none(bind):
    """None must be said, and is written as null."""
    model = bind({**detail(x={"type": "string", "nullable": True}), "required": ["x"]}).OrderPlaced

    assert {"x": None} == model(x=None).to_data()
    with pytest.raises(ValidationError):
        model()


def test_a_field_that_is_optional_and_nullable_is_null_when_none_is_said(bind):
    """Left out and null are told apart."""
    model = bind(detail(theNote={"type": "string", "nullable": True})).OrderPlaced

    assert ({}, {"theNote": None}) == (model().to_data(), model(the_note=None).to_data())


def test_a_closed_object_refuses_what_it_does_not_declare(bind):
    """`additionalProperties: false`; the field's Python name is undeclared too, at any depth."""
    closed = {"type": "object", "additionalProperties": False, "properties": {"sizeBytes": {"type": "integer"}}}
    model = bind(detail(inner=closed)).OrderPlaced

    values = [{"inner": {"sizeBytes": 1}}, {"inner": {"size_bytes": 1}}, {"inner": {"x": 1}}, {"x": 1}]
    assert [values[0], values[3]] == accepted(model, *values)


def test_additional_properties_have_their_schema(bind):
    """Undeclared properties are validated, kept, and may be given when an object is made."""
    schema = {**detail(sizeBytes={"type": "integer"}), "additionalProperties": {"type": "string", "maxLength": 2}}
    model = bind(schema).OrderPlaced

    values = [{"sizeBytes": 1, "x": "ab"}, {"size_bytes": "ab"}, {"x": "abc"}, {"size_bytes": 1}]
    assert values[:2] == accepted(model, *values)
    assert {"sizeBytes": 1, "x": "ab"} == model(size_bytes=1, x="ab").to_data()


def test_a_map_is_a_dict(bind):
    """An object without declared properties."""
    read = bind(detail(x={"type": "object", "additionalProperties": {"type": "integer", "maximum": 2}})).OrderPlaced

    assert [{"x": {"a": 1}}, {"x": {}}] == accepted(read, {"x": {"a": 1}}, {"x": {}}, {"x": {"a": 3}}, {"x": []})
    assert {"a": 1} == read.from_data({"x": {"a": 1}}).x


def test_objects_may_contain_themselves_and_each_other(bind):
    """Recursion through properties, arrays and maps."""
    module = bind(
        detail(node=NODE),
        Node=detail(next=NODE, others={"type": "array", "items": {"$ref": "#/components/schemas/Leaf"}}),
        Leaf=detail(nodes={"type": "object", "additionalProperties": NODE}, n={"type": "integer"}),
    )
    value = {"node": {"next": {"next": {}}, "others": [{"nodes": {"a": {"next": {}}}}, {"n": 1}]}}

    assert [value] == accepted(module.OrderPlaced, value, {"node": {"others": [{"nodes": {"a": 1}}]}})
    assert module.Leaf(n=1) == module.OrderPlaced.from_data(value).node.others[1]


@pytest.mark.parametrize("in_a_list", [False, True])
def test_an_object_may_contain_itself_with_more_asked_of_it(bind, in_a_list):
    """`allOf` of a component and more, inside of that component: one class more, which contains itself."""
    narrower = {"allOf": [{"$ref": "#/components/schemas/Node"}, {"type": "object", "required": ["name"]}]}
    inside = {"type": "array", "items": narrower} if in_a_list else narrower
    node = {"type": "object", "properties": {"name": {"type": "string"}, "next": inside}}
    model = bind(detail(first={"$ref": "#/components/schemas/Node"}), Node=node).OrderPlaced

    def chain(*links):
        (first, *rest) = links
        return {**first, "next": [chain(*rest)] if in_a_list else chain(*rest)} if rest else first

    good = {"first": chain({}, {"name": "a"}, {"name": "b"})}
    bad = [{"first": chain({}, {})}, {"first": chain({}, {"name": "a"}, {})}]

    assert [good] == accepted(model, good, *bad)


def test_all_of_objects_is_one_class(bind):
    """Inherited fields are fields; a property that two parts declare must please both."""
    base = {**detail(a={"type": "string", "maxLength": 3}), "required": ["a"]}
    module = bind(
        {"allOf": [{"$ref": "#/components/schemas/Party"}, detail(a={"type": "string", "minLength": 2}, b=NODE)]},
        Party=base,
        Node=detail(),
    )

    values = [{"a": "abc"}, {"a": "a"}, {"a": "abcd"}, {"b": {}}, {"a": "ab", "b": {}}, {"a": "ab", "b": 1}]
    assert [values[0], values[4]] == accepted(module.OrderPlaced, *values)
    assert "ab" == module.OrderPlaced(a="ab").a
    with pytest.raises(ValidationError):
        module.OrderPlaced(a="a")


def test_one_of_is_exclusive_and_gives_the_class_that_fits(bind):
    """Two matches are as wrong as none; made objects are held to it too."""
    module = bind(
        detail(x={"oneOf": [{"$ref": "#/components/schemas/Card"}, {"$ref": "#/components/schemas/Cash"}]}),
        Card={**detail(number={"type": "string"}), "required": ["number"]},
        Cash={**detail(paidBy={"type": "string"}), "required": ["paidBy"]},
    )
    card, cash, both = {"x": {"number": "1"}}, {"x": {"paidBy": "A"}}, {"x": {"number": "1", "paidBy": "A"}}

    assert [card, cash] == accepted(module.OrderPlaced, card, cash, both, {"x": {}}, {"x": 1})
    assert module.Cash(paid_by="A") == module.OrderPlaced.from_data(cash).x
    assert cash == module.OrderPlaced(x=module.Cash(paid_by="A")).to_data()
    with pytest.raises(ValidationError):
        module.OrderPlaced(x=module.Card.from_data(both["x"]))


@pytest.mark.parametrize(
    ("schema", "yes", "no"),
    [
        ({"type": "integer"}, [5, 5.0, 10**30, -1], [5.5, "5", True, None]),
        ({"type": "integer", "minimum": 1.5, "multipleOf": 2.5}, [5, 10.0], [1, 2, 4]),
        ({"type": "integer", "format": "int32"}, [2**31 - 1, -(2**31)], [2**31, -(2**31) - 1]),
        ({"type": "integer", "format": "int64", "minimum": 0}, [0, 2**63 - 1], [-1, 2**63]),
        ({"type": "number", "format": "int32"}, [2**31 - 1, 0.5, 1e-07], [2**31, -(2**31) - 1]),
        ({"format": "int32"}, [2**31 - 1, 0.5, "a"], [2**31, -(2**31) - 1]),
        ({"type": "number", "format": "int64"}, [2**63 - 1, -(2**63)], [2**63, 2.0**63, -(2**63) - 1]),
        ({"type": "number"}, [1, 1.5, 2**70, -0.0], ["1", True, None]),
        ({"type": "number", "minimum": 1, "exclusiveMinimum": True, "maximum": 2}, [1.5, 2, 2.0], [1, 1.0, 2.5]),
        ({"type": "number", "multipleOf": 0.01}, [19.99, 0.07, 3], [0.001, 19.999]),
        ({"type": "boolean"}, [True, False], [0, 1, "true", None]),
        ({"enum": [1, "a", None, {"b": [1]}, False]}, [1, 1.0, "a", None, {"b": [1.0]}, False], [True, 0, "b", {}]),
        ({"type": "integer", "enum": [1, 2]}, [1, 2.0], [True, 3, "1"]),
        ({"type": "string", "enum": ["abc", "b"], "maxLength": 2}, ["b"], ["abc", "c"]),
        ({"type": "string", "x-extensible-enum": ["a"]}, ["a", "new"], [1]),
        ({"type": "string", "minLength": 2, "maxLength": 2}, ["ab", "😀😀"], ["a", "abc", "😀"]),
        (
            {"type": "array", "items": {}, "uniqueItems": True},
            [[1, True, "1", [1], {"a": 1}]],
            [[1, 1.0], [{"a": 1}] * 2],
        ),
        ({"type": "object", "additionalProperties": False}, [{}], [{"a": 1}, []]),
        ({"type": "object", "minProperties": 1, "maxProperties": 2}, [{"a": 1}], [{}, {"a": 1, "b": 1, "c": 1}]),
        ({"properties": {"a": {"type": "string"}}}, ["x", [1], None, {"a": "b"}], [{"a": 1}]),
        ({"not": {"type": "string"}}, [1, [], {}], ["a"]),
        ({"anyOf": [{"type": "string", "maxLength": 1}, {"type": "integer"}]}, ["a", 1, 1.0], ["ab", 1.5]),
    ],
)
def test_a_keyword_means_what_json_schema_says(bind, schema, yes, no):
    """Validation vocabulary of JSON Schema as OpenAPI 3.0 has it."""
    model = bind(detail(x=schema)).OrderPlaced

    assert [{"x": value} for value in yes] == accepted(model, *({"x": value} for value in [*yes, *no]))


def test_a_pattern_is_searched_for_and_read_as_ecma_script(bind):
    """Unanchored, ASCII digits, no line break before `$`, lookahead."""
    model = bind(
        detail(digits={"type": "string", "pattern": r"\d$"}, ahead={"type": "string", "pattern": "^(?=.*[A-Z]).{2,}$"})
    )

    values = [{"digits": "a1"}, {"digits": "1\n"}, {"digits": "١"}, {"ahead": "aB"}, {"ahead": "ab"}, {"ahead": "aB\n"}]
    assert [values[0], values[3]] == accepted(model.OrderPlaced, *values)


def test_an_inline_detail_becomes_the_event_s_class(bind, emitted):
    """`AWSEvent.detail` need not be a component."""
    from_conftest = {
        "openapi": "3.0.3",
        "info": {"title": "OrderPlaced", "version": "1.0.0"},
        "paths": {},
        "components": {
            "schemas": {
                "AWSEvent": {
                    "type": "object",
                    "x-amazon-events-source": "shop.orders",
                    "x-amazon-events-detail-type": "order.placed",
                    "properties": {"detail": {"type": "object", "properties": {"n": {"type": "integer"}}}},
                }
            }
        },
    }
    text, findings = emitted(from_conftest)

    assert [] == findings
    assert "class OrderPlaced(Event):" in text
    assert "    detail: OrderPlaced\n" in text


def test_a_detail_without_properties_is_an_event_all_the_same(bind):
    """A map, or one of several objects: read, held against its schema, written again."""
    module = bind({"oneOf": [{"type": "object", "required": ["a"]}, {"type": "object", "required": ["b"]}]})

    assert [{"a": 1}, {"b": 2}] == accepted(module.OrderPlaced, {"a": 1}, {"b": 2}, {}, {"a": 1, "b": 1})


def test_descriptions_become_docstrings_whatever_they_hold(bind):
    """Quotes, backslashes and control characters can't break out."""
    nasty = 'ends with "'
    module = bind({**detail(x={"type": "string", "description": '"""\nraise SystemExit\n"""\\'}), "description": nasty})

    assert nasty == module.OrderPlaced.__doc__.strip()


def test_the_event_s_class_says_what_the_contract_says_of_the_event(bind):
    """That is the class that people hover over; a description of its own comes first."""
    told = bind(detail(x={"type": "string"})).OrderPlaced
    own = bind({**detail(x={"type": "string"}), "description": "What the shop keeps."}).OrderPlaced

    assert ("An order was placed.", "What the shop keeps.") == (told.__doc__, own.__doc__)


def test_an_open_enum_names_its_values_where_its_type_can_not(emitted):
    """Any text is read and kept; what is known so far stands in the docstring."""
    carrier = {"type": "string", "description": "Who brings it.", "x-extensible-enum": ["dhl", "ups"]}
    text, _ = emitted(contract(detail(carrier=carrier)))

    assert (
        '''    carrier: Optional[str] = None
    """Who brings it.
    Known so far: `dhl`, `ups`.
    """'''
        in text
    )


def test_names_and_patterns_can_not_break_out(bind):
    """Property names, enum values and patterns are data."""
    name = 'a"b\\c\n{{ x }}\u2028'
    module = bind(
        {
            "type": "object",
            "properties": {
                name: {"type": "string", "enum": [name, "'''"]},
                "p": {"type": "string", "pattern": "^\"'\\\\$"},
            },
        }
    )

    values = [{name: name}, {name: "'''"}, {"p": "\"'\\"}, {name: "x"}]
    assert values[:3] == accepted(module.OrderPlaced, *values)


def test_keywords_that_can_not_be_enforced_are_errors_with_their_place(emitted):
    """Never a silent yes."""
    schema = {
        "type": "object",
        "properties": {
            "a": {"type": "string", "pattern": r"^(?:(a)|b\1)+$"},
            "b": {"type": "string", "format": "color"},
            "c": {"type": "object", "patternProperties": {"^x": {}}},
            "d": {"type": "string", "format": "iban"},
        },
    }
    _, findings = emitted(
        {
            "openapi": "3.0.3",
            "info": {"title": "OrderPlaced", "version": "1.0.0"},
            "paths": {},
            "components": {
                "schemas": {
                    "AWSEvent": {
                        "type": "object",
                        "x-amazon-events-source": "shop.orders",
                        "x-amazon-events-detail-type": "order.placed",
                        "properties": {"detail": {"$ref": "#/components/schemas/Order"}},
                    },
                    "Order": schema,
                }
            },
        }
    )

    place = "/components/schemas/Order/properties"
    assert [
        ("keyword-not-enforced", f"{place}/a/pattern", "error"),
        ("keyword-not-enforced", f"{place}/b/format", "error"),
        ("keyword-not-enforced", f"{place}/c/patternProperties", "error"),
    ] == [(finding.rule, finding.location.pointer, str(finding.severity)) for finding in findings]


def test_a_typed_value_is_a_python_value(bind):
    """date, not str; and only a date is taken when an object is made."""
    model = bind(detail(on={"type": "string", "format": "date"})).OrderPlaced

    assert date(2026, 2, 28) == model.from_data({"on": "2026-02-28"}).on
    with pytest.raises(ValidationError):
        model(on="2026-02-28")


def test_importing_one_event_imports_that_event_alone():
    """Of the package: the event's module and the code that all share; of others: pydantic."""
    script = (
        "import sys; import leejames_events.payslip_generated.v1; "
        "print(sorted(m for m in sys.modules if m.startswith('leejames_events')))"
        "; print([m for m in ('boto3', 'jinja2', 'datamodel_code_generator', 'email_validator') if m in sys.modules])"
    )
    output = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    ).stdout.splitlines()

    shared = ["", "._building", "._event", "._fields", "._model", "._settings", "._start", "._types", ".errors"]
    expected = [*shared, ".payslip_generated", ".payslip_generated.v1"]
    assert str([f"leejames_events{name}" for name in expected]) == output[0]
    assert "[]" == output[1]


def test_generated_code_passes_strict_type_checking_and_lint(bind, tmp_path):
    """For those who construct by Python names, too; and a wrong name or type is an error."""
    package = Path(
        bind(
            {
                **detail(
                    placedAt={"type": "string", "format": "date-time"},
                    either={"oneOf": [{"type": "string"}, {"$ref": "#/components/schemas/Node"}]},
                    nodes={"type": "array", "items": NODE},
                ),
                "required": ["placedAt"],
            },
            Node={**detail(next=NODE, theKind={"type": "string", "enum": ["a"]}), "additionalProperties": False},
        ).__file__
    ).parents[1]
    use = tmp_path / "use.py"
    use.write_text(
        f"from datetime import UTC, datetime\nfrom {package.name}.order_placed.v1 import Node, OrderPlaced\n"
        "good = OrderPlaced(placed_at=datetime.now(UTC), nodes=[Node(the_kind='a', next=None)])\n"
        "print(good.placed_at.year, good.nodes and good.nodes[0].the_kind)\n"
        "OrderPlaced(placedAt=datetime.now(UTC))\nOrderPlaced(placed_at='x')\nNode(the_kind='b')\nOrderPlaced()\n",
        encoding="utf-8",
    )
    mypy = [
        sys.executable,
        "-m",
        "mypy",
        "--strict",
        "--no-incremental",
        "--config-file=",
        "--cache-dir",
        str(tmp_path / "c"),
    ]
    checked = subprocess.run([*mypy, "use.py", package.name], cwd=tmp_path, capture_output=True, text=True, check=False)
    linted = subprocess.run(
        [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache", str(package)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert "All checks passed!\n" == linted.stdout
    errors = [line.partition(": error: ")[0] for line in checked.stdout.splitlines() if ": error: " in line]
    assert ["use.py:5", "use.py:6", "use.py:7", "use.py:8"] == errors, checked.stdout


def test_an_object_that_may_be_null_has_an_object_for_its_example(bind):
    """A class can't hold null: the least value of its schema is none of its examples."""
    part = {
        "type": "object",
        "nullable": True,
        "required": ["n"],
        "properties": {"n": {"type": "integer", "minimum": 3}},
    }
    module = bind({"type": "object", "properties": {"part": {"$ref": "#/components/schemas/Part"}}}, Part=part)

    assert {"n": 3} == module.Part.example().to_data()
    assert None is module.OrderPlaced.from_data({"part": None}).part
