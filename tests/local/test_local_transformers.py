"""What a target receives is what EventBridge's input transformer would make of the event."""

from __future__ import annotations

from typing import Any

import pytest
from botocore.exceptions import ClientError


def transformed(template: str, **paths: str) -> dict[str, Any]:
    return {"InputTransformer": {"InputPathsMap": paths, "InputTemplate": template}}


@pytest.mark.parametrize(
    ("template", "paths", "expected"),
    [
        ('{"first":<first>}', {"first": "$.detail.lines[0].kind"}, '{"first":"basic"}'),
        ('{"all":<all>}', {"all": "$.detail.lines[*].kind"}, '{"all":["basic","bonus"]}'),
        ('{"gone":<gone>,"text":"<gone>!"}', {"gone": "$.detail.gone"}, '{"gone":"","text":"!"}'),
        ('"payslip of <who>"', {"who": "$.detail.who"}, '"payslip of {name:Anna}"'),
        ('{"type":<aws.events.event>}', {}, None),
    ],
)
def test_a_target_receives_the_rendered_text(scene: Any, template: str, paths: dict[str, str], expected: str) -> None:
    """User guide, "Input transform examples"; what is missing, and objects in strings, as recorded on AWS."""
    bus, queue = scene.bus(), scene.queue()
    scene.rule(bus, {"Arn": queue.arn, **transformed(template, **paths)})

    scene.put(bus, {"who": {"name": "Anna"}, "lines": [{"kind": "basic"}, {"kind": "bonus"}]})

    (message,) = scene.messages(queue)
    if expected is None:
        assert '"detailType":"tested"' in message["Body"]
        assert '"detail"' not in message["Body"]
    else:
        assert expected == message["Body"]


def test_what_is_no_json_goes_to_the_dead_letter_queue(scene: Any) -> None:
    """An object inside quotes of a JSON template keeps its own: AWS drops the event; its code is INVALID_JSON."""
    bus, queue, dead = scene.bus(), scene.queue(), scene.queue()
    target = {"Arn": queue.arn, "DeadLetterConfig": {"Arn": dead.arn}}
    scene.rule(bus, target | transformed('{"text":"about <who>"}', who="$.detail.who"))

    scene.put(bus, {"who": {"name": "Anna"}})

    (message,) = scene.messages(dead)
    assert message["MessageAttributes"]["ERROR_CODE"]["StringValue"] == "INVALID_JSON"
    assert scene.messages(queue, 1, 0.3) == []


def test_an_unknown_variable_is_refused(scene: Any) -> None:
    """PutTargets: "InputTemplate for target <id> contains invalid placeholder <name>." (as LocalStack recorded it)."""
    bus, queue = scene.bus(), scene.queue()

    with pytest.raises(ClientError) as refusal:
        scene.rule(bus, {"Arn": queue.arn, **transformed('{"a":<b>}')})

    expected = {"Code": "ValidationException", "Message": "InputTemplate for target 0 contains invalid placeholder b."}
    assert expected == refusal.value.response["Error"]


def test_the_adapter_is_still_needed(plain: Any) -> None:
    """ministack finds nothing at an array index: this fails when it does."""
    bus, queue = plain.bus(), plain.queue()
    plain.rule(bus, {"Arn": queue.arn, **transformed('{"first":<first>}', first="$.detail.lines[0]")})
    plain.put(bus, {"lines": ["basic"]})
    (message,) = plain.messages(queue)

    assert message["Body"] != '{"first":"basic"}', "ministack reads array paths: compare, delete input_transformers.py"
