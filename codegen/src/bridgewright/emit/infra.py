"""The messaging stack in CloudFormation: bus, archive, rules, queues, dead-letter queues, policies, alarms, registry.

Everything follows from the settings and the subscriptions. Services' own stacks import what it exports:
`<bus>-bus-arn`, `<bus>-<consumer>-queue-arn`, `<bus>-<rule>-rule-arn` and the like.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from bridgewright.contracts.model import Catalog, OutputFile, Settings, Target, TargetKind
from bridgewright.emit.cloudformation import (
    Resource,
    arn,
    export,
    get_att,
    logical_id,
    queue_alarm,
    queue_policy,
    ref,
)
from bridgewright.emit.rules import canonical_pattern
from bridgewright.findings import Finding
from bridgewright.routing.rules import Rule, rules_of

_DLQ_RETENTION = 1_209_600
"""Fourteen days, the longest that SQS keeps a message (API reference, MessageRetentionPeriod)."""


def emit_infra(catalog: Catalog) -> Iterator[OutputFile | Finding]:
    """`infra/messaging.json`: one CloudFormation template without nested stacks or transforms."""
    text = json.dumps(messaging_template(catalog), indent=2, ensure_ascii=False)
    yield OutputFile("infra/messaging.json", text + "\n")


def messaging_template(catalog: Catalog) -> dict[str, Any]:
    """The template as a JSON value, resources and outputs sorted by name."""
    settings = catalog.settings
    rules = rules_of(catalog)
    resources = _bus(settings) | _key(settings)
    outputs = _shared_outputs(settings)
    for consumer in sorted({rule.subscription.consumer for rule in rules}):
        served = tuple(rule for rule in rules if rule.subscription.consumer == consumer)
        target = served[0].subscription.target
        if target.kind is TargetKind.LAMBDA:
            added, exported = _function_consumer(settings, consumer, target, served)
        else:
            added, exported = _queue_consumer(settings, consumer, target, served)
        resources |= added
        outputs |= exported
    return {
        "AWSTemplateFormatVersion": "2010-09-09",
        "Description": f"Messaging of {settings.bus}: generated from the contracts, not edited by hand",
        "Parameters": {
            "AlarmTopicArn": {
                "Type": "String",
                "Default": "",
                "Description": "SNS topic that alarms notify; empty: alarms only change state",
            }
        },
        "Conditions": {"HasAlarmTopic": {"Fn::Not": [{"Fn::Equals": [ref("AlarmTopicArn"), ""]}]}},
        "Resources": dict(sorted(resources.items())),
        "Outputs": dict(sorted(outputs.items())),
    }


def _bus(settings: Settings) -> dict[str, Resource]:
    resources: dict[str, Resource] = {
        "Bus": {"Type": "AWS::Events::EventBus", "Properties": {"Name": settings.bus}},
        "Registry": {
            "Type": "AWS::EventSchemas::Registry",
            "Properties": {
                "RegistryName": settings.registry,
                "Description": "Released event contracts; `bridgewright push` owns the schemas in it",
            },
        },
    }
    if settings.archive_days:
        resources["Archive"] = {
            "Type": "AWS::Events::Archive",
            "DeletionPolicy": "Retain",
            "UpdateReplacePolicy": "Retain",
            "Properties": {
                "ArchiveName": f"{settings.bus}-archive",
                "SourceArn": get_att("Bus", "Arn"),
                "RetentionDays": settings.archive_days,
            },
        }
    return resources


def _key(settings: Settings) -> dict[str, Resource]:
    """A customer key: EventBridge can't send to a queue that is encrypted with an AWS-managed one.

    The statement for EventBridge is that of its user guide, "Amazon SQS encrypted queues" (eb-troubleshooting).
    """
    everything = {
        "Sid": "AccountDecidesByIam",
        "Effect": "Allow",
        "Principal": {"AWS": {"Fn::Sub": "arn:${AWS::Partition}:iam::${AWS::AccountId}:root"}},
        "Action": "kms:*",
        "Resource": "*",
    }
    delivery = {
        "Sid": "RulesEncryptMessages",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": ["kms:Decrypt", "kms:GenerateDataKey"],
        "Resource": "*",
        "Condition": {
            "StringEquals": {"aws:SourceAccount": ref("AWS::AccountId")},
            "ArnLike": {"aws:SourceArn": arn("events", f"rule/{settings.bus}/*")},
        },
    }
    key: Resource = {
        "Type": "AWS::KMS::Key",
        "DeletionPolicy": "Retain",
        "UpdateReplacePolicy": "Retain",
        "Properties": {
            "Description": f"Messages of {settings.bus}",
            "EnableKeyRotation": True,
            "KeyPolicy": {"Version": "2012-10-17", "Statement": [everything, delivery]},
        },
    }
    alias: Resource = {
        "Type": "AWS::KMS::Alias",
        "Properties": {"AliasName": f"alias/{settings.bus}", "TargetKeyId": ref("Key")},
    }
    return {"Key": key, "KeyAlias": alias}


def _shared_outputs(settings: Settings) -> dict[str, Any]:
    return {
        "BusName": export(f"{settings.bus}-bus-name", ref("Bus")),
        "BusArn": export(f"{settings.bus}-bus-arn", get_att("Bus", "Arn")),
        "KeyArn": export(f"{settings.bus}-key-arn", get_att("Key", "Arn")),
        "RegistryName": export(f"{settings.bus}-registry-name", get_att("Registry", "RegistryName")),
    }


def _queue_consumer(
    settings: Settings, consumer: str, target: Target, rules: tuple[Rule, ...]
) -> tuple[dict[str, Resource], dict[str, Any]]:
    """The consumer's queue with its dead-letter queue, one rule per subscription, and what couldn't be delivered."""
    fifo = target.kind is TargetKind.SQS_FIFO
    ending = ".fifo" if fifo else ""
    stem = logical_id(consumer)
    queue, dead = f"{stem}Queue", f"{stem}DeadLetterQueue"
    properties: dict[str, Any] = {
        "QueueName": f"{target.name}{ending}",
        "KmsMasterKeyId": get_att("Key", "Arn"),
        "VisibilityTimeout": target.visibility_timeout,
        "MessageRetentionPeriod": target.retention,
        "RedrivePolicy": {"deadLetterTargetArn": get_att(dead, "Arn"), "maxReceiveCount": target.max_receives},
    }
    if fifo:
        properties |= {"FifoQueue": True, "ContentBasedDeduplication": True}
    dead_properties: dict[str, Any] = {
        "QueueName": f"{target.name}-dlq{ending}",
        "KmsMasterKeyId": get_att("Key", "Arn"),
        "MessageRetentionPeriod": _DLQ_RETENTION,
        # By name and not by GetAtt: the queue already depends on its dead-letter queue.
        "RedriveAllowPolicy": {
            "redrivePermission": "byQueue",
            "sourceQueueArns": [arn("sqs", f"{target.name}{ending}")],
        },
    } | ({"FifoQueue": True} if fifo else {})
    resources: dict[str, Resource] = {
        queue: {"Type": "AWS::SQS::Queue", "Properties": properties},
        dead: {"Type": "AWS::SQS::Queue", "Properties": dead_properties},
        f"{queue}Policy": queue_policy(queue, tuple(_rule_id(rule) for rule in rules)),
        f"{dead}Alarm": queue_alarm(dead, f"{target.name}: messages that failed {target.max_receives} times"),
        f"{queue}AgeAlarm": queue_alarm(queue, f"{target.name}: the oldest message waits too long", age=900),
    } | _undelivered(consumer, target, rules)
    for rule in rules:
        sqs = {"SqsParameters": {"MessageGroupId": rule.group_path}} if rule.group_path else {}
        resources[_rule_id(rule)] = _rule(rule, {"Arn": get_att(queue, "Arn"), **sqs})
    prefix = f"{settings.bus}-{consumer}"
    outputs = {
        f"{queue}Arn": export(f"{prefix}-queue-arn", get_att(queue, "Arn")),
        f"{queue}Url": export(f"{prefix}-queue-url", ref(queue)),
        f"{dead}Arn": export(f"{prefix}-dlq-arn", get_att(dead, "Arn")),
        f"{dead}Url": export(f"{prefix}-dlq-url", ref(dead)),
    }
    return resources, outputs | _rule_outputs(settings, rules) | _undelivered_outputs(settings, consumer)


def _function_consumer(
    settings: Settings, consumer: str, target: Target, rules: tuple[Rule, ...]
) -> tuple[dict[str, Resource], dict[str, Any]]:
    """Rules to a Lambda function that another stack deploys, and the queue for its OnFailure destination."""
    failed = f"{logical_id(consumer)}OnFailureQueue"
    resources: dict[str, Resource] = {
        failed: {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": f"{target.name}-on-failure",
                "KmsMasterKeyId": get_att("Key", "Arn"),
                "MessageRetentionPeriod": _DLQ_RETENTION,
            },
        },
        f"{failed}Policy": queue_policy(failed, ()),
        f"{failed}Alarm": queue_alarm(failed, f"{target.name}: invocations that failed for good"),
    } | _undelivered(consumer, target, rules)
    for rule in rules:
        resources[_rule_id(rule)] = _rule(rule, {"Arn": arn("lambda", f"function:{target.name}")})
    prefix = f"{settings.bus}-{consumer}"
    outputs = {
        f"{failed}Arn": export(f"{prefix}-on-failure-arn", get_att(failed, "Arn")),
        f"{failed}Url": export(f"{prefix}-on-failure-url", ref(failed)),
    }
    return resources, outputs | _rule_outputs(settings, rules) | _undelivered_outputs(settings, consumer)


def _undelivered(consumer: str, target: Target, rules: tuple[Rule, ...]) -> dict[str, Resource]:
    """Where EventBridge puts events that it could not deliver. It must be a standard queue (user guide, "DLQ")."""
    name = f"{logical_id(consumer)}UndeliveredQueue"
    return {
        name: {
            "Type": "AWS::SQS::Queue",
            "Properties": {
                "QueueName": f"{target.name}-undelivered",
                "KmsMasterKeyId": get_att("Key", "Arn"),
                "MessageRetentionPeriod": _DLQ_RETENTION,
            },
        },
        f"{name}Policy": queue_policy(name, tuple(_rule_id(rule) for rule in rules)),
        f"{name}Alarm": queue_alarm(name, f"{target.name}: events that EventBridge could not deliver"),
    }


def _rule(rule: Rule, target: dict[str, Any]) -> Resource:
    described = rule.subscription
    target |= {
        "Id": described.consumer,
        "DeadLetterConfig": {"Arn": get_att(f"{logical_id(described.consumer)}UndeliveredQueue", "Arn")},
        "RetryPolicy": {
            "MaximumRetryAttempts": described.target.max_attempts,
            "MaximumEventAgeInSeconds": described.target.max_age,
        },
    }
    if rule.transform:
        target["InputTransformer"] = {
            "InputPathsMap": dict(sorted(rule.transform.paths.items())),
            "InputTemplate": rule.transform.template,
        }
    return {
        "Type": "AWS::Events::Rule",
        "Properties": {
            "Name": rule.name,
            "Description": f"{described.contract} {described.major}.x to {described.consumer}",
            "EventBusName": ref("Bus"),
            "EventPattern": canonical_pattern(rule),
            "State": "ENABLED",
            "Targets": [dict(sorted(target.items()))],
        },
    }


def _rule_id(rule: Rule) -> str:
    return f"{logical_id(rule.name)}Rule"


def _rule_outputs(settings: Settings, rules: tuple[Rule, ...]) -> dict[str, Any]:
    return {
        f"{_rule_id(rule)}Arn": export(f"{settings.bus}-{rule.name}-rule-arn", get_att(_rule_id(rule), "Arn"))
        for rule in rules
    }


def _undelivered_outputs(settings: Settings, consumer: str) -> dict[str, Any]:
    name = f"{logical_id(consumer)}UndeliveredQueue"
    return {f"{name}Url": export(f"{settings.bus}-{consumer}-undelivered-url", ref(name))}
