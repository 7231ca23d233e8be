"""Templates as AWS gets them are deployed here, resource by resource, and the stacks work together."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials

from bridgewright.findings import BridgewrightError
from bridgewright.local import LocalAws
from bridgewright.local.deployment import zipped

CASES = Path(__file__).parent / "cases"


@pytest.fixture(scope="module")
def messaging(aws: LocalAws) -> dict[str, str]:
    return aws.deploy("shop-messaging", CASES / "messaging.json")


@pytest.fixture(scope="module")
def service(aws: LocalAws, messaging: dict[str, str]) -> dict[str, str]:
    assert messaging
    return aws.deploy("shop-service", CASES / "service.yaml")


@pytest.fixture(scope="module")
def strict_service(strict: Any) -> dict[str, str]:
    strict.aws.deploy("shop-messaging", CASES / "messaging.json")
    return dict(strict.aws.deploy("shop-service", CASES / "service.yaml"))


def post(aws: LocalAws, api: str, body: Any, kind: str = "application/json", key: str | None = None) -> Any:
    """A signed POST /orders; by default as the account's administrator."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    access, secret = key.split(":") if key else (aws.account, "test")
    request = AWSRequest("POST", f"{aws.api_url(api, 'live')}/orders", data=data, headers={"Content-Type": kind})
    SigV4Auth(Credentials(access, secret), "execute-api", aws.region).add_auth(request)
    return requests.post(str(request.url), data=data, headers=dict(request.headers), timeout=30)


def item(aws: LocalAws, table: str, key: str) -> dict[str, Any] | None:
    found = aws.client("dynamodb").get_item(TableName=table, Key={"id": {"S": key}})
    return dict(found["Item"]) if "Item" in found else None


class TestMessaging:
    """The JSON template of a messaging stack."""

    def test_the_bus_keeps_its_key_and_its_policy(self, scene: Any, messaging: dict[str, str]) -> None:
        """AWS::Events::EventBus KmsKeyIdentifier, AWS::Events::EventBusPolicy Statement."""
        bus = scene.events.describe_event_bus(Name=messaging["BusName"])

        assert messaging["KeyArn"] == bus["KmsKeyIdentifier"]
        (statement,) = json.loads(bus["Policy"])["Statement"]
        assert ("AccountOnly", "events:PutEvents") == (statement["Sid"], statement["Action"])

    def test_the_archive_is_there_under_a_generated_name(self, scene: Any, messaging: dict[str, str]) -> None:
        """AWS::Events::Archive: Ref is the name, GetAtt Arn the ARN."""
        archive = scene.events.describe_archive(ArchiveName=messaging["ArchiveName"])

        expected = (messaging["ArchiveArn"], messaging["BusArn"], 30, {"source": ["shop.orders"]})
        found = (
            archive["ArchiveArn"],
            archive["EventSourceArn"],
            archive["RetentionDays"],
            json.loads(archive["EventPattern"]),
        )
        assert expected == found

    def test_the_registry_is_there_with_its_tags(self, scene: Any, messaging: dict[str, str]) -> None:
        """AWS::EventSchemas::Registry: Ref is the ARN, GetAtt RegistryName the name."""
        registry = scene.schemas.describe_registry(RegistryName=messaging["RegistryName"])

        assert (messaging["RegistryArn"], {"team": "shop"}) == (registry["RegistryArn"], registry["Tags"])

    def test_the_rule_delivers_under_the_customers_key(self, scene: Any, messaging: dict[str, str]) -> None:
        """Key policy, queue policy, group path, transformer and dead-letter queue together."""
        bus = messaging["BusName"]
        good = {"customer": "c9", "total": 1}

        scene.put(bus, good, Source="shop.orders")
        scene.put(bus, good | {"total": 0}, Source="shop.orders")
        scene.put(bus, {"total": 1}, Source="shop.orders")

        queue = type("Q", (), {"url": messaging["QueueUrl"]})
        undelivered = type("Q", (), {"url": messaging["UndeliveredUrl"]})
        (message,) = scene.messages(queue, 2, 0.5)
        assert ("c9", {"detail": good}) == (message["Attributes"]["MessageGroupId"], json.loads(message["Body"]))
        (dead,) = scene.messages(undelivered)
        assert json.loads(dead["Body"])["detail"] == {"total": 1}

    def test_the_alarm_is_there(self, scene: Any, messaging: dict[str, str]) -> None:
        """AWS::CloudWatch::Alarm on the dead-letter queue."""
        assert messaging
        alarms = scene.cloudwatch.describe_alarms()["MetricAlarms"]

        assert ["shop-dead.fifo"] == [alarm["Dimensions"][0]["Value"] for alarm in alarms]

    def test_the_same_template_again_changes_nothing(self, aws: LocalAws, messaging: dict[str, str]) -> None:
        """UpdateStack: "No updates are to be performed" is no failure."""
        assert messaging == aws.deploy("shop-messaging", CASES / "messaging.json")


class TestService:
    """The SAM template of a service, in YAML with short forms, anchors and imports of the other stack."""

    def test_an_order_goes_all_the_way(
        self, aws: LocalAws, service: dict[str, str], eventually: Callable[..., Any]
    ) -> None:
        """API -> function -> bus -> rule -> FIFO queue -> function -> table."""
        answer = post(aws, service["ApiId"], {"number": 1})

        assert answer.status_code == 201, answer.text
        done = eventually(lambda: item(aws, service["Table"], "done#1"))
        assert {"id": {"S": "done#1"}, "group": {"S": "c1"}} == done

    def test_an_unsigned_call_gets_the_templates_own_answer(self, aws: LocalAws, service: dict[str, str]) -> None:
        """x-amazon-apigateway-gateway-responses: status, headers and body of API Gateway's own errors."""
        answer = requests.post(f"{aws.api_url(service['ApiId'], 'live')}/orders", json={}, timeout=10)

        expected = (403, "application/problem+json", {"title": "Sign the request"})
        assert expected == (answer.status_code, answer.headers["Content-Type"], answer.json())

    def test_a_binary_body_arrives_in_base64(self, aws: LocalAws, service: dict[str, str]) -> None:
        """BinaryMediaTypes: a body of such a type is passed on encoded, any other as text."""
        answer = post(aws, service["ApiId"], b"\x89PNG", "image/png")

        assert {"binary": "iVBORw=="} == answer.json()

    def test_the_table_expires_its_items(self, scene: Any, service: dict[str, str]) -> None:
        """TimeToLiveSpecification."""
        answer = scene.dynamodb.describe_time_to_live(TableName=service["Table"])["TimeToLiveDescription"]

        assert {"TimeToLiveStatus": "ENABLED", "AttributeName": "expiration"} == answer


class TestServiceUnderIam:
    """The same templates with every policy enforced."""

    def test_least_privilege_is_enough(
        self, strict: Any, strict_service: dict[str, str], eventually: Callable[..., Any]
    ) -> None:
        """Each function acts as its own role, and reaches what its policy names."""
        answer = post(strict.aws, strict_service["ApiId"], {"number": 1})

        role = strict_service["TakeRole"]
        assert answer.status_code == 201, answer.text
        assert answer.text.startswith(f"arn:aws:sts::{strict.aws.account}:assumed-role/{role}/")
        assert eventually(lambda: item(strict.aws, strict_service["Table"], "done#1"))

    @pytest.mark.parametrize(
        ("order", "action"),
        [
            ({"prefix": "other"}, "dynamodb:PutItem"),
            ({"source": "shop.other"}, "events:PutEvents"),
        ],
        ids=["dynamodb:LeadingKeys", "events:source"],
    )
    def test_a_condition_holds(
        self, strict: Any, strict_service: dict[str, str], order: dict[str, str], action: str
    ) -> None:
        """eb-use-conditions (events:source), specifying-conditions (dynamodb:LeadingKeys)."""
        answer = post(strict.aws, strict_service["ApiId"], {"number": 2, **order})

        assert answer.status_code == 502
        assert f"not authorized to perform: {action}" in answer.text

    def test_a_policy_of_one_source_does_not_cover_the_whole_batch(
        self, strict: Any, strict_service: dict[str, str]
    ) -> None:
        """PutEvents authorizes each entry: one of another source denies the request."""
        assert strict_service
        policy = {
            "Effect": "Allow",
            "Action": "events:PutEvents",
            "Resource": "*",
            "Condition": {"StringEquals": {"events:source": "shop.orders"}},
        }
        code = (
            "import boto3\n"
            "def handle(event, context):\n"
            "    entries = [{'Source': s, 'DetailType': 'x', 'Detail': '{}', 'EventBusName': 'shop'} for s in event]\n"
            "    return boto3.client('events').put_events(Entries=entries)['FailedEntryCount']\n"
        )
        name = strict.function(code, policy, Timeout=20)

        def published(*sources: str) -> Any:
            answer = strict.lambda_.invoke(FunctionName=name, Payload=json.dumps(sources))
            return json.loads(answer["Payload"].read())

        assert published("shop.orders", "shop.orders") == 0
        assert "AccessDenied" in published("shop.orders", "shop.other")["errorMessage"]

    def test_a_caller_without_the_permission_is_refused(self, strict: Any, strict_service: dict[str, str]) -> None:
        """api-gateway-iam-policy: execute-api:Invoke on the method's ARN."""
        user = strict.name("user")
        strict.iam.create_user(UserName=user)
        key = strict.iam.create_access_key(UserName=user)["AccessKey"]
        pair = f"{key['AccessKeyId']}:{key['SecretAccessKey']}"

        refused = post(strict.aws, strict_service["ApiId"], {"number": 3}, key=pair)
        arn = f"arn:aws:execute-api:{strict.aws.region}:{strict.aws.account}:{strict_service['ApiId']}/live/POST/orders"
        statement = {"Effect": "Allow", "Action": "execute-api:Invoke", "Resource": arn}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        strict.iam.put_user_policy(UserName=user, PolicyName="call", PolicyDocument=policy)
        allowed = post(strict.aws, strict_service["ApiId"], {"number": 3}, key=pair)

        assert (403, 201) == (refused.status_code, allowed.status_code)

    def test_tracing_needs_its_permission(self, strict: Any) -> None:
        """CreateFunction: "The provided execution role does not have permissions to call PutTraceSegments on XRAY"."""
        with pytest.raises(Exception, match="does not have permissions to call PutTraceSegments on XRAY"):
            strict.function("def handle(event, context): pass", TracingConfig={"Mode": "Active"})

    def test_nothing_is_logged_without_the_permission(self, strict: Any, strict_service: dict[str, str]) -> None:
        """monitoring-cloudwatchlogs: the role needs logs:CreateLogStream and logs:PutLogEvents."""
        assert strict_service
        groups = [group["logGroupName"] for group in strict.logs.describe_log_groups()["logGroups"]]

        assert "/aws/lambda/shop-service-take" in groups
        assert not any("Work" in group for group in groups)


class TestFailures:
    """A stack that can't be made says why in one line."""

    def deploy(self, aws: LocalAws, folder: Path, resources: dict[str, Any]) -> None:
        """Deploys a template of these resources, as a stack named after the folder."""
        template = folder / "template.json"
        template.write_text(json.dumps({"Resources": resources}))
        aws.deploy(f"failing-{folder.name.replace('_', '-')}", template)

    @pytest.mark.parametrize(
        ("properties", "reason"),
        [
            ({"EventPattern": {"source": "not-a-list"}}, "Event pattern is not valid"),
            ({"EventPattern": {"source": ["a"]}, "EventBusName": "absent"}, "Event bus absent does not exist"),
            (
                {"EventPattern": {"source": ["a"]}, "Targets": [{"Id": "q", "Arn": "arn:aws:sqs:eu-west-2:1:a.fifo"}]},
                "SqsParameters must be specified for target: q",
            ),
        ],
        ids=["pattern", "bus", "fifo"],
    )
    def test_a_rule_that_the_api_would_refuse(
        self, aws: LocalAws, tmp_path: Path, properties: dict[str, Any], reason: str
    ) -> None:
        """AWS::Events::Rule goes through PutRule and PutTargets."""
        with pytest.raises(BridgewrightError, match=reason) as failure:
            self.deploy(aws, tmp_path, {"Rule": {"Type": "AWS::Events::Rule", "Properties": properties}})

        assert str(failure.value).startswith(
            f"stack failing-{tmp_path.name.replace('_', '-')} failed: Rule (AWS::Events::Rule): "
        )
        assert "\n" not in str(failure.value)

    def test_code_that_is_not_built(self, aws: LocalAws, tmp_path: Path) -> None:
        """A missing folder is named before anything is deployed."""
        function = {"Type": "AWS::Serverless::Function", "Properties": {"CodeUri": "nowhere"}}

        with pytest.raises(BridgewrightError, match=r"code folder .*nowhere is not there"):
            self.deploy(aws, tmp_path, {"Function": function})

    @pytest.mark.parametrize("text", ["a: [", "[]", "\xff"], ids=["syntax", "list", "encoding"])
    def test_a_template_that_is_none(self, aws: LocalAws, tmp_path: Path, text: str) -> None:
        """Not YAML, not a mapping, not UTF-8."""
        template = tmp_path / "template.yaml"
        template.write_bytes(text.encode("latin-1"))

        with pytest.raises(BridgewrightError, match=r"template .*template.yaml"):
            aws.deploy("none", template)

    def test_an_absent_template(self, aws: LocalAws, tmp_path: Path) -> None:
        """The path is in the message."""
        with pytest.raises(BridgewrightError, match=r"template .*absent.json can't be read"):
            aws.deploy("none", tmp_path / "absent.json")


def test_the_same_folder_is_the_same_zip(tmp_path: Path) -> None:
    """A package's name is the hash of its bytes: what didn't change isn't deployed anew."""
    for name in ("one", "two"):
        (tmp_path / name / "__pycache__").mkdir(parents=True)
        (tmp_path / name / "index.py").write_text("x = 1\n")
        (tmp_path / name / "__pycache__" / f"{name}.pyc").write_bytes(name.encode())

    assert zipped(tmp_path / "one") == zipped(tmp_path / "two")


@pytest.mark.parametrize(
    ("kind", "properties"),
    [
        (
            "AWS::Events::Archive",
            {"SourceArn": {"Fn::Sub": "arn:aws:events:${AWS::Region}:${AWS::AccountId}:event-bus/x"}},
        ),
        ("AWS::Events::EventBusPolicy", {"StatementId": "s", "Principal": "*", "Action": "events:PutEvents"}),
        ("AWS::EventSchemas::Registry", {}),
    ],
)
def test_the_resource_types_are_still_needed(plain: Any, tmp_path: Path, kind: str, properties: dict[str, Any]) -> None:
    """ministack has no such resource: this fails when it has."""
    template = tmp_path / "template.json"
    template.write_text(json.dumps({"Resources": {"It": {"Type": kind, "Properties": properties}}}))

    with pytest.raises(BridgewrightError) as failure:
        plain.aws.deploy(plain.name("stack"), template)

    assert f"Unrecognized resource types: [{kind}]" in str(failure.value), f"ministack now has {kind}: drop ours"


def test_the_api_and_table_adapters_are_still_needed(plain: Any, tmp_path: Path) -> None:
    """ministack leaves TTL and gateway responses out of a stack: this fails when it no longer does."""
    properties = {
        "BillingMode": "PAY_PER_REQUEST",
        "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
        "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
        "TimeToLiveSpecification": {"AttributeName": "e", "Enabled": True},
    }
    answers = {"THROTTLED": {"statusCode": "429", "responseTemplates": {"application/json": "{}"}}}
    body = {"swagger": "2.0", "info": {}, "paths": {}, "x-amazon-apigateway-gateway-responses": answers}
    resources = {
        "Table": {"Type": "AWS::DynamoDB::Table", "Properties": properties},
        "Api": {"Type": "AWS::ApiGateway::RestApi", "Properties": {"Name": "api", "Body": body}},
    }
    outputs = {name: {"Value": {"Ref": name}} for name in resources}
    template = tmp_path / "template.json"
    template.write_text(json.dumps({"Resources": resources, "Outputs": outputs}))

    made = plain.aws.deploy(plain.name("stack"), template)

    ttl = plain.dynamodb.describe_time_to_live(TableName=made["Table"])["TimeToLiveDescription"]
    assert ttl["TimeToLiveStatus"] == "DISABLED", "ministack now sets the TTL: delete adapters/stack_tables.py"
    throttled = plain.apigateway.get_gateway_response(restApiId=made["Api"], responseType="THROTTLED")
    assert throttled["defaultResponse"], "ministack now reads gateway responses: see adapters/stack_apis.py"
