"""The AsyncAPI document of a project: AsyncAPI's own schema takes it, and it says who sends and who receives what.

To accept a wanted change of the case: with `ACCEPT_CASES=1` in the environment, `expected.json` is rewritten.
`asyncapi-3.0.0.json` is AsyncAPI's own; its first line says whose it is, and under which licence.
"""

from __future__ import annotations

import copy
import json
import os
from pathlib import Path

import jsonschema_rs
import pytest

from bridgewright.contracts.catalog import build_catalog
from bridgewright.documents.pointers import value_at
from bridgewright.emit.asyncapi import asyncapi_document, emit_asyncapi
from bridgewright.patterns import Pattern
from bridgewright.project.folder import load_sources
from bridgewright.routing.rules import rules_of

HERE = Path(__file__).parent
ROOT = HERE.parents[2]
REPOSITORY = ROOT / "contracts"
CASES = sorted((HERE / "cases").iterdir())
ASYNCAPI = jsonschema_rs.Draft7Validator(
    json.loads((HERE / "asyncapi-3.0.0.json").read_text(encoding="utf-8")), validate_formats=True, offline=True
)


def catalog_at(contracts):
    """The catalog of a contracts folder without findings."""
    catalog, findings = build_catalog(load_sources(contracts)[0])

    assert () == findings
    return catalog


@pytest.fixture(params=[REPOSITORY, *(case / "contracts" for case in CASES)], ids=lambda p: p.parent.name)
def catalog(request):
    """Each project: the repository's own, and those of the cases."""
    return catalog_at(request.param)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_project_becomes_the_document_beside_it(case):
    """Queues of both kinds, a function, a filter, a transformer of the project's own, a command, two majors."""
    (file,) = emit_asyncapi(catalog_at(case / "contracts"))
    if os.environ.get("ACCEPT_CASES"):
        (case / "expected.json").write_text(file.text, encoding="utf-8")

    assert "asyncapi.json" == file.path
    assert (case / "expected.json").read_text(encoding="utf-8") == file.text


def test_asyncapi_s_own_schema_takes_the_document(catalog):
    """Version 3.0.0, all of it: bindings and the schemas of payloads too."""
    document = asyncapi_document(catalog)

    assert [] == [f"{list(error.instance_path)}: {error.message}" for error in ASYNCAPI.iter_errors(document)]


@pytest.mark.parametrize(
    ("place", "name"),
    [("/operations/payslip.uploaded.v2.send", "action"), ("/channels/payslip.uploaded.v2/messages", "PayslipUploaded")],
)
def test_asyncapi_s_own_schema_is_a_judge(place, name):
    """It finds what is missing or of the wrong kind: the test above can fail."""
    document = copy.deepcopy(asyncapi_document(catalog_at(REPOSITORY)))
    value_at(document, place)[name] = 7

    assert not ASYNCAPI.is_valid(document)


def test_every_reference_leads_somewhere_in_the_document(catalog):
    """Tools resolve it without another file."""
    document = asyncapi_document(catalog)

    refs = {part["$ref"] for part in _objects(document) if "$ref" in part}
    assert [] == sorted(ref for ref in refs if value_at(document, ref.removeprefix("#")) is None)
    assert len(document["components"]["messages"]) <= len(refs)


def test_every_example_is_what_its_payload_says(catalog):
    """As whole events: a reader copies one and it works."""
    document = asyncapi_document(catalog)
    found = []
    for message in document["components"]["messages"].values():
        schema = {**message["payload"], "components": document["components"]}
        judge = jsonschema_rs.Draft7Validator(schema, validate_formats=True, offline=True)
        found += [judge.is_valid(example["payload"]) for example in message["examples"]]

    assert [True] * len(found) == found
    assert len(document["channels"]) <= len(found)


def test_every_rule_is_an_operation_that_receives(catalog):
    """Under the rule's own name and pattern; nothing receives without a rule."""
    operations = asyncapi_document(catalog)["operations"].values()
    said = {o["x-eventbridge-rule"]["name"]: o["x-eventbridge-rule"] for o in operations if o["action"] == "receive"}

    rules = {rule.name: rule for rule in rules_of(catalog)}
    assert rules.keys() == said.keys()
    for name, rule in rules.items():
        assert Pattern.parse(dict(rule.pattern)).canonical() == Pattern.parse(said[name]["eventPattern"]).canonical()


def test_a_command_has_one_receiver_and_every_channel_one_sender(catalog):
    """A command asks one consumer; each message comes from the source that its contract names."""
    document = asyncapi_document(catalog)
    for name, channel in document["channels"].items():
        of_channel = [o for o in document["operations"].values() if o["channel"]["$ref"] == f"#/channels/{name}"]
        actions = [operation["action"] for operation in of_channel]

        assert 1 == actions.count("send")
        assert channel["tags"][0]["name"] != "command" or 1 == actions.count("receive")


def test_queues_are_those_of_the_messaging_stack():
    """Names, order and redrive are said twice, in CloudFormation and here: they agree."""
    stack = json.loads((ROOT / "generated" / "infra" / "messaging.json").read_text(encoding="utf-8"))
    deployed = {
        resource["Properties"]["QueueName"]: resource["Properties"]
        for resource in stack["Resources"].values()
        if resource["Type"] == "AWS::SQS::Queue"
    }
    operations = asyncapi_document(catalog_at(REPOSITORY))["operations"].values()
    queues = [queue for o in operations for queue in o.get("bindings", {}).get("sqs", {}).get("queues", ())]
    undelivered = {o["x-eventbridge-rule"]["deadLetterQueue"] for o in operations if o["action"] == "receive"}

    assert {"leejames-pdf.fifo", "leejames-pdf-dlq.fifo"} == {queue["name"] for queue in queues}
    assert undelivered <= deployed.keys()
    for queue in queues:
        properties = deployed[queue["name"]]
        assert properties.get("FifoQueue", False) == queue["fifoQueue"]
        assert properties["MessageRetentionPeriod"] == queue["messageRetentionPeriod"]
        assert properties.get("VisibilityTimeout") == queue.get("visibilityTimeout")
        if "redrivePolicy" in queue:
            assert properties["RedrivePolicy"]["maxReceiveCount"] == queue["redrivePolicy"]["maxReceiveCount"]


def test_a_project_without_events_has_no_document():
    """AsyncAPI has nothing to say of HTTP APIs alone."""
    catalog = catalog_at(REPOSITORY)
    without = type(catalog)(catalog.settings, (), catalog.apis, (), {})

    assert [] == list(emit_asyncapi(without))


def _objects(value):
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    for member in value if isinstance(value, list) else ():
        yield from _objects(member)
