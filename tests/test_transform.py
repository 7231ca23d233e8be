"""The input transformer: what a target receives, and what PutTargets refuses."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridgewright.transform import RESERVED, InvalidTransformer, Transformer, deliverable

EVENT: dict[str, Any] = {
    "version": "0",
    "id": "7bf73129",
    "detail-type": "payslip.uploaded",
    "source": "leejames.payroll",
    "account": "123456789012",
    "time": "2015-11-11T21:29:54Z",
    "region": "eu-west-1",
    "resources": ["arn:aws:ec2:one", "arn:aws:ec2:two"],
    "detail": {
        "instance-id": "i-0123456789",
        "state": "RUNNING",
        "count": 5,
        "open": True,
        "nothing": None,
        "payload": {"acc_id": "x", "n": "baz"},
        "list": ["ACTIVE", "INACTIVE"],
        "lines": [{"code": "A1", "amount": 1}, {"code": "B2"}, {"amount": 3}],
        "odd": 'a "quoted" word',
    },
}
GUIDE = "https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html"
API = "https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_InputTransformer.html"
SEEN = "localstack tests/aws/services/events/test_events_inputs.snapshot.json (AWS-validated)"
DROPPED = "seen on AWS: an object inside quotes of a JSON template keeps its quotes, and the event is not delivered"
EC2 = {"instance": "$.detail.instance-id", "state": "$.detail.state"}
PARTS = {"payload": "$.detail.payload", "list": "$.detail.list", "id": "$.id", "no": "$.detail.no"}

RENDERED: list[Any] = [
    (GUIDE, EC2, '"instance <instance> is in <state>"', '"instance i-0123456789 is in RUNNING"'),
    (GUIDE, EC2, r'"instance \"<instance>\" is in <state>"', r'"instance \"i-0123456789\" is in RUNNING"'),
    (GUIDE, EC2, '{"instance" : <instance>, "state": <state>}', '{"instance" : "i-0123456789", "state": "RUNNING"}'),
    (
        GUIDE,
        EC2,
        r'{"instance" : <instance>, "state": "<state>", "status": "instance \"<instance>\" is in <state>"}',
        r'{"instance" : "i-0123456789", "state": "RUNNING", "status": "instance \"i-0123456789\" is in RUNNING"}',
    ),
    (
        GUIDE,
        EC2,
        '{"instance" : <instance>, "state": [9, <state>, true], "Transformed" : "Yes"}',
        '{"instance" : "i-0123456789", "state": [9, "RUNNING", true], "Transformed" : "Yes"}',
    ),
    (GUIDE, {}, '"<aws.events.rule-name> triggered"', '"example triggered"'),
    (
        GUIDE,
        {},
        '{"arn":<aws.events.rule-arn>,"at":<aws.events.event.ingestion-time>}',
        '{"arn":"arn:rule","at":"2026"}',
    ),
    (GUIDE, {}, '{"all":<aws.events.event.json>}', '{"all":' + json.dumps(EVENT, separators=(",", ":")) + "}"),
    (GUIDE, {"item": "$.resources[0]"}, "<item>", '"arn:aws:ec2:one"'),
    (SEEN, {"no": "$.detail.notinmessage"}, '"info extracted from detail <no>"', '"info extracted from detail "'),
    (SEEN, {"no": "$.detail.notinmessage"}, '{"command": <no>}', '{"command": ""}'),
    (GUIDE, PARTS, '"Payload of <payload> at <id>"', '"Payload of {acc_id:x,n:baz} at 7bf73129"'),
    (GUIDE, PARTS, '"<list> multiple list items"', '"[ACTIVE,INACTIVE] multiple list items"'),
    (GUIDE, PARTS, '{"items": <list>}', '{"items": ["ACTIVE","INACTIVE"]}'),
    (
        GUIDE,
        PARTS,
        '{"path": "users/<id>", "body": <payload>}',
        '{"path": "users/7bf73129", "body": {"acc_id":"x","n":"baz"}}',
    ),
    (GUIDE, PARTS, '{"body": [<id>, "hardcoded"]}', '{"body": ["7bf73129", "hardcoded"]}'),
    (GUIDE, PARTS, '{"many": "users/<id>/second/<id>"}', '{"many": "users/7bf73129/second/7bf73129"}'),
    (DROPPED, PARTS, '{"bad": "users/<payload>"}', '{"bad": "users/{"acc_id":"x","n":"baz"}"}'),
    (SEEN, PARTS, '"{[/Check with special characters <id>"', '"{[/Check with special characters 7bf73129"'),
    (SEEN, {}, '"<aws.events.rule-arn> <aws.events.rule-name>"', '"arn:rule example"'),
    (GUIDE, {"c": "$.detail.count", "o": "$.detail.open"}, '{"c":<c>,"o":<o>}', '{"c":5,"o":true}'),
    (GUIDE, {"c": "$.detail.count", "o": "$.detail.open"}, '"<c> and <o>"', '"5 and true"'),
    (GUIDE, {"x": "$.detail.nothing"}, '{"x":<x>}', '{"x":null}'),
    (GUIDE, {"x": "$.detail.odd"}, '{"x":<x>}', r'{"x":"a \"quoted\" word"}'),
    (GUIDE, {"x": "$.detail.odd"}, '{"x":"<x>"}', '{"x":"a "quoted" word"}'),
    (GUIDE, {"x": "$.detail.lines[*].code"}, '{"x":<x>}', '{"x":["A1","B2"]}'),
    (GUIDE, {"x": "$.detail.payload.*"}, '{"x":<x>}', '{"x":["x","baz"]}'),
    (GUIDE, {"x": "$.detail.lines[0].amount"}, '{"x":<x>}', '{"x":1}'),
    (GUIDE, {"x": "$.detail.lines[9].amount"}, '{"x":<x>}', '{"x":""}'),
    (GUIDE, {"x": "$.detail.lines.amount"}, '{"x":<x>}', '{"x":""}'),
    (GUIDE, {"x": "$.resources[1]"}, '"a <x>"\n"b"', '"a arn:aws:ec2:two"\n"b"'),
    (API, {"d": "$.detail-type"}, '{"detail-type":<d>}', '{"detail-type":"payslip.uploaded"}'),
    (API, {"all": "$"}, '{"id":1,"all":<all>}', '{"id":1,"all":' + json.dumps(EVENT, separators=(",", ":")) + "}"),
]


@pytest.mark.parametrize(("source", "paths", "template", "expected"), RENDERED)
def test_a_template_renders_as_on_aws(source: str, paths: dict[str, str], template: str, expected: str) -> None:
    """Each row is what its source shows, character for character."""
    transformer = Transformer(paths, template)

    rendered = transformer.render(EVENT, rule_arn="arn:rule", rule_name="example", ingestion_time="2026")

    assert expected == rendered
    assert rendered == transformer.render(
        json.dumps(EVENT), rule_arn="arn:rule", rule_name="example", ingestion_time="2026"
    )


def test_the_event_variable_has_no_detail_and_spells_detail_type_in_camel_case() -> None:
    """`aws.events.event`, seen on AWS (localstack's validated test of predefined variables): the envelope alone."""
    rendered = json.loads(Transformer({}, "<aws.events.event>").render(EVENT))

    assert EVENT["detail-type"] == rendered["detailType"]
    assert {"detailType", *EVENT} - {"detail", "detail-type"} == rendered.keys()


@pytest.mark.parametrize(
    ("paths", "template"),
    [(PARTS, '{"bad": "users/<payload>"}'), ({"x": "$.detail.odd"}, '{"x":"<x>"}')],
)
def test_a_broken_rendering_is_not_delivered(paths: dict[str, str], template: str) -> None:
    """Values inside quotes aren't escaped, so the result can be invalid JSON: AWS drops the event."""
    assert not deliverable(Transformer(paths, template).render(EVENT))


def test_strings_on_lines_are_delivered() -> None:
    """User guide, multi-line string templates: one quoted string per line is a valid input."""
    assert deliverable(Transformer({"id": "$.id"}, '"one <id>"\n"two"').render(EVENT))


REFUSED: list[Any] = [
    (SEEN, {"a": "$.x"}, '"<a> and <notdefinedkey>"', "InputTemplate contains invalid placeholder notdefinedkey."),
    (SEEN, {}, '{"a":<b>}', "InputTemplate contains invalid placeholder b."),
    (API, {"a": "$.x"}, "", "InputTemplate has 0 characters; 1 to 8192 are allowed"),
    (API, {"a": "$.x"}, '"' + "x" * 8191 + '"', "InputTemplate has 8193 characters; 1 to 8192 are allowed"),
    (API, {f"v{n}": "$.x" for n in range(101)}, '"x"', "InputPathsMap has 101 paths; at most 100 are allowed"),
    (API, {"a b": "$.x"}, '"x"', "'a b' can't be a variable"),
    (API, {"": "$.x"}, '"x"', "'' can't be a variable"),
    (API, {"x" * 257: "$.x"}, '"x"', "can't be a variable"),
    (API, {"aws.events.rule-arn": "$.x"}, '"x"', "can't be a variable"),
    (API, {"a": "x"}, '"x"', "must begin with $"),
    (API, {"a": ""}, '"x"', "must begin with $"),
    (API, {"a": "$." + "x" * 255}, '"x"', "at most 256 characters"),
    (API, {"a": "$['x']"}, '"x"', "isn't supported from \"['x']\" on"),
    (API, {"a": "$..x"}, '"x"', "isn't supported"),
    (API, {"a": "$.x[?(@.y)]"}, '"x"', "isn't supported"),
    (API, {"a": "$.x[1:2]"}, '"x"', "isn't supported"),
    (API, {"a": "$.x y"}, '"x"', "isn't supported"),
    (API, {"a": "$.x."}, '"x"', "isn't supported"),
    (API, {"a": "$.x"}, "<a> is in state x", "InputTemplate is not a valid JSON text"),
    (API, {"a": "$.x"}, '{"x": <a>', "InputTemplate is not a valid JSON text"),
    (API, {"a": "$.x"}, '{"x": <a><a>}', "InputTemplate is not a valid JSON text"),
    (API, {"a": "$.x"}, '{"x": NaN}', "InputTemplate is not a valid JSON text"),
    (API, {"a": "$.x"}, "{<a>: 1}", "InputTemplate is not a valid JSON text"),
    (API, {"a": "$.x"}, '{"<a>": 1}', "InputTemplate has a placeholder in an object key"),
    (API, {"a": "$.x"}, '{"b": [{"x<a>": 1}]}', "InputTemplate has a placeholder in an object key"),
]


@pytest.mark.parametrize(("source", "paths", "template", "reason"), REFUSED)
def test_a_transformer_outside_the_rules_is_refused(
    source: str, paths: dict[str, str], template: str, reason: str
) -> None:
    """Each row breaks a limit or rule that its source states, and the message says which."""
    with pytest.raises(InvalidTransformer) as refused:
        Transformer(paths, template)

    assert reason in str(refused.value)


def test_the_largest_transformer_is_accepted() -> None:
    """API reference: 100 paths, names and paths of 256 characters, a template of 8,192."""
    paths = {f"v{number}": "$.x" for number in range(99)} | {"n" * 256: "$." + "x" * 254}
    template = '"<v0>' + "x" * (8192 - 6) + '"'

    assert len(Transformer(paths, template).input_template) == 8192


def test_a_transformer_names_its_variables() -> None:
    """`variables` are those that the template uses, reserved ones included."""
    assert {"a", "aws.events.event"} == Transformer(
        {"a": "$.x", "unused": "$.y"}, '{"a":<a>,"b":<aws.events.event>}'
    ).variables()
    assert "aws.events.event" in RESERVED


@pytest.mark.parametrize("event", ["[]", "5", "x", b"\xff", [1]])
def test_an_event_that_is_no_object_is_refused(event: Any) -> None:
    """There is nothing to transform in what isn't a JSON object: a ValueError."""
    with pytest.raises(ValueError):  # noqa: PT011  (any text will do)
        Transformer({}, '"x"').render(event)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(["a", "b"]), JSON), st.sampled_from(["$", "$.a", "$.a.b", "$.a[0]", "$.a.*", "$.b"])
)
def test_a_json_slot_always_gives_valid_json(event: dict[str, Any], path: str) -> None:
    """Outside quotes any value keeps the message valid, and a value that is there arrives as it was."""
    rendered = Transformer({"v": path}, '{"v":<v>}').render(event)

    assert deliverable(rendered)
    if path == "$":
        assert {"v": event} == json.loads(rendered)


@settings(deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.text(max_size=20)), st.text(max_size=30))
def test_nothing_but_invalid_transformer_is_raised(paths: dict[str, str], template: str) -> None:
    """Any names, paths and template are either accepted or refused with `InvalidTransformer`."""
    try:
        accepted = Transformer(paths, template)
    except InvalidTransformer:
        return
    assert isinstance(accepted.render({}), str)
