"""What the stack promises: who may do what, where data rests, and which routes there are."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import boto3
import pytest
import yaml
from cfnlint.decode.cfn_yaml import load
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

ROOT = Path(__file__).parents[3]
TEMPLATE = ROOT / "services/upload/template.yaml"
CONTRACT = ROOT / "contracts/apis/payslip-upload/1.0.0.yaml"


@pytest.fixture
def template() -> dict[str, Any]:
    """The template; intrinsic functions in their long form."""
    return json.loads(json.dumps(load(str(TEMPLATE))))


@pytest.fixture
def resources(template: dict[str, Any]) -> dict[str, Any]:
    """The template's resources by logical id."""
    return template["Resources"]


def translated(template: dict[str, Any]) -> dict[str, Any]:
    """The resources that CloudFormation gets, once SAM has transformed the template.

    `sam package` puts code into S3 first; SAM's transform takes no folder.
    """
    for resource in template["Resources"].values():
        if resource["Type"] == "AWS::Serverless::Function":
            resource["Properties"]["CodeUri"] = "s3://packages/upload.zip"
    region = boto3.Session(region_name="eu-west-2")
    return Translator({}, Parser(), boto_session=region).translate(template, {})["Resources"]


def operations(definition: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Path, method and operation of each route of an API definition."""
    return [(path, method, route) for path, routes in definition["paths"].items() for method, route in routes.items()]


def statements(resources: dict[str, Any], role: str) -> list[dict[str, Any]]:
    """A role's statements."""
    [policy] = resources[role]["Properties"]["Policies"]
    found: list[dict[str, Any]] = policy["PolicyDocument"]["Statement"]
    return found


def actions(statement: dict[str, Any]) -> list[str]:
    """A statement's actions."""
    found = statement["Action"]
    return [found] if isinstance(found, str) else found


def test_cfn_lint_finds_nothing():
    """The template is valid for CloudFormation, warnings included."""
    command = [str(Path(sys.executable).with_name("cfn-lint")), str(TEMPLATE)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (0, "")


def test_the_routes_are_the_contracts(resources: dict[str, Any]):
    """API Gateway routes exactly what the OpenAPI document promises."""
    paths = yaml.safe_load(CONTRACT.read_text())["paths"]
    promised = {(method.upper(), path) for path, methods in paths.items() for method in methods}

    routed = {
        (event["Properties"]["Method"], event["Properties"]["Path"])
        for resource in resources.values()
        for event in resource.get("Properties", {}).get("Events", {}).values()
        if event["Type"] == "Api"
    }

    assert promised == routed


def test_api_gateways_own_answers_follow_the_contract(resources: dict[str, Any]):
    """A 403, 413, 429 or 503 that never reached the function is a problem too, of a status that the contract lists."""
    listed = yaml.safe_load(CONTRACT.read_text())["paths"]["/payslips"]["post"]["responses"]
    responses = resources["Api"]["Properties"]["GatewayResponses"]

    assert set(responses) >= {"MISSING_AUTHENTICATION_TOKEN", "ACCESS_DENIED", "THROTTLED", "DEFAULT_5XX"}
    for response in responses.values():
        problem = json.loads(response["ResponseTemplates"]["application/json"])
        assert (str(problem["status"]) in listed, problem["status"]) == (True, response["StatusCode"])
        assert set(problem) == {"title", "status", "detail"}
        assert response["ResponseParameters"]["Headers"]["Content-Type"] == "'application/problem+json'"


def test_callers_must_sign(template: dict[str, Any]):
    """The earlier system's fault: no authentication. Every route asks for IAM."""
    definition = translated(template)["Api"]["Properties"]["Body"]

    assert {(path, method): operation["security"] for path, method, operation in operations(definition)} == {
        ("/payslips", "post"): [{"AWS_IAM": []}]
    }


def test_callers_need_no_right_to_invoke_the_function(template: dict[str, Any]):
    """API Gateway invokes by the function's own policy: no integration has `credentials`, the caller's least of all.

    SAM's default with AWS_IAM is CALLER_CREDENTIALS, `arn:aws:iam::*:user/*`: then each caller would need
    lambda:InvokeFunction too, and could go round the API.
    https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-api-apiauth.html
    https://docs.aws.amazon.com/apigateway/latest/api/API_Integration.html (`credentials`)
    """
    resources = translated(template)
    integrations = [
        operation["x-amazon-apigateway-integration"]
        for _, _, operation in operations(resources["Api"]["Properties"]["Body"])
    ]
    [permission] = [
        resource["Properties"]
        for resource in resources.values()
        if resource["Type"] == "AWS::Lambda::Permission"
        and resource["Properties"]["Principal"] == "apigateway.amazonaws.com"
    ]

    assert [sorted(integration) for integration in integrations] == [["httpMethod", "type", "uri"]]
    assert permission["FunctionName"] == {"Ref": "UploadFunction"}
    assert "SourceArn" in permission


def test_each_function_has_a_role_of_its_own(resources: dict[str, Any]):
    """The earlier system's fault: one shared role."""
    functions = [r["Properties"] for r in resources.values() if r["Type"] == "AWS::Serverless::Function"]

    roles = [function["Role"]["Fn::GetAtt"][0] for function in functions]
    assert (len(functions), len(set(roles))) == (2, 2)
    assert not any("Policies" in function for function in functions)


@pytest.mark.parametrize("role", ["UploadRole", "ReissuesRole"])
def test_no_role_may_do_more_than_it_must(resources: dict[str, Any], role: str):
    """No action has a wildcard, and a resource only where AWS knows none (X-Ray).

    The earlier system's fault: `events:*` and `s3:*`.

    https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsx-ray.html
    """
    assert not [action for statement in statements(resources, role) for action in actions(statement) if "*" in action]
    everything = [actions(statement) for statement in statements(resources, role) if statement["Resource"] == "*"]
    assert everything == [["xray:PutTraceSegments", "xray:PutTelemetryRecords"]]


@pytest.mark.parametrize(("role", "keys"), [("UploadRole", ["upload#*", "payslip#*"]), ("ReissuesRole", ["reissue#*"])])
def test_a_function_writes_its_own_items_alone(resources: dict[str, Any], role: str, keys: list[str]):
    """Each function has key prefixes of its own, and no request without a key passes.

    `ForAllValues` is true when the request has no such key at all; with Allow it needs a `Null` check.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition_examples-multi-valued-context-keys.html
    """
    [writing] = [s for s in statements(resources, role) if actions(s)[0].startswith("dynamodb:")]

    assert writing["Condition"] == {
        "ForAllValues:StringLike": {"dynamodb:LeadingKeys": keys},
        "Null": {"dynamodb:LeadingKeys": "false"},
    }


def test_only_payroll_events_may_be_published(resources: dict[str, Any]):
    """The upload function can't pose as another source."""
    [publishing] = [s for s in statements(resources, "UploadRole") if actions(s) == ["events:PutEvents"]]

    assert publishing["Condition"] == {"StringEquals": {"events:source": "leejames.payroll"}}
    assert publishing["Resource"] == {"Fn::ImportValue": "leejames-hr-bus-arn"}


def test_the_rule_alone_invokes_reissues_and_failures_are_kept(resources: dict[str, Any]):
    """The earlier system's faults: a policy without a source condition, and nowhere for failures to go."""
    permission = resources["ReissuesPermission"]["Properties"]
    invocations = resources["ReissuesInvocations"]["Properties"]

    assert permission["SourceArn"] == {"Fn::ImportValue": "leejames-hr-reissues-payslip-generated-v1-rule-arn"}
    assert permission["Principal"] == "events.amazonaws.com"
    assert invocations["MaximumRetryAttempts"] == 2
    assert invocations["DestinationConfig"]["OnFailure"] == {
        "Destination": {"Fn::ImportValue": "leejames-hr-reissues-on-failure-arn"}
    }


def test_data_rests_encrypted_private_and_recoverable(resources: dict[str, Any]):
    """The bucket and the table."""
    bucket, table = resources["LogoBucket"]["Properties"], resources["ControlTable"]["Properties"]
    [tls] = resources["LogoBucketPolicy"]["Properties"]["PolicyDocument"]["Statement"]

    assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
    assert bucket["VersioningConfiguration"] == {"Status": "Enabled"}
    assert "BucketEncryption" in bucket
    assert (tls["Effect"], tls["Condition"]) == ("Deny", {"Bool": {"aws:SecureTransport": "false"}})
    assert table["SSESpecification"] == {"SSEEnabled": True}
    assert table["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert table["TimeToLiveSpecification"] == {"AttributeName": "expiration", "Enabled": True}


def test_logs_end(resources: dict[str, Any]):
    """Each function writes to a log group with an end."""
    groups = [r["Properties"] for r in resources.values() if r["Type"] == "AWS::Logs::LogGroup"]

    assert [group["RetentionInDays"] for group in groups] == [30, 30]


def test_the_payslip_of_the_api_is_the_payslip_of_the_event():
    """The API takes exactly what the newest event carries: each shared component is the same, to the letter."""
    api = yaml.safe_load(CONTRACT.read_text())["components"]["schemas"]
    versions = (ROOT / "contracts/events/payslip.uploaded").glob("2.*.yaml")
    newest = max(versions, key=lambda version: [int(part) for part in version.stem.split(".")])
    event = yaml.safe_load(newest.read_text())["components"]["schemas"]

    shared = [name for name in event if name not in {"AWSEvent", "PayslipUploaded", "Metadata", "Data", "Logo"}]
    assert {name: event[name] for name in shared} == {name: api.get(name) for name in shared}
