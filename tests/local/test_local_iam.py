"""Functions act as their roles, and see of AWS what those roles may see."""

from __future__ import annotations

import json
from typing import Any

import pytest

S3 = """
import boto3
from botocore.exceptions import ClientError
def handle(event, context):
    s3, answers = boto3.client("s3"), []
    for operation, request in event:
        try:
            getattr(s3, operation)(**request)
            answers.append(200)
        except ClientError as error:
            answers.append(error.response["ResponseMetadata"]["HTTPStatusCode"])
    return answers
"""


@pytest.fixture(scope="module")
def bucket(strict: Any) -> str:
    name = str(strict.name("bucket"))
    strict.s3.create_bucket(Bucket=name, CreateBucketConfiguration={"LocationConstraint": strict.aws.region})
    return name


def asked(strict: Any, bucket: str, actions: list[str], *calls: tuple[str, dict[str, Any]]) -> list[int]:
    """The HTTP statuses that a function with these actions on the bucket and its objects gets."""
    arns = [f"arn:aws:s3:::{bucket}", f"arn:aws:s3:::{bucket}/mine/*"]
    name = strict.function(S3, {"Effect": "Allow", "Action": actions, "Resource": arns}, Timeout=30)
    payload = json.dumps([[operation, {"Bucket": bucket, **request}] for operation, request in calls])
    return list(json.loads(strict.lambda_.invoke(FunctionName=name, Payload=payload)["Payload"].read()))


def test_a_function_has_its_roles_permissions_and_no_more(strict: Any, bucket: str) -> None:
    """lambda-intro-execution-role: the role's policies alone decide."""
    calls = [("put_object", {"Key": key, "Body": "x"}) for key in ("mine/1", "others/1")]

    assert [200, 403, 403] == asked(strict, bucket, ["s3:PutObject"], *calls, ("list_objects_v2", {}))


def test_an_absent_object_is_forbidden_without_the_right_to_list(strict: Any, bucket: str) -> None:
    """GetObject, HeadObject: 403 without s3:ListBucket, 404 with it."""
    calls = [("get_object", {"Key": "mine/absent"}), ("head_object", {"Key": "mine/absent"})]

    assert [403, 403] == asked(strict, bucket, ["s3:GetObject"], *calls)
    assert [404, 404] == asked(strict, bucket, ["s3:GetObject", "s3:ListBucket"], *calls)


def test_a_conditional_put_is_refused_when_the_object_is_there(strict: Any, bucket: str) -> None:
    """PutObject, If-None-Match: 412 Precondition Failed for the second of two."""
    call = ("put_object", {"Key": "mine/once", "Body": "x", "IfNoneMatch": "*"})

    assert [200, 412] == asked(strict, bucket, ["s3:PutObject"], call, call)


class TestTheAdaptersAreStillNeeded:
    """ministack's own enforcement: each fails when it asks what AWS asks."""

    def test_for_absent_objects(self, plain_strict: Any) -> None:
        """It answers 404 to those who may not list."""
        bucket = str(plain_strict.name("bucket"))
        plain_strict.s3.create_bucket(
            Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": plain_strict.aws.region}
        )

        statuses = asked(plain_strict, bucket, ["s3:GetObject"], ("get_object", {"Key": "mine/absent"}))

        assert statuses == [404], "ministack now hides absent objects: delete adapters/absent_objects.py"

    def test_for_condition_keys(self, plain_strict: Any) -> None:
        """It knows no events:source, so a policy that names one allows nothing."""
        policy = {
            "Effect": "Allow",
            "Action": "events:PutEvents",
            "Resource": "*",
            "Condition": {"StringEquals": {"events:source": "shop.orders"}},
        }
        code = (
            "import boto3\n"
            "def handle(event, context):\n"
            "    entry = {'Source': 'shop.orders', 'DetailType': 'x', 'Detail': '{}'}\n"
            "    return boto3.client('events').put_events(Entries=[entry])['FailedEntryCount']\n"
        )

        name = plain_strict.function(code, policy, Timeout=30)
        answer = json.loads(plain_strict.lambda_.invoke(FunctionName=name)["Payload"].read())

        assert "AccessDenied" in answer["errorMessage"], (
            "ministack now knows events:source: see adapters/condition_keys.py"
        )

    def test_for_error_classes(self, plain_strict: Any) -> None:
        """It calls every error Runtime.HandlerError."""
        name = plain_strict.function("def handle(event, context): raise ValueError('no')")

        answer = json.loads(plain_strict.lambda_.invoke(FunctionName=name)["Payload"].read())

        assert answer["errorType"] == "Runtime.HandlerError", "ministack now names errors: delete function_errors.py"

    def test_for_execution_roles(self, plain_strict: Any) -> None:
        """It lets a role trace and poll that may do neither."""
        name = plain_strict.function("def handle(event, context): pass", TracingConfig={"Mode": "Active"})
        source = plain_strict.queue().arn

        mapping = plain_strict.lambda_.create_event_source_mapping(EventSourceArn=source, FunctionName=name)

        assert mapping["UUID"], "ministack now asks the role: see adapters/execution_roles.py and event_sources.py"
