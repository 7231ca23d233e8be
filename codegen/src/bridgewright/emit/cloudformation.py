"""Small pieces of CloudFormation: functions, exports, and the resources that every queue has."""

from __future__ import annotations

import re
from typing import Any, TypeAlias

Resource: TypeAlias = dict[str, Any]


def ref(name: str) -> dict[str, Any]:
    """`Ref`."""
    return {"Ref": name}


def get_att(name: str, attribute: str) -> dict[str, Any]:
    """`Fn::GetAtt`."""
    return {"Fn::GetAtt": [name, attribute]}


def arn(service: str, resource: str) -> dict[str, Any]:
    """The ARN of a resource of this account and region, by name."""
    return {"Fn::Sub": f"arn:${{AWS::Partition}}:{service}:${{AWS::Region}}:${{AWS::AccountId}}:{resource}"}


def export(name: str, value: dict[str, Any]) -> dict[str, Any]:
    """An output that other stacks import by `name`."""
    return {"Value": value, "Export": {"Name": name}}


def logical_id(name: str) -> str:
    """A logical id (letters and digits alone) from a kebab or dotted name: `pdf-uploaded` -> `PdfUploaded`."""
    return "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))


def queue_policy(queue: str, rules: tuple[str, ...]) -> Resource:
    """Only the named rules may send through EventBridge, and nobody without TLS.

    User guide, "Amazon SQS permissions" (eb-use-resource-based): SendMessage for the service, with the rule's ARN
    as `aws:SourceArn`.
    """
    refuse_plain = {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": get_att(queue, "Arn"),
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }
    allow_rules = {
        "Sid": "RulesSend",
        "Effect": "Allow",
        "Principal": {"Service": "events.amazonaws.com"},
        "Action": "sqs:SendMessage",
        "Resource": get_att(queue, "Arn"),
        "Condition": {"ArnEquals": {"aws:SourceArn": [get_att(rule, "Arn") for rule in rules]}},
    }
    return {
        "Type": "AWS::SQS::QueuePolicy",
        "Properties": {
            "Queues": [ref(queue)],
            "PolicyDocument": {
                "Version": "2012-10-17",
                "Statement": [allow_rules, refuse_plain] if rules else [refuse_plain],
            },
        },
    }


def queue_alarm(queue: str, description: str, *, age: int | None = None) -> Resource:
    """An alarm on any message in `queue`, or (with `age`, seconds) on its oldest message.

    Metrics: SQS developer guide, "Available CloudWatch metrics".
    """
    metric = "ApproximateNumberOfMessagesVisible" if age is None else "ApproximateAgeOfOldestMessage"
    actions = {"Fn::If": ["HasAlarmTopic", [ref("AlarmTopicArn")], ref("AWS::NoValue")]}
    return {
        "Type": "AWS::CloudWatch::Alarm",
        "Properties": {
            "AlarmDescription": description,
            "Namespace": "AWS/SQS",
            "MetricName": metric,
            "Dimensions": [{"Name": "QueueName", "Value": get_att(queue, "QueueName")}],
            "Statistic": "Maximum",
            "Period": 300,
            "EvaluationPeriods": 1,
            "Threshold": 0 if age is None else age,
            "ComparisonOperator": "GreaterThanThreshold",
            "TreatMissingData": "notBreaching",
            "AlarmActions": actions,
        },
    }
