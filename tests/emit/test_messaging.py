"""The messaging stack: what every queue and rule must have, whatever the subscriptions are."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cfnlint
import pytest
from cfnlint.config import ManualArgs

from bridgewright.contracts.catalog import build_catalog
from bridgewright.contracts.model import OutputFile
from bridgewright.emit.infra import emit_infra, messaging_template
from bridgewright.project.folder import load_sources

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    sources, _ = load_sources(ROOT / "contracts")
    assert sources
    catalog, findings = build_catalog(sources)
    assert catalog
    assert findings == ()
    (file,) = emit_infra(catalog)
    assert isinstance(file, OutputFile)
    assert json.loads(file.text) == messaging_template(catalog)
    return messaging_template(catalog)


def of_type(template: dict[str, Any], kind: str) -> dict[str, dict[str, Any]]:
    return {name: r.get("Properties", {}) for name, r in template["Resources"].items() if r["Type"] == kind}


def test_cfn_lint_finds_nothing(template: dict[str, Any]) -> None:
    """CloudFormation's own linter accepts the template in the default regions."""
    found = cfnlint.lint(json.dumps(template), config=ManualArgs(regions=["eu-west-2", "us-east-1"]))

    assert [str(match) for match in found] == []


def test_every_queue_is_encrypted_with_the_customer_key(template: dict[str, Any]) -> None:
    """EventBridge can't deliver to a queue under an AWS-managed key (EventBridge user guide, troubleshooting)."""
    keys = {name: queue.get("KmsMasterKeyId") for name, queue in of_type(template, "AWS::SQS::Queue").items()}

    assert keys
    assert set(map(json.dumps, keys.values())) == {'{"Fn::GetAtt": ["Key", "Arn"]}'}


def test_every_rule_has_a_dead_letter_queue_and_a_retry_policy(template: dict[str, Any]) -> None:
    """What can't be delivered must not vanish; the queue for it is standard (user guide, "rule DLQ")."""
    queues = of_type(template, "AWS::SQS::Queue")
    targets = [target for rule in of_type(template, "AWS::Events::Rule").values() for target in rule["Targets"]]

    assert len(targets) == 3
    for target in targets:
        queue = queues[target["DeadLetterConfig"]["Arn"]["Fn::GetAtt"][0]]
        assert "FifoQueue" not in queue
        assert target["RetryPolicy"] == {"MaximumEventAgeInSeconds": 86_400, "MaximumRetryAttempts": 185}


def test_the_fifo_queue_deduplicates_by_content_and_redrives_to_a_fifo_queue(template: dict[str, Any]) -> None:
    """The dead-letter queue of a FIFO queue must be FIFO (SQS developer guide, dead-letter queues)."""
    queues = of_type(template, "AWS::SQS::Queue")
    queue, dead = queues["PdfQueue"], queues["PdfDeadLetterQueue"]

    assert queue["QueueName"] == "leejames-pdf.fifo"
    assert queue["ContentBasedDeduplication"] is True
    assert queue["RedrivePolicy"] == {
        "deadLetterTargetArn": {"Fn::GetAtt": ["PdfDeadLetterQueue", "Arn"]},
        "maxReceiveCount": 3,
    }
    assert dead["FifoQueue"] is True


def test_only_the_consumers_own_rules_may_send(template: dict[str, Any]) -> None:
    """The earlier system's fault: a queue policy without a source condition lets any rule of any account in."""
    policy = of_type(template, "AWS::SQS::QueuePolicy")["PdfQueuePolicy"]["PolicyDocument"]
    (allowed,) = [statement for statement in policy["Statement"] if statement["Effect"] == "Allow"]

    assert allowed["Principal"] == {"Service": "events.amazonaws.com"}
    assert allowed["Action"] == "sqs:SendMessage"
    assert allowed["Condition"] == {
        "ArnEquals": {
            "aws:SourceArn": [
                {"Fn::GetAtt": ["PdfPayslipUploadedV2Rule", "Arn"]},
                {"Fn::GetAtt": ["PdfPayslipRegenerateV1Rule", "Arn"]},
            ]
        }
    }


def test_every_queue_that_holds_failures_has_an_alarm(template: dict[str, Any]) -> None:
    """A message in a dead-letter, on-failure or undelivered queue is somebody's work."""
    watched = {
        alarm["Dimensions"][0]["Value"]["Fn::GetAtt"][0]
        for alarm in of_type(template, "AWS::CloudWatch::Alarm").values()
        if alarm["MetricName"] == "ApproximateNumberOfMessagesVisible"
    }

    assert watched == {
        "PdfDeadLetterQueue",
        "PdfUndeliveredQueue",
        "ReissuesOnFailureQueue",
        "ReissuesUndeliveredQueue",
    }


def test_the_archive_keeps_what_the_settings_say(template: dict[str, Any]) -> None:
    """The bus's archive holds every event for `archive-days`, and outlives the stack.

    The earlier system's fault: none was kept.
    """
    archive = template["Resources"]["Archive"]

    assert archive["DeletionPolicy"] == "Retain"
    assert archive["Properties"]["RetentionDays"] == 30


def test_no_discoverer_runs(template: dict[str, Any]) -> None:
    """Contracts are the source of the schemas.

    The earlier system's fault: schema discovery was always on, and paid for.
    """
    assert of_type(template, "AWS::EventSchemas::Discoverer") == {}
